"""The report in a terminal: the ranked list first, then the questions, the counties and the weeks."""

from __future__ import annotations

from collections.abc import Iterator

from bot.usage.facts import Kept
from bot.usage.report import Report, Row

MOST_ROWS = 20
MOST_WEEKS = 13
BAR = 30
"""Characters of the longest bar."""


def printed(report: Report, *, all_rows: bool = False) -> str:
    """The report as lines of plain text."""
    return "\n".join(_lines(report, all_rows=all_rows))


def _lines(report: Report, *, all_rows: bool) -> Iterator[str]:
    yield f"Gap report, {', '.join(report.periods)}" + (f" ({report.goes_on} so far)" if report.goes_on else "")
    scope = f"County {report.county}. " if report.county else ""
    yield f"{scope}{report.talks} talks. Numbers are rounded down to fives; fewer than five are hidden and rolled up."
    shown = report.rows if all_rows else report.rows[:MOST_ROWS]
    if not shown:
        yield "\nNothing to do yet: no gap was met five times."
    for rank, row in enumerate(shown, 1):
        yield from _row_lines(rank, row)
    if len(shown) < len(report.rows):
        yield f"\n… and {len(report.rows) - len(shown)} more: --all, --json or --html FILE"
    if report.talks and not report.county:
        yield "\nQuestions"
        most = max((flow.answered + flow.left for flow in report.flows), default=0)
        for flow in report.flows:
            left = f", {flow.left} left here" if flow.left else ""
            yield f"  {flow.id:<12} {_bar(flow.answered, most)} {flow.answered} answered{left}"
        yield "\nTalks by week"
        most = max((count for _, count in report.trend), default=0)
        for week, count in report.trend[-MOST_WEEKS:]:
            yield f"  {week:<12} {_bar(count, most)} {count}"
    yield "\nServices with a local number, by county"
    for each in sorted(report.coverage, key=lambda each: (each.known, -each.cards)):
        yield f"  {each.name:<26} {each.known} of {each.services}, {each.cards or 'fewer than 5'} answers"


def _row_lines(rank: int, row: Row) -> Iterator[str]:
    times = f"{row.count} times" if row.count else "fewer than 5 times"
    yield f"\n{rank:>2}. {row.what}: {times}"
    for shares in (row.counties, row.languages):
        if shares:
            yield "    " + ", ".join(f"{name} {count}" if count else name for name, count in shares)
    yield f"    edit {row.file}:{row.line}  {row.key}"
    yield f"    {row.remedy}"


def _bar(count: int, most: int) -> str:
    return "█" * round(BAR * count / most) if most else ""


def printed_texts(texts: tuple[Kept, ...]) -> str:
    """The texts that workers have seen, redacted, and sent to the editors: newest month first."""
    if not texts:
        return "\nNobody has sent a text."
    lines = [
        f"  {kept.month} {kept.locale} at {kept.question}: “{kept.text}”"
        + (f" x{kept.times}" if kept.times > 1 else "")
        for kept in sorted(texts, key=lambda kept: (kept.month, kept.times, kept.text), reverse=True)
    ]
    return "\n".join(["\nTexts sent to the editors, for them only", *lines])
