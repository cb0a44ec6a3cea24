"""No update is lost and none has two effects (H8), whatever Telegram, the network or a crash does; by both ways in."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest
from aiohttp import ClientSession

from bot.channels.telegram import calls
from bot.model import Knowledge
from tests.channels.telegram.phone import Phone
from tests.channels.telegram.server import Failure, Json, Server
from tests.channels.telegram.stand import MODES, Mode, bot, run, telegram

FAILURES = {
    "500": Failure(500),
    "502 after": Failure(502, after=True),
    "hang-up before": Failure(),
    "hang-up after": Failure(after=True),
}


def strike(server: Server, method: str, failure: Failure, times: int = 1, chat: int | None = None) -> None:
    """Let the next calls of a method fail, perhaps only those for one chat."""
    left = [times]

    def fault(called: str, given: Json) -> Failure | None:
        if called != method or not left[0] or (chat is not None and given.get("chat_id") != chat):
            return None
        left[0] -= 1
        return failure

    server.fault = fault


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("failure", FAILURES)
def test_a_press_survives_a_failing_edit(knowledge: Knowledge, mode: Mode, failure: str) -> None:
    """The question changes once, no message comes twice, the spinner stops."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge, mode):
            phone = Phone(server, 701, "en")
            await phone.say("/start")
            strike(server, "editMessageText", FAILURES[failure])
            await phone.tap("No")
            assert (len(phone.messages), server.spinners) == (1, {})
            assert phone.last.data("Back") is not None

    run(scenario())


@pytest.mark.parametrize("failure", ["500", "hang-up before"])
def test_a_typed_answer_survives_a_failing_send(knowledge: Knowledge, failure: str) -> None:
    """It is answered once as soon as Telegram takes the answer."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phone = Phone(server, 702, "en")
            strike(server, "sendMessage", FAILURES[failure], times=2)
            await phone.say("/start")
            assert len(phone.messages) == 1

    run(scenario())


@pytest.mark.parametrize("mode", MODES)
def test_an_outage_loses_nothing(knowledge: Knowledge, mode: Mode) -> None:
    """Everything hangs up for a while; then all that was sent is answered, once."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge, mode):
            phones = [Phone(server, 710 + n, "en") for n in range(5)]
            for phone in phones:
                await phone.say("/start")
            server.down = True
            for phone in phones:
                await phone.press(phone.last, phone.last.data("No") or "")
            await asyncio.sleep(0.3)
            server.down = False
            for phone in phones:
                await phone.settled()
                assert (len(phone.messages), phone.last.data("Back") is not None) == (1, True)

    run(scenario())


@pytest.mark.parametrize("mode", MODES)
def test_an_outage_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, knowledge: Knowledge, mode: Mode
) -> None:
    """When nothing has come through for a while, and when it is over, however many wait."""
    monkeypatch.setattr(calls, "TOLD_AFTER", 0.05)

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge, mode):
            phones = [Phone(server, 720 + n, "en") for n in range(3)]
            for phone in phones:
                await phone.say("/start")
            server.down = True
            for phone in phones:
                await phone.press(phone.last, phone.last.data("No") or "")
            await asyncio.sleep(0.6)
            server.down = False
            for phone in phones:
                await phone.settled()

    with caplog.at_level(logging.WARNING):
        run(scenario())
    assert [record.getMessage() for record in caplog.records] == [
        "Telegram cannot be reached; trying again until it works",
        "Telegram answers again",
    ]


