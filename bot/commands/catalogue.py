"""`luotsi catalogue`: the national service catalogue, read into a copy and compared with the knowledge."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.catalogue import page, printing
from bot.catalogue.accept import Edit, conflicts, edit_of, write
from bot.catalogue.copy import reading
from bot.catalogue.fetch import fetch as fetch_copy
from bot.catalogue.fetch import source_of
from bot.catalogue.plan import Scope
from bot.catalogue.propose import Candidate, Drift, Proposals, followed
from bot.catalogue.propose import propose as compare
from bot.commands.common import fail, served
from bot.editing import refuse_unless_editable
from bot.errors import BotError, did_you_mean
from bot.hours import FINLAND
from bot.model import Knowledge


@click.group()
@click.option(
    "--copy",
    "copy_file",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="LUOTSI_CATALOGUE",
    help="File of the copy (also LUOTSI_CATALOGUE).",
)
@click.pass_context
def catalogue(context: click.Context, copy_file: Path | None) -> None:
    """Compare the contacts with the national service catalogue; nothing changes until you accept it."""
    context.meta["luotsi.catalogue"] = copy_file


def copy_named() -> Path:
    """The file of the copy; it has to be named."""
    path: Path | None = click.get_current_context().meta["luotsi.catalogue"]
    if path is None:
        raise BotError("no copy is named; say `luotsi catalogue --copy FILE ...` or set LUOTSI_CATALOGUE")
    return path


@catalogue.command()
@click.option("--county", default="", help="Only what serves one county, by its id (kainuu).")
@click.option("--kind", default="", help="Only the service classes of one kind (social-emergency).")
@click.option("--v11", "old", is_flag=True, help="Version 11, which needs no key and ends in 2027.")
@click.option("--base", envvar="PTV_API_BASE", default="", help="Another address of the catalogue (PTV_API_BASE).")
@click.option("--key", envvar="PTV_API_KEY", default="", help="The key of version 12 (PTV_API_KEY).")
@click.pass_obj
def fetch(folder: Path, *, county: str, kind: str, old: bool, base: str, key: str) -> None:
    """Read the catalogue into the copy; stopped or failed, the copy stays and the next run goes on."""
    knowledge = served(folder)
    source = source_of(old=old, base=base, key=key)
    scope = scope_of(knowledge, county, kind)
    columns = (TextColumn("reading the catalogue"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        path = copy_named()
        fetch_copy(
            path,
            scope,
            source,
            datetime.now(FINLAND).date(),
            progress=lambda made, left: bar.update(task, completed=made, total=made + left),
        )
    with reading(path) as copy:
        counts = copy.counts()
        click.echo(", ".join(f"{count} {name}" for name, count in counts.items()) + f", read on {copy.read_on}: {path}")


def scope_of(knowledge: Knowledge, county: str, kind: str) -> Scope:
    """The part of the catalogue that serves a county and holds a kind; an unknown id ends the command with exit 1."""
    if county and county not in knowledge.counties:
        fail(f'luotsi: no county is called "{county}"{did_you_mean(county, knowledge.counties)}')
    listed = {listing.service: listing for listing in knowledge.catalogue}
    if kind and kind not in listed:
        fail(f'luotsi: the knowledge does not say where the catalogue files "{kind}"{did_you_mean(kind, listed)}')
    codes = [code for code, each in knowledge.municipalities.items() if county and each.county == county]
    area = knowledge.counties[county].code if county else ""
    classes = listed[kind].classes if kind else ()
    return Scope((area,) if area else (), tuple(sorted(codes)), classes, followed(knowledge))


@catalogue.command()
@click.option("--html", "html_file", type=click.Path(path_type=Path, dir_okay=False), help="Write a page to review.")
@click.option("--json", "as_json", is_flag=True, help="Print data instead of tables.")
@click.pass_obj
def propose(folder: Path, *, html_file: Path | None, as_json: bool) -> None:
    """Show contacts for the gaps of `luotsi check --gaps`, and contacts that differ from the catalogue."""
    with reading(copy_named()) as copy:
        proposals = compare(served(folder), copy)
    if html_file is not None:
        page.write_page(proposals, html_file)
    if as_json:
        click.echo(json.dumps(printing.data(proposals), ensure_ascii=False, indent=2))
    elif html_file is not None:
        click.echo(f"{printing.summary(proposals)}\nwrote {html_file}")
    else:
        Console(soft_wrap=False, highlight=False).print(printing.printed(proposals))


@catalogue.command()
@click.argument("ids", nargs=-1, required=True)
@click.pass_obj
def accept(folder: Path, ids: tuple[str, ...]) -> None:
    """Write proposals into the knowledge, by their ids; what is not clear is asked first."""
    refuse_unless_editable(folder)
    knowledge = served(folder)
    for each in ids:
        with reading(copy_named()) as copy:
            proposals = compare(knowledge, copy)
        proposal = proposals.find(each)
        if proposal is None:
            fail(f'luotsi: nothing is proposed as "{each}"; `luotsi catalogue propose` lists what is')
        _ask(proposals, proposal)
        edit = edit_of(knowledge, proposals, proposal)
        knowledge = write(folder, edit)
        _tell(edit)
    click.echo("`luotsi check` proves the knowledge, `luotsi diff OLD NEW` shows who gets another answer.")


def _ask(proposals: Proposals, proposal: Candidate | Drift) -> None:
    """Let an editor decide what is not clear. Raises BotError where nobody can be asked."""
    found = conflicts(proposals, proposal)
    if not found:
        return
    if not at_terminal():
        raise BotError(f"{proposal.id} is not clear: {'; '.join(found)}; decide on a terminal")
    for conflict in found:
        click.echo(conflict)
    click.confirm(f"Write {proposal.id} all the same?", abort=True)


def at_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


def _tell(edit: Edit) -> None:
    keys = ", ".join(key for key, _ in edit.values)
    click.echo(f"{edit.file}: {edit.contact} {'is new' if edit.is_new else f'has another {keys}'}")
    if edit.losses:
        click.echo(f"  not written: {'; '.join(edit.losses)}")
