"""Whether a text sounds like danger at this very moment.

The rules stand in knowledge/phrases/danger.yaml: words of now or here together with words of weapons, violence or
self-harm, unless the same sentence tells of the past, a film or mere talk. They come before anything learnt, so that
what makes Luotsi put 112 on top can be read, and changed, by an editor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.matching.ideas import bare_words, idea_index
from bot.matching.text import MAX_LENGTH
from bot.model import Knowledge

_END_OF_SENTENCE = re.compile(
    r"[.!?…;\n]+|(?:,|\b(?:ja|mutta|och|men|and|but)\b)(?=(?:\s+\w+){0,2}\s+(?:nyt|nu|now)\b)", re.IGNORECASE
)
"""Also the turn to what happens now ("… netissä, nyt hän on koulussa"): what was told before vetoes nothing after."""
_WINDOW = 40
"""Words looked at together in a long sentence; what stands farther apart does not belong together."""


def sounds_dangerous(text: str, knowledge: Knowledge) -> bool:
    """Whether a rule holds for a sentence of the text, or for two that stand side by side."""
    index = idea_index(knowledge)
    for words in _stretches(text):
        ideas = index.of(words)
        if any(rule.all <= ideas and not rule.unless & ideas for rule in knowledge.danger):
            return True
    return False


def _stretches(text: str) -> Iterator[list[str]]:
    sentences = [words for part in _END_OF_SENTENCE.split(text[:MAX_LENGTH]) if (words := bare_words(part))]
    for words in sentences:
        for start in range(0, max(len(words) - _WINDOW // 2, 1), _WINDOW // 2):
            yield words[start : start + _WINDOW]
    for first, second in pairwise(sentences):
        yield [*first[-_WINDOW // 2 :], *second[: _WINDOW // 2]]
