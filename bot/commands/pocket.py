"""`luotsi pocket`: a place and a role in one file that works without a network."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from bot.card import NoCard
from bot.commands.common import fail, known_place, served
from bot.errors import BotError, did_you_mean
from bot.hours import FINLAND
from bot.model import Knowledge
from bot.pocket.copy import ANYBODY, MOST_BYTES, file_name, pocket_copy


@click.command()
@click.option("--place", default="", help="A municipality by name or code, or whole-country.")
@click.option("--all", "all_places", is_flag=True, help="One file for each municipality, into a folder.")
@click.option("--role", default=ANYBODY, show_default=True, help="Whose steps it tells, e.g. teacher.")
@click.option("-o", "output", type=click.Path(path_type=Path), required=True, help="The file, or the folder of --all.")
@click.pass_obj
def pocket(folder: Path, *, place: str, all_places: bool, role: str, output: Path) -> None:
    """Write the pocket copy of a place, or of all of them."""
    if bool(place) == all_places:
        raise BotError("name a place with --place, or say --all")
    knowledge = served(folder)
    question = knowledge.question("role")
    if question is not None and role not in question.options:
        fail(f'luotsi: no role is called "{role}"{did_you_mean(role, question.options)}')
    if all_places:
        for code in knowledge.municipalities:
            _write(knowledge, role, code, output / file_name(knowledge, code))
        click.echo(f"wrote {len(knowledge.municipalities)} files to {output}")
    else:
        _write(knowledge, role, known_place(knowledge, place), output)
        click.echo(f"wrote {output}")


def _write(knowledge: Knowledge, role: str, place: str, file: Path) -> None:
    try:
        text = pocket_copy(knowledge, role, place, datetime.now(FINLAND).date())
    except NoCard as hole:
        fail(f"luotsi: the knowledge has no card here: {hole}")
    if len(text.encode()) > MOST_BYTES:
        click.echo(f"luotsi: the copy for {place} is larger than {MOST_BYTES} bytes", err=True)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    except OSError as reason:
        raise BotError(f"the copy cannot be written to {file} ({reason.strerror})") from None
