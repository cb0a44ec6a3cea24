"""`luotsi check`: what is wrong with the knowledge, and what is proven of it."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from bot.content.load import load
from bot.examination import examine, printed
from bot.translations.texts import translation_problems


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--gaps", "with_gaps", is_flag=True, help="List the local numbers and open hours that are missing.")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings and gaps too.")
@click.pass_obj
def check(folder: Path, *, form: str, with_gaps: bool, strict: bool) -> None:
    """Prove that every reader at every place in every language is answered; name what is wrong, by line."""
    started = time.perf_counter()
    report = examine(load(folder), with_gaps=with_gaps, besides=translation_problems(folder))
    click.echo(printed(report, form, time.perf_counter() - started))
    if not report.is_sound or (strict and not report.is_spotless):
        sys.exit(1)
