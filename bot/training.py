"""`python -m bot.training`: learn the order of the situations from knowledge/phrases.

Needs NumPy (`pip install -e ".[training]"`) and takes some ten seconds. Run it after editing the phrases, the word
groups or the danger rules, and commit bot/matching/concerns.json.gz with them; a test tells when it is out of date.

The model is a ridge classifier: one line of least squares for every situation against the rest. It is solved through
the likeness of the phrases to each other (a few thousand square) instead of through the features (some ten thousand
more), so one call of `solve` gives the exact optimum: the same phrases always give the same file.
"""

from __future__ import annotations

import base64
import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.content.load import load
from bot.matching.concerns import DANGER, OFF_TOPIC, WEIGHTS, digest, text_features
from bot.matching.danger import sounds_dangerous
from bot.matching.features import FAMILIES
from bot.model import Knowledge
from bot.settings import shipped_knowledge

RIDGE = 1.5
"""How strongly large weights are held down; chosen by cross-validation over the phrases."""
BIAS = 0.1
FEWEST = 2
"""Phrases a feature must stand in to be kept."""
LARGEST = 127

Floats = NDArray[np.float32]


class Family:
    """The features of one kind: which phrases each stands in, and the share a phrase gives to each of its features."""

    def __init__(self, name: str, found: Sequence[set[str]]) -> None:
        self.name = name
        postings: dict[str, list[int]] = {}
        for index, names in enumerate(found):
            for feature in names:
                postings.setdefault(feature, []).append(index)
        self.postings = {feature: np.array(rows) for feature, rows in sorted(postings.items()) if len(rows) >= FEWEST}
        self.shares = np.array([(FAMILIES[name] / max(len(names), 1)) ** 0.5 for names in found], np.float32)

    def likeness(self) -> Floats:
        """How much each two phrases have in common."""
        common = np.zeros((len(self.shares), len(self.shares)), np.float32)
        for rows in self.postings.values():
            common[rows[:, None], rows] += 1
        return common * self.shares * self.shares[:, None]

    def stored(self, answer: Floats) -> dict[str, Any]:
        """The weights of the features, as whole numbers of -127..127 steps."""
        shared = answer * self.shares[:, None]
        rows = np.array([shared[rows].sum(axis=0) for rows in self.postings.values()])
        step = float(np.abs(rows).max()) / LARGEST
        numbers = np.rint(rows / step).astype(np.int8)
        kept = np.any(numbers != 0, axis=1)
        names = [name for name, keep in zip(self.postings, kept.tolist(), strict=True) if keep]
        return {
            "step": step,
            "features": "\n".join(names),
            "weights": base64.b64encode(numbers[kept].tobytes()).decode("ascii"),
        }


def lines(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Every phrase with its situation."""
    for phrases in knowledge.phrases:
        for texts in phrases.texts.values():
            for text in texts:
                yield text, phrases.situation


def train(examples: Sequence[tuple[str, str]], knowledge: Knowledge) -> dict[str, Any]:
    """The model learnt from examples (text, situation), in the form that `Weights` reads."""
    found = [text_features(text, knowledge, danger=sounds_dangerous(text, knowledge)) for text, _ in examples]
    families = [Family(name, [of_text[name] for of_text in found]) for name in FAMILIES]
    situations = sorted({DANGER, OFF_TOPIC, *knowledge.situations, *(situation for _, situation in examples)})
    said = np.array([situations.index(situation) for _, situation in examples])
    targets = np.where(said[:, None] == np.arange(len(situations)), 1, -1).astype(np.float32)
    # Every situation weighs the same, however many phrases it has.
    counts = np.bincount(said, minlength=len(situations))[said]
    slack = RIDGE * counts * len(situations) / len(examples)
    likeness = sum((family.likeness() for family in families), np.full((len(said), len(said)), BIAS, np.float32))
    answer = np.linalg.solve(likeness + np.diag(slack).astype(np.float32), targets)
    return {
        "digest": digest(knowledge),
        "situations": situations,
        "bias": [round(float(value), 5) for value in BIAS * answer.sum(axis=0)],
        "families": {family.name: family.stored(answer) for family in families},
    }


def main() -> int:
    """Train from the shipped knowledge and write the file that `bot.matching.concerns` reads."""
    knowledge = load(shipped_knowledge()).fit
    if knowledge is None:
        sys.stderr.write("the knowledge has errors; run `luotsi check` first\n")
        return 1
    model = train(list(lines(knowledge)), knowledge)
    WEIGHTS.write_bytes(gzip.compress(json.dumps(model).encode("ascii"), mtime=0))
    sys.stdout.write(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size // 1000} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
