"""The list of missing local numbers: complete, true, and with a remedy that works."""

from __future__ import annotations

import json

from bot.directory import ladder
from bot.gaps import Gap, gaps
from bot.model import Knowledge


def gap_of(knowledge: Knowledge, service: str, area: str) -> Gap | None:
    """The gap of a kind of service in an area, or None."""
    return next((gap for gap in gaps(knowledge) if (gap.kind.id, gap.area) == (service, area)), None)


def test_an_unconfirmed_number_is_a_gap_that_wants_a_check(knowledge: Knowledge) -> None:
    """Varsinais-Suomi has a number nobody has confirmed: it is in the list, with the contact to mend."""
    gap = gap_of(knowledge, "social-emergency", "varsinais-suomi")
    assert gap is not None
    assert gap.contact is knowledge.contacts["wc-varsinais-suomi-se"]
    assert "check the number of wc-varsinais-suomi-se" in str(gap)


def test_a_contact_without_a_number_wants_one(knowledge: Knowledge) -> None:
    """Kymenlaakso's duty is known to exist, and no number is."""
    gap = gap_of(knowledge, "social-emergency", "kymenlaakso")
    assert gap is not None
    assert "add `phones:` to wc-kymenlaakso-se" in gap.remedy
    assert gap.at == knowledge.contacts["wc-kymenlaakso-se"].at


def test_an_area_without_any_contact_wants_one(knowledge: Knowledge) -> None:
    """Where nobody is known, the remedy names the key to write."""
    gap = gap_of(knowledge, "mental-health-services", "kainuu")
    assert gap is not None
    assert gap.contact is None
    assert "`service_area: {counties: [kainuu]}`" in gap.remedy


def test_a_confirmed_number_is_no_gap(knowledge: Knowledge) -> None:
    """Pohjois-Pohjanmaa has its duty number, and Oulu its Anchor numbers."""
    assert gap_of(knowledge, "social-emergency", "pohjois-pohjanmaa") is None
    assert gap_of(knowledge, "ankkuri", "oulu") is None


def test_each_municipality_of_a_gap_lacks_the_number_and_no_other_does(knowledge: Knowledge) -> None:
    """A municipality is listed exactly when its ladder has no number below the nation."""
    listed = {(gap.kind.id, code) for gap in gaps(knowledge) for code in gap.municipalities}
    for kind in knowledge.kinds.values():
        if kind.local_level is None:
            continue
        for code, place in knowledge.municipalities.items():
            if kind.applies_to == "mainland" and knowledge.counties[place.county].law == "aland":
                assert (kind.id, code) not in listed
                continue
            rungs = [rung for level in ladder(knowledge, kind.id, code) for rung in level if rung.level != "nation"]
            assert ((kind.id, code) in listed) == (not any(rung.contact.numbers for rung in rungs))


def test_a_gap_can_be_written_as_json(knowledge: Knowledge) -> None:
    """Other programs read the list too."""
    for gap in gaps(knowledge):
        assert json.loads(json.dumps(gap.data()))["service"] == gap.kind.id
