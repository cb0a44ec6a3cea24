"""`luotsi web`: listen, serve, and stop without leaving anybody unanswered."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from bot.app import Assistant
from bot.channels import serving
from bot.channels.serving import Edits
from bot.channels.web.settings import Setting
from bot.channels.web.site import Site
from bot.errors import BotError

BACKLOG = 512
GRACE = 20
"""Seconds that requests in hand have when the program is told to stop."""

logger = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """Stops when it is told to, and leaves the signals to whoever started it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured."""
        yield


def run(setting: Setting, assistant: Assistant, edits: Edits) -> None:
    """Serve until a signal, and take edits into use. Raises BotError for what the operator has to mend."""
    site = Site(assistant, setting)
    serving.run(serving.Shared(edits).run, lambda stopping: serve(setting, site, stopping))


async def serve(setting: Setting, site: Site, stopping: asyncio.Event) -> None:
    """Serve a site until `stopping` is set and what is in hand is answered. Raises BotError where the port is taken."""
    config = uvicorn.Config(
        site.app(),
        log_config=None,  # its lines would hold addresses
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE,
    )
    server = Server(config)
    listening = listen(setting)
    served = asyncio.create_task(server.serve([listening]))
    logger.info("answers at http://%s:%d", *listening.getsockname()[:2])
    stopped = asyncio.create_task(stopping.wait())
    await asyncio.wait({served, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    site.is_stopping = True
    server.should_exit = True
    await served


def listen(setting: Setting) -> socket.socket:
    """The socket that requests come in at. Raises BotError where it cannot be had."""
    family = socket.AF_INET6 if ":" in setting.host else socket.AF_INET
    try:
        return socket.create_server((setting.host, setting.port), family=family, backlog=BACKLOG)
    except OSError as reason:
        told = f"cannot listen on {setting.host}:{setting.port} ({reason.strerror}); set LUOTSI_HOST and LUOTSI_PORT"
        raise BotError(told) from None
