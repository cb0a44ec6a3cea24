"""The catalogue's items as neutral values in HSDS words: the same whichever version of its interface they came through.

Texts are kept by language code ("fi", "sv", "en", also the Sámi languages); a language that is missing has no key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.model import Schedule

Words = Mapping[str, str]
"""One text by language; plain, without markup."""

Status = Literal["archived", "withdrawn", "missing"]
"""Why an item is gone; `missing` where the catalogue did not say why."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as a phone dials it (+358... or a short number), once however many languages list it."""

    dial: str
    type: Literal["voice", "sms"] = "voice"
    languages: tuple[str, ...] = ()
    remarks: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exceptional:
    """Days with hours of their own, ISO dates from first to last (or the name of a holiday twice); () is closed."""

    first: str
    last: str
    openings: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """The usual week, the days that differ from it, and what was said beside them."""

    schedule: Schedule = "unknown"
    exceptions: tuple[Exceptional, ...] = ()
    remarks: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ServiceArea:
    """Whom an item serves: the nation, or these municipalities and counties by Statistics Finland's codes."""

    nation: Literal["finland", "mainland"] | None = None
    municipalities: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organization:
    """Who is behind a service."""

    id: str
    names: Words


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach a service: a phone line, a place, a page. `published` is an ISO date or "unknown"."""

    id: str
    organization: str
    names: Words
    phones: tuple[Phone, ...]
    hours: Hours
    area: ServiceArea
    languages: tuple[str, ...]
    published: str


@dataclass(frozen=True, slots=True)
class Connection:
    """A channel as one service uses it; it may bring numbers and hours of its own."""

    service: str
    channel: str
    phones: tuple[Phone, ...] = ()
    hours: Hours = field(default_factory=Hours)


@dataclass(frozen=True, slots=True)
class Service:
    """What is offered, with the classes and ontology terms it is filed under."""

    id: str
    organization: str
    names: Words
    description: str
    classes: tuple[str, ...]
    terms: tuple[str, ...]
    area: ServiceArea
    languages: tuple[str, ...]
    published: str


Item = Organization | Channel | Connection | Service


@dataclass(frozen=True, slots=True)
class Loss:
    """Something an item says that could not be kept, and of which item."""

    item: str
    what: str


@dataclass(frozen=True, slots=True)
class Gone:
    """An item that normal reading no longer gives."""

    id: str
    status: Status
