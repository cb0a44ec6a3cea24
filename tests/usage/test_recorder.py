"""What is minded between turns: leaving, feedback, numbers in doubt, and words a worker agrees to send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.app import Assistant
from bot.emergency import NATIONAL_LINES
from bot.model import Assurance, Chose, Feedback, Knowledge, Offer, Restart, Screen, Session
from bot.usage.doubts import doubted, is_doubtable, with_doubts
from bot.usage.facts import Fact, week_of
from bot.usage.recorder import LEFT_AFTER, MOST_REPORTS, Recorder
from tests.small import FILES, changed, knowledge_of

SMALL = knowledge_of(FILES)
ANSWERS = (("danger", "no"), ("role", "teacher"), ("situation", "worry"), ("age", "under-18"), ("place", "240"))
LAPLAND = "lapland-anchor"
WEEK = "2026-W40"


class Memory:
    """A log that only remembers."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.texts: list[tuple[str, str, str]] = []
        self.reported: Mapping[tuple[str, str], int] | None = None

    def count(self, facts: Iterable[Fact], day: date) -> None:
        """Remember the facts."""
        del day
        self.facts += facts

    def keep_text(self, text: str, question: str, locale: str, day: date) -> None:
        """Remember the text."""
        del day
        self.texts.append((text, question, locale))


@pytest.fixture
def memory() -> Memory:
    """A log that only remembers."""
    return Memory()


@pytest.fixture
def assistant(memory: Memory) -> Assistant:
    """An assistant of the small knowledge."""
    return Assistant(SMALL, "en", Recorder(memory, pick=lambda _: 0))


def to_card(assistant: Assistant, chat: str, now: datetime) -> Screen:
    """The card of a teacher in Kemi."""
    for question, option in ANSWERS:
        screen = assistant.handle(chat, Chose(question, option), now)
    return screen


def notices(screen: Screen) -> list[str]:
    """The notices on a screen."""
    return [line.text for line in screen.lines if line.kind == "notice"]


def test_a_talk_that_falls_silent_is_counted_where_it_stood(
    assistant: Assistant, memory: Memory, now: datetime
) -> None:
    """Once, when its time is over and somebody else talks; a talk that reached its card has not left."""
    assistant.handle("one", Chose("danger", "no"), now)
    to_card(assistant, "two", now)
    assistant.handle("three", Restart(), now + LEFT_AFTER)
    assert [fact for fact in memory.facts if fact.kind == "left"] == []
    for later in (1, 2):
        assistant.handle("three", Restart(), now + LEFT_AFTER + timedelta(minutes=later))
    assert [fact for fact in memory.facts if fact.kind == "left"] == [Fact("left", "role", "en")]


def test_each_card_takes_three_kinds_of_word_with_one_tap(assistant: Assistant, now: datetime) -> None:
    """They stand on the card, and each is thanked for."""
    screen = to_card(assistant, "one", now)
    words = [button.message for button in screen.buttons if isinstance(button.message, Feedback)]
    assert [word.answer for word in words] == ["helped", "not-needed", "number-failed"]
    for word in words[:2]:
        assert notices(assistant.handle("one", word, now))


def test_several_numbers_are_asked_for(assistant: Assistant, now: datetime) -> None:
    """The screen names the numbers of the card; a tap on one is thanked for, and the card stands again."""
    to_card(assistant, "one", now)
    asked = assistant.handle("one", Feedback("number-failed"), now)
    choices = [button for button in asked.buttons if isinstance(button.message, Feedback)]
    assert [button.message for button in choices] == [Feedback("number-failed", name) for name in (LAPLAND, "line")]
    assert "116117" in choices[0].label.replace(" ", "")
    assert notices(assistant.handle("one", choices[0].message, now))


def test_a_chat_counts_once_a_day_for_a_card_and_a_number(assistant: Assistant, memory: Memory, now: datetime) -> None:
    """Pressing again changes nothing; the next day it may."""
    to_card(assistant, "one", now)
    for moment in (now, now, now + timedelta(hours=6), now + timedelta(hours=11)):
        for word in (Feedback("helped"), Feedback("not-needed"), Feedback("number-failed", LAPLAND)):
            assistant.handle("one", word, moment)
    kinds = [fact.kind for fact in memory.facts]
    assert (kinds.count("feedback"), kinds.count("number-failed")) == (1, 1)
    to_card(assistant, "one", now + timedelta(hours=25))
    assistant.handle("one", Feedback("number-failed", LAPLAND), now + timedelta(hours=25))
    assert [fact.kind for fact in memory.facts].count("number-failed") == 2
    assert MOST_REPORTS < 5


def test_five_chats_make_a_doubt_and_the_next_card_says_so(assistant: Assistant, now: datetime) -> None:
    """The number stays, the doubt stands beside it, the next rung under it; four reports are not enough."""
    said = "several users say"
    for chat in range(5):
        assert said not in to_card(assistant, str(chat), now).text
        assistant.handle(str(chat), Feedback("number-failed", LAPLAND), now)
    card = to_card(assistant, "later", now).text
    assert said in card
    assert 0 < card.index("116117") < card.index(said) < card.index("116123")


