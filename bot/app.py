"""The rooms put together: a chat's words or tap in, a screen out."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.conversation import respond
from bot.matching.options import match_label, match_language
from bot.matching.personal_data import find_personal_data, own_numbers
from bot.model import (
    LOCALES,
    Button,
    Fold,
    Knowledge,
    Language,
    Locale,
    Message,
    Offer,
    Reached,
    Said,
    Screen,
    Session,
    Show,
    Turn,
)
from bot.usage.doubts import with_doubts
from bot.usage.recorder import Recorder
from bot.usage.texts import shareable
from bot.wording.catalogs import words_in
from bot.wording.screens import lay_out, offer_button, offer_screen, unavailable, unfolded

REMEMBERED_FOR = timedelta(hours=12)
MOST_TALKS = 100_000
MOST_DIGITS = 2
"""Digits in the number of a button; a longer number is something said, such as a municipality code."""
UNMATCHED = frozenset({"not-understood", "no-such-place"})
"""After these notices the worker may send the editors what was typed."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Talk:
    """Where a chat stands and what it can tap; kept in memory only."""

    session: Session
    buttons: tuple[Button, ...]
    at: datetime
    unmatched: str | None = None
    """Typed words that matched nothing, redacted, until the worker has said whether the editors may have them."""


class Assistant:
    """Answers every chat. Without knowledge it still gives 112 and the national lines (H1)."""

    def __init__(self, knowledge: Knowledge | None, locale: Locale = "fi", recorder: Recorder | None = None) -> None:
        self.knowledge = knowledge
        self.locale: Locale = locale
        self.recorder = recorder or Recorder()
        self._talks: OrderedDict[str, Talk] = OrderedDict()
        self._service_numbers: tuple[Knowledge | None, frozenset[str]] = (None, frozenset())

    def handle(self, chat: str, incoming: str | Message, now: datetime) -> Screen:
        """The screen that answers a typed text or a message. Never raises: our own bugs end in 112 too."""
        talk = self._talk(chat, now)
        served = self.knowledge  # one and the same for the whole turn, also if an edit comes meanwhile
        if served is None:
            asked = incoming.code if isinstance(incoming, Language) else None
            locale = next((locale for locale in LOCALES if locale == asked), talk.session.locale)
            self._keep(chat, Talk(Session(locale), (), now))
            return unavailable(locale)
        try:
            message = interpret(incoming, talk.buttons) if isinstance(incoming, str) else incoming
            knowledge = self._doubting(served)
            if isinstance(message, Said):
                message = _meant_on_card(knowledge, talk.session, message, now)
            if isinstance(message, Offer) and talk.unmatched is not None:
                return self._offered(chat, knowledge, talk, message.step, now)
            turn = respond(knowledge, talk.session, message)
            screen = lay_out(knowledge, turn, now)
            unmatched = self._unmatched(message, turn)
            if unmatched is not None:
                offer = offer_button(words_in(turn.session.locale))
                screen = replace(screen, buttons=(*screen.buttons, offer))
        except Exception as bug:  # noqa: BLE001 - the edge of the program: a worker never gets silence
            logger.error("a turn failed: %s", type(bug).__name__)  # noqa: TRY400 - a traceback may hold typed words (H4)
            return unavailable(talk.session.locale)
        self._keep(chat, Talk(turn.session, screen.buttons, now, unmatched))
        self.recorder.note(chat, served, talk.session, message, turn, now)
        return screen

    def _unmatched(self, message: Message, turn: Turn) -> str | None:
        """What the editors could be offered of a text that matched nothing; None where nobody would read it."""
        if self.recorder.log is None or not isinstance(message, Said) or turn.notice not in UNMATCHED:
            return None
        return shareable(message.text)

    def _offered(self, chat: str, knowledge: Knowledge, talk: Talk, step: str, now: datetime) -> Screen:
        """Show the words that would be sent, or send them, or drop them; the talk stands where it stood."""
        turn = respond(knowledge, talk.session, Show("card"))
        if step == "look":
            screen = offer_screen(knowledge, turn, talk.unmatched or "")
            self._keep(chat, replace(talk, buttons=screen.buttons, at=now))
            return screen
        if step == "send":
            self.recorder.keep_text(talk.unmatched or "", turn, now)
            turn = replace(turn, notice="thanks-text")
        screen = lay_out(knowledge, turn, now)
        self._keep(chat, Talk(turn.session, screen.buttons, now))
        return screen

    def open(self, chat: str, now: datetime) -> Screen:
        """The screen the chat stands at, without a word said."""
        return self.handle(chat, Show("card"), now)

    def standing(self, chat: str, now: datetime) -> Session | None:
        """Where a chat stands, or None where nothing is remembered of it."""
        talk = self._talks.get(chat)
        return None if talk is None or now - talk.at > REMEMBERED_FOR else talk.session

    def resume(self, chat: str, session: Session, now: datetime, *, in_sight: bool = False) -> None:
        """Let a chat stand where a button or a link says; numbers that stood elsewhere mean nothing there.

        `in_sight` tells that the person sees the screen of this session, so that its own numbers count.
        """
        talk = self._talk(chat, now)
        buttons = talk.buttons if session == talk.session else ()
        if in_sight and not buttons:
            buttons = self.peek(session, Show("card"), now).buttons
        self._keep(chat, replace(talk, session=session, buttons=buttons, at=now))

    def took_number(self, chat: str, now: datetime, dial: str = "") -> None:
        """Count that a chat opened the numbers of its card, or saved the one that is dialled so."""
        session = self.standing(chat, now)
        if self.knowledge is not None and session is not None:
            self.recorder.note_taken(self.knowledge, session, dial, now)

    @property
    def talks(self) -> int:
        """How many chats are remembered."""
        return len(self._talks)

    def names_somebody(self, text: str) -> bool:
        """Whether typed text holds personal data, so that a channel may delete it from the chat."""
        if self._service_numbers[0] is not self.knowledge:
            ours = frozenset() if self.knowledge is None else own_numbers(self.knowledge)
            self._service_numbers = (self.knowledge, ours)
        return bool(find_personal_data(text, self._service_numbers[1]))

    def forget(self, chat: str) -> None:
        """Remember nothing of a chat."""
        self._talks.pop(chat, None)

    def peek(self, session: Session, message: Message, now: datetime) -> Screen:
        """The screen a message leads to, with nothing kept and nothing counted."""
        if self.knowledge is None:
            return unavailable(session.locale)
        knowledge = self._doubting(self.knowledge)
        return lay_out(knowledge, respond(knowledge, session, message), now)

    def folds(self, session: Session, now: datetime) -> tuple[Fold, ...]:
        """The parts of the card that a session has reached, in their order; () where it has reached none."""
        if self.knowledge is None:
            return ()
        knowledge = self._doubting(self.knowledge)
        return unfolded(knowledge, respond(knowledge, session, Show("card")), now)

    def _doubting(self, knowledge: Knowledge) -> Knowledge:
        """The knowledge with the doubts that users have about its numbers."""
        return with_doubts(knowledge, self.recorder.doubted(knowledge))

    def _talk(self, chat: str, now: datetime) -> Talk:
        talk = self._talks.get(chat)
        if talk is None or now - talk.at > REMEMBERED_FOR:
            return Talk(Session(self.locale), (), now)
        return talk

    def _keep(self, chat: str, talk: Talk) -> None:
        self._talks[chat] = talk
        self._talks.move_to_end(chat)
        while len(self._talks) > MOST_TALKS or talk.at - next(iter(self._talks.values())).at > REMEMBERED_FOR:
            self._talks.popitem(last=False)


def _meant_on_card(knowledge: Knowledge, session: Session, said: Said, now: datetime) -> Message:
    """What words mean that name a button of the card, typed where only a part of the card stands."""
    turn = respond(knowledge, session, Show("card"))
    if not isinstance(turn.step, Reached):
        return said
    buttons = lay_out(knowledge, turn, now).buttons
    index = match_label(said.text, [button.label for button in buttons])
    return said if index is None else buttons[index].message


def interpret(text: str, buttons: tuple[Button, ...]) -> Message:
    """What typed text means on a screen: the number or the words of a button, or else just what it says."""
    said = text.strip()
    numbered = [button for button in buttons if not button.control]
    if said.isdecimal() and len(said) <= MOST_DIGITS:
        return numbered[int(said) - 1].message if 0 < int(said) <= len(numbered) else Said(text)
    index = match_label(said, [button.label for button in buttons])
    if index is not None:
        return buttons[index].message
    language = match_language(said)
    return Said(text) if language is None else Language(language)
