"""`luotsi telegram`: the talk on Telegram."""

from __future__ import annotations

from pathlib import Path

import click

from bot.app import Assistant
from bot.channels.telegram import run, settings
from bot.commands.recording import recording
from bot.commands.serving import keeping_up, log_to_stderr, telegram_options


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
    with recording() as recorder:
        assistant = Assistant(None, "fi", recorder)
        run.run(setting, assistant, keeping_up(folder, assistant))
