"""`python -m tests.benchmarks.web` compares the web page with a bare Starlette and Jinja2 page that says hello.

Both are served by uvicorn with two workers beside clients that ask again as soon as they are answered, each over a
connection of its own. Besides pages a second and the slowest answers, which hang on what else the machine does, stands
the processor time of a page, which does not. All clients ask for the same page, as most people do for the first ones,
so it is written once and kept; what nobody has asked for lately costs more. Targets stand beside the ratios.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

import click
from jinja2 import DictLoader, Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.app import Assistant
from bot.buttons import button_data
from bot.channels.web.settings import Limits, Setting
from bot.channels.web.site import Site
from bot.content.load import load
from bot.model import Chose, Knowledge, Session, Show
from bot.settings import shipped_knowledge
from tests.channels.telegram.stand import free_port

WORKERS = 2
CLIENTS = 200
SECONDS = 3.0
ROUNDS = 3
TICKS = os.sysconf("SC_CLK_TCK")
MOST = 3.0
"""How many times a page may cost what the bare page costs, and the slowest hundredth its median."""
HELLO = "<!doctype html><html lang='en'><title>{{ name }}</title><h1>Hello {{ name }}</h1></html>"


def bare() -> ASGIApp:
    """The page that says hello."""
    template = Environment(loader=DictLoader({"hello": HELLO}), autoescape=True).get_template("hello")

    async def hello(_: Request) -> HTMLResponse:
        return HTMLResponse(template.render(name="world"))

    return Starlette(routes=[Route("/fi", hello, methods=["GET", "POST"])])


def ours() -> ASGIApp:
    """The web page, with no limit for an address: all clients have the same."""
    return Site(Assistant(known()), Setting(limits=Limits(a_second=0))).app()


def known() -> Knowledge:
    """The shipped knowledge."""
    knowledge = load(shipped_knowledge()).fit
    assert knowledge is not None
    return knowledge


class Client(asyncio.Protocol):
    """Asks the same again and again over one connection, and notes how long each answer took."""

    def __init__(self, request: bytes, end: float) -> None:
        self.request = request
        self.end = end
        self.waits: list[float] = []
        self.done = asyncio.get_running_loop().create_future()
        self._held = bytearray()
        self._asked = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Take in a part of an answer; once it is whole, ask again."""
        self._held += data
        head, end, body = bytes(self._held).partition(b"\r\n\r\n")
        if not end or len(body) < int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]):
            return
        assert head.startswith(b"HTTP/1.1 200"), head[:40]
        self.waits.append(time.perf_counter() - self._asked)
        self._held.clear()
        if time.perf_counter() < self.end:
            self._ask()
        else:
            self.transport.close()
            self.done.set_result(None)

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        self.transport.write(self.request)


def request(fields: dict[str, str] | None) -> bytes:
    """A page asked for, or with fields a form sent."""
    if fields is None:
        return b"GET /fi HTTP/1.1\r\nHost: luotsi\r\n\r\n"
    body = urlencode(fields).encode()
    kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
    return b"POST /fi HTTP/1.1\r\nHost: luotsi\r\n%bContent-Length: %d\r\n\r\n%b" % (kind, len(body), body)


@dataclass(frozen=True)
class Server:
    """A server with its workers."""

    port: int
    process: int

    @property
    def seconds(self) -> float:
        """Processor seconds of all workers so far."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text("utf-8").split()
        fields = [Path(f"/proc/{child}/stat").read_text("utf-8").rpartition(")")[2].split() for child in children]
        return sum(int(each[11]) + int(each[12]) for each in fields) / TICKS


async def _answers(port: int) -> None:
    """Wait until somebody answers, and for a while more, until every worker does."""
    for _ in range(600):
        try:
            await waits(port, 1, request(None), 0)
        except (OSError, AssertionError):
            await asyncio.sleep(0.1)
        else:
            break
    await asyncio.sleep(4)
    await waits(port, CLIENTS, request(None), 1)


@contextmanager
def served(name: str) -> Iterator[Server]:
    """A server of its own, once every worker is warm."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", f"tests.benchmarks.web:{name}", "--port", str(port)]
    options = ["--workers", str(WORKERS), "--no-access-log", "--log-level", "warning"]
    process = subprocess.Popen([*command, *options], env=os.environ | {"PYTHONHASHSEED": "0"})
    try:
        asyncio.run(_answers(port))
        yield Server(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


async def waits(port: int, clients: int, asked: bytes, seconds: float = SECONDS) -> list[float]:
    """How long each answer took."""
    end = time.perf_counter() + seconds
    loop = asyncio.get_running_loop()
    opened = [await loop.create_connection(lambda: Client(asked, end), "127.0.0.1", port) for _ in range(clients)]
    await asyncio.gather(*(client.done for _, client in opened))
    return [wait for _, client in opened for wait in client.waits]


def tell(what: str, mine: float, bare_one: float, unit: str, ratio: float) -> None:
    """Print one ratio beside its target."""
    sides = f"{mine:8.2f} {unit} / {bare_one:8.2f} {unit}"
    click.echo(f"{what:<44} {sides} = {ratio:5.2f} (at most {MOST:g}){'  MISSED' if ratio > MOST else ''}")


def main() -> None:
    """Measure and print everything."""
    knowledge = known()
    answers = {"danger": "no", "role": "teacher", "situation": "worrying-speech-or-behaviour", "age": "under-18"}
    card = Session("fi", {**answers, "place": "564"})
    talk = "x" * 22
    pages = {
        "the first question": None,
        "a question answered": {"talk": talk, "do": button_data(knowledge, Session("fi"), Chose("danger", "no"))},
        "the municipality": {"talk": talk, "do": button_data(knowledge, Session("fi", answers), Show("card"))},
        "the card": {"talk": talk, "do": button_data(knowledge, card, Show("card"))},
    }
    with served("bare") as there, served("ours") as here:
        for what, fields in pages.items():
            asked = request(fields)
            costs: list[tuple[float, float]] = []
            rates: list[tuple[float, float]] = []
            slowest: list[tuple[float, float]] = []
            for _ in range(ROUNDS):
                spent = there.seconds
                hello = asyncio.run(waits(there.port, CLIENTS, asked))
                hello_cost, spent = (there.seconds - spent) / len(hello), here.seconds
                page = asyncio.run(waits(here.port, CLIENTS, asked))
                costs.append(((here.seconds - spent) / len(page) * 1e3, hello_cost * 1e3))
                rates.append((len(page) / SECONDS, len(hello) / SECONDS))
                slowest.append((quantiles(page, n=100)[-1] * 1e3, median(hello) * 1e3))
            mine, others = (median(each) for each in zip(*costs, strict=True))
            tell(f"{what}: processor time", mine, others, "ms", mine / others)
            mine, others = (median(each) for each in zip(*rates, strict=True))
            tell(f"{what}: pages a second", mine, others, "/s", others / mine)
            mine, others = (median(each) for each in zip(*slowest, strict=True))
            tell(f"{what}: p99 against the bare median", mine, others, "ms", mine / others)


if __name__ == "__main__":
    main()
