"""Serving until told to stop: one channel, or several in one process that share their assistant."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from bot.model import Knowledge

Server = Callable[[asyncio.Event], Awaitable[None]]
"""Serves until the event is set, and then ends what is in hand."""


class Edits(Protocol):
    """Changes of the knowledge while it is served."""

    def read(self) -> tuple[Knowledge | None, tuple[str, ...]]:
        """What the files hold now, if it may be served, and what is wrong with them."""

    async def keep_up(self, stopping: asyncio.Event, tell: Callable[[Any], Awaitable[None]]) -> None:
        """Take changes into use until `stopping`, and tell of each: its `version`, or None, and its `lines`."""


def until_told() -> asyncio.Event:
    """An event of the running loop that is set when the process is told to end."""
    stopping = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    return stopping


def run(*servers: Server) -> None:
    """Serve until a signal; where one server ends, so do all. Raises what the first of them raised."""
    try:
        asyncio.run(together(*servers))
    except KeyboardInterrupt:
        return


async def together(*servers: Server, stopping: asyncio.Event | None = None) -> None:
    """The same inside a loop; `stopping` ends it too."""
    stopping = stopping or until_told()

    async def to_the_end(server: Server) -> None:
        try:
            await server(stopping)
        finally:
            stopping.set()

    for ended in await asyncio.gather(*map(to_the_end, servers), return_exceptions=True):
        if ended is not None:
            raise ended
