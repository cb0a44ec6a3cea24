"""`luotsi web`: the talk as a web page."""

from __future__ import annotations

from pathlib import Path

import click

from bot.app import Assistant
from bot.channels.web import run, settings
from bot.commands.recording import recording
from bot.commands.serving import keeping_up, log_to_stderr, web_options


@click.command()
@web_options
@click.pass_obj
def web(folder: Path, *, host: str, port: int, behind_proxy: bool, leave_to: str) -> None:
    """Serve the web page until told to stop."""
    setting = settings.setting(host, port, leave_to, behind_proxy=behind_proxy)
    log_to_stderr()
    with recording() as recorder:
        assistant = Assistant(None, "fi", recorder)
        run.run(setting, assistant, keeping_up(folder, assistant))
