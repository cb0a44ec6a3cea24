"""`luotsi diff`: what an edit changes, and for whom."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from bot.commands.common import fail
from bot.content.load import Loaded, load
from bot.content.revision import load_revision
from bot.errors import BotError
from bot.impact.changes import impact
from bot.impact.page import page
from bot.impact.printing import printed
from bot.pages import write


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@click.option("--html", "html_file", type=click.Path(path_type=Path, dir_okay=False), help="Write a page too.")
@click.pass_obj
def diff(folder: Path, old: str, new: str | None, html_file: Path | None) -> None:
    """Show who gets another answer in NEW than in OLD, and what is lost; exit with 1 where protection is.

    OLD and NEW are knowledge folders, or git revisions of the knowledge. Without NEW: the knowledge as it is now.
    """
    started = time.perf_counter()
    before = _side(folder, old)
    if before.knowledge is None:
        raise BotError(f"{old} is no knowledge that this version can read: {before.problems[0]}")
    after = _side(folder, new or str(folder))
    if after.knowledge is None:
        fail("\n".join(map(str, after.problems)))
    found = impact(before.knowledge, after.knowledge)
    click.echo(printed(found, time.perf_counter() - started))
    if html_file is not None:
        click.echo(f"wrote {write(page(found, old, new or 'now'), html_file)}")
    if found.lost:
        sys.exit(1)


def _side(folder: Path, named: str) -> Loaded:
    """What is in a folder or at a revision."""
    return load(Path(named)) if Path(named).is_dir() else load_revision(folder, named)
