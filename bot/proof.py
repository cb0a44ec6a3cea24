"""The proof that no reader is left alone: every reachable path x every municipality x every language.

Each combination must end in a card with a procedure, somebody to call besides 112, text in the reader's language
and no more of it than a message holds. There are millions of combinations and few differences: readers whose
answers choose the same lines, and places that are served by the same contacts, are looked at once and counted
together. `faults` says what is wrong with one combination by making its screens; the tests hold both to the same
result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.answering import Answering, answering
from bot.branches import Branch
from bot.card import NoCard, card_for, territory, variant_for
from bot.content.checks import binding
from bot.directory import door as door_at
from bot.directory import for_role, is_named
from bot.errors import Problem, error
from bot.lengths import LATE, ROOM, SCREEN_LIMIT, AnswersLength, DoorsLength, Lengths, screen_lengths
from bot.memory import Memory, Recalled
from bot.model import (
    LOCALES,
    WHOLE_COUNTRY,
    Call,
    Card,
    Case,
    Door,
    Knowledge,
    Locale,
    Section,
    Situation,
    Text,
    Variant,
    Where,
)
from bot.paths import ANY_MUNICIPALITY, Facets, Path, PlaceClass, facets_of, paths, place_classes, reachability
from bot.readers import LANGUAGES, readers
from bot.wording.screens import FOLDED

GETS = {
    "dead-end": "get no answer",
    "no-procedure": "get no steps",
    "nobody-to-call": "get no number",
    "untold": "miss it",
    "too-long": "get no whole message",
    "mainland-law-on-aland": "are told law that does not hold there",
    "law-does-not-bind": "are told a duty or right that is not theirs",
    "law-binds-some": "are told it as if it were for all of them",
}
"""What the readers who meet a fault get, by its rule."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What one combination lacks, and the line of the knowledge to mend."""

    where: Where
    rule: str
    message: str


@dataclass(slots=True)
class Proof:
    """How many combinations were proven, what was found wanting, and how each path is answered."""

    combinations: int = 0
    faulty: int = 0
    problems: list[Problem] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)


# --- one combination ----------------------------------------------------------------------------------


def faults(knowledge: Knowledge, facets: Facets, locale: Locale) -> Iterator[Fault]:
    """What is wrong for one reader at one place in one language, found by making the card."""
    situation = knowledge.situations.get(facets.get("situation", ""))
    if situation is None:
        yield _no_situation(knowledge, facets)
        return
    try:
        card = card_for(knowledge, facets)
    except NoCard:
        yield _no_case(situation)
        return
    lines = [variant for said in card.sections.values() for variant in said]
    if not card.sections["steps"]:
        yield _no_steps(card.case)
    yield from law_faults(knowledge, lines, facets)
    if not any(can_be_called(door) for door in card.doors):
        yield _no_contact(card.case)
    texts = [situation.name, card.case.action, *(variant.text for variant in lines)]
    texts += [text for door in card.doors for text in door_texts(door)]
    missing = _missing(texts, (locale,))[locale]
    yield from missing
    if not missing:
        yield from _too_long(card.case, screen_lengths(knowledge, card, locale))


def can_be_called(door: Door) -> bool:
    """Whether the door leads to a number besides 112, or to the page that is the service's real door."""
    rungs = (*door.reachable, *door.behind)
    return any(phone.dial != "112" for rung in rungs for phone in rung.contact.numbers) or (
        door.kind.urgent and door.kind.id == "emergency"
    )


def door_texts(door: Door) -> Iterator[Text]:
    """Every text a door may show."""
    yield from (door.kind.name, door.kind.does, door.kind.does_not, door.kind.next)
    if door.about is not None:
        yield door.about
    for rung in (*door.nearest, *door.reachable, *door.behind):
        contact = rung.contact
        yield contact.name
        yield from (text for text in (contact.about, contact.url) if text is not None)
        yield from (phone.label for phone in contact.numbers if phone.label is not None)


