from __future__ import annotations

from datetime import datetime

import pytest

from bot.model import LOCALES, Chose, Discard, Expired, Knowledge, Locale, Screen
from bot.practice import Practice, Round, exercise_of
from bot.wording.catalogs import words_in
from tests.small import FILES, knowledge_of


def play(practice: Practice, now: datetime) -> Screen:
    """Give the right answers of the exercise that is stood at; the last screen."""
    exercise = exercise_of(practice.knowledge, practice.standing)
    screen = practice.open("t", now)
    for question, option in exercise.answers.items():
        answered = practice.handle("t", Chose(question, option), now)
        assert answered is not None
        screen = answered
    return screen


@pytest.mark.parametrize("locale", LOCALES)
def test_every_exercise_ends_with_the_right_road(knowledge: Knowledge, now: datetime, locale: Locale) -> None:
    """All answers right, the reason, and the card; 112 stands on top, and where danger is now the card leads there."""
    words = words_in(locale)
    practice = Practice(knowledge, Round(locale))
    for exercise in knowledge.exercises:
        screen = play(practice, now)
        assert exercise.why[locale] in screen.text
        assert "✗" not in screen.text
        assert words("Whom to call") in screen.text
        assert screen.lines[0].kind == "emergency"
        if exercise.answers["danger"] != "no":
            assert any(line.kind == "banner" and "112" in line.text for line in screen.lines)
        assert practice.handle("t", words("Next exercise"), now) is not None
    assert practice.standing.number == len(knowledge.exercises)
    assert exercise_of(knowledge, practice.standing) is knowledge.exercises[0]


def test_a_wrong_answer_shows_the_better_one(knowledge: Knowledge, now: datetime) -> None:
    """Somebody who sees no threat where there is one learns which it was, in words."""
    number = next(index for index, each in enumerate(knowledge.exercises) if each.id == "message-about-next-week")
    practice = Practice(knowledge, Round("en", number))
    for said in ("No", "Worrying talk or behaviour, no threat", "under 18"):
        screen = practice.handle("t", said, now)
    assert screen is not None
    assert "Worrying talk or behaviour, no threat → better: A threat, or signs that someone is preparing violence" in (
        screen.text
    )


def test_language_again_and_stop(knowledge: Knowledge, now: datetime) -> None:
    """The language changes in place, the same begins anew, what is not understood changes nothing, and one can stop."""
    practice = Practice(knowledge, Round("fi"))
    practice.handle("t", "Ei", now)
    before = practice.open("t", now)
    assert practice.handle("t", "hm", now) == before
    assert practice.handle("t", Expired(), now) == before
    swedish = practice.handle("t", "På svenska", now)
    assert swedish is not None
    assert practice.standing == Round("sv", 0, {"danger": "no"})
    practice.handle("t", "Samma en gång till", now)
    assert practice.standing == Round("sv", 0)
    assert practice.handle("t", Discard(), now) is None


def test_a_knowledge_without_exercises_says_so(now: datetime) -> None:
    """One line under 112, whatever is typed."""
    practice = Practice(knowledge_of(FILES), Round("en"))
    assert "no exercises" in practice.open("t", now).text
    assert practice.handle("t", "1", now) == practice.open("t", now)
