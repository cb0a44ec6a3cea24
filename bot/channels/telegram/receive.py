"""Updates taken in so that none is lost (H8): Telegram is told that one is done only after it was answered.

python-telegram-bot's own loop says so before, and a crash then loses what it held. Here each chat has a lock, so its
updates are answered one by one in order while other chats go on; an update that comes again is known by its number.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict, defaultdict

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.calls import UNREACHED, Admission, admission, seconds_told
from bot.channels.telegram.request import Sieve
from bot.channels.telegram.talk import Talker

KINDS = ["message", "callback_query", "my_chat_member"]
"""The updates we ask for; an edited message is left out, because what it changed was answered already."""
POLL_SECONDS = 30
BATCH = 100
SHORTEST_WAIT = 0.03
"""Seconds between two looks for new updates while others are still being answered."""
LONGEST_WAIT = 0.5
AT_ONCE = 0.3
"""Seconds within which Telegram hands out what waits already; an answer that took longer holds what came meanwhile."""
FIRST_AT_ONCE = 2
"""Updates answered at the same time just after the start; each one done makes room for one more.

Were all of a long backlog begun together, none would be done for a while, and a crash would begin it all again.
"""
MOST_AT_ONCE = 64
REMEMBERED = 20_000
MOST_WAITING = 60
"""Updates of one chat that may wait their turn; more than that is a flood."""
PARKED_AFTER = 2.0
"""Seconds after which an update that Telegram does not let us answer no longer holds back a full window of others.

