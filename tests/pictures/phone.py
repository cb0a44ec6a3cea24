"""The picture of a talk on a phone: the real bot beside the loopback server, its messages drawn as Telegram would."""

from __future__ import annotations

import asyncio
import textwrap
from collections.abc import Iterator
from html import escape
from pathlib import Path

from bot.model import Knowledge
from tests.channels.telegram.phone import Phone
from tests.channels.telegram.server import Message
from tests.channels.telegram.stand import bot, telegram

PHONE_PICTURE = Path(__file__).with_name("phone.svg")
ANSWERS = (("danger", "no"), ("role", "teacher"), ("situation", "worrying-speech-or-behaviour"), ("age", "under-18"))
TYPED = "Jyväskylä"

WIDTH, HEIGHT, MARGIN = 380, 760, 14
LINE, TEXT_SIZE, COLUMNS = 19, 14, 46
ROW = 36
CUT = "…"

TEMPLATE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>The same talk on two screens of a phone</title>
<style>text {{ font: {size}px system-ui, "Segoe UI", Roboto, sans-serif; fill: #1d2126 }} .b {{ fill: #2b6cb0 }}</style>
{phones}
</svg>
"""


async def talked(knowledge: Knowledge) -> tuple[Message, Message, str]:
    """The question of the situation as it stood, the card, and the label that was tapped."""
    async with telegram() as server, bot(server, knowledge):
        phone = Phone(server, 1)
        await phone.say("/start")
        asked, tapped = phone.last, ""
        for name, given in ANSWERS:
            question = knowledge.question(name)
            assert question is not None
            wanted = question.options[given].label.fi
            if wanted not in phone.last.labels:
                await phone.tap(phone.last.labels[0])
            if name == "situation":
                asked, tapped = Message(1, 1, phone.last.text, phone.last.raw, phone.last.markup), wanted
            await phone.tap(wanted)
        return asked, await phone.say(TYPED), tapped


def rows(message: Message) -> Iterator[list[str]]:
    """The rows of a keyboard, each the words on its buttons."""
    for row in (message.markup or {}).get("inline_keyboard", []):
        yield [button["text"] for button in row]


def bubble(lines: list[str], top: int, *, mine: bool = False) -> tuple[str, int]:
    """A message with these lines, and where the next thing begins."""
    height = LINE * len(lines) + 16
    width = WIDTH - 2 * MARGIN if not mine else 40 + 8 * max(map(len, lines))
    left = MARGIN if not mine else WIDTH - MARGIN - width
    fill = "#ffffff" if not mine else "#dcf5c8"
    said = [f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="12" fill="{fill}"/>']
    for number, line in enumerate(lines):
        said.append(f'<text x="{left + 10}" y="{top + 20 + number * LINE}">{escape(line)}</text>')
    return "".join(said), top + height + 6


def keyboard(message: Message, top: int, tapped: str) -> tuple[str, int]:
    """The buttons under a message."""
    said = []
    for row in rows(message):
        each = (WIDTH - 2 * MARGIN - 4 * (len(row) - 1)) / len(row)
        for number, label in enumerate(row):
            left = MARGIN + number * (each + 4)
            room = int(each / 8)
            shown = label if len(label) <= room else label[: room - 1] + CUT
            fill = "#b9d6f2" if label == tapped else "#ffffffcc"
            said.append(f'<rect x="{left:.0f}" y="{top}" width="{each:.0f}" height="{ROW - 4}" rx="8" fill="{fill}"/>')
            middle = left + each / 2
            said.append(f'<text class="b" x="{middle:.0f}" y="{top + 21}" text-anchor="middle">{escape(shown)}</text>')
        top += ROW
    return "".join(said), top


def wrapped(text: str) -> list[str]:
    """The lines of a text on a phone."""
    return [line for part in text.split("\n") for line in (textwrap.wrap(part, COLUMNS) or [""])]


def screen(left: int, inside: str) -> str:
    """A phone with something on it."""
    return (
        f'<svg x="{left}" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="24" fill="#d5e3ee"/>'
        f'<text x="{WIDTH / 2}" y="28" text-anchor="middle" font-weight="bold">Luotsi</text>{inside}</svg>'
    )


def drawn_phone(knowledge: Knowledge) -> str:
    """The picture as SVG: on the left the question and its buttons, on the right the place typed and the card."""
    asked, card, tapped = asyncio.run(talked(knowledge))
    first, below = bubble(wrapped(asked.text), 44)
    buttons, _ = keyboard(asked, below, tapped)
    typed, below = bubble([TYPED], 44, mine=True)
    lines = wrapped(card.text)
    second, _ = bubble(lines[: (HEIGHT - below - 16) // LINE + 1], below)
    phones = screen(0, first + buttons) + screen(WIDTH + 20, typed + second)
    return TEMPLATE.format(width=2 * WIDTH + 20, height=HEIGHT, size=TEXT_SIZE, phones=phones)
