"""An invented catalogue as both versions of the interface would tell it. No number, name or id in it is real.

The numbers are +358 50 000 0xxx: libphonenumber takes them for possible, and nobody is known to have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Weekly = tuple[tuple[str, str, str], ...]
"""(day, from, to): `("Monday", "08:00", "16:00")`."""

V12_TYPES = {"Phone": "TelephoneService", "ServiceLocation": "ServiceLocation"}


def number(count: int) -> str:
    """The national part of an invented number."""
    return f"50000{count:04}"


def key(group: int, count: int) -> str:
    """An invented UUID."""
    return f"{group:08x}-0000-4000-8000-{count:012x}"


@dataclass(frozen=True)
class Area:
    """The nation where nothing is named."""

    counties: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A channel. `status` other than Published hides it from normal reads."""

    id: str
    organization: str
    names: Mapping[str, str]
    numbers: tuple[str, ...]
    area: Area
    hours: Weekly | str | None = "always"
    languages: tuple[str, ...] = ("fi", "sv")
    status: str = "Published"
    modified: str = "2026-10-02T10:15:30.123456"
    type: str = "Phone"


@dataclass(frozen=True)
class Offer:
    """A service, the ids of its channels, and the numbers it alone adds to them."""

    id: str
    organization: str
    names: Mapping[str, str]
    area: Area
    channels: tuple[str, ...]
    classes: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    own_numbers: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ("fi", "sv")


@dataclass
class World:
    """Everything, by id."""

    organizations: dict[str, Mapping[str, str]] = field(default_factory=dict)
    services: dict[str, Offer] = field(default_factory=dict)
    channels: dict[str, Line] = field(default_factory=dict)

    def add(self, *items: Offer | Line) -> None:
        """Put items in."""
        for item in items:
            if isinstance(item, Offer):
                self.services[item.id] = item
            else:
                self.channels[item.id] = item

    def with_status(self, *statuses: str) -> list[Line]:
        """The channels of these statuses."""
        return [line for line in self.channels.values() if line.status in statuses]


# --- version 11 -----------------------------------------------------------------------------------------


def _texts(texts: Mapping[str, str], kind: str = "Name") -> list[Json]:
    return [{"language": language, "value": text, "type": kind} for language, text in texts.items()]


def _area11(area: Area) -> Json:
    if not area.counties and not area.municipalities:
        return {"areaType": "Nationwide", "areas": None}
    places = [{"code": code, "name": []} for code in area.municipalities]
    areas: list[Json] = [{"type": "WellbeingServiceCounties", "code": code, "name": []} for code in area.counties]
    if places:
        areas.append({"type": "Municipality", "code": None, "name": None, "municipalities": places})
    return {"areaType": "LimitedType", "areas": areas}


def _phones11(numbers: Iterable[str], languages: tuple[str, ...]) -> list[Json]:
    return [
        {
            "type": "Phone",
            "additionalInformation": None,
            "serviceChargeType": "Chargeable",
            "prefixNumber": "+358",
            "isFinnishServiceNumber": False,
            "number": number,
            "language": language,
        }
        for number in numbers
        for language in languages
    ]


def _hours11(hours: Weekly | str | None) -> list[Json]:
    if hours is None:
        return []
    opening = [] if isinstance(hours, str) else hours
    return [
        {
            "serviceHourType": "DaysOfTheWeek",
            "validFrom": None,
            "validTo": None,
            "isClosed": False,
            "validForNow": True,
            "isAlwaysOpen": hours == "always",
            "isReservation": False,
            "additionalInformation": None,
            "openingHour": [
                {"dayFrom": day, "dayTo": "", "from": f"{start}:00", "to": f"{end}:00"} for day, start, end in opening
            ],
        }
    ]


def channel11(line: Line) -> Json:
    """A channel as version 11 tells it."""
    return {
        "id": line.id,
        "sourceId": None,
        "serviceChannelType": line.type,
        "organizationId": line.organization,
        "serviceChannelNames": _texts(line.names),
        "serviceChannelDescriptions": _texts(line.names, "Summary"),
        **_area11(line.area),
        "phoneNumbers": _phones11(line.numbers, line.languages[:1]),
        "languages": list(line.languages),
        "serviceHours": _hours11(line.hours),
        "services": None,
        "publishingStatus": line.status,
        "modified": line.modified,
    }


