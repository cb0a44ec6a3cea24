"""The talk is a function that any message, in any order, leaves at a real step."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import (
    POSITION_BYTES,
    position,
    replay,
    respond,
    session_at,
    session_from_json,
    session_to_json,
    where,
)
from bot.model import (
    LOCALES,
    Ask,
    Back,
    Change,
    Chose,
    Expired,
    Knowledge,
    Language,
    Locale,
    Reached,
    Restart,
    Said,
    Screen,
    Session,
    Show,
    Turn,
)
from bot.wording.screens import lay_out
from tests.walks import HOSTILE, PICKS, messages, walk

JAKOBSTAD = {
    "danger": "no",
    "role": "teacher",
    "situation": "worrying-speech-or-behaviour",
    "age": "under-18",
    "place": "598",
}
"""A teacher in Jakobstad, at the card."""


def dialled(screen: Screen) -> list[str]:
    """The numbers one can tap on a screen, in order."""
    hrefs = [span.href for line in screen.lines for span in line.spans]
    return [href.removeprefix("tel:") for href in hrefs if href.startswith("tel:")]


def without_option(knowledge: Knowledge, question_id: str, option_id: str) -> Knowledge:
    """The knowledge after an editor removed an option."""
    questions = tuple(
        replace(question, options={key: option for key, option in question.options.items() if key != option_id})
        if question.id == question_id
        else question
        for question in knowledge.questions
    )
    return replace(knowledge, questions=questions)


def asked(turn: Turn) -> str | None:
    """The question a turn stands at, or None at the card."""
    return turn.step.question.id if isinstance(turn.step, Ask) else None


# --- any messages in any order ------------------------------------------------------------------------


@given(picks=PICKS, data=st.data())
def test_any_messages_leave_a_real_step_with_somebody_to_call(
    knowledge: Knowledge, now: datetime, picks: list[int], data: st.DataObject
) -> None:
    """Whatever is sent, the talk stands at a question of the guide or at a card, with 112 first (H2)."""
    session = data.draw(st.sampled_from(walk(knowledge, picks)[::-1]))
    for message in data.draw(st.lists(messages(knowledge), max_size=12)):
        turn = respond(knowledge, session, message)
        screen = lay_out(knowledge, turn, now)
        assert turn.session.locale in LOCALES
        assert not isinstance(turn.step, Ask) or turn.step.question in knowledge.questions
        assert dialled(screen)[:1] == ["112"]
        assert screen.lines[0].text.endswith("112.")
        if isinstance(turn.step, Reached) and turn.part in (None, "card", "share"):
            assert set(dialled(screen)) > {"112"}
        session = turn.session


@given(picks=PICKS, data=st.data())
def test_a_session_survives_json_and_a_button_after_every_turn(
    knowledge: Knowledge, picks: list[int], data: st.DataObject
) -> None:
    """Nothing of a session is lost as JSON, and a position of at most 64 bytes leads back to the same step."""
    session = data.draw(st.sampled_from(walk(knowledge, picks)[::-1]))
    for message in data.draw(st.lists(messages(knowledge), max_size=12)):
        session = respond(knowledge, session, message).session
        assert session_from_json(session_to_json(session)) == session
        packed = position(knowledge, session)
        assert len(packed.encode("ascii")) <= POSITION_BYTES
        assert session_at(knowledge, packed) == session


@given(data=st.data())
def test_a_hostile_session_ends_at_a_real_step(knowledge: Knowledge, data: st.DataObject) -> None:
    """A session that nobody of ours wrote is cut to what still makes sense, whatever comes next."""
    names = st.sampled_from([*JAKOBSTAD, "child", "consent"]) | st.text()
    values = st.sampled_from([*JAKOBSTAD.values(), "immediate-danger"]) | st.text()
    changing = st.none() | names
    session = Session("fi", data.draw(st.dictionaries(names, values)), data.draw(changing))
    turn = respond(knowledge, session, data.draw(messages(knowledge)))
    known = {question.id for question in knowledge.questions}
    assert set(replay(knowledge, turn.session).answered) <= known
    assert turn.session.changing is None or asked(turn) == turn.session.changing


@given(picks=PICKS)
def test_every_straight_way_ends_at_a_card(knowledge: Knowledge, picks: list[int]) -> None:
    """At most six questions, then the answer."""
    sessions = walk(knowledge, picks)
    assert isinstance(where(knowledge, sessions[-1]), Reached)
    assert len(sessions) - 1 <= 6


@given(packed=st.text(max_size=80) | st.from_regex(r"1[fsex](\.[drsapckwx-][a-z0-9]{0,4}){0,9}", fullmatch=True))
def test_a_forged_position_is_nothing_or_a_session(knowledge: Knowledge, packed: str) -> None:
    """Button data from outside gives None, or a session that stands at a real step."""
    session = session_at(knowledge, packed)
    if session is not None:
        turn = respond(knowledge, session, Show("card"))
        assert turn.notice is None
        assert session_at(knowledge, position(knowledge, turn.session)) == turn.session


@pytest.mark.parametrize("packed", ["", "1", "1x.dn", "2f.dn", "f.dn", "1f" + ".dn" * 30, "1F.dn", *HOSTILE])
def test_what_is_no_position_is_none(knowledge: Knowledge, packed: str) -> None:
    """Another version, an unknown language, too long, or no position at all."""
    assert session_at(knowledge, packed) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"locale":"de","answers":{},"changing":null}',
        '{"locale":"fi","answers":[],"changing":null}',
        '{"locale":"fi","answers":{"role":1},"changing":null}',
        '{"locale":"fi","answers":{},"changing":7}',
        '{"locale":["fi"],"answers":{}}',
    ],
)
def test_what_is_no_session_is_a_value_error(text: str) -> None:
    """Damaged JSON is told, not guessed."""
    with pytest.raises(ValueError, match=r"."):
        session_from_json(text)


# --- back, change, restart, language ------------------------------------------------------------------


@given(picks=PICKS)
def test_back_undoes_the_last_answer(knowledge: Knowledge, picks: list[int]) -> None:
    """After any answer, Back leads to the session from before it."""
    sessions = walk(knowledge, picks)
    for before, after in pairwise(sessions):
        assert respond(knowledge, after, Back()).session == before


def test_back_at_the_start_stays_there(knowledge: Knowledge) -> None:
    """There is nothing to undo before the first answer."""
    turn = respond(knowledge, Session("sv"), Back())
    assert (turn.session, asked(turn)) == (Session("sv"), knowledge.questions[0].id)


@given(picks=PICKS, other=PICKS, which=st.integers(0, 9))
def test_changing_one_answer_keeps_the_rest(
    knowledge: Knowledge, picks: list[int], other: list[int], which: int
) -> None:
    """After one answer is changed, only what was never answered is asked, and nothing else has changed."""
    full = walk(knowledge, picks)[-1]
    changed = list(full.answers)[which % len(full.answers)]
    asking = respond(knowledge, full, Change(changed))
    assert asked(asking) == changed
    answered = walk(knowledge, other[:1], asking.session)[-1]
    step = where(knowledge, answered)
    assert not isinstance(step, Ask) or step.question.id not in full.answers
    kept = {name: answer for name, answer in answered.answers.items() if name != changed}
    assert kept.items() <= full.answers.items()


@given(picks=PICKS, which=st.integers(0, 9))
def test_giving_the_same_answer_again_changes_nothing(knowledge: Knowledge, picks: list[int], which: int) -> None:
    """To look at an answer and keep it costs nothing."""
    full = walk(knowledge, picks)[-1]
    name = list(full.answers)[which % len(full.answers)]
    asking = respond(knowledge, full, Change(name)).session
    assert respond(knowledge, asking, Chose(name, full.answers[name])).session == full


def test_back_out_of_a_change_keeps_the_old_answer(knowledge: Knowledge) -> None:
    """Back on a question that is asked again means: leave it as it was."""
    asking = respond(knowledge, Session("fi", JAKOBSTAD), Change("role"))
    assert respond(knowledge, asking.session, Back()).session == Session("fi", JAKOBSTAD)


def test_an_answer_that_no_longer_applies_is_dropped_at_the_card(knowledge: Knowledge) -> None:
    """A consent given for an adult does not stay when the person turns out to be a minor."""
    adult = Session("fi", {**JAKOBSTAD, "age": "18-28", "consent": "yes"})
    turn = respond(knowledge, adult, Chose("age", "under-18"))
    assert turn.session.answers == JAKOBSTAD
    assert isinstance(turn.step, Reached)


def test_a_change_can_open_a_new_question(knowledge: Knowledge) -> None:
    """An adult's consent is asked once the age says so; the place is not asked again."""
    turn = respond(knowledge, Session("fi", JAKOBSTAD), Chose("age", "18-28"))
    assert asked(turn) == "consent"


