from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.catalogue.accept import conflicts, edit_of, write
from bot.catalogue.copy import Part, reading
from bot.catalogue.model import Channel, Connection, Exceptional, Gone, Hours, Item, Phone, Service, ServiceArea
from bot.catalogue.plan import Answer, Scope
from bot.catalogue.propose import Candidate, Drift, Proposals, followed, propose
from bot.catalogue.v11 import Reader
from bot.content.load import load
from bot.model import Knowledge, OpeningHours
from bot.settings import shipped_knowledge
from tests.catalogue.world import key, number

COUNTY = ServiceArea(None, (), ("20",))
"""Kainuu."""
OFFICE = (OpeningHours((0, 1, 2, 3, 4), 480, 960),)
OFFICE_YAML = "[{byday: [mon, tue, wed, thu, fri], opens_at: '08:00', closes_at: '16:00'}]"


def dial(count: int) -> str:
    """An invented number."""
    return f"+358{number(count)}"


def duty(count: int = 1, **fields: Any) -> tuple[Item, ...]:  # noqa: ANN401 - fields of a channel
    """A social emergency service of Kainuu and its line."""
    names = {"fi": "Kainuun sosiaalipäivystys", "sv": "Kajanalands socialjour"}
    area = fields.pop("area", COUNTY)
    title = fields.pop("title", "Sosiaalipäivystys")
    line: dict[str, Any] = {"names": names, "phones": (Phone(dial(count)),), "hours": Hours("always")}
    line |= {"area": area, "languages": ("fi", "sv"), "published": "2026-10-02", **fields}
    service = Service(key(3, count), "", {"fi": title}, "", ("P5.5",), (), area, (), "2026-10-01")
    return service, Connection(service.id, key(1, count)), Channel(key(1, count), "", **line)


def _copied(path: Path, to: Path) -> None:
    """A file or folder of the knowledge; of the municipalities only those of three counties, to be quick."""
    to.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file():
        shutil.copy(path, to)
        return
    shutil.copytree(path, to)
    if path.name == "areas":
        start, *entries = (to / "municipalities.yaml").read_text("utf-8").split("  - code:")
        kept = [each for each in entries if re.search("county: (kainuu|pirkanmaa|pohjois-savo)\n", each)]
        (to / "municipalities.yaml").write_text("  - code:".join([start, *kept]), "utf-8")


class Scene:
    """Kainuu's social emergency contact as told, and a copy of a catalogue that holds what it is told."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "knowledge"
        self.copy = tmp_path / "copy.db"
        for name in ("areas", "guide", "laws", "services/kinds.yaml", "services/catalogue.yaml"):
            _copied(shipped_knowledge() / name, self.folder / name)
        self.file = self.folder / "services" / "social-emergency.yaml"

    def ours(
        self, *lines: str, status: str = "active", phone: str = dial(1), source: str = "https://example.org/"
    ) -> None:
        """Write our contact."""
        more = "".join(f"    {line}\n" for line in lines)
        self.file.write_text(
            f"""\
contacts:
  - id: duty   # the only one
    service: social-emergency
    name: {{fi: Kainuun sosiaalipäivystys, sv: Kajanalands socialjour, en: Kainuu duty}}
    service_area: {{counties: [kainuu]}}
    status: {status}
    phones:
      - number: "{phone}"
{more}    # a note that stays
    source:
      url: "{source}"
      as_of: "2025-03"
      read_on: "2026-11-22"
""",
            "utf-8",
        )

    def theirs(self, *items: Item, gone: tuple[Gone, ...] = ()) -> Proposals:
        """Compare with a catalogue of these items."""
        part = Part(self.copy, Reader(), Scope(), date(2026, 11, 24))
        while calls := part.waiting(1):
            for waiting, call in calls:
                part.take(waiting, call, Answer(items, gone=gone))
        part.finish()
        with reading(self.copy) as copy:
            return propose(self.knowledge, copy)

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge as it stands."""
        found = load(self.folder).fit
        assert found is not None
        return found

    def accept(self, proposals: Proposals, proposal: Candidate | Drift) -> str:
        """Write it; what the file says then."""
        write(self.folder, edit_of(self.knowledge, proposals, proposal))
        return self.file.read_text("utf-8")


