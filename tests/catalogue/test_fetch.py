from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import httpx
import pytest
from sqlite_utils import Database

from bot.catalogue import fetch as fetching
from bot.catalogue.copy import Copy, part_of, reading
from bot.catalogue.fetch import Patience, Source, fetch, source_of
from bot.catalogue.model import Channel, Loss
from bot.catalogue.plan import Scope
from bot.errors import BotError
from bot.model import OpeningHours
from tests.catalogue.server import KEY, Catalogue, Decide, Fault, serving
from tests.catalogue.world import Area, Line, Offer, World, key, number

TODAY = date(2026, 11, 24)
QUICK = Patience(first=0.001, timeout=5, whole_answer=5)
VERSIONS = ("v11", "v12")


def small(channels: int = 7) -> World:
    """A service for each channel, half of them connected to the first channel too, and one channel of each end."""
    world = World({key(9, 1): {"fi": "Keksitty hyvinvointialue", "sv": "Påhittat välfärdsområde"}})
    area = Area(counties=("20",))
    for count in range(channels):
        names = {"fi": f"Keksitty palvelu {count}", "sv": f"Påhittad tjänst {count}"}
        line = Line(key(1, count), key(9, 1), names, (number(count),), area)
        connected = (line.id, key(1, 0)) if count % 2 else (line.id,)
        world.add(line, Offer(key(3, count), key(9, 1), names, area, connected, ("P5.5",)))
    archived, withdrawn = (key(1, 1000 + count) for count in range(2))
    names = {"fi": "Keksitty"}
    world.add(Line(archived, key(9, 1), names, (number(1),), area, status="Archived"))
    world.add(Line(withdrawn, key(9, 1), names, (number(2),), area, status="Withdrawn"))
    unknown = key(1, 2000)
    world.add(Offer(key(3, 1000), key(9, 1), names, area, (archived, withdrawn, unknown)))
    return world


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    """A small catalogue on the loopback."""
    with serving(small()) as running:
        running.page_size = 3
        yield running


def source(catalogue: Catalogue, version: str) -> Source:
    """The source that reads a version of it."""
    return source_of(old=version == "v11", base=getattr(catalogue, version), key=KEY)


def read(catalogue: Catalogue, version: str, path: Path, scope: Scope | None = None) -> bool:
    """Fetch it into a file."""
    return fetch(path, scope or Scope(), source(catalogue, version), TODAY, QUICK)


def content(path: Path) -> list[object]:
    """All that a copy holds."""
    with reading(path) as copy:
        services = list(copy.services())
        ties = [copy.connections(service.id) for service in services]
        ends = [copy.gone(tie.channel) for listed in ties for tie in listed]
        channels = [copy.channel(tie.channel) for listed in ties for tie in listed]
        return [copy.read_on, services, ties, ends, channels, copy.organization(key(9, 1)), copy.losses()]


def failing(catalogue: Catalogue, *faults: Fault, at: int = 2) -> None:
    """Let the calls from this one on fail, one after another."""
    catalogue.decide = lambda _path, _query, before: faults[before - at] if at <= before < at + len(faults) else None


def always(fault: Fault) -> Decide:
    """Every call fails."""
    return lambda *_: fault