@given(picks=PICKS, steps=st.integers(0, 7), code=st.sampled_from(LOCALES))
def test_another_language_keeps_the_position(knowledge: Knowledge, picks: list[int], steps: int, code: Locale) -> None:
    """From any step, the same step in the other language."""
    sessions = walk(knowledge, picks)
    session = sessions[min(steps, len(sessions) - 1)]
    turn = respond(knowledge, session, Language(code))
    assert turn.session == replace(session, locale=code)
    assert turn.step == where(knowledge, session)


@pytest.mark.parametrize("code", ["de", "", "FI", "fi_FI", "\ud800"])
def test_an_unknown_language_changes_nothing(knowledge: Knowledge, code: str) -> None:
    """No silent fallback to another language (H7)."""
    session = Session("sv", {"danger": "no"})
    assert respond(knowledge, session, Language(code)).session == session


def test_restart_keeps_only_the_language(knowledge: Knowledge) -> None:
    """From the beginning, in the same language."""
    assert respond(knowledge, Session("en", JAKOBSTAD), Restart()).session == Session("en")


def test_the_answers_can_be_changed_in_the_middle_of_the_talk(knowledge: Knowledge, now: datetime) -> None:
    """The button on a question screen lists what was answered so far."""
    turn = respond(knowledge, Session("en", {"danger": "no", "role": "teacher"}), Show("answers"))
    tapped = [button.message for button in lay_out(knowledge, turn, now).buttons]
    assert tapped[:3] == [Change("danger"), Change("role"), Show("card")]


