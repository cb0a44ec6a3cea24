"""What a sentence lets us suppose of role and age: explicit words first, ages by number, nothing when two disagree."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.hints import Hints, find_hints
from bot.matching.sentence import read_sentence
from bot.model import Knowledge


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("oppilas puhuu ampumisesta", "teacher"),
        ("eleven ritar hakkors", "teacher"),
        ("a pupil admires terrorists", "teacher"),
        ("potilas on harhainen", "health-care"),
        ("intagen vill lämna gruppen", "prison-probation"),
        ("lapsi leikkii päiväkodissa teloitusta", "early-education"),
        ("poikani on liittynyt natseihin", "private-person"),
        ("my daughter wants to go to Syria", "private-person"),
        ("ungdom på ungdomsgården pratar om vapen", "youth-work"),
        ("turvapaikanhakija uhkailee muita", "reception-centre"),
        ("koulukuraattorina olen huolissani oppilaasta", "student-welfare"),
        ("olen opettaja ja poikani kaveri pelottaa", "teacher"),
        ("rippikoululainen puhuu vihasta", "religious-community"),
        ("hän puhuu oudosti", None),
        ("sosiaalipäivystys ei vastaa, naapuri uhkaa ampua", None),
        ("socialjouren svarar inte, grannen hotar", None),
        ("kuratorn är ledig, en elev hotar", "teacher"),
        ("kuraattori on sairaana, oppilas uhkailee", "teacher"),
        ("jag är kurator", "student-welfare"),
        ("jag är hälsovårdare på rådgivningen", "health-care"),
        ("en mamma på barnrådgivningen pratar om hat", "health-care"),
    ],
)
def test_words_suggest_a_role(knowledge: Knowledge, text: str, role: str | None) -> None:
    """The person spoken of and the place tell where the writer works; what the writer says of himself tells more."""
    assert find_hints(text, knowledge).role == role


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("14-vuotias poika", "under-18"),
        ("poika 17 v", "under-18"),
        ("15v tyttö", "under-18"),
        ("en 16-åring", "under-18"),
        ("hon är 17 år", "under-18"),
        ("a 17-year-old", "under-18"),
        ("he is 18 years old", "18-28"),
        ("28-vuotias mies", "18-28"),
        ("29-vuotias mies", "29-or-over"),
        ("man, 45 år gammal", "29-or-over"),
        ("teini puhuu sodasta", "under-18"),
        ("varusmies uhkailee", "18-28"),
        ("eläkeläinen lähettää uhkauksia", "29-or-over"),
        ("ei 15 vaan 19", "18-28"),
        ("17-vuotias eikä 18-vuotias", "under-18"),
        ("inte 17 år utan 18", "18-28"),
        ("isä 45 v ja poika 14 v", None),
        ("tapahtui 10 vuotta sitten", None),
        ("för 15 år sedan", None),
        ("15 år i fängelse", None),
        ("korridor 14 är stängd", None),
        ("klass 8 är orolig", None),
        ("hon ar 16 ar", "under-18"),
        ("pojken är 16 år", "under-18"),
        ("3 oppilasta ja 2 opettajaa", None),
        ("999 vuotias", None),
        ("mies", None),
    ],
)
def test_numbers_and_words_suggest_an_age(knowledge: Knowledge, text: str, age: str | None) -> None:
    """An age in any of the three languages is read; spans of years, and two ages at once, are not."""
    assert find_hints(text, knowledge).age == age


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("oon poliisi", "police"),
        ("oon hoitaja", "health-care"),
        ("poliisi turku", "police"),
        ("Poliisi, Turku", "police"),
        ("polis Åbo", "police"),
        ("vastaanottokeskus lappeenranta", "reception-centre"),
        ("ohjaaja vastaanottokeskus joutseno", "reception-centre"),
        ("työkkäri Espoo", "employment-services"),
        ("pappi", "religious-community"),
        ("priest", "religious-community"),
        ("vakaope", "early-education"),
        ("sossu", "social-work"),
        ("opo, kaveri uhkailee muita", "teacher"),
        ("poliisi tuli koululle", None),
        ("polisen kom till skolgården", None),
        ("sossu ei auta", None),
        ("naapuri uhkaa, poliisi", None),
        ("the priest told us", None),
    ],
)
def test_a_role_said_alone_is_the_writers_own(knowledge: Knowledge, text: str, role: str | None) -> None:
    """A bare word for a role counts where only a place stands beside it; in a sentence it may be somebody else's."""
    assert read_sentence(text, knowledge).role == role


@pytest.mark.parametrize(
    ("text", "age"), [("en tiiä mitä teen", None), ("mitä mä teen", None), ("a teen in our street", "under-18")]
)
def test_the_finnish_teen_is_no_teenager(knowledge: Knowledge, text: str, age: str | None) -> None:
    """In Finnish "teen" is "I do"."""
    assert find_hints(text, knowledge).age == age


def test_every_role_can_be_suggested(knowledge: Knowledge) -> None:
    """Each role of the guide has words in each language, as has each age but the unknown one."""
    for question in ("role", "age"):
        asked = knowledge.question(question)
        assert asked is not None
        wanted = {option.id for option in asked.choices if not option.unknown}
        for locale in ("fi", "sv", "en"):
            assert {
                hint.option for hint in knowledge.hints if hint.question == question and hint.texts[locale]
            } == wanted


@given(st.text(st.characters(), max_size=100))
def test_any_text_is_accepted(knowledge: Knowledge, text: str) -> None:
    """Any Unicode gives options that exist, or nothing."""
    hints = find_hints(text, knowledge)
    assert {hints.role, hints.age} <= {None, *(hint.option for hint in knowledge.hints)}


def test_knowledge_without_hints_suggests_nothing(knowledge: Knowledge) -> None:
    """Where the lists are missing there is no guess."""
    assert find_hints("oppilas, 14 v", replace(knowledge, hints=(), words={})) == Hints(None, None)