@pytest.mark.parametrize("mode", MODES)
def test_429_holds_up_only_its_own_chat(knowledge: Knowledge, mode: Mode) -> None:
    """While one chat has to wait for a second, another walks through its questions."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge, mode):
            held, other = Phone(server, 721, "en"), Phone(server, 722, "en")
            strike(server, "sendMessage", Failure(429, retry_after=1), chat=721)
            await held.send(text="/start")
            for _ in range(3):
                seen = len(other.messages)
                await other.send(text="/start")
                assert await server.wait(lambda seen=seen: len(other.messages) > seen, 1)  # type: ignore[misc]
            assert held.messages == []
            await held.settled()
            assert len(held.messages) == 1

    run(scenario())


@pytest.mark.parametrize("mode", MODES)
def test_many_chats_on_429_hold_up_nobody_else(knowledge: Knowledge, mode: Mode) -> None:
    """Not even those that come first after a start; and the program stops without waiting for them."""

    async def scenario() -> None:
        async with telegram() as server:
            held = [Phone(server, 7300 + n, "en") for n in range(5)]
            server.fault = lambda _, given: (
                Failure(429, retry_after=60) if 7300 <= given.get("chat_id", 0) < 7400 else None
            )
            for phone in held:
                await phone.send(text="/start")
            async with bot(server, knowledge, mode):
                other = Phone(server, 7400, "en")
                await other.send(text="/start")
                assert await server.wait(lambda: bool(other.messages), 5, other.chat)
            assert [server.unanswered(phone.chat) for phone in held] == [1] * len(held)

    run(scenario())


def test_updates_that_are_numbered_anew_are_answered(knowledge: Knowledge) -> None:
    """After a week without any, Telegram begins anywhere, also lower."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phones = [Phone(server, 7500 + n, "en") for n in range(3)]
            for number, phone in zip((5_000_000, 1_000, 9_000_000), phones, strict=True):
                server.count_from(number)
                for _ in range(2):
                    await phone.say("/start")
            assert server.pending == 0
            assert [len(phone.messages) for phone in phones] == [2, 2, 2]

    run(scenario())


@pytest.mark.parametrize("text", ["/", "/ my pupil talks about shooting"])
def test_a_stroke_is_no_command(knowledge: Knowledge, text: str) -> None:
    """Whoever types one before what they have to say is answered."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            assert "112" in (await Phone(server, 7600, "en").say(text)).text

    run(scenario())


@pytest.mark.parametrize("mode", MODES)
def test_one_chat_is_answered_in_order(knowledge: Knowledge, mode: Mode) -> None:
    """Though the first answer is slow to send, the second does not overtake it."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge, mode):
            phone = Phone(server, 731, "en")
            strike(server, "sendMessage", Failure(500))
            for text in ("/start", "no", "teacher"):
                await phone.send(text=text)
            await phone.settled()
            assert [message.text.split("\n")[-1] for message in phone.messages] == [
                "Is anyone's life or health in danger right now?",
                "What is your role?",
                "What best describes the situation?",
            ]

    run(scenario())


@pytest.mark.parametrize("mode", MODES)
def test_an_update_that_comes_again_has_no_second_effect(knowledge: Knowledge, mode: Mode) -> None:
    """Telegram brings what it is not sure of once more, by the same number."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge, mode):
            phone = Phone(server, 741, "en")
            number = await phone.send(text="/start")
            await phone.settled()
            user = {"id": 741, "is_bot": False, "first_name": "Aino"}
            again = {"message_id": 9, "date": 1, "chat": {"id": 741, "type": "private"}, "from": user, "text": "/start"}
            server._next_update = number - 1  # noqa: SLF001 - as Telegram would number it
            await server.arrive({"message": again}, "again")
            await phone.send(text="/help")
            await phone.settled()
            assert len(phone.messages) == 2

    run(scenario())


def test_who_has_blocked_the_bot_is_left_in_peace(knowledge: Knowledge) -> None:
    """One refusal, no other try, and the update is done."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            server.blocked.add(751)
            phone = Phone(server, 751)
            await phone.send(text="/start")
            await phone.settled()
            assert len([each for each in server.refusals if "blocked" in each]) == 1

    run(scenario())


