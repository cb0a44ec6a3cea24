"""The ways through the questions: every path to a card, the places it may lead to, and what is wrong on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.conversation import POSITION_BYTES, PROPOSABLE
from bot.errors import Problem, error
from bot.model import WHOLE_COUNTRY, Knowledge, Question, Rule, Where

MOST_QUESTIONS = 6
MOST_TAPS = 8

Facets = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Path:
    """A way through the questions to a card. The place is left open: `where` tells which places it may be."""

    facets: Facets
    asked: tuple[str, ...]


ANY_MUNICIPALITY = ""
"""The place of a path until a municipality is put in."""

Branches = Sequence[tuple[Question, Sequence[tuple[str, Facets]]]]
"""Each question with its options and what each implies."""


def paths(knowledge: Knowledge) -> list[Path]:
    """Every way through the questions. The place question branches once for each law and once for no place."""
    branches = [(question, tuple(_branches(knowledge, question))) for question in knowledge.questions]
    found: list[Path] = []
    _walk(branches, {}, (), found)
    return found


def _walk(ahead: Branches, facets: Facets, asked: tuple[str, ...], found: list[Path]) -> None:
    for index, (question, options) in enumerate(ahead):
        if question.id in facets or not question.is_asked(facets):
            continue
        for option, implied in options:
            _walk(ahead[index + 1 :], {**facets, question.id: option, **implied}, (*asked, question.id), found)
        return
    found.append(Path(facets, asked))


def _branches(knowledge: Knowledge, question: Question) -> Iterator[tuple[str, dict[str, str]]]:
    for option in question.choices:
        implied = dict(option.implies)
        yield option.id, implied | {"where": "mainland"} if question.asks_place else implied
    if question.asks_place:
        for law in sorted({knowledge.counties[place.county].law for place in knowledge.municipalities.values()}):
            yield ANY_MUNICIPALITY, {"where": law}


def places(knowledge: Knowledge, path: Path) -> tuple[str, ...]:
    """The municipality codes (or the whole country) that this path may lead to."""
    if path.facets.get("place", WHOLE_COUNTRY) != ANY_MUNICIPALITY:
        return (WHOLE_COUNTRY,)
    return tuple(
        place.code
        for place in knowledge.municipalities.values()
        if knowledge.counties[place.county].law == path.facets["where"]
    )


def facets_of(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The answers that can change whether one of these rules holds."""
    conditions = [condition for rule in rules for condition in (rule.when, rule.unless) if condition is not None]
    return tuple(sorted({facet for condition in conditions for facet, _ in condition.facets}))


@dataclass(frozen=True, slots=True)
class PlaceClass:
    """Places served by the same contacts; `example` stands for them all."""

    where: str
    places: tuple[str, ...]

    @property
    def example(self) -> str:
        """One of the places."""
        return self.places[0]


def place_classes(knowledge: Knowledge) -> tuple[PlaceClass, ...]:
    """The places grouped by who can serve them: their county, police department and own contacts."""
    local: dict[str, list[str]] = defaultdict(list)
    for contact in knowledge.contacts.values():
        if contact.level == "municipality":
            for code in contact.areas:
                local[code].append(contact.id)
    grouped: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for place in knowledge.municipalities.values():
        law = knowledge.counties[place.county].law
        grouped[law, place.county, place.police_department, tuple(local[place.code])].append(place.code)
    municipal = (PlaceClass(str(key[0]), tuple(codes)) for key, codes in grouped.items())
    return (PlaceClass(WHOLE_COUNTRY, (WHOLE_COUNTRY,)), *municipal)


def reachability(knowledge: Knowledge, all_paths: Sequence[Path], cases_met: set[Where]) -> Iterator[Problem]:
    """Each question is asked of somebody, every case is met, and a card is at most six questions and eight taps away.

    Passes:
        ask_when: [{situation: [online-content]}]     # a situation one can choose
    Fails:
        ask_when: [{situation: [immediate-danger], danger: ["no"]}]   # nobody answers so: unreachable-question
        a case after one that holds for all its readers: unreachable-case
        a ninth tap on any way to a card: too-many-taps
        keys so long that a position does not fit a button: position-too-long
    """
    asked = {question for path in all_paths for question in path.asked}
    for question in knowledge.questions:
        if question.id not in asked:
            yield error(
                question.at, "unreachable-question", f'nobody is ever asked "{question.id}"; {_asked_when(question)}'
            )
    for situation in knowledge.situations.values():
        for case in situation.cases:
            if case.at not in cases_met:
                mend = "an earlier case takes its readers, or nobody answers so: move it up, or loosen its `when`"
                message = f'no answers lead to the case "{case.id}" of {situation.id}; {mend}'
                yield error(case.at, "unreachable-case", message)
    longest = max(all_paths, key=lambda path: _taps(knowledge, path), default=None)
    if longest is not None and (len(longest.asked) > MOST_QUESTIONS or _taps(knowledge, longest) > MOST_TAPS):
        last = knowledge.question(longest.asked[-1])
        message = f"{_taps(knowledge, longest)} taps to an answer ({', '.join(longest.asked)}); at most {MOST_TAPS}"
        yield error(last.at if last else Where("knowledge", 1, 1), "too-many-taps", message)
    yield from _button_room(knowledge)


def _asked_when(question: Question) -> str:
    """Why nobody is asked a question, and what would be right."""
    conditions = [
        " and ".join(f"{facet} {' or '.join(sorted(values))}" for facet, values in condition.facets)
        for condition in question.ask_when
    ]
    if not conditions:
        return "every answer to it is implied by another; remove it"
    return f"no answers before it fit its `ask_when` ({', or '.join(conditions)}); loosen it, or move the question down"


def _taps(knowledge: Knowledge, path: Path) -> int:
    """One for each question, two where the options are folded under groups."""
    grouped = sum(1 for question in knowledge.questions if question.groups and question.id in path.asked)
    return len(path.asked) + grouped


def _button_room(knowledge: Knowledge) -> Iterator[Problem]:
    """Whether every position fits a button, even one with an answer to every question and a sentence to confirm."""
    length = 2 + 2
    for question in knowledge.questions:
        keys = [len(option.key) for option in question.options.values()] + ([3] if question.asks_place else [])
        pair = 1 + len(question.key) + max(keys, default=0)
        length += pair + (pair + 1 if question.id in PROPOSABLE else 0)
    if length > POSITION_BYTES and knowledge.questions:
        message = f"a position may take {length} bytes, and a button holds {POSITION_BYTES}; shorten the keys"
        yield error(knowledge.questions[-1].at, "position-too-long", message)
    seen: dict[str, str] = {}
    for question in knowledge.questions:
        if question.key in seen or len(question.key) != 1:
            message = f'key "{question.key}" must be one letter, used by no other question'
            yield error(question.at, "duplicate-key", message)
        seen[question.key] = question.id
