"""The report as a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from bot.pages import document
from bot.usage.drawings import county_map, tree, trend
from bot.usage.report import Report, Row

OPEN_ROWS = 15
"""Rows that stand open; the others are folded."""

KEY = (("#8a2f0d", "under 25 %"), ("#fdc892", "25-50 %"), ("#c3e3f5", "50-75 %"), ("#0b5a8a", "over 75 %"))


def page(report: Report) -> str:
    """The whole page."""
    return document(f"Luotsi gap report, {', '.join(report.periods)}", _parts(report))


def _parts(report: Report) -> Iterator[str]:
    yield from _head(report)
    yield "<main>"
    yield from _tiles(report)
    yield from _gaps(report)
    if not report.county:
        yield '<div class="pair">'
        yield from _tree(report)
        yield "<div>"
        yield from _counties(report)
        yield from _trend(report)
        yield "</div></div>"
    else:
        yield from _counties(report)
    yield "</main>"


def _head(report: Report) -> Iterator[str]:
    goes_on = f" ({report.goes_on} so far)" if report.goes_on else ""
    yield "<header><h1>Where guidance is missing</h1>"
    place = f"{_county_name(report)}. " if report.county else ""
    yield f"<p>{escape(place)}Periods: {escape(', '.join(report.periods) + goes_on)}.</p>"
    yield '<p class="calm">Numbers are rounded down to fives; fewer than five are hidden and rolled up to the county '
    yield "and the country. Nothing here tells of one talk or one person: who asked and where are never counted "
    yield "together.</p>"
    if report.county:
        yield '<p class="calm">Of a county only its contacts are told; the rest is told of the whole country.</p>'
    yield "</header>"


def _county_name(report: Report) -> str:
    return report.coverage[0].name if report.coverage else report.county


def _tiles(report: Report) -> Iterator[str]:
    feedback = report.figures["feedback"]
    helped, missed = feedback.get(("helped",), 0), feedback.get(("not-needed",), 0)
    local = sum(each.local for each in report.coverage)
    asked = local + sum(each.elsewhere for each in report.coverage)
    cards = sum(each.cards for each in report.coverage) if report.county else report.figures["outcome"].get((), 0)
    tiles = [("Answers given", _number(cards)), ("Without a missing number", _percent(local, asked))]
    if not report.county:
        tiles.insert(0, ("Talks", _number(report.talks)))
        tiles.append(("Said it helped", _percent(helped, helped + missed)))
    yield '<dl class="tiles">'
    for name, value in tiles:
        yield f"<div><dt>{name}</dt><dd>{value}</dd></div>"
    yield "</dl>"


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\N{NO-BREAK SPACE}") if count else "under 5"


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"


def _gaps(report: Report) -> Iterator[str]:
    yield '<section aria-labelledby="next"><h2 id="next">What to do next</h2>'
    if not report.rows:
        yield "<p>Nothing yet: no gap was met five times.</p>"
    yield '<ol class="gaps">'
    for rank, row in enumerate(report.rows[:OPEN_ROWS], 1):
        yield from _gap(rank, row)
    yield "</ol>"
    rest = report.rows[OPEN_ROWS:]
    if rest:
        yield f'<details><summary>{len(rest)} more</summary><ol class="gaps" start="{OPEN_ROWS + 1}">'
        for rank, row in enumerate(rest, OPEN_ROWS + 1):
            yield from _gap(rank, row)
        yield "</ol></details>"
    yield "</section>"


def _gap(rank: int, row: Row) -> Iterator[str]:
    times = f"{_number(row.count)} times"
    yield f'<li class="{row.kind}"><span class="rank">{rank}</span><div>'
    yield f'<div><p class="what">{escape(row.what)} <span class="times">· {times}</span></p>'
    for shares in (row.counties, row.languages):
        if shares:
            said = " · ".join(f"{name} {_number(count)}" if count else name for name, count in shares)
            yield f'<p class="where">{escape(said)}</p>'
    place = escape(f"{row.file}:{row.line}")
    yield f'</div><div><p class="edit"><code>{place}</code> <code>{escape(row.key)}</code></p>'
    yield f'<p class="remedy">{_with_code(row.remedy)}</p></div></div></li>'


def _with_code(text: str) -> str:
    """Words between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _tree(report: Report) -> Iterator[str]:
    yield '<section aria-labelledby="tree"><h2 id="tree">The way through the questions</h2>'
    yield "<p>The trunk is as thick as the number of people; each branch is an answer; red is where they left.</p>"
    yield tree(report)
    yield "<details><summary>The same as a table</summary><table><caption>Answers and leaving, by question</caption>"
    yield '<thead><tr><th scope="col">Question</th><th scope="col" class="num">Answered</th>'
    yield '<th scope="col" class="num">Left here</th></tr></thead><tbody>'
    for flow in report.flows:
        yield f'<tr><th scope="row">{escape(flow.text)}</th><td class="num">{_number(flow.answered)}</td>'
        yield f'<td class="num">{_number(flow.left)}</td></tr>'
    yield "</tbody></table></details></section>"


def _counties(report: Report) -> Iterator[str]:
    yield '<section aria-labelledby="counties"><h2 id="counties">Local numbers by county</h2>'
    yield "<p>How many of the services that should have a local number have one that may be shown.</p>"
    if not report.county:
        yield county_map(report)
        yield '<ul class="key">'
        for colour, said in KEY:
            yield f'<li><span style="background:{colour}"></span>{said}</li>'
        yield "</ul>"
    table = _county_table(report)
    yield table if report.county else f"<details><summary>The same as a table</summary>{table}</details>"
    yield "</section>"


def _county_table(report: Report) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(each.name)}</th><td class="num">{_number(each.cards)}</td>'
        f'<td class="num">{each.known} of {each.services}</td></tr>'
        for each in report.coverage
    )
    return (
        "<table><caption>Answers, and services with a local number</caption>"
        '<thead><tr><th scope="col">County</th><th scope="col" class="num">Answers</th>'
        f'<th scope="col" class="num">Local numbers</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _trend(report: Report) -> Iterator[str]:
    most = max((count for _, count in report.trend), default=0)
    yield '<section aria-labelledby="weeks"><h2 id="weeks">Talks by week</h2>'
    yield f"<p>The highest bar is {_number(most)} talks.</p>{trend(report)}"
    yield "<details><summary>The same as a table</summary><table><caption>Talks by week</caption>"
    yield '<thead><tr><th scope="col">Week</th><th scope="col" class="num">Talks</th></tr></thead><tbody>'
    for week, count in report.trend:
        yield f'<tr><th scope="row">{week}</th><td class="num">{_number(count)}</td></tr>'
    yield "</tbody></table></details></section>"
