"""Who answers at each hour: a suitable door, or a plain word that only 112 does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.answering import HOURS, WEEK, answering, silences, suitable_rungs
from bot.card import card_for
from bot.hours import FINLAND, state
from bot.model import LOCALES, Card, Knowledge
from bot.wording.catalogs import words_in
from bot.wording.screens import card_screen

NIGHT = datetime(2026, 11, 24, 23, 0, tzinfo=FINLAND)
DAY = datetime(2026, 11, 24, 10, 0, tzinfo=FINLAND)
ONLY_112 = "Mikään tähän asiaan sopiva palvelu ei varmasti vastaa juuri nyt. 112 vastaa aina: soita, jos vaara on nyt."


def card_at(knowledge: Knowledge, situation: str, place: str, age: str = "under-18") -> Card:
    """A teacher's card for a place on the mainland."""
    facets = {"danger": "no", "role": "teacher", "situation": situation, "age": age, "child": "no", "author": "known"}
    return card_for(knowledge, facets | {"consent": "yes", "place": place, "where": "mainland"})


def test_an_open_county_duty_answers_worrying_talk_at_night(knowledge: Knowledge) -> None:
    """Oulu's social emergency services are open around the clock."""
    card = card_at(knowledge, "worrying-speech-or-behaviour", "564")
    assert answering(card.situation, card.doors, NIGHT).is_open
    assert ONLY_112 not in card_screen(knowledge, words_in("fi"), card, NIGHT).text


def test_a_crisis_line_does_not_answer_a_threat(knowledge: Knowledge) -> None:
    """Whatever else is open, a threat at night says that only 112 is sure to answer."""
    card = card_at(knowledge, "threat-or-preparing-violence", "564")
    assert not answering(card.situation, card.doors, NIGHT).is_open
    assert ONLY_112 in card_screen(knowledge, words_in("fi"), card, NIGHT).text


def test_the_card_names_who_opens_next(knowledge: Knowledge) -> None:
    """In Turku nobody suitable is known at night; the police helpline opens in the morning."""
    card = card_at(knowledge, "worrying-speech-or-behaviour", "853")
    standing = answering(card.situation, card.doors, NIGHT)
    assert standing.opens_next is not None
    assert standing.opens_next.contact.id == "nat-poliisi-neuvonta"
    assert answering(card.situation, card.doors, DAY).is_open


def test_immediate_danger_is_answered_by_112_itself(knowledge: Knowledge) -> None:
    """No line says that only 112 answers where 112 is the answer."""
    card = card_at(knowledge, "immediate-danger", "853")
    assert answering(card.situation, card.doors, NIGHT).is_open


@pytest.mark.parametrize("situation", ["threat-or-preparing-violence", "child-or-family-at-risk", "just-consult"])
def test_at_every_hour_somebody_suitable_is_open_or_the_card_says_so(knowledge: Knowledge, situation: str) -> None:
    """The 168 hours of a week in a place with few numbers."""
    card = card_at(knowledge, situation, "285")
    for hour in range(0, HOURS, 3):
        now = WEEK + timedelta(hours=hour)
        said = ONLY_112 in card_screen(knowledge, words_in("fi"), card, now).text
        suitable = [
            rung
            for door in card.doors
            for rung in (*door.reachable, *door.behind)
            if rung.kind.id in card.situation.answered_by and rung.contact.numbers
        ]
        assert said != any(state(rung.contact.schedule, now).is_open for rung in suitable)


@pytest.mark.parametrize("place", ["091", "564", "205", "853"])
@pytest.mark.parametrize("age", ["under-18", "29-or-over"])
def test_whoever_is_counted_as_open_stands_on_the_card(knowledge: Knowledge, place: str, age: str) -> None:
    """Also where their door is one whose own contacts another door has named."""
    morning = datetime(2026, 11, 23, 9, 30, tzinfo=FINLAND)
    looked_at = 0
    for situation in (each.id for each in knowledge.situations.values() if each.answered_by):
        card = card_at(knowledge, situation, place, age)
        text = card_screen(knowledge, words_in("fi"), card, morning).text
        rungs = suitable_rungs(card.situation, card.doors)
        open_now = [rung for rung in rungs if state(rung.contact.schedule, morning).is_open]
        assert not open_now or any(rung.contact.name.fi in text for rung in open_now), situation
        looked_at += bool(open_now)
    assert looked_at > 3


def test_silences_count_the_hours_a_person_would_count(knowledge: Knowledge) -> None:
    """Victim Support answers 55 hours a week: elsewhere than where the police have hours, 113 remain."""
    found = {(silence.situation, silence.hours) for silence in silences(knowledge)}
    assert ("victim-of-hate-or-threat", HOURS - 5 * 11) in found
    assert ("threat-or-preparing-violence", HOURS) in found


def test_the_sentence_exists_in_every_language(knowledge: Knowledge) -> None:
    """Each language says it in words of its own."""
    card = card_at(knowledge, "threat-or-preparing-violence", "564")
    texts = {card_screen(knowledge, words_in(locale), card, NIGHT).text for locale in LOCALES}
    assert len(texts) == len(LOCALES)
    for locale in LOCALES:
        sentence = words_in(locale)(
            "No service suited to this is sure to answer now. 112 always answers: call it if the danger is now."
        )
        assert sentence in card_screen(knowledge, words_in(locale), card, NIGHT).text
