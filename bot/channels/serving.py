"""Serving until told to stop: one channel, or several in one process that share their assistant."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from bot.model import Knowledge

LARGEST_CALL = 1_000_000
"""Bytes of a call from another service, such as a webhook."""

Server = Callable[[asyncio.Event], Awaitable[None]]
"""Serves until the event is set, and then ends what is in hand."""


class Edits(Protocol):
    """Changes of the knowledge while it is served."""

    def read(self) -> tuple[Knowledge | None, tuple[str, ...]]:
        """What the files hold now, if it may be served, and what is wrong with them."""

    def take(self) -> Any:  # noqa: ANN401 - as `keep_up` tells it
        """Take the files into use now, if they may be served, and say what came of it."""

    async def keep_up(self, stopping: asyncio.Event, tell: Callable[[Any], Awaitable[None]]) -> None:
        """Take changes into use until `stopping`, and tell of each: its `version`, or None, and its `lines`."""


class Shared:
    """Edits taken into use for all channels of a process from its start, whichever of them is up.

    They are told by the channel that can tell somebody, once it is up.
    """

    def __init__(self, edits: Edits) -> None:
        self.read, self.take = edits.read, edits.take
        self._edits = edits
        self._tell: Callable[[Any], Awaitable[None]] = _tell_nobody

    async def run(self, stopping: asyncio.Event) -> None:
        """Take edits into use until `stopping`."""
        await self._edits.keep_up(stopping, self._told)

    async def _told(self, change: object) -> None:
        await self._tell(change)

    async def keep_up(self, stopping: asyncio.Event, tell: Callable[[Any], Awaitable[None]]) -> None:
        """Tell of changes in this way from now on."""
        self._tell = tell
        await stopping.wait()
        self._tell = _tell_nobody


async def _tell_nobody(_: object) -> None:
    """What came of an edit stands in the program log; there is nobody else to tell."""


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
