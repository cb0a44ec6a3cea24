"""A typed sentence: what it says is shown, nothing follows before a yes, and each part can be changed."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.conversation import position, respond, session_at, session_from_json, session_to_json
from bot.model import Accept, Ask, Change, Chose, Confirm, Discard, Knowledge, Language, Said, Session, Turn
from bot.wording.screens import lay_out

SENTENCES = {
    "fi": "oppilas ihailee kouluampujia ja puhuu vihaisesti, 14-vuotias, Tampereella",
    "sv": "en elev beundrar skolskjutare och pratar hatiskt, 14 år, i Jakobstad",
    "en": "a pupil admires school shooters and talks with hate, 14 years old, in Espoo",
}
PLACES = {"fi": "837", "sv": "598", "en": "049"}


def said(knowledge: Knowledge, text: str, **answers: str) -> Turn:
    """What a text leads to for somebody with these answers."""
    return respond(knowledge, Session("fi", answers), Said(text))


@pytest.mark.parametrize("locale", ["fi", "sv", "en"])
def test_a_sentence_is_read_and_waits(knowledge: Knowledge, locale: str) -> None:
    """Place, age and role are supposed; not one of them is an answer yet."""
    turn = said(knowledge, SENTENCES[locale])
    assert isinstance(turn.step, Confirm)
    assert turn.step.proposed["place"] == PLACES[locale]
    assert turn.step.proposed["age"] == "under-18"
    assert turn.step.proposed["role"] == "teacher"
    assert not turn.session.answers


def test_yes_makes_answers_and_the_rest_is_asked(knowledge: Knowledge) -> None:
    """After a yes the danger question comes, which a sentence never answers."""
    turn = respond(knowledge, said(knowledge, SENTENCES["fi"]).session, Accept())
    assert isinstance(turn.step, Ask)
    assert turn.step.question.id == "danger"
    assert turn.session.answers["place"] == "837"
    assert not turn.session.proposed


def test_one_part_can_be_changed_and_is_asked_in_its_turn(knowledge: Knowledge) -> None:
    """The age taken out, the rest kept."""
    turn = respond(knowledge, said(knowledge, SENTENCES["fi"], danger="no").session, Change("age"))
    assert isinstance(turn.step, Confirm)
    assert "age" not in turn.step.proposed
    asked = respond(knowledge, turn.session, Accept()).step
    assert isinstance(asked, Ask)
    assert asked.question.id == "age"


def test_another_situation_takes_the_place_of_the_supposed_one(knowledge: Knowledge) -> None:
    """And still waits for the yes."""
    turn = respond(knowledge, said(knowledge, SENTENCES["fi"]).session, Chose("situation", "online-content"))
    assert isinstance(turn.step, Confirm)
    assert turn.step.proposed["situation"] == "online-content"
    assert not turn.session.answers


def test_no_drops_all_of_it(knowledge: Knowledge) -> None:
    """The talk goes on where it was."""
    turn = respond(knowledge, said(knowledge, SENTENCES["fi"]).session, Discard())
    assert isinstance(turn.step, Ask)
    assert turn.session == Session("fi")


def test_words_of_danger_ask_about_danger_again(knowledge: Knowledge, now: datetime) -> None:
    """Somebody had said no; 112 stands in the notice and the question comes back."""
    turn = said(knowledge, "hän tulee nyt puukon kanssa tänne koululle", danger="no", role="teacher")
    assert turn.notice == "sounds-dangerous"
    assert "danger" not in turn.session.answers
    assert "soita nyt 112" in lay_out(knowledge, turn, now).text


def test_personal_data_is_named_by_kind_and_kept_nowhere(knowledge: Knowledge, now: datetime) -> None:
    """The rest of the sentence is still understood."""
    turn = said(knowledge, "Matti Meikäläinen 010190-123A uhkaa tappaa opettajan, Oulu", danger="no")
    assert "identity-code" in turn.personal
    assert isinstance(turn.step, Confirm)
    assert turn.step.proposed["place"] == "564"
    shown = lay_out(knowledge, turn, now)
    for secret in ("010190", "Meikäläinen"):
        assert secret not in shown.text + session_to_json(turn.session) + position(knowledge, turn.session)
    assert "henkilötunnus" in shown.text


def test_a_waiting_sentence_survives_buttons_json_and_another_language(knowledge: Knowledge) -> None:
    """The whole of it fits the position."""
    session = said(knowledge, SENTENCES["fi"], danger="no").session
    packed = position(knowledge, session)
    assert len(packed) <= 64
    assert session_at(knowledge, packed) == session
    assert session_from_json(session_to_json(session)) == session
    turn = respond(knowledge, session, Language("sv"))
    assert isinstance(turn.step, Confirm)


def test_what_was_understood_stands_on_the_screen_with_a_way_to_change_it(knowledge: Knowledge, now: datetime) -> None:
    """Each supposed answer once in the text and once on a button."""
    turn = said(knowledge, SENTENCES["fi"])
    screen = lay_out(knowledge, turn, now)
    messages = [button.message for button in screen.buttons]
    assert isinstance(turn.step, Confirm)
    assert messages[0] == Accept()
    for name in turn.step.proposed:
        assert Change(name) in messages
    assert "Tampere" in screen.text
    assert Discard() in messages


def test_two_places_are_asked_about(knowledge: Knowledge, now: datetime) -> None:
    """Neither is guessed."""
    turn = said(knowledge, "nuori puhuu iskusta, joko Turussa tai Raisiossa", danger="no")
    assert isinstance(turn.step, Confirm)
    assert "place" not in turn.step.proposed
    offered = {button.message for button in lay_out(knowledge, turn, now).buttons}
    assert {Chose("place", "853"), Chose("place", "680")} <= offered


def test_a_sentence_on_the_card_changes_only_what_is_new(knowledge: Knowledge) -> None:
    """Another town typed on the card is taken up."""
    answers = {"danger": "no", "role": "teacher", "situation": "just-consult", "age": "under-18", "place": "564"}
    turn = said(knowledge, "entä Kajaanissa?", **answers)
    assert isinstance(turn.step, Confirm)
    assert turn.step.proposed == {"place": "205"}


@pytest.mark.parametrize("text", ["voiko Radinetiin ohjata", "Radinet", "is Reach Out still there?"])
def test_a_closed_service_is_answered_with_its_successor(knowledge: Knowledge, now: datetime, text: str) -> None:
    """Asked for by name, it is said to be closed, and who does its work now stands under it with a number."""
    shown = lay_out(knowledge, said(knowledge, text), now).text
    assert ("Radinet (Vuolle" in shown) == ("adinet" in text)
    assert "+358 50 308 8912" in shown
