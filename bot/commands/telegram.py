"""`luotsi telegram`: the talk on Telegram."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import click

from bot.app import Assistant
from bot.channels.telegram import run, settings
from bot.commands.recording import recording
from bot.commands.serving import keeping_up


@click.command()
@click.option("--token", envvar="TELEGRAM_BOT_TOKEN", default="", help="From @BotFather (TELEGRAM_BOT_TOKEN).")
@click.option(
    "--api-base",
    envvar="TELEGRAM_API_BASE",
    default="https://api.telegram.org",
    show_default=True,
    help="Another Bot API server (TELEGRAM_API_BASE).",
)
@click.option(
    "--webhook-url", envvar="TELEGRAM_WEBHOOK_URL", default="", help="Be called, do not poll (TELEGRAM_WEBHOOK_URL)."
)
@click.option(
    "--webhook-listen",
    envvar="TELEGRAM_WEBHOOK_LISTEN",
    default="127.0.0.1:8443",
    show_default=True,
    help="Where calls come in (TELEGRAM_WEBHOOK_LISTEN).",
)
@click.option(
    "--webhook-secret",
    envvar="TELEGRAM_WEBHOOK_SECRET",
    default="",
    help="What a call must bring; made from the token if empty (TELEGRAM_WEBHOOK_SECRET).",
)
@click.option("--admins", envvar="LUOTSI_ADMINS", default="", help="Chat ids of those who run it (LUOTSI_ADMINS).")
@click.option("--invites", envvar="LUOTSI_INVITES", default="", help="Codes that let people in (LUOTSI_INVITES).")
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
    logging.basicConfig(format="luotsi: %(message)s", level=logging.INFO, stream=sys.stderr)

    with recording() as recorder:
        assistant = Assistant(None, "fi", recorder)
        run.run(setting, assistant, keeping_up(folder, assistant))
