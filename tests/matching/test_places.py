"""A place is found in every form people give it, is never guessed, and no text makes the search raise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching import dictionary
from bot.matching.inflection import finnish_forms
from bot.matching.placenames import place_index
from bot.matching.places import find_places, read_places
from bot.matching.text import MAX_LENGTH, fold
from bot.model import Knowledge

HOSTILE = (
    "Ja\u0308rvenpa\u0308a\u0308ssa\u0308",
    "Tam\u200bpe\u00adreella",
    "\u202eUuluO",
    "🏠" * 500,
    "\ud800 Oulu \udfff",
    "a" * 1_000_000,
    "-" * 5000,
    ": : :",
    "Ⅷ ½ ﬃ",
    "العربية טקסט",
)


@pytest.fixture(scope="module", autouse=True)
def plain_install() -> Iterator[None]:
    """These tests hold without the optional dictionary, also where it is installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dictionary, "_voikko", lambda: None)
        yield


def test_every_municipality_is_known_by_all_its_names(knowledge: Knowledge) -> None:
    """By code, in Finnish, in Swedish, in English, in the genitive and in the local case."""
    missed = [
        (name, place.code)
        for place in knowledge.municipalities.values()
        for name in (place.code, place.name.fi, place.name.sv, place.name.en, place.genitive, place.local_case)
        if place.code not in find_places(name, knowledge)
    ]
    assert missed == []


def test_every_municipality_is_known_without_dots(knowledge: Knowledge) -> None:
    """Foreign keyboards have no å, ä or ö."""
    places = knowledge.municipalities.values()
    missed = [p.name.fi for p in places if p.code not in find_places(fold(p.local_case.casefold()), knowledge)]
    assert missed == []


def test_every_other_name_leads_to_its_municipality(knowledge: Knowledge) -> None:
    """Districts, former municipalities, villages and short forms."""
    missed = [
        (name, place.code)
        for place in knowledge.municipalities.values()
        for name in (*place.other_names, *place.villages)
        if place.code not in find_places(name, knowledge)
    ]
    assert missed == []


def test_the_shortest_question_is_not_the_only_one_that_is_sure(knowledge: Knowledge) -> None:
    """One municipality answers to nearly all official names; Tammela and Itis are two places each."""
    places = knowledge.municipalities.values()
    shared = {p.name.fi for p in places if len(find_places(p.name.fi, knowledge)) > 1}
    assert shared == {"Tammela"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Uuteenkaupunkiin", "895"),
        ("Isossakyrössä", "152"),
        ("virroilta", "936"),
        ("Alavuksella", "010"),
        ("Kuopijossa", "297"),
        ("Lahessa", "398"),
        ("Oulust", "564"),
        ("jkl:ssä", "179"),
        ("Jklssä", "179"),
        ("Salossako", "734"),
        ("rovaniemeläinen poika", "698"),
        ("kauniaislaisen perheen", "235"),
        ("åbobo", "853"),
        ("en helsingforsare", "091"),
        ("i S:t Michel", "491"),
        ("Itä-Helsingissä", "091"),
        ("Mänttä Vilppulassa", "508"),
        ("asuuTampereella", "837"),
    ],
)
def test_forms_people_use(text: str, code: str, knowledge: Knowledge) -> None:
    """Cases, clitics, dialect, dwellers, saints, compass points, glued and split names."""
    assert find_places(text, knowledge) == (code,)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Tmapere", "837"),
        ("Lapenranta", "405"),
        ("asiakas muutti rovanimelle", "698"),
        ("i Åboo", "853"),
        ("Siilin järvellä", "749"),
    ],
)
def test_slips(text: str, code: str, knowledge: Knowledge) -> None:
    """A misspelt name is read, and marked as read that way."""
    reading = read_places(text, knowledge)
    assert reading.codes == (code,)
    assert reading.misspelt


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ei Espoo vaan Vantaa", "092"),
        ("ei kun Kemi", "240"),
        ("inte Esbo utan Grankulla", "235"),
        ("entinen Vammala, nykyinen Sastamala", "790"),
        ("muutti Tampereelta Ouluun", "564"),
        ("from Turku to Espoo", "049"),
        ("Rajakylä, Oulu", "564"),
    ],
)
def test_the_place_that_is_meant_of_two(text: str, code: str, knowledge: Knowledge) -> None:
    """Denials, former homes and moves are read; a district is settled by its municipality."""
    assert find_places(text, knowledge) == (code,)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("asuu Vantaalla, koulu Helsingissä", {"092", "091"}),
        ("Längelmäki", {"182", "562"}),
        ("Tammela", {"834", "837"}),
        ("Rantakylästä", {"491", "167"}),
    ],
)
def test_two_places_are_asked_about(text: str, codes: set[str], knowledge: Knowledge) -> None:
    """What is still two places is two candidates."""
    assert set(find_places(text, knowledge)) == codes