def law_faults(knowledge: Knowledge, lines: Iterable[Variant], facets: Facets) -> Iterator[Fault]:
    """Lines that cite law which does not reach this reader: mainland acts on Åland, or another role's duty."""
    role = facets.get("role", "")
    for variant in lines:
        for name in variant.laws:
            law = knowledge.laws[name]
            if law.applies_to == "mainland" and facets.get("where") == "aland":
                yield Fault(
                    variant.at,
                    "mainland-law-on-aland",
                    f"{name} does not apply on Åland; add `where: [mainland]` to `when`",
                )
            if variant.force in ("duty", "right") and law.force == variant.force and not binding(law, role):
                yield Fault(
                    variant.at,
                    "law-does-not-bind",
                    f"{name} does not bind the role {role}; leave the role out of `when`, or word it as advice",
                )
            if variant.force == law.force and role in law.binds_partly and not _is_for_one_role(variant):
                message = f"{name} binds only some of the role {role}: give it a variant of its own that says which"
                yield Fault(variant.at, "law-binds-some", message)


def _is_for_one_role(variant: Variant) -> bool:
    """Whether the line speaks to readers of one role alone, so that it can say which of them it means."""
    return any(facet == "role" and len(values) == 1 for facet, values in variant.rule.when.facets)


def _no_situation(knowledge: Knowledge, facets: Facets) -> Fault:
    question = knowledge.question("situation")
    option = question.options.get(facets.get("situation", "")) if question else None
    where = option.at if option else Where("knowledge", 1, 1)
    return Fault(
        where, "dead-end", f"no situation answers this option; add one with `id: {facets.get('situation', '')}`"
    )


def _no_case(situation: Situation) -> Fault:
    return Fault(situation.at, "dead-end", f"no case of {situation.id} fits; add one, or loosen the `when` of one")


def _no_steps(case: Case) -> Fault:
    return Fault(case.at, "no-procedure", f'the case "{case.id}" has no step for them; add one to `steps`')


def _no_contact(case: Case) -> Fault:
    services = ", ".join(dict.fromkeys(call.service for call in case.call))
    remedy = f"give a contact there a number ({services}), or add a `call`"
    return Fault(case.at, "nobody-to-call", f'the case "{case.id}" leads to no number besides 112; {remedy}')


def _untold(where: Where, locale: Locale) -> Fault:
    return Fault(where, "untold", f"the card has no text in {LANGUAGES[locale]}; add `{locale}:`")


def _too_long(case: Case, lengths: Mapping[str, int]) -> Iterator[Fault]:
    """The longest message of a card, where it is too long."""
    part = max(lengths, key=lambda name: lengths[name])
    if lengths[part] > ROOM:
        yield Fault(
            case.at,
            "too-long",
            f'the case "{case.id}": {part} does not fit {SCREEN_LIMIT} characters; shorten its texts',
        )


def told(
    knowledge: Knowledge, fault: Fault, roles: Collection[str], places: Collection[str], locales: Collection[Locale]
) -> Problem:
    """A fault as a problem: what is wrong, what would be right, and who gets what because of it."""
    who = readers(knowledge, roles, places, locales)
    return error(fault.where, fault.rule, f"{fault.message}; {who} {GETS[fault.rule]}")


# --- all combinations ---------------------------------------------------------------------------------


def prove(
    knowledge: Knowledge,
    all_paths: Sequence[Path] | None = None,
    classes: Sequence[PlaceClass] | None = None,
    locales: Sequence[Locale] = LOCALES,
    memory: Memory | None = None,
) -> Proof:
    """The proof over all combinations; the arguments let a test prove that leaving one out shows.

    With a `memory` of earlier proofs the same is found, and only what has changed is looked at.
    """
    all_paths = paths(knowledge) if all_paths is None else all_paths
    recalled = None if memory is None else memory.of(knowledge, tuple(locales))
    prover = _Prover(knowledge, place_classes(knowledge) if classes is None else classes, tuple(locales), recalled)
    answers = list(prover.answers(all_paths))
    for answer in answers:
        prover.take(answer)
    proof = prover.proof
    proof.problems += prover.named()
    proof.branches = _branches(knowledge, answers)
    proof.problems += reachability(knowledge, all_paths, prover.cases_met)
    proof.problems.sort()
    return proof


@dataclass(slots=True)
class _Answer:
    """Paths answered alike: the same case, lines and doors. `facets` are those of one of them."""

    facets: Facets
    situation: Situation
    case: Case
    sections: Mapping[Section, tuple[Variant, ...]]
    calls: tuple[Call, ...]
    faults: tuple[Fault, ...]
    paths: list[Path]


