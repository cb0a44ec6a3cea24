"""The answer: the case, the lines and the doors for one reader."""

from __future__ import annotations

import pytest

from bot.card import NoCard, card_for, section_names, variant_for
from bot.model import Condition, Knowledge, Rule, Step, Text, Variant

FACETS = {
    "danger": "no",
    "role": "teacher",
    "situation": "worrying-speech-or-behaviour",
    "age": "under-18",
    "place": "598",
    "where": "mainland",
}


def variant(said: str, rule: Rule) -> Variant:
    """A variant that says this in every language."""
    return Variant(rule, Text(said, said, said), None, (), "own-advice")


def only(**facets: str) -> Condition:
    """Holds for these answers."""
    return Condition(tuple((name, frozenset({value})) for name, value in facets.items()))


STEP = Step(
    "x",
    (
        variant("minor", Rule(only(age="under-18"), unless=only(role="police"))),
        variant("police", Rule(only(role="police"))),
    ),
)


@pytest.mark.parametrize(
    ("facets", "said"),
    [
        ({"age": "under-18", "role": "teacher"}, "minor"),
        ({"age": "under-18", "role": "police"}, "police"),
        ({"age": "18-28", "role": "police"}, "police"),
        ({"age": "18-28", "role": "teacher"}, None),
        ({}, None),
    ],
)
def test_the_first_variant_that_holds_speaks(facets: dict[str, str], said: str | None) -> None:
    """`when` and `unless` decide; where none holds the line is left out."""
    found = variant_for(STEP, facets)
    assert (found and found.text.fi) == said


@pytest.mark.parametrize("situation", ["", "no-such-situation"])
def test_no_situation_is_a_hole(knowledge: Knowledge, situation: str) -> None:
    """A situation that no file describes is told apart from an answer."""
    with pytest.raises(NoCard):
        card_for(knowledge, {**FACETS, "situation": situation})


def test_facets_that_no_case_fits_are_a_hole(knowledge: Knowledge) -> None:
    """A reader without an age or a role meets no case made for one."""
    situation = knowledge.situations["worrying-speech-or-behaviour"]
    nobody = dict.fromkeys(FACETS, "no-such-answer")
    assert situation.case_for(nobody) is None
    with pytest.raises(NoCard):
        card_for(knowledge, {**nobody, "situation": situation.id})


def test_a_section_that_says_nothing_is_not_named(knowledge: Knowledge) -> None:
    """Only what holds a line for this reader can be unfolded."""
    card = card_for(knowledge, FACETS)
    assert set(section_names(card)) == {name for name, lines in card.sections.items() if lines}
    assert "steps" in section_names(card)


@pytest.mark.parametrize("role", ["teacher", "youth-work", "police", "health-care", "religious-community"])
def test_a_card_claims_only_what_binds_the_reader(knowledge: Knowledge, role: str) -> None:
    """A duty of another profession is never put on this one (H9)."""
    card = card_for(knowledge, {**FACETS, "role": role})
    bound = [line for lines in card.sections.values() for line in lines if line.force in ("duty", "right")]
    cited = [(line.force, knowledge.laws[law]) for line in bound for law in line.laws]
    assert cited
    assert all(law.binds is None or role in law.binds for force, law in cited if law.force == force)


def test_a_private_person_is_under_no_duty(knowledge: Knowledge) -> None:
    """A relative may tell, and nobody says they must."""
    card = card_for(knowledge, {**FACETS, "role": "private-person"})
    assert {line.force for lines in card.sections.values() for line in lines} <= {None, "permission"}


def test_aland_cites_no_mainland_act(knowledge: Knowledge) -> None:
    """In Mariehamn the card says that Åland has its own law and cites none of the mainland's."""
    card = card_for(knowledge, {**FACETS, "place": "478", "where": "aland"})
    cited = [knowledge.laws[law] for lines in card.sections.values() for line in lines for law in line.laws]
    assert card.law == "aland"
    assert all(law.applies_to == "finland" for law in cited)


def test_a_place_changes_the_doors_and_not_the_steps(knowledge: Knowledge) -> None:
    """Jakobstad and Vantaa: the same procedure, other people to call."""
    here, there = (card_for(knowledge, {**FACETS, "place": place}) for place in ("598", "092"))
    assert here.sections == there.sections
    assert here.doors != there.doors
