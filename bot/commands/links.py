"""`luotsi links`: the addresses in the knowledge."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from bot.commands.common import served
from bot.links import AT_ONCE, dead, form_problems
from bot.links import links as all_links


@click.command()
@click.option("--live", is_flag=True, help="Ask each address whether it answers; without it nothing is sent anywhere.")
@click.option(
    "--at-once", type=click.IntRange(1, 32), default=AT_ONCE, show_default=True, help="Sites asked at a time."
)
@click.option("--seconds", type=click.IntRange(1, 3600), default=300, show_default=True, help="Time for all of them.")
@click.pass_obj
def links(folder: Path, *, live: bool, at_once: int, seconds: int) -> None:
    """Check the form of every address, and with --live whether it answers."""
    found = all_links(served(folder))
    wrong = tuple(form_problems(found))
    silent, left = asyncio.run(dead(found, seconds, at_once=at_once)) if live else ((), 0)
    for problem in sorted({*wrong, *silent}):
        click.echo(str(problem))
    unasked = f", {left} not asked for want of time" if left else ""
    click.echo(f"{len(found)} addresses, {len(wrong)} of a wrong form, {len(silent)} without a page{unasked}")
    if wrong:
        sys.exit(1)
