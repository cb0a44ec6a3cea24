"""What the catalogue proposes as one HTML file for a reviewer: no script, nothing from elsewhere, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path

from bot.catalogue.printing import CHANGES, credit, name_of, numbers_of, summary
from bot.catalogue.propose import Candidate, Drift, Proposals, page_of
from bot.hours import schedule_said
from bot.pages import document, write

STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h2 { margin-top: 2.5rem; } section > h3 { margin: 2rem 0 .5rem; }
article { border: 1px solid #888; border-radius: .5rem; padding: .75rem 1rem; margin: .75rem 0; break-inside: avoid; }
article h3, article h4 { margin: 0; font-size: 1.1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .5rem 0; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
.choose { border-left: .4rem solid #b35c00; }
code { user-select: all; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
"""


def page(proposals: Proposals) -> str:
    """The whole page."""
    return document("Luotsi: what the service catalogue proposes", _parts(proposals), style=STYLE)


def write_page(proposals: Proposals, path: Path) -> None:
    """The page in a file. Raises BotError where that fails."""
    write(page(proposals), path)


def _parts(proposals: Proposals) -> Iterator[str]:
    yield "<header><h1>What the service catalogue proposes</h1>"
    yield f"<p>{escape(summary(proposals))}.</p><p>{escape(credit(proposals))}.</p>"
    yield "<p>Nothing is changed until an editor accepts a proposal: <code>luotsi catalogue accept ID</code>. Call the "
    yield "number before you accept it; the catalogue may be wrong too.</p></header><main>"
    yield from _drifts(proposals)
    yield from _gaps(proposals)
    yield "</main>"


def _drifts(proposals: Proposals) -> Iterator[str]:
    yield '<section aria-labelledby="drifts"><h2 id="drifts">Contacts that differ</h2>'
    if not proposals.drifts:
        yield "<p>No contact differs.</p>"
    for drift in proposals.drifts:
        rows = [("Ours", drift.ours), ("Catalogue", drift.theirs), ("Why", drift.reason)]
        if drift.offer is not None:
            rows.append(("Not written", "; ".join(drift.offer.left_out)))
        rows.append(("Stands at", f"{drift.contact.at.file}:{drift.contact.at.line}"))
        yield f"<article><h3>{escape(drift.contact.name.fi)}: {CHANGES[drift.change]}</h3>"
        yield from _list(rows, drift)
    yield "</section>"


def _gaps(proposals: Proposals) -> Iterator[str]:
    yield '<section aria-labelledby="gaps"><h2 id="gaps">Contacts for gaps</h2>'
    if not proposals.candidates:
        yield "<p>No candidate was found.</p>"
    for (area, kind), listed in groupby(proposals.candidates, lambda each: (each.gap.area_name, each.gap.kind.name.fi)):
        yield f"<h3>{escape(area)}: {escape(kind)}</h3>"
        for candidate in listed:
            yield from _candidate(proposals, candidate)
    if proposals.unfilled:
        yield f"<details><summary>{len(proposals.unfilled)} gaps without a candidate</summary><ul>"
        for gap in proposals.unfilled:
            yield f"<li>{escape(gap.area_name)}: {escape(gap.kind.name.fi)}</li>"
        yield "</ul></details>"
    yield "</section>"


def _candidate(proposals: Proposals, candidate: Candidate) -> Iterator[str]:
    offer = candidate.offer
    rivals = proposals.rivals(candidate)
    rows = [("Number", numbers_of(offer)), ("Hours", schedule_said(offer.schedule))]
    rows += [("Languages", ", ".join(offer.languages) or "unknown"), ("Organisation", candidate.organization)]
    rows += [("It says", offer.service.description), ("Why", "; ".join(candidate.reasons))]
    rows.append(("Not written", "; ".join(candidate.losses)))
    if rivals:
        rows.append(("Choose", f"other numbers for the same places: {', '.join(rival.id for rival in rivals)}"))
    yield f"<article{' class=choose' if rivals else ''}><h4>{escape(name_of(offer))}</h4>"
    yield from _list(rows, candidate)


def _list(rows: list[tuple[str, str]], proposal: Candidate | Drift) -> Iterator[str]:
    yield "<dl>"
    for name, value in rows:
        if value:
            yield f"<dt>{name}</dt><dd>{escape(value)}</dd>"
    if proposal.offer is not None:
        url = escape(page_of(proposal.offer))
        yield f"<dt>Published</dt><dd>{escape(proposal.offer.published)}</dd>"
        yield f'<dt>Page</dt><dd><a href="{url}" rel="noreferrer">{url}</a></dd>'
    yield f"<dt>Accept</dt><dd><code>luotsi catalogue accept {proposal.id}</code></dd></dl></article>"
