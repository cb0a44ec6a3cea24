"""Calls to the Bot API that end well or end plainly: what failed for a moment is tried again, and only this chat waits.

Telegram's answers are told apart by their words, because it has no codes for them.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import timedelta
from typing import Literal, TypeVar

from telegram import Bot, ForceReply, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.channels.telegram.request import NotReached, reading

Result = TypeVar("Result")
Edited = Literal["changed", "same", "gone"]
"""What an edit did: changed the message, found it as it was to be, or found no message to change."""

GIVE_UP_AFTER = 900.0
"""Seconds after which a reply is no longer worth having; a button works again when it is pressed anew."""
ANSWER_WITHIN = 12.0
"""Seconds in which a press can still be told that it was heard."""
TOLD_AFTER = 3.0
"""Seconds that a call has failed for when the operator is told."""
LONG_WAIT = 1.0
"""Seconds of waiting from which on others are answered in the meantime."""
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

UNREACHED = "Telegram cannot be reached"

logger = logging.getLogger(__name__)


class Trouble:
    """What keeps us from Telegram: told to the operator once, and once when it is over."""

    def __init__(self) -> None:
        self._told = ""

    def tell(self, what: str) -> None:
        """Say what it is, unless that was said."""
        if what != self._told:
            logger.warning("%s; trying again until it works", what)
            self._told = what

    def is_over(self) -> None:
        """Say that it is over, if it was told."""
        if self._told:
            logger.warning("Telegram answers again")
            self._told = ""


class Admission:
    """An update's place among those that are answered at the same time: of all that come at once only some are.

    One that Telegram makes wait gives its place to another, for good.
    """

    def __init__(self, gate: asyncio.Semaphore) -> None:
        self._gate = gate
        self.is_given_up = False

    def give_up(self) -> None:
        """Let another be answered; once is enough."""
        if not self.is_given_up:
            self.is_given_up = True
            self._gate.release()


admission: ContextVar[Admission | None] = ContextVar("the place of the update that is being answered", default=None)


class Unreachable(Exception):
    """The chat cannot be written to: it blocked the bot, its account is gone, or it never was one."""


class Refused(Unreachable):
    """Telegram did not take what we sent, which may be our own fault."""


class Calls:
    """Sends, edits and deletes."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.trouble = Trouble()
        self._reached = 0.0
        """When a call last came through, of whatever chat: one chat in trouble is no outage."""

    async def until_done(
        self, call: Callable[[], Awaitable[Result]], give_up_after: float = GIVE_UP_AFTER
    ) -> tuple[Result, bool]:
        """What a call returned, and whether an earlier try may have arrived already.

        Raises BadRequest for what trying again cannot mend, and Unreachable where nobody is there or time is up.
        """
        started = time.monotonic()
        pause = FIRST_PAUSE
        doubtful = False
        while True:
            try:
                found = await call()
            except RetryAfter as told:
                seconds = seconds_told(told)
            except BadRequest as refused:
                if doubtful:
                    refused.add_note("doubtful")
                raise
            except (Forbidden, ChatMigrated) as gone:
                raise Unreachable(type(gone).__name__) from None
            except TelegramError as failed:
                doubtful = doubtful or not isinstance(failed, NotReached)
                seconds, pause = pause, min(pause * 2, LONGEST_PAUSE)
                if self._reached < started < time.monotonic() - TOLD_AFTER:
                    self.trouble.tell(UNREACHED)
            else:
                self._reached = time.monotonic()
                self.trouble.is_over()
                return found, doubtful
            if time.monotonic() - started + seconds > give_up_after:
                raise Unreachable("time is up")
            await _wait(seconds)

    async def send(self, chat: int, text: str, markup: InlineKeyboardMarkup | ForceReply | None) -> int:
        """Send one message; its id. Raises Unreachable."""
        try:
            sent, _ = await self.until_done(
                lambda: self.bot.send_message(
                    chat, text, parse_mode=ParseMode.HTML, reply_markup=markup, link_preview_options=NO_PREVIEW
                )
            )
        except BadRequest as refused:
            raise _unreachable(refused) from None
        return sent.message_id

    async def edit(self, chat: int, message: int, text: str, markup: InlineKeyboardMarkup | None) -> Edited:
        """Give a message another text and keyboard. Raises Unreachable."""
        edited, _ = await self._edited(
            lambda: self.bot.edit_message_text(
                text,
                chat,
                message,
                parse_mode=ParseMode.HTML,
                reply_markup=markup,
                link_preview_options=NO_PREVIEW,
            )
        )
        return edited

    async def turn(self, chat: int, message: int, markup: InlineKeyboardMarkup | None) -> tuple[Edited, str | None]:
        """Give a message another keyboard. Where that changes it, Telegram tells its text, without tags.

        Raises Unreachable.
        """
        with reading():
            edited, found = await self._edited(
                lambda: self.bot.edit_message_reply_markup(chat, message, reply_markup=markup)
            )
        return edited, found.text if isinstance(found, Message) else None

    async def _edited(self, call: Callable[[], Awaitable[Message | bool]]) -> tuple[Edited, Message | bool]:
        try:
            found, _ = await self.until_done(call)
        except BadRequest as refused:
            said = refused.message.lower()
            if "not modified" in said:
                return "changed" if getattr(refused, "__notes__", None) else "same", False
            if "message to edit not found" in said or "can't be edited" in said or "message_id_invalid" in said:
                return "gone", False
            raise _unreachable(refused) from None
        return "changed", found

    async def send_file(self, chat: int, name: str, content: bytes) -> None:
        """Send a file. Raises Unreachable."""
        try:
            await self.until_done(lambda: self.bot.send_document(chat, content, filename=name))
        except BadRequest as refused:
            raise _unreachable(refused) from None

    async def stop_spinner(self, query: str) -> bool:
        """Tell a press that it was heard; False where it was told before, or is too old to be told.

        Telegram takes only one answer for each press, so this also tells whether a press has come again.
        """
        try:
            await self.until_done(lambda: self.bot.answer_callback_query(query), ANSWER_WITHIN)
        except BadRequest as refused:
            return bool(getattr(refused, "__notes__", None))
        except Unreachable:
            return False
        return True

    async def delete(self, chat: int, messages: list[int]) -> bool:
        """Delete messages; whether Telegram let us."""
        try:
            done, _ = await self.until_done(lambda: self.bot.delete_messages(chat, messages))
        except (BadRequest, Unreachable):
            return False
        return done


async def _wait(seconds: float) -> None:
    held = admission.get()
    if held is not None and seconds >= LONG_WAIT:
        held.give_up()
    await asyncio.sleep(seconds)


def seconds_told(told: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    wait = told.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _unreachable(refused: BadRequest) -> Refused:
    """A refusal that another try will not change. Its words are Telegram's own and name nobody."""
    logger.warning("Telegram refused a message (%d characters of reason)", len(refused.message))
    return Refused("refused")
