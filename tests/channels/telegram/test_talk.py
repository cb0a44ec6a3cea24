"""A talk on two phones: what they show, what a tap does, and what comes of everything else people send."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.app import Assistant
from bot.channels.telegram.settings import Access
from bot.model import LOCALES, Knowledge, Locale, Screen
from bot.model import Phone as Dialled
from bot.reload import Change, Tell
from bot.usage.recorder import Recorder
from bot.wording.asides import Aside, aside
from bot.wording.catalogs import words_in
from tests.channels.telegram.phone import Phone
from tests.channels.telegram.stand import MODES, Mode, bot, run, telegram

FI, SV, EN = (words_in(locale) for locale in LOCALES)
ANSWERS = (("danger", "no"), ("role", "teacher"), ("situation", "worrying-speech-or-behaviour"), ("age", "under-18"))
OF_POLICE = (("danger", "no"), ("role", "police"), ("situation", "mental-health-crisis"), ("age", "under-18"))


def option(knowledge: Knowledge, name: str, given: str, locale: Locale = "fi") -> str:
    """The words of an option."""
    question = knowledge.question(name)
    assert question is not None
    return question.options[given].label[locale]


async def tap_through(phone: Phone, knowledge: Knowledge, answers: Sequence[tuple[str, str]] = ANSWERS) -> None:
    """Start, and tap these answers; where they are folded, open the first group first."""
    await phone.say("/start")
    for name, given in answers:
        wanted = option(knowledge, name, given)
        if wanted not in phone.last.labels:
            await phone.tap(phone.last.labels[0])
        await phone.tap(wanted)


def plain(screen: Screen) -> list[str]:
    """The lines of a screen, as any channel shows them."""
    return [line.strip() for line in screen.text.split("\n") if line.strip()]


def shown(text: str) -> list[str]:
    """The lines on a phone."""
    return [line.strip() for line in text.split("\n") if line.strip()]


async def to_card(phone: Phone, knowledge: Knowledge) -> None:
    """Go to the card of a teacher in Jyväskylä by tapping, and type the place."""
    await tap_through(phone, knowledge)
    await phone.say("Jyväskylä")


@pytest.mark.parametrize("mode", MODES)
def test_a_question_is_edited_in_place_and_the_card_is_a_new_message(knowledge: Knowledge, mode: Mode) -> None:
    """Four questions in one message; the typed place brings the card as the second."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge, mode):
            phone = Phone(server, 501)
            await to_card(phone, knowledge)
            assert len(phone.messages) == 2
            assert FI("Whom to call") in phone.last.text
            assert server.refusals == []

    run(scenario())


def test_a_tapped_answer_that_ends_the_questions_leaves_them_behind(knowledge: Knowledge) -> None:
    """The pressed message becomes the list of answers, each of which can be changed; the card comes under it."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phone = Phone(server, 502)
            await tap_through(phone, knowledge)
            asked = phone.last
            card = await phone.tap(option(knowledge, "place", "whole-country"))
            assert card.id != asked.id
            assert FI("Whom to call") in card.text
            assert any(label.endswith(" " + option(knowledge, "age", "under-18")) for label in asked.labels)

    run(scenario())


def test_two_phones_talk_at_the_same_time(knowledge: Knowledge) -> None:
    """Each in its own language and place; neither sees the other."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phones = {locale: Phone(server, 600 + n, locale) for n, locale in enumerate(LOCALES)}
            for name, given in (("", "/start"), *OF_POLICE, ("", "Oulu")):
                for locale, phone in phones.items():
                    await phone.say(option(knowledge, name, given, locale) if name else given)
            cards = [phone.last.text for phone in phones.values()]
            assert [FI("Whom to call") in cards[0], SV("Whom to call") in cards[1], EN("Whom to call") in cards[2]] == [
                True
            ] * 3

    run(scenario())