It stays in memory and is answered when Telegram lets us; only a crash in that time could lose it.
"""
GRACE = 20.0
"""Seconds that updates in hand have when the program is told to stop."""

logger = logging.getLogger(__name__)


class Inbox:
    """The updates in hand and those done, by number; one at a time in each chat."""

    def __init__(self, talker: Talker) -> None:
        self.talker = talker
        self.in_hand: dict[int, asyncio.Task[None]] = {}
        self.done: OrderedDict[int, None] = OrderedDict()
        self._gate = asyncio.Semaphore(FIRST_AT_ONCE)
        self._at_once = FIRST_AT_ONCE
        self._admissions: dict[int, Admission] = {}
        self._since: dict[int, float] = {}
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: defaultdict[int, int] = defaultdict(int)

    def is_known(self, number: int) -> bool:
        """Whether an update is in hand or done."""
        return number in self.in_hand or number in self.done

    def take(self, update: Update) -> asyncio.Task[None] | None:
        """The task that answers an update, or None where it was answered before."""
        number = update.update_id
        if number in self.done:
            return None
        if number not in self.in_hand:
            self.in_hand[number] = asyncio.create_task(self._answer(update))
            self._since[number] = time.monotonic()
            if (pressed := _pressed(update)) is not None:
                self.talker.delivery.newest[pressed] = number
        return self.in_hand[number]

    async def _answer(self, update: Update) -> None:
        whose = update.effective_chat or update.effective_user
        chat = whose.id if whose is not None else 0
        self._waiting[chat] += 1
        try:
            if self._waiting[chat] > MOST_WAITING:
                await self.talker.turn_away(update, first=self._waiting[chat] == MOST_WAITING + 1)
            else:
                async with self._locks[chat]:
                    await self._admitted(update)
                if self._at_once < MOST_AT_ONCE:
                    self._at_once += 1
                    self._gate.release()
        finally:
            self._waiting[chat] -= 1
            if self._waiting[chat] == 0:
                del self._waiting[chat]
                self._locks.pop(chat, None)
            self._finish(update)

    async def _admitted(self, update: Update) -> None:
        await self._gate.acquire()
        held = self._admissions[update.update_id] = Admission(self._gate)
        admission.set(held)
        try:
            await self.talker.answer(update)
        finally:
            held.give_up()
            del self._admissions[update.update_id]

    def _finish(self, update: Update) -> None:
        number, pressed = update.update_id, _pressed(update)
        if pressed is not None and self.talker.delivery.newest.get(pressed) == number:
            del self.talker.delivery.newest[pressed]
        self.talker.delivery.backlog.discard(number)
        self._remember(number)
        self.in_hand.pop(number, None)
        self._since.pop(number, None)

    def pass_over(self, number: int) -> None:
        """Count an update that cannot be read as done, so that those behind it are brought."""
        logger.warning("an update could not be read and was passed over")
        self._remember(number)

    def _remember(self, number: int) -> None:
        self.done[number] = None
        while len(self.done) > REMEMBERED:
            self.done.popitem(last=False)

    def older_than(self, seconds: float) -> set[int]:
        """The updates that have been in hand for so long."""
        now = time.monotonic()
        return {number for number, since in self._since.items() if now - since > seconds}

    async def settle(self) -> None:
        """Wait until everything in hand is answered, but not for ever, nor for what Telegram makes wait.

        What is not answered is not acknowledged either, and comes again at the next start.
        """
        end = time.monotonic() + GRACE
        while time.monotonic() < end:
            waiting = {number for number, held in self._admissions.items() if held.is_given_up}
            tasks = [task for number, task in self.in_hand.items() if number not in waiting]
            if not tasks:
                return
            await asyncio.wait(tasks, timeout=LONGEST_WAIT, return_when=asyncio.FIRST_COMPLETED)


def _pressed(update: Update) -> tuple[int, int] | None:
    """The chat and the message of a press."""
    query = update.callback_query
    return None if query is None or query.message is None else (query.message.chat.id, query.message.message_id)


class Poller:
    """Fetches updates by long polling until it is stopped."""

    def __init__(self, bot: Bot, inbox: Inbox, sieve: Sieve) -> None:
        self.bot = bot
        self.inbox = inbox
        self.sieve = sieve
        sieve.is_known = inbox.is_known
        self.stopping = asyncio.Event()
        self._next = 0
        self._parked: set[int] = set()
        self._offset = 0
        self._trouble = inbox.talker.calls.trouble
        self._pause = 0.5
        self._is_catching_up = True

    async def run(self) -> None:
        """Fetch and answer until `stopping` is set; then finish what is in hand and tell Telegram what is done."""
        stopped = asyncio.create_task(self.stopping.wait())
        wait = SHORTEST_WAIT
        while not self.stopping.is_set():
            asked = time.monotonic()
            fetching = asyncio.create_task(self._fetch())
            await asyncio.wait({fetching, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not fetching.done():
                fetching.cancel()
                break
            if time.monotonic() - asked > AT_ONCE:
                self._is_catching_up = False  # Telegram had nothing that waited
            fresh = self._take(fetching.result())
            wait = SHORTEST_WAIT if fresh else min(wait * 2, LONGEST_WAIT)
            if self.inbox.in_hand:
                await asyncio.wait(self.inbox.in_hand.values(), timeout=wait)
        stopped.cancel()
        await self.inbox.settle()
        await self._acknowledge()

    def _take(self, updates: tuple[Update, ...]) -> int:
        """Hand out what is new; how many that were.

        After a week without any, Telegram begins with another number, which may be lower: then we follow it.
        """
        fresh = 0
        numbers = [*self.sieve.passed_over, *(update.update_id for update in updates)]
        if numbers and max(numbers) < self._offset - 1:
            self._next = 0
        for number in self.sieve.passed_over:
            self._next = max(self._next, number + 1)
            self.inbox.pass_over(number)
        for update in updates:
            self._next = max(self._next, update.update_id + 1)
            if self._is_catching_up:
                self.inbox.talker.delivery.backlog.add(update.update_id)
            if update.update_id not in self.inbox.in_hand and self.inbox.take(update) is not None:
                fresh += 1
        self._is_catching_up &= self.sieve.fetched == BATCH
        if self.sieve.fetched == BATCH and not fresh:
            self._parked |= self.inbox.older_than(PARKED_AFTER)
        self._parked &= self.inbox.in_hand.keys()
        return fresh

    def _unanswered(self) -> int:
        """The number of the first update that is not answered yet: all before it may be forgotten."""
        return min((number for number in self.inbox.in_hand if number not in self._parked), default=self._next)

    async def _fetch(self) -> tuple[Update, ...]:
        """The next updates, and those still in hand. Failures are waited out and told once."""
        offset = self._unanswered()
        waiting = offset == self._next
        if offset == self._offset and not waiting and offset > 1:
            offset -= 1  # asked twice in a row for the same number, Telegram sends one update at a time
        self._offset = offset
        try:
            found = await self.bot.get_updates(
                offset=offset or None,
                limit=BATCH,
                timeout=POLL_SECONDS if waiting else 0,
                read_timeout=POLL_SECONDS + 10 if waiting else 10,
                allowed_updates=KINDS,
            )
        except RetryAfter as told:
            await asyncio.sleep(seconds_told(told))
            return ()
        except TelegramError as failed:
            await self._wait_out(failed)
            return ()
        except Exception as bug:  # noqa: BLE001 - an answer the library cannot read must not end the program
            if self.sieve.is_careful:
                await self._wait_out(TelegramError(type(bug).__name__))
            self.sieve.is_careful = True
            return ()
        self._pause = 0.5
        self._trouble.is_over()
        return found

    async def _wait_out(self, failed: TelegramError) -> None:
        if isinstance(failed, Conflict):
            trouble = (
                "another program fetches the updates of this bot; only one may (see `luotsi telegram` in the README)"
            )
        elif isinstance(failed, InvalidToken):
            trouble = "Telegram does not know this token any more"
        else:
            trouble = UNREACHED
        self._trouble.tell(trouble)
        await asyncio.sleep(self._pause)
        self._pause = min(self._pause * 2, 15.0)

    async def _acknowledge(self) -> None:
        """Tell Telegram what is done, so that the next start does not bring it again."""
        if self._unanswered() == self._offset:
            return
        try:
            await self.bot.get_updates(
                offset=self._unanswered(), limit=1, timeout=0, read_timeout=3, allowed_updates=KINDS
            )
        except TelegramError:
            logger.warning("Telegram was not told of the last updates; it will bring them again")
