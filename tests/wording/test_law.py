"""A provision is cited as each language cites it."""

from __future__ import annotations

import pytest

from bot.model import LOCALES, Law, Source, Text
from bot.wording.catalogs import words_in
from bot.wording.law import citation, citations


def law(section: str, subsection: str | None = None, chapter: str | None = None, number: str = "417/2007") -> Law:
    """A provision of the Child Welfare Act, or of an act with another number."""
    name = Text("lastensuojelulaki", "barnskyddslagen", "Child Welfare Act")
    act = name if number == "417/2007" else Text("poliisilaki", "polislagen", "Police Act")
    source = Source("https://finlex.fi/", "2026", "2026-01-01")
    return Law(
        id="x",
        act=act,
        number=number,
        section=section,
        subsection=subsection,
        chapter=chapter,
        force="rule",
        binds=None,
        binds_partly=frozenset(),
        applies_to="mainland",
        wording=act,
        status="read-2026",
        source=source,
    )


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (law("25"), ("lastensuojelulaki 25 §", "barnskyddslagen 25 §", "Child Welfare Act, section 25")),
        (
            law("25a", "1"),
            ("lastensuojelulaki 25 a § 1 mom.", "barnskyddslagen 25 a § 1 mom.", "Child Welfare Act, section 25a(1)"),
        ),
        (
            law("2", "3", "7"),
            (
                "lastensuojelulaki 7 luku 2 § 3 mom.",
                "barnskyddslagen 7 kap. 2 § 3 mom.",
                "Child Welfare Act, chapter 7, section 2(3)",
            ),
        ),
    ],
)
def test_a_provision_is_cited(one: Law, said: tuple[str, str, str]) -> None:
    """Chapter, section and subsection in the order of the language."""
    assert tuple(citation(words_in(locale), one) for locale in LOCALES) == said


def test_an_act_is_named_once() -> None:
    """Provisions of one act share its name; another act follows after a semicolon."""
    laws = [law("25", "1"), law("25a"), law("1", number="872/2011")]
    assert citations(words_in("sv"), laws) == "barnskyddslagen 25 § 1 mom., 25 a §; polislagen 1 §"
