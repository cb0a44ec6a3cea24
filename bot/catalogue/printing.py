"""What the catalogue proposes as a table in a terminal, and as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.catalogue.match import Offer
from bot.catalogue.propose import Candidate, Drift, Proposals, page_of
from bot.hours import schedule_said

ATTRIBUTION = "Source: Suomi.fi-palvelutietovaranto (DVV), CC0, read {}"
"""CC0 asks for no credit; readers should know where it is from all the same."""

CHANGES = {
    "number": "other number",
    "hours": "other hours",
    "language": "language missing",
    "archived": "archived",
    "withdrawn": "withdrawn",
    "missing": "no longer found",
}


def printed(proposals: Proposals) -> Group:
    """Both tables, and a line about what they rest on."""
    return Group(*_parts(proposals))


def summary(proposals: Proposals) -> str:
    """How much was found, in one line."""
    gaps = len({(each.gap.kind.id, each.gap.area) for each in proposals.candidates})
    count = len(proposals.candidates)
    found = f"{count} candidates for {gaps} gaps, {len(proposals.unfilled)} gaps without one"
    return f"{found}; {len(proposals.drifts)} drifts of {proposals.compared} contacts found in the catalogue"


def credit(proposals: Proposals) -> str:
    """Where it is from, and that a copy of a part tells of that part only."""
    part = "" if proposals.is_whole else " (a part of it)"
    return ATTRIBUTION.format(proposals.read_on) + part


def name_of(offer: Offer) -> str:
    """The name of the channel, in Finnish where it has one."""
    names = offer.channel.names or offer.service.names
    return names.get("fi") or next(iter(names.values()), offer.channel.id)


def numbers_of(offer: Offer) -> str:
    """Its numbers in a line."""
    return ", ".join(phone.dial for phone in offer.phones)


def _parts(proposals: Proposals) -> Iterator[RenderableType]:
    if proposals.candidates:
        yield _candidates(proposals)
    if proposals.drifts:
        yield _drifts(proposals)
    yield Text(summary(proposals) + ".")
    yield Text(credit(proposals) + ".")


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column == "id", min_width=8 if column == "id" else None)
    return table


def _candidates(proposals: Proposals) -> Table:
    table = _table("Contacts for gaps", "id", "gap", "found", "number", "hours", "published", "why")
    before = None
    for each in proposals.candidates:
        gap = f"{each.gap.area_name}: {each.gap.kind.id}"
        found = f"{name_of(each.offer)} ({each.organization})" if each.organization else name_of(each.offer)
        rivals = proposals.rivals(each)
        why = (*each.reasons, *([f"others have other numbers: {', '.join(r.id for r in rivals)}"] if rivals else []))
        row = (found, numbers_of(each.offer), schedule_said(each.offer.schedule), each.offer.published, "; ".join(why))
        table.add_row(*(Text(cell) for cell in (each.id, "" if gap == before else gap, *row)))
        before = gap
    return table


def _drifts(proposals: Proposals) -> Table:
    table = _table("Contacts that differ", "id", "contact", "what", "ours", "catalogue", "published", "why")
    for each in proposals.drifts:
        published = "" if each.offer is None else each.offer.published
        cells = (each.id, each.contact.id, CHANGES[each.change], each.ours, each.theirs, published, each.reason)
        table.add_row(*(Text(cell) for cell in cells))
    return table


# --- data -----------------------------------------------------------------------------------------------


def data(proposals: Proposals) -> dict[str, Any]:
    """Everything as values that JSON can hold."""
    return {
        "source": credit(proposals),
        "read_on": proposals.read_on,
        "version": proposals.version,
        "candidates": [_candidate_data(proposals, each) for each in proposals.candidates],
        "drifts": [_drift_data(each) for each in proposals.drifts],
        "gaps_without_candidate": [gap.data() for gap in proposals.unfilled],
        "contacts_compared": proposals.compared,
    }


def _candidate_data(proposals: Proposals, candidate: Candidate) -> dict[str, Any]:
    return {
        "id": candidate.id,
        "gap": candidate.gap.data(),
        "municipalities": list(candidate.places),
        "organization": candidate.organization,
        "score": candidate.offer.score,
        "reasons": list(candidate.reasons),
        "lost": list(candidate.losses),
        "rivals": [rival.id for rival in proposals.rivals(candidate)],
        **_offer_data(candidate.offer),
    }


def _drift_data(drift: Drift) -> dict[str, Any]:
    return {
        "id": drift.id,
        "contact": drift.contact.id,
        "file": drift.contact.at.file,
        "line": drift.contact.at.line,
        "what": drift.change,
        "ours": drift.ours,
        "catalogue": drift.theirs,
        "reason": drift.reason,
        **({} if drift.offer is None else {"lost": list(drift.offer.left_out), **_offer_data(drift.offer)}),
    }


def _offer_data(offer: Offer) -> dict[str, Any]:
    return {
        "names": dict(offer.channel.names),
        "phones": [phone.dial for phone in offer.phones],
        "hours": schedule_said(offer.schedule),
        "languages": list(offer.languages),
        "published": offer.published,
        "url": page_of(offer),
        "service_id": offer.service.id,
        "channel_id": offer.channel.id,
    }
