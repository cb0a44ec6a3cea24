"""The channels are thin: every recorded talk says the same in the terminal, on Telegram and on the web page."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import Assistant
from bot.hours import FINLAND
from bot.model import Knowledge, Restart
from tests.channels.telegram.phone import Phone
from tests.channels.telegram.stand import bot, telegram
from tests.channels.web.visitor import Visitor, plain, site
from tests.test_transcripts import FILES, read


def lines(text: str) -> list[str]:
    """The lines of a text that hold something."""
    return [line.strip() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_transcript_says_the_same_in_all_channels(knowledge: Knowledge, path: Path) -> None:
    """Line for line, whatever was typed."""
    held = read(path)
    now = datetime.fromisoformat(held["now"]).replace(tzinfo=FINLAND)
    typed = [turn["say"] for turn in held["turns"]]
    terminal = Assistant(knowledge, held["lang"])
    screens = [terminal.handle("t", message, now) for message in (Restart(), *typed)]

    async def on_telegram() -> list[str]:
        async with telegram() as server, bot(server, knowledge, clock=lambda: now):
            phone = Phone(server, 503, held["lang"])
            messages = [(await phone.say(text)).text for text in ("/start", *typed)]
            assert server.refusals == []
            return messages

    assert [lines(message) for message in asyncio.run(on_telegram())] == [lines(screen.text) for screen in screens]
    visitor = Visitor(site(Assistant(knowledge), now), held["lang"])
    assert visitor.lines() == plain(screens[0])
    for text, screen in zip(typed, screens[1:], strict=True):
        visitor.say(text)
        assert visitor.lines() == plain(screen)
