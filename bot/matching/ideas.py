"""Typed words -> the ideas of knowledge/phrases they belong to.

An idea is a group of words in three languages under one id: `weapon`, `earlier`, `platform`. A word of a group
stands for itself, `word-` for the beginning of a word and `-word-` for a part of one. Dots, rings, accents, capitals
and punctuation are laid aside on both sides, because people type on all kinds of keyboards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from bot.matching.text import MAX_LENGTH
from bot.model import Knowledge, Locale

_SILENT = re.compile(
    r"[\u00ad\u0300-\u036f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff'`\u00b4\u02bc\u2018\u2019]"
)
"""Accents, apostrophes, and characters nobody sees."""
_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 2


def bare_words(text: str) -> list[str]:
    """The words of a text without capitals, accents, apostrophes and hyphens.

    >>> bare_words("Älä mene Al-Holiin, can't!")
    ['ala', 'mene', 'al', 'holiin', 'cant']
    """
    decomposed = unicodedata.normalize("NFKD", text[:MAX_LENGTH])
    return _WORD.findall(_SILENT.sub("", decomposed).casefold())


class IdeaIndex:
    """Which ids the words of a text belong to; built once, asked often."""

    def __init__(self, groups: Iterable[tuple[str, Mapping[Locale, Sequence[str]]]]) -> None:
        self._whole: dict[str, set[str]] = {}
        self._beginnings: dict[str, set[str]] = {}
        self._parts: dict[str, set[str]] = {}
        self._runs: dict[str, dict[tuple[str, bool], set[str]]] = {}
        for group, texts in groups:
            for needles in texts.values():
                for needle in needles:
                    self._add(needle, group)
        self._longest = max(map(len, self._beginnings), default=0)

    def _add(self, needle: str, group: str) -> None:
        words = bare_words(needle)
        if not words:
            return
        opens, whole = needle.startswith("-"), not needle.endswith("-")
        if len(words) > 1:
            self._runs.setdefault(words[0], {}).setdefault((" ".join(words), whole), set()).add(group)
        elif opens:
            self._parts.setdefault(words[0], set()).add(group)
        else:
            kept = self._whole if whole else self._beginnings
            kept.setdefault(words[0], set()).add(group)

    def of(self, words: Sequence[str]) -> set[str]:
        """The ids of all groups with a word in these bare words."""
        found: set[str] = set()
        joined = f" {' '.join(words)} "
        for word in set(words):
            found.update(self._whole.get(word, ()))
            for end in range(_SHORTEST, min(len(word), self._longest) + 1):
                found.update(self._beginnings.get(word[:end], ()))
            for (run, whole), ids in self._runs.get(word, {}).items():
                if (f" {run} " if whole else f" {run}") in joined:
                    found |= ids
        for part, ids in self._parts.items():
            if part in joined:
                found |= ids
        return found


@lru_cache(maxsize=4)
def idea_index(knowledge: Knowledge) -> IdeaIndex:
    """The word groups of a knowledge as an index."""
    return IdeaIndex((group.id, group.texts) for group in knowledge.words.values())
