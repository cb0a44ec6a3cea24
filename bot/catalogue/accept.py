"""An accepted proposal as one changed entry of a knowledge file, with its source and date; never more than that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot import editing
from bot.catalogue.mapping import spans_of
from bot.catalogue.match import Offer
from bot.catalogue.propose import Candidate, Drift, Proposals, page_of
from bot.content.load import load
from bot.content.phones import dialled
from bot.content.source import Value
from bot.errors import BotError
from bot.hours import clock
from bot.model import LOCALES, WEEKDAYS, Contact, Knowledge, Schedule

MOST_NAMED: Final = 3
"""Municipalities named in a composed name; more are counted."""

LONGEST_NAME: Final = 150
"""Characters; the catalogue itself allows about a hundred."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What is written: keys of one contact, or a contact that is new (`entry`), in a file of the knowledge.

    `losses` is what the catalogue says beside it, which no contact of ours can hold.
    """

    file: str
    contact: str
    values: tuple[tuple[str, Value], ...]
    is_new: bool = False
    losses: tuple[str, ...] = ()

    @property
    def entry(self) -> dict[str, Value]:
        """All values, in the order in which they are written."""
        return dict(self.values)


def conflicts(proposals: Proposals, proposal: Candidate | Drift) -> tuple[str, ...]:
    """What an editor must decide before it is written; () where nothing speaks against it."""
    return tuple(_conflicts(proposals, proposal))


def _conflicts(proposals: Proposals, proposal: Candidate | Drift) -> Iterator[str]:
    if isinstance(proposal, Drift):
        if proposal.contact.assured is not None:
            yield f"{proposal.contact.id} was checked by its own organisation on {proposal.contact.assured.on}"
        if proposal.change == "missing":
            yield "the catalogue does not say why it is gone; fetch again another day before you believe it"
        return
    for rival in proposals.rivals(proposal):
        yield f"{rival.id} has other numbers for the same places: {_numbers(rival.offer)}"
    known = _contact(proposal)
    if known is not None and known.status == "temporarily-closed":
        yield f"{known.id} is marked as temporarily closed"
    if known is not None and known.phones and not {phone.dial for phone in known.phones} & proposal.offer.dials:
        yield f"{known.id} has another number, not confirmed: {', '.join(phone.shown for phone in known.phones)}"


def edit_of(knowledge: Knowledge, proposals: Proposals, proposal: Candidate | Drift) -> Edit:
    """What accepting it would write."""
    if isinstance(proposal, Drift):
        values = tuple(_mended(proposals, proposal))
        lost = () if proposal.offer is None else proposal.offer.left_out
        return Edit(proposal.contact.at.file, proposal.contact.id, values, losses=lost)
    known = _contact(proposal)
    if known is not None:
        completed = tuple(_completed(proposals, proposal.offer, known))
        return Edit(known.at.file, known.id, completed, losses=proposal.losses)
    entry = dict(_new(knowledge, proposals, proposal))
    file = _file_for(knowledge, proposal.gap.kind.id)
    return Edit(file, entry["id"], tuple(entry.items()), is_new=True, losses=proposal.losses)


def write(folder: Path, edit: Edit) -> Knowledge:
    """Write an edit; the knowledge after it. Where that would not be sound, all stays as it was. Raises BotError."""
    file = folder / Path(*Path(edit.file).parts[1:])
    before = file.read_bytes()
    try:
        return _apply(folder, file, edit)
    except BotError:
        if file.read_bytes() != before:
            editing.write(folder, file, before.decode())
        raise


def _apply(folder: Path, file: Path, edit: Edit) -> Knowledge:
    if edit.is_new:
        editing.append(folder, file, "contacts", edit.entry)
    elif (entry := editing.find(folder, "contacts", edit.contact)) is not None:
        editing.set_values(folder, entry, [((key,), value) for key, value in edit.values])
    loaded = load(folder)
    if loaded.fit is None:
        wrong = next(problem for problem in loaded.problems if problem.severity == "error")
        raise BotError(f"not written, it would be wrong: {wrong}")
    return loaded.fit


# --- values ---------------------------------------------------------------------------------------------


def _contact(candidate: Candidate) -> Contact | None:
    """The contact of ours that the candidate would complete: the area's own, where all of it is served."""
    known = candidate.gap.contact
    if known is None or known.level != candidate.gap.level or not candidate.is_whole:
        return None
    return known if known.areas == (candidate.gap.area,) else None


def _new(knowledge: Knowledge, proposals: Proposals, candidate: Candidate) -> Iterator[tuple[str, Value]]:
    gap, offer = candidate.gap, candidate.offer
    field = {"county": "counties", "police-department": "police_departments"}.get(gap.level, "municipalities")
    area = {field: [gap.area]} if candidate.is_whole else {"municipalities": list(candidate.places)}
    yield "id", _new_id(knowledge, candidate)
    yield "service", gap.kind.id
    yield "name", _names(knowledge, candidate)
    yield "service_area", area
    yield "status", "active"
    yield "phones", _phones(offer)
    yield "schedule", _schedule(offer.schedule)
    if offer.languages:
        yield "languages", list(offer.languages)
    yield "source", _source(proposals, offer)


