"""Personal data is found however it is written, ordinary words and service numbers are not, and no text raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.personal_data import REDACTED, Found, find_personal_data, own_numbers, redact
from bot.model import Knowledge

CODE = "131052-308T"
"""An identity code that public examples use."""


def kinds(text: str) -> list[str]:
    """The kinds found in a text, in order."""
    return [found.kind for found in find_personal_data(text)]


@pytest.mark.parametrize("mark", "-+ABCDEFUVWXY")
def test_identity_codes_with_every_mark(mark: str) -> None:
    """All marks of the century since 2023, in capitals or not."""
    assert kinds(f"hetu {CODE.replace('-', mark)}") == ["identity-code"]
    assert kinds(f"hetu {CODE.replace('-', mark).lower()}") == ["identity-code"]


@pytest.mark.parametrize(
    "written",
    [
        "131052 - 308T",
        "131052–308T",
        "13.10.52-308T",
        "13 10 52-308T",
        "131052308T",
        "131052 308T",
        "l31O52-308T",
        "131052-308A",
        "\uff11\uff13\uff11\uff10\uff15\uff12-308T",
        "131\u200b052-308T",
    ],
)
def test_identity_codes_misspelt(written: str) -> None:
    """Spaced, dashed, dotted, without its mark, with letters for digits, wide or with a wrong check mark."""
    assert kinds(f"asiakas {written}") == ["identity-code"]


@pytest.mark.parametrize(
    "text",
    [
        "040 123 4567",
        "+358 (0)40 123 4567",
        "00358 50 1234567",
        "nro040 5551234",
        "puh:0401234567",
        "gsm/0501234567",
        "p.0401234567",
        "soita -0401234567",
        "0 4 0 1 2 3 4 5 6 7",
        "o4o 123 4567",
        "nolla neljä nolla yksi kaksi kolme neljä viisi",
        "+46 70 123 45 67",
        "358451234567",
    ],
)
def test_phone_numbers(text: str) -> None:
    """Mobile and foreign numbers, spaced, spoken and misspelt."""
    assert kinds(f"puhelin {text}") == ["phone"]


@pytest.mark.parametrize(
    "text",
    [
        "matti@example.com",
        "matti (at) example.com",
        "matti [at] example [dot] com",
        "matti ät example.com",
        "matti snabel-a example.com",
        "matti at gmail piste com",
        "mattigmail.com",
        "matti@hotmail,com",
    ],
)
def test_emails_in_disguise(text: str) -> None:
    """Written out in three languages, or with the sign left out."""
    assert kinds(f"lähetä {text}") == ["email"]


@pytest.mark.parametrize(
    "text",
    [
        "Maija Meikäläinen uhkaa",
        "eetu korhonen 8b",
        "virtanen, matti",
        "herra Virtanen",
        "lärare Björklund berättade",
        "Virtasen perheen isä",
        "perhe Hämäläinen",
        "familjen Lindqvist",
        "oppilaat Aleksi H. ja Niko Lehto",
        "M. Korhonen",
        "hän on nimeltään Dilnoza Rakhimova",
        "asiakas Dilnoza Rakhimova",
        "soitin Korhoselle eilen",
        "Mrs. Korhonen",
        "Hanna-Mari Kokkonen",
        "koskinen käyttäytyy oudosti",
        "korhosen puhelin soi",
        "tapasin heikkisen",
        "Obinna Okonkwo",
        "anjali patel",
        "Indrek Kask",
        "Áilu Valkeapää",
        "Berivan Barzani",
        "Besnik Krasniqi",
        "Hodan Warsame",
        "omar al-masri",
        "dmitri sokolov",
        "Salla Salo Turku",
    ],
)
def test_names(text: str) -> None:
    """With surnames, titles, initials, families, in lower case and in any case form."""
    assert set(kinds(text)) == {"name"}


@pytest.mark.parametrize(
    "text",
    [
        "Mannerheimintie 12",
        "Koulukadulla numero 14",
        "Skolgatan nummer 3",
        "hän asuu Kuusitiellä 4 B 7",
        "Keskuskatu 2-4 B 11",
        "Mäkirinne 6",
        "bor på Storgatan 15 B",
        "Koivula 5 C 12",
        "osoite Harju 3",
    ],
)
def test_addresses(text: str) -> None:
    """Finnish and Swedish streets, with and without a word for street."""
    assert kinds(text) == ["address"]


@pytest.mark.parametrize(
    "text",
    [
        "soita 112 tai 116 117",
        "0800 162 462",
        "0295 419 800",
        "kirjaamo@tampere.fi",
        "Y-tunnus 1234567-1",
        "12.3.2026 klo 14.30",
        "lastensuojelulaki 417/2007 25 §",
        "dnro 010124-1234",
        "valtatie 6 ja 15 km koulutietä",
        "Hän Sanoi Tekevänsä Sen",
        "Suomen Punainen Risti",
        "Student Welfare Act",
        "Lahden lukio",
        "Sallassa ja Inarissa",
        "valtatie numero 4",
        "Sankt Henriks församling",
        "Sankta Maria kyrka",
        "karjalaiset ja lappalaiset",
        "hallinta on kadonnut",
        "kivinen polku ja mäkinen piha",
        "AK-47, 1488",
        "7 A luokka",
    ],
)
def test_what_is_nobodys(text: str) -> None:
    """Service numbers, roles, dates, laws, case numbers, organisations, places and plain sentences."""
    assert kinds(text) == []


def test_own_numbers_are_not_somebodys(knowledge: Knowledge) -> None:
    """No contact of the knowledge is taken for a person's, by number or mailbox."""
    own = own_numbers(knowledge)
    told = {number for number in own for found in find_personal_data(f"x {number} y", own) if found.kind == "phone"}
    mailboxes = {box for box in own if "@" in box and find_personal_data(box, own)}
    assert (told, mailboxes) == (set(), set())
    assert any(find_personal_data(number) for number in own)


