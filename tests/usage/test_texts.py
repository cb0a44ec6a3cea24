"""Words that matched nothing, made fit to show and keep."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.usage.texts import LONGEST, shareable


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mitä teen jos joku haluaa pois", "mitä teen jos joku haluaa pois"),
        ("  poika   puhuu \n aseista ", "poika puhuu aseista"),
        ("Oppilas puhuu oudosti", "Oppilas puhuu oudosti"),
        ("kävin Kajaanissa eilen", "kävin […] eilen"),
        ("talo 12345 ja 12.3.2010", "talo […] ja […]"),
        ("0401234567", None),
        ("??", None),
    ],
)
def test_only_words_of_no_one_are_left(text: str, kept: str | None) -> None:
    """Numbers and words that may be a name or a place are taken out; where nothing is left, nothing is offered."""
    assert shareable(text) == kept


@given(text=st.text(max_size=600))
def test_any_text_is_made_short_and_printable(text: str) -> None:
    """One line, no digit sequences, at most so long."""
    kept = shareable(text) or ""
    assert len(kept) <= LONGEST
    assert kept.isprintable()
    assert not any(a.isdecimal() and b.isdecimal() for a, b in pairwise(kept))
