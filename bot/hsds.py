"""The directory as an Open Referral HSDS 3.0 tabular data package: `datapackage.json` and a CSV file for each table.

A contact becomes a service of its own, and the organisation that answers it bears the contact's name: Luotsi knows the
door, not the legal body behind it. Only numbers that a card may show are written (H3).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from bot.errors import BotError
from bot.model import Contact, Knowledge, Locale, OpeningHours, Status, Text

VERSION: Final = "3.0"
DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
END_OF_DAY: Final = 24 * 60
STATUSES: Final[Mapping[Status, str]] = {
    "active": "active",
    "unconfirmed": "active",
    "closed": "defunct",
    "temporarily-closed": "temporarily closed",
}
"""HSDS has no word for a contact that is not confirmed: the service exists, its number is left out, `alert` says so."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its Table Schema type and what is demanded of it; `refers` is the table whose id it holds."""

    name: str
    type: str = "string"
    format: str = ""
    required: bool = False
    enum: tuple[str, ...] = ()
    refers: str = ""


def _id(refers: str, name: str = "", *, required: bool = False) -> Field:
    return Field(name or f"{refers}_id", required=required, refers=refers)


_ID = Field("id", format="uuid", required=True)

TABLES: Final[Mapping[str, tuple[str, tuple[Field, ...]]]] = {
    "organization": (
        "organizations.csv",
        (_ID, Field("name", required=True), Field("description", required=True), Field("website", format="uri")),
    ),
    "service": (
        "services.csv",
        (
            _ID,
            _id("organization", required=True),
            Field("name", required=True),
            Field("alternate_name"),
            Field("description"),
            Field("url", format="uri"),
            Field("email", format="email"),
            Field("status", required=True, enum=("active", "inactive", "defunct", "temporarily closed")),
            Field("assured_date", "date"),
            Field("alert"),
        ),
    ),
    "phone": (
        "phones.csv",
        (_ID, _id("service"), Field("number", required=True), Field("type"), Field("description")),
    ),
    "schedule": (
        "schedules.csv",
        (
            _ID,
            _id("service"),
            Field("timezone", "number"),
            Field("freq", enum=("WEEKLY", "MONTHLY")),
            Field("interval", "number"),
            Field("byday"),
            Field("opens_at", "time"),
            Field("closes_at", "time"),
            Field("notes"),
        ),
    ),
    "service_area": (
        "service_areas.csv",
        (_ID, _id("service"), Field("name"), Field("description"), Field("extent"), Field("extent_type")),
    ),
    "language": (
        "languages.csv",
        (_ID, _id("service"), _id("phone"), Field("name"), Field("code")),
    ),
    "taxonomy": (
        "taxonomies.csv",
        (_ID, Field("name", required=True), Field("description", required=True)),
    ),
    "taxonomy_term": (
        "taxonomy_terms.csv",
        (
            _ID,
            Field("code", required=True),
            Field("name", required=True),
            Field("description", required=True),
            _id("taxonomy"),
        ),
    ),
    "attribute": (
        "attributes.csv",
        (
            _ID,
            Field("link_id", required=True),
            _id("taxonomy_term", required=True),
            Field("link_entity", required=True),
            Field("value"),
        ),
    ),
}
"""The tables and columns of HSDS that Luotsi has something for."""

SOURCE: Final = "source"
"""The term under which a service's source and its date stand."""


def export(knowledge: Knowledge, folder: Path, locale: Locale = "fi") -> dict[str, int]:
    """Write the package, its texts in one language; how many rows each table has. Raises BotError."""
    tables: dict[str, list[Row]] = {name: [] for name in TABLES}
    for name, row in _rows(knowledge, locale):
        tables[name].append(row)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, (file, fields) in TABLES.items():
            with (folder / file).open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, [field.name for field in fields])
                writer.writeheader()
                writer.writerows(tables[name])
        described = json.dumps(descriptor(locale), ensure_ascii=False, indent=2)
        (folder / "datapackage.json").write_text(described + "\n", "utf-8")
    except OSError as error:
        raise BotError(f"the package cannot be written to {folder} ({error.strerror})") from None
    return {name: len(rows) for name, rows in tables.items()}


def descriptor(locale: Locale) -> dict[str, Any]:
    """The content of `datapackage.json`."""
    return {
        "profile": "tabular-data-package",
        "name": "luotsi_human_services_data",
        "title": "Luotsi: contacts as Human Services Data",
        "description": f"Open Referral HSDS {VERSION}. The texts are in the language {locale}.",
        "version": VERSION,
        "resources": [_resource(name) for name in TABLES],
    }


def _resource(name: str) -> dict[str, Any]:
    file, fields = TABLES[name]
    keys = [
        {"fields": field.name, "reference": {"resource": field.refers, "fields": "id"}}
        for field in fields
        if field.refers
    ]
    schema: dict[str, Any] = {"fields": [_field(field) for field in fields], "primaryKey": "id"}
    return {
        "name": name,
        "path": file,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema | ({"foreignKeys": keys} if keys else {}),
    }


