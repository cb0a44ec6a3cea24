"""Serving until told to stop: one channel, or several in one process that share their assistant."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable

Server = Callable[[asyncio.Event], Awaitable[None]]
"""Serves until the event is set, and then ends what is in hand."""


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
