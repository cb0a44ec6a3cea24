"""Several channels in one process: they share what they know, end together, and say what is wrong in one line."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time

import aiohttp
import pytest

from bot.app import Assistant
from bot.channels.serving import together
from bot.channels.telegram import run as telegram_run
from bot.channels.telegram.settings import Hook
from bot.channels.telegram.settings import Setting as TelegramSetting
from bot.channels.web import run as web_run
from bot.channels.web.settings import Setting
from bot.channels.web.site import Site
from bot.errors import BotError
from bot.model import Knowledge
from tests.channels.telegram.phone import Phone
from tests.channels.telegram.server import TOKEN
from tests.channels.telegram.stand import MODES, Mode, free_port, run, telegram

COMMAND = (sys.executable, "-m", "bot")


@pytest.mark.parametrize("mode", MODES)
def test_telegram_and_the_page_share_one_process(knowledge: Knowledge, mode: Mode) -> None:
    """Both answer from one assistant; a webhook is called at the port of the page, and a stop ends both."""

    async def scenario() -> None:
        async with telegram() as server:
            port, stopping, assistant = free_port(), asyncio.Event(), Assistant(knowledge)
            hook = Hook(f"http://127.0.0.1:{port}/telegram", "", 0, "a-secret") if mode == "webhook" else None
            chat = TelegramSetting(TOKEN, server.base, hook, has_profile=False)
            page = Setting(port=port, called_at="/telegram" if hook else "")
            site = Site(assistant, page)
            both = asyncio.create_task(
                together(
                    lambda told: telegram_run.serve(chat, assistant, None, told, mount=site.take_calls),
                    lambda told: web_run.serve(page, site, told),
                    stopping=stopping,
                )
            )
            phone = Phone(server, 540)
            assert knowledge.questions[0].text.fi in (await phone.say("/start")).text
            async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as visitor:
                async with visitor.get("/fi") as answer:
                    assert knowledge.questions[0].text.fi in await answer.text()
                async with visitor.post("/telegram", data=b"{}") as answer:
                    assert answer.status == (403 if hook else 404)
            stopping.set()
            await both
            assert site.calls is None
            assert server.refusals == []

    run(scenario())


def test_where_one_fails_the_other_ends(knowledge: Knowledge) -> None:
    """And what the first of them had to say is what the operator reads."""

    async def fails(_: asyncio.Event) -> None:
        raise BotError("no such token")

    async def scenario() -> None:
        page = Setting(port=free_port())
        site = Site(Assistant(knowledge), page)
        with pytest.raises(BotError, match="no such token"):
            await together(fails, lambda told: web_run.serve(page, site, told), stopping=asyncio.Event())

    run(scenario())


def test_the_command_serves_until_it_is_told_to_stop() -> None:
    """It says where, answers, logs nothing of a visit, and ends with 0."""
    port = free_port()
    environment = os.environ | {"LUOTSI_PORT": str(port)}
    with subprocess.Popen([*COMMAND, "web"], stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == f"luotsi: answers at http://127.0.0.1:{port}\n"
        said = b"GET /fi?name=Kuvitteellinen HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        with connected(port) as held:
            held.sendall(said)
            assert held.recv(12) == b"HTTP/1.1 200"
            while held.recv(4096):
                pass
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert process.stderr.read() == ""


def connected(port: int) -> socket.socket:
    """A connection to a port that is about to be listened at."""
    for _ in range(200):
        try:
            return socket.create_connection(("127.0.0.1", port))
        except OSError:
            time.sleep(0.02)
    raise AssertionError("nobody listens")


def test_a_taken_port_is_told() -> None:
    """In one line with what to set, and exit code 2."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        command = [*COMMAND, "web", "--port", str(held.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("luotsi: cannot listen on 127.0.0.1:")
    assert done.stderr.endswith("set LUOTSI_HOST and LUOTSI_PORT\n")


def test_serve_needs_a_token() -> None:
    """As the chat alone does."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TELEGRAM")}
    done = subprocess.run([*COMMAND, "serve"], capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, "no token" in done.stderr) == (2, True)
