"""The report as plain tables: for JSON, for a folder of CSV files, and for a database that Datasette opens.

They hold published figures only, so each of them is safe to hand on.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.errors import BotError
from bot.usage.report import LEVELS_OF, Report, Row

TOTAL = ""
"""Stands in a column that a row adds up over."""

Table = list[dict[str, str | int]]


def report_data(report: Report) -> dict[str, Any]:
    """The report as values that JSON can hold."""
    return {
        "periods": list(report.periods),
        "goes_on": report.goes_on,
        "county": report.county,
        "talks": report.talks,
        "rounding": "numbers are rounded down to fives; fewer than five are hidden and rolled up",
        "gaps": [{"rank": rank, **_row_data(row)} for rank, row in enumerate(report.rows, 1)],
        "weeks": [{"week": week, "talks": count} for week, count in report.trend],
        "questions": [
            {
                "question": flow.id,
                "text": flow.text,
                "answered": flow.answered,
                "left": flow.left,
                "options": [{"option": option, "count": count} for option, count in flow.options],
            }
            for flow in report.flows
        ],
        "counties": [
            {
                "county": each.id,
                "name": each.name,
                "known": each.known,
                "services": each.services,
                "answers": each.cards,
                "local": each.local,
                "elsewhere": each.elsewhere,
            }
            for each in report.coverage
        ],
    }


def _row_data(row: Row) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "what": row.what,
        "count": row.count,
        "counties": [{"county": name, "count": count} for name, count in row.counties],
        "languages": [{"language": name, "count": count} for name, count in row.languages],
        "file": row.file,
        "line": row.line,
        "key": row.key,
        "remedy": row.remedy,
    }


def tables(report: Report) -> dict[str, Table]:
    """Every table by name: the gaps, the tree, the counties, the weeks, and the figures of each kind of fact."""
    data = report_data(report)
    gaps: Table = [
        {**row, "counties": _listed(row["counties"], "county"), "languages": _listed(row["languages"], "language")}
        for row in data["gaps"]
    ]
    questions: Table = [
        {"question": flow.id, "option": option, "count": count}
        for flow in report.flows
        for option, count in flow.options
    ]
    left: Table = [{"question": flow.id, "option": "(left)", "count": flow.left} for flow in report.flows if flow.left]
    found: dict[str, Table] = {"gaps": gaps, "questions": questions + left}
    found |= {"counties": data["counties"], "weeks": data["weeks"]}
    if not report.county:
        found |= {f"facts_{kind.replace('-', '_')}": list(_figures(report, kind)) for kind in report.figures}
    return found


def _listed(shares: list[dict[str, Any]], name: str) -> str:
    return ", ".join(f"{each[name]} {each['count']}" if each["count"] else str(each[name]) for each in shares)


def _figures(report: Report, kind: str) -> Iterator[dict[str, str | int]]:
    """Every published node of a kind; an empty column is one the row adds up over."""
    levels = LEVELS_OF[kind]
    for period, figures in report.by_period.items():
        for path, count in sorted(figures[kind].items()):
            words = (*path, *[TOTAL] * (len(levels) - len(path)))
            yield {"period": period, **dict(zip(levels, words, strict=True)), "count": count}


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "gaps": ("rank", "kind", "what", "count", "counties", "languages", "file", "line", "key", "remedy"),
    "questions": ("question", "option", "count"),
    "counties": ("county", "name", "known", "services", "answers", "local", "elsewhere"),
    "weeks": ("week", "talks"),
    **{f"facts_{kind.replace('-', '_')}": ("period", *levels, "count") for kind, levels in LEVELS_OF.items()},
}


def write_csv(report: Report, folder: Path) -> list[Path]:
    """One CSV file for each table, in UTF-8; the paths written. Raises BotError where that fails."""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in tables(report).items():
            path = folder / f"{name}.csv"
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, COLUMNS[name])
                writer.writeheader()
                writer.writerows({column: _harmless(value) for column, value in row.items()} for row in rows)
            written.append(path)
    except OSError as error:
        raise BotError(f"the tables cannot be written into {folder} ({error.strerror})") from None
    return written


def _harmless(value: str | int) -> str | int:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value


# --- Datasette ----------------------------------------------------------------------------------------

DESCRIPTIONS: Mapping[str, tuple[str, str]] = {
    "gaps": ("What to do next", "Ranked: what happened, how often, where, and which file and key to edit."),
    "questions": ("The questions", "How often each option was picked, and how many left at the question."),
    "counties": (
        "The counties",
        "Services that have their local number, of those that should; answers given, and in how many one had none.",
    ),
    "weeks": ("Talks by week", "Talks in which a first answer was given."),
    "facts_started": ("Talks started", "By week; an empty week is the whole quarter."),
    "facts_language": ("Languages", "The language a talk began in."),
    "facts_answered": ("Answers", "Question, option and language; the municipality itself is never counted here."),
    "facts_back": ("Steps back", "The question people went back to."),
    "facts_left": ("Left", "The question at which a talk fell silent for good."),
    "facts_asked": ("Situations and roles", "What was asked about, in which role, in which language."),
    "facts_outcome": ("Answers shown", "The case shown and the language."),
    "facts_opened": ("Parts opened", "Which folded part of an answer was opened."),
    "facts_taken": ("Numbers saved", "The kind of service whose number a reader saved, and its rung of the ladder."),
    "facts_feedback": ("Feedback", "This helped, or: not what I needed; by answer and language."),
    "facts_unclear": ("Not understood", "Typed text that matched nothing, or a button that had expired."),
    "facts_other_language": ("Other languages", "The language asked for, and the one the talk was in."),
    "facts_no_language": ("Services in other languages", "A service none of whose contacts serves in the language."),
    "facts_county": ("Answers by county", "Whether every service that should be local was, or one was not."),
    "facts_reached": ("Sent elsewhere", "Which kind of service, from which county, to which rung of the ladder."),
    "facts_no_local": ("No local number", "Which kind of service, for which county and municipality."),
    "facts_feedback_county": ("Feedback by county", "The same feedback by county, apart from what it was about."),
    "facts_number_failed": ("Numbers that failed", "Contacts whose number was reported not to work."),
}
"""The title and description of each table."""

QUERIES: Mapping[str, tuple[str, str]] = {
    "doubted": ("Contacts in doubt", "Numbers that people say do not work."),
    "no-local": ("No local number", "Where people are sent past their own county."),
    "not-needed": ("Not what I needed", "Answers that miss what people ask."),
    "unclear": ("Not understood", "Where typed text matches nothing."),
    "words": ("Words people use", "Words sent with consent, those alike together."),
    "left": ("Where people leave", "Questions that lose more people than others."),
    "other-language": ("Languages asked for", "Languages Luotsi does not have."),
    "no-language": ("Services in other languages", "Services that are not known to serve in the reader's language."),
    "unknown": ("I do not know", "Questions people cannot answer."),
    "overdue": ("Contacts to check", "Contacts nobody has looked at for too long."),
    "unshown": ("Answers rarely shown", "Answers hardly anybody meets."),
}
"""A canned query for each kind of gap."""

ROUNDED = "Numbers are rounded down to fives; fewer than five are hidden and rolled up. Nothing here is about a person."


def write_datasette(report: Report, path: Path) -> Path:
    """A database of the same tables at `path` and its metadata beside it; the path of the metadata.

    Raises BotError where that fails.
    """
    metadata = path.with_name(path.stem + "-metadata.json")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        database = Database(path)
        try:
            for name, rows in tables(report).items():
                table = database.table(name)
                table.create({column: _type_of(column) for column in COLUMNS[name]})
                table.insert_all(rows)
            database.vacuum()
        finally:
            database.conn.close()
        metadata.write_text(json.dumps(datasette_metadata(report, path.stem), indent=2) + "\n", "utf-8")
    except (sqlite3.Error, OSError) as error:
        raise BotError(f"the database {path} cannot be written ({error})") from None
    return metadata


def _type_of(column: str) -> type[int | str]:
    return (
        int
        if column in ("rank", "count", "line", "talks", "known", "services", "answers", "local", "elsewhere")
        else str
    )


def datasette_metadata(report: Report, name: str) -> dict[str, Any]:
    """Titles, descriptions and canned queries for Datasette; `name` is that of the database."""
    columns = ", ".join(COLUMNS["gaps"])
    queries = {
        kind: {
            "title": title,
            "description": description,
            "sql": f"select {columns} from gaps where kind = '{kind}' order by rank",  # noqa: S608 - kinds are ours
        }
        for kind, (title, description) in QUERIES.items()
    }
    described = {table: DESCRIPTIONS[table] for table in tables(report)}
    return {
        "title": "Luotsi: where guidance is missing",
        "description": f"Periods: {', '.join(report.periods)}. {ROUNDED}",
        "databases": {
            name: {
                "description": ROUNDED,
                "tables": {table: {"title": title, "description": told} for table, (title, told) in described.items()},
                "queries": queries,
            }
        },
    }
