"""`luotsi web`: the talk as a web page."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import click

from bot.app import Assistant
from bot.channels.web import run, settings
from bot.commands.common import running
from bot.commands.recording import recording


@click.command()
@click.option("--host", envvar="LUOTSI_HOST", default="127.0.0.1", show_default=True, help="Address (LUOTSI_HOST).")
@click.option(
    "--port",
    envvar="LUOTSI_PORT",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port (LUOTSI_PORT).",
)
@click.option("--behind-proxy", envvar="LUOTSI_BEHIND_PROXY", is_flag=True, help="Trust our proxy's X-Forwarded-For.")
@click.option("--leave-to", envvar="LUOTSI_LEAVE_TO", default=settings.ELSEWHERE, help="Where a hurry leads to.")
@click.pass_obj
def web(folder: Path, *, host: str, port: int, behind_proxy: bool, leave_to: str) -> None:
    """Serve the web page until told to stop."""
    setting = settings.setting(host, port, leave_to, behind_proxy=behind_proxy)
    logging.basicConfig(format="luotsi: %(message)s", level=logging.INFO, stream=sys.stderr)
    knowledge = running(folder)
    with recording() as recorder:
        run.run(setting, Assistant(knowledge, "fi", recorder))
