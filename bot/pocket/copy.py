"""The pocket copy as one HTML file: made from the knowledge, never edited, readable and printable without a network."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from datetime import date
from functools import lru_cache
from pathlib import Path

from jinja2 import Template

from bot.markup.sections import sections_of
from bot.markup.templates import templates
from bot.model import LOCALES, Knowledge, Locale
from bot.wording.pocket import pocket_words

HERE = Path(__file__).parent
ANYBODY = "private-person"
"""The role of whoever has named none: relatives, private people and others, whose steps claim no duty of office."""
MOST_BYTES = 100_000
"""Of a file: what loads at once on a poor connection, and fits any message."""


def pocket_copy(knowledge: Knowledge, role: str, place: str, day: date, first: Locale | None = None) -> str:
    """The file for a role and a place (a municipality's code or the whole country), made on a day.

    It opens in the language `first`, or else in the place's own. Raises bot.card.NoCard for a hole in the knowledge.
    """
    opens_in = first or _own_language(knowledge, place)
    parts = [pocket_words(knowledge, role, place, locale, day) for locale in LOCALES]
    style = _style()
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    text = _template().render(parts=parts, first=opens_in, style=style, digest=digest, sections_of=sections_of)
    return re.sub(r"\n\s*", "\n", text)


def file_name(knowledge: Knowledge, place: str) -> str:
    """What to call the file: luotsi-564-oulu.html."""
    municipality = knowledge.municipalities.get(place)
    name = "" if municipality is None else "-" + re.sub(r"[^a-z]+", "-", _plain(municipality.name.fi)).strip("-")
    return f"luotsi-{place}{name}.html"


def _plain(name: str) -> str:
    return name.casefold().translate(str.maketrans("åäö", "aao"))


def _own_language(knowledge: Knowledge, place: str) -> Locale:
    """The first official language of a municipality that is one of ours."""
    municipality = knowledge.municipalities.get(place)
    spoken = municipality.languages if municipality is not None else ()
    return next((locale for code in spoken for locale in LOCALES if locale == code), "fi")


@lru_cache(maxsize=1)
def _template() -> Template:
    return templates(HERE).get_template("pocket.html")


@lru_cache(maxsize=1)
def _style() -> str:
    return re.sub(r"\s*\n\s*", "", (HERE / "pocket.css").read_text("utf-8"))
