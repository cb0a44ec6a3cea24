"""A whole country to compare: 23 counties' duty numbers, of which 12 are gaps of ours and 7 have drifted.

Numbers and names are invented; only the counties and municipalities are the knowledge's own.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.model import Area, Knowledge
from bot.settings import shipped_knowledge
from tests.catalogue.world import Area as Place
from tests.catalogue.world import Line, Offer, World, key, number

ORGANIZATIONS = 200
GAPS = 12
DRIFTS = ("number", "number", "hours", "hours", "language", "archived", "withdrawn")
"""What differs, one for each of the counties that follow the gaps; in those after them nothing does."""
OFFICE = (("Monday", "08:00", "16:00"), ("Friday", "08:00", "15:00"))
OFFICE_YAML = (
    "[{byday: [mon], opens_at: '08:00', closes_at: '16:00'}, {byday: [fri], opens_at: '08:00', closes_at: '15:00'}]"
)
CARD = "https://www.suomi.fi/palvelut/keksitty"


def channel_of(index: int) -> str:
    """The id of the duty channel of a county."""
    return key(1, index)


def folder_of(knowledge: Knowledge, folder: Path, parts: tuple[str, ...] = ()) -> Path:
    """The shipped knowledge, or some folders of it, with invented duty numbers in the place of its own."""
    copy = folder / "knowledge"
    for part in parts or (".",):
        shutil.copytree(shipped_knowledge() / part, copy / part)
    contacts = [_contact(index, county) for index, county in enumerate(knowledge.counties.values()) if index >= GAPS]
    (copy / "services" / "social-emergency.yaml").write_text("# Invented.\ncontacts:\n" + "".join(contacts), "utf-8")
    return copy


def _contact(index: int, county: Area) -> str:
    change = _change(index)
    ours = number(500 + index) if change == "number" else number(index)
    follows = change in ("archived", "withdrawn")
    url = f"{CARD}/{key(3, index)}#{channel_of(index)}" if follows else "https://example.org/"
    written = f"+358 {ours}" if index % 2 else f"0{ours[:2]} {ours[2:5]} {ours[5:]}"
    schedule = OFFICE_YAML if change == "hours" else "always"
    return f"""\
  - id: duty-{county.id}
    service: social-emergency
    name: {{fi: "{county.name.fi}, päivystys", sv: "{county.name.sv}, jour", en: "Duty {county.name.en}"}}
    service_area: {{counties: [{county.id}]}}
    status: active
    phones:
      - number: "{written}"
    schedule: {schedule}
    languages: [fi, sv]
    source:
      url: {url}
      as_of: "2026-01"
      read_on: "2026-11-22"
"""


def _change(index: int) -> str:
    return dict(enumerate(DRIFTS, GAPS)).get(index, "")


def country(knowledge: Knowledge) -> World:
    """The catalogue: each county's duty, and much that is none of our business."""
    world = World()
    for count in range(ORGANIZATIONS):
        world.organizations[key(9, count)] = {"fi": f"Keksitty järjestäjä {count}", "sv": f"Påhittad anordnare {count}"}
    for index, county in enumerate(knowledge.counties.values()):
        _duty(world, knowledge, index, county)
    for count in range(ORGANIZATIONS):
        _unrelated(world, count)
    return world


def _duty(world: World, knowledge: Knowledge, index: int, county: Area) -> None:
    change = _change(index)
    codes = tuple(code for code, each in knowledge.municipalities.items() if each.county == county.id)
    by_municipality = Place(municipalities=codes)
    area = by_municipality if index % 3 == 0 else Place(counties=(county.code,))
    names = {"fi": f"{county.name.fi}, päivystys", "sv": f"{county.name.sv}, jour"}
    status = {"archived": "Archived", "withdrawn": "Withdrawn"}.get(change, "Published")
    hours: Any = None if index == GAPS + len(DRIFTS) else "always"
    languages = ("fi",) if change == "language" else ("fi", "sv")
    line = Line(channel_of(index), key(9, index), names, (number(index),), area, hours, languages, status)
    page = Line(key(2, index), key(9, index), {"fi": "Verkkosivu"}, (), area)
    titles: Mapping[str, str] = {"fi": "Sosiaalipäivystys", "sv": "Socialjour"}
    terms = ("http://www.yso.fi/onto/koko/p60126",) if index % 2 else ()
    world.add(line, page, Offer(key(3, index), key(9, index), titles, area, (line.id, page.id), ("P5.5",), terms))


def _unrelated(world: World, count: int) -> None:
    names = {"fi": f"Yhteispäivystys ja poliklinikka {count}", "sv": None if count % 5 else ""}
    named = {language: name for language, name in names.items() if name is not None}
    area = Place(counties=(f"{count % 21 + 1:02}",)) if count % 7 else Place()
    line = Line(key(4, count), key(9, count), named, (number(1000 + count),), area, OFFICE)
    world.add(line, Offer(key(5, count), key(9, count), named, area, (line.id, key(6, count)), ("P5.5", "P3.8")))
