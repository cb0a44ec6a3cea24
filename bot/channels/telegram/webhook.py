"""The address Telegram calls with updates, behind a proxy that speaks TLS; and one that tells whether we are well.

A call is answered with 200 only after its update was answered; what takes too long is answered with 503, and Telegram
brings it again. The secret is compared in constant time.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from telegram import Bot, Update

from bot.channels.serving import LARGEST_CALL
from bot.channels.telegram.receive import Inbox
from bot.channels.telegram.request import readable, slim

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
ANSWER_WITHIN = 25.0
"""Seconds a call may wait for its update; Telegram itself gives up after 60."""
HEALTH = "/health"
LATER = {"Retry-After": "2"}

Take = Callable[[Mapping[str, str], bytes], Awaitable[int]]
"""Takes the headers and the body of a call; the status it is answered with."""
Mount = Callable[[Take | None], None]
"""Lets calls in at somebody else's address, and with None no longer."""


def derived_secret(token: str) -> str:
    """The secret where the operator names none: the same for every process with the same token, and useless without."""
    return hmac.new(token.encode(), b"luotsi webhook secret", hashlib.sha256).hexdigest()


class Receiver:
    """Takes in what calls bring, whoever listens for them."""

    def __init__(self, bot: Bot, inbox: Inbox, secret: str) -> None:
        self.bot = bot
        self.inbox = inbox
        self.secret = secret

    async def take(self, headers: Mapping[str, str], body: bytes) -> int:
        """The status that a call is answered with."""
        given = headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), self.secret.encode()):
            return 403
        try:
            held = slim(json.loads(body))
            number = int(held["update_id"])
        except Exception:  # noqa: BLE001 - whatever it is, it is no update
            return 400
        if number < 0:
            return 400
        try:
            update = Update.de_json(held, self.bot)
        except Exception:  # noqa: BLE001 - a kind of message the library does not know
            found = readable(held)
            if found is None:
                self.inbox.pass_over(number)
                return 200
            update = Update.de_json(found, self.bot)
        task = self.inbox.take(update)
        if task is not None:
            done, _ = await asyncio.wait({task}, timeout=ANSWER_WITHIN)
            if not done:
                return 503
        return 200


class Webhook:
    """Serves an address of its own until it is closed."""

    def __init__(self, receiver: Receiver, path: str) -> None:
        self.receiver = receiver
        self.is_ready = False
        application = web.Application(client_max_size=LARGEST_CALL)
        application.router.add_post(path or "/", self._receive)
        application.router.add_get(HEALTH, self._health)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)

    async def open(self, host: str, port: int) -> int:
        """Listen; the port. Raises OSError where it is taken."""
        if self._runner.server is None:
            await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, backlog=512)
        await site.start()
        self.is_ready = True
        return int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """Take no more calls, finish what is in hand, and close."""
        self.is_ready = False
        await self.receiver.inbox.settle()
        await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        status = await self.receiver.take(request.headers, await request.read())
        return web.Response(status=status, headers=LATER if status == 503 else {})  # noqa: PLR2004 - come again

    async def _health(self, _: web.Request) -> web.Response:
        status = 200 if self.is_ready else 503
        return web.json_response({"status": "ok" if self.is_ready else "stopping"}, status=status)
