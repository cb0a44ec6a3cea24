"""What the copy of the catalogue proposes: contacts for our gaps, and where our contacts differ from it.

Pure. It never decides: whatever may be read in two ways is left out of the drifts or said in the reasons.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz import fuzz

from bot.catalogue.copy import Copy
from bot.catalogue.mapping import spans_of
from bot.catalogue.match import LANGUAGES, Offer, area_of, followed_offers, offers, was_read
from bot.catalogue.model import Status
from bot.gaps import Gap, gaps
from bot.hours import schedule_said
from bot.model import Contact, Knowledge

SAME_NAME: Final = 88
"""How alike the whole names must be, of 100, for an offer without a common number to be taken for our contact."""
SAME_AREA: Final = 0.5
"""Share of the municipalities of either that both serve, for the same purpose."""
MOST_SHARED: Final = 4
"""An offer to more than so many times the municipalities of a gap is no local contact of it."""

CARD: Final = "https://www.suomi.fi/palvelut/"
"""Where the page of a service is for everybody: a slug and its id; behind `#` we note the channel that is followed."""

_FOLLOWED = re.compile(r"/(?P<service>[0-9a-f-]{36})#(?P<channel>[0-9a-f-]{36})$")

Change = Literal["number", "hours", "language", "archived", "withdrawn", "missing"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A contact that would fill a gap; `places` are the municipalities of the gap that it serves.

    `losses` is what the catalogue says of it that would not be written.
    """

    id: str
    gap: Gap
    offer: Offer
    places: tuple[str, ...]
    organization: str
    reasons: tuple[str, ...]
    losses: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether it serves all of the gap."""
        return len(self.places) == len(self.gap.municipalities)


@dataclass(frozen=True, slots=True)
class Drift:
    """Where a contact of ours differs from the catalogue; `offer` is None where the catalogue's item is gone."""

    id: str
    contact: Contact
    change: Change
    ours: str
    theirs: str
    offer: Offer | None
    reason: str


@dataclass(frozen=True, slots=True)
class Proposals:
    """Everything, and from when the copy is; `unfilled` are the gaps without a candidate."""

    read_on: str
    version: str
    is_whole: bool
    candidates: tuple[Candidate, ...]
    drifts: tuple[Drift, ...]
    unfilled: tuple[Gap, ...]
    compared: int

    def find(self, key: str) -> Candidate | Drift | None:
        """The proposal with an id, or None."""
        known: tuple[Candidate | Drift, ...] = (*self.candidates, *self.drifts)
        return next((each for each in known if each.id == key), None)

    def rivals(self, candidate: Candidate) -> tuple[Candidate, ...]:
        """Other candidates for the same places of the same gap, with other numbers."""
        return tuple(
            each
            for each in self.candidates
            if each.gap == candidate.gap
            and set(each.places) & set(candidate.places)
            and each.offer.dials != candidate.offer.dials
        )


def propose(knowledge: Knowledge, copy: Copy) -> Proposals:
    """Compare the knowledge with a copy of the catalogue."""
    by_kind: dict[str, list[Offer]] = defaultdict(list)
    for offer in offers(knowledge, copy):
        by_kind[offer.kind].append(offer)
    listed = {listing.service for listing in knowledge.catalogue}
    known = [
        gap
        for gap in gaps(knowledge)
        if gap.kind.id in listed and was_read(knowledge, copy.scope, gap.kind.id, frozenset(gap.municipalities))
    ]
    candidates = [each for gap in known for each in _candidates(gap, by_kind[gap.kind.id], copy)]
    compared = 0
    drifts: list[Drift] = []
    for contact in knowledge.contacts.values():
        if contact.status != "active":
            continue
        places = area_of(knowledge, contact.level, contact.areas)
        if was_read(knowledge, copy.scope, contact.service, places):
            found = _of_contact(knowledge, contact, places, by_kind[contact.service], copy)
            compared += bool(found.offers) or found.gone is not None
            drifts += _drifts(contact, found)
    filled = {(each.gap.kind.id, each.gap.area) for each in candidates}
    unfilled = tuple(gap for gap in known if (gap.kind.id, gap.area) not in filled)
    scope = copy.scope.is_whole
    return Proposals(copy.read_on, copy.version, scope, tuple(candidates), tuple(drifts), unfilled, compared)


def followed(knowledge: Knowledge) -> tuple[str, ...]:
    """The channels that our contacts were taken from."""
    found = (_FOLLOWED.search(contact.source.url) for contact in knowledge.contacts.values())
    return tuple(sorted({match["channel"] for match in found if match}))


def page_of(offer: Offer) -> str:
    """The address of the service's page, with the channel to follow behind it."""
    name = offer.service.names.get("fi", "").casefold().translate(str.maketrans("äöå", "aoa"))
    slug = re.sub(r"[^a-z0-9]+", "-", name).strip("-")[:80] or "palvelu"
    return f"{CARD}{slug}/{offer.service.id.lower()}#{offer.channel.id.lower()}"


def _id(*parts: str) -> str:
    """A short name for a proposal, the same every time."""
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:8]


