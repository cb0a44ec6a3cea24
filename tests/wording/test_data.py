"""A card as data says what the screen says, with ids, sources and dates."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from bot.card import card_for
from bot.conversation import where
from bot.model import LOCALES, Knowledge, Locale, Reached, Session
from bot.wording.catalogs import words_in
from bot.wording.data import card_data
from bot.wording.screens import card_screen


def data(knowledge: Knowledge, now: datetime, locale: Locale, place: str) -> dict[str, Any]:
    """The data of a youth worker's card about a threat, gone through JSON."""
    answers = {"danger": "no", "role": "youth-work", "situation": "threat-or-preparing-violence", "age": "under-18"}
    step = where(knowledge, Session(locale, {**answers, "place": place}))
    assert isinstance(step, Reached)
    card = card_for(knowledge, step.facets)
    held: dict[str, Any] = json.loads(json.dumps(card_data(knowledge, words_in(locale), card, now)))
    assert held["text"] == card_screen(knowledge, words_in(locale), card, now).text
    return held


def contacts(held: dict[str, Any]) -> list[dict[str, Any]]:
    """Every contact in the data of a card."""
    doors = held["doors"]
    return [contact for door in doors for rung in ("contacts", "without_number", "behind") for contact in door[rung]]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("place", ["890", "598", "478", "whole-country"])
def test_every_contact_has_source_date_and_rung(
    knowledge: Knowledge, now: datetime, locale: Locale, place: str
) -> None:
    """In Utsjoki, Jakobstad, Mariehamn and anywhere: where the fact is from, how old it is, how near it stands."""
    held = data(knowledge, now, locale, place)
    assert contacts(held)
    for contact in contacts(held):
        assert set(contact["source"]) == {"url", "as_of", "read_on"}
        assert contact["rung"] in ("municipality", "county", "police-department", "nation")
        assert contact["name"] == knowledge.contacts[contact["id"]].name[locale]
        assert contact["status"] == "active" or not contact["phones"]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_step_has_its_ground(knowledge: Knowledge, now: datetime, locale: Locale) -> None:
    """A law with its citation, or a source; a duty or a right always a law (H9)."""
    held = data(knowledge, now, locale, "598")
    lines = [line for section in ("steps", "tell", "talk", "avoid", "after", "worse") for line in held[section]]
    assert lines
    for line in lines:
        assert line["laws"] or line["source"]
        assert line["laws"] or line["force"] not in ("duty", "right")
        assert all(law["citation"] for law in line["laws"])


def test_the_numbers_on_the_screen_are_those_in_the_data(knowledge: Knowledge, now: datetime) -> None:
    """Nothing is shown that the data does not hold."""
    held = data(knowledge, now, "sv", "598")
    numbers = {phone["number"] for contact in contacts(held) for phone in contact["phones"]}
    assert numbers
    assert {word for word in held["text"].replace("+358 ", "+358~").split() if word.startswith("+358~")} <= {
        number.replace("+358 ", "+358~").split()[0] for number in numbers
    }