def test_municipalities_side_by_side_are_nobody(knowledge: Knowledge) -> None:
    """A municipality of two words, and several in a row, are no person; a first name and a surname are one."""
    own = own_numbers(knowledge)
    assert not find_personal_data("vi bor i Gustav Adolfs", own)
    assert not find_personal_data("Kaarina, Salo, Turku", own)
    assert not find_personal_data("Kaarina Raisio Naantali", own)
    assert find_personal_data("Salla Salo", own)


def test_the_shipped_phrases_name_nobody(knowledge: Knowledge) -> None:
    """Thousands of sentences about worries, and not one name, number or address."""
    texts = [text for phrases in knowledge.phrases for listed in phrases.texts.values() for text in listed]
    assert [text for text in texts if find_personal_data(text)] == []


def test_redacted_text_keeps_the_rest() -> None:
    """What is found goes, what stands around it stays."""
    text = f"Oppilas Eetu Korhonen ({CODE}), Kuusitie 4, puhuu aseista"
    assert redact(text) == f"Oppilas {REDACTED} ({REDACTED}), {REDACTED}, puhuu aseista"


def test_found_tells_where() -> None:
    """Characters are counted in the text as it came, also after letters made of two."""
    text = f"a\u0308 \u200b{CODE} 😀 040 123 4567"
    found = find_personal_data(text)
    assert found == (Found("identity-code", 4, 15), Found("phone", 18, 30))


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    """Nothing raises; what is found stands in order inside the text; redacting finds no codes again."""
    found = find_personal_data(text)
    edges = [edge for one in found for edge in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert len(redact(text)) <= len(text) + len(found) * len(REDACTED)


@pytest.mark.parametrize(
    "unit", ["a", "0", "a ", "0 ", "a.", "Matti Virtanen ", "\u0301", "\ud800", "a@", "katu 1", "1 a"]
)
def test_long_and_hostile_text(unit: str) -> None:
    """A hundred kilobytes of anything is read to the end."""
    text = unit * (20_000 // len(unit)) + " " + CODE
    assert "identity-code" in kinds(text)
