"""`luotsi telegram`: the talk on Telegram."""

from __future__ import annotations

from pathlib import Path

import click

from bot.app import Assistant
from bot.channels.telegram import run, settings
from bot.commands.common import running
from bot.commands.recording import recording
from bot.commands.serving import log_to_stderr, reader, telegram_options


@click.command()
@telegram_options
@click.pass_obj
def telegram(
    folder: Path,
    token: str,
    api_base: str,
    webhook_url: str,
    webhook_listen: str,
    webhook_secret: str,
    admins: str,
    invites: str,
) -> None:
    """Answer on Telegram until told to stop."""
    setting = settings.setting(
        token, api_base, settings.hook(webhook_url, webhook_listen, webhook_secret), settings.access(admins, invites)
    )
    log_to_stderr()
    knowledge = running(folder)
    with recording() as recorder:
        run.run(setting, Assistant(knowledge, "fi", recorder), reader(folder))