def test_buttons_outlive_the_bot(knowledge: Knowledge) -> None:
    """After a restart a tap goes on where it stood, and typed words that follow are understood."""

    async def scenario() -> None:
        async with telegram() as server:
            phone = Phone(server, 504)
            async with bot(server, knowledge):
                await tap_through(phone, knowledge, ANSWERS[:-1])
            async with bot(server, knowledge):
                await phone.tap(option(knowledge, "age", "under-18"))
                assert FI("Whom to call") in (await phone.say("Jyväskylä")).text

    run(scenario())


def test_a_typed_place_costs_one_tap_after_a_restart(knowledge: Knowledge) -> None:
    """The bot says it has lost the place, remembers the word, and takes it once the question is tapped."""

    async def scenario() -> None:
        async with telegram() as server:
            phone = Phone(server, 505)
            async with bot(server, knowledge):
                await tap_through(phone, knowledge)
                asked = phone.last
            async with bot(server, knowledge):
                lost = await phone.say("Jyväskylä")
                assert aside("fi", "place-lost").lines[1].text in lost.text
                assert FI("Whom to call") in (await phone.tap(FI("Type the municipality"), asked)).text

    run(scenario())


@pytest.mark.parametrize(
    ("said", "shown_too"),
    [
        ("kyllä", "Onko jonkun henki tai terveys nyt vaarassa?"),
        ("en tiedä", "Onko jonkun henki tai terveys nyt vaarassa?"),
        ("2", "Onko jonkun henki tai terveys nyt vaarassa?"),
        ("alle 18", FI("This is what I understood")),
        ("Tampere", FI("This is what I understood")),
    ],
)
def test_an_answer_to_a_forgotten_question_answers_no_other(knowledge: Knowledge, said: str, shown_too: str) -> None:
    """A "yes" that meant something else must not say that somebody is in danger; what says more waits for a yes."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phone = Phone(server, 508)
            lost = await phone.say(said)
            assert aside("fi", "place-lost").lines[1].text in lost.text
            assert shown_too in lost.text

    run(scenario())


def test_a_forgotten_answer_is_taken_where_its_group_is_opened(knowledge: Knowledge) -> None:
    """The role was typed while the program started anew: one tap on the question, folded as it is, is enough."""

    async def scenario() -> None:
        async with telegram() as server:
            phone = Phone(server, 524)
            async with bot(server, knowledge):
                await phone.say("/start")
                asked = await phone.tap(option(knowledge, "danger", "no"))
            async with bot(server, knowledge):
                await phone.say("Terveydenhuolto")
                group = next(label for label in asked.labels if label.startswith("Nuoriso"))
                said = (await phone.tap(group, asked)).text
                situation = knowledge.question("situation")
                assert situation is not None
                assert situation.text["fi"] in said

    run(scenario())


@pytest.mark.parametrize("said", ["/start kutsu", "svenska"])
def test_a_language_outlives_a_restart(knowledge: Knowledge, said: str) -> None:
    """The one in which somebody was invited, and the one that somebody typed."""

    async def scenario() -> None:
        access = Access(invites=frozenset({"kutsu"}))
        async with telegram() as server:
            phone = Phone(server, 525, "sv" if "kutsu" in said else "fi")
            async with bot(server, knowledge, access=access):
                await phone.say("/start kutsu")
                await phone.say(said)
            async with bot(server, knowledge, access=access):
                assert shown((await phone.say("/help")).text) == plain(aside("sv", "help"))

    run(scenario())


def test_who_runs_the_service_keeps_a_language(knowledge: Knowledge) -> None:
    """The list of commands that tells of it is set in the language of the app, also where the profile is set up."""

    async def scenario() -> None:
        access = Access(admins=frozenset({526}))
        async with telegram() as server:
            phone = Phone(server, 526, "sv")
            for _ in range(2):
                async with bot(server, knowledge, access=access, has_profile=True):
                    assert shown((await phone.say("/help")).text) == plain(aside("sv", "help"))
            (words,) = [held for scope, held in server.kept.items() if "526" in scope]
            assert {"stats", "reload", "help"} <= {each["command"] for each in words}

    run(scenario())


def test_a_first_word_is_no_forgotten_answer(knowledge: Knowledge) -> None:
    """Somebody who only greets is asked the first question."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            assert aside("fi", "place-lost").lines[1].text not in (await Phone(server, 509).say("moi")).text

    run(scenario())


