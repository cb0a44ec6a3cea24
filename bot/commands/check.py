"""`luotsi check`: what is wrong with the knowledge, what is proven of it, and what a rule means."""

from __future__ import annotations

import gc
import os
import re
import sys
import time
from contextlib import suppress
from pathlib import Path

import click

from bot.commands.common import fail
from bot.errors import did_you_mean
from bot.examination import Examiner, printed
from bot.rules import pages

COLOURS = {"error": "red", "warning": "yellow", "gap": "cyan"}
LINE = re.compile(r"(?P<where>\S+:\d+:\d+): (?P<severity>error|warning|gap): (?P<message>.*)", re.DOTALL)


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--gaps", "with_gaps", is_flag=True, help="List the local numbers and open hours that are missing.")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings and gaps too.")
@click.option(
    "--explain", metavar="RULE", help="Print what a rule demands, with an example that passes and one that fails."
)
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved, until stopped.")
@click.pass_obj
def check(folder: Path, *, form: str, with_gaps: bool, strict: bool, explain: str | None, watch: bool) -> None:
    """Prove that every reader at every place in every language is answered; name what is wrong, by line."""
    if explain is not None:
        click.echo(page_of(explain))
        return
    examiner = Examiner(folder)
    if watch:
        from bot.reload import saves

        with suppress(KeyboardInterrupt):
            for _ in saves(folder):
                examined(examiner, form, with_gaps=with_gaps, strict=strict)
                gc.collect()
    elif not examined(examiner, form, with_gaps=with_gaps, strict=strict):
        sys.exit(1)


def examined(examiner: Examiner, form: str, *, with_gaps: bool, strict: bool) -> bool:
    """Check once and print what is found; whether it may stand."""
    started = time.perf_counter()
    report = examiner.report(with_gaps=with_gaps)
    text = printed(report, form, time.perf_counter() - started)
    colour = False if os.environ.get("NO_COLOR") else None  # None: on a terminal only
    click.echo(coloured(text) if form == "text" else text, color=colour)
    return report.is_sound and (not strict or report.is_spotless)


def coloured(text: str) -> str:
    """The lines of a report, the place in bold and the severity in its colour."""
    return "\n".join(map(_coloured, text.split("\n")))


def _coloured(line: str) -> str:
    parts = LINE.fullmatch(line)
    if parts is None:
        return line
    severity = click.style(parts["severity"], fg=COLOURS[parts["severity"]])
    return f"{click.style(parts['where'], bold=True)}: {severity}: {parts['message']}"


def page_of(rule: str) -> str:
    """The page of a rule; an unknown one ends the command."""
    page = pages().get(rule.strip("[]"))
    if page is None:
        fail(f"no rule is called {rule}{did_you_mean(rule, pages())}")
    return str(page)
