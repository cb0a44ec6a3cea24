"""`luotsi diff`: what an edit changes, and for whom."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from bot.content.load import load
from bot.content.revision import load_revision
from bot.impact.changes import impact
from bot.impact.page import page
from bot.impact.printing import printed
from bot.model import Knowledge
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
    found = impact(_side(folder, old), _side(folder, new or str(folder)))
    click.echo(printed(found, time.perf_counter() - started))
    if html_file is not None:
        click.echo(f"wrote {write(page(found, old, new or 'now'), html_file)}")
    if found.lost:
        sys.exit(1)


def _side(folder: Path, named: str) -> Knowledge:
    """The knowledge in a folder or at a revision; one that cannot be read ends the command with exit 1."""
    loaded = load(Path(named)) if Path(named).is_dir() else load_revision(folder, named)
    if loaded.knowledge is None:
        for problem in loaded.problems:
            click.echo(str(problem), err=True)
        sys.exit(1)
    return loaded.knowledge
