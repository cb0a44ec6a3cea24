"""`luotsi serve`: the talk on Telegram and as a web page, in one process."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import click

from bot.app import Assistant
from bot.channels import serving
from bot.channels.telegram import run as telegram
from bot.channels.telegram import settings as telegram_settings
from bot.channels.web import run as web
from bot.channels.web import settings as web_settings
from bot.channels.web.site import Site
from bot.commands.recording import recording
from bot.commands.serving import keeping_up, log_to_stderr, telegram_options, web_options


@click.command()
@telegram_options
@web_options
@click.pass_obj
def serve(
    folder: Path,
    *,
    token: str,
    api_base: str,
    webhook_url: str,
    webhook_listen: str,
    webhook_secret: str,
    admins: str,
    invites: str,
    host: str,
    port: int,
    behind_proxy: bool,
    leave_to: str,
) -> None:
    """Answer on Telegram and serve the web page until told to stop; a webhook is served beside the page."""
    hook = telegram_settings.hook(webhook_url, webhook_listen, webhook_secret)
    chat = telegram_settings.setting(token, api_base, hook, telegram_settings.access(admins, invites))
    called_at = "" if hook is None else urlsplit(hook.url).path or "/"
    page = web_settings.setting(host, port, leave_to, called_at, behind_proxy=behind_proxy)
    log_to_stderr()
    with recording() as recorder:
        assistant = Assistant(None, "fi", recorder)
        site, edits = Site(assistant, page), serving.Shared(keeping_up(folder, assistant))
        serving.run(
            edits.run,
            lambda stopping: telegram.serve(chat, assistant, edits, stopping, mount=site.take_calls),
            lambda stopping: web.serve(page, site, stopping),
        )
