"""`luotsi export`: the directory in forms that other programs read."""

from __future__ import annotations

from pathlib import Path

import click

from bot.commands.common import LANGUAGES, served
from bot.hsds import export as export_hsds
from bot.model import Locale


@click.group()
def export() -> None:
    """Write the contacts for other programs."""


@export.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--lang", type=LANGUAGES, default="fi", show_default=True, help="Language of the texts.")
@click.pass_obj
def hsds(knowledge_folder: Path, *, folder: Path, lang: Locale) -> None:
    """Write an Open Referral HSDS 3.0 tabular data package into FOLDER."""
    counts = export_hsds(served(knowledge_folder), folder, lang)
    click.echo(f"wrote {folder}: " + ", ".join(f"{count} in {name}" for name, count in counts.items()))
