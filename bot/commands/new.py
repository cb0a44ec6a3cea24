"""`luotsi new`: a draft to fill in."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import click

from bot.commands.common import fail, served
from bot.editing import refuse_unless_editable, write
from bot.errors import BotError
from bot.hours import FINLAND
from bot.stubs import STUBS, stub


@click.command()
@click.argument("sort", type=click.Choice(list(STUBS)))
@click.argument("name", metavar="ID")
@click.pass_obj
def new(folder: Path, sort: str, name: str) -> None:
    """Write a draft of a service, a situation or a question, in three languages; it is not served."""
    if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", name) is None:
        raise BotError(f'"{name}" is no id; one has small letters, digits and hyphens, such as night-shelter')
    refuse_unless_editable(folder)
    knowledge = served(folder)
    known = {*knowledge.kinds, *knowledge.contacts, *knowledge.situations, *(each.id for each in knowledge.questions)}
    day = datetime.now(FINLAND).date().isoformat()
    path, text = stub(sort, name, day, frozenset(question.key for question in knowledge.questions))
    file = folder / path
    if name in known or file.exists():
        fail(f"{name} is there already; choose another id")
    write(folder, file, text)
    click.echo(f"{file} is written; it is a draft and not served. Fill it in, then `luotsi check`")