def _completed(proposals: Proposals, offer: Offer, known: Contact) -> Iterator[tuple[str, Value]]:
    yield "status", "active"
    if {phone.dial for phone in known.phones} != {phone.dial for phone in offer.phones}:
        yield "phones", _phones(offer)
        yield from _unassured(known)
    yield from _hours(offer, known)
    if not known.languages and offer.languages:
        yield "languages", list(offer.languages)
    yield "source", _source(proposals, offer)


def _mended(proposals: Proposals, drift: Drift) -> Iterator[tuple[str, Value]]:
    if drift.offer is None:
        yield "status", "unconfirmed"  # its number is not shown until an editor has looked; nothing is deleted
        return
    if drift.change == "number":
        yield "phones", _phones(drift.offer)
        yield from _unassured(drift.contact)
    elif drift.change == "language":
        yield "languages", list(drift.offer.languages)
    if drift.change == "hours":
        yield "schedule", _schedule(drift.offer.schedule)
        if drift.contact.hours_as_of is not None:
            yield "hours_as_of", drift.offer.published
    elif drift.contact.schedule != "unknown" and drift.contact.hours_as_of is None:
        yield "hours_as_of", drift.contact.source.as_of  # the hours are as old as they were
    yield "source", _source(proposals, drift.offer)


def _unassured(known: Contact) -> Iterator[tuple[str, Value]]:
    """What its organisation checked was another number."""
    if known.assured is not None:
        yield "assured", None


def _hours(offer: Offer, known: Contact) -> Iterator[tuple[str, Value]]:
    """The catalogue's hours where it has any; ours stay with the date they had."""
    if offer.schedule != "unknown":
        if spans_of(offer.schedule) != spans_of(known.schedule):
            yield "schedule", _schedule(offer.schedule)
        if known.hours_as_of is not None:
            yield "hours_as_of", offer.published
    elif known.schedule != "unknown" and known.hours_as_of is None:
        yield "hours_as_of", known.source.as_of


def _phones(offer: Offer) -> Value:
    """The numbers; by language where each language has its own."""
    several = len(offer.phones) > 1 and len({phone.languages for phone in offer.phones}) == len(offer.phones)
    listed = []
    for phone in offer.phones:
        number: dict[str, Value] = {"number": (dialled(phone.dial) or ("", phone.dial))[1]}
        listed.append(number | ({"languages": list(phone.languages)} if several and phone.languages else {}))
    return listed


def _schedule(schedule: Schedule) -> Value:
    if isinstance(schedule, str):
        return schedule
    return [
        {
            "byday": [WEEKDAYS[day] for day in each.byday],
            "opens_at": clock(each.opens),
            "closes_at": clock(each.closes),
        }
        for each in schedule
    ]


def _source(proposals: Proposals, offer: Offer) -> Value:
    return {"url": page_of(offer), "as_of": offer.published, "read_on": proposals.read_on}


def _names(knowledge: Knowledge, candidate: Candidate) -> dict[str, str]:
    """The catalogue's name, and where it lacks a language the kind and the area in that language."""
    found: dict[str, str] = {}
    for locale in LOCALES:
        theirs = " ".join(candidate.offer.channel.names.get(locale, "").split())[:LONGEST_NAME]
        where = _where(knowledge, candidate)[locale]
        found[locale] = theirs or f"{candidate.gap.kind.name[locale]}, {where}"
    return found


def _where(knowledge: Knowledge, candidate: Candidate) -> dict[str, str]:
    gap = candidate.gap
    if candidate.is_whole:
        areas = knowledge.counties if gap.level == "county" else knowledge.police_departments
        return {locale: areas[gap.area].name[locale] for locale in LOCALES}
    places = [knowledge.municipalities[code].name for code in candidate.places]
    more = f" (+{len(places) - MOST_NAMED})" if len(places) > MOST_NAMED else ""
    return {locale: ", ".join(each[locale] for each in places[:MOST_NAMED]) + more for locale in LOCALES}


def _new_id(knowledge: Knowledge, candidate: Candidate) -> str:
    start = f"{candidate.gap.area}-{candidate.gap.kind.id}"
    number = 1
    while (name := start if number == 1 else f"{start}-{number}") in knowledge.contacts:
        number += 1
    return name


def _file_for(knowledge: Knowledge, kind: str) -> str:
    """The file where most contacts of a kind stand; of the urgent ones where there is none yet."""
    of_kind = Counter(each.at.file for each in knowledge.contacts.values() if each.service == kind)
    every = Counter(each.at.file for each in knowledge.contacts.values())
    found = (of_kind or every).most_common(1)
    if not found:
        raise BotError("the knowledge has no contact yet; write the first one by hand")
    return found[0][0]


def _numbers(offer: Offer) -> str:
    return ", ".join(phone.dial for phone in offer.phones)
