"""The real bot beside the loopback server, for as long as a test needs them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Literal

from bot.app import Assistant
from bot.channels.serving import Edits
from bot.channels.telegram.run import serve
from bot.channels.telegram.settings import EVERYBODY, Access, Hook, Setting
from bot.hours import FINLAND
from bot.model import Knowledge
from tests.channels.telegram.server import TOKEN, Server

Mode = Literal["polling", "webhook"]
MODES: tuple[Mode, ...] = ("polling", "webhook")
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=FINLAND)


def run(scenario: Coroutine[Any, Any, None]) -> None:
    """Play a scenario to its end."""
    asyncio.run(asyncio.wait_for(scenario, 30))


@asynccontextmanager
async def telegram() -> AsyncIterator[Server]:
    """The server alone."""
    server = await Server().start()
    try:
        yield server
    finally:
        await server.stop()


@asynccontextmanager
async def bot(  # noqa: PLR0913 - each is a thing a test may want otherwise
    server: Server,
    knowledge: Knowledge | None,
    mode: Mode = "polling",
    access: Access = EVERYBODY,
    clock: Callable[[], datetime] = lambda: TUESDAY,
    edits: Edits | None = None,
    *,
    has_profile: bool = False,
) -> AsyncIterator[Assistant]:
    """The bot, from its start until it has stopped gracefully."""
    hook = None
    if mode == "webhook":
        port = free_port()
        hook = Hook(f"http://127.0.0.1:{port}/telegram", "127.0.0.1", port, "a-secret")
    assistant = Assistant(knowledge)
    stopping = asyncio.Event()
    setting = Setting(TOKEN, server.base, hook, access, has_profile)
    task = asyncio.create_task(serve(setting, assistant, edits, stopping, clock))
    try:
        yield assistant
    finally:
        stopping.set()
        await task


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
