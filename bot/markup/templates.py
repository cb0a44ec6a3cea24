"""The templates of pages."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.markup.lines import language, sections, spans


def templates(folder: Path) -> Environment:
    """The templates in a folder; they can write lines, and everything else they are given is escaped."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    environment.globals |= {"language": language, "sections": sections, "spans": spans}
    return environment