def _branches(knowledge: Knowledge, answers: Iterable[_Answer]) -> list[Branch]:
    """The paths of these answers; answers that read the same share a token, whatever cases they come from."""
    texts: dict[Text, int] = {}
    tokens: dict[tuple[object, ...], int] = {}
    known: dict[int, tuple[int, frozenset[str]]] = {}
    found = []
    for answer in answers:
        lines = [variant for said in answer.sections.values() for variant in said]
        for line in lines:
            if id(line) not in known:
                known[id(line)] = (texts.setdefault(line.text, len(texts)), _duties_of(knowledge, line))
        calls = [(call.service, call.about) for call in answer.calls]
        said = (answer.situation.id, answer.case.action, *calls, *[known[id(line)][0] for line in lines])
        token = tokens.setdefault(said, len(tokens))
        duties = frozenset().union(*[known[id(line)][1] for line in lines])
        found += [Branch(path, token, duties) for path in answer.paths]
    return found


def _duties_of(knowledge: Knowledge, line: Variant) -> frozenset[str]:
    if line.force != "duty":
        return frozenset()
    return frozenset(law for law in line.laws if knowledge.laws[law].force == "duty")


@dataclass(slots=True)
class _Met:
    """Who meets a fault."""

    roles: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    locales: set[Locale] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Held:
    """What can be said once for all readers who meet the same doors, whatever they are called for."""

    doors: tuple[Door, ...]
    can_be_called: bool
    untold: Mapping[Locale, frozenset[Fault]]


@dataclass(slots=True)
class _Served:
    """Places where an answer has the same doors, which say the same; `longest` is what the longest name adds.

    `at_most` is what the doors add, or a little more: all there is to know unless a message is nearly full.
    """

    held: _Held
    calls: list[Call]
    untold: Mapping[Locale, frozenset[Fault]]
    at_most: Mapping[Locale, DoorsLength]
    places: list[str] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    longest: dict[Locale, AnswersLength] = field(default_factory=dict)

    def add(self, place_class: PlaceClass, longest: Mapping[Locale, AnswersLength], tokens: Iterable[int]) -> None:
        """Take in places that are served alike, the longest of whose names adds this much; and their tokens."""
        self.places += place_class.places
        self.tokens += tokens
        for locale, name in longest.items():
            known = self.longest.get(locale)
            if known is None or known.title < name.title:
                self.longest[locale] = name


@dataclass(frozen=True, slots=True)
class _Everywhere:
    """All places of an answer: those with the same doors together, and what doors and names add at most in any."""

    served: tuple[_Served, ...]
    at_most: Mapping[Locale, DoorsLength]
    longest: Mapping[Locale, AnswersLength]


