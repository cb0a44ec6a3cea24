"""`luotsi schema`: what an editor needs to complete, explain and mark the knowledge files while one types."""

from __future__ import annotations

from pathlib import Path

import click

from bot.commands.common import served
from bot.editing import write as write_file
from bot.schemas import NAME, SETTINGS, schema_of, settings_with, text_of


@click.command()
@click.option(
    "--write", is_flag=True, help="Put it into the folder of the knowledge, and name it in VS Code's settings."
)
@click.pass_obj
def schema(folder: Path, *, write: bool) -> None:
    """Print the JSON Schema of the knowledge files, with all ids there are to choose from."""
    text = text_of(schema_of(served(folder)))
    if not write:
        click.echo(text, nl=False)
        return
    folder = folder.resolve()
    settings = folder.parent / SETTINGS
    before = settings.read_text("utf-8") if settings.is_file() else None
    after = settings_with(before, folder.name)
    write_file(folder, folder / NAME, text)
    if after != before:
        write_file(folder, settings, after)
    click.echo(f"{folder / NAME} is written; {settings} names it")
