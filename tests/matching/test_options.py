"""Questions answered in words: what people say for an option counts whole, and what only resembles it does not."""

from __future__ import annotations

import pytest

from bot.matching.hints import age_alone
from bot.matching.options import match_option
from bot.matching.sentence import is_region
from bot.model import Knowledge

SAID = {
    ("danger", "yes"): ("Joo", "kyllä on", "on!", "Ja", "jo, det är det", "yeah", "Yes, right now"),
    ("danger", "no"): ("ei", "ei oo", "Ei tällä hetkellä.", "nej då", "inte just nu", "nope", "not at the moment"),
    ("danger", "unsure"): ("ehkä", "en tiiä", "kanske", "det tror jag inte", "maybe", "I don't think so"),
    ("role", "teacher"): ("ope", "Rehtori", "lärare", "rektor", "school", "opetaja"),
    ("role", "student-welfare"): ("kuraattori", "skolpsykolog", "school nurse"),
    ("role", "mental-health"): ("psykologi", "psykolog", "psychiatric nurse"),
    ("role", "health-care"): ("sairaanhoitaja", "sairanhoitaja", "sjukskötare", "nurse"),
    ("role", "private-person"): ("äiti", "naapuri", "mamma", "someone else"),
    ("age", "under-18"): ("neljätoista", "alaikäinen", "fjorton", "teenager"),
    ("age", "29-or-over"): ("eläkeläinen", "pensionär", "middle-aged"),
    ("place", "whole-country"): ("koko Suomi", "hela Finland", "anywhere"),
    ("child", "yes"): ("joo", "jo", "yes there are"),
    ("consent", "not-asked"): ("en ole kysynyt", "har inte frågat", "not yet"),
}


@pytest.mark.parametrize(
    ("question", "option", "text"), [(*means, text) for means, texts in SAID.items() for text in texts]
)
def test_what_people_say_for_an_option(knowledge: Knowledge, question: str, option: str, text: str) -> None:
    """In any language, with any punctuation, and with a slip in a long word."""
    asked = knowledge.question(question)
    assert asked is not None
    found = match_option(text, asked, knowledge)
    assert found is not None
    assert found.id == option


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("age", "aikuinen"),
        ("age", "adult"),
        ("age", "nuori"),
        ("role", "ohjaaja"),
        ("role", "virkailija"),
        ("danger", "kyllä ei"),
        ("danger", "ei joo"),
        ("danger", "det är"),
    ],
)
def test_words_that_could_mean_several(knowledge: Knowledge, question: str, text: str) -> None:
    """An adult is young or not, and a part of what is said for an option does not stand for it."""
    asked = knowledge.question(question)
    assert asked is not None
    assert match_option(text, asked, knowledge) is None


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("14", "under-18"),
        ("14v", "under-18"),
        ("17 vuotta", "under-18"),
        ("15-åring", "under-18"),
        ("noin 20", "18-28"),
        ("28 år", "18-28"),
        ("ca. 40", "29-or-over"),
        ("about 60 years old", "29-or-over"),
        ("noin 18", None),
        ("omkring 28", None),
        ("yli 30", None),
        ("111", None),
        ("15 minuuttia", None),
        ("", None),
    ],
)
def test_an_age_alone(text: str, option: str | None) -> None:
    """A number of years; one that is about right counts where its neighbours mean the same."""
    assert age_alone(text) == option


@pytest.mark.parametrize("text", ["Lappi", "lapland", "Åland", "Norra Österbotten", "Pirkanmaan hyvinvointialue"])
def test_a_region_is_known_as_one(knowledge: Knowledge, text: str) -> None:
    """So that nobody is told that it does not exist."""
    assert is_region(text, knowledge)
    assert not is_region(f"{text} tai Turku", knowledge)