# --- knowledge that has changed since -----------------------------------------------------------------


def test_an_answer_no_longer_known_ends_the_replay_and_says_so(knowledge: Knowledge) -> None:
    """The talk goes on at the last good step; what was answered before it counts."""
    newer = without_option(knowledge, "situation", "worrying-speech-or-behaviour")
    turn = respond(newer, Session("fi", JAKOBSTAD), Show("card"))
    assert (asked(turn), turn.notice) == ("situation", "no-longer-known")
    assert turn.session.answers == {"danger": "no", "role": "teacher"}


def test_a_municipality_no_longer_known_is_asked_again(knowledge: Knowledge) -> None:
    """After a merger of municipalities the old code ends the replay at the place."""
    newer = replace(
        knowledge, municipalities={code: each for code, each in knowledge.municipalities.items() if code != "598"}
    )
    turn = respond(newer, Session("fi", JAKOBSTAD), Show("card"))
    assert (asked(turn), turn.notice) == ("place", "no-longer-known")


def test_an_old_button_is_asked_again(knowledge: Knowledge) -> None:
    """A pair of a position that the knowledge no longer knows is left out, and its question comes again."""
    packed = position(knowledge, Session("fi", JAKOBSTAD))
    newer = without_option(knowledge, "role", "teacher")
    session = session_at(newer, packed)
    assert session is not None
    assert asked(respond(newer, session, Show("card"))) == "role"


@pytest.mark.parametrize(
    "message",
    [
        Expired(),
        Chose("role", "wizard"),
        Chose("no-such-question", "teacher"),
        Chose("situation", "immediate-danger"),
        Chose("place", "999"),
    ],
)
def test_a_button_that_means_nothing_is_expired(knowledge: Knowledge, message: Expired | Chose) -> None:
    """A forged or old choice repeats the question and says why."""
    session = Session("fi", {"danger": "no"})
    turn = respond(knowledge, session, message)
    assert (turn.session, turn.notice) == (session, "expired")


# --- typed answers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", LOCALES)
def test_every_option_can_be_typed(knowledge: Knowledge, locale: Locale) -> None:
    """The words of each option, in each language, pick it in any language of the talk."""
    for question in knowledge.questions:
        before = {name: answer for name, answer in JAKOBSTAD.items() if name != question.id}
        session = Session("fi", before | {"situation": "online-content"} if question.id == "author" else before)
        if asked(respond(knowledge, session, Show("card"))) != question.id:
            continue
        for option in question.choices:
            said = respond(knowledge, session, Said(option.label[locale].upper() + ".")).session
            assert said.answers[question.id] == option.id


@pytest.mark.parametrize("locale", LOCALES)
def test_every_municipality_can_be_typed(knowledge: Knowledge, locale: Locale) -> None:
    """All 308, by the name in each language: one answer, or a choice that holds the right one."""
    session = Session("fi", {name: answer for name, answer in JAKOBSTAD.items() if name != "place"})
    for code, municipality in knowledge.municipalities.items():
        turn = respond(knowledge, session, Said(municipality.name[locale]))
        found = turn.step.candidates if isinstance(turn.step, Ask) else (turn.session.answers["place"],)
        assert code in found


@pytest.mark.parametrize("said", ["ehkäpä huomenna", "no idea whatsoever", "112", "?", "🆘", "ei ei"])
def test_what_is_not_an_option_is_not_guessed(knowledge: Knowledge, said: str) -> None:
    """Words near an option's letters do not pick it: the choices are repeated."""
    turn = respond(knowledge, Session("en"), Said(said))
    assert (turn.session, turn.notice) == (Session("en"), "not-understood")


