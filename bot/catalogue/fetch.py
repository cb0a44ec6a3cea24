"""The catalogue over the network, gently: at most two calls at a time, patience, and limits on what is believed.

A failure is one line (`BotError`); what was read so far stays in the part, and the copy in use is left alone.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from threading import Event
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from pydantic_core import from_json

from bot.catalogue import v11, v12
from bot.catalogue.copy import Part
from bot.catalogue.plan import Call, Reader, Scope, UnexpectedAnswer
from bot.errors import BotError

AT_A_TIME: Final = 2
MOST_BYTES: Final = 16_000_000
"""Of one answer: a page of a hundred full items has about one."""
MOST_RETRIES: Final = 5
LONGEST_WAIT: Final = 300.0
"""Seconds; a server that asks for more is asked again another day."""
TIMEOUT: Final = 120.0
"""Seconds without a byte. The longest answers have been seen to take most of it."""
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

Progress = Callable[[int, int], None]
"""Told after each call: how many were made, and how many wait; more may follow from what they bring."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds: `first` before the second try, twice as long before each further one."""

    first: float = 1.0
    timeout: float = TIMEOUT
    whole_answer: float = 600.0


class _Slow(Exception):
    """The server may manage if asked again, after `wait` seconds where it says so."""

    def __init__(self, why: str, wait: float = 0, status: int = 0) -> None:
        super().__init__(why)
        self.wait, self.status = wait, status


def fetch(
    path: Path,
    scope: Scope,
    source: Source,
    today: date,
    patience: Patience = Patience(),
    progress: Progress = lambda *_: None,
) -> bool:
    """Read the scope into the copy at `path`; whether it went on with a part. Raises BotError; Ctrl-C may end it."""
    part = Part(path, source.reader, scope, today)
    stopped = Event()
    try:
        with source.client(patience) as client, ThreadPoolExecutor(AT_A_TIME) as pool, _setting(stopped):
            made = 0
            while calls := part.waiting(AT_A_TIME):
                asked = [pool.submit(_ask, client, call, patience, stopped) for _, call in calls]
                for (number, call), answer in zip(calls, asked, strict=True):
                    _take(part, number, call, answer.result())
                    made += 1
                    progress(made, part.left())
        part.finish()
    except (sqlite3.Error, OSError) as wrong:
        raise BotError(f"the copy beside {path} cannot be written ({wrong}); the copy in use is as it was") from None
    finally:
        with contextlib.suppress(Exception):
            part.close()
    return part.is_resumed


@dataclass(frozen=True, slots=True)
class Source:
    """Where the catalogue is: the version's reader, its address, and the key that version 12 needs."""

    reader: Reader
    base: str
    key: str = ""

    def client(self, patience: Patience) -> httpx.Client:
        """A client for its address. The key goes to that address only: redirections are not followed."""
        headers = {
            "User-Agent": f"Luotsi/{version('luotsi')} (reads the service catalogue)",
            "Accept": "application/json",
        }
        if self.key:
            headers["x-api-key"] = self.key
        return httpx.Client(
            base_url=self.base,
            headers=headers,
            timeout=patience.timeout,
            limits=httpx.Limits(max_connections=AT_A_TIME),
            verify=self.base.startswith("https"),  # certificates are not even loaded for the loopback
        )


def source_of(*, old: bool, base: str, key: str) -> Source:
    """The source that the settings name. Raises BotError where they do not fit."""
    reader: Reader = v11.Reader() if old else v12.Reader()
    address = base or (v11.BASE if old else v12.BASE)
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise BotError("the address of the catalogue must begin with https://")
    if not old and not key:
        raise BotError("version 12 of the catalogue needs a key: set PTV_API_KEY, or say --v11 (open until 2027)")
    if not key.isascii() or not key.isprintable():
        raise BotError("PTV_API_KEY holds signs that no key has")
    return Source(reader, address.rstrip("/"), "" if old else key)


def _take(part: Part, number: int, call: Call, body: Any) -> None:  # noqa: ANN401 - JSON
    """Keep an answer; None stands for one that would have been too slow as a whole."""
    if body is None:
        part.split(number, call)
        return
    try:
        part.take(number, call, part.reader.read(call, body, part.day))
    except UnexpectedAnswer as wrong:
        raise BotError(f"the catalogue answered {call.path} with something else: {wrong}") from None


@contextlib.contextmanager
def _setting(stopped: Event) -> Iterator[None]:
    """Nobody waits for a slow server once the fetch has ended."""
    try:
        yield
    finally:
        stopped.set()


def _ask(client: httpx.Client, call: Call, patience: Patience, stopped: Event) -> Any:  # noqa: ANN401 - JSON
    """The JSON a call brings, tried again where the server is only slow; None where its list of ids must be halved."""
    wait = patience.first
    for tries in range(MOST_RETRIES + 1):
        try:
            return once(client, call, patience)
        except _Slow as slow:
            if slow.status == HTTPStatus.GATEWAY_TIMEOUT and len(call.ids) > 1:
                return None
            if tries == MOST_RETRIES or slow.wait > LONGEST_WAIT:
                again = "run the same command later, it goes on from here"
                raise BotError(f"the catalogue does not answer {call.path} ({slow}); {again}") from None
            if stopped.wait(max(wait, slow.wait)):
                raise BotError("the fetch was stopped") from None
            wait *= 2
    raise AssertionError


def once(client: httpx.Client, call: Call, patience: Patience) -> Any:  # noqa: ANN401 - JSON
    """The JSON a call brings. Raises BotError, or what `_ask` waits for."""
    query = dict(call.query) | ({"page": str(call.page)} if call.page is not None else {})
    try:
        with client.stream("GET", call.path, params=query) as response:
            _check(response, call)
            body = b"".join(_limited(response, call, time.monotonic() + patience.whole_answer))
    except httpx.InvalidURL:
        raise BotError("the address of the catalogue cannot be read") from None
    except httpx.HTTPError as wrong:
        raise _Slow(type(wrong).__name__) from None
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:
        kind = response.headers.get("content-type", "no type").partition(";")[0][:40]
        raise BotError(f"the catalogue answered {call.path} with {kind!a} that is not JSON") from None


def _check(response: httpx.Response, call: Call) -> None:
    status = response.status_code
    if status == HTTPStatus.OK or (status == HTTPStatus.NOT_FOUND and call.ids):
        return
    if status == HTTPStatus.TOO_MANY_REQUESTS or response.is_server_error:
        raise _Slow(str(status), _retry_after(response.headers.get("retry-after", "")), status)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise BotError(f"the catalogue refuses the key ({status}); look at PTV_API_KEY")
    raise BotError(f"the catalogue answered {call.path} with {status}")


def _retry_after(header: str) -> float:
    """Seconds that the server asks to wait, given as such or as a date; 0 where it says nothing that can be read."""
    if header.isascii() and header.isdecimal():
        return float(header[:9])
    with contextlib.suppress(ValueError, TypeError):
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    return 0.0


def _limited(response: httpx.Response, call: Call, until: float) -> Iterator[bytes]:
    """The body, up to MOST_BYTES and the deadline; what is promised to be longer is not begun."""
    promised = response.headers.get("content-length", "")
    read = int(promised[:18]) if promised.isascii() and promised.isdecimal() else 0
    too_much = BotError(f"the catalogue answered {call.path} with more than {MOST_BYTES // 1_000_000} MB")
    if read > MOST_BYTES:
        raise too_much
    read = 0
    for chunk in response.iter_bytes():
        read += len(chunk)
        if read > MOST_BYTES:
            raise too_much
        if time.monotonic() > until:
            raise _Slow("too slow")
        yield chunk
