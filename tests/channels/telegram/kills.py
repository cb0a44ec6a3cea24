"""Conversations while the bot is killed again and again: `python -m tests.channels.telegram.kills --kills 1000`.

Phones tap and type their way to a card, over and over, while the bot is killed (SIGKILL) at random moments and started
anew. What came of it is counted: conversations that ended in their card, updates not acknowledged, cards sent twice for
one press, taps that a typed answer cost beyond the one that a person without a restart would have needed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from bot.content.load import load
from bot.model import Knowledge
from bot.settings import shipped_knowledge
from bot.wording.catalogs import words_in
from tests.channels.telegram.phone import Phone
from tests.channels.telegram.server import Message, Server
from tests.channels.telegram.stand import Mode, free_port

ANSWERS = (("danger", "no"), ("role", "police"), ("situation", "mental-health-crisis"), ("age", "under-18"))
PLACE = "Oulu"
PATIENCE = 60.0


@dataclass
class Tally:
    """What came of all conversations."""

    conversations: int = 0
    ended: int = 0
    lost: int = 0
    sent_twice: int = 0
    shown_twice: int = 0
    extra_taps: Counter[int] = field(default_factory=Counter)
    kills: int = 0
    helped: int = 0

    def __str__(self) -> str:
        extra = ", ".join(f"{count} x {taps}" for taps, count in sorted(self.extra_taps.items()))
        return (
            f"{self.kills} kills, {self.ended} of {self.conversations} conversations ended in their card, "
            f"{self.lost} updates lost, {self.sent_twice} cards sent twice by a press "
            f"({self.shown_twice} shown once more in the place of the question), {self.helped} fetched by one more tap "
            f"on the list of answers, extra taps of typed answers: {extra}"
        )


class Talker:
    """Plays one conversation after another on a phone."""

    def __init__(self, phone: Phone, knowledge: Knowledge, tally: Tally) -> None:
        self.phone = phone
        phone.patience = PATIENCE
        self.knowledge = knowledge
        self.tally = tally
        self._first = 0
        self.words = words_in("fi")

    async def play(self, *, typed: bool) -> None:
        """From the start to a card; the place is typed or the whole country tapped."""
        self.tally.conversations += 1
        self._first = self.phone.last.id if self.phone.messages else 0
        asked = await self._write("/start")
        for name, given in ANSWERS:
            await self._tap(asked, name, given)
        if typed:
            await self._type_place(asked)
        else:
            await self._press(asked, self._option("place", "whole-country"), self._card_or_answers(asked))
            await self.phone.settled()
            if not self._card_stands():
                self.tally.helped += 1
                await self._press(asked, self.words("Go on"), self._card_stands)
        await self.phone.settled()
        cards = self._cards()
        self.tally.ended += bool(cards)
        if not typed:
            sent = [message for message in self.phone.server.sent if message in cards and message is not asked]
            self.tally.sent_twice += max(0, len(sent) - 1)
            self.tally.shown_twice += max(0, len(cards) - max(len(sent), 1))

    def _option(self, name: str, given: str) -> str:
        question = self.knowledge.question(name)
        assert question is not None
        return question.options[given].label["fi"]

    def _is_card(self, message: Message) -> bool:
        return message.by_bot and self.words("Whom to call") in message.text.split("\n")

    def _cards(self) -> list[Message]:
        """The cards this conversation has brought."""
        new = (message for message in self.phone.messages if message.id > self._first)
        return [message for message in new if self._is_card(message)]

    def _card_stands(self) -> bool:
        return bool(self._cards())

    async def _write(self, text: str) -> Message:
        """Type, and wait for the answer: the first message that comes."""
        before = self.phone.last.id if self.phone.messages else 0
        await self.phone.send(text=text)
        if not await self.phone.server.wait(lambda: bool(self._since(before)), PATIENCE, self.phone.chat):
            self.tally.lost += 1
            raise TimeoutError(text)
        return self._since(before)[0]

    def _since(self, number: int) -> list[Message]:
        return [message for message in self.phone.messages if message.id > number]

    async def _tap(self, asked: Message, name: str, given: str) -> None:
        wanted, group = self._option(name, given), self._group(name, given)

        def ways() -> list[str]:
            return [label for label in asked.labels if label == wanted or (group and label.startswith(group + " ("))]

        if not await self.phone.server.wait(lambda: bool(ways()), PATIENCE, self.phone.chat):
            self.tally.lost += 1
        if wanted not in asked.labels:
            await self._press(asked, ways()[0], lambda: wanted in asked.labels)
        await self._press(asked, wanted, lambda: wanted not in asked.labels)

    def _group(self, name: str, given: str) -> str:
        """The words of the group under which an option is folded, or ""."""
        question = self.knowledge.question(name)
        assert question is not None
        mine = question.options[given].group
        return next((group.label["fi"] for group in question.groups if group.id == mine), "")

    async def _press(self, message: Message, label: str, done: Callable[[], bool]) -> None:
        stands = await self.phone.server.wait(lambda: message.data(label) is not None, PATIENCE, self.phone.chat)
        data = message.data(label)
        if not stands or data is None:
            self.tally.lost += 1
            return
        await self.phone.press(message, data)
        if not await self.phone.server.wait(done, PATIENCE, self.phone.chat):
            self.tally.lost += 1

    def _card_or_answers(self, asked: Message) -> Callable[[], bool]:
        return lambda: self._card_stands() or asked.data(self.words("Go on")) is not None

    def _changed(self, before: list[tuple[int, str, str]]) -> Callable[[], bool]:
        """Whether the phone shows anything else; a second prompt in place is the same as the first."""
        return lambda: self.phone.picture() != before or not self.phone.server.unanswered(self.phone.chat)

    async def _type_place(self, asked: Message) -> None:
        extra = 0
        await self._write(PLACE)
        await self.phone.settled()
        while not self._card_stands():
            extra += 1
            before = self.phone.picture()
            typing = self.words("Type the municipality")
            label = next((each for each in asked.labels if each.endswith(typing)), typing)
            await self._press(asked, label, self._changed(before))
            await self.phone.settled()
            if not self._card_stands():
                await self._write(PLACE)
                await self.phone.settled()
        self.tally.extra_taps[extra] += 1


class Nursery:
    """Starts bots and kills them."""

    def __init__(self, process: asyncio.subprocess.Process, line: str) -> None:
        self._process = process
        self._line = line
        self.bot = 0

    @classmethod
    async def opened(cls, server: Server, mode: Mode) -> Nursery:
        """A nursery whose bots talk to this server."""
        line = f"polling {server.base}" if mode == "polling" else f"webhook {server.base} {free_port()}"
        pipe = asyncio.subprocess.PIPE
        command = (sys.executable, "-m", "tests.channels.telegram.nursery")
        process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
        found = cls(process, line)
        await found._read()
        return found

    async def _read(self) -> str:
        assert self._process.stdout is not None
        return (await self._process.stdout.readline()).decode().strip()

    async def start(self) -> None:
        """Start a bot."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{self._line}\n".encode())
        await self._process.stdin.drain()
        self.bot = int(await self._read())

    def kill(self) -> None:
        """Kill it, as a power cut would."""
        with suppress(ProcessLookupError):
            os.kill(self.bot, signal.SIGKILL)

    async def close(self) -> None:
        """End the nursery and its last bot."""
        self.kill()
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()


