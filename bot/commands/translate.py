"""`luotsi translate`: sheets for translators, and what they and editors say still fits."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from bot.commands.common import LANGUAGES, served
from bot.editing import CannotEdit, Entry, set_value, write
from bot.errors import BotError
from bot.model import LOCALES, Locale
from bot.translations.sheets import read_sheet, sheet, sheet_bytes, taken
from bot.translations.texts import LOCK, Digests, agreed, located, lock_text, read_lock, stale


@click.group()
def translate() -> None:
    """Keep the three languages in step: export a sheet, import it, accept what still fits."""


@translate.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--lang", type=LANGUAGES, help="The language to fill in (default: all).")
@click.option("--stale-only", is_flag=True, help="Only texts that stayed behind.")
@click.pass_obj
def export_sheet(folder: Path, file: Path, lang: Locale | None, *, stale_only: bool) -> None:
    """Write a sheet for a translator, .xlsx or .csv."""
    knowledge = served(folder)
    languages = LOCALES if lang is None else (lang,)
    rows = sheet(located(folder), read_lock(folder), knowledge.terms, languages, stale_only=stale_only)
    data = sheet_bytes(rows, file)
    try:
        file.write_bytes(data)
    except OSError as reason:
        raise BotError(f"{file} cannot be written ({reason.strerror})") from None
    click.echo(f"wrote {file}: {len(rows) - 1} texts")


@translate.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def import_sheet(folder: Path, file: Path) -> None:
    """Put the new texts of a sheet into the knowledge; exit with 1 where a row is refused."""
    filled, refused = taken(read_sheet(file), located(folder))
    wrong = [str(each) for each in refused]
    done = []
    for row in filled:
        try:
            for locale, said in row.new.items():
                if said != row.text.said[locale]:
                    set_value(folder, Entry(row.text.file, row.text.keys), (locale,), said)
            done.append(row.text.name)
        except CannotEdit as reason:
            wrong.append(f"{row.text.name}: {reason}")
    lock = read_lock(folder)
    if lock is not None and done:
        _remember(folder, lock, done)
    for line in wrong:
        click.echo(line, err=True)
    click.echo(f"{len(done)} texts taken, {len(wrong)} rows refused")
    if wrong:
        sys.exit(1)


@translate.command()
@click.argument("names", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Say that every text fits as it is now.")
@click.pass_obj
def accept(folder: Path, names: tuple[str, ...], *, everything: bool) -> None:
    """Say that these texts still fit, and remember what agrees; others that stayed behind stay marked."""
    lock = {} if everything else read_lock(folder) or {}
    texts = located(folder)
    unknown = set(names) - {text.name for text in texts}
    if unknown:
        raise BotError(f'no text is called "{min(unknown)}"; `luotsi check` names those that stayed behind')
    _remember(folder, lock, None if everything else names)
    left = sum(bool(stale(text, read_lock(folder) or {})) for text in texts)
    click.echo(f"{len(texts)} texts remembered, {left} stay marked as stale")


def _remember(folder: Path, lock: Mapping[str, Digests], names: Iterable[str] | None) -> None:
    write(folder, folder / LOCK, lock_text(agreed(located(folder), lock, names)))