def test_a_place_typed_where_the_bot_asked_for_it_outlives_any_number_of_restarts(knowledge: Knowledge) -> None:
    """The field that a tap opens carries where the talk stands, and what is typed there comes as a reply to it."""

    async def scenario() -> None:
        async with telegram() as server:
            phone = Phone(server, 507)
            async with bot(server, knowledge):
                await tap_through(phone, knowledge)
                await phone.tap(FI("Type the municipality"))
                assert phone.last.wants_reply
            async with bot(server, knowledge):
                assert FI("Whom to call") in (await phone.say("Jyväskylä")).text

    run(scenario())


def test_a_reply_says_where_it_belongs(knowledge: Knowledge) -> None:
    """Words sent as a reply to a question answer that question, also after a restart."""

    async def scenario() -> None:
        async with telegram() as server:
            phone = Phone(server, 506)
            async with bot(server, knowledge):
                await tap_through(phone, knowledge)
            async with bot(server, knowledge):
                await phone.send(text="Jyväskylä", reply_to_message=phone.last.as_json())
                await phone.settled()
                assert FI("Whom to call") in phone.last.text

    run(scenario())


@pytest.mark.parametrize("label", ["What may I tell?", "Why these? Sources", "Change answers", "Back"])
def test_parts_of_a_card_unfold_in_place(knowledge: Knowledge, label: str) -> None:
    """One tap away, no new message; a second tap on the same button changes nothing."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phone = Phone(server, 507)
            await to_card(phone, knowledge)
            data = phone.last.data(FI(label))
            assert data is not None
            await phone.tap(FI(label))
            after = phone.picture()
            await phone.press(phone.last, data)
            await phone.settled()
            assert (phone.picture(), len(phone.messages), server.spinners) == (after, 2, {})

    run(scenario())


def test_a_double_tap_brings_one_card(knowledge: Knowledge) -> None:
    """Two presses of the last answer: the card comes once, and both spinners stop."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phone = Phone(server, 508)
            await tap_through(phone, knowledge)
            asked, data = phone.last, phone.last.data(option(knowledge, "place", "whole-country"))
            assert data is not None
            await phone.press(asked, data)
            await phone.press(asked, data)
            await phone.settled()
            assert (len(phone.messages), server.spinners) == (2, {})

    run(scenario())


FORGED = ("", "x", "9f.dn/sc", "1f.dn/c", "1f.zz/czz", "1f.dn/_v9", "1f/_g99", "1f/_", "💥", "1f.dn/fx")


def test_a_forged_or_old_button_ends_in_a_question(knowledge: Knowledge) -> None:
    """Whatever a button carries, 112 and the way on stand there, and the spinner stops."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phone = Phone(server, 509)
            first = await phone.say("/start")
            for data in FORGED:
                await phone.press(first, data)
                await phone.settled()
                assert "112" in phone.last.text
                assert phone.last.markup is not None
            assert [each for each in server.refusals if "not modified" not in each] == []
            assert (server.spinners, len(phone.messages)) == ({}, 1)

    run(scenario())


def test_start_again_keeps_the_card(knowledge: Knowledge) -> None:
    """The answer stays in the history; the first question comes under it."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phone = Phone(server, 510)
            await to_card(phone, knowledge)
            card = phone.last
            question = await phone.tap(FI("Start again"))
            assert (question.id != card.id, FI("Whom to call") in card.text, FI("Start again") in card.labels) == (
                True,
                True,
                False,
            )

    run(scenario())