def kainuu(proposals: Proposals) -> tuple[Candidate, ...]:
    """The candidates for Kainuu's duty number."""
    wanted = ("social-emergency", "kainuu")
    return tuple(each for each in proposals.candidates if (each.gap.kind.id, each.gap.area) == wanted)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A folder to change."""
    return Scene(tmp_path)


def test_a_number_that_is_confirmed_is_shown_again(scene: Scene) -> None:
    """The contact is completed where it stands: comments, order and the number itself stay."""
    scene.ours("schedule: always", status="unconfirmed", phone="050 000 0001")
    found = scene.theirs(*duty())
    (candidate,) = kainuu(found)
    assert conflicts(found, candidate) == ()
    before = scene.file.read_text("utf-8")
    after = scene.accept(found, candidate)
    assert after.startswith(before[: before.index("status: unconfirmed")] + "status: active")
    assert '- number: "050 000 0001"' in after
    assert "# a note that stays" in after
    contact = scene.knowledge.contacts["duty"]
    assert (contact.source.as_of, contact.source.read_on, contact.schedule) == ("2026-10-02", "2026-11-24", "always")
    assert followed(scene.knowledge) == (key(1, 1),)


def test_another_unconfirmed_number_is_asked(scene: Scene) -> None:
    """Ours and theirs differ, and nobody has confirmed either."""
    scene.ours(status="unconfirmed", phone=dial(9))
    found = scene.theirs(*duty())
    (candidate,) = kainuu(found)
    (said,) = conflicts(found, candidate)
    assert "another number, not confirmed" in said


def test_hours_keep_their_date_where_the_catalogue_has_none(scene: Scene) -> None:
    """A new source makes old hours no younger."""
    scene.ours(f"schedule: {OFFICE_YAML}", status="unconfirmed")
    found = scene.theirs(*duty(hours=Hours()))
    scene.accept(found, *kainuu(found))
    contact = scene.knowledge.contacts["duty"]
    assert (contact.schedule, contact.hours_as_of) == (OFFICE, "2025-03")


def test_a_line_for_some_municipalities_becomes_a_contact_of_theirs(scene: Scene) -> None:
    """The county keeps its gap in the others; names are composed where the catalogue lacks a language."""
    scene.ours(status="unconfirmed")
    area = ServiceArea(None, ("205", "290"))
    found = scene.theirs(*duty(2, area=area, names={"fi": "Kajaanin ja Kuhmon sosiaalipäivystys"}))
    (candidate,) = kainuu(found)
    scene.accept(found, candidate)
    contact = scene.knowledge.contacts["kainuu-social-emergency"]
    assert (contact.level, contact.areas) == ("municipality", ("205", "290"))
    assert contact.name.fi == "Kajaanin ja Kuhmon sosiaalipäivystys"
    assert contact.name.sv == "Socialjouren, Kajana, Kuhmo"


def test_each_language_with_a_number_of_its_own_says_so(scene: Scene) -> None:
    """Else nobody would know which one to call."""
    scene.ours(status="unconfirmed", phone=dial(9))
    phones = (Phone(dial(1), languages=("fi",)), Phone(dial(2), languages=("sv",)), Phone(dial(3), "sms"))
    found = scene.theirs(*duty(phones=phones))
    scene.accept(found, *kainuu(found))
    told = [(phone.dial, phone.languages) for phone in scene.knowledge.contacts["duty"].phones]
    assert told == [(dial(1), ("fi",)), (dial(2), ("sv",))]


@pytest.mark.parametrize(
    "items",
    [
        duty(2, area=ServiceArea("finland")),
        duty(2, area=ServiceArea(None, (), ("07",))),
        duty(2, phones=()),
        duty(2, title="Yhteispäivystys", names={"fi": "Yhteispäivystys"}),
        duty(2, title="Kriisipäivystys", names={"fi": "Kriisipäivystys"}),
        duty(2, title="Ohjaus", names={}),
    ],
    ids=["nationwide", "another county", "no number", "another name", "part of a name", "no name"],
)
def test_what_is_no_local_contact_is_no_candidate(scene: Scene, items: tuple[Item, ...]) -> None:
    """However alike its service class is."""
    scene.ours(status="unconfirmed")
    assert kainuu(scene.theirs(*items)) == ()


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        ((f"schedule: {OFFICE_YAML}",), duty(hours=Hours())),
        ((), duty()),
        (("schedule: always", "languages: [fi]"), duty()),
        (("schedule: always", "languages: [fi, sv]"), duty(languages=())),
        (("schedule: always",), (*duty(), *duty(5))),
        (("schedule: always",), (*duty(5), *duty(6))),
        (("schedule: always",), duty(5, names={"fi": "Aivan toinen sosiaalipäivystys"})),
        (("schedule: always",), (*duty(hours=Hours(OFFICE)), *duty(2, phones=(Phone(dial(1)),)))),
    ],
    ids=[
        "their hours are unknown",
        "our hours are unknown",
        "they have more languages",
        "their languages are unknown",
        "another line beside ours",
        "several lines of our name",
        "a line of another name",
        "they disagree with themselves",
    ],
)
def test_what_may_be_read_in_two_ways_is_no_drift(
    scene: Scene, lines: tuple[str, ...], items: tuple[Item, ...]
) -> None:
    """Only what the catalogue clearly says otherwise."""
    scene.ours(*lines)
    assert scene.theirs(*items).drifts == ()


def test_a_followed_channel_needs_no_likeness(scene: Scene) -> None:
    """Once accepted, the channel's id is enough, whatever it is called now."""
    scene.ours("schedule: always", source=f"https://www.suomi.fi/palvelut/x/{key(3, 5)}#{key(1, 5)}")
    found = scene.theirs(*duty(5, title="Uusi nimi", names={"fi": "Uusi nimi"}, hours=Hours(OFFICE)))
    assert [(drift.change, drift.theirs) for drift in found.drifts] == [
        ("number", dial(5)),
        ("hours", "Mon–Fri 08:00–16:00"),
    ]
    for drift in found.drifts:
        scene.accept(found, drift)
    contact = scene.knowledge.contacts["duty"]
    assert ([phone.dial for phone in contact.phones], contact.schedule) == ([dial(5)], OFFICE)