class _Prover:
    """Looks at each answer once, remembering what it has worked out for lines, doors and places."""

    def __init__(
        self,
        knowledge: Knowledge,
        classes: Sequence[PlaceClass],
        locales: tuple[Locale, ...],
        recalled: Recalled | None = None,
    ) -> None:
        self.knowledge = knowledge
        self.recalled = recalled
        self._same_classes: dict[tuple[int, ...], list[PlaceClass]] = {}
        self.locales = locales
        self.proof = Proof()
        self.cases_met: set[Where] = set()
        self.met: dict[Fault, _Met] = defaultdict(_Met)
        self._classes: dict[str, list[PlaceClass]] = defaultdict(list)
        for place_class in classes:
            self._classes[place_class.where].append(place_class)
        self._lengths = {locale: Lengths(knowledge, locale) for locale in locales}
        self._longest = {place_class.example: self._longest_name(place_class) for place_class in classes}
        self._facets_of = {
            step.id: facets_of(variant.rule for variant in step.variants) for step in knowledge.steps.values()
        }
        cases = [case for situation in knowledge.situations.values() for case in situation.cases]
        rules = [case.rule for case in cases] + [call.rule for case in cases for call in case.call]
        looked_at = {facet for facets in self._facets_of.values() for facet in facets} | set(facets_of(rules))
        self._looked_at = sorted(looked_at | {"situation", "role", "place", "where"})
        self._variants: dict[tuple[object, ...], Variant | None] = {}
        self._facets_of_steps: dict[int, tuple[str, ...]] = {}
        self._told_by: dict[tuple[object, ...], tuple[Variant, ...]] = {}
        self._told: dict[tuple[int, ...], tuple[Variant, ...]] = {}
        self._ladders: dict[tuple[str, str, str], Door] = {}
        self._barred = {role for kind in knowledge.kinds.values() for role in kind.not_for}
        self._same: dict[tuple[object, ...], Door] = {}
        self._calls: dict[tuple[str, Text | None, bool], Call] = {}
        self._everywhere: dict[tuple[object, ...], _Everywhere] = {}
        self._exact: dict[tuple[int, str], Mapping[Locale, DoorsLength]] = {}
        self._held_doors: dict[tuple[object, ...], _Held] = {}
        self._incomplete_texts: dict[int, list[Text]] = {}

    def answers(self, all_paths: Iterable[Path]) -> Iterator[_Answer]:
        """The paths grouped by how they are answered; those that no situation answers are counted at once."""
        grouped: dict[tuple[object, ...], _Answer] = {}
        for group in self._alike(all_paths):
            facets = group[0].facets
            situation = self.knowledge.situations.get(facets.get("situation", ""))
            case = None if situation is None else situation.case_for(facets)
            if situation is None or case is None:
                fault = _no_situation(self.knowledge, facets) if situation is None else _no_case(situation)
                for path in group:
                    self._unanswered(path, fault)
                continue
            sections = {section: self._lines(steps, facets) for section, steps in case.sections.items()}
            calls = tuple([self._same_call(call) for call in case.call if call.rule.holds(facets)])
            lines = [variant for said in sections.values() for variant in said]
            own_faults = tuple(law_faults(self.knowledge, lines, facets))
            if not sections["steps"]:
                own_faults = (*own_faults, _no_steps(case))
            is_municipal = facets.get("place") == ANY_MUNICIPALITY
            key = (case.at, is_municipal, facets.get("where"), own_faults, *map(id, calls), *map(id, sections.values()))
            if key in grouped:
                grouped[key].paths += group
            else:
                grouped[key] = _Answer(facets, situation, case, sections, calls, own_faults, group)
        yield from grouped.values()

    def _same_call(self, call: Call) -> Call:
        """One object for all calls that lead to the same kind of service in the same words, whoever they are for."""
        if call.about is not None and not call.about.is_complete:
            return call
        return self._calls.setdefault((call.service, call.about, call.optional), call)

    def _alike(self, all_paths: Iterable[Path]) -> Iterable[list[Path]]:
        """The paths that no rule in the knowledge can tell apart."""
        grouped: dict[tuple[object, ...], list[Path]] = defaultdict(list)
        for path in all_paths:
            grouped[tuple([path.facets.get(facet) for facet in self._looked_at])].append(path)
        return grouped.values()

    def take(self, answer: _Answer) -> None:
        """Prove one answer at every place and in every language."""
        self.cases_met.add(answer.case.at)
        classes = self._classes_of(answer.paths[0])
        whole, tokens = self._recall(answer, classes)
        open_ones = classes if whole.isdisjoint(tokens) else self._not_whole(answer, classes, whole, tokens)
        if not open_ones:
            return
        named = dict(zip(map(id, classes), tokens, strict=False))
        untold = self._untold_lines(answer)
        everywhere = self._at_places(answer, open_ones, tuple([named[id(each)] for each in open_ones if named]))
        card, asked = self._example(answer), {path.asked for path in answer.paths}
        room = {locale: _Room(lengths, card, asked) for locale, lengths in self._lengths.items()}
        tight = {
            locale: each
            for locale, each in room.items()
            if not each.is_enough(everywhere.at_most[locale], everywhere.longest[locale])
        }
        for served in everywhere.served:
            if self._take_at(answer, served, untold, tight):
                whole.update(served.tokens)

    def _recall(self, answer: _Answer, classes: Sequence[PlaceClass]) -> tuple[set[int], tuple[int, ...]]:
        """The places where the memory knows an answer to be whole, and what it calls these classes of places."""
        if self.recalled is None or answer.faults:
            return set(), ()
        asked = frozenset([path.asked for path in answer.paths])
        is_municipal = answer.facets.get("place") == ANY_MUNICIPALITY
        others = (is_municipal, answer.facets.get("where"), self._barred_role(answer), asked, _said(answer.calls))
        token = self.recalled.answer(answer.situation, answer.case, answer.sections.values(), *others)
        services = tuple([call.service for call in answer.calls])
        return self.recalled.whole(token), self.recalled.places(services, classes)

    def _not_whole(
        self, answer: _Answer, classes: list[PlaceClass], whole: set[int], tokens: tuple[int, ...]
    ) -> list[PlaceClass]:
        """The places that have to be looked at; the others are counted at once."""
        open_ones = [each for each, token in zip(classes, tokens, strict=True) if token not in whole]
        known = sum([len(each.places) for each in classes]) - sum([len(each.places) for each in open_ones])
        self.proof.combinations += len(answer.paths) * known * len(self.locales)
        return self._same_classes.setdefault(tuple(map(id, open_ones)), open_ones)

    def _example(self, answer: _Answer) -> Card:
        """The card of an answer without its doors, at one of the places it is for."""
        facets = answer.facets
        law = territory(facets)
        if facets.get("place") == ANY_MUNICIPALITY:
            places = self.knowledge.municipalities.values()
            inside = (place.code for place in places if self.knowledge.counties[place.county].law == law)
            facets = {**facets, "place": next(inside)}
        return Card(facets, answer.situation, answer.case, (), answer.sections, law)

    def _at_places(self, answer: _Answer, classes: list[PlaceClass], tokens: tuple[int, ...]) -> _Everywhere:
        """The doors of an answer in these classes of places, each set of them with the places that have it."""
        role = self._barred_role(answer)
        key = (id(classes), role, *map(id, answer.calls))
        everywhere = self._everywhere.get(key)
        if everywhere is not None:
            return everywhere
        remembered: dict[int, _Everywhere] = {}
        token = 0
        if tokens and self.recalled is not None:
            remembered, token = self.recalled.served, self.recalled.doors(tokens, role, _said(answer.calls))
        everywhere = remembered.get(token)
        if everywhere is None:
            grouped: dict[tuple[int, ...], _Served] = {}
            for index, place_class in enumerate(classes):
                held, calls = self._held(answer, place_class.example)
                same = (id(held), *map(id, calls))
                if same not in grouped:
                    grouped[same] = self._serve(held, calls)
                grouped[same].add(place_class, self._longest[place_class.example], tokens[index : index + 1])
            everywhere = self._together(tuple(grouped.values()))
            if not any(any(each.untold.values()) for each in everywhere.served):
                remembered[token] = everywhere
        self._everywhere[key] = everywhere
        return everywhere

    def _together(self, served: tuple[_Served, ...]) -> _Everywhere:
        """Doors at all places, and what they and the names there add at most."""
        at_most = {}
        for locale in self.locales:
            doors = [each.at_most[locale] for each in served] or [DoorsLength(0, 0, 0)]
            at_most[locale] = DoorsLength(
                max([each.card for each in doors]),
                max([each.services for each in doors]),
                max([each.why for each in doors]),
            )
        longest = {locale: _longest_of([each.longest[locale] for each in served]) for locale in self.locales}
        return _Everywhere(served, at_most, longest)

    def _longest_name(self, place_class: PlaceClass) -> dict[Locale, AnswersLength]:
        """What the longest name among these places adds, by language."""
        return {
            locale: _longest_of([lengths.place(place) for place in place_class.places])
            for locale, lengths in self._lengths.items()
        }

    def _take_at(
        self,
        answer: _Answer,
        served: _Served,
        untold: Mapping[Locale, frozenset[Fault]],
        tight: Mapping[Locale, _Room],
    ) -> bool:
        """Prove one answer at places where it has the same doors; whether nothing is wanting.

        `tight` are the languages with little room left.
        """
        places = served.places
        combinations = len(answer.paths) * len(places)
        is_whole = True
        for locale in self.locales:
            found = {*answer.faults, *untold[locale], *served.untold[locale]}
            if not served.held.can_be_called:
                found.add(_no_contact(answer.case))
            for fault in found:
                self._meet(fault, answer.paths, places, locale)
            long = 0
            if locale in tight and not untold[locale] and not served.untold[locale]:
                room, longest = tight[locale], served.longest[locale]
                if not room.is_enough(served.at_most[locale], longest):
                    doors = self._doors_length(served, answer.situation)[locale]
                    if not room.is_enough(doors, longest):
                        long = self._too_long(answer, room, doors, places, locale)
            self.proof.combinations += combinations
            self.proof.faulty += combinations if found else long
            is_whole = is_whole and not found and not long
        return is_whole

    def _too_long(self, answer: _Answer, room: _Room, doors: DoorsLength, places: Iterable[str], locale: Locale) -> int:
        """How many readers and places meet a message that is too long, each looked at on its own."""
        count = 0
        for path in answer.paths:
            for place in places:
                for fault in _too_long(answer.case, room.lengths(path, place, doors)):
                    self._meet(fault, [path], (place,), locale)
                    count += 1
        return count

    def _unanswered(self, path: Path, fault: Fault) -> None:
        for place_class in self._classes_of(path):
            combinations = len(place_class.places) * len(self.locales)
            self.proof.combinations += combinations
            self.proof.faulty += combinations
            for locale in self.locales:
                self._meet(fault, [path], place_class.places, locale)

    def _classes_of(self, path: Path) -> list[PlaceClass]:
        is_municipal = path.facets.get("place") == ANY_MUNICIPALITY
        return self._classes[path.facets["where"] if is_municipal else WHOLE_COUNTRY]

    def _meet(self, fault: Fault, met_by: Iterable[Path], places: Iterable[str], locale: Locale) -> None:
        met = self.met[fault]
        met.roles.update(path.facets.get("role", "") for path in met_by)
        met.places.update(places)
        met.locales.add(locale)

    def _lines(self, steps: tuple[str, ...], facets: Facets) -> tuple[Variant, ...]:
        """As `card.lines`, remembering each choice by the answers that can change it; the same lines are one object."""
        looked_at = self._facets_of_steps.get(id(steps))
        if looked_at is None:
            looked_at = tuple(sorted({facet for name in steps for facet in self._facets_of[name]}))
            self._facets_of_steps[id(steps)] = looked_at
        key = (id(steps), *[facets.get(facet) for facet in looked_at])
        lines = self._told_by.get(key)
        if lines is None:
            said = [self._variant(name, facets) for name in steps]
            found = tuple([variant for variant in said if variant is not None])
            lines = self._told_by[key] = self._told.setdefault(tuple(map(id, found)), found)
        return lines

    def _variant(self, name: str, facets: Facets) -> Variant | None:
        key = (name, *[facets.get(facet) for facet in self._facets_of[name]])
        if key not in self._variants:
            self._variants[key] = variant_for(self.knowledge.steps[name], facets)
        return self._variants[key]

    def _held(self, answer: _Answer, place: str) -> tuple[_Held, list[Call]]:
        """The doors of an answer at a place, and the calls that led to them."""
        where, role = answer.facets.get("where", ""), self._barred_role(answer)
        found = [(call, self._door(call, place, role)) for call in answer.calls]
        found = [(call, door) for call, door in found if is_named(call, door, where, role)]
        key = tuple([id(door) for _, door in found])
        held = self._held_doors.get(key)
        if held is None:
            held = self._held_doors[key] = self._hold(tuple([door for _, door in found]))
        return held, [call for call, _ in found]

    def _barred_role(self, answer: _Answer) -> str:
        """The role of an answer's readers where some service is not for it; other roles meet the same doors."""
        role = answer.facets.get("role", "")
        return role if role in self._barred else ""

    def _serve(self, held: _Held, calls: list[Call]) -> _Served:
        """The same doors, saying what they are called for."""
        untold = _missing([call.about for call in calls if call.about is not None], self.locales)
        both = {locale: held.untold[locale] | untold[locale] for locale in self.locales}
        called = list(zip(calls, held.doors, strict=True))
        at_most = {locale: lengths.doors_at_most(called) for locale, lengths in self._lengths.items()}
        return _Served(held, calls, both, at_most)

    def _doors_length(self, served: _Served, situation: Situation) -> Mapping[Locale, DoorsLength]:
        """What these doors add, to the character; worked out only where there is little room left."""
        key = (id(served), situation.id)
        if key not in self._exact:
            found = served.held.doors
            standing = answering(situation, found, LATE) if found else Answering(is_open=True)
            called = list(zip(served.calls, found, strict=True))
            self._exact[key] = {locale: lengths.doors(called, standing) for locale, lengths in self._lengths.items()}
        return self._exact[key]

    def _door(self, call: Call, place: str, role: str) -> Door:
        """As `directory.door`, what it is called for left out; places with the same contacts get the same object."""
        key = (call.service, place, role)
        found = self._ladders.get(key)
        if found is None:
            door = replace(for_role(door_at(self.knowledge, call, place), role), about=None)
            contacts = [rung.contact.id for rung in (*door.nearest, *door.reachable, *door.behind)]
            ladder = (call.service, len(door.nearest), len(door.reachable), door.page, *contacts)
            found = self._ladders[key] = self._same.setdefault(ladder, door)
        return found

    def _hold(self, found: tuple[Door, ...]) -> _Held:
        texts = [text for door in found for text in self._incomplete(door, door_texts(door))]
        return _Held(found, any(can_be_called(door) for door in found), _missing(texts, self.locales))

    def _untold_lines(self, answer: _Answer) -> dict[Locale, frozenset[Fault]]:
        said = [
            text
            for lines in answer.sections.values()
            for text in self._incomplete(lines, (line.text for line in lines))
        ]
        return _missing([answer.situation.name, answer.case.action, *said], self.locales)

    def _incomplete(self, shown: Door | tuple[Variant, ...], texts: Iterable[Text]) -> list[Text]:
        """Those texts of a door or of lines that some language lacks, looked for once."""
        if id(shown) not in self._incomplete_texts:
            self._incomplete_texts[id(shown)] = [text for text in texts if not text.is_complete]
        return self._incomplete_texts[id(shown)]

    def named(self) -> Iterator[Problem]:
        """Each fault once, with who would have met it."""
        for fault, met in self.met.items():
            yield told(self.knowledge, fault, met.roles, met.places, met.locales)


