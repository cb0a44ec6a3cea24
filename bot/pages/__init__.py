"""Pages that editors open in a browser: one HTML file that needs nothing else, no script, no font, no picture.

Readable on a phone, printable, and in an order that makes sense when it is read aloud.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from bot.errors import BotError

STYLE = (Path(__file__).parent / "page.css").read_text("utf-8").strip()


def document(title: str, body: Iterable[str], *, lang: str = "en", style: str = STYLE) -> str:
    """A whole page with this body, which is HTML already."""
    head = (
        "<!doctype html>",
        f'<html lang="{lang}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{escape(title)}</title>",
        f"<style>{style}</style></head><body>",
    )
    return "\n".join((*head, *body, "</body></html>")) + "\n"


def write(content: str | bytes, path: Path) -> Path:
    """A file that holds this; its path. Raises BotError where that fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise BotError(f"{path} cannot be written ({error.strerror})") from None
    return path