@pytest.mark.parametrize("said", ["I don't know", "en tiedä", "vet ej", "no idea", "EN OO VARMA!"])
@pytest.mark.parametrize(
    ("asked_for", "option"), [("danger", "unsure"), ("age", "unknown"), ("place", "whole-country")]
)
def test_who_does_not_know_can_say_so(knowledge: Knowledge, said: str, asked_for: str, option: str) -> None:
    """The option for those who do not know, never the one whose letters are near."""
    before = {name: answer for name, answer in JAKOBSTAD.items() if name != asked_for}
    assert respond(knowledge, Session("en", before), Said(said)).session.answers[asked_for] == option


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ("Varhaiskavatus", "early-education"),
        ("nuorisotyo", "youth-work"),
        ("barnskyd", "child-welfare"),
        ("polise", "police"),
    ],
)
def test_a_misspelt_option_is_understood(knowledge: Knowledge, said: str, role: str) -> None:
    """A slip in a long word, or dots left out."""
    turn = respond(knowledge, Session("fi", {"danger": "no"}), Said(said))
    assert turn.session.answers["role"] == role


@pytest.mark.parametrize("said", ["ei en", "no one", "nee", "joskus"])
def test_short_words_are_not_forgiven(knowledge: Knowledge, said: str) -> None:
    """One letter makes another word of them."""
    assert not respond(knowledge, Session("fi"), Said(said)).session.answers


@pytest.mark.parametrize(("said", "age"), [("16", "under-18"), ("28", "18-28"), (" 29 ", "29-or-over"), ("999", None)])
def test_a_number_answers_the_age_question(knowledge: Knowledge, said: str, age: str | None) -> None:
    """Years alone are an age where an age is asked for; elsewhere they are nothing."""
    asked = respond(knowledge, Session("fi", JAKOBSTAD), Change("age"))
    assert respond(knowledge, asked.session, Said(said)).session.answers.get("age") == (age or JAKOBSTAD["age"])
    assert respond(knowledge, Session("fi"), Said(said)).session == Session("fi")


def test_a_name_of_two_places_is_asked_about(knowledge: Knowledge) -> None:
    """Längelmäki was divided between two municipalities: both are offered, and none is picked."""
    session = Session("fi", {name: answer for name, answer in JAKOBSTAD.items() if name != "place"})
    turn = respond(knowledge, session, Said("Längelmäki"))
    assert turn.notice == "which-place"
    assert isinstance(turn.step, Ask)
    assert len(turn.step.candidates) > 1
    assert "place" not in turn.session.answers


@pytest.mark.parametrize(
    ("said", "notice"),
    [
        ("jaahas vai niin", "not-understood"),
        ("Kiitos!", "you-are-welcome"),
        ("tack så mycket", "you-are-welcome"),
        ("ok", "you-are-welcome"),
    ],
)
def test_words_after_the_card_keep_the_card(knowledge: Knowledge, said: str, notice: str) -> None:
    """What is typed at the answer changes no answer, and thanks are taken as thanks."""
    turn = respond(knowledge, Session("fi", JAKOBSTAD), Said(said))
    assert (turn.session.answers, turn.notice) == (JAKOBSTAD, notice)


def test_wishes_at_the_card_are_those_of_its_buttons(knowledge: Knowledge) -> None:
    """To begin anew, and to tell that a number did not work."""
    session = Session("sv", JAKOBSTAD)
    assert respond(knowledge, session, Said("nytt fall")).session == Session("sv")
    assert respond(knowledge, session, Said("numret fungerar inte")).part == "numbers"


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("siis ei Turku vaan Turenki", {"place": "165"}),
        ("ei, kunta on Oulainen", {"place": "563"}),
        ("hän on 17 eikä 15", {}),
        ("ei 15 vaan 19", {"age": "18-28"}),
        ("inte 15 utan 19", {"age": "18-28"}),
        ("olen kuraattori, en opettaja", {"role": "student-welfare"}),
        ("not Turku but Raisio", {"place": "680"}),
    ],
)
def test_a_correction_keeps_the_worry_that_was_understood(
    knowledge: Knowledge, said: str, changed: dict[str, str]
) -> None:
    """Whatever else its words resemble: a threat never gives way to something milder."""
    understood = {"role": "teacher", "situation": "threat-or-preparing-violence", "age": "under-18", "place": "853"}
    turn = respond(knowledge, Session("fi", {}, None, understood), Said(said))
    assert dict(turn.session.proposed) == {**understood, **changed}


def test_a_new_sentence_tells_of_another_worry(knowledge: Knowledge) -> None:
    """Without a place, a role or an age in it, it is no correction."""
    understood = {"role": "teacher", "situation": "unsure", "place": "853"}
    turn = respond(
        knowledge, Session("fi", {}, None, understood), Said("hän uhkasi ampua kaikki koulussa ensi viikolla")
    )
    assert turn.session.proposed["situation"] == "threat-or-preparing-violence"