def test_what_a_contact_cannot_hold_is_told(scene: Scene) -> None:
    """Days that differ, remarks, numbers for messages."""
    scene.ours(status="unconfirmed")
    phones = (Phone(dial(1), remarks={"fi": "Vain kiireellisissä asioissa"}), Phone(dial(2), "sms"))
    hours = Hours(
        "always", (Exceptional("2026-12-24", "2026-12-26"), Exceptional("2026-12-31", "2026-12-31", ((480, 720),)))
    )
    found = scene.theirs(*duty(phones=phones, hours=hours))
    assert edit_of(scene.knowledge, found, *kainuu(found)).losses == (
        "2026-12-24 to 2026-12-26: closed",
        "2026-12-31: 08:00-12:00",
        "fi: Vain kiireellisissä asioissa",
        f"text messages to {dial(2)}",
    )


def test_a_channel_that_is_only_not_there_is_asked(scene: Scene) -> None:
    """Missing once may be a fault of the catalogue; nothing is believed at once, nothing deleted."""
    scene.ours(source=f"https://www.suomi.fi/palvelut/x/{key(3, 5)}#{key(1, 5)}")
    found = scene.theirs(gone=(Gone(key(1, 5), "missing"),))
    (drift,) = found.drifts
    assert drift.change == "missing"
    assert "another day" in conflicts(found, drift)[0]


def test_what_its_own_organisation_checked_is_asked(scene: Scene) -> None:
    """The catalogue does not outweigh those who answer the phone."""
    scene.ours('assured: {on: "2026-11-01", by: duty manager}', phone=dial(7))
    found = scene.theirs(*duty())
    (drift,) = found.drifts
    assert "checked by its own organisation" in conflicts(found, drift)[0]
    assert edit_of(scene.knowledge, found, drift).entry["assured"] is None  # it was another number
