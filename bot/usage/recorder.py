"""What the assistant tells the log, and the little that is held in memory for it. Nothing here ever breaks a reply.

In memory, bounded, and gone with the program: at which question each talk stands (so that leaving can be counted),
and which chats have given feedback lately (so that one chat cannot make a doubt).
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import SystemRandom
from typing import Protocol

from bot.card import NoCard, kept_card
from bot.conversation import where
from bot.model import Ask, Feedback, Knowledge, Message, Reached, Session, Turn
from bot.usage.doubts import Reports, add_reports, doubted
from bot.usage.facts import Fact, Pick, facts_of, failed_contact, left_fact, outcome_of, taken_facts, week_of

LEFT_AFTER = timedelta(hours=12)
MOST_CHATS = 100_000
FEEDBACK_AGAIN_AFTER = timedelta(hours=24)
MOST_REPORTS = 3
"""Numbers one chat can report in a day."""

logger = logging.getLogger(__name__)


class Log(Protocol):
    """Where facts go; neither call may block or raise.

    `reported` is what the reports of all programs that share the log came to when it was last looked at; None before.
    """

    reported: Reports | None

    def count(self, facts: Iterable[Fact], day: date) -> None:
        """Count each of these facts once, for the week of the day."""

    def keep_text(self, text: str, question: str, locale: str, day: date) -> None:
        """Keep a text somebody agreed to send."""


@dataclass(slots=True)
class _Standing:
    question: str | None
    locale: str
    at: datetime


@dataclass(slots=True)
class _Given:
    """What a chat has said about cards since `since`."""

    since: datetime
    outcomes: set[str]
    contacts: set[str]


class Recorder:
    """Watches the turns of all chats. Without a log it only minds which numbers are in doubt."""

    def __init__(self, log: Log | None = None, reports: Reports | None = None, pick: Pick | None = None) -> None:
        self.log = log
        self._pick: Pick = pick or SystemRandom().randrange
        self._reports: dict[tuple[str, str], int] = dict(reports or {})
        self._shared: Reports | None = None
        self._doubted: tuple[Knowledge | None, frozenset[str]] = (None, frozenset())
        self._standing: OrderedDict[str, _Standing] = OrderedDict()
        self._given: OrderedDict[str, _Given] = OrderedDict()

    def doubted(self, knowledge: Knowledge) -> frozenset[str]:
        """The ids of the contacts in doubt."""
        if self.log is not None and self.log.reported is not self._shared:
            self._shared = self.log.reported
            self._reports = dict(self._shared or {})
            self._doubted = (None, frozenset())
        known, found = self._doubted
        if known is not knowledge:
            found = doubted(knowledge, self._reports)
            self._doubted = (knowledge, found)
        return found

    def note(
        self, chat: str, knowledge: Knowledge, before: Session, message: Message, turn: Turn, now: datetime
    ) -> None:
        """Count what a turn tells. Never raises."""
        try:
            self._note(chat, knowledge, before, message, turn, now)
        except Exception as bug:  # noqa: BLE001 - the worker already has an answer, and keeps it (H6)
            logger.error("a turn was not counted: %s", type(bug).__name__)  # noqa: TRY400 - a traceback may hold typed words (H4)

    def note_taken(self, knowledge: Knowledge, session: Session, dial: str, now: datetime) -> None:
        """Count that the numbers of a card were opened, or one of them saved. Never raises."""
        try:
            step = where(knowledge, session)
            if self.log is not None and isinstance(step, Reached):
                card = kept_card(knowledge, step.facets)
                self.log.count(taken_facts(card, session.locale, dial), now.date())
        except Exception as bug:  # noqa: BLE001 - as above
            logger.error("a number was not counted: %s", type(bug).__name__)  # noqa: TRY400 - as above

    def keep_text(self, text: str, turn: Turn, now: datetime) -> None:
        """Keep a redacted text that a worker has seen and agreed to send."""
        if self.log is not None:
            asked = turn.step.question.id if isinstance(turn.step, Ask) else "card"
            self.log.keep_text(text, asked, turn.session.locale, now.date())

    def _note(
        self, chat: str, knowledge: Knowledge, before: Session, message: Message, turn: Turn, now: datetime
    ) -> None:
        if isinstance(message, Feedback) and not self._takes(chat, message, turn, knowledge, now):
            return
        facts = [*self._leavers(knowledge, now), *facts_of(knowledge, before, message, turn, self._pick)]
        question = turn.step.question.id if isinstance(turn.step, Ask) and turn.session.answers else None
        self._standing[chat] = _Standing(question, turn.session.locale, now)
        self._standing.move_to_end(chat)
        failed = [(fact.a, week_of(now.date())) for fact in facts if fact.kind == "number-failed"]
        if failed:
            add_reports(self._reports, failed)
            self._doubted = (None, frozenset())
        if self.log is not None and facts:
            self.log.count(facts, now.date())

    def _leavers(self, knowledge: Knowledge, now: datetime) -> list[Fact]:
        """A fact for each talk that has been silent so long that it is over, at the question it stood at."""
        found: list[Fact] = []
        while self._standing:
            oldest = next(iter(self._standing.values()))
            if now - oldest.at <= LEFT_AFTER and len(self._standing) <= MOST_CHATS:
                break
            self._standing.popitem(last=False)
            if oldest.question is not None:
                left = left_fact(knowledge, oldest.question, oldest.locale)
                found += [left] if left is not None else []
        return found

    def _takes(self, chat: str, message: Feedback, turn: Turn, knowledge: Knowledge, now: datetime) -> bool:
        """Whether this word of a chat counts: once for a card and for a number in a day, and few numbers."""
        if not isinstance(turn.step, Reached):
            return False
        try:
            card = kept_card(knowledge, turn.step.facets)
        except NoCard:
            return False
        given = self._given.get(chat)
        if given is None or now - given.since > FEEDBACK_AGAIN_AFTER:
            given = _Given(now, set(), set())
            self._given[chat] = given
            self._given.move_to_end(chat)
            while len(self._given) > MOST_CHATS:
                self._given.popitem(last=False)
        if message.answer == "number-failed":
            contact = failed_contact(card, message)
            if contact is None or contact.id in given.contacts or len(given.contacts) >= MOST_REPORTS:
                return False
            given.contacts.add(contact.id)
            return True
        if outcome_of(card) in given.outcomes:
            return False
        given.outcomes.add(outcome_of(card))
        return True