def service11(offer: Offer, names: Mapping[str, Line]) -> Json:
    """A service as version 11 tells it."""
    return {
        "id": offer.id,
        "serviceNames": _texts(offer.names),
        "serviceDescriptions": [{"language": "fi", "value": None, "type": "UserInstruction"}],
        **_area11(offer.area),
        "languages": list(offer.languages),
        "serviceClasses": [{"name": [], "code": code, "uri": None, "newUri": None} for code in offer.classes],
        "ontologyTerms": [{"name": [], "code": None, "uri": uri} for uri in offer.terms],
        "serviceChannels": [
            {
                "serviceChannel": {"id": each, "name": None if each not in names else names[each].names.get("fi")},
                "serviceHours": [],
                "contactDetails": None
                if each not in offer.own_numbers
                else {"phoneNumbers": _phones11([offer.own_numbers[each]], ("fi",)), "emails": None},
            }
            for each in offer.channels
        ]
        or None,
        "organizations": [{"organization": {"id": offer.organization, "name": None}, "roleType": "Responsible"}],
        "modified": "2026-10-01T06:00:00",
    }


def organization11(identity: str, names: Mapping[str, str]) -> Json:
    """An organisation as version 11 tells it."""
    return {"id": identity, "organizationType": "RegionalOrganization", "organizationNames": _texts(names)}


# --- version 12 -----------------------------------------------------------------------------------------


def _area12(area: Area) -> Json:
    kind = "LimitedArea" if area.counties or area.municipalities else "WholeCountry"
    return {
        "areaType": kind,
        "municipalities": list(area.municipalities),
        "regions": None,
        "wellbeingServicesCounties": list(area.counties),
    }


def _phones12(numbers: Iterable[str]) -> list[Json]:
    return [
        {"type": "InternationalPhone", "dialCode": "+358", "number": each, "chargeType": "Free"} for each in numbers
    ]


def _hours12(hours: Weekly | str | None) -> Json | None:
    if hours is None:
        return None
    if isinstance(hours, str):
        return {"hours": [{"type": "ContinuousAlwaysValidServiceHour", "openingStatus": "Open"}]}
    weekly: Json = {}
    for day, start, end in hours:
        opening = {"start": start, "end": end, "openingStatus": "Open", "repetition": "Weekly"}
        weekly.setdefault(day.lower(), {"hours": []})["hours"].append(opening)
    return {
        "hours": [{"type": "WeeklyUntilFurtherNoticeServiceHour", "weeklyHours": weekly}],
        "holidayServiceHours": None,
    }


def channel12(line: Line) -> Json:
    """A channel as version 12 tells it."""
    phones = "phoneNumbers" if line.type == "Phone" else "contactPhoneNumbers"
    return {
        "contentId": line.id,
        "organizationContentId": line.organization,
        "serviceChannelType": V12_TYPES[line.type],
        "serviceLanguages": list(line.languages),
        "area": _area12(line.area),
        "publishedAt": line.modified + "Z",
        "languageVersions": {
            language: {"name": name, phones: _phones12(line.numbers) if language == "fi" else None}
            for language, name in line.names.items()
        },
        "serviceHours": _hours12(line.hours),
    }


def service12(offer: Offer) -> Json:
    """A service as version 12 tells it."""
    return {
        "contentId": offer.id,
        "organizationContentId": offer.organization,
        "generalDescriptionContentId": None,
        "serviceClasses": list(offer.classes),
        "ontologyTerms": list(offer.terms),
        "serviceLanguages": list(offer.languages),
        "area": _area12(offer.area),
        "publishedAt": "2026-10-01T06:00:00Z",
        "languageVersions": {language: {"name": name, "summary": ""} for language, name in offer.names.items()},
    }


def connections12(offer: Offer) -> list[Json]:
    """What ties a service to its channels, as version 12 tells it."""
    return [
        {
            "serviceContentId": offer.id,
            "channelContentId": each,
            "serviceHours": {"hours": [], "holidayServiceHours": None},
            "languageVersions": {}
            if each not in offer.own_numbers
            else {"fi": {"phoneNumbers": _phones12([offer.own_numbers[each]])}},
            "publishedAt": "2026-10-01T06:00:00Z",
        }
        for each in offer.channels
    ]


def organization12(identity: str, names: Mapping[str, str]) -> Json:
    """An organisation as version 12 tells it."""
    return {"contentId": identity, "languageVersions": {language: {"name": name} for language, name in names.items()}}