def _field(field: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if field.required else {}
    if field.name == "id":
        constraints["unique"] = True
    if field.enum:
        constraints["enum"] = list(field.enum)
    described = {"name": field.name, "type": field.type} | ({"format": field.format} if field.format else {})
    return described | ({"constraints": constraints} if constraints else {})


# --- rows -----------------------------------------------------------------------------------------------


def identifier(*parts: str) -> str:
    """The UUID of a thing of ours: the same in every export."""
    return str(uuid5(NAMESPACE_URL, "/".join(("luotsi", *parts))))


def _rows(knowledge: Knowledge, locale: Locale) -> Iterator[tuple[str, Row]]:
    taxonomy = identifier("taxonomy")
    yield "taxonomy", {"id": taxonomy, "name": "Luotsi", "description": "Kinds of service, and where facts come from"}
    source = {"code": SOURCE, "name": "Source", "description": "The page a fact was read on, and its date"}
    yield "taxonomy_term", {"id": identifier("term", SOURCE), **source, "taxonomy_id": taxonomy}
    for kind in knowledge.kinds.values():
        words = {"code": kind.id, "name": kind.name[locale], "description": kind.does[locale]}
        yield "taxonomy_term", {"id": identifier("term", kind.id), **words, "taxonomy_id": taxonomy}
    for contact in knowledge.contacts.values():
        yield from _contact(knowledge, contact, locale)


def _contact(knowledge: Knowledge, contact: Contact, locale: Locale) -> Iterator[tuple[str, Row]]:
    service = identifier("contact", contact.id)
    organization = identifier("organization", contact.id)
    kind = knowledge.kinds[contact.service]
    url = "" if contact.url is None else contact.url[locale]
    name = contact.name[locale]
    yield "organization", {"id": organization, "name": name, "description": kind.name[locale], "website": url}
    yield (
        "service",
        {
            "id": service,
            "organization_id": organization,
            "name": name,
            "alternate_name": " / ".join(_others(contact.name, locale)),
            "description": kind.does[locale],
            "url": url,
            "email": contact.email or "",
            "status": STATUSES[contact.status],
            "assured_date": "" if contact.assured is None else contact.assured.on,
            "alert": "The contact is not confirmed; its number is left out." if contact.status == "unconfirmed" else "",
        },
    )
    yield from _phones(contact, service, locale)
    yield from _schedules(contact, service)
    yield from _areas(knowledge, contact, service, locale)
    for code in contact.languages:
        row = {"id": identifier("language", contact.id, code), "service_id": service, "name": code, "code": code}
        yield "language", row
    said = f"{contact.source.url} ({contact.source.as_of}, read on {contact.source.read_on})"
    for term, value in ((kind.id, kind.name[locale]), (SOURCE, said)):
        yield (
            "attribute",
            {
                "id": identifier("attribute", contact.id, term),
                "link_id": service,
                "taxonomy_term_id": identifier("term", term),
                "link_entity": "service",
                "value": value,
            },
        )


def _others(text: Text, locale: Locale) -> tuple[str, ...]:
    """The same in the other languages, each once."""
    return tuple(dict.fromkeys(each for each in (text.fi, text.sv, text.en) if each != text[locale]))


def _phones(contact: Contact, service: str, locale: Locale) -> Iterator[tuple[str, Row]]:
    for number, phone in enumerate(contact.numbers):
        row = {"id": identifier("phone", contact.id, str(number)), "service_id": service, "number": phone.dial}
        label = "" if phone.label is None else phone.label[locale]
        yield "phone", {**row, "type": "voice", "description": label}
        for code in phone.languages:
            spoken = {"id": identifier("language", contact.id, str(number), code), "phone_id": row["id"]}
            yield "language", {**spoken, "name": code, "code": code}


def _schedules(contact: Contact, service: str) -> Iterator[tuple[str, Row]]:
    if contact.schedule == "unknown":
        return
    always = (OpeningHours(tuple(range(len(DAYS))), 0, END_OF_DAY),)
    for number, hours in enumerate(always if contact.schedule == "always" else contact.schedule):
        yield (
            "schedule",
            {
                "id": identifier("schedule", contact.id, str(number)),
                "service_id": service,
                "timezone": 2,
                "freq": "WEEKLY",
                "interval": 1,
                "byday": ",".join(DAYS[day] for day in hours.byday),
                "opens_at": _clock(hours.opens),
                "closes_at": _clock(hours.closes),
                "notes": "Local time in Finland, with summer time; 23:59:59 is midnight at the end of the day.",
            },
        )


def _clock(minutes: int) -> str:
    """The time as Table Schema writes it, which knows no 24:00."""
    return "23:59:59" if minutes == END_OF_DAY else f"{minutes // 60:02}:{minutes % 60:02}:00"


def _areas(knowledge: Knowledge, contact: Contact, service: str, locale: Locale) -> Iterator[tuple[str, Row]]:
    for area in contact.areas:
        name, extent = _area(knowledge, contact, area, locale)
        row = {"id": identifier("area", contact.id, area), "service_id": service, "name": name}
        yield "service_area", {**row, "description": contact.level, "extent": extent, "extent_type": "text"}


def _area(knowledge: Knowledge, contact: Contact, area: str, locale: Locale) -> tuple[str, str]:
    """The name of an area, and the code by which others know it."""
    if contact.level == "nation":
        return ("Finland" if area == "finland" else "Mainland Finland"), "FI"
    if contact.level == "municipality":
        return knowledge.municipalities[area].name[locale], area
    if contact.level == "county":
        return knowledge.counties[area].name[locale], knowledge.counties[area].code
    return knowledge.police_departments[area].name[locale], area
