"""A view brought to a chat, so that a press counts once, also when it comes again after a crash (H8).

A question is edited in place; an answer comes as a new message, so that it stays in the chat's history. Telegram does
not tell which messages stand in a chat: all that can be known of an earlier life of the program is whether an edit
changes anything, what text stands in a message that was edited, and whether a spinner still turns.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from telegram import ForceReply, InlineKeyboardMarkup

from bot.channels.telegram import looks
from bot.channels.telegram.calls import Calls, Edited
from bot.channels.telegram.request import at_once

MOST_REMEMBERED = 50_000

Shown = Coroutine[Any, Any, object]
"""Something that is shown by one call to begin with."""

Key = TypeVar("Key")
Value = TypeVar("Value")


def keep(held: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    """Remember something, and of too many the newest."""
    held[key] = value
    held.move_to_end(key)
    while len(held) > MOST_REMEMBERED:
        held.popitem(last=False)


@dataclass(slots=True)
class Press:
    """A press in hand; `heard` is None until Telegram was told of it, False where it had been told before."""

    query: str
    chat: int
    message: int
    number: int
    heard: bool | None = None

    @property
    def place(self) -> tuple[int, int]:
        """The chat and the message."""
        return self.chat, self.message


@dataclass(frozen=True, slots=True)
class View:
    """What is shown: one message or several, the keyboard under the last."""

    texts: list[str]
    markup: InlineKeyboardMarkup | None


class Delivery:
    """Sends, edits, and answers presses. What it remembers of messages is in memory alone, and there in bounds."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.newest: dict[tuple[int, int], int] = {}
        """The newest press in hand on a message, by chat and message: an older one need not be shown any more."""
        self.backlog: set[int] = set()
        """The updates that waited when the program started: an earlier life of it may have answered them already."""
        self._left: OrderedDict[tuple[int, int], None] = OrderedDict()
        self._replayed: OrderedDict[tuple[int, int], None] = OrderedDict()
        """Messages that a press from before a crash has turned once more: what they showed is not known."""

    async def send(self, chat: int, view: View) -> None:
        """Send a view as new messages."""
        *first, last = view.texts
        for text in first:
            await self.calls.send(chat, text, None)
        await self.calls.send(chat, last, view.markup)

    async def edit(self, chat: int, message: int, view: View) -> Edited:
        """Show a view in the place of a message; what has no room there follows it, and what is gone is sent anew."""
        first, *others = view.texts
        edited = await self.calls.edit(chat, message, first, None if others else view.markup)
        if edited == "gone":
            await self.send(chat, view)
        elif edited == "changed" and others:
            await self.send(chat, View(others, view.markup))
        return edited

    async def hear(self, press: Press) -> bool:
        """Stop the spinner of a press, once; False where an earlier life of the program has done so."""
        if press.heard is None:
            press.heard = await self.calls.stop_spinner(press.query)
            if not press.heard:
                keep(self._replayed, press.place, None)
        return press.heard

    async def turn(self, press: Press, view: View) -> None:
        """Turn the pressed message into a view, and stop the spinner at the same time.

        Where a later press on the same message waits already, only its outcome is shown.
        """
        is_newest = self.newest.get(press.place, press.number) <= press.number
        await self.heard_with(press, *([self.edit(*press.place, view)] if is_newest else []))

    async def leave(self, press: Press, rest: View, view: View) -> None:
        """Turn the pressed message into what is to stay of it, send the next view as a new one, stop the spinner.

        Where it cannot be known whether the view was sent, and for presses that waited when the program started, it is
        put in the place of the message: doing that twice is the same as once, and sending twice is not.
        """
        was_turned = await self._turn_keyboard(press, rest)
        if was_turned and (press.place in self._left or await self._is_done(press, rest)):
            return
        if was_turned or self._is_doubtful(press):
            await self.edit(*press.place, view)
        else:
            keep(self._left, press.place, None)
            await self._turn_with(press, rest, self.send(press.chat, view))

    async def ask(self, press: Press, rest: View, text: str, field: ForceReply) -> None:
        """Turn the pressed message likewise, and send a text that opens a field to type in, once for hasty taps.

        Whoever has closed the field may press again: the message looks the same then, and only the spinner is new.
        """
        if self.newest.get(press.place, press.number) > press.number:
            return
        was_turned = await self._turn_keyboard(press, rest)
        if not (was_turned and not await self.hear(press) and await self._is_done(press, rest)):
            await self._turn_with(press, rest, self.calls.send(press.chat, text, field))

    async def _turn_keyboard(self, press: Press, rest: View) -> bool:
        """Turn the keyboard of a message, before anything else is done; whether it, or its text, was turned already.

        Should the program die and the press come again, the keyboard tells that it was in hand, and the text, which is
        turned in the moment in which something is sent, that it was answered.
        """
        edited, text = await self.calls.turn(*press.place, rest.markup)
        return edited == "same" or (self._is_doubtful(press) and _shows(text, rest))

    def _is_doubtful(self, press: Press) -> bool:
        """Whether an earlier life of the program may have had a press in hand."""
        return press.place in self._replayed or press.number in self.backlog

    async def _is_done(self, press: Press, rest: View) -> bool:
        """Whether a press whose message was found turned was answered in an earlier life of the program.

        Its text is read and not turned, so that a life that dies over it leaves what it found. Only an edit that
        changes something tells the text: the keyboard is taken away, or put there where it is away already. Of a
        message that keeps its text the spinner tells.
        """
        if not rest.texts:
            return not await self.hear(press)
        edited, text = await self.calls.turn(*press.place, None)
        if edited == "same":
            _, text = await self.calls.turn(*press.place, rest.markup)
        if text is not None and not _shows(text, rest):
            return False
        await self.calls.turn(*press.place, rest.markup)
        return text is not None or (not await self.hear(press) and await self._turn_into(press, rest) == "same")

    async def _turn_with(self, press: Press, rest: View, sending: Shown) -> None:
        shown = [sending, *([self._turn_into(press, rest)] if rest.texts else [])]
        with at_once(len(shown) + (press.heard is None)):
            await self.heard_with(press, *shown)

    async def _turn_into(self, press: Press, rest: View) -> Edited:
        return await self.calls.edit(*press.place, rest.texts[0], rest.markup)

    async def heard_with(self, press: Press, *shown: Shown) -> None:
        """Stop the spinner while something is shown."""
        begun = [asyncio.create_task(each) for each in (*shown, self.hear(press))]
        ended = await asyncio.gather(*begun, return_exceptions=True)
        failed = next((each for each in ended if isinstance(each, BaseException)), None)
        if failed is not None:
            raise failed


def _shows(text: str | None, view: View) -> bool:
    """Whether a message with this text, or None where it is not known, is the first of a view; spaces do not count."""
    return text is not None and bool(view.texts) and text.split() == looks.plain(view.texts[0]).split()
