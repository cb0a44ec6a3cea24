"""What stands at the door: headers, a limit for each address, and an answer with 112 whatever goes wrong.

Addresses are held in memory only, as long as their limit needs them, and never logged. A bug is logged by its name
alone, because a traceback may hold what somebody typed (H4).
"""

from __future__ import annotations

import ipaddress
import logging
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.web.settings import Limits

MOST_ADDRESSES = 50_000
NETWORK_BITS = 64
"""Of an IPv6 address: whoever has one has all that share these bits."""
WEEK = 7 * 86_400.0

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On every response; a route that is not about anybody may set its own Cache-Control."""
RAW_HEADERS = tuple((name.lower().encode(), value.encode()) for name, value in HEADERS.items())

logger = logging.getLogger(__name__)


def address_of(scope: Scope, *, behind_proxy: bool) -> str:
    """The visitor's address as far as it tells visitors apart; "" where it cannot be known.

    Behind a proxy of ours it is the last of X-Forwarded-For, the one our proxy wrote; the others are anybody's words.
    """
    client = scope.get("client")
    said = str(client[0]) if client else ""
    if behind_proxy:
        forwarded = Headers(scope=scope).getlist("x-forwarded-for") or [said]
        said = _without_port(forwarded[-1].rpartition(",")[2].strip())
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return ""
    mapped = address if isinstance(address, ipaddress.IPv4Address) else address.ipv4_mapped
    if mapped is not None:
        return str(mapped)
    return str(ipaddress.ip_network(f"{address.compressed.partition('%')[0]}/{NETWORK_BITS}", strict=False))


def _without_port(said: str) -> str:
    """The address of `1.2.3.4:5678` and `[2001:db8::1]:5678`, as some proxies write them."""
    if said.startswith("["):
        return said[1:].partition("]")[0]
    return said.partition(":")[0] if said.count(":") == 1 else said


class Gate:
    """Lets so many requests of an address through; a bucket that fills again as time goes by."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self.clock = clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def lets(self, address: str) -> bool:
        """Whether one more request may pass; it counts if so."""
        if not self.limits.a_second:
            return True
        now = self.clock()
        left, since = self._held.pop(address, (float(self.limits.at_once), now))
        left = min(self.limits.at_once, left + (now - since) * self.limits.a_second)
        passes = left >= 1
        self._held[address] = (left - passes, now)
        while len(self._held) > MOST_ADDRESSES:
            self._held.popitem(last=False)
        return passes


class Once:
    """Knows whether an address has said something this week, so that nobody alone can make a number look doubtful."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._said: OrderedDict[tuple[str, str], float] = OrderedDict()

    def is_new(self, address: str, what: str) -> bool:
        """Whether it is said for the first time; it counts as said from now on."""
        now = self.clock()
        while self._said and (now - next(iter(self._said.values())) > WEEK or len(self._said) > MOST_ADDRESSES):
            self._said.popitem(last=False)
        if (address, what) in self._said:
            return False
        self._said[address, what] = now
        return True


Refusal = Callable[[Scope], Response]
"""What is answered in the place of the application."""


Address = Callable[[Scope], str | None]
"""Whose limit a request counts against; None for nobody's."""


class Guard:
    """The application behind its door. `too_much` answers whom the gate stops, `last_resort` where we have a bug."""

    def __init__(self, app: ASGIApp, gate: Gate, address: Address, too_much: Refusal, last_resort: Refusal) -> None:
        self.app = app
        self.gate = gate
        self.address = address
        self.too_much = too_much
        self.last_resort = last_resort

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, whatever it is."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = False

        async def dressed(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began = True
                own = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(each for each in RAW_HEADERS if each[0] not in own)]
            await send(message)

        try:
            address = self.address(scope)
            answer = self.app if address is None or self.gate.lets(address) else self.too_much(scope)
            await answer(scope, receive, dressed)
        except Exception as bug:  # noqa: BLE001 - the edge of the program: a worker never gets silence
            logger.error("a request was not answered: %s", type(bug).__name__)  # noqa: TRY400 - a traceback may hold words
            if not began:
                await self.last_resort(scope)(scope, receive, dressed)