# --- gaps -----------------------------------------------------------------------------------------------


def _candidates(gap: Gap, found: Iterable[Offer], copy: Copy) -> Iterator[Candidate]:
    """The candidates of a gap, best first; of those with the same numbers only the best."""
    municipalities = frozenset(gap.municipalities)
    seen = set()
    for offer in sorted(found, key=lambda offer: _rank(municipalities, offer)):
        places = municipalities & offer.municipalities
        if not places or not offer.phones or len(offer.municipalities) > MOST_SHARED * len(municipalities):
            continue
        key = offer.dials, places
        if key in seen:
            continue
        seen.add(key)
        behind = copy.organization(offer.service.organization)
        yield Candidate(
            id=_id(gap.kind.id, gap.area, offer.service.id, offer.channel.id),
            gap=gap,
            offer=offer,
            places=tuple(sorted(places)),
            organization="" if behind is None else _name(behind.names),
            reasons=(offer.reason, _reach(offer, municipalities, places)),
            losses=(*_lost(offer, copy), *offer.left_out),
        )


def _lost(offer: Offer, copy: Copy) -> tuple[str, ...]:
    """What could not be kept of the items when they were read."""
    return tuple(dict.fromkeys(loss.what for loss in copy.losses([offer.channel.id, offer.service.id])))


def _rank(wanted: frozenset[str], offer: Offer) -> tuple[float, int, str]:
    """Nearest area first, then the surest, then by id so that the order never changes."""
    both = len(wanted & offer.municipalities) / (len(wanted | offer.municipalities) or 1)
    return -both, -offer.score, offer.channel.id


def _reach(offer: Offer, wanted: frozenset[str], places: frozenset[str]) -> str:
    if offer.municipalities == wanted:
        return "it serves exactly this area"
    where = "all of it" if places == wanted else f"{len(places)} of its {len(wanted)} municipalities"
    more = len(offer.municipalities - wanted)
    return f"it serves {where}" + (f" and {more} other municipalities" if more else "")


# --- drift ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    """The offers that are our contact, how they were found, and whether the channel it rests on is gone."""

    offers: tuple[Offer, ...] = ()
    reason: str = ""
    gone: Status | None = None


def _of_contact(
    knowledge: Knowledge, contact: Contact, places: frozenset[str], of_kind: list[Offer], copy: Copy
) -> _Found:
    """By the channel it was taken from, else by a common number, else by name and area where only one fits."""
    if match := _FOLLOWED.search(contact.source.url):
        same = followed_offers(knowledge, copy, contact.service, match["channel"], match["service"])
        return _Found(same, "the channel it was taken from", copy.gone(match["channel"]))
    near = [offer for offer in of_kind if offer.municipalities & places]
    ours = {phone.dial for phone in contact.numbers}
    if same := tuple(offer for offer in near if offer.dials & ours):
        return _Found(same, "the same number")
    named = tuple(offer for offer in near if offer.dials and _is_named_as(contact, offer, places))
    if len({offer.dials for offer in named}) == 1:
        return _Found(named, "the same name and area")
    return _Found()


def _is_named_as(contact: Contact, offer: Offer, places: frozenset[str]) -> bool:
    both = len(places & offer.municipalities) / len(places | offer.municipalities)
    likeness = max(
        (
            fuzz.token_sort_ratio(contact.name[language].casefold(), names[language].casefold())
            for names in (offer.channel.names, offer.service.names)
            for language in LANGUAGES
            if language in names
        ),
        default=0.0,
    )
    return both >= SAME_AREA and likeness >= SAME_NAME


def _drifts(contact: Contact, found: _Found) -> Iterator[Drift]:
    if found.gone is not None:
        yield _drift(contact, found.gone, "shown", found.gone, None, found.reason)
        return
    if not found.offers:
        return
    first = found.offers[0]
    ours = {phone.dial for phone in contact.numbers}
    theirs = {dial for offer in found.offers for dial in offer.dials}
    if ours and theirs and not ours & theirs:
        yield _drift(contact, "number", _listed(ours), _listed(first.dials), first, found.reason)
    weeks = {spans for offer in found.offers if (spans := spans_of(offer.schedule)) is not None}
    week = spans_of(contact.schedule)
    if week is not None and len(weeks) == 1 and week not in weeks:
        told = next(offer for offer in found.offers if offer.schedule != "unknown")
        yield _drift(
            contact, "hours", schedule_said(contact.schedule), schedule_said(told.schedule), told, found.reason
        )
    spoken = {language for offer in found.offers for language in offer.languages}
    if all(offer.languages for offer in found.offers) and not set(contact.languages) <= spoken:
        yield _drift(contact, "language", _listed(contact.languages), _listed(spoken), first, found.reason)


def _drift(contact: Contact, change: Change, ours: str, theirs: str, offer: Offer | None, reason: str) -> Drift:
    key = "" if offer is None else offer.channel.id
    return Drift(_id(contact.id, change, key), contact, change, ours, theirs, offer, f"found by {reason}")


def _listed(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))


def _name(names: object) -> str:
    return next(iter(names.values()), "") if isinstance(names, dict) else ""
