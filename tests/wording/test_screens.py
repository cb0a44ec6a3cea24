"""A turn as a screen: 112 first, then what was understood, the question or the card, and the ways on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.conversation import respond
from bot.emergency import UNAVAILABLE
from bot.model import (
    LOCALES,
    Back,
    Change,
    Chose,
    Expired,
    Feedback,
    Knowledge,
    Language,
    Locale,
    Message,
    Restart,
    Said,
    Screen,
    Session,
    Show,
)
from bot.wording.screens import FOLDED, lay_out, unavailable

ANSWERS = {
    "danger": "no",
    "role": "teacher",
    "situation": "worrying-speech-or-behaviour",
    "age": "under-18",
    "place": "598",
}
PARTS = (*FOLDED, "services", "why", "share")


def screen(knowledge: Knowledge, now: datetime, locale: Locale, message: Message, **answers: str) -> Screen:
    """The screen a message leads to."""
    return lay_out(knowledge, respond(knowledge, Session(locale, answers), message), now)


def card(knowledge: Knowledge, now: datetime, locale: Locale, part: str = "card", **answers: str) -> Screen:
    """The card of the teacher in Jakobstad, some answers changed, or a part of it."""
    return screen(knowledge, now, locale, Show(part), **{**ANSWERS, **answers})


def links(shown: Screen) -> list[str]:
    """Every address on a screen."""
    return [span.href for line in shown.lines for span in line.spans if span.href]


@pytest.mark.parametrize(
    ("locale", "said"),
    [("fi", "🆘 Vaara nyt? Soita 112."), ("sv", "🆘 Fara nu? Ring 112."), ("en", "🆘 Danger now? Call 112.")],
)
def test_112_stands_first(knowledge: Knowledge, now: datetime, locale: Locale, said: str) -> None:
    """Before the first question, on the card, on each part of it, and without knowledge."""
    screens = [screen(knowledge, now, locale, Show("card")), card(knowledge, now, locale), unavailable(locale)]
    screens += [card(knowledge, now, locale, part) for part in (*PARTS, "answers")]
    assert {(shown.lines[0].kind, shown.lines[0].text, links(shown)[0]) for shown in screens} == {
        ("emergency", said, "tel:112")
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_the_first_screen_says_what_luotsi_is_and_later_ones_do_not(
    knowledge: Knowledge, now: datetime, locale: Locale
) -> None:
    """Two lines before the first answer: automatic, no names, what is kept."""
    first = [line.text for line in screen(knowledge, now, locale, Show("card")).lines if line.kind == "text"]
    assert len(first) == 2
    assert all("Luotsi" in line for line in first)
    assert "Luotsi" not in screen(knowledge, now, locale, Show("card"), danger="no").text


@pytest.mark.parametrize(
    ("danger", "said"),
    [("yes", "Call 112 as soon as you can."), ("unsure", "If you cannot rule out that it happens today, call 112.")],
)
def test_what_was_said_of_danger_stays_on_top(knowledge: Knowledge, now: datetime, danger: str, said: str) -> None:
    """The line that follows from the first answer is second on every later screen."""
    asked = screen(knowledge, now, "en", Show("card"), danger=danger)
    shown = card(knowledge, now, "en", danger=danger)
    assert [each.lines[1].kind for each in (asked, shown)] == ["banner", "banner"]
    assert all(each.lines[1].text.startswith(said) for each in (asked, shown))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("question", range(7))
def test_a_question_offers_every_option_once(
    knowledge: Knowledge, now: datetime, locale: Locale, question: int
) -> None:
    """As a button with its words, and another way to say that one does not know."""
    asked = knowledge.questions[question]
    answers = {"danger": "no", "role": "teacher", "situation": "online-content", "author": "known", "age": "18-28"}
    if asked.id in ("child", "consent"):
        situation = {"child": "travel-or-returnee", "consent": "wants-to-leave-movement"}[asked.id]
        answers = {**answers, "situation": situation, "place": "598"}
        del answers["author"]
    answers.pop(asked.id, None)
    shown = screen(knowledge, now, locale, Change(asked.id), **answers)
    offered = [button.message for button in shown.buttons if not button.control]
    assert sorted(map(repr, offered)) == sorted(repr(Chose(asked.id, option.id)) for option in asked.choices)
    assert any(line.text == asked.text[locale] for line in shown.lines)


@pytest.mark.parametrize("locale", LOCALES)
def test_roles_stand_under_their_headings(knowledge: Knowledge, now: datetime, locale: Locale) -> None:
    """Each heading comes once, in the order of the guide, with its roles under it."""
    shown = screen(knowledge, now, locale, Show("card"), danger="no")
    headings = list(dict.fromkeys(button.heading for button in shown.buttons if not button.control))
    role = knowledge.question("role")
    assert role is not None
    assert headings == [group.label[locale] for group in role.groups]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_screen_has_a_way_on(knowledge: Knowledge, now: datetime, locale: Locale) -> None:
    """Back, change, both other languages, start again; from a part of the card, back leads to the card."""
    asked = screen(knowledge, now, locale, Show("card"), danger="no")
    others = [Language(other) for other in LOCALES if other != locale]
    shown_with_back: list[tuple[Screen, Message]] = [(asked, Back()), (card(knowledge, now, locale, "card"), Back())]
    shown_with_back += [(card(knowledge, now, locale, part), Show("card")) for part in (*PARTS, "answers")]
    for shown, back in shown_with_back:
        controls = [button.message for button in shown.buttons if button.control]
        wanted = [back, Show("answers"), *others, Restart()]
        assert [message for message in controls if not isinstance(message, Feedback)] == wanted


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (Said("xyzzy"), "I do not know that municipality. Check the spelling, or choose the whole country."),
        (Said("Längelmäki"), "Which of these do you mean?"),
        (Expired(), "That button is no longer valid. The talk goes on from here."),
        (Chose("role", "wizard"), "That button is no longer valid. The talk goes on from here."),
    ],
)
def test_a_question_repeated_says_why(knowledge: Knowledge, now: datetime, message: Message, said: str) -> None:
    """A notice stands above the question."""
    answers = {name: answer for name, answer in ANSWERS.items() if name != "place"}
    shown = screen(knowledge, now, "en", message, **answers)
    assert [line.text for line in shown.lines if line.kind == "notice"] == [said]
    assert shown.lines[-2].kind == "heading"


def test_candidates_are_told_apart_by_their_county(knowledge: Knowledge, now: datetime) -> None:
    """Two municipalities that may be meant stand first, each with its county."""
    answers = {name: answer for name, answer in ANSWERS.items() if name != "place"}
    shown = screen(knowledge, now, "sv", Said("Längelmäki"), **answers)
    assert sorted(button.label for button in shown.buttons[:2]) == [
        "Jämsä (Mellersta Finlands välfärdsområde)",
        "Orivesi (Birkalands välfärdsområde)",
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_card_says_first_what_to_do_then_whom_to_call_then_the_steps(
    knowledge: Knowledge, now: datetime, locale: Locale
) -> None:
    """In that order, each contact and step numbered, and the answers in the title."""
    shown = card(knowledge, now, locale)
    kinds = [line.kind for line in shown.lines]
    assert kinds[:4] == ["emergency", "title", "text", "heading"]
    assert kinds.count("heading") == 2
    assert "Jakobstad" in shown.lines[1].text or "Pietarsaari" in shown.lines[1].text
    steps = [line for line in shown.lines[len(kinds) - kinds[::-1].index("heading") :] if line.kind == "item"]
    assert [line.number for line in steps] == list(range(1, len(steps) + 1))


@pytest.mark.parametrize("locale", LOCALES)
def test_no_contact_is_named_twice_on_a_card(knowledge: Knowledge, now: datetime, locale: Locale) -> None:
    """A contact that two kinds of service share stands under the first, whatever the place."""
    names = {contact.name[locale] for contact in knowledge.contacts.values()}
    for place in knowledge.municipalities:
        spans = [span.text for line in card(knowledge, now, locale, place=place).lines for span in line.spans]
        named = [text for text in spans if text in names]
        assert len(named) == len(set(named)), place


def test_who_stands_behind_has_another_number(knowledge: Knowledge, now: datetime) -> None:
    """If there is no answer, nobody is sent to the number they just called."""
    for place in knowledge.municipalities:
        called: list[str] = []
        for line in card(knowledge, now, "en", place=place).lines:
            numbers = [span.href for span in line.spans if span.href.startswith("tel:")]
            assert not (line.text.startswith("If there is no answer") and set(numbers) <= set(called)), place
            called = numbers or called


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("part", PARTS)
def test_each_part_unfolds_and_folds(knowledge: Knowledge, now: datetime, locale: Locale, part: str) -> None:
    """A button on the card leads to the part, which has something to say and a way back to the card."""
    assert Show(part) in [button.message for button in card(knowledge, now, locale).buttons]
    shown = card(knowledge, now, locale, part)
    assert len(shown.lines) > 2
    assert shown.buttons[0].message == Show("card")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_version_to_forward_stands_alone(knowledge: Knowledge, now: datetime, locale: Locale) -> None:
    """112, whom to call, the steps, the day and the version; nothing of the client's age or home."""
    text = card(knowledge, now, locale, "share").text
    age, place = knowledge.question("age"), knowledge.municipalities["598"].name[locale]
    assert age is not None
    assert knowledge.version in text
    assert "2026" in text.split("\n")[-1]
    assert age.options["under-18"].label[locale] not in text
    assert f"· {place}" not in text


