"""What a turn tells: small facts that nobody can join, and never a word that was typed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card import card_for
from bot.conversation import respond
from bot.model import Back, Chose, Feedback, Knowledge, Language, Message, Restart, Said, Session, Show
from bot.paths import ANY_MUNICIPALITY, paths, place_classes
from bot.usage.facts import DIMENSIONS, PEOPLE, PLACES, Fact, facts_of, missing_at_place, week_of
from tests.small import FILES, changed, knowledge_of
from tests.walks import messages

SMALL = knowledge_of(FILES)
WITHOUT_ANCHOR = knowledge_of(
    changed(
        {"  - id: anchor\n": "  - id: anchor\n    local_level: county\n", "counties: [lapland]": "counties: [aland]"}
    )
)
"""The small knowledge where Lapland should have an anchor number and has none."""
TEACHER = (("danger", "no"), ("role", "teacher"), ("situation", "worry"), ("age", "under-18"), ("place", "240"))


def talk(knowledge: Knowledge, said: Sequence[Message], session: Session | None = None) -> Iterator[Fact]:
    """The facts of a talk, message by message."""
    session = session or Session("en")
    for message in said:
        turn = respond(knowledge, session, message)
        yield from facts_of(knowledge, session, message, turn, lambda _: 0)
        session = turn.session


def chosen(*answers: tuple[str, str]) -> list[Message]:
    """The taps that give these answers."""
    return [Chose(question, option) for question, option in answers]


def kinds(facts: Iterator[Fact]) -> Counter[str]:
    """How many facts there are of each kind."""
    return Counter(fact.kind for fact in facts)


def test_a_talk_counts_its_answers_its_card_and_its_county() -> None:
    """Started once, each answer once, the municipality never named among the answers."""
    told = set(talk(SMALL, chosen(*TEACHER)))
    assert {Fact("started"), Fact("language", "en"), Fact("answered", "place", "somewhere", "en")} <= told
    assert {
        Fact("asked", "worry", "teacher", "en"),
        Fact("outcome", "worry/anywhere", "en"),
        Fact("county", "lapland", "local"),
    } <= told
    assert kinds(talk(SMALL, chosen(*TEACHER)))["answered"] == 5


def test_a_missing_local_number_is_counted_for_the_municipality() -> None:
    """Where a number of the county is expected and only the nation answers."""
    told = set(talk(WITHOUT_ANCHOR, chosen(*TEACHER)))
    assert {Fact("no-local", "anchor", "240"), Fact("county", "lapland", "elsewhere")} <= told
    assert Fact("reached", "anchor", "none", "lapland") in told


@pytest.mark.parametrize(
    ("message", "fact"),
    [
        (Back(), Fact("back", "place", "en")),
        (Language("sv"), Fact("other-language", "sv", "en")),
        (Language("ar"), Fact("other-language", "ar", "en")),
        (Language("Maija Meikäläinen"), Fact("other-language", "other", "en")),
        (Said("xyzzy"), Fact("unclear", "not-understood", "card", "en")),
        (Show("why"), Fact("opened", "why", "worry/anywhere", "en")),
        (Feedback("helped"), Fact("feedback", "helped", "worry/anywhere", "en")),
        (Feedback("not-needed"), Fact("feedback-county", "not-needed", "lapland")),
        (Feedback("number-failed", "lapland-anchor"), Fact("number-failed", "lapland-anchor")),
    ],
)
def test_what_is_done_on_a_card_is_counted(message: Message, fact: Fact) -> None:
    """One fact of the right kind, and the card itself is not counted again."""
    session = Session("en", dict(TEACHER))
    told = list(talk(SMALL, [message], session))
    assert fact in told
    assert "outcome" not in kinds(iter(told))


@pytest.mark.parametrize(
    "message",
    [
        Show("card"),
        Show("../../etc"),
        Restart(),
        Feedback("bad"),
        Feedback("number-failed", "kokar"),
        Feedback("number-failed", "nat-112"),
        Feedback("number-failed"),
    ],
)
def test_what_tells_nothing_is_not_counted(message: Message) -> None:
    """Looking again, forged parts, numbers that are not on the card, and 112."""
    assert kinds(talk(SMALL, [message], Session("en", dict(TEACHER))))["number-failed"] == 0
    assert kinds(talk(SMALL, [message], Session("en", dict(TEACHER))))["opened"] == 0


def test_no_kind_of_fact_crosses_people_and_places() -> None:
    """At most three dimensions, and none that says who asks together with one that says where."""
    for kind, dimensions in DIMENSIONS.items():
        assert len(dimensions) <= 3, kind
        assert not (PEOPLE & set(dimensions) and PLACES & set(dimensions)), kind


@given(data=st.data())
def test_facts_hold_ids_of_the_knowledge_only(knowledge: Knowledge, data: st.DataObject) -> None:
    """Whatever is sent, every word of a fact is an id, a code or a word of ours."""
    said = data.draw(st.lists(messages(knowledge), max_size=10))
    known = {"", "somewhere", "local", "nation", "none", "other", "card", "confirm", "fi", "sv", "en"} | set(
        knowledge.municipalities
    )
    for each in (knowledge.contacts, knowledge.counties, knowledge.kinds, knowledge.situations):
        known |= set(each)
    known |= {f"{name}/{case.id}" for name, held in knowledge.situations.items() for case in held.cases}
    known |= {word for question in knowledge.questions for word in (question.id, *question.options)}
    known |= {"not-understood", "no-such-place", "which-place", "no-longer-known", "expired", "municipality", "county"}
    known |= {"elsewhere", "tell", "talk", "avoid", "after", "worse", "services", "why", "share"}
    for fact in talk(knowledge, said):
        assert fact.kind in DIMENSIONS
        assert set(fact[1:]) <= known | {"helped", "not-needed"}


def test_what_one_talk_leaves_in_a_county_fits_many(knowledge: Knowledge) -> None:
    """At every place it fits at least three roles and three situations, even for a reader of the raw log."""
    ways = [path for path in paths(knowledge) if path.facets.get("place") == ANY_MUNICIPALITY]
    for each in place_classes(knowledge)[1::40]:
        fits: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for path in ways:
            if path.facets["where"] == each.where:
                card = card_for(knowledge, {**path.facets, "place": each.example})
                for kind in missing_at_place(card) or [""]:
                    fits[kind].add((card.facets["role"], card.situation.id))
        for pairs in fits.values():
            assert len({role for role, _ in pairs}) >= 3
            assert len({situation for _, situation in pairs}) >= 3


def test_no_case_is_chosen_by_place(knowledge: Knowledge) -> None:
    """Else the outcome, which is counted with a language, would tell the place."""
    for situation in knowledge.situations.values():
        for case in situation.cases:
            conditions = [case.rule.when, *([case.rule.unless] if case.rule.unless is not None else [])]
            assert not {"place", "where"} & {name for each in conditions for name, _ in each.facets}, case.at


def test_a_small_county_cannot_be_joined_again() -> None:
    """Two workers who change places leave the very same log: no join can tell which of them asked where."""
    logs = []
    for places in (("240", "318"), ("318", "240")):
        told: Counter[Fact] = Counter()
        for role, place in zip(("teacher", "police"), places, strict=True):
            answers = dict(TEACHER) | {"role": role, "place": place}
            told.update(talk(WITHOUT_ANCHOR, chosen(*answers.items())))
        logs.append(told)
    assert logs[0] == logs[1]
    assert {fact.b for fact in logs[0] if fact.kind == "asked"} == {"teacher", "police"}


def test_weeks_are_those_of_the_calendar() -> None:
    """ISO weeks, also where the year changes."""
    days = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 4)]
    assert [week_of(day) for day in days] == ["2026-W53", "2026-W53", "2027-W01"]
    assert all(week_of(a) <= week_of(b) for a, b in pairwise(days))
