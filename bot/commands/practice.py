"""`luotsi practice`: invented cases to practise on."""

from __future__ import annotations

from pathlib import Path

import click

from bot.channels import terminal
from bot.commands.common import LANGUAGES, served
from bot.model import Locale
from bot.practice import Practice, Round


@click.command()
@click.option("--lang", type=LANGUAGES, default="fi", show_default=True, help="Language of the exercises.")
@click.option("--number", type=click.IntRange(1), default=1, show_default=True, help="The exercise to begin with.")
@click.pass_obj
def practice(folder: Path, lang: Locale, number: int) -> None:
    """Practise on invented cases and see the right road; nothing of it is counted."""
    terminal.run(Practice(served(folder), Round(lang, number - 1)))
