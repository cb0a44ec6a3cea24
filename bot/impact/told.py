"""What one knowledge base tells its readers, worked out once for all whom no rule can tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.answering import answered_hours
from bot.card import variant_for
from bot.directory import door, for_role, is_named
from bot.model import Call, Case, Door, Knowledge, Rule, Section, Situation, Variant
from bot.paths import facets_of

Lines = Mapping[tuple[Section, str], Variant]
"""The lines of a card by section and step, in their order."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A card without its doors. The same object for readers who are told the same."""

    situation: Situation
    case: Case
    calls: tuple[Call, ...]
    lines: Lines


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """The doors of a card at a place, and the hours at which somebody suitable answers (see `answered_hours`)."""

    doors: tuple[Door, ...]
    hours: int


class Side:
    """One knowledge base, and what was worked out of it so far."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._facets_of = {
            step.id: facets_of(variant.rule for variant in step.variants) for step in knowledge.steps.values()
        }
        cases = [case for situation in knowledge.situations.values() for case in situation.cases]
        self._facets_of_cases = facets_of(rule for case in cases for rule in (case.rule, *_rules(case)))
        self._variants: dict[tuple[str | None, ...], Variant | None] = {}
        self._chosen: dict[tuple[str | None, ...], tuple[Situation, Case, tuple[Call, ...]] | None] = {}
        self._told: dict[tuple[int, ...], Told] = {}
        self._doors: dict[tuple[str, str, str], Door] = {}
        self._served: dict[tuple[object, ...], Served] = {}
        self.barred = {role for kind in knowledge.kinds.values() for role in kind.not_for}

    def told(self, facets: Mapping[str, str]) -> Told | None:
        """What somebody with these facets is told; None where no case answers them."""
        key = tuple(facets.get(facet) for facet in ("situation", *self._facets_of_cases))
        if key not in self._chosen:
            self._chosen[key] = self._choose(facets)
        chosen = self._chosen[key]
        if chosen is None:
            return None
        situation, case, calls = chosen
        listed = [(section, step) for section, steps in case.sections.items() for step in steps]
        lines = {each: said for each in listed if (said := self._variant(each[1], facets)) is not None}
        same = (id(case), *map(id, calls), *map(id, lines.values()))
        return self._told.setdefault(same, Told(situation, case, calls, lines))

    def _choose(self, facets: Mapping[str, str]) -> tuple[Situation, Case, tuple[Call, ...]] | None:
        situation = self.knowledge.situations.get(facets.get("situation", ""))
        case = None if situation is None else situation.case_for(facets)
        if situation is None or case is None:
            return None
        return situation, case, tuple(call for call in case.call if call.rule.holds(facets))

    def _variant(self, step: str, facets: Mapping[str, str]) -> Variant | None:
        key = (step, *[facets.get(facet) for facet in self._facets_of[step]])
        if key not in self._variants:
            self._variants[key] = variant_for(self.knowledge.steps[step], facets)
        return self._variants[key]

    def served(self, told: Told, facets: Mapping[str, str], place: str) -> Served:
        """The doors of a card at a place."""
        where, role = facets.get("where", ""), facets.get("role", "")
        role = role if role in self.barred else ""  # all other readers meet the same doors
        doors = [(call, self._door(call.service, place, role)) for call in told.calls]
        named = [(call, each) for call, each in doors if is_named(call, each, where, role)]
        key = (told.situation.id, *[(id(call.about), id(each)) for call, each in named])
        if key not in self._served:
            found = tuple(replace(each, about=call.about) for call, each in named)
            self._served[key] = Served(found, answered_hours(told.situation, found))
        return self._served[key]

    def _door(self, service: str, place: str, role: str) -> Door:
        """As `directory.door`, what it is called for left out."""
        key = (service, place, role)
        if key not in self._doors:
            call = Call(service, Rule(), None)
            self._doors[key] = for_role(door(self.knowledge, call, place), role)
        return self._doors[key]


def _rules(case: Case) -> Iterator[Rule]:
    return (call.rule for call in case.call)
