"""`luotsi graph`: a picture of the questions and of whom they lead to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from bot.commands.common import LANGUAGES, served
from bot.errors import BotError
from bot.graph.drawing import drawing
from bot.graph.page import page
from bot.graph.texts import dot, laid_out, mermaid
from bot.graph.tree import Traffic, Tree, tree
from bot.hours import FINLAND
from bot.model import Knowledge, Locale
from bot.pages import write
from bot.usage.log import read, spans_kept
from bot.usage.report import make_report

PAIR = 2
"""The steps of a path to an option: its question and itself."""
FORMS: dict[str, Callable[[Tree], str | bytes]] = {
    ".svg": drawing,
    ".html": page,
    ".mmd": mermaid,
    ".gv": dot,
    ".pdf": lambda drawn: laid_out(drawn, "pdf"),
    ".png": lambda drawn: laid_out(drawn, "png"),
}


@click.command()
@click.option("--lang", type=LANGUAGES, default="fi", show_default=True, help="Language of the picture.")
@click.option("--usage", type=click.Path(path_type=Path, exists=True), help="A usage log, to show where people go.")
@click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    default="tree.svg",
    show_default=True,
    help="A file that ends in .svg, .html, .mmd (Mermaid), .gv, or where Graphviz is installed .pdf or .png.",
)
@click.pass_obj
def graph(folder: Path, lang: Locale, usage: Path | None, file: Path) -> None:
    """Draw the questions and whom each answer leads to, on one A3 page."""
    form = FORMS.get(file.suffix.casefold())
    if form is None:
        raise BotError(f"{file} must end in {', '.join(FORMS)}")
    knowledge = served(folder)
    traffic = None if usage is None else _traffic(knowledge, usage)
    click.echo(f"wrote {write(form(tree(knowledge, lang, traffic)), file)}")


def _traffic(knowledge: Knowledge, usage: Path) -> Traffic:
    """The published figures of a usage log, named by its folder or its file."""
    today = datetime.now(FINLAND).date()
    retention_days: int = click.get_current_context().meta["luotsi.log"][1]
    spans = spans_kept(today, retention_days)
    tally = read(usage.parent if usage.is_file() else usage, spans)
    figures = make_report(knowledge, tally, spans, today).figures
    answered = {(path[0], path[1]): count for path, count in figures["answered"].items() if len(path) == PAIR}
    left = {path[0]: count for path, count in figures["left"].items() if len(path) == 1}
    return Traffic(answered, left)
