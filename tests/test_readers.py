"""Readers in words: short where everybody is meant, by name where they are few, by county where they are many."""

from __future__ import annotations

import pytest

from bot.model import LOCALES, WHOLE_COUNTRY, Knowledge, Locale
from bot.readers import readers


def codes(knowledge: Knowledge, county: str) -> list[str]:
    """The municipalities of a county."""
    return [place.code for place in knowledge.municipalities.values() if place.county == county]


@pytest.mark.parametrize(
    ("roles", "locales", "said"),
    [
        (["teacher"], ["sv"], "those who ask as teacher in Swedish in Utsjoki"),
        (["teacher", "police"], ["sv", "fi"], "those who ask as police or teacher in Finnish and Swedish in Utsjoki"),
        (["a", "b", "c", "d", "e"], LOCALES, "those who ask as a, b, c or 2 more in any language in Utsjoki"),
    ],
)
def test_roles_and_languages(knowledge: Knowledge, roles: list[str], locales: list[Locale], said: str) -> None:
    """The first three by name."""
    assert readers(knowledge, roles, ["890"], locales) == said


def test_everybody(knowledge: Knowledge) -> None:
    """All roles, languages and places need no list."""
    role = knowledge.question("role")
    assert role is not None
    said = "all who ask in any language in every municipality and for the whole country"
    assert readers(knowledge, role.options, [*knowledge.municipalities, WHOLE_COUNTRY], LOCALES) == said


def test_places(knowledge: Knowledge) -> None:
    """Many of one county are that county's; of many counties the counties are counted."""
    ostrobothnia = codes(knowledge, "pohjanmaa")
    all_of_it = f"all {len(ostrobothnia)} municipalities of Ostrobothnia wellbeing services county"
    places = {
        "for the whole country": [WHOLE_COUNTRY],
        f"in {all_of_it}": ostrobothnia,
        f"in {len(ostrobothnia) - 1} municipalities of Ostrobothnia wellbeing services county": ostrobothnia[1:],
        f"in 1 municipality of Lapland wellbeing services county and {all_of_it}": [*ostrobothnia, "890"],
        "in 292 municipalities of 22 counties": [
            place for place in knowledge.municipalities if place not in codes(knowledge, "ahvenanmaa")
        ],
    }
    for said, at in places.items():
        assert readers(knowledge, ["teacher"], at, ["fi"]) == f"those who ask as teacher in Finnish {said}"
