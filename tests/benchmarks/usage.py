"""`python -m tests.benchmarks.usage [TALKS]` measures the usage log over a year of 1,000,000 talks, or as many as told.

1. The full report, from the file to the page, against one plain indexed GROUP BY over the same table. Target: 5.
2. Counting one fact, until it is stored, against a bare upsert in WAL mode. Target: 2.

Both sides of a ratio are measured in the same run, in turns. The size of the file is printed too.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from bot.content.load import load
from bot.model import Knowledge
from bot.settings import shipped_knowledge
from bot.usage.facts import Fact
from bot.usage.log import FILE, UsageLog, read, spans_kept
from bot.usage.page import page
from bot.usage.report import make_report
from tests.benchmarks.__main__ import compare, tell
from tests.usage.simulator import Simulator, served

TODAY = date(2026, 12, 28)
FACTS = 10_000
GROUPED = "select kind, a, b, c, sum(count) from facts group by kind, a, b, c"
UPSERT = "insert into facts values (?, ?, ?, ?, ?, 1) on conflict do update set count = count + 1"


def year(knowledge: Knowledge, folder: Path, conversations: int) -> None:
    """Write the log of a year."""
    log = UsageLog(folder)
    total = 0
    simulator = Simulator(knowledge, served(knowledge), places=len(knowledge.municipalities))
    for day, counted in simulator.year(conversations, TODAY, weeks=52):
        log.count(counted.elements(), day)
        log.flush(60)
        total += counted.total()
    log.close(60)
    with contextlib.closing(sqlite3.connect(folder / FILE)) as database:
        rows = database.execute("select count(*), sum(count) from facts").fetchone()
    size = (folder / FILE).stat().st_size / 1e6
    click.echo(
        f"{conversations:,} conversations, {total:,} facts ({rows[1]:,} stored) in {rows[0]:,} rows, {size:.1f} MB"
    )


def reports(knowledge: Knowledge, folder: Path) -> None:
    """The first ratio."""
    spans = spans_kept(TODAY)

    def ours() -> None:
        page(make_report(knowledge, read(folder, spans), spans, TODAY))

    with contextlib.closing(sqlite3.connect(folder / FILE)) as database:
        measured = compare(ours, lambda: database.execute(GROUPED).fetchall())
    tell("full report / one GROUP BY", *measured, "ms", 5)


def counting(folder: Path) -> None:
    """The second ratio, a fact at a time."""
    facts = [Fact("answered", "role", f"role-{number % 16}", "fi") for number in range(FACTS)]
    log = UsageLog(folder)

    def ours() -> None:
        for fact in facts:
            log.count([fact], TODAY)
        log.flush(60)

    plain = sqlite3.connect(folder / "plain.db", isolation_level=None)
    plain.execute("pragma journal_mode = wal")
    plain.execute("pragma synchronous = normal")
    plain.execute("create table facts (kind, a, b, c, week, count, primary key (kind, a, b, c, week)) without rowid")

    def bare() -> None:
        for fact in facts:
            plain.execute(UPSERT, (*fact, "2026-W53"))

    measured = compare(ours, bare)
    tell(f"counting {FACTS:,} facts / bare upserts", *measured, "ms", 2)
    log.close()
    plain.close()


def main() -> None:
    """Measure and print everything."""
    knowledge = load(shipped_knowledge()).fit
    if knowledge is None:
        sys.exit("the knowledge has errors: `luotsi check` names them")
    conversations = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    steps: list[Callable[[Path], None]] = [
        lambda folder: year(knowledge, folder, conversations),
        lambda folder: reports(knowledge, folder),
    ]
    with tempfile.TemporaryDirectory() as folder:
        for step in steps:
            step(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        counting(Path(folder))


if __name__ == "__main__":
    main()
