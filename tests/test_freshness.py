"""The contacts to phone: those without a check that holds, each with the questions that are open."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.freshness import owner, stale
from bot.model import Knowledge
from tests.small import FILES, changed, knowledge_of

TODAY = date(2026, 11, 24)
ASSURED = '    status: active\n    phones:\n      - number: "116111"\n'


def checked(days: int) -> Knowledge:
    """The small knowledge, with the contact in Utsjoki checked so many days ago; such a check holds 90."""
    on = TODAY - timedelta(days=days)
    return knowledge_of(changed({ASSURED: f'    assured: {{on: "{on}", by: chief}}\n{ASSURED}'}))


def ids(knowledge: Knowledge) -> set[str]:
    """The contacts to check."""
    return {due.contact.id for listed in stale(knowledge, TODAY).values() for due in listed}


def test_who_was_never_checked_is_listed_by_owner() -> None:
    """The municipality, the county, or the site of a nationwide service."""
    found = stale(knowledge_of(FILES), TODAY)
    assert {name: [due.contact.id for due in listed] for name, listed in found.items()} == {
        "example.org": ["line"],
        "Utsjoki": ["utsjoki"],
        "Lappi": ["lapland-anchor"],
        "Kökar": ["kokar"],
    }


@pytest.mark.parametrize(("days", "is_due"), [(0, False), (90, False), (91, True)])
def test_a_check_holds_for_the_days_of_its_kind(days: int, *, is_due: bool) -> None:
    """The day after that it is due again."""
    assert ("utsjoki" in ids(checked(days))) is is_due


def test_a_closed_service_is_not_phoned() -> None:
    """Nobody would answer."""
    closed = '["318"]}\n    status: closed\n    successors: [lapland-anchor]'
    assert "kokar" not in ids(knowledge_of(changed({'["318"]}\n    status: active': closed})))


def test_nobody_is_told_to_try_the_emergency_number() -> None:
    """A call to 112 is an emergency, or a misuse."""
    knowledge = knowledge_of(FILES)
    assert knowledge.contacts["nat-112"].numbers
    assert "nat-112" not in ids(knowledge)


def test_the_questions_are_those_that_are_open() -> None:
    """The number, the hours, the languages and the area, as far as each is known."""
    (due,) = stale(knowledge_of(FILES), TODAY)["Utsjoki"]
    assert due.questions == (
        "Is 116111 still right?",
        "Do you still answer Mon–Tue 08:00–16:00?",
        "In which languages do you serve?",
        "Is it for all of Utsjoki, and for nobody else?",
    )


@pytest.mark.parametrize(
    ("instead", "asked"),
    [
        ("status: active\n    phones: []", "Which number may frontline workers call for Ankkuri?"),
        ('status: unconfirmed\n    phones: [{number: "116006"}]', "Is 116006 right, and may it be shown"),
        (
            'status: unconfirmed\n    named_person: true\n    phones: [{number: "116006"}]',
            "Is there a number of the service itself?",
        ),
    ],
)
def test_a_number_that_is_not_shown_is_asked_for(instead: str, asked: str) -> None:
    """What is asked depends on what is known."""
    knowledge = knowledge_of(changed({'status: active\n    phones: [{number: "116006"}]': instead}))
    (due,) = stale(knowledge, TODAY)["Kökar"]
    assert due.questions[0].startswith(asked)


def test_every_shipped_contact_has_an_owner_and_a_question(knowledge: Knowledge) -> None:
    """So that somebody can be phoned."""
    found = stale(knowledge, TODAY)
    assert all(owner(knowledge, contact) for contact in knowledge.contacts.values())
    assert all(due.questions for listed in found.values() for due in listed)
