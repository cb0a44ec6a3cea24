"""The word lists that come with the matcher, read when they are first needed."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """First names people in Finland have, in lower case."""
    return _sections("names.txt")["first"]


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    """Surnames that are not known by their endings, in lower case."""
    return _sections("names.txt")["last"]


@lru_cache(maxsize=1)
def names_that_are_words() -> frozenset[str]:
    """Those of the names that are ordinary words as well."""
    return _sections("names.txt")["words-too"]


@lru_cache(maxsize=1)
def everyday_words() -> frozenset[str]:
    """Ordinary Finnish, Swedish and English words that are a slip away from a place name, in lower case."""
    return _sections("everyday.txt")["words"]


def words(name: str, heading: str) -> frozenset[str]:
    """The words of one section of a list."""
    return _sections(name)[heading]


def stems(name: str, heading: str) -> tuple[str, ...]:
    """The beginnings of words in one section of a list, for `str.startswith`."""
    return tuple(sorted(words(name, heading)))


@lru_cache(maxsize=8)
def _sections(name: str) -> dict[str, frozenset[str]]:
    """The words under each `[heading]` of a list; lines that begin with # are remarks."""
    found: dict[str, set[str]] = {}
    listed: set[str] = set()
    for line in (files("bot.matching") / name).read_text("utf-8").splitlines():
        if line.startswith("["):
            listed = found.setdefault(line.strip("[] "), set())
        elif not line.startswith("#"):
            listed.update(line.split())
    return {heading: frozenset(section) for heading, section in found.items()}
