"""Which of the catalogue's items speak of which kind of service, and of which municipalities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from bot.catalogue.copy import Copy
from bot.catalogue.model import Channel, Connection, Exceptional, Hours, Phone, Service, ServiceArea, Words
from bot.catalogue.plan import Scope
from bot.hours import clock
from bot.model import Knowledge, Level, Listing, Locale, Schedule

NAMED: Final = 92
"""How alike, of 100, a name must be to count alone; a Finnish word in a case of its own still reaches it."""
NAMED_IN_CLASS: Final = 88
"""And within the right service class."""
LANGUAGES: Final[tuple[Locale, ...]] = ("fi", "sv")
"""The languages in which the catalogue's names are compared: all of it is in Finnish, much of it in Swedish."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A channel of a service that was found for a kind, with why; `score` runs 0-100.

    `municipalities` are the codes it serves, by our own table of areas.
    """

    kind: str
    service: Service
    channel: Channel
    connection: Connection
    municipalities: frozenset[str]
    score: int
    reason: str

    @property
    def phones(self) -> tuple[Phone, ...]:
        """The numbers to call: those of the connection where it has any, else the channel's."""
        return tuple(each for each in self.connection.phones or self.channel.phones if each.type == "voice")

    @property
    def dials(self) -> frozenset[str]:
        """Every number of it, the channel's and the connection's."""
        return frozenset(each.dial for each in (*self.channel.phones, *self.connection.phones) if each.type == "voice")

    @property
    def hours(self) -> Hours:
        """The connection's hours where it has any, else the channel's."""
        own = self.connection.hours
        return self.channel.hours if own.schedule == "unknown" else own

    @property
    def schedule(self) -> Schedule:
        """The usual week."""
        return self.hours.schedule

    @property
    def left_out(self) -> tuple[str, ...]:
        """What it says that a contact of ours cannot hold: days that differ, remarks, numbers for messages."""
        days = [f"{_days(each)}: {_openings(each)}" for each in self.hours.exceptions]
        remarked = [self.hours.remarks, *(phone.remarks for phone in self.phones)]
        remarks = [f"{language}: {text}" for texts in remarked for language, text in texts.items()]
        messages = [f"text messages to {each.dial}" for each in self.channel.phones if each.type == "sms"]
        return tuple(dict.fromkeys((*days, *remarks, *messages)))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it serves in; () is unknown."""
        return self.channel.languages or self.service.languages

    @property
    def published(self) -> str:
        """When the channel was last published."""
        return self.channel.published


def _days(each: Exceptional) -> str:
    return each.first if each.first == each.last else f"{each.first} to {each.last}"


def _openings(each: Exceptional) -> str:
    return ", ".join(f"{clock(opens)}-{clock(closes)}" for opens, closes in each.openings) or "closed"


def offers(knowledge: Knowledge, copy: Copy) -> Iterator[Offer]:
    """Every offer of a kind that the knowledge lists; services are read one at a time."""
    for service in copy.services():
        ties: list[tuple[Connection, Channel]] | None = None
        for listing in knowledge.catalogue:
            by_class = bool(set(listing.classes) & set(service.classes))
            by_term = bool(set(listing.terms) & set(service.terms))
            if not (by_class or by_term or _likeness(listing, [service.names])):
                continue
            if ties is None:
                ties = [
                    (tie, channel) for tie in copy.connections(service.id) if (channel := copy.channel(tie.channel))
                ]
            for tie, channel in ties:
                score, reason = _evidence(listing, service, channel, by_class=by_class, by_term=by_term)
                if score:
                    area = _served(knowledge, service, channel)
                    yield Offer(listing.service, service, channel, tie, area, score, reason)


def followed_offers(knowledge: Knowledge, copy: Copy, kind: str, channel: str, service: str) -> tuple[Offer, ...]:
    """A channel as the service of a contact uses it, or as all do where that one no longer does; it proves itself."""
    found = copy.channel(channel)
    ties = [] if found is None else copy.connected(channel)
    own = [tie for tie in ties if tie.service == service]
    return tuple(
        Offer(kind, behind, found, tie, _served(knowledge, behind, found), 100, "followed")
        for tie in own or ties
        if found is not None and (behind := copy.service(tie.service)) is not None
    )


def _evidence(
    listing: Listing, service: Service, channel: Channel, *, by_class: bool, by_term: bool
) -> tuple[int, str]:
    """How sure it is that a channel is of a kind, 0-100, and why; (0, "") where it is not."""
    named = _likeness(listing, [service.names, channel.names])
    name = f"the name is {named:.0f} of 100 alike"
    if by_term:
        return (90, "filed under its term") if named < NAMED else (100, f"filed under its term, {name}")
    if by_class and named:
        return (80 if named < NAMED else 85), f"in its service class, {name}"
    return (70, name) if named >= NAMED else (0, "")


def _likeness(listing: Listing, names: Iterable[Words]) -> float:
    """The best likeness of a listed word to a part of a name in the same language; 0 below NAMED_IN_CLASS."""
    return max(
        (
            _within(word.casefold(), each[language].casefold())
            for each in names
            for language in LANGUAGES
            if language in each
            for word in listing.names[language]
        ),
        default=0.0,
    )


def _within(word: str, name: str) -> float:
    """How alike a word is to a part of a name, 0-100; a name that is shorter has to be like all of the word."""
    compare = fuzz.partial_ratio if len(word) <= len(name) else fuzz.ratio
    return compare(word, name, score_cutoff=NAMED_IN_CLASS)


def expanded(knowledge: Knowledge, area: ServiceArea) -> frozenset[str]:
    """The municipalities of an area of the catalogue, by our own table; none where it names no place."""
    counties = {each.id for each in knowledge.counties.values() if each.code in area.counties}
    mainland = {each.id for each in knowledge.counties.values() if each.law == "mainland"}
    whole = {"finland": set(knowledge.counties), "mainland": mainland}.get(area.nation or "", set())
    return frozenset(
        code
        for code, municipality in knowledge.municipalities.items()
        if code in area.municipalities or municipality.county in counties | whole
    )


def _served(knowledge: Knowledge, service: Service, channel: Channel) -> frozenset[str]:
    """Where both the service and the channel are; a channel may be open to more than its service is, or less."""
    of_service, of_channel = expanded(knowledge, service.area), expanded(knowledge, channel.area)
    return (of_service & of_channel) or of_channel or of_service


def area_of(knowledge: Knowledge, level: Level, areas: Iterable[str]) -> frozenset[str]:
    """The municipalities that areas of our own hold."""
    names = set(areas)
    if level == "municipality":
        return frozenset(names)
    if level == "nation":
        return expanded(knowledge, ServiceArea("finland" if "finland" in names else "mainland"))
    return frozenset(
        code
        for code, each in knowledge.municipalities.items()
        if (each.county if level == "county" else each.police_department) in names
    )


def was_read(knowledge: Knowledge, scope: Scope, kind: str, places: frozenset[str]) -> bool:
    """Whether a copy of this scope can tell about a kind of service in these municipalities."""
    if scope.classes:
        listed = {each for listing in knowledge.catalogue if listing.service == kind for each in listing.classes}
        if not listed & set(scope.classes):
            return False
    if not (scope.counties or scope.municipalities):
        return True
    return bool(places & expanded(knowledge, ServiceArea(None, scope.municipalities, scope.counties)))
