"""A chat's words or tap in, a screen out, and nothing kept but where the talk stands."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import REMEMBERED_FOR, Assistant, interpret
from bot.model import (
    Back,
    Button,
    Change,
    Chose,
    Knowledge,
    Language,
    Locale,
    Message,
    Restart,
    Said,
    Screen,
    Session,
    Show,
)
from bot.wording.screens import unavailable
from tests.walks import messages

CARD = {
    "danger": "no",
    "role": "teacher",
    "situation": "worrying-speech-or-behaviour",
    "age": "under-18",
    "place": "598",
}
BUTTONS = (
    Button("Kyllä", Chose("danger", "yes")),
    Button("Ei", Chose("danger", "no")),
    Button("Takaisin", Back(), control=True),
    Button("På svenska", Language("sv"), control=True),
)


def heading(screen: Screen) -> str:
    """The question a screen asks."""
    return next(line.text for line in screen.lines if line.kind == "heading")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("1", Chose("danger", "yes")),
        (" 2 ", Chose("danger", "no")),
        ("3", Said("3")),
        ("0", Said("0")),
        ("112", Said("112")),
        ("²", Said("²")),
        ("kyllä", Chose("danger", "yes")),
        ("EI.", Chose("danger", "no")),
        ("takaisin", Back()),
        ("pa svenska", Language("sv")),
        ("", Said("")),
        ("ei ole", Said("ei ole")),
    ],
)
def test_typed_text_is_a_number_a_button_or_words(said: str, message: Message) -> None:
    """Numbers count the choices and not the controls; a button's words tap it, dots and case aside."""
    assert interpret(said, BUTTONS) == message


@given(said=st.text())
def test_any_text_means_something(said: str) -> None:
    """Nothing a person can type is an error."""
    assert interpret(said, BUTTONS) is not None


def test_chats_do_not_mix(knowledge: Knowledge, now: datetime) -> None:
    """Each chat stands where its own words led."""
    assistant = Assistant(knowledge, "en")
    assistant.handle("one", "No", now)
    role, situation, danger = (knowledge.question(name) for name in ("role", "situation", "danger"))
    assert role is not None
    assert situation is not None
    assert danger is not None
    assert heading(assistant.handle("one", "Police", now)) == situation.text.en
    assert heading(assistant.open("two", now)) == danger.text.en


def test_a_talk_is_forgotten_after_twelve_hours(knowledge: Knowledge, now: datetime) -> None:
    """The next word starts a new talk; a minute earlier goes on."""
    danger, role = knowledge.question("danger"), knowledge.question("role")
    assert danger is not None
    assert role is not None
    for later, question in ((timedelta(0), role), (timedelta(minutes=1), danger)):
        assistant = Assistant(knowledge, "sv")
        assistant.handle("one", "Nej", now)
        assert heading(assistant.open("one", now + REMEMBERED_FOR + later)) == question.text.sv


def test_the_oldest_talks_make_room(knowledge: Knowledge, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded: with too many chats the one silent longest begins anew, the others go on."""
    monkeypatch.setattr("bot.app.MOST_TALKS", 3)
    assistant = Assistant(knowledge, "en")
    first = assistant.open("new", now)
    for chat in ("one", "two", "three", "four"):
        assistant.handle(chat, "No", now)
    assert [assistant.open(chat, now) == first for chat in ("two", "one")] == [False, True]


@given(data=st.data())
def test_handle_never_raises(knowledge: Knowledge, now: datetime, data: st.DataObject) -> None:
    """Any text or message, in any order, ends in a screen that begins with 112."""
    assistant = Assistant(knowledge)
    for message in data.draw(st.lists(messages(knowledge), max_size=8)):
        incoming = message.text if isinstance(message, Said) else message
        screen = assistant.handle("one", incoming, now)
        assert screen.lines[0].spans[1].href == "tel:112"
        assert screen != unavailable(screen.locale)


def test_our_own_bug_ends_in_112_and_the_log_holds_no_words(
    knowledge: Knowledge, now: datetime, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failing turn still gives the national lines; what was typed is not written down (H4)."""

    def fail(*said: object) -> None:
        raise ValueError(said)

    monkeypatch.setattr("bot.app.respond", fail)
    with caplog.at_level(logging.DEBUG):
        screen = Assistant(knowledge, "sv").handle("one", "Maija Meikäläinen", now)
    assert screen == unavailable("sv")
    assert "ValueError" in caplog.text
    assert "Maija" not in caplog.text


def test_after_a_bug_the_talk_goes_on(knowledge: Knowledge, now: datetime) -> None:
    """The chat stands where it stood before the turn that failed."""
    assistant = Assistant(knowledge, "en")
    before = assistant.handle("one", "No", now)
    assistant.handle("one", cast("Message", 7), now)
    assert assistant.open("one", now) == before


@pytest.mark.parametrize("said", ["hello", "1", Restart(), Back(), Language("sv"), Language("xx")])
def test_without_knowledge_every_message_gets_the_national_lines(now: datetime, said: str | Message) -> None:
    """112 and the built-in lines, in the language asked for where it is one of ours (H1)."""
    locale: Locale = "sv" if said == Language("sv") else "en"
    assert Assistant(None, "en").handle("one", said, now) == unavailable(locale)


def test_a_part_of_the_card_can_be_named_on_another_part(knowledge: Knowledge, now: datetime) -> None:
    """Where only one part stands, the words of the others still open them."""
    assistant = Assistant(knowledge)
    assistant.resume("a", Session("fi", CARD), now)
    first = assistant.handle("a", "Mitä saan kertoa?", now)
    assert "Mitä vältän?" not in [button.label for button in first.buttons]
    assert assistant.handle("a", "Mitä vältän?", now) == assistant.peek(Session("fi", CARD), Show("avoid"), now)


def test_answers_ahead_of_the_question_can_be_changed(knowledge: Knowledge, now: datetime) -> None:
    """What a sentence told and was confirmed stands among the answers before its question would come."""
    answers = {"danger": "no", "situation": CARD["situation"], "place": "091"}
    screen = Assistant(knowledge).peek(Session("fi", answers), Show("answers"), now)
    assert [button.message for button in screen.buttons if isinstance(button.message, Change)] == [
        Change("danger"),
        Change("situation"),
        Change("place"),
    ]
    unknown = Assistant(knowledge).peek(Session("fi", {**answers, "place": "000"}), Show("answers"), now)
    assert Change("place") not in [button.message for button in unknown.buttons]
