"""A press that comes again after a crash brings its card once, wherever the lives before it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.delivery import Delivery, Press, View
from bot.channels.telegram.request import Sieve
from bot.channels.telegram.run import connect
from bot.channels.telegram.settings import Setting
from tests.channels.telegram.phone import Phone
from tests.channels.telegram.server import TOKEN, Failure, Message, Server
from tests.channels.telegram.stand import telegram

CHAT, NUMBER = 77, 5

Step = Callable[[Delivery, Press], Awaitable[None]]


def view(text: str, label: str) -> View:
    """A message with one button."""
    return View([text], InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label)]]))


async def leave(delivery: Delivery, press: Press) -> None:
    """Answer with a card."""
    await delivery.leave(press, view("the answers", "go on"), view("the card", "more"))
    await delivery.hear(press)


async def ask(delivery: Delivery, press: Press) -> None:
    """Answer with a field to type in."""
    await delivery.ask(press, view("the question, once more", "option"), "type here", ForceReply())
    await delivery.hear(press)


def question(server: Server) -> Message:
    """A message of the chat that asks, with its one option."""
    markup = {"inline_keyboard": [[{"text": "option", "callback_data": "option"}]]}
    asked = Message(CHAT, server.number(), "the question", "the question", markup)
    server.chats[CHAT][asked.id] = asked
    return asked


async def live(server: Server, step: Step, press: Press, *, waited: bool, dies_after: int | None) -> None:
    """One life of the program: it answers the press, or dies when Telegram has done what so many of its calls said."""
    if dies_after == 0:
        return
    async with connect(Setting(TOKEN, server.base), Sieve()) as bot:
        delivery = Delivery(Calls(bot))
        if waited:
            delivery.backlog.add(press.number)
        others = asyncio.all_tasks()
        answering = asyncio.ensure_future(step(delivery, press))
        if dies_after is not None:
            server.silent_from = len(server.calls) + dies_after
            dying = asyncio.create_task(server.wait(lambda: len(server.calls) >= (server.silent_from or 0)))
            await asyncio.wait({dying, answering}, return_when=asyncio.FIRST_COMPLETED)
            for task in asyncio.all_tasks() - others:
                if "Server" not in repr(task.get_coro()):  # Telegram lives on
                    task.cancel()
        await asyncio.wait({answering})
    server.silent_from = None


def lives(step: Step, deaths: tuple[int, ...], *, waited: bool) -> Server:
    """The server after so many lives that died and a last one that did not."""

    async def scenario() -> Server:
        async with telegram() as server:
            phone = Phone(server, CHAT)
            asked = question(server)
            await phone.press(asked, "option")
            query = next(iter(server.spinners))
            for life, dies_after in enumerate((*deaths, None)):
                press = Press(query, CHAT, asked.id, NUMBER)
                await live(server, step, press, waited=waited and life > 0, dies_after=dies_after)
            return server

    return asyncio.run(asyncio.wait_for(scenario(), 30))


def shown(server: Server, text: str) -> int:
    """How many messages of the chat show a text."""
    return sum(message.text == text for message in server.chats[CHAT].values())


@pytest.mark.parametrize("third", range(6))
@pytest.mark.parametrize("second", range(6))
@pytest.mark.parametrize("first", [0, 1, 4])
def test_the_card_stands_in_the_chat_once(first: int, second: int, third: int) -> None:
    """After a life that died before, between or after its calls, and two that found the press waiting and died too."""
    server = lives(leave, (first, second, third), waited=True)
    assert shown(server, "the card") == 1
    assert len(server.sent) == (first == 4)  # lives that cannot know put it in the place of the question


@pytest.mark.parametrize("first", [0, 1, 4])
def test_the_card_stands_once_where_nobody_knows_what_waited(first: int) -> None:
    """A webhook is called again at any time."""
    server = lives(leave, (first,), waited=False)
    assert shown(server, "the card") == 1
    assert len(server.sent) == (first != 1)


def test_a_spinner_that_could_not_be_stopped_does_not_bring_the_card_again() -> None:
    """Telegram had taken the card and the text of the message when the program died, and only that call not."""

    async def scenario() -> None:
        async with telegram() as server:
            asked = question(server)
            await Phone(server, CHAT).press(asked, "option")
            query = next(iter(server.spinners))
            server.fault = lambda method, _: Failure(503) if method == "answerCallbackQuery" else None
            async with connect(Setting(TOKEN, server.base), Sieve()) as bot:
                dying = asyncio.create_task(leave(Delivery(Calls(bot)), Press(query, CHAT, asked.id, NUMBER)))
                await asyncio.sleep(0.1)
                dying.cancel()
                await asyncio.wait({dying})
            server.fault = None
            await live(server, leave, Press(query, CHAT, asked.id, NUMBER), waited=True, dies_after=None)
            assert (shown(server, "the card"), asked.text) == (1, "the answers")

    asyncio.run(asyncio.wait_for(scenario(), 30))


def test_the_field_is_opened_again_for_whoever_closed_it() -> None:
    """Another press of the same button, on a message that looks as the first has left it."""

    async def scenario() -> None:
        async with telegram() as server:
            asked = question(server)
            for _ in range(2):
                await Phone(server, CHAT).press(asked, "option")
                press = Press(next(iter(server.spinners)), CHAT, asked.id, NUMBER)
                await live(server, ask, press, waited=False, dies_after=None)
            assert shown(server, "type here") == 2

    asyncio.run(asyncio.wait_for(scenario(), 30))


@pytest.mark.parametrize("waited", [True, False], ids=["polled", "called"])
@pytest.mark.parametrize("first", [0, 1, 4])
def test_the_field_to_type_in_is_opened_once(first: int, *, waited: bool) -> None:
    """However much a life before had done."""
    assert shown(lives(ask, (first,), waited=waited), "type here") == 1


@pytest.mark.parametrize(
    ("first", "second"), [(0, 0), (0, 1), (0, 4), (1, 0), (1, 1), (1, 2), (1, 4), (4, 0), (4, 1), (4, 2), (4, 3)]
)
def test_the_field_is_opened_once_after_two_deaths(first: int, second: int) -> None:
    """The second life found the press waiting, and died too; what is begun in the same moment is not parted."""
    assert shown(lives(ask, (first, second), waited=True), "type here") == 1
