"""`python -m tests.benchmarks.telegram` compares Luotsi on Telegram with bare python-telegram-bot bots.

Each bot is a process of its own beside the same loopback server. The bare bots answer a press and edit its message, no
more: one with the library's default settings, one with concurrent updates and our aiohttp request class.
Phones press two buttons in turn and wait for each change: the load is a closed loop. Targets stand beside the ratios.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Self

import click

from tests.channels.telegram.phone import Phone
from tests.channels.telegram.server import TOKEN, Message, Server

SECONDS = 3.0
ROUNDS = 3
TICKS = os.sysconf("SC_CLK_TCK")

BARE = """
import sys
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import Application, CallbackQueryHandler, MessageHandler, filters

token, base, kind = sys.argv[1:]
def keyboard(word):
    rows = [[InlineKeyboardButton(word, callback_data=word)], [InlineKeyboardButton("Suomeksi", callback_data="fi")]]
    return InlineKeyboardMarkup(rows)
async def typed(update, context):
    await update.message.reply_text("hello", reply_markup=keyboard("ping"))
async def pressed(update, context):
    said = update.callback_query.data
    other = "pong" if said == "ping" else "ping"
    await update.callback_query.answer()
    await update.callback_query.edit_message_text(f"<b>{said}</b>", parse_mode="HTML", reply_markup=keyboard(other))
builder = Application.builder().token(token).base_url(base + "/bot")
if kind == "concurrent":
    from bot.channels.telegram.request import AiohttpRequest
    builder = builder.concurrent_updates(256).request(AiohttpRequest(is_public=False))
    builder = builder.get_updates_request(AiohttpRequest(is_public=False))
application = builder.build()
application.add_handler(MessageHandler(filters.ALL, typed))
application.add_handler(CallbackQueryHandler(pressed))
application.run_polling()
"""


@dataclass(frozen=True)
class Figures:
    """What one bot did: presses a second, seconds of the slowest twentieth, processor seconds a press."""

    rate: float
    p95: float
    cpu: float


class Bot:
    """A bot's process beside a server of its own."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.server = Server()
        self.ready = 0.0

    async def __aenter__(self) -> Self:
        await self.server.start()
        environment = os.environ | {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": self.server.base}
        ours = (sys.executable, "-m", "bot", "telegram")
        bare = (sys.executable, "-c", BARE, TOKEN, self.server.base, self.kind)
        started = time.perf_counter()
        nothing = asyncio.subprocess.DEVNULL
        self.process = await asyncio.create_subprocess_exec(
            *(ours if self.kind == "luotsi" else bare), env=environment, stderr=nothing
        )
        assert await self.server.wait(lambda: any(name == "getUpdates" for name, _ in self.server.calls), 60)
        self.ready = time.perf_counter() - started
        return self

    async def __aexit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        await self.process.wait()
        await self.server.stop()

    @property
    def cpu(self) -> float:
        """Processor seconds so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def memory(self) -> float:
        """Megabytes held now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024

    async def load(self, chats: int, delay: float) -> Figures:
        """Let so many phones press for some seconds."""
        self.server.delay = 0.0
        phones = [Phone(self.server, 100 + number) for number in range(chats)]
        for phone in phones:
            await phone.say("/start")
        self.server.delay = delay
        waits: list[float] = []
        end = time.perf_counter() + SECONDS
        before = self.cpu
        await asyncio.gather(*(press(phone, end, waits) for phone in phones))
        return Figures(len(waits) / SECONDS, quantiles(waits, n=20)[-1], (self.cpu - before) / len(waits))


async def press(phone: Phone, end: float, waits: list[float]) -> None:
    """Press the two buttons in turn, each as soon as the message shows it."""
    message = phone.with_buttons
    while (now := time.perf_counter()) < end:
        label = next(label for label in ("Ei", "Takaisin", "ping", "pong") if message.data(label))
        data = message.data(label)
        await phone.press(message, data or "")
        if await phone.server.wait(partial(is_gone, message, label), 20, phone.chat):
            waits.append(time.perf_counter() - now)


def is_gone(message: Message, label: str) -> bool:
    """Whether a message no longer has this button."""
    return message.data(label) is None


async def figures(kind: str, chats: int, delay: float) -> Figures:
    """One run of one bot."""
    async with Bot(kind) as bot:
        return await bot.load(chats, delay)


async def starts(kind: str) -> tuple[float, float]:
    """Seconds to ready, and megabytes after some presses."""
    async with Bot(kind) as bot:
        await bot.load(5, 0.0)
        return bot.ready, bot.memory


def tell(what: str, ours: float, bare: float, unit: str, target: float, *, at_least: bool = False) -> None:
    """Print one ratio beside its target."""
    ratio = ours / bare
    missed = ratio < target if at_least else ratio > target
    sides = f"{ours:9.2f} {unit} / {bare:9.2f} {unit}"
    word = "at least" if at_least else "at most"
    click.echo(f"{what:<46} {sides} = {ratio:5.2f} ({word} {target}){'  MISSED' if missed else ''}")


async def measure() -> None:
    """Measure and print everything."""
    ours = [await starts("luotsi") for _ in range(ROUNDS)]
    bare = [await starts("default") for _ in range(ROUNDS)]
    tell("start to ready", median(s for s, _ in ours), median(s for s, _ in bare), "s", 4)
    tell("memory", median(m for _, m in ours), median(m for _, m in bare), "MB", 2.5)
    one = [(await figures("luotsi", 5, 0.0), await figures("default", 5, 0.0)) for _ in range(ROUNDS)]
    tell("CPU per press", median(a.cpu for a, _ in one) * 1e3, median(b.cpu for _, b in one) * 1e3, "ms", 1.0)
    slow = [(await figures("luotsi", 30, 0.08), await figures("concurrent", 30, 0.08)) for _ in range(ROUNDS)]
    ours_p95, bare_p95 = median(a.p95 for a, _ in slow), median(b.p95 for _, b in slow)
    tell("p95, 30 chats, 80 ms a call", ours_p95 * 1e3, bare_p95 * 1e3, "ms", 1.5)
    for delay, what in ((0.08, "80 ms a call"), (0.0, "no delay")):
        many = [(await figures("luotsi", 200, delay), await figures("concurrent", 200, delay)) for _ in range(ROUNDS)]
        rate, bare_rate = median(a.rate for a, _ in many), median(b.rate for _, b in many)
        tell(f"presses a second, 200 chats, {what}", rate, bare_rate, "/s", 0.4, at_least=True)


if __name__ == "__main__":
    asyncio.run(measure())