class _Room:
    """How much of each message an answer fills in one language, and whether that leaves room at every place."""

    def __init__(self, lengths: Lengths, card: Card, asked: Iterable[tuple[str, ...]]) -> None:
        self._of = lengths
        self._sections = card.sections
        self._frame = frame = lengths.frame(card)
        measured = lengths.sections(card.sections)
        steps = measured["steps"].length
        self._card, self._share, self._services = frame["card"] + steps, frame["share"] + steps, frame["services"]
        self._folded = max([frame[section] + measured[section].length for section in FOLDED])
        self._why = frame["why"] + sum([each.why for each in measured.values()])
        told = [lengths.at_most(questions) for questions in asked]
        self._banner = max([each.banner for each in told])
        self._card += self._banner + max([each.title for each in told])
        self._why += self._banner + max([each.why for each in told])

    def is_enough(self, doors: DoorsLength, place: AnswersLength) -> bool:
        """Whether surely no reader of this answer meets a message that is too long, where names are this long."""
        return (
            self._folded + self._banner <= ROOM
            and self._card + place.title + doors.card <= ROOM
            and self._share + doors.card <= ROOM
            and self._services + self._banner + doors.services <= ROOM
            and self._why + place.why + doors.why <= ROOM
        )

    def lengths(self, path: Path, place: str, doors: DoorsLength) -> dict[str, int]:
        """The characters in each message for one reader at one place."""
        answers, named = self._of.answers(path.facets), self._of.place(place)
        added = self._of.lines(self._sections)
        lengths = {
            part: length + added[part] + (answers.banner if part != "share" else 0)
            for part, length in self._frame.items()
        }
        lengths["card"] += answers.title + named.title + doors.card
        lengths["share"] += doors.card
        lengths["services"] += doors.services
        lengths["why"] += answers.why + named.why + doors.why
        return lengths


def _said(calls: Iterable[Call]) -> tuple[tuple[str, Text | None, bool], ...]:
    """What calls say, whoever they are for."""
    return tuple([(call.service, call.about, call.optional) for call in calls])


def _longest_of(names: Iterable[AnswersLength]) -> AnswersLength:
    """What the longest of these names adds; nothing where there is none."""
    return max(names, key=lambda each: each.title, default=AnswersLength(0, 0, 0))


def _missing(texts: Iterable[Text], locales: Iterable[Locale]) -> dict[Locale, frozenset[Fault]]:
    """The texts that have nothing to say, by language."""
    incomplete = [text for text in texts if not text.is_complete]
    return {
        locale: frozenset(_untold(text.at, locale) for text in incomplete if not text[locale]) for locale in locales
    }
