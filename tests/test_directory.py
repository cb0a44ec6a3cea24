"""The ladder: the nearest contact that can be reached, and who stands behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from bot.directory import door, doors, ladder
from bot.model import (
    ALWAYS,
    Area,
    Call,
    Contact,
    Door,
    Kind,
    Knowledge,
    Level,
    Municipality,
    Phone,
    Rule,
    Source,
    Status,
    Text,
)

X = Text("x", "x", "x")
SOURCE = Source("https://example.org/", "2026", "2026-01-01")
ALWAYS_RULE = Rule()
TOWN, ISLAND = "001", "002"


def kind(name: str, *instead: str, by_page: bool = False, county_page: bool = False) -> Kind:
    """A kind of service, and who stands in for it."""
    reached_by: Literal["phone", "page"] = "page" if by_page else "phone"
    return Kind(
        name, X, X, X, X, instead, reached_by, urgent=False, recheck_days=90, source="x", county_page=county_page
    )


def contact(
    name: str, level: Level, area: str, service: str = "anchor", *, status: Status = "active", **number: str | None
) -> Contact:
    """A contact of a level, with a number of its own unless `phone` says another, or None."""
    dial = number.get("phone", name)
    phones = () if dial is None else (Phone(dial, "x"),)
    return Contact(name, service, X, level, (area,), status, phones, "always", SOURCE, url=X)


def stands(*contacts: Contact, place: str = TOWN, kinds: tuple[Kind, ...] = (kind("anchor"),)) -> Door:
    """The first kind's door at a place, with only these contacts in the land."""
    areas = {"c1": Area("c1", X, "https://c1.example/"), "c2": Area("c2", X, "https://c2.example/", "aland")}
    towns = {
        TOWN: Municipality(TOWN, X, ("fi",), "c1", "p1", "x", "x"),
        ISLAND: Municipality(ISLAND, X, ("sv",), "c2", "p2", "x", "x"),
    }
    knowledge = Knowledge(
        questions=(),
        situations={},
        steps={},
        laws={},
        references={},
        kinds={each.id: each for each in kinds},
        contacts={each.id: each for each in contacts},
        municipalities=towns,
        counties=areas,
        police_departments={"p1": Area("p1", X, "https://p1.example/")},
        version="x",
    )
    return door(knowledge, Call(kinds[0].id, Rule(ALWAYS), None), place)


def ids(found: Door) -> tuple[list[str], list[str], list[str]]:
    """The ids of the nearest, the reachable, and those behind."""
    nearest, reachable, behind = (
        [rung.contact.id for rung in rungs] for rungs in (found.nearest, found.reachable, found.behind)
    )
    return nearest, reachable, behind


LADDER = (
    contact("nation", "nation", "finland"),
    contact("police", "police-department", "p1"),
    contact("county", "county", "c1"),
    contact("town", "municipality", TOWN),
)


@pytest.mark.parametrize(
    ("missing", "first", "behind"),
    [(0, "town", ["county"]), (1, "county", ["police"]), (2, "police", ["nation"]), (3, "nation", [])],
)
def test_the_nearest_level_answers_and_the_next_stands_behind(missing: int, first: str, behind: list[str]) -> None:
    """Municipality, county, police department, nation, in that order."""
    found = stands(*LADDER[: len(LADDER) - missing])
    assert ids(found) == ([first], [first], behind)
    assert found.reachable[0].level == LADDER[3 - missing].level


@pytest.mark.parametrize("status", ["unconfirmed", "temporarily-closed"])
def test_a_contact_without_a_number_to_show_is_named_and_passed(status: Status) -> None:
    """It exists here; the next rung that can be called is the one to call."""
    found = stands(contact("town", "municipality", TOWN, status=status), contact("county", "county", "c1"))
    assert ids(found) == (["town"], ["county"], [])


def test_a_door_can_give_more_than_one_kind_of_service() -> None:
    """The contact stands once, and is found under each kind it serves as."""
    both = replace(contact("here", "municipality", TOWN, "prevention"), also_serves_as=("anchor",))
    assert ids(stands(both)) == (["here"], ["here"], [])


def test_a_closed_contact_is_gone() -> None:
    """A service that ended is not named at all."""
    assert ids(stands(contact("town", "municipality", TOWN, status="closed"))) == ([], [], [])


def test_another_town_is_not_asked() -> None:
    """A contact serves its own area only."""
    assert ids(stands(contact("island", "municipality", ISLAND))) == ([], [], [])


