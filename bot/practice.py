"""Practising: exercises one after the other, apart from all talks in earnest, so nothing of it reaches a usage log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.app import interpret
from bot.exercises import standing as standing_in
from bot.matching.options import match_option
from bot.model import (
    LOCALES,
    Accept,
    Ask,
    Chose,
    Discard,
    Exercise,
    Knowledge,
    Language,
    Locale,
    Message,
    Restart,
    Said,
    Screen,
)
from bot.wording.catalogs import words_in
from bot.wording.practice import exercise_screen, no_exercise_screen


@dataclass(frozen=True, slots=True)
class Round:
    """Where somebody stands: which exercise (any number, counted round), and the answers given in it."""

    locale: Locale = "fi"
    number: int = 0
    answers: Mapping[str, str] = field(default_factory=dict)


def moved(knowledge: Knowledge, standing: Round, message: Message) -> Round | None:
    """Where a message leads; None where it stops the practice."""
    match message:
        case Chose(name, option) if (question := knowledge.question(name)) is not None and option in question.options:
            return Round(standing.locale, standing.number, {**standing.answers, name: option})
        case Accept():
            return Round(standing.locale, standing.number + 1)
        case Restart():
            return Round(standing.locale, standing.number)
        case Language(code):
            locale = next((each for each in LOCALES if each == code), standing.locale)
            return Round(locale, standing.number, standing.answers)
        case Discard():
            return None
        case _:
            return standing


def shown(knowledge: Knowledge, standing: Round, now: datetime) -> Screen:
    """The screen of a round."""
    words = words_in(standing.locale)
    if not knowledge.exercises:
        return no_exercise_screen(words)
    return exercise_screen(knowledge, words, exercise_of(knowledge, standing), standing.answers, now)


def exercise_of(knowledge: Knowledge, standing: Round) -> Exercise:
    """The exercise of a round; there must be one."""
    return knowledge.exercises[standing.number % len(knowledge.exercises)]


class Practice:
    """Practises with one person, handled as `bot.app.Assistant` is; what is not understood is asked again."""

    def __init__(self, knowledge: Knowledge, standing: Round) -> None:
        self.knowledge = knowledge
        self.standing: Round = standing

    def open(self, chat: str, now: datetime) -> Screen:
        """The screen that is stood at."""
        del chat
        return shown(self.knowledge, self.standing, now)

    def handle(self, chat: str, incoming: str | Message, now: datetime) -> Screen | None:
        """The screen that answers; None where the practice is over."""
        buttons = self.open(chat, now).buttons
        message = interpret(incoming, buttons) if isinstance(incoming, str) else incoming
        if isinstance(message, Said) and (chosen := self._heard(message.text)) is not None:
            message = chosen
        standing = moved(self.knowledge, self.standing, message)
        if standing is None:
            return None
        self.standing = standing
        return self.open(chat, now)

    def _heard(self, text: str) -> Chose | None:
        """The answer to the question that stands open, in the reader's own words."""
        if not self.knowledge.exercises:
            return None
        step = standing_in(self.knowledge, exercise_of(self.knowledge, self.standing), self.standing.answers).step
        option = match_option(text, step.question, self.knowledge) if isinstance(step, Ask) else None
        return None if option is None or not isinstance(step, Ask) else Chose(step.question.id, option.id)
