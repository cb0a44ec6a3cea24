"""`luotsi verify`: note that the organisation that answers a contact has checked it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from bot.commands.common import fail
from bot.content.load import load
from bot.editing import closest, find, refuse_unless_editable, set_value
from bot.errors import BotError
from bot.hours import FINLAND
from bot.matching.personal_data import find_personal_data


@click.command()
@click.argument("contact")
@click.option("--by", required=True, metavar="ROLE", help="The role of the person who checked, never a name.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day of the check (default: today).")
@click.pass_obj
def verify(folder: Path, contact: str, by: str, day: datetime | None) -> None:
    """Write `assured` into the file of a contact, and change nothing else in it."""
    today = datetime.now(FINLAND).date()
    on = today if day is None else day.date()
    if on > today:
        raise BotError(f"{on} has not come yet; --on is the day the check was made")
    if not by.strip() or find_personal_data(by, frozenset()):
        raise BotError("--by is a role such as 'team leader', not the name or number of a person")
    refuse_unless_editable(folder)
    entry = find(folder, "contacts", contact)
    if entry is None:
        fail(f"no file defines the contact {contact}{closest(folder, 'contacts', contact)}")
    set_value(folder, entry, ("assured",), {"on": on.isoformat(), "by": by.strip()})
    click.echo(f"{entry.file}: {contact} is assured, {on} by {by.strip()}")
    knowledge = load(folder).knowledge
    status = "" if knowledge is None else knowledge.contacts[contact].status
    if status != "active":
        click.echo(f"its number is not shown: its status is {status or 'unknown'}; set `status: active` if it is right")