@pytest.mark.parametrize("version", VERSIONS)
def test_both_versions_give_the_same_copy(catalogue: Catalogue, version: str, tmp_path: Path) -> None:
    """Services with classes, channels with numbers and hours, and why others are gone."""
    read(catalogue, version, tmp_path / "c.db")
    with reading(tmp_path / "c.db") as copy:
        services = {service.id: service for service in copy.services()}
        assert set(services) == set(catalogue.world.services)
        assert services[key(3, 1)].classes == ("P5.5",)
        assert [tie.channel for tie in copy.connections(key(3, 1))] == [key(1, 0), key(1, 1)]
        channel = copy.channel(key(1, 1))
        assert isinstance(channel, Channel)
        assert [phone.dial for phone in channel.phones] == ["+358500000001"]
        assert (channel.hours.schedule, channel.published) == ("always", "2026-10-02")
        assert channel.names == {"fi": "Keksitty palvelu 1", "sv": "Påhittad tjänst 1"}
        ends = [copy.gone(each) for each in (key(1, 1), key(1, 1000), key(1, 1001), key(1, 2000))]
        assert ends == [None, "archived", "withdrawn", "missing"]
        organization = copy.organization(key(9, 1))
        assert organization is not None
        assert organization.names["sv"] == "Påhittat välfärdsområde"
    assert catalogue.most_at_once <= fetching.AT_A_TIME
    assert all(agent.startswith("Luotsi/") for agent in catalogue.agents)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_scope_reads_only_its_part(catalogue: Catalogue, version: str, tmp_path: Path) -> None:
    """A county, a class, or a channel that a contact follows."""
    read(catalogue, version, tmp_path / "a.db", Scope(counties=("01",), municipalities=("018",)))
    read(catalogue, version, tmp_path / "b.db", Scope(classes=("P5.5",), followed=(key(1, 1001),)))
    with reading(tmp_path / "a.db") as elsewhere, reading(tmp_path / "b.db") as emergency:
        assert elsewhere.counts()["services"] == 0
        assert (emergency.counts()["services"], emergency.counts()["channels"]) == (7, 7)
        assert emergency.gone(key(1, 1001)) == "withdrawn"