@pytest.mark.parametrize(
    ("weeks", "is_in_doubt"),
    [
        ({"2026-W40": 5}, True),
        ({"2026-W40": 4}, False),
        ({"2026-W40": 2, "2026-W41": 1}, True),
        ({"2026-W40": 1, "2026-W41": 1}, False),
        ({"2026-W40": 2, "2026-W42": 2}, False),
        ({"2026-W53": 2, "2027-W01": 1}, True),
        ({"2025-W50": 9}, False),
    ],
)
def test_five_in_a_week_or_three_over_two_make_a_doubt(weeks: dict[str, int], *, is_in_doubt: bool) -> None:
    """Reports from before the source was read (January 2026) do not count."""
    found = doubted(SMALL, {(LAPLAND, week): count for week, count in weeks.items()})
    assert found == (frozenset({LAPLAND}) if is_in_doubt else frozenset())


def test_an_editor_ends_a_doubt() -> None:
    """A new reading of the source or a check by the organisation, in the week of the reports or later."""
    reports = {(LAPLAND, WEEK): 7}
    assert doubted(SMALL, reports) == {LAPLAND}
    contact = SMALL.contacts[LAPLAND]
    checked = replace(contact, assured=Assurance("2026-10-02", "duty officer"))
    read_again = replace(contact, source=replace(contact.source, read_on="2026-10-02"))
    for verified in (checked, read_again):
        assert doubted(replace(SMALL, contacts={LAPLAND: verified}), reports) == frozenset()


def test_national_lines_cannot_be_doubted(knowledge: Knowledge) -> None:
    """Whoever reports 112 or a built-in line a thousand times changes nothing; nor does an unknown id."""
    lines = [line.contact for line in NATIONAL_LINES]
    reports = {(name, WEEK.replace("2026", "2027")): 1000 for name in (*lines, "nat-112", "no-such")}
    assert doubted(knowledge, reports) == frozenset()
    assert not is_doubtable(SMALL.contacts["nat-112"])


def test_doubts_outlive_the_program(now: datetime) -> None:
    """What the log holds of reports is known at the next start."""
    recorder = Recorder(None, {(LAPLAND, week_of(now.date())): 5})
    assert "several users say" in to_card(Assistant(SMALL, "en", recorder), "one", now).text


def test_knowledge_without_doubts_stays_itself() -> None:
    """Nothing is copied where nothing is in doubt, and one set of doubts makes one copy."""
    assert with_doubts(SMALL, frozenset()) is SMALL
    assert with_doubts(SMALL, frozenset({LAPLAND})) is with_doubts(SMALL, frozenset({LAPLAND}))


def test_words_are_kept_only_after_a_look_and_a_yes(assistant: Assistant, memory: Memory, now: datetime) -> None:
    """The screen shows exactly what is kept, without the name and the number."""
    assistant.handle("one", Chose("danger", "no"), now)
    screen = assistant.handle("one", "flurbul grumpf Virtanen 0401234567", now)
    assert Offer("look") in [button.message for button in screen.buttons]
    shown = assistant.handle("one", Offer("look"), now)
    assert memory.texts == []
    assert notices(assistant.handle("one", Offer("send"), now))
    ((text, question, locale),) = memory.texts
    assert f"“{text}”" in [line.text for line in shown.lines]
    assert (question, locale) == ("role", "en")
    assert not any(secret in text for secret in ("Virtanen", "0401234567"))
    assert "flurbul" in text


@pytest.mark.parametrize("answer", [Offer("drop"), Offer("?"), Restart()])
def test_words_that_are_not_sent_are_forgotten(
    assistant: Assistant, memory: Memory, now: datetime, answer: Offer | Restart
) -> None:
    """A no, or anything else, and a yes that comes too late keeps nothing."""
    assistant.handle("one", "flurbul grumpf", now)
    assistant.handle("one", Offer("look"), now)
    assistant.handle("one", answer, now)
    assistant.handle("one", Offer("send"), now)
    assert memory.texts == []


def test_a_number_alone_on_a_card_is_reported_with_one_tap(now: datetime) -> None:
    """No second screen where there is only one number to mean."""
    alone = changed({"          - {service: helpline, unless: {where: [aland]}}\n": ""})
    screen = to_card(Assistant(knowledge_of(alone), "en"), "one", now)
    assert Feedback("number-failed", LAPLAND) in [button.message for button in screen.buttons]


def test_a_look_ahead_and_practice_are_not_counted(assistant: Assistant, memory: Memory, now: datetime) -> None:
    """What nobody asked for leaves no fact: `peek`, and an assistant that was given no log."""
    assistant.peek(Session("en", dict(ANSWERS)), Feedback("helped"), now)
    to_card(Assistant(SMALL, "en"), "one", now)
    assert memory.facts == []
