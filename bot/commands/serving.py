"""The knowledge of the commands that serve for a long time."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from bot.reload import Reloader, Serves


def keeping_up(folder: Path, serves: Serves) -> Reloader:
    """Somebody who serves begins to: the knowledge is put in, and what comes back takes later edits into use."""
    data: Path | None = click.get_current_context().meta["luotsi.log"][0]
    reloader = Reloader(folder, serves, data)
    reloader.start()
    gc.freeze()  # what was loaded stays
    gc.enable()
    if serves.knowledge is None:
        click.echo(f"luotsi: the knowledge in {folder} has errors; `luotsi check` names them", err=True)
    return reloader
