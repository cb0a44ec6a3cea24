"""`luotsi understand`: what typed text means, for those who measure it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.commands.common import served
from bot.understanding import answer, lines_of


@click.command()
@click.pass_obj
def understand(folder: Path) -> None:
    """Answer JSON lines about typed text: {"kind": "place", "concern" or "pii", "text": ...}, one a line."""
    knowledge = served(folder)
    for line in lines_of(sys.stdin):
        click.echo(answer(line, knowledge))
