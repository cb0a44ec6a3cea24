"""How the Bot API is reached: python-telegram-bot's calls carried by aiohttp.

With hundreds of chats aiohttp serves several times more calls a second than the client that comes with
python-telegram-bot, at a fraction of the processor time. Addresses hold the token, so none stands in an error or a log.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from http import HTTPStatus

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    FormData,
    TCPConnector,
    TraceConfig,
)
from telegram import Update
from telegram._utils.defaultvalue import DEFAULT_NONE
from telegram._utils.types import JSONDict, ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

os.environ.setdefault("PTB_TIMEDELTA", "true")
"""Without it the library warns at each 429 that its type of a waiting time will change."""

SECONDS = 12.0
"""How long an answer may take; a send that takes longer may have arrived all the same."""
CONNECT_SECONDS = 5.0
CONNECTIONS = 256
WAIT_FOR_OTHERS = 0.5
"""Seconds that a call waits for another that is to be written at the same moment."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DONE = b'{"ok":true,"result":true}'
"""Stands for the answer to an edit: the message it holds is ours already, and parsing it costs more than the edit."""

_is_read: ContextVar[bool] = ContextVar("whether the answer to an edit is read", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Within this the message that an edit has changed is read from the answer, and not passed over."""
    before = _is_read.set(True)
    try:
        yield
    finally:
        _is_read.reset(before)


class _Start:
    """Where calls wait for each other once they have a connection."""

    def __init__(self, calls: int) -> None:
        self._missing = calls
        self._all = asyncio.Event()

    async def wait(self) -> None:
        """Go on when all are here; one that cannot connect does not keep the others for long."""
        self._missing -= 1
        if self._missing <= 0:
            self._all.set()
            await asyncio.sleep(0)  # so that it is not ahead of those it wakes
        else:
            with suppress(TimeoutError):
                async with asyncio.timeout(WAIT_FOR_OTHERS):
                    await self._all.wait()


_start: ContextVar[_Start | None] = ContextVar("calls that are written in the same moment", default=None)


@contextmanager
def at_once(calls: int) -> Iterator[None]:
    """So many calls, in tasks that are made within this, are written in the same moment, however long they connect.

    A program that is killed has then begun all of them, or none.
    """
    before = _start.set(_Start(calls) if calls > 1 else None)
    try:
        yield
    finally:
        _start.reset(before)


async def _line_up(*_: object) -> None:
    start = _start.get()
    if start is not None:
        await start.wait()


class NotReached(NetworkError):
    """The call surely did not arrive: there was no connection."""


class AiohttpRequest(BaseRequest):
    """Carries calls over kept-open connections."""

    def __init__(self, *, is_public: bool) -> None:
        """`is_public` lets the proxy of the environment carry the calls; an own server is called directly."""
        self._is_public = is_public
        self._session: ClientSession | None = None
        self._lined_up: ClientSession | None = None
        """Over the same connections, for calls that wait for each other; watching a call costs a little each time."""

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer where a call does not say."""
        return SECONDS

    async def initialize(self) -> None:
        """Open the session, in the loop that will use it."""
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=CONNECTIONS, keepalive_timeout=75),
                cookie_jar=DummyCookieJar(),
                trust_env=self._is_public,
            )
            tracing = TraceConfig()
            tracing.on_connection_create_end.append(_line_up)
            tracing.on_connection_reuseconn.append(_line_up)
            self._lined_up = ClientSession(
                connector=self._session.connector,
                connector_owner=False,
                cookie_jar=DummyCookieJar(),
                trust_env=self._is_public,
                trace_configs=[tracing],
            )

    async def shutdown(self) -> None:
        """Close all connections."""
        if self._session is not None and self._lined_up is not None:
            await self._lined_up.close()
            await self._session.close()
            self._session = self._lined_up = None

    async def do_request(  # noqa: PLR0913, PLR0917 - the library's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = DEFAULT_NONE,
        write_timeout: ODVInput[float] = DEFAULT_NONE,
        connect_timeout: ODVInput[float] = DEFAULT_NONE,
        pool_timeout: ODVInput[float] = DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and the body that came back. Raises TimedOut, NotReached or NetworkError."""
        _ = (write_timeout, connect_timeout, pool_timeout)
        await self.initialize()
        session = self._session if _start.get() is None else self._lined_up
        if session is None:
            raise NotReached("closed")
        total = read_timeout if isinstance(read_timeout, (int, float)) else SECONDS
        timeout = ClientTimeout(total=total, sock_connect=CONNECT_SECONDS)
        try:
            body, headers = _body(request_data)
            async with session.request(method, url, data=body, headers=headers, timeout=timeout) as response:
                answer = await response.read()
                is_edit = response.status == HTTPStatus.OK and url.rpartition("/")[2].startswith("editMessage")
                return response.status, DONE if is_edit and not _is_read.get() else answer
        except TimeoutError:
            raise TimedOut from None
        except ClientError as reason:
            kind = NotReached if isinstance(reason, ClientConnectorError) else NetworkError
            raise kind(type(reason).__name__) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> JSONDict:
        """The answer as JSON; what is none is not logged, because it may hold somebody's words."""
        try:
            parsed = json.loads(payload)
        except ValueError:
            parsed = None
        if not isinstance(parsed, dict):
            raise TelegramError("Invalid server response")
        return parsed


class Sieve:
    """Keeps back the updates that are known already, before they cost anything, and those the library cannot read."""

    def __init__(self) -> None:
        self.is_known: Callable[[int], bool] = lambda _: False
        self.is_careful = False
        """Whether each update is tried by itself: after one that could not be read, which would hold up all others."""
        self.fetched = 0
        """How many updates came last time, known ones among them."""
        self.passed_over: list[int] = []
        """The numbers of those that came last time and could not be read."""

    def sifted(self, updates: list[JSONDict]) -> list[JSONDict]:
        """Those that are new, without what nobody reads."""
        self.fetched = len(updates)
        fresh = [slim(update) for update in updates if not self.is_known(update["update_id"])]
        if not self.is_careful:
            self.passed_over = []
            return fresh
        read = [readable(update) for update in fresh]
        self.passed_over = [update["update_id"] for update, found in zip(fresh, read, strict=True) if found is None]
        self.is_careful = any(found is not update for update, found in zip(fresh, read, strict=True))
        return [found for found in read if found is not None]


def updates_request(sieve: Sieve, *, is_public: bool) -> AiohttpRequest:
    """A request that fetches updates through a sieve."""

    class UpdatesRequest(AiohttpRequest):
        @staticmethod
        def parse_json_payload(payload: bytes) -> JSONDict:
            parsed = AiohttpRequest.parse_json_payload(payload)
            found = parsed.get("result")
            return parsed | {"result": sieve.sifted(found)} if isinstance(found, list) else parsed

    return UpdatesRequest(is_public=is_public)


def slim(update: JSONDict) -> JSONDict:
    """An update in which a pressed message is only its place: its button says the rest."""
    query = update.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if isinstance(query, dict) and isinstance(message, dict) and {"message_id", "chat"} <= message.keys():
        place = {"message_id": message["message_id"], "chat": message["chat"], "date": 0}
        return update | {"callback_query": query | {"message": place}}
    return update


def readable(update: JSONDict) -> JSONDict | None:
    """The update; where the library cannot read it, a message with no more than who sent it; None where that fails too.

    Such a message has an empty text, which is answered as any other that is not understood.
    """
    message = update.get("message")
    bare: JSONDict = {}
    if isinstance(message, dict):
        kept = {name: message[name] for name in ("message_id", "date", "chat", "from") if name in message}
        bare = {"update_id": update["update_id"], "message": kept | {"text": ""}}
    for held in (update, bare):
        try:
            found = Update.de_json(held)
        except Exception:  # noqa: BLE001, S112 - whatever it holds, it is not for us
            continue
        if found.update_id is not None and held:
            return held
    return None


def _body(request_data: RequestData | None) -> tuple[FormData | bytes | None, dict[str, str]]:
    if request_data is None:
        return None, {}
    if not request_data.contains_files:
        return request_data.url_encoded_parameters().encode(), FORM
    form = FormData(request_data.json_parameters)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, {}
