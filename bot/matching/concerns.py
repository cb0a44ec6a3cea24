"""A typed sentence -> the situations it may mean, best first.

Danger comes first, by rules an editor can read (`danger`). The order of the situations is learnt: a linear model over
words, pieces of words and ideas (`features`), trained by `python -m bot.training` from knowledge/phrases and kept in
concerns.json.gz. It offers, it never decides: the worker sees the best few and the whole menu stays in reach.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.matching.danger import sounds_dangerous
from bot.matching.features import FAMILIES, features
from bot.matching.ideas import bare_words, idea_index
from bot.model import Knowledge

WEIGHTS = Path(__file__).with_name("concerns.json.gz")
DANGER = "immediate-danger"
OFF_TOPIC = "off-topic"
DANGER_IDEA = "!danger"
"""Stands among the ideas of a text for which a danger rule holds."""

MOST = 4
"""Situations offered for one text."""
PLAINLY_OFF = -0.25
"""The score at which off-topic, where it leads, lets a text go: a worry dropped costs more than a needless menu."""
DANGER_LEAN = 0.1
"""Given to danger before comparing: a needless danger question costs a tap."""
DANGER_AT_LEAST = -0.4
"""The score at which danger may lead without a rule; one row in three is right below it."""
DANGER_NEAR = 0.7
"""Danger this little behind the best situation stands third at the latest, so that it is always in sight."""


@dataclass(frozen=True, slots=True)
class Concern:
    """What a text seems to be about: situation ids, best first, () when it is no concern; and danger right now."""

    situations: tuple[str, ...]
    danger: bool


NOTHING = Concern((), danger=False)


def find_concerns(text: str, knowledge: Knowledge) -> Concern:
    """The situations a text may mean; any text is accepted, and only its beginning (MAX_LENGTH) is read."""
    danger = sounds_dangerous(text, knowledge)
    scores = weights().scores(text_features(text, knowledge, danger=danger))
    if not scores:
        return NOTHING
    scores[DANGER] += DANGER_LEAN
    ranked = sorted((name for name in scores if name in knowledge.situations), key=lambda name: -scores[name])
    if DANGER not in ranked or (not danger and scores[OFF_TOPIC] > max(scores[ranked[0]], PLAINLY_OFF)):
        return NOTHING
    at = _place_of_danger(ranked, scores) if not danger else 0
    ranked.remove(DANGER)
    ranked.insert(at, DANGER)
    return Concern(tuple(ranked[:MOST]), danger=at == 0)


def _place_of_danger(ranked: Sequence[str], scores: Mapping[str, float]) -> int:
    """Where danger stands without a rule: never first on thin ground, never out of sight where it is near."""
    place = ranked.index(DANGER)
    if place == 0:
        return 0 if scores[DANGER] >= DANGER_AT_LEAST else 1
    near = scores[DANGER] > scores[ranked[0]] - DANGER_NEAR
    return min(2, place) if near else place


def text_features(text: str, knowledge: Knowledge, *, danger: bool) -> dict[str, set[str]]:
    """What the model sees of a text; `danger`: a danger rule holds for it."""
    words = bare_words(text)
    ideas = idea_index(knowledge).of(words)
    return features(words, ideas | {DANGER_IDEA} if danger else ideas)


class Weights:
    """The learnt model: for every feature a row of small whole numbers, one for each situation."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self.digest: str = stored["digest"]
        self._situations: list[str] = stored["situations"]
        self._bias: list[float] = stored["bias"]
        self._rows: dict[str, dict[str, memoryview]] = {}
        self._steps: dict[str, float] = {}
        for family, held in stored["families"].items():
            self._steps[family] = held["step"]
            rows = memoryview(base64.b64decode(held["weights"])).cast("b")
            width = len(self._situations)
            names = held["features"].split("\n")
            self._rows[family] = {name: rows[at * width : (at + 1) * width] for at, name in enumerate(names)}

    def scores(self, found: Mapping[str, set[str]]) -> dict[str, float]:
        """A score for each situation, about 1 when sure and -1 when sure not; {} when nothing in the text is known."""
        total = list(self._bias)
        known = False
        for family, names in found.items():
            rows = self._rows[family]
            hits = [rows[name] for name in names if name in rows]
            if hits:
                known = True
                share = self._steps[family] * (FAMILIES[family] / len(names)) ** 0.5
                sums = [sum(column) for column in zip(*hits, strict=True)]
                total = [before + share * added for before, added in zip(total, sums, strict=True)]
        return dict(zip(self._situations, total, strict=True)) if known else {}


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The model that ships, read at first use."""
    return Weights(json.loads(gzip.decompress(WEIGHTS.read_bytes())))


def digest(knowledge: Knowledge) -> str:
    """A fingerprint of all that the model is trained from: phrases, word groups and danger rules."""
    learnt_from = [
        FAMILIES,
        [[phrases.situation, sorted(phrases.texts.items())] for phrases in knowledge.phrases],
        [[group.id, sorted(group.texts.items())] for group in knowledge.words.values()],
        [[sorted(rule.all), sorted(rule.unless)] for rule in knowledge.danger],
    ]
    return hashlib.sha256(json.dumps(learnt_from).encode()).hexdigest()[:16]
