"""`luotsi stale`: whom an editor should phone, and what to ask."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from bot.commands.common import served
from bot.freshness import stale as stale_contacts
from bot.hours import FINLAND


@click.command()
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As of this day (default: today).")
@click.pass_obj
def stale(folder: Path, day: datetime | None) -> None:
    """List the contacts to check by owner, with what to ask on the phone."""
    found = stale_contacts(served(folder), (day or datetime.now(FINLAND)).date())
    for name, listed in found.items():
        click.echo(f"\n{name}")
        for due in listed:
            contact = due.contact
            click.echo(f"  {contact.name.fi} ({contact.at})")
            click.echo(f"    {due.why}; its source was read {due.days} days ago: {contact.source.url}")
            for question in due.questions:
                click.echo(f"    - {question}")
            click.echo(f"    then: luotsi verify {contact.id} --by ROLE")
    contacts = sum(map(len, found.values()))
    click.echo(f"\n{contacts} contacts of {len(found)} owners to check")
