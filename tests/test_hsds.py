from __future__ import annotations

import csv
from pathlib import Path

import pytest
from frictionless import Package

from bot.errors import BotError
from bot.hsds import TABLES, export
from bot.model import LOCALES, Knowledge, Locale

DEMANDED = {
    "organization": {"id", "name", "description"},
    "service": {"id", "name", "status", "organization_id"},
    "phone": {"id", "number"},
    "schedule": {"id"},
    "service_area": {"id"},
    "language": {"id"},
    "taxonomy": {"id", "name", "description"},
    "taxonomy_term": {"id", "code", "name", "description"},
    "attribute": {"id", "link_id", "taxonomy_term_id", "link_entity"},
}
"""The columns that HSDS 3.0 requires in each table (`required` and `tabular_required` of its schemas)."""


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a table."""
    with (folder / TABLES[name][0]).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("locale", LOCALES)
def test_an_independent_validator_accepts_the_package(knowledge: Knowledge, locale: Locale, tmp_path: Path) -> None:
    """Types, formats, required and unique values, and every reference between the tables."""
    export(knowledge, tmp_path, locale)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])[:5]
    assert report.stats["tasks"] == len(TABLES)


def test_the_validator_would_find_what_is_wrong(knowledge: Knowledge, tmp_path: Path) -> None:
    """A phone of a service that is not there is no valid package."""
    export(knowledge, tmp_path)
    with (tmp_path / "phones.csv").open("a", encoding="utf-8") as out:
        out.write("11111111-0000-4000-8000-000000000001,11111111-0000-4000-8000-000000000002,112,voice,\r\n")
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


@pytest.mark.parametrize("name", TABLES)
def test_what_the_specification_requires_is_required(name: str) -> None:
    """Each table demands at least the columns that HSDS does."""
    assert DEMANDED[name] <= {field.name for field in TABLES[name][1] if field.required}


def test_every_contact_is_there_and_no_number_too_many(knowledge: Knowledge, tmp_path: Path) -> None:
    """A number that a card would not show is not handed on (H3)."""
    counts = export(knowledge, tmp_path)
    assert counts["service"] == len(knowledge.contacts)
    shown = sorted(phone.dial for contact in knowledge.contacts.values() for phone in contact.numbers)
    assert sorted(row["number"] for row in table(tmp_path, "phone")) == shown
    alerts = sum(bool(row["alert"]) for row in table(tmp_path, "service"))
    assert alerts == sum(contact.status == "unconfirmed" for contact in knowledge.contacts.values())


def test_the_same_knowledge_gives_the_same_bytes(knowledge: Knowledge, tmp_path: Path) -> None:
    """So that a difference between two exports is one of content."""
    for name in ("one", "two"):
        export(knowledge, tmp_path / name)
    one, two = ([path.read_bytes() for path in sorted((tmp_path / name).iterdir())] for name in ("one", "two"))
    assert one == two
    assert len(one) == len(TABLES) + 1


def test_a_folder_that_cannot_be_written_is_told(knowledge: Knowledge, tmp_path: Path) -> None:
    """In one line."""
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(BotError, match="cannot be written"):
        export(knowledge, tmp_path / "file")
