"""Typed text made comparable."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

MAX_LENGTH = 4096
"""Characters looked at; the rest of a longer text is left unread."""

_WORD = re.compile(r"[^\W_]+(?:[:'’.-][^\W_]+)*")
_FOLDED = str.maketrans("åäöéèêüáàæøšžñ", "aaoeeeuaaaoszn")

_LETTER = r"(?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff])"
_TOKEN = re.compile(rf"[^\W_]{_LETTER}*(?:[:'’\u2010\u2011-]{_LETTER}+)*")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]+")
_HYPHENS = str.maketrans("\u2010\u2011’", "--'")


def words(text: str, limit: int | None = MAX_LENGTH) -> tuple[str, ...]:
    """The words of a text in lower case: letters and digits, with inner hyphens, colons and apostrophes."""
    composed = unicodedata.normalize("NFC", text[:limit])
    return tuple(_WORD.findall(composed.casefold().replace("’", "'")))


def fold(word: str) -> str:
    """The word without dots and rings, as people type on foreign keyboards."""
    return word.translate(_FOLDED)


class Token(NamedTuple):
    """A word where it stands: `text` composed and in lower case, `folded` also without dots.

    `start` and `end` count characters of the text it was found in.
    """

    text: str
    folded: str
    start: int
    end: int
    capital: bool


def tokens(text: str, limit: int = MAX_LENGTH) -> list[Token]:
    """The words of the first `limit` characters, with invisible characters inside them taken away."""
    found = []
    for match in _TOKEN.finditer(text[:limit]):
        raw = match[0]
        if not raw.isascii():
            raw = unicodedata.normalize("NFC", _INVISIBLE.sub("", raw)).translate(_HYPHENS)
        if raw:
            lower = raw.casefold()
            found.append(Token(lower, fold(lower), match.start(), match.end(), raw[0] != lower[0]))
    return found
