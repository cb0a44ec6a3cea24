"""`luotsi report`: where guidance is missing."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from bot.commands.common import data_folder, fail, served
from bot.errors import BotError, did_you_mean
from bot.hours import FINLAND
from bot.pages import write
from bot.usage import page, printing, tables
from bot.usage.log import read, spans_kept, tidy
from bot.usage.report import chosen_periods, make_report


@click.command()
@click.option("--period", default="", help="A quarter (2026-Q4) or a year; all that is kept if left out.")
@click.option("--county", default="", help="The contacts of one county, by its id (kainuu).")
@click.option("--all", "all_rows", is_flag=True, help="Print every row.")
@click.option("--texts", "with_texts", is_flag=True, help="Print also the texts that workers agreed to send.")
@click.option("--json", "as_json", is_flag=True, help="Print data instead of text.")
@click.option("--csv", "csv_folder", type=click.Path(path_type=Path, file_okay=False), help="Write CSV files here.")
@click.option("--html", "html_file", type=click.Path(path_type=Path, dir_okay=False), help="Write a page.")
@click.option("--datasette", "database", type=click.Path(path_type=Path, dir_okay=False), help="Write a database.")
@click.pass_obj
def report(
    folder: Path,
    *,
    period: str,
    county: str,
    all_rows: bool,
    with_texts: bool,
    as_json: bool,
    csv_folder: Path | None,
    html_file: Path | None,
    database: Path | None,
) -> None:
    """Show where guidance is missing, and which file and key to edit."""
    data = data_folder()
    if not data.is_dir():
        raise BotError(f"there is no folder {data}; name the one in which Luotsi keeps its usage log")
    knowledge = served(folder)
    if county and county not in knowledge.counties:
        fail(f'luotsi: no county is called "{county}"{did_you_mean(county, knowledge.counties)}')
    today = datetime.now(FINLAND).date()
    retention_days: int = click.get_current_context().meta["luotsi.log"][1]
    spans = chosen_periods(spans_kept(today, retention_days), period)
    tidy(data, today, retention_days)
    tally = read(data, spans)
    made = make_report(knowledge, tally, spans, today, county)
    written: list[Path] = []
    if csv_folder is not None:
        written += tables.write_csv(made, csv_folder)
    if html_file is not None:
        written.append(write(page.page(made), html_file))
    if database is not None:
        written += [database, tables.write_datasette(made, database)]
    if as_json:
        click.echo(json.dumps(tables.report_data(made), ensure_ascii=False, indent=2))
    elif written:
        click.echo("\n".join(f"wrote {path}" for path in written))
    else:
        click.echo(printing.printed(made, all_rows=all_rows))
    if with_texts:
        click.echo(printing.printed_texts(tally.texts))