@pytest.mark.parametrize(
    ("place", "other"),
    [
        ("asuu Sallassa", "Salla kertoi kaverista"),
        ("sosiaalityöntekijä Varkaudesta", "varkaudesta epäilty nuori"),
        ("Kolarin kunnassa asuva", "kolarin jälkeen"),
        ("koulumme on Simossa", "Simon äiti soitti"),
        ("a boy living in Salo", "Juha Salo uhkasi"),
        ("Lahden lukio", "rehtori Lahti"),
        ("iiläinen poika", "part II of the plan"),
        ("Kokkolassa", "kuoli viime viikolla"),
        ("Turussa", "Turkissa"),
        ("i Ingå", "vad ingår i vården"),
        ("Kökar", "han kokar av ilska på lägret"),
        ("Inari", "terveisin T. Inari"),
    ],
)
def test_a_word_is_a_place_only_where_the_sentence_says_so(place: str, other: str, knowledge: Knowledge) -> None:
    """Words, people's names and places elsewhere do not pass for municipalities."""
    assert len(find_places(place, knowledge)) == 1
    assert find_places(other, knowledge) == ()


def test_the_shipped_phrases_name_few_places(knowledge: Knowledge) -> None:
    """Thousands of sentences about worries: a place is found in less than one of a hundred."""
    texts = [text for phrases in knowledge.phrases for listed in phrases.texts.values() for text in listed]
    found = sum(bool(find_places(text, knowledge)) for text in texts)
    assert found < len(texts) / 100


def test_spans_are_pieces_of_the_text(knowledge: Knowledge) -> None:
    """Where it was read from can be shown."""
    text = "😀 huoli oppilaasta, Ta\u0308alla\u0308 Tampereella"
    assert [text[start:end] for start, end in read_places(text, knowledge).spans] == ["Tampereella"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("nyt ei suju hyvinkään", ()),
        ("olin lopen väsynyt", ()),
        ("lukko avattiin porilla", ()),
        ("kaksi tuomittiin varkauksista", ()),
        ("traktori on pellolla", ()),
        ("asun hyvinkään keskustassa", ("106",)),
        ("hyvinkään lukio", ("106",)),
        ("Nuori on Hyvinkään keskustassa", ("106",)),
        ("porilla", ("609",)),
    ],
)
def test_a_form_that_is_a_word_needs_more(text: str, codes: tuple[str, ...], knowledge: Knowledge) -> None:
    """Words that one form of a name is equal to are places with a capital letter or beside what tells of one."""
    assert find_places(text, knowledge) == codes


def test_the_index_is_the_knowledge(knowledge: Knowledge) -> None:
    """A name an editor takes out is no longer found."""
    kept = {"837": replace(knowledge.municipalities["837"], other_names=())}
    assert find_places("Hervannassa", knowledge) == ("837",)
    assert find_places("Hervannassa", replace(knowledge, municipalities=kept)) == ()


def test_the_dictionary_keeps_words_from_being_slips(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is installed, a word it knows is no misspelt place."""
    text = "nuori Tamppereella"
    assert find_places(text, knowledge) == ("837",)
    monkeypatch.setattr(dictionary, "knows", lambda word: word == "tamppereella")
    assert find_places(text, knowledge) == ()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text(text: str, knowledge: Knowledge) -> None:
    """Decomposed, invisible, reversed, broken and endless text is read or let be."""
    assert len(find_places(text, knowledge)) <= 1


def test_invisible_letters_change_nothing(knowledge: Knowledge) -> None:
    """A copied text may hold soft hyphens, zero-width spaces and decomposed letters."""
    assert find_places(HOSTILE[0], knowledge) == ("186",)
    assert find_places(HOSTILE[1], knowledge) == ("837",)


@given(st.text(max_size=80))
def test_any_text_is_read(knowledge: Knowledge, text: str) -> None:
    """Nothing raises, and only municipalities come out."""
    assert set(find_places(text, knowledge)) <= set(knowledge.municipalities)


@given(st.data())
def test_any_slip_in_any_sentence_is_read(knowledge: Knowledge, data: st.DataObject) -> None:
    """A letter put in or left out never raises, and the reading stays inside the text."""
    place = data.draw(st.sampled_from(sorted(knowledge.municipalities.values(), key=lambda one: one.code)))
    form = data.draw(st.sampled_from((place.name.fi, place.name.sv, place.local_case, *place.other_names)))
    at = data.draw(st.integers(0, len(form)))
    text = f"asuu {form[:at]}{data.draw(st.sampled_from(['', 'a', 'x']))}{form[at + 1 :]} nyt"
    assert all(0 <= start < end <= len(text) for start, end in read_places(text, knowledge).spans)


def test_the_rest_of_a_long_text_is_not_read(knowledge: Knowledge) -> None:
    """Beyond MAX_LENGTH nothing counts."""
    assert find_places("x " * (MAX_LENGTH // 2) + "Oulu", knowledge) == ()


def test_forms_of_a_guessed_genitive() -> None:
    """A district has no genitive in the data; gradation is guessed."""
    forms = {form.text for form in finnish_forms("haukipudas")} | {form.text for form in finnish_forms("hervanta")}
    assert {"haukiputaan", "haukiputaalla", "hervannan", "hervannassa", "hervantaan"} <= forms


def test_the_index_is_made_once(knowledge: Knowledge) -> None:
    """The same knowledge, the same index."""
    assert place_index(knowledge) is place_index(knowledge)