@pytest.mark.parametrize("locale", LOCALES)
def test_why_names_each_answer_and_source(knowledge: Knowledge, now: datetime, locale: Locale) -> None:
    """Every question with its answer, the ladder, an address for each contact, the version."""
    shown = card(knowledge, now, locale, "why")
    for name in ANSWERS:
        question = knowledge.question(name)
        assert question is not None
        assert question.text[locale] in shown.text
    assert len([href for href in links(shown) if href.startswith("http")]) >= 5
    assert shown.text.endswith(knowledge.version)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("fi", "Paikalliset yhteystiedot saat, kun kerrot kunnan."),
        ("sv", "Du får lokala kontaktuppgifter när du anger kommunen."),
        ("en", "Name the municipality to get local contacts."),
    ],
)
def test_the_whole_country_says_how_to_get_local_contacts(
    knowledge: Knowledge, now: datetime, locale: Locale, said: str
) -> None:
    """Only where no municipality was named."""
    assert said in card(knowledge, now, locale, place="whole-country").text
    assert said not in card(knowledge, now, locale).text


def test_aland_says_that_it_has_its_own_law(knowledge: Knowledge, now: datetime) -> None:
    """On Åland's cards and no others; no section sign stands on them."""
    shown = card(knowledge, now, "sv", place="478")
    assert "Åland har egna lagar" in shown.text
    assert " §" not in shown.text
    assert "Åland har egna lagar" not in card(knowledge, now, "sv").text


def test_a_hole_in_the_knowledge_ends_in_the_national_lines(knowledge: Knowledge, now: datetime) -> None:
    """Where no card fits, 112 and the built-in lines stand instead (H2)."""
    holed = replace(knowledge, situations={})
    assert card(holed, now, "sv") == unavailable("sv")


def test_unavailable_speaks_three_languages_the_readers_first() -> None:
    """112 in each language, then the lines, and every number can be dialled."""
    shown = unavailable("sv")
    assert [line.text for line in shown.lines[:3]] == [
        "🆘 Fara nu? Ring 112.",
        "🆘 Vaara nyt? Soita 112.",
        "🆘 Danger now? Call 112.",
    ]
    told = [line.text for line in shown.lines if line.kind == "text"]
    assert told == [UNAVAILABLE.sv, UNAVAILABLE.fi, UNAVAILABLE.en]
    assert len(set(links(shown))) == 7
