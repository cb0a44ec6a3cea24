"""What a button carries comes back as what it was, in 64 bytes, and what is forged is nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import PARTS, PAYLOAD, button_data, link_payload, read_button, read_link
from bot.conversation import POSITION_BYTES, PROPOSABLE, where
from bot.model import (
    LOCALES,
    Accept,
    Back,
    Change,
    Chose,
    Discard,
    Feedback,
    Knowledge,
    Language,
    Locale,
    Message,
    Offer,
    Reached,
    Restart,
    Session,
    Show,
)

MESSAGES: list[Message] = [
    Chose("danger", "unsure"),
    Chose("place", "179"),
    Change("role"),
    Accept(),
    Discard(),
    Back(),
    Restart(),
    Language("sv"),
    *(Show(part) for part in PARTS.values()),
    Feedback("helped"),
    Feedback("number-failed", "nat-nollalinja"),
    Offer("look"),
]


def longest(knowledge: Knowledge) -> Session:
    """The session whose position takes most room: every question answered, all that can be proposed too."""
    answers = {}
    for question in knowledge.questions:
        options = sorted(question.choices, key=lambda option: len(option.key))
        answers[question.id] = "179" if question.asks_place else options[-1].id
    proposed = {name: answers[name] for name in PROPOSABLE}
    return Session("fi", answers, "role", proposed)


@pytest.mark.parametrize("message", MESSAGES, ids=str)
def test_a_button_comes_back_as_what_it_was(knowledge: Knowledge, message: Message) -> None:
    """Where the talk stands, and what a tap says."""
    session = Session("sv", {"danger": "no", "role": "teacher"})
    tap = read_button(knowledge, button_data(knowledge, session, message))
    assert tap is not None
    assert (tap.message, tap.session.locale, tap.session.answers["role"]) == (message, "sv", "teacher")


@pytest.mark.parametrize("message", MESSAGES, ids=str)
def test_the_longest_button_fits(knowledge: Knowledge, message: Message) -> None:
    """64 bytes hold every answer, everything proposed, and the longest action."""
    data = button_data(knowledge, longest(knowledge), message)
    assert len(data.encode()) <= POSITION_BYTES
    assert data.isascii()


@given(data=st.one_of(st.text(max_size=70), st.from_regex(r"1[fse](\.[a-z~-][a-z0-9]{0,3}){0,4}/[a-z_]{0,4}")))
def test_any_data_is_a_tap_or_nothing(knowledge: Knowledge, data: str) -> None:
    """Nothing raises, whatever somebody sends."""
    tap = read_button(knowledge, data)
    assert tap is None or tap.session.locale in LOCALES


@pytest.mark.parametrize("locale", LOCALES)
def test_a_link_opens_the_card_in_the_readers_language(knowledge: Knowledge, locale: Locale) -> None:
    """What Telegram lets a link carry; proposals, the sender's language and all that only tells of the client stay."""
    linked = {"role": "teacher", "situation": "worrying-speech-or-behaviour", "age": "under-18", "place": "179"}
    session = Session("fi", {"danger": "unsure", **linked, "child": "yes", "consent": "yes"})
    payload = link_payload(knowledge, replace(session, proposed={"role": "police"}))
    assert PAYLOAD.fullmatch(payload)
    opened = read_link(knowledge, payload, locale)
    assert opened is not None
    assert opened == Session(locale, {**linked, "danger": "no"})
    assert isinstance(where(knowledge, opened), Reached)


def test_a_link_to_immediate_danger_stays_one(knowledge: Knowledge) -> None:
    """The answer about danger is the outcome there, so it goes along."""
    session = Session("fi", {"danger": "yes", "role": "teacher", "age": "unknown", "place": "179"})
    assert read_link(knowledge, link_payload(knowledge, session), "sv") == Session("sv", session.answers)


@given(payload=st.text(max_size=70))
def test_any_link_is_a_session_or_nothing(knowledge: Knowledge, payload: str) -> None:
    """An invitation or nonsense opens no card."""
    opened = read_link(knowledge, payload, "fi")
    assert opened is None or opened.answers
