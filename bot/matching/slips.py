"""The words that a typed word is a slip or two away from, found without comparing it with every one.

A slip is a letter too many, one missing, one wrong, or two that have changed places (`OSA` of rapidfuzz). Where a word
has so many, either all of them stand in its first letters, and its end is as it should be; or at least one stands in
its end, and the first letters have fewer. So words are kept by their end, and by their first letters as they are and
with any one of them left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

HEAD = 4
"""First letters of a word: enough to tell most words apart, few enough that most slips come after them."""
MOST = 2
"""Slips that can be looked for."""


class Slips:
    """Words to look among."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_head: dict[str, list[str]] = {}
        self._by_end: dict[str, list[str]] = {}
        for word in words:
            for head in _heads(word):
                self._by_head.setdefault(head, []).append(word)
            self._by_end.setdefault(word[HEAD + 1 :], []).append(word)

    def nearest(self, word: str, most: int) -> tuple[int, list[str]]:
        """The words fewest slips away, shortest first, and how many that is; (0, []) where `most` is not enough."""
        for slips in range(1, min(most, MOST) + 1):
            among = self._candidates(word, slips)
            near = process.extract(word, among, scorer=OSA.distance, score_cutoff=slips, limit=None)
            if near:
                fewest = near[0][1]
                return int(fewest), sorted((other for other, away, _ in near if away == fewest), key=_by_length)
        return 0, []

    def _candidates(self, word: str, slips: int) -> set[str]:
        """All words so many slips away, and others."""
        found: set[str] = set()
        for head in _heads(word) if slips > 1 else (word[:HEAD],):
            found.update(self._by_head.get(head, ()))
        for end in range(HEAD + 1 - slips, HEAD + 2 + slips):
            found.update(self._by_end.get(word[end:], ()))
        return found


def _by_length(word: str) -> tuple[int, str]:
    return len(word), word


def _heads(word: str) -> set[str]:
    """The first letters, also with any one of them left out: what words share whose first letters are a slip apart."""
    head = word[:HEAD]
    return {head, *[head[:at] + head[at + 1 :] for at in range(len(head))]}
