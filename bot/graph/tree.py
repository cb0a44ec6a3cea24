"""The tree as values in one language: the questions everybody meets, and for each situation what follows.

Millions of ways lead through it. A reader of the picture wants to see what an answer changes, so cases of a situation
that lead to the same services stand as one outcome with all its conditions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.model import Case, Condition, Contact, Kind, Knowledge, Locale, Question, Situation
from bot.paths import paths
from bot.wording.catalogs import Words, words_in

TRUNK = ("danger", "role", "situation")
"""The questions that come before everything branches by situation."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """How many picked each option of a question, and how many left there; published figures, 0 where hidden."""

    answered: Mapping[tuple[str, str], int] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)


NO_TRAFFIC = Traffic()


@dataclass(frozen=True, slots=True)
class Choice:
    """An option: its words, the heading it stands under, and how many picked it (None: not counted)."""

    label: str
    heading: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the trunk."""

    text: str
    choices: tuple[Choice, ...]
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """Whom an outcome leads to: a kind of service, its number for the whole country, how many areas have their own."""

    name: str
    number: str
    reach: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """For whom, and whom they are to call, in order."""

    conditions: tuple[str, ...]
    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A situation: what is asked next (in brackets what only some are asked), and what it leads to."""

    id: str
    label: str
    asked_next: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    count: int | None = None
    is_danger: bool = False


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole picture, without looks. `later` are the questions after the trunk, where their traffic is known."""

    locale: Locale
    title: str
    trunk: tuple[Asked, ...]
    branches: tuple[Branch, ...]
    later: tuple[Asked, ...] = ()


def tree(knowledge: Knowledge, locale: Locale, traffic: Traffic | None = None) -> Tree:
    """The tree of a knowledge base in one language, with traffic where it is given."""
    _ = words = words_in(locale)
    trunk = tuple(
        _asked(question, locale, traffic) for name in TRUNK if (question := knowledge.question(name)) is not None
    )
    branches = tuple(_branch(knowledge, words, each, traffic) for each in _situations(knowledge))
    after = (question for question in knowledge.questions if question.id not in TRUNK)
    later = () if traffic is None else tuple(_asked(question, locale, traffic) for question in after)
    return Tree(locale, _("The way through the questions"), trunk, branches, later)


def _situations(knowledge: Knowledge) -> Iterator[Situation]:
    """In the order of the question; danger, which only an answer before it leads to, comes first."""
    question = knowledge.question("situation")
    named = () if question is None else tuple(question.options.values())
    for option in sorted(named, key=lambda option: not option.only_implied):
        if option.id in knowledge.situations:
            yield knowledge.situations[option.id]


def _asked(question: Question, locale: Locale, traffic: Traffic | None) -> Asked:
    groups = {group.id: group.label[locale] for group in question.groups}
    choices = tuple(
        Choice(
            option.label[locale],
            groups.get(option.group or "", ""),
            None if traffic is None else traffic.answered.get((question.id, option.id), 0),
        )
        for option in question.choices
    )
    ordered = sorted(choices, key=lambda choice: list(groups.values()).index(choice.heading) if choice.heading else -1)
    return Asked(question.text[locale], tuple(ordered), None if traffic is None else traffic.left.get(question.id, 0))


def _branch(knowledge: Knowledge, words: Words, situation: Situation, traffic: Traffic | None) -> Branch:
    question = knowledge.question("situation")
    option = None if question is None else question.options.get(situation.id)
    return Branch(
        situation.id,
        situation.name[words.locale],
        tuple(_asked_next(knowledge, words.locale, situation)),
        tuple(_outcomes(knowledge, words, situation)),
        None if traffic is None else _picked(knowledge, situation, traffic),
        is_danger=option is not None and option.only_implied,
    )


def _picked(knowledge: Knowledge, situation: Situation, traffic: Traffic) -> int:
    """How many came to a situation, by its own option or by an answer that implies it."""
    implying = [
        (question.id, option.id)
        for question in knowledge.questions
        for option in question.options.values()
        if ("situation", situation.id) in option.implies
    ]
    return sum(traffic.answered.get(key, 0) for key in (("situation", situation.id), *implying))


def _asked_next(knowledge: Knowledge, locale: Locale, situation: Situation) -> Iterator[str]:
    met = [path for path in paths(knowledge) if path.facets.get("situation") == situation.id]
    for question in knowledge.questions:
        share = sum(question.id in path.asked for path in met)
        if question.id not in TRUNK and share:
            text = question.text[locale]
            yield text if share == len(met) else f"({text})"


def _outcomes(knowledge: Knowledge, words: Words, situation: Situation) -> Iterator[Outcome]:
    grouped: dict[tuple[str, ...], list[Case]] = defaultdict(list)
    for case in situation.cases:
        grouped[tuple(dict.fromkeys(call.service for call in case.call))].append(case)
    _ = words
    for kinds, cases in grouped.items():
        general = {_rest(case) for case in cases if not _roles(case)}
        told = [case for case in cases if not _roles(case) or _rest(case) not in general]
        conditions = tuple(dict.fromkeys(_rule_said(knowledge, words, case) for case in told))
        if len(grouped) == 1:
            conditions = (_("everybody"),)
        yield Outcome(conditions, tuple(_service(knowledge, words, knowledge.kinds[kind]) for kind in kinds))


def _roles(case: Case) -> frozenset[str]:
    """The roles a case is for; none where it is for all."""
    return dict(case.rule.when.facets).get("role", frozenset())


def _rest(case: Case) -> tuple[object, ...]:
    """What else a case asks for: beside one for all roles, another of these for some says nothing more."""
    return (tuple(each for each in case.rule.when.facets if each[0] != "role"), case.rule.unless)


def _rule_said(knowledge: Knowledge, words: Words, case: Case) -> str:
    """Whom a case is for; it is the answer only where no case before it fits."""
    _ = words
    said = [*_condition_said(knowledge, words, case.rule.when)]
    if case.rule.unless is not None:
        said.append(_("not: {whom}", whom=", ".join(_condition_said(knowledge, words, case.rule.unless))))
    return " · ".join(said) or _("everybody else")


def _condition_said(knowledge: Knowledge, words: Words, condition: Condition) -> Iterator[str]:
    _ = words
    territory = {"mainland": _("mainland Finland"), "aland": _("Åland")}
    for facet, values in condition.facets:
        question = knowledge.question(facet)
        if question is None:
            yield " / ".join(territory.get(value, value) for value in sorted(values))
            continue
        options = [option.label[words.locale] for option in question.options.values() if option.id in values]
        listed = " / ".join(options)
        yield listed if facet in ("role", "age") else f"{question.text[words.locale]} {listed}"


def _service(knowledge: Knowledge, words: Words, kind: Kind) -> Service:
    _ = words
    contacts = [contact for contact in knowledge.contacts.values() if contact.service == kind.id]
    national = next((contact for contact in contacts if contact.level == "nation" and contact.numbers), None)
    number = "" if national is None else national.numbers[0].shown
    local = [contact for contact in contacts if contact.level != "nation" and contact.numbers]
    return Service(kind.name[words.locale], number, _reach(words, local))


def _reach(words: Words, local: list[Contact]) -> str:
    """How many areas have a number of their own."""
    _ = words
    count = len({area for contact in local for area in contact.areas})
    return _("local numbers: {count}", count=count) if count else ""
