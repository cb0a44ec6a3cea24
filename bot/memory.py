"""What one proof may leave to the next, so that a check after an edit looks only at what the edit touches.

Remembered is which answers were found whole (nothing wanting) at which places. Both are told apart by content: by all
that their cards are made of, whatever file and line it stands at. What was found wanting is never remembered, so that
it is told anew with its line. What every card rests on (questions, areas, kinds of service, laws, sources) is the
ground: where it has changed, nothing is remembered.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Final

from bot.directory import ladder
from bot.model import Case, Contact, Knowledge, Situation, Variant
from bot.paths import PlaceClass

MOST: Final = 2_000_000
"""Answers at places that are remembered; a proof of the knowledge of today has some thirty-four thousand."""

MOST_TOKENS: Final = 500_000
"""Contents that have a token; today's proof has some ten thousand."""

MOST_SERVED: Final = 20_000
"""Sets of doors that are remembered; today's have some seven hundred."""


class Memory:
    """Remembers from proof to proof."""

    def __init__(self) -> None:
        self._ground = ""
        self._whole: dict[int, set[int]] = {}
        self._tokens: dict[Hashable, int] = {}
        self._served: dict[int, Any] = {}

    def of(self, knowledge: Knowledge, locales: tuple[str, ...]) -> Recalled:
        """What is remembered for one proof: nothing where the ground is another, or where it has become too much."""
        grounds = (
            knowledge.questions,
            knowledge.municipalities,
            knowledge.counties,
            knowledge.police_departments,
            knowledge.kinds,
            knowledge.laws,
            knowledge.references,
        )
        ground = repr((locales, *grounds))  # it leaves out where things stand
        is_full = (
            sum(map(len, self._whole.values())) > MOST
            or len(self._tokens) > MOST_TOKENS
            or len(self._served) > MOST_SERVED
        )
        if ground != self._ground or is_full:
            self._whole.clear()
            self._tokens.clear()
            self._served.clear()
        self._ground = ground
        return Recalled(knowledge, self._whole, self._tokens, self._served)


class Recalled:
    """The memory beside the knowledge that is being proven: numbers (tokens) stand for its answers and places."""

    def __init__(
        self,
        knowledge: Knowledge,
        whole: dict[int, set[int]],
        tokens: dict[Hashable, int],
        served: dict[int, Any],
    ) -> None:
        self.served = served
        """What the prover has worked out for doors, by `doors`."""
        self._knowledge = knowledge
        self._whole = whole
        self._tokens = tokens
        self._lines: dict[int, int] = {}
        self._contacts: dict[str, int] = {}
        self._ladders: dict[tuple[str, str], int] = {}
        self._closures: dict[str, tuple[str, ...]] = {}
        self._places: dict[tuple[tuple[str, ...], int], tuple[int, ...]] = {}

    def whole(self, answer: int) -> set[int]:
        """The places at which an answer is known to be whole; more may be put in."""
        return self._whole.setdefault(answer, set())

    def answer(
        self, situation: Situation, case: Case, sections: Iterable[tuple[Variant, ...]], *others: Hashable
    ) -> int:
        """The token of all that an answer says, wherever it is given; `others` is what else tells readers apart."""
        lines = tuple([self._said(each) for each in sections])
        return self._token((situation.id, situation.name, situation.answered_by, case.action, lines, *others))

    def places(self, services: tuple[str, ...], classes: Sequence[PlaceClass]) -> tuple[int, ...]:
        """For each class its places with all who can be called there for these services, or in their stead."""
        key = (services, id(classes))
        if key not in self._places:
            self._places[key] = tuple(
                [
                    self._token((each.places, tuple([self._ladder(service, each.example) for service in services])))
                    for each in classes
                ]
            )
        return self._places[key]

    def doors(self, places: tuple[int, ...], *calls: Hashable) -> int:
        """The token of the doors that these calls lead to in these places (tokens of `places`)."""
        return self._token(("doors", places, calls))

    def _token(self, content: Hashable) -> int:
        return self._tokens.setdefault(content, len(self._tokens))

    def _said(self, lines: tuple[Variant, ...]) -> int:
        """The prover hands over the same lines as the same object."""
        if id(lines) not in self._lines:
            self._lines[id(lines)] = self._token(
                tuple([(line.text, line.force, line.laws, line.source) for line in lines])
            )
        return self._lines[id(lines)]

    def _ladder(self, service: str, place: str) -> int:
        key = (service, place)
        if key not in self._ladders:
            rungs = [
                (rung.level, self._contact(rung.contact))
                for kind in self._closure(service)
                for level in ladder(self._knowledge, kind, place)
                for rung in level
            ]
            self._ladders[key] = self._token((service, tuple(rungs)))
        return self._ladders[key]

    def _contact(self, contact: Contact) -> int:
        if contact.id not in self._contacts:
            self._contacts[contact.id] = self._token(contact)
        return self._contacts[contact.id]

    def _closure(self, service: str) -> tuple[str, ...]:
        """A kind of service, and all that may stand in for it."""
        if service not in self._closures:
            found = [service]
            for kind in found:
                found += [other for other in self._knowledge.kinds[kind].instead if other not in found]
            self._closures[service] = tuple(found)
        return self._closures[service]
