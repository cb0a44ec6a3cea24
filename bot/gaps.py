"""Where a local number is expected and none is known: what an editor in a county reads first, and how to fill it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.directory import ladder
from bot.model import Contact, Kind, Knowledge, Level, Municipality, Where


@dataclass(frozen=True, slots=True)
class Gap:
    """A kind of service without a local number in an area; `municipalities` are the codes of those without one.

    `contact` is the area's contact that only lacks its number or the check of it, or None where there is no contact.
    """

    kind: Kind
    level: Level
    area: str
    area_name: str
    municipalities: tuple[str, ...]
    contact: Contact | None

    @property
    def at(self) -> Where:
        """The contact to complete, or the kind that nobody offers here yet."""
        return self.kind.at if self.contact is None else self.contact.at

    @property
    def remedy(self) -> str:
        """What to write, in the words of the YAML file."""
        if self.contact is None:
            field = {"county": "counties", "police-department": "police_departments"}[self.level]
            return f"add a contact with `service: {self.kind.id}` and `service_area: {{{field}: [{self.area}]}}`"
        if self.contact.phones:
            return f"check the number of {self.contact.id}, then set `status: active` and its `source`"
        return f"add `phones:` to {self.contact.id} with `status: active` and its `source`"

    def __str__(self) -> str:
        count = len(self.municipalities)
        places = f"{count} municipalities" if count > 1 else "1 municipality"
        return f"{self.at}: gap: {self.area_name} ({places}): no {self.kind.id} number; {self.remedy} [gap]"

    def data(self) -> dict[str, Any]:
        """The gap as values that JSON can hold."""
        return {
            "service": self.kind.id,
            "level": self.level,
            "area": self.area,
            "area_name": self.area_name,
            "municipalities": list(self.municipalities),
            "contact": None if self.contact is None else self.contact.id,
            "file": self.at.file,
            "line": self.at.line,
            "remedy": self.remedy,
        }


def gaps(knowledge: Knowledge) -> tuple[Gap, ...]:
    """Every gap, by area and then by kind of service."""
    found = [gap for kind in knowledge.kinds.values() for gap in _gaps_of(knowledge, kind)]
    return tuple(sorted(found, key=lambda gap: (gap.level, gap.area_name, gap.kind.id)))


def _gaps_of(knowledge: Knowledge, kind: Kind) -> Iterator[Gap]:
    if kind.local_level is None:
        return
    areas = knowledge.counties if kind.local_level == "county" else knowledge.police_departments
    without: dict[str, list[str]] = defaultdict(list)
    known: dict[str, Contact] = {}
    for municipality in knowledge.municipalities.values():
        if not kind.is_known_in(knowledge.counties[municipality.county].law):
            continue
        area = _area(kind.local_level, municipality)
        rungs = [rung for level in ladder(knowledge, kind.id, municipality.code) for rung in level]
        local = [rung for rung in rungs if rung.level != "nation"]
        if not any(rung.contact.numbers for rung in local):
            without[area].append(municipality.code)
            for rung in local:
                if rung.level == kind.local_level or area not in known:
                    known[area] = rung.contact
    for area, codes in without.items():
        yield Gap(kind, kind.local_level, area, areas[area].name.fi, tuple(codes), known.get(area))


def _area(level: Level, municipality: Municipality) -> str:
    return municipality.county if level == "county" else municipality.police_department
