"""Everybody who can be asked by either of two knowledge bases, with the way each leads them.

The questions of both are walked at once, each side taking from the answers what it asks for. So a reader who is asked
one question more than before is compared with themselves, not with somebody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.model import Knowledge, Question
from bot.paths import ANY_MUNICIPALITY, Path

Laws = tuple[str | None, str | None]
"""Whose acts hold in a municipality before and after; None where that side does not know the municipality."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One set of answers, the municipality left open, and its path on each side.

    A side is None where an answer is not known to it. `laws` tells which municipalities may be meant; it is None
    where no municipality is.
    """

    answers: Mapping[str, str]
    before: Path | None
    after: Path | None
    laws: Laws | None


@dataclass(frozen=True, slots=True)
class _Side:
    """How far one knowledge base has come with a reader; `waits` is the question whose answer it needs next."""

    facets: Mapping[str, str]
    asked: tuple[str, ...]
    waits: Question | None
    is_lost: bool = False


def readers(old: Knowledge, new: Knowledge, by_law: Mapping[Laws, tuple[str, ...]]) -> tuple[Reader, ...]:
    """Everybody, in the order of the questions; `by_law` are the municipalities as `places_by_law` groups them."""
    return tuple(_Walk((old, new), tuple(by_law)).on({}, None, (_START, _START)))


_START = _Side({}, (), None)


@dataclass(frozen=True, slots=True)
class _Walk:
    """The walk through the questions of both."""

    both: tuple[Knowledge, Knowledge]
    all_laws: tuple[Laws, ...]

    def on(self, answers: Mapping[str, str], laws: Laws | None, sides: tuple[_Side, _Side]) -> Iterator[Reader]:
        """Everybody who has given these answers so far."""
        old, new = laws or (None, None)
        sides = (_advanced(self.both[0], sides[0], answers, old), _advanced(self.both[1], sides[1], answers, new))
        question = sides[1].waits or sides[0].waits
        if question is None:
            yield Reader(answers, _path(sides[0]), _path(sides[1]), laws)
            return
        asked = [side.waits for side in sides if side.waits is not None and side.waits.id == question.id]
        for option in dict.fromkeys(choice.id for each in reversed(asked) for choice in each.choices):
            yield from self.on({**answers, question.id: option}, laws, sides)
        if any(each.asks_place for each in asked):
            for pair in self.all_laws:
                yield from self.on({**answers, question.id: ANY_MUNICIPALITY}, pair, sides)


def _advanced(knowledge: Knowledge, side: _Side, answers: Mapping[str, str], law: str | None) -> _Side:
    """One side after it has taken all the answers it can."""
    facets, asked = dict(side.facets), list(side.asked)
    if side.is_lost:
        return side
    for question in knowledge.questions:
        if question.id in facets or not question.is_asked(facets):
            continue
        given = answers.get(question.id)
        if given is None:
            return _Side(facets, tuple(asked), question)
        option = question.options.get(given)
        is_place = question.asks_place and given == ANY_MUNICIPALITY and law is not None
        if not is_place and (option is None or option.only_implied):
            return _Side(facets, tuple(asked), None, is_lost=True)
        facets[question.id] = given
        facets.update(option.implies if option is not None else ())
        if question.asks_place:
            facets["where"] = law if is_place and law is not None else "mainland"
        asked.append(question.id)
    return _Side(facets, tuple(asked), None)


def _path(side: _Side) -> Path | None:
    return None if side.is_lost else Path(side.facets, side.asked)


def places_by_law(old: Knowledge, new: Knowledge) -> dict[Laws, tuple[str, ...]]:
    """The municipalities of either, by whose acts hold there before and after."""
    found: dict[Laws, list[str]] = defaultdict(list)
    for code in dict.fromkeys((*old.municipalities, *new.municipalities)):
        found[_law(old, code), _law(new, code)].append(code)
    return {laws: tuple(codes) for laws, codes in found.items()}


def _law(knowledge: Knowledge, code: str) -> str | None:
    place = knowledge.municipalities.get(code)
    return None if place is None else knowledge.counties[place.county].law
