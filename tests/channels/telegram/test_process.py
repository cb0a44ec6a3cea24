"""The program as an operator runs it: its mistakes in one line, its end, what it leaves on disk, and kills."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app import Assistant
from bot.channels.telegram import settings
from bot.channels.telegram.run import serve
from bot.content.source import yaml_files
from bot.errors import BotError
from bot.model import Knowledge
from bot.settings import shipped_knowledge
from tests.channels.telegram.kills import played
from tests.channels.telegram.phone import Phone
from tests.channels.telegram.server import TOKEN
from tests.channels.telegram.stand import bot, run, telegram

COMMAND = (sys.executable, "-m", "bot", "telegram")
NAMES = ("Aino", "Kuvitteellinen", "909090", "kuiskaus42", "131052-308T", TOKEN.partition(":")[2])


@pytest.mark.parametrize(
    ("token", "base", "said"),
    [
        ("", settings.PUBLIC, "no token of a Telegram bot"),
        ("not a token", settings.PUBLIC, "that is no token"),
        (TOKEN, "api.telegram.org", "TELEGRAM_API_BASE is no address"),
        (TOKEN, "http://[::1", "TELEGRAM_API_BASE is no address"),
        (TOKEN, "http://bot.example.fi:99999", "TELEGRAM_API_BASE is no address"),
        (TOKEN, "http://bot.example.fi/bot/", "TELEGRAM_API_BASE ends before /bot: http://bot.example.fi$"),
    ],
)
def test_a_wrong_setting_is_told(token: str, base: str, said: str) -> None:
    """With what would be right; the token itself is not repeated."""
    with pytest.raises(BotError, match=said) as told:
        settings.setting(token, base, None, settings.EVERYBODY)
    assert not token or token not in str(told.value)


@pytest.mark.parametrize("listen", ["8443", "127.0.0.1:", "127.0.0.1:99999", "x:y"])
def test_a_wrong_place_to_listen_is_told(listen: str) -> None:
    """The message shows what one looks like."""
    with pytest.raises(BotError, match=r"127\.0\.0\.1:8443"):
        settings.hook("https://bot.example.fi/telegram", listen, "")


@pytest.mark.parametrize("url", ["bot.example.fi", "https://[::1/x", "https://bot.example.fi/{a", "https://b.fi/a%20b"])
def test_a_wrong_address_to_be_called_at_is_told(url: str) -> None:
    """Also one that a server would read in a way of its own."""
    with pytest.raises(BotError, match="TELEGRAM_WEBHOOK_URL"):
        settings.hook(url, "127.0.0.1:8443", "")


@pytest.mark.parametrize(("admins", "invites"), [("12, x", ""), ("--5", ""), ("", "gute Fee!")])
def test_a_wrong_list_is_told(admins: str, invites: str) -> None:
    """Chat ids are whole numbers, codes are what a link can carry."""
    with pytest.raises(BotError, match="LUOTSI_"):
        settings.access(admins, invites)


def test_lists_are_read_with_commas_and_blanks() -> None:
    """However somebody writes them into a file."""
    assert settings.access("1, -2\n3", "a-b,c_d") == settings.Access(frozenset({"a-b", "c_d"}), frozenset({1, -2, 3}))


def test_a_refused_token_is_told() -> None:
    """It says where to get one and does not repeat what was given."""

    async def scenario() -> None:
        async with telegram() as server:
            with pytest.raises(BotError) as told:
                await serve(settings.Setting("1:guess", server.base), Assistant(None), stopping=asyncio.Event())
            assert str(told.value) == f"Telegram refused the token; {settings.WHERE}"

    run(scenario())


def test_an_unreachable_telegram_is_waited_for(knowledge: Knowledge) -> None:
    """At the start too: the bot answers as soon as Telegram does."""

    async def scenario() -> None:
        async with telegram() as server:
            server.down = True
            async with bot(server, knowledge):
                await asyncio.sleep(0.1)
                server.down = False
                assert "112" in (await Phone(server, 808).say("/start")).text

    run(scenario())


def test_no_token_is_exit_code_2() -> None:
    """Before anything is loaded."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TELEGRAM")}
    done = subprocess.run(COMMAND, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [f"luotsi: no token of a Telegram bot; {settings.WHERE}"]


def test_nothing_about_anybody_is_left_behind(tmp_path: Path) -> None:
    """No id, name or typed word of a talk in any file or in the log; told to end, it finishes with exit code 0."""

    async def scenario() -> None:
        async with telegram() as server:
            environment = os.environ | {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": server.base}
            environment |= {"LUOTSI_DATA": str(tmp_path / "data"), "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
            with (tmp_path / "log").open("wb") as log:
                process = await asyncio.create_subprocess_exec(*COMMAND, env=environment, stdout=log, stderr=log)
                phone = Phone(server, 909090)
                await phone.say("/start")
                await phone.tap("Ei")
                for text in ("kuiskaus42", "Aino Kuvitteellinen 131052-308T", "poliisi", "/privacy", "/forget"):
                    await phone.send(text=text)
                await phone.settled()
                process.send_signal(signal.SIGTERM)
                assert await process.wait() == 0

    run(scenario())
    shipped = {path.read_bytes() for path in yaml_files(shipped_knowledge())}
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.read_bytes() not in shipped]
    assert {name for path in files for name in NAMES if name.encode() in path.read_bytes()} == set()
    assert any(path.parent.name == "data" for path in files)


def test_kills_cost_no_conversation(knowledge: Knowledge) -> None:
    """A few of the thousand kills of the program in `kills.py`, over a few conversations."""

    async def scenario() -> None:
        tally = await played(knowledge, "polling", phones=6, kills=2)
        assert (tally.ended, tally.lost, tally.sent_twice) == (tally.conversations, 0, 0)
        assert tally.kills == 2

    run(scenario())
