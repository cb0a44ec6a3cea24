"""Word groups: whole words, beginnings, parts and runs of words, however a keyboard spells them."""

from __future__ import annotations

import pytest

from bot.matching.ideas import IdeaIndex, bare_words

INDEX = IdeaIndex(
    [
        ("now", {"fi": ("nyt", "juuri nyt"), "sv": ("just nu",), "en": ()}),
        ("knife", {"fi": ("puuko-",), "sv": ("kniv-",), "en": ("knife",)}),
        ("murder", {"fi": ("-murha-",), "sv": (), "en": ()}),
        ("way", {"fi": (), "sv": (), "en": ("on his wa-",)}),
    ]
)


@pytest.mark.parametrize(
    ("text", "ideas"),
    [
        ("nyt", {"now"}),
        ("nytkin", set()),
        ("puukolla", {"knife"}),
        ("taskupuukko", set()),
        ("joukkomurhaaja", {"murder"}),
        ("just nu", {"now"}),
        ("nu just", set()),
        ("on his way", {"way"}),
        ("upon his way", set()),
        ("KNIVEN, nyt!", {"knife", "now"}),
        ("", set()),
    ],
)
def test_a_word_is_found_as_its_group_writes_it(text: str, ideas: set[str]) -> None:
    """Hyphens tell where a word may go on; several words stand in a row."""
    assert INDEX.of(bare_words(text)) == ideas


@pytest.mark.parametrize("spelling", ["Älä", "A\u0308la\u0308", "ALA", "ä\u00adlä", "a\u200bla", "\uff21la"])
def test_spellings_of_one_word_are_one_word(spelling: str) -> None:
    """Capitals, composed and decomposed dots, soft hyphens, unseen and full-width characters do not matter."""
    assert bare_words(spelling) == ["ala"]