def test_a_message_that_is_gone_is_sent_anew(knowledge: Knowledge) -> None:
    """The question somebody deleted comes back as a new message."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phone = Phone(server, 761, "en")
            asked = await phone.say("/start")
            del server.chats[761][asked.id]
            await phone.press(asked, asked.data("No") or "")
            await phone.settled()
            assert phone.last.data("Back") is not None

    run(scenario())


def test_a_flood_is_not_answered_one_by_one(knowledge: Knowledge) -> None:
    """A hundred texts at once get their share of answers and a word why, and nobody else waits."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            server.delay = 0.005
            phone, other = Phone(server, 771, "en"), Phone(server, 772, "en")
            for _ in range(100):
                await phone.send(text="x")
            await other.say("/start")
            await phone.settled()
            assert 60 <= len(phone.messages) <= 75
            assert sum("a lot at once" in message.text for message in phone.messages) in range(1, 10)

    run(scenario())


def test_the_webhook_takes_only_telegram(knowledge: Knowledge) -> None:
    """A wrong secret is 403, what is no update is 400, and the health address tells that all is well."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge, "webhook"), ClientSession() as session:
            await server.wait(lambda: bool(server.webhook))
            url, good = server.webhook["url"], {"X-Telegram-Bot-Api-Secret-Token": "a-secret"}
            odd = {"X-Telegram-Bot-Api-Secret-Token": "\udcff"}
            tries = [(b"{}", odd), (b"{}", {"X-Telegram-Bot-Api-Secret-Token": "guess"}), (b"no", good), (b"[]", good)]
            tries += [(b"{}", good), (json.dumps({"update_id": "x"}).encode(), good)]
            found = []
            for body, headers in tries:
                async with session.post(url, data=body, headers=headers) as answer:
                    found.append(answer.status)
            async with session.get(url.replace("/telegram", "/health")) as answer:
                found.append(answer.status)
            assert found == [403, 403, 400, 400, 400, 400, 200]

    run(scenario())


@pytest.mark.parametrize("mode", MODES)
def test_what_cannot_be_read_holds_up_nobody(
    knowledge: Knowledge, mode: Mode, caplog: pytest.LogCaptureFixture
) -> None:
    """A kind of message the library does not know is answered, one of nobody is passed over; no log holds words."""

    async def scenario() -> None:
        async with telegram() as server:
            one, other = Phone(server, 61), Phone(server, 62)
            await one.send(poll={"id": "1"}, caption="salaisia sanoja")
            await server.arrive({"my_chat_member": {"chat": "salainen"}}, "member 61")
            await other.send(text="/start")
            async with bot(server, knowledge, mode):
                assert await server.wait(lambda: bool(one.messages) and bool(other.messages))
                await one.settled()
                await other.settled()
            assert server.pending == 0
            assert "112" in one.last.text

    run(scenario())
    assert "salai" not in caplog.text
    assert "passed over" in caplog.text


def test_a_message_that_telegram_refuses_ends_in_112(knowledge: Knowledge) -> None:
    """A fault of ours never leaves a worker with silence."""

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            server.fault = lambda method, given: (
                Failure(400) if method == "sendMessage" and "reply_markup" in given else None
            )
            phone = Phone(server, 63)
            assert "112" in (await phone.say("/start")).text

    run(scenario())


def test_the_profile_is_set_once(knowledge: Knowledge) -> None:
    """Name, texts and commands in three languages and for everybody else; the second start changes nothing."""

    async def scenario() -> None:
        async with telegram() as server:
            for changes in (16, 0):
                server.calls.clear()
                async with bot(server, knowledge, has_profile=True):
                    await server.wait(lambda: [name for name, _ in server.calls].count("getMyCommands") == 4)
                    await Phone(server, 781).say("/help")
                asked = [name for name, _ in server.calls if name.startswith("setMy")]
                assert len(asked) == changes
            assert [each for each in server.refusals if "terminated by other" not in each] == []

    run(scenario())


def test_replies_are_not_tried_for_ever(monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge) -> None:
    """A chat Telegram never takes a message for is given up, and the next update of it is answered."""
    monkeypatch.setattr(calls.Calls.until_done, "__defaults__", (0.3,))

    async def scenario() -> None:
        async with telegram() as server, bot(server, knowledge):
            phone = Phone(server, 791)
            strike(server, "sendMessage", Failure(500), times=2)
            await phone.send(text="/start")
            await phone.settled()
            await phone.say("/start")
            assert len(phone.messages) == 1

    run(scenario())
