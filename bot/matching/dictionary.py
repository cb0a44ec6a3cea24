"""Finnish spelling, where the optional libvoikko is installed: what is a word is not a slip for a place.

Without it nothing is known and the matcher relies on its list of everyday words. Install with
`pip install luotsi[dictionary]` beside the system's libvoikko and its Finnish vocabulary (voikko-fi).
"""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import Protocol

PLACE_WORDS = (
    "järv",
    "lah",
    "niem",
    "sal",
    "saar",
    "kosk",
    "jo",
    "mä",
    "ve",
    "kyl",
    "ran",
    "lam",
    "num",
    "linn",
    "kaupun",
)
"""How the last part of a place name begins; compounds with them are too easily made to prove anything."""


_LONGEST_WORD = 60


class _Voikko(Protocol):
    """What is used of the library."""

    def analyze(self, word: str) -> list[dict[str, str]]: ...


def knows(word: str) -> bool:
    """Whether the dictionary has the word, not counting compounds that end like place names; False without one."""
    voikko = _voikko()
    if voikko is None or len(word) > _LONGEST_WORD:
        return False
    return any(_proves(analysis) for form in (word, word.capitalize()) for analysis in voikko.analyze(form))


def is_present() -> bool:
    """Whether there is a dictionary."""
    return _voikko() is not None


def _proves(analysis: dict[str, str]) -> bool:
    _, *more = [base for base in analysis.get("WORDBASES", "").split("+") if base] or [""]
    return not more or not more[-1].startswith(PLACE_WORDS)


@lru_cache(maxsize=1)
def _voikko() -> _Voikko | None:
    """The library's handle, or None where the package, the library or the vocabulary is missing."""
    try:
        library = importlib.import_module("libvoikko")
    except ImportError:
        return None
    try:
        voikko: _Voikko = library.Voikko("fi")
    except (OSError, library.VoikkoException):
        return None
    return voikko
