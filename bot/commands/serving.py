"""The options of the commands that serve, and what those commands share."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from bot.channels.web.settings import ELSEWHERE
from bot.reload import Reloader, Serves

Command = TypeVar("Command", bound=Callable[..., object])

TELEGRAM = (
    click.option("--token", envvar="TELEGRAM_BOT_TOKEN", default="", help="From @BotFather (TELEGRAM_BOT_TOKEN)."),
    click.option(
        "--api-base",
        envvar="TELEGRAM_API_BASE",
        default="https://api.telegram.org",
        show_default=True,
        help="Another Bot API server (TELEGRAM_API_BASE).",
    ),
    click.option(
        "--webhook-url",
        envvar="TELEGRAM_WEBHOOK_URL",
        default="",
        help="Be called, do not poll (TELEGRAM_WEBHOOK_URL).",
    ),
    click.option(
        "--webhook-listen",
        envvar="TELEGRAM_WEBHOOK_LISTEN",
        default="127.0.0.1:8443",
        show_default=True,
        help="Where calls come in (TELEGRAM_WEBHOOK_LISTEN).",
    ),
    click.option(
        "--webhook-secret",
        envvar="TELEGRAM_WEBHOOK_SECRET",
        default="",
        help="What a call must bring; made from the token if empty (TELEGRAM_WEBHOOK_SECRET).",
    ),
    click.option("--admins", envvar="LUOTSI_ADMINS", default="", help="Chat ids of those who run it (LUOTSI_ADMINS)."),
    click.option("--invites", envvar="LUOTSI_INVITES", default="", help="Codes that let people in (LUOTSI_INVITES)."),
)
WEB = (
    click.option(
        "--host", envvar="LUOTSI_HOST", default="127.0.0.1", show_default=True, help="Where to listen (LUOTSI_HOST)."
    ),
    click.option(
        "--port",
        envvar="LUOTSI_PORT",
        type=click.IntRange(0, 65535),
        default=8000,
        show_default=True,
        help="At which port (LUOTSI_PORT).",
    ),
    click.option(
        "--behind-proxy",
        envvar="LUOTSI_BEHIND_PROXY",
        is_flag=True,
        help="Believe the last address of X-Forwarded-For (LUOTSI_BEHIND_PROXY).",
    ),
    click.option(
        "--leave-to",
        envvar="LUOTSI_LEAVE_TO",
        default=ELSEWHERE,
        show_default=True,
        help="Where to leave the page to (LUOTSI_LEAVE_TO).",
    ),
)


def telegram_options(command: Command) -> Command:
    """How to reach Telegram, and who may use the bot there."""
    for option in reversed(TELEGRAM):
        command = option(command)
    return command


def web_options(command: Command) -> Command:
    """Where the web page is served, and what stands before it."""
    for option in reversed(WEB):
        command = option(command)
    return command


def log_to_stderr() -> None:
    """What a server says of itself goes there, a line each."""
    logging.basicConfig(format="luotsi: %(message)s", level=logging.INFO, stream=sys.stderr)


def keeping_up(folder: Path, serves: Serves) -> Reloader:
    """Somebody who serves begins to: the knowledge is put in, and what comes back takes later edits into use."""
    data: Path | None = click.get_current_context().meta["luotsi.log"][0]
    reloader = Reloader(folder, serves, data)
    reloader.start()
    gc.freeze()  # what was loaded stays
    gc.enable()
    if serves.knowledge is None:
        click.echo(f"luotsi: the knowledge in {folder} has errors; `luotsi check` names them", err=True)
    return reloader
