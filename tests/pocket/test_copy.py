"""The pocket copy: small, whole in three languages, true to the knowledge, and in need of nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from bot.card import card_for
from bot.model import LOCALES, Knowledge, Locale
from bot.pocket.copy import ANYBODY, MOST_BYTES, file_name, pocket_copy
from bot.wording.pocket import pocket_facets, pocket_words

DAY = date(2026, 11, 24)
PLACES = ("564", "478", "890", "625", "638", "whole-country")
"""Oulu, Mariehamn, Utsjoki, the one with most to say, a bilingual town, and nowhere in particular."""


def test_the_largest_copies_are_small_enough(knowledge: Knowledge) -> None:
    """For every role where there is most to say."""
    question = knowledge.question("role")
    assert question is not None
    for role in question.options:
        assert len(pocket_copy(knowledge, role, "625", DAY).encode()) < MOST_BYTES


@pytest.mark.parametrize("place", PLACES)
def test_a_copy_needs_nothing_from_elsewhere(knowledge: Knowledge, place: str) -> None:
    """No script, no file beside it, nothing to load: only links somebody may follow."""
    text = pocket_copy(knowledge, "teacher", place, DAY)
    assert re.findall(r"<(?:script|link|img|iframe|object)\b|\bsrc=|url\(|@import", text) == []
    assert "default-src 'none'" in text
    assert set(re.findall(r' href="(\w+):', text)) <= {"tel", "https", "http"}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("place", PLACES)
def test_every_situation_has_its_action_its_steps_and_somebody_to_call(
    knowledge: Knowledge, place: str, locale: Locale
) -> None:
    """In each language, as the card itself says them."""
    words = pocket_words(knowledge, "teacher", place, locale, DAY)
    assert [matter.name for matter in words.matters] == [
        knowledge.situations[facets["situation"]].name[locale] for facets in pocket_facets(knowledge, "teacher", place)
    ]
    assert len(words.matters) == len(knowledge.situations)
    for matter, facets in zip(words.matters, pocket_facets(knowledge, "teacher", place), strict=True):
        said = "\n".join(line.text for line in matter.lines)
        card = card_for(knowledge, facets)
        assert matter.action == card.case.action[locale]
        assert all(line.text[locale] in said for line in card.sections["steps"])
        assert any(span.href.startswith("tel:") for line in matter.lines for span in line.spans)


@pytest.mark.parametrize("place", PLACES)
def test_every_number_stands_in_the_list(knowledge: Knowledge, place: str) -> None:
    """With its hours at any hour: nothing in a copy says that somebody is open now."""
    for locale in LOCALES:
        words = pocket_words(knowledge, "health-care", place, locale, DAY)
        listed = {span.href for line in words.numbers for span in line.spans if span.href.startswith("tel:")}
        named = {span.href for matter in words.matters for line in matter.lines for span in line.spans if span.href}
        assert named <= listed
        told = " ".join(line.text for line in words.numbers)
        assert re.search(r"\b(open|closed) now\b|\bnyt kiinni\b|\bauki nyt\b|\b(öppet|stängt) nu\b", told) is None


def test_an_unconfirmed_number_is_in_no_copy(knowledge: Knowledge) -> None:
    """Nor any other that the knowledge does not confirm (H3)."""
    confirmed = {phone.dial for contact in knowledge.contacts.values() for phone in contact.numbers}
    for place in (
        knowledge.municipalities if len(knowledge.municipalities) < 9 else list(knowledge.municipalities)[::30]
    ):
        text = pocket_copy(knowledge, ANYBODY, place, DAY)
        assert set(re.findall(r'href="tel:([^"]+)"', text)) <= confirmed | {"112"}


def test_it_opens_in_the_language_of_the_place(knowledge: Knowledge) -> None:
    """Swedish in Mariehamn, Finnish in Oulu, and whatever was asked for."""
    for place, first, opens_in in (("478", None, "sv"), ("564", None, "fi"), ("564", "en", "en")):
        text = pocket_copy(knowledge, ANYBODY, place, DAY, first)  # type: ignore[arg-type]  # one of our languages
        assert re.findall(r'id="(\w\w)" checked', text) == [opens_in]


def test_it_says_when_it_was_made_and_from_what(knowledge: Knowledge) -> None:
    """The day and the version of the knowledge, in each language."""
    text = unescape(pocket_copy(replace(knowledge, version="abc12345"), ANYBODY, "564", DAY))
    assert text.count("abc12345") == 3
    assert "24.11.2026" in text
    assert "24 Nov 2026" in text


def test_a_file_is_named_after_its_place(knowledge: Knowledge) -> None:
    """With its code first, so that two of one name stay apart."""
    assert file_name(knowledge, "992") == "luotsi-992-aanekoski.html"
    assert file_name(knowledge, "whole-country") == "luotsi-whole-country.html"
