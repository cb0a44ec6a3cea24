"""`luotsi chat`: the talk in a terminal or through a pipe."""

from __future__ import annotations

from pathlib import Path

import click

from bot.app import Assistant
from bot.channels import terminal
from bot.commands.common import LANGUAGES, running
from bot.commands.recording import recording
from bot.model import Locale


@click.command()
@click.option("--lang", type=LANGUAGES, default="fi", show_default=True, help="Language of the talk.")
@click.option("--knowledge", "draft", type=click.Path(path_type=Path), help="A draft to talk with.")
@click.pass_obj
def chat(folder: Path, lang: Locale, draft: Path | None) -> None:
    """Talk in the terminal."""
    knowledge = running(draft or folder)
    with recording() as recorder:
        terminal.run(Assistant(knowledge, lang, recorder))
