"""The ladder: who serves a place, nearest first, and who stands behind them.

municipality -> wellbeing services county -> police department -> nationwide -> 112. A contact whose number may
not be shown (unconfirmed, closed) still tells that the service exists and where its page is; the next rung that
can be reached stands under it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import product

from bot.model import LEVELS, Call, Contact, Door, Kind, Knowledge, Level, Rung

Rungs = tuple[tuple[Rung, ...], ...]
"""The contacts of one kind for one place, a tuple for each level that has any, nearest first."""


def doors(knowledge: Knowledge, calls: tuple[Call, ...], facets: Mapping[str, str]) -> tuple[Door, ...]:
    """The doors of a case for a reader, in the order of the case."""
    place, where, role = facets.get("place", ""), facets.get("where", ""), facets.get("role", "")
    held = ((call, for_role(door(knowledge, call, place), role)) for call in calls if call.rule.holds(facets))
    return tuple(found for call, found in held if is_named(call, found, where, role))


def is_named(call: Call, found: Door, where: str, role: str) -> bool:
    """Whether a door stands on the card: for this reader's role and place, an optional one where it is reachable."""
    is_for_reader = found.kind.is_known_in(where) and role not in found.kind.not_for
    return is_for_reader and (bool(found.reachable) or not call.optional)


def for_role(found: Door, role: str) -> Door:
    """The same door without those behind it who are not for this role: nobody is sent to their own helpline."""
    if not any(role in rung.kind.not_for for rung in found.behind):
        return found
    return replace(found, behind=tuple(rung for rung in found.behind if role not in rung.kind.not_for))


def door(knowledge: Knowledge, call: Call, place: str) -> Door:
    """One kind of service as it stands for a municipality code, or for the whole country."""
    kind = knowledge.kinds[call.service]
    rungs = ladder(knowledge, kind.id, place)
    first = next((index for index, level in enumerate(rungs) if any(is_reachable(rung) for rung in level)), None)
    nearest = rungs[0] if rungs else ()
    reachable = () if first is None else tuple(rung for rung in rungs[first] if is_reachable(rung))
    behind = _behind(knowledge, kind, place, rungs, first)
    page = None
    is_local = any(rung.level != "nation" for level in rungs for rung in level)
    if kind.county_page and not is_local and (municipality := knowledge.municipalities.get(place)) is not None:
        page = knowledge.counties[municipality.county].url
    return Door(kind, call.about, nearest, reachable, behind, page)


def ladder(knowledge: Knowledge, kind_id: str, place: str) -> Rungs:
    """The contacts of a kind that serve a place, closed ones left out."""
    by_area = _by_area(knowledge)
    kind = knowledge.kinds[kind_id]
    found = []
    for level, areas in _areas(knowledge, place):
        contacts = [contact for area in areas for contact in by_area.get((kind_id, level, area), ())]
        if contacts:
            found.append(tuple(Rung(level, contact, kind) for contact in contacts))
    return tuple(found)


def is_reachable(rung: Rung) -> bool:
    """Whether the contact can be used now that one has it: a number, or a page where the page is the door."""
    contact = rung.contact
    if contact.numbers:
        return True
    return rung.kind.reached_by == "page" and contact.status == "active" and contact.url is not None


def _behind(knowledge: Knowledge, kind: Kind, place: str, rungs: Rungs, first: int | None) -> tuple[Rung, ...]:
    """The contacts with another number on the next level: of the same kind, or of a kind that stands in for it."""
    further = rungs[first + 1 :] if first is not None else ()
    tried = {phone.dial for rung in (rungs[first] if first is not None else ()) for phone in rung.contact.numbers}
    if found := _with_numbers(further, tried):
        return found
    seen = {kind.id}
    waiting = list(kind.instead)
    while waiting:
        other = waiting.pop(0)
        if other in seen:
            continue
        seen.add(other)
        if found := _with_numbers(ladder(knowledge, other, place), tried):
            return found
        waiting += knowledge.kinds[other].instead
    return ()


def _with_numbers(rungs: Rungs, tried: set[str]) -> tuple[Rung, ...]:
    """Those of the nearest level where somebody has a number that may be shown and was not tried already."""
    for level in rungs:
        if found := tuple(rung for rung in level if any(phone.dial not in tried for phone in rung.contact.numbers)):
            return found
    return ()


def _areas(knowledge: Knowledge, place: str) -> list[tuple[Level, tuple[str, ...]]]:
    """The areas a place lies in, nearest first."""
    municipality = knowledge.municipalities.get(place)
    if municipality is None:
        return [("nation", ("finland", "mainland"))]
    nation = ("finland", "mainland") if knowledge.counties[municipality.county].law == "mainland" else ("finland",)
    areas = ((place,), (municipality.county,), (municipality.police_department,), nation)
    return list(zip(LEVELS, areas, strict=True))


@lru_cache(maxsize=4)
def _by_area(knowledge: Knowledge) -> dict[tuple[str, Level, str], list[Contact]]:
    found: dict[tuple[str, Level, str], list[Contact]] = {}
    for contact in knowledge.contacts.values():
        if contact.status != "closed":
            for kind_id, area in product((contact.service, *contact.also_serves_as), contact.areas):
                found.setdefault((kind_id, contact.level, area), []).append(contact)
    return found