async def played(knowledge: Knowledge, mode: Mode, phones: int, kills: int, seed: int = 1) -> Tally:
    """Let so many phones talk until the bot has been killed so often, then let them finish."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    tally = Tally()
    server = await Server().start()
    nursery = await Nursery.opened(server, mode)
    talkers = [Talker(Phone(server, 9000 + n), knowledge, tally) for n in range(phones)]
    enough = asyncio.Event()

    async def talk(talker: Talker, number: int) -> None:
        turn = number
        while True:
            await talker.play(typed=turn % 2 == 0)
            turn += 1
            if enough.is_set():
                return

    await nursery.start()
    talks = asyncio.gather(*(talk(talker, number) for number, talker in enumerate(talkers)))
    try:
        for _ in range(kills):
            await asyncio.sleep(chance.uniform(0.1, 1.5))
            if talks.done():
                break
            nursery.kill()
            tally.kills += 1
            await nursery.start()
        enough.set()
        await talks
        tally.lost += server.pending
    finally:
        talks.cancel()
        await nursery.close()
        await server.stop()
    return tally


def main() -> None:
    """Play and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--phones", type=int, default=200)
    parser.add_argument("--mode", choices=["polling", "webhook"], default="polling")
    given = parser.parse_args()
    knowledge = load(shipped_knowledge()).fit
    if knowledge is None:
        sys.exit("the knowledge has errors: `luotsi check` names them")
    sys.stdout.write(f"{given.mode}: {asyncio.run(played(knowledge, given.mode, given.phones, given.kills))}\n")


if __name__ == "__main__":
    main()
