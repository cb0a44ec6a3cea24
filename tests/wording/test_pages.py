"""The accessibility statement: what is filled in stands there, and what is not is said to be missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.load import loads
from bot.model import LOCALES, Knowledge, Locale, Operator
from bot.wording.catalogs import words_in
from bot.wording.pages import statement

FILLED = """
operator:
  name: {fi: Esimerkin kunta, sv: Exempels kommun, en: Municipality of Example}
  feedback: saavutettavuus@example.fi
  authority: {name: {fi: Valvoja, sv: Tillsynen, en: The supervisor}, url: "https://valvoja.example.fi/"}
  assessed_on: "2026-11-24"
  result: partial
  shortcomings: [{fi: Kartta puuttuu., sv: Kartan saknas., en: The map is missing.}]
"""


def filled(text: str) -> Operator:
    """The operator in a file."""
    loaded = loads({"operator.yaml": text})
    assert loaded.problems == ()
    assert loaded.knowledge is not None
    assert loaded.knowledge.operator is not None
    return loaded.knowledge.operator


@pytest.mark.parametrize("locale", LOCALES)
def test_as_shipped_it_says_what_is_missing(knowledge: Knowledge, locale: Locale) -> None:
    """The name, the assessment, where to write and who supervises; the same without any knowledge."""
    missing = words_in(locale)("not filled in yet")
    assert statement(locale, knowledge).text.count(missing) == 4
    assert statement(locale, None).text.count(missing) == 4


@pytest.mark.parametrize(
    ("locale", "day", "said"),
    [("fi", "24.11.2026", "Kartta puuttuu."), ("sv", "24.11.2026", "Kartan saknas."), ("en", "24 Nov", "The map")],
)
def test_what_is_filled_in_stands_there(knowledge: Knowledge, locale: Locale, day: str, said: str) -> None:
    """In the reader's language, with addresses one can follow."""
    operator = filled(FILLED)
    screen = statement(locale, replace(knowledge, operator=operator))
    assert operator.name is not None
    assert all(part in screen.text for part in (operator.name[locale], day, said, "saavutettavuus@example.fi"))
    links = {span.href for line in screen.lines for span in line.spans if span.href}
    assert links == {"tel:112", "mailto:saavutettavuus@example.fi", "https://valvoja.example.fi/"}
    assert operator.unfilled == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("saavutettavuus@example.fi", "javascript:x", "must be an e-mail address or one that begins with https://"),
        ('"2026-11-24"', '"2026-13-40"', 'must be a date that exists, not "2026-13-40"'),
        ("result: partial", "result: good", "result"),
        ("sv: Kartan saknas., ", "", "no Swedish"),
    ],
)
def test_what_is_filled_in_wrongly_is_told(old: str, new: str, said: str) -> None:
    """By line, so that no broken statement is served."""
    (problem,) = loads({"operator.yaml": FILLED.replace(old, new)}).problems
    assert said in str(problem)


def test_there_is_one_operator() -> None:
    """A second is told where the first stands."""
    (problem,) = loads({"a.yaml": FILLED, "b.yaml": "operator: {}"}).problems
    assert str(problem) == "b.yaml:1:11: error: the operator stands already at a.yaml:3:3 [duplicate-id]"