@pytest.mark.parametrize("version", VERSIONS)
def test_stopped_at_any_call_and_run_again_it_ends_in_the_same_copy(
    catalogue: Catalogue, version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often and wherever it is killed; until then the old copy stays as it was."""
    read(catalogue, version, tmp_path / "whole.db")
    calls = len(catalogue.calls)
    whole = content(tmp_path / "whole.db")
    asks = fetching.once
    for stop in range(calls):
        path = tmp_path / f"{stop}.db"
        path.write_bytes(b"old")
        left = iter(range(stop))

        def once(client: httpx.Client, call: object, patience: Patience, left: Iterator[int] = left) -> object:
            if next(left, None) is None:
                raise KeyboardInterrupt
            return asks(client, call, patience)  # type: ignore[arg-type]

        monkeypatch.setattr(fetching, "once", once)
        with pytest.raises(KeyboardInterrupt):
            read(catalogue, version, path)
        assert path.read_bytes() == b"old"
        monkeypatch.setattr(fetching, "once", asks)
        assert read(catalogue, version, path)
        assert content(path) == whole
        assert not part_of(path).exists()


@pytest.mark.parametrize("step", ["vacuum", "disable_wal"])
def test_stopped_while_it_finishes_it_finishes_the_next_time(
    catalogue: Catalogue, step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is read again."""

    def stop(_: Database) -> None:
        raise KeyboardInterrupt

    read(catalogue, "v11", tmp_path / "calm.db")
    with monkeypatch.context() as patch:
        patch.setattr(Database, step, stop)
        with pytest.raises(KeyboardInterrupt):
            read(catalogue, "v11", tmp_path / "c.db")
    calls = len(catalogue.calls)
    assert read(catalogue, "v11", tmp_path / "c.db")
    assert len(catalogue.calls) == calls
    assert content(tmp_path / "c.db") == content(tmp_path / "calm.db")


def test_a_full_disk_ends_in_one_line(catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And says that the copy in use is as it was."""

    def full(_: Database) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Database, "vacuum", full)
    with pytest.raises(BotError, match="disk is full"):
        read(catalogue, "v11", tmp_path / "c.db")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "fault",
    [
        Fault(429, {"Retry-After": "0"}),
        Fault(503, {"Retry-After": "Tue, 24 Nov 2020 10:00:00 GMT"}),
        Fault(504),
        Fault(500, body=b'{"errorMessage": "no"}'),
        Fault(hang_up=True),
        Fault(headers={"Content-Length": "100"}, body=b"[1,"),
    ],
    ids=["429", "503", "504", "500", "hang-up", "cut off"],
)
def test_a_slow_server_is_asked_again(catalogue: Catalogue, version: str, fault: Fault, tmp_path: Path) -> None:
    """The copy is the same in the end."""
    read(catalogue, version, tmp_path / "calm.db")
    failing(catalogue, fault, fault, fault, at=len(catalogue.calls) + 1)
    read(catalogue, version, tmp_path / "rough.db")
    assert content(tmp_path / "rough.db") == content(tmp_path / "calm.db")


def test_a_list_of_ids_that_takes_too_long_is_halved(catalogue: Catalogue, tmp_path: Path) -> None:
    """Until the server manages it."""

    def decide(_path: str, query: Mapping[str, str], _before: int) -> Fault | None:
        return Fault(504) if query.get("guids", "").count(",") > 1 else None

    read(catalogue, "v11", tmp_path / "calm.db")
    catalogue.decide = decide
    read(catalogue, "v11", tmp_path / "halved.db")
    assert content(tmp_path / "halved.db") == content(tmp_path / "calm.db")


LOOP = json.dumps({"pageNumber": 1, "pageCount": 9, "itemList": [{"id": key(3, 0)}, {"id": key(3, 1)}]}).encode()
LOOP12 = json.dumps(
    {"page": 1, "totalPages": 9, "items": [{"contentId": key(3, 0)}, {"contentId": key(3, 1)}]}
).encode()

HOSTILE = {
    "HTML": (Fault(headers={"Content-Type": "text/html"}, body=b"<html>Login</html>"), "not JSON"),
    "1 GB promised": (Fault(headers={"Content-Length": "1000000000"}, body=b"["), "more than 16 MB"),
    "a bomb": (
        Fault(headers={"Content-Encoding": "gzip"}, body=gzip.compress(b" " * 40_000_000)),
        "more than 16 MB",
    ),
    "another shape": (Fault(body=b'{"itemList": 7, "items": 7}'), "something else"),
    "a list": (Fault(body=b'["pages"]'), "something else"),
    "deep": (Fault(body=b"[" * 100_000), "not JSON"),
    "a million pages": (Fault(body=b'{"pageCount": 1000000, "totalPages": 1000000}'), "are believed"),
    "the key is refused": (Fault(401), "PTV_API_KEY"),
    "redirected": (Fault(302, {"Location": "http://127.0.0.1:9/"}), "302"),
    "always 503": (Fault(503), "goes on from here"),
    "wait for a year": (Fault(429, {"Retry-After": "31536000"}), "goes on from here"),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_ends_in_one_line(catalogue: Catalogue, version: str, name: str, tmp_path: Path) -> None:
    """And the old copy stays as it was."""
    fault, said = HOSTILE[name]
    read(catalogue, version, tmp_path / "c.db")
    old = (tmp_path / "c.db").read_bytes()
    catalogue.decide = always(fault)
    with pytest.raises(BotError, match=said) as told:
        read(catalogue, version, tmp_path / "c.db")
    assert "\n" not in str(told.value)
    assert (tmp_path / "c.db").read_bytes() == old


@pytest.mark.parametrize(("version", "body"), [("v11", LOOP), ("v12", LOOP12)])
def test_ids_in_a_circle_end_in_one_line(catalogue: Catalogue, version: str, body: bytes, tmp_path: Path) -> None:
    """A list whose pages repeat themselves is not read for ever."""
    catalogue.decide = always(Fault(body=body))
    with pytest.raises(BotError, match="repeats the pages before it"):
        read(catalogue, version, tmp_path / "c.db")
    assert len(catalogue.calls) < 12


def test_a_page_of_ten_megabytes_is_read(catalogue: Catalogue, tmp_path: Path) -> None:
    """It is large, and within reason."""
    first = catalogue.world.channels[key(1, 2)]
    catalogue.world.channels[key(1, 2)] = replace(first, names={"fi": "x" * 5_000_000})
    read(catalogue, "v11", tmp_path / "c.db")
    with reading(tmp_path / "c.db") as copy:
        channel = copy.channel(key(1, 2))
        assert channel is not None
        assert len(channel.names["fi"]) == 5000


@pytest.mark.parametrize("version", VERSIONS)
def test_an_item_of_wrong_types_is_told_and_not_taken_for_gone(
    catalogue: Catalogue, version: str, tmp_path: Path
) -> None:
    """The others are read all the same."""
    bad = catalogue.world.channels[key(1, 1)]
    catalogue.world.channels[key(1, 1)] = replace(bad, numbers=({"a": 1},))  # type: ignore[arg-type]
    read(catalogue, version, tmp_path / "c.db", Scope(counties=("20",)))
    with reading(tmp_path / "c.db") as copy:
        assert copy.channel(key(1, 1)) is None
        assert copy.gone(key(1, 1)) is None
        (loss,) = copy.losses([key(1, 1)])
        assert loss.what.startswith("not read: ")
        assert copy.counts()["channels"] == 6


def test_a_server_that_drips_is_left(catalogue: Catalogue, tmp_path: Path) -> None:
    """A deadline holds for the whole answer, however often a byte comes."""
    slow = replace(QUICK, whole_answer=-1.0)
    with pytest.raises(BotError, match="too slow"):
        fetch(tmp_path / "c.db", Scope(), source(catalogue, "v11"), TODAY, slow)


def test_a_part_that_is_old_or_of_another_scope_begins_anew(catalogue: Catalogue, tmp_path: Path) -> None:
    """So that a copy is of one date and one scope."""
    path = tmp_path / "c.db"
    old = Scope(counties=("20",))
    catalogue.decide = always(Fault(400))
    with pytest.raises(BotError, match="400"):
        read(catalogue, "v11", path, old)
    catalogue.decide = lambda *_: None
    assert not read(catalogue, "v11", path)
    catalogue.decide = always(Fault(400))
    with pytest.raises(BotError, match="400"):
        read(catalogue, "v11", path)
    catalogue.decide = lambda *_: None
    assert not fetch(path, Scope(), source(catalogue, "v11"), date(2026, 12, 24), QUICK)
    with reading(path) as copy:
        assert copy.read_on == "2026-12-24"


@pytest.mark.parametrize(
    ("old", "base", "given", "said"),
    [
        (False, "", "", "PTV_API_KEY"),
        (False, "http://example.org/api", "k", "https://"),
        (False, "", "k\nx: y", "no key has"),
    ],
)
def test_settings_that_do_not_fit_are_told(*, old: bool, base: str, given: str, said: str) -> None:
    """Before anything is asked."""
    with pytest.raises(BotError, match=said):
        source_of(old=old, base=base, key=given)


def test_a_file_that_is_no_copy_is_told(tmp_path: Path) -> None:
    """Missing, or of another kind."""
    (tmp_path / "c.db").write_bytes(b"not a database, but long enough to be taken for one" * 100)
    for path in (tmp_path / "c.db", tmp_path / "none.db"):
        with pytest.raises(BotError, match="luotsi catalogue fetch"), reading(path) as copy:
            copy.counts()


def test_losses_are_told_by_item(catalogue: Catalogue, tmp_path: Path) -> None:
    """A number that cannot exist is left out, and said."""
    line = catalogue.world.channels[key(1, 0)]
    catalogue.world.channels[key(1, 0)] = replace(line, numbers=(number(0), "1"))
    read(catalogue, "v11", tmp_path / "c.db")
    with reading(tmp_path / "c.db") as copy:
        assert isinstance(copy, Copy)
        assert copy.losses([key(1, 0)]) == [Loss(key(1, 0), "a number that cannot exist is left out")]


def test_the_hours_of_the_model_are_read_back(catalogue: Catalogue, tmp_path: Path) -> None:
    """Weekdays and minutes go through the file."""
    line = catalogue.world.channels[key(1, 0)]
    hours = (("Monday", "08:00", "16:00"), ("Tuesday", "22:00", "06:00"))
    catalogue.world.channels[key(1, 0)] = replace(line, hours=hours)
    read(catalogue, "v12", tmp_path / "c.db")
    with reading(tmp_path / "c.db") as copy:
        channel = copy.channel(key(1, 0))
        assert channel is not None
        assert channel.hours.schedule == (
            OpeningHours((0,), 480, 960),
            OpeningHours((1,), 1320, 1440),
            OpeningHours((2,), 0, 360),
        )