def test_nothing_known_falls_to_the_kind_that_stands_in() -> None:
    """Where no contact of a kind is known, the kind named instead of it is behind the door, or the next instead."""
    kinds = (kind("anchor", "advice"), kind("advice", "duty"), kind("duty"))
    found = stands(contact("duty-county", "county", "c1", "duty"), kinds=kinds)
    assert ids(found) == ([], [], ["duty-county"])
    assert found.behind[0].kind.id == "duty"


def test_the_same_number_is_not_offered_again() -> None:
    """Where the county's child welfare answers at the on-call number, the next other number stands behind it."""
    kinds = (kind("welfare", "duty"), kind("duty"))
    welfare = contact("welfare", "county", "c1", "welfare", phone="+358295000000")
    duty = contact("duty", "county", "c1", "duty", phone="+358295000000")
    nation = contact("nation", "nation", "finland", "duty")
    assert ids(stands(welfare, duty, kinds=kinds)) == (["welfare"], ["welfare"], [])
    assert ids(stands(welfare, duty, nation, kinds=kinds)) == (["welfare"], ["welfare"], ["nation"])


def test_kinds_that_stand_in_for_each_other_end() -> None:
    """A circle of stand-ins is walked once."""
    assert ids(stands(kinds=(kind("anchor", "advice"), kind("advice", "anchor")))) == ([], [], [])


def test_the_whole_country_knows_only_the_nation() -> None:
    """Without a municipality only nationwide contacts are certain."""
    assert ids(stands(*LADDER, place="whole-country")) == (["nation"], ["nation"], [])


def test_a_mainland_service_does_not_serve_aland() -> None:
    """Nationwide contacts say whether Åland is in."""
    mainland = contact("mainland", "nation", "mainland")
    finland = contact("finland", "nation", "finland")
    assert ids(stands(mainland, finland, place=ISLAND)) == (["finland"], ["finland"], [])
    assert ids(stands(mainland, finland)) == (["finland", "mainland"], ["finland", "mainland"], [])


def test_a_page_is_a_door_where_the_kind_says_so() -> None:
    """A service reached by its page counts as reached without a number."""
    silent = contact("web", "nation", "finland", phone=None)
    assert ids(stands(silent)) == (["web"], [], [])
    assert ids(stands(silent, kinds=(kind("anchor", by_page=True),))) == (["web"], ["web"], [])


def test_a_kind_may_point_to_the_countys_page() -> None:
    """Where no number is known, the county's own site is named."""
    kinds = (kind("anchor", county_page=True),)
    assert stands(kinds=kinds).page == "https://c1.example/"
    assert stands(kinds=kinds, place="whole-country").page is None


def test_an_optional_door_is_shown_only_where_it_leads_somewhere(knowledge: Knowledge) -> None:
    """A nice-to-have service without a contact here is not mentioned; the others are, so that one knows of them."""
    silent = replace(knowledge, contacts={}, kinds={"anchor": kind("anchor")})
    must, may = (Call("anchor", Rule(ALWAYS), None, optional=optional) for optional in (False, True))
    assert [len(doors(silent, (call,), {"place": "598"})) for call in (must, may)] == [1, 0]


def test_each_municipality_has_its_own_ladder(knowledge: Knowledge) -> None:
    """In the shipped knowledge every contact on a ladder serves the place it is shown for."""
    for code, municipality in knowledge.municipalities.items():
        law = knowledge.counties[municipality.county].law
        own = {code, municipality.county, municipality.police_department, "finland", law}
        for kind_id in knowledge.kinds:
            for level in ladder(knowledge, kind_id, code):
                assert all(set(rung.contact.areas) & own for rung in level)


def test_nobody_is_sent_to_their_own_helpline(knowledge: Knowledge) -> None:
    """Police readers are not told to call the police helpline; others are, where no team has a number."""
    call = Call("ankkuri", ALWAYS_RULE, None)
    place = {"place": "853", "where": "mainland"}
    (for_teacher,) = doors(knowledge, (call,), {**place, "role": "teacher"})
    (for_police,) = doors(knowledge, (call,), {**place, "role": "police"})
    assert [rung.contact.id for rung in for_teacher.behind] == ["nat-poliisi-neuvonta"]
    assert for_police.behind == ()


def test_a_mainland_service_is_not_named_on_aland(knowledge: Knowledge) -> None:
    """No Anchor team is known there."""
    call = Call("ankkuri", ALWAYS_RULE, None)
    assert doors(knowledge, (call,), {"place": "478", "where": "aland", "role": "teacher"}) == ()
    assert doors(knowledge, (call,), {"place": "853", "where": "mainland", "role": "teacher"}) != ()
