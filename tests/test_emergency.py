"""Help that needs no content: built in, and the same as the knowledge says."""

from __future__ import annotations

import phonenumbers
import pytest

from bot.emergency import EMERGENCY, NATIONAL_LINES, NUMBER, UNAVAILABLE, NationalLine
from bot.matching.text import words
from bot.model import LOCALES, Knowledge


@pytest.mark.parametrize("line", NATIONAL_LINES, ids=lambda line: line.contact)
def test_a_national_line_equals_its_contact(knowledge: Knowledge, line: NationalLine) -> None:
    """The number is one the knowledge shows for that contact, nationwide, under a name with the same first word."""
    contact = knowledge.contacts[line.contact]
    assert line.phone in [phone.dial for phone in contact.numbers]
    assert contact.level == "nation"
    assert contact.areas == ("finland",)
    for locale in LOCALES:
        assert words(line.name[locale])[0][:5] == words(contact.name[locale])[0][:5]


@pytest.mark.parametrize("line", NATIONAL_LINES, ids=lambda line: line.contact)
def test_what_a_national_line_says_of_its_hours_is_so(knowledge: Knowledge, line: NationalLine) -> None:
    """Around the clock and weekdays are said where the contact's schedule is that."""
    schedule = knowledge.contacts[line.contact].schedule
    assert ("24/7" in line.name.en) is (schedule == "always")
    weekdays = isinstance(schedule, tuple) and {day for hours in schedule for day in hours.byday} == {0, 1, 2, 3, 4}
    assert weekdays or "weekdays" not in line.name.en


@pytest.mark.parametrize("line", NATIONAL_LINES, ids=lambda line: line.contact)
def test_a_national_line_can_be_dialled(line: NationalLine) -> None:
    """A number that can exist in Finland, or one of the short ones that serve all of Europe."""
    if line.phone.startswith("+"):
        assert phonenumbers.is_valid_number(phonenumbers.parse(line.phone))
    else:
        assert line.phone.startswith("116")
        assert len(line.phone) == 6


def test_each_language_has_a_line_that_speaks_it(knowledge: Knowledge) -> None:
    """Whoever reads the page, somebody answers in their language."""
    spoken = {code for line in NATIONAL_LINES for code in knowledge.contacts[line.contact].languages}
    assert set(LOCALES) <= spoken


@pytest.mark.parametrize("locale", LOCALES)
def test_the_emergency_number_stands_once_in_its_line(knowledge: Knowledge, locale: str) -> None:
    """So that a channel can make it tappable; and it is the number the knowledge has."""
    said = {"fi": EMERGENCY.fi, "sv": EMERGENCY.sv, "en": EMERGENCY.en}[locale]
    assert said.count(NUMBER) == 1
    assert NUMBER in [phone.dial for phone in knowledge.contacts["nat-112"].numbers]


def test_every_built_in_text_is_in_three_languages() -> None:
    """No language is left out where nothing else works (H7)."""
    texts = [EMERGENCY, UNAVAILABLE, *(line.name for line in NATIONAL_LINES)]
    assert all(text[locale] for text in texts for locale in LOCALES)
    assert all(len({text.fi, text.sv, text.en}) == 3 for text in texts)