def test_numbers_can_be_copied_and_saved(knowledge: Knowledge) -> None:
    """The card names its numbers; one is sent as a contact that names the service, once."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phone = Phone(server, 511)
            await to_card(phone, knowledge)
            card = await phone.tap(FI("Copy or save numbers"))
            save = next(label for label in card.labels if label.startswith(FI("Save contact")))
            data = card.data(save)
            assert data is not None
            await phone.press(card, data)
            await phone.press(card, data)
            await phone.settled()
            contacts = [message.contact for message in phone.messages if message.contact]
            assert len(contacts) == 1
            assert f"TEL;TYPE=WORK,VOICE:{contacts[0]['phone_number']}" in contacts[0]["vcard"]

    run(scenario())


def test_a_shared_card_opens_in_the_receivers_language(knowledge: Knowledge) -> None:
    """The link of at most 64 characters leads a Swedish phone to the same card in Swedish."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phone, other = Phone(server, 512), Phone(server, 513, "sv")
            await to_card(phone, knowledge)
            shared = await phone.tap(FI("Version to forward"))
            payload = shared.text.rpartition("?start=")[2]
            card = await other.say(f"/start {payload}")
            assert len(payload) <= 64
            assert SV("Whom to call") in card.text
            assert "Jyväskylä" in card.text

    run(scenario())


def test_a_chosen_language_stays_after_a_restart(knowledge: Knowledge) -> None:
    """Telegram keeps it as the chat's own commands; Luotsi keeps nothing."""

    async def scenario() -> None:
        async with telegram() as server:
            phone = Phone(server, 514, "de")
            async with bot(server, knowledge):
                assert "Danger now?" in (await phone.say("/start")).text
                await phone.tap("På svenska")
            async with bot(server, knowledge):
                assert "Fara nu?" in (await phone.say("hej")).text

    run(scenario())


STICKER = {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
OTHER: list[tuple[dict[str, Any], Aside | None]] = [
    ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}, "only-text"),
    ({"photo": [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}], "caption": "x"}, "only-text"),
    ({"document": {"file_id": "d", "file_unique_id": "d"}}, "only-text"),
    ({"sticker": {"file_id": "s", "file_unique_id": "s", **STICKER}}, "only-text"),
    ({"location": {"latitude": 60.1, "longitude": 24.9}}, "location"),
    ({"dice": {"emoji": "🎲", "value": 3}}, "only-text"),
    ({"group_chat_created": True}, None),
    ({"text": "/start@another_bot"}, None),
]


@pytest.mark.parametrize(("content", "said"), OTHER)
def test_whatever_is_sent_gets_its_answer_or_none(
    knowledge: Knowledge, content: dict[str, Any], said: Aside | None
) -> None:
    """What cannot be read is told so, beginning with 112; what is no message to us is passed over."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phone = Phone(server, 515)
            await phone.send(**content)
            await phone.settled()
            assert [shown(m.text) for m in phone.messages] == ([] if said is None else [plain(aside("fi", said))])

    run(scenario())


def test_a_message_that_names_somebody_is_deleted(knowledge: Knowledge) -> None:
    """The phone no longer shows it, the answer does not repeat it, and the talk goes on."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phone = Phone(server, 516)
            await phone.say("/start")
            await phone.send(contact={"phone_number": "+358401234567", "first_name": "Kuviteltu"})
            await phone.settled()
            assert aside("fi", "message-deleted").lines[1].text in phone.last.text
            answer = await phone.say("Soita 131052-308T")
            assert aside("fi", "message-deleted").lines[1].text in answer.text
            assert not any("131052" in message.text for message in server.chats[516].values())

    run(scenario())


def test_a_group_is_told_to_talk_in_private(knowledge: Knowledge) -> None:
    """Only when it addresses the bot; other talk is none of its business."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            for text in ("hei kaikki", "/start", "/start@luotsi_test_bot"):
                phone = Phone(server, -517, "sv")
                phone.user["id"] = 517
                await phone.send(text=text, chat={"id": -517, "type": "group", "title": "Kuviteltu"})
            await phone.settled()
            assert [shown(message.text) for message in phone.messages] == [plain(aside("sv", "in-private"))]

    run(scenario())


@pytest.mark.parametrize("mode", MODES)
def test_offline_sends_the_pocket_copy(knowledge: Knowledge, mode: Mode) -> None:
    """Of the place that is named, or of the talk's own for its role; without either it says what to write."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge, mode):
            phone = Phone(server, 530)
            assert "/offline Oulu" in (await phone.say("/offline")).text
            named = (await phone.say("/offline Äänekoski")).document
            await to_card(phone, knowledge)
            own = (await phone.say("/offline")).document
            assert named is not None
            assert own is not None
            assert (named["name"], own["name"]) == ("luotsi-992-aanekoski.html", "luotsi-179-jyvaskyla.html")
            assert f"Jyväskylä · {option(knowledge, 'role', 'teacher')}" in own["content"]
            assert server.refusals == []

    run(scenario())


