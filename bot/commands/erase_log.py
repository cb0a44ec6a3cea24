"""`luotsi erase-log`: nothing is left of the usage log."""

from __future__ import annotations

import click

from bot.commands.common import data_folder
from bot.errors import BotError
from bot.usage.log import erase


@click.command("erase-log")
@click.option("--yes", is_flag=True, help="Really erase.")
def erase_log(*, yes: bool) -> None:
    """Empty the usage log at once."""
    folder = data_folder()
    if not yes:
        raise BotError(f"this deletes all of the usage log in {folder}; say --yes to do it")
    click.echo(f"{erase(folder)} rows erased")
