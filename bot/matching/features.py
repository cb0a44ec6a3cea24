"""What the learnt part of the concern matcher sees of a text: words, pieces of words, and ideas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations, pairwise

FAMILIES: dict[str, float] = {"word": 1.0, "piece": 1.2, "idea": 1.0, "pair": 0.7}
"""Kinds of features, and how much each counts. Chosen by cross-validation over the phrases."""
_SHORTEST, _LONGEST = 3, 5
"""Letters in a piece, the space on either side of a word included."""


def features(words: Sequence[str], ideas: AbstractSet[str]) -> dict[str, set[str]]:
    """The features of a text by family: single words and neighbours, pieces, ideas, and ideas that meet.

    >>> sorted(features(["on", "täällä"], {"here"})["word"])
    ['on', 'on täällä', 'täällä']
    """
    return {
        "word": {*words, *(f"{first} {second}" for first, second in pairwise(words))},
        "piece": {piece for word in set(words) for piece in _pieces(f" {word} ")},
        "idea": set(ideas),
        "pair": {f"{first} {second}" for first, second in combinations(sorted(ideas), 2)},
    }


def _pieces(word: str) -> Iterator[str]:
    for length in range(_SHORTEST, _LONGEST + 1):
        for start in range(len(word) - length + 1):
            yield word[start : start + length]