def test_forget_empties_the_chat(knowledge: Knowledge) -> None:
    """The bot's messages and the language are gone; what is left says so."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phone = Phone(server, 518)
            await phone.say("/start")
            await phone.tap("In English")
            await phone.send(text="/forget")
            await phone.settled()
            assert [shown(message.text) for message in phone.messages] == [plain(aside("en", "forgotten"))]
            assert not [name for name in server.kept if '"chat_id": 518' in name]

    run(scenario())


def test_an_invitation_opens_a_closed_service(knowledge: Knowledge) -> None:
    """Without one there is 112 and a word why; with one the talk, also after a restart."""

    async def scenario() -> None:
        closed = Access(invites=frozenset({"avoin-ovi"}))
        async with telegram() as server:
            phone = Phone(server, 519)
            async with bot(server, knowledge, access=closed):
                assert shown((await phone.say("/start")).text) == plain(aside("fi", "not-invited"))
                assert phone.last.markup is None
                await phone.say("/start avoin-ovi")
            async with bot(server, knowledge, access=closed):
                await phone.tap(option(knowledge, "danger", "no"))
                assert phone.last.data(FI("Back")) is not None

    run(scenario())


class Edits:
    """Takes what it was given, last first, and tells of changes at once."""

    def __init__(self, found: list[tuple[Knowledge | None, Change]], changes: Sequence[Change] = ()) -> None:
        self.found = found
        self.changes = changes
        self.serves: Assistant | None = None

    def read(self) -> tuple[Knowledge | None, tuple[str, ...]]:
        """What the files hold."""
        knowledge, change = self.found.pop()
        return knowledge, change.lines

    def take(self) -> Change:
        """Take it into use."""
        knowledge, change = self.found.pop()
        if self.serves is not None and knowledge is not None:
            self.serves.knowledge = knowledge
        return change

    async def keep_up(self, stopping: asyncio.Event, tell: Tell) -> None:
        """Tell of the changes; then there are no more."""
        for change in self.changes:
            await tell(change)
        await stopping.wait()


def test_who_runs_the_service_can_reload_it(knowledge: Knowledge) -> None:
    """Sound files are taken into use, and all who run it hear of that; unfit ones leave what was there."""

    async def scenario() -> None:
        refused, taken = Change(None, ("a.yaml:1:1: error: x [y]",)), Change("abc", ("contacts: changed z",))
        edits = Edits([(None, refused), (None, refused), (knowledge, taken)])
        access = Access(admins=frozenset({520, 522}))
        async with telegram() as server, bot(server, knowledge, access=access, edits=edits) as assistant:
            assistant.knowledge, edits.serves = None, assistant
            phone, second, other = Phone(server, 520, "en"), Phone(server, 522, "en"), Phone(server, 521, "en")
            assert "version abc is now in use" in (await phone.say("/reload")).text
            assert "abc" in second.last.text
            assert "a.yaml:1:1" in (await phone.say("/reload")).text
            assert "a.yaml:1:1" in (await phone.say("/preview")).text
            assert assistant.knowledge is knowledge
            assert len(second.messages) == 1
            assert "in use" not in (await other.say("/reload")).text

    run(scenario())


def test_who_runs_the_service_is_told_of_edits(knowledge: Knowledge) -> None:
    """File and line of what is wrong, and what changed by an edit that is in use; nobody else hears of it."""

    async def scenario() -> None:
        changes = [Change(None, ("a.yaml:1:1: error: x [y]",)), Change("abc", ("contacts: changed z",))]
        access = Access(admins=frozenset({530}))
        async with telegram() as server, bot(server, knowledge, access=access, edits=Edits([], changes)):
            phone, other = Phone(server, 530), Phone(server, 531)
            await other.say("/start")
            while len(phone.messages) < len(changes):  # noqa: ASYNC110 - nobody said anything that could settle
                await asyncio.sleep(0.01)
            refused, taken = (message.text for message in phone.messages)
            assert "a.yaml:1:1: error: x" in refused
            assert "abc" in taken
            assert "contacts: changed z" in taken
            assert len(other.messages) == 1

    run(scenario())


def test_without_knowledge_112_and_the_lines_still_come(knowledge: Knowledge) -> None:
    """Typed or tapped, on a card that a sound version once drew."""

    async def scenario() -> None:
        async with telegram() as server:
            phone = Phone(server, 522)
            async with bot(server, knowledge):
                await phone.say("/start")
            async with bot(server, None):
                assert "116" in (await phone.tap(option(knowledge, "danger", "no"))).text
                assert "116" in (await phone.say("apua")).text

    run(scenario())


def test_all_of_a_paste_is_taken(knowledge: Knowledge) -> None:
    """What does not fit one message comes as several; each is answered, none is refused."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phone = Phone(server, 523)
            for _ in range(4):
                await phone.send(text="<b>&" + "ö 💥 " * 1000)
            await phone.settled()
            assert (len(phone.messages), server.refusals) == (4, [])

    run(scenario())


def test_practice_stands_apart_from_the_talk(knowledge: Knowledge) -> None:
    """An exercise by taps and by typing, also with buttons from before a restart; nothing of it is counted."""
    counted: list[object] = []

    class Counting(Recorder):
        def note(self, *told: object) -> None:
            counted.append(told)

    async def scenario() -> None:
        async with telegram() as server:
            async with bot(server, knowledge) as assistant:
                assistant.recorder = Counting()
                phone = Phone(server, 560, "sv")
                await phone.say("/practice")
                assert SV("Practice: this case is invented, and nothing of it is counted.") in phone.last.text
                await phone.say(option(knowledge, "danger", "unsure", "sv"))
            async with bot(server, knowledge) as assistant:
                assistant.recorder = Counting()
                for _ in range(6):
                    if SV("Next exercise") in phone.last.labels:
                        break
                    await phone.tap(phone.last.labels[0])
                assert SV("The right road leads here") in "".join(each.text for each in phone.messages)
                await phone.tap(SV("Next exercise"))
                assert counted == []
                await phone.tap(SV("Stop practising"))
                assert option(knowledge, "danger", "unsure", "sv") in phone.last.labels
                assert len(counted) == 1
            assert server.refusals == []

    run(scenario())


def test_what_is_meant_in_earnest_ends_a_practice(knowledge: Knowledge) -> None:
    """Words that answer nothing in the exercise are heard in the talk, and a message that names somebody is deleted."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phone = Phone(server, 562)
            await phone.say("/practice")
            answer = await phone.say("Oppilas sanoi tuovansa aseen kouluun tänään, 131052-308T")
            assert aside("fi", "message-deleted").lines[1].text in answer.text
            assert FI("If anyone's life or health is in danger, call 112 now.") in answer.text

    run(scenario())


def test_a_preview_says_who_would_get_another_answer(knowledge: Knowledge) -> None:
    """The number that changed in the files, and that what is in use stays in use."""
    name, contact = next((name, each) for name, each in knowledge.contacts.items() if each.level == "county")
    phone_now = Dialled("+358401234567", "+358 40 1234567")
    draft = replace(knowledge, contacts={**knowledge.contacts, name: replace(contact, phones=(phone_now,))})

    async def scenario() -> None:
        access = Access(admins=frozenset({561}))
        edits = Edits([(draft, Change("abc", ()))])
        async with telegram() as server, bot(server, knowledge, access=access, edits=edits) as assistant:
            phone = Phone(server, 561, "en")
            said = (await phone.say("/preview")).text
            assert f"the number of {name}" in said
            assert "+358 40 1234567" in said
            assert assistant.knowledge is knowledge

    run(scenario())
