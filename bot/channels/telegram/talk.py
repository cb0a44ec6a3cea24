"""An update answered: typed words, a press, or one of the many other things people send."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from telegram import CallbackQuery, Message, Update, User
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError

from bot.app import Assistant
from bot.buttons import button_data, carrier, link_payload, read_button, read_link
from bot.channels.serving import Edits
from bot.channels.telegram import looks
from bot.channels.telegram.calls import Calls, Refused, Unreachable
from bot.channels.telegram.chats import Chats, client_locale
from bot.channels.telegram.delivery import Delivery, Press, View, keep
from bot.channels.telegram.settings import EVERYBODY, Access
from bot.impact.changes import impact
from bot.impact.printing import lines
from bot.matching.options import match_option
from bot.matching.places import find_places
from bot.matching.sentence import read_place_alone
from bot.model import (
    Accept,
    Chose,
    Expired,
    Knowledge,
    Language,
    Line,
    Locale,
    Restart,
    Screen,
    Session,
    Show,
    Span,
)
from bot.model import Message as Meant
from bot.pocket.copy import ANYBODY, file_name, pocket_copy
from bot.practice import Practice, Round, moved, shown
from bot.wording.asides import Aside, admin_commands, aside, label, loaded, stats
from bot.wording.screens import unavailable

FORGOTTEN_AT_ONCE = 100
"""Messages Telegram deletes in one call."""
FORGET_CALLS = 3
MOST_PROBLEMS = 10
"""Lines told of a preview."""

logger = logging.getLogger(__name__)


class Talker:
    """Answers updates. Nothing about a chat is kept but in memory, and there in bounds."""

    def __init__(
        self,
        calls: Calls,
        assistant: Assistant,
        clock: Callable[[], datetime],
        access: Access = EVERYBODY,
        edits: Edits | None = None,
    ) -> None:
        self.calls = calls
        self.bot = calls.bot
        self.delivery = Delivery(calls)
        self.chats = Chats(calls, access)
        self.assistant = assistant
        self.clock = clock
        self.access = access
        self.edits = edits
        self.username = ""
        self._contacts: OrderedDict[tuple[int, int, int], None] = OrderedDict()
        self._albums: OrderedDict[str, None] = OrderedDict()
        self._pending: OrderedDict[int, str] = OrderedDict()
        self._practising: OrderedDict[int, Round] = OrderedDict()
        """Where those stand who practise, so that what they type is not taken for a talk in earnest."""

    async def answer(self, update: Update) -> None:
        """Answer an update, whatever it is. Never raises: a bug of ours ends in 112 and a line in the log."""
        try:
            if update.callback_query is not None:
                await self._press(update.callback_query, update.update_id)
            elif update.message is not None:
                await self._message(update.message)
            elif update.my_chat_member is not None and update.my_chat_member.new_chat_member.status == "kicked":
                self._forget(update.my_chat_member.chat.id)
        except Refused:
            await self._last_resort(update)
        except Unreachable:
            return
        except Exception as bug:  # noqa: BLE001 - the edge of the program: a worker never gets silence
            logger.error("an update was not answered: %s", type(bug).__name__)  # noqa: TRY400 - a traceback may hold words
            await self._last_resort(update)

    async def turn_away(self, update: Update, *, first: bool) -> None:
        """Answer one of far too many: a press stops turning, and the first typed text is told why."""
        try:
            if update.callback_query is not None:
                await self.calls.stop_spinner(update.callback_query.id)
            elif first and update.message is not None and update.message.chat.type == ChatType.PRIVATE:
                chat = update.message.chat_id
                await self._say(chat, self._locale_at_hand(chat, update.message.from_user), "too-much")
        except Unreachable:
            return

    async def _last_resort(self, update: Update) -> None:
        chat = update.effective_chat
        if chat is None or chat.type != ChatType.PRIVATE:
            return
        try:
            screen = unavailable(self._locale_at_hand(chat.id, update.effective_user))
            await self.delivery.send(chat.id, View(looks.messages(screen), None))
        except Exception as bug:  # noqa: BLE001 - there is nothing after the last resort
            logger.error("the last resort failed: %s", type(bug).__name__)  # noqa: TRY400 - as above

    # --- messages -----------------------------------------------------------------------------------------

    async def _message(self, message: Message) -> None:
        if message.chat.type != ChatType.PRIVATE:
            await self._in_group(message)
            return
        chat = message.chat_id
        text = message.text
        command, payload = self._command(text or "")
        if command == "":  # meant for another bot
            return
        if not await self.chats.may_talk(
            chat, payload if command == "start" else None, client_locale(message.from_user)
        ):
            await self._say(chat, client_locale(message.from_user), "not-invited")
        elif command is not None:
            await self._commanded(message, command, payload)
        elif text is not None:
            await self._typed(message, text)
        else:
            await self._unreadable(message)

    def _command(self, text: str) -> tuple[str | None, str]:
        """The command a text is and what follows it; None where it is none, "" where another bot is meant."""
        if not text.startswith("/"):
            return None, ""
        head, _, rest = text[1:].partition(" ")
        name, _, whose = head.partition("@")
        if not head:
            return None, ""
        if whose and whose.casefold() != self.username.casefold():
            return "", ""
        return name.casefold(), rest.strip()

    async def _in_group(self, message: Message) -> None:
        """Say to talk in private, and only to somebody who has addressed the bot by name or by a reply."""
        replied = message.reply_to_message
        to_us = replied is not None and replied.from_user is not None and replied.from_user.id == self.bot.id
        named = re.search(rf"@{re.escape(self.username)}(?!\w)", message.text or message.caption or "", re.IGNORECASE)
        if message.chat.type == ChatType.CHANNEL or not (to_us or named):
            return
        locale = client_locale(message.from_user)
        view = self._draw(aside(locale, "in-private"), Session(locale), link=f"https://t.me/{self.username}")
        await self.delivery.send(message.chat_id, view)

    async def _commanded(self, message: Message, command: str, payload: str) -> None:
        chat, key, now = message.chat_id, str(message.chat_id), self.clock()
        locale = await self._locale(chat, message.from_user)
        if chat in self.access.admins and self.chats.remembered(chat) is None:
            await self.chats.choose(chat, locale)
        self._practising.pop(chat, None)
        knowledge = self.assistant.knowledge
        if command == "practice" and knowledge is not None:
            await self.delivery.send(chat, self._practised(chat, knowledge, Round(locale, message.message_id), now))
            return
        if command == "forget":
            await self._erase(message, locale)
            return
        if chat in self.access.admins and command in admin_commands(locale):
            await self._administer(chat, locale, command)
            return
        if command in ("help", "privacy", "language"):
            said: dict[str, Aside] = {"help": "help", "privacy": "privacy", "language": "language"}
            await self._say(chat, locale, said[command])
            return
        if command == "offline":
            await self._copy(chat, locale, payload)
            return
        meant: Meant = Restart() if command in ("start", "restart") else Show("card")
        linked = read_link(knowledge, payload, locale) if command == "start" and payload and knowledge else None
        if linked is not None:
            meant = Show("card")
        if linked is not None or self.assistant.standing(key, now) is None:
            self.assistant.resume(key, linked or Session(locale), now)
        screen = self.assistant.handle(key, meant, now)
        await self.delivery.send(chat, self._drawn(key, screen, now))

    async def _copy(self, chat: int, locale: Locale, named: str) -> None:
        """Send the pocket copy of the place that was named, or else of the talk; without one, ask for it."""
        knowledge, now = self.assistant.knowledge, self.clock()
        session = self.assistant.standing(str(chat), now) or Session(locale)
        found = find_places(named, knowledge) if knowledge is not None and named else ()
        place = found[0] if len(found) == 1 else None if named else session.answers.get("place")
        if knowledge is None or place is None:
            await self._say(chat, locale, "offline-place")
            return
        role = session.answers.get("role", ANYBODY)
        text = await asyncio.to_thread(pocket_copy, knowledge, role, place, now.date(), locale)
        await self.calls.send_file(chat, file_name(knowledge, place), text.encode())

    async def _typed(self, message: Message, text: str) -> None:
        chat, key, now = message.chat_id, str(message.chat_id), self.clock()
        if await self._typed_in_practice(chat, text, now):
            return
        self._pending.pop(chat, None)
        lost = self.assistant.standing(key, now) is None
        session = self._replied_to(message)
        if session is not None:
            self.assistant.resume(key, session, now)
            lost = False
        elif lost:
            self.assistant.resume(key, Session(await self._locale(chat, message.from_user)), now)
        names_somebody = self.assistant.names_somebody(text)
        before = self._locale_at_hand(chat, message.from_user)
        if lost and self._is_an_answer(text):
            if not names_somebody:
                keep(self._pending, chat, text)
            screen = self.assistant.handle(key, Show("card") if self._answers_the_first(text) else text, now)
            screen = _noting(screen, aside(screen.locale, "place-lost"))
        else:
            screen = self.assistant.handle(key, text, now)
        if screen.locale != before:
            await self.chats.choose(chat, screen.locale)
        if names_somebody:
            screen = await self._deleting(message, screen)
        await self.delivery.send(chat, self._drawn(key, screen, now))

    def _is_an_answer(self, text: str) -> bool:
        """Whether words answer some question of ours, so that they mean nothing where nobody knows which was asked."""
        knowledge = self.assistant.knowledge
        if knowledge is None:
            return False
        named = any(match_option(text, question, knowledge) is not None for question in knowledge.questions)
        return named or text.strip().isdecimal() or bool(read_place_alone(text, knowledge))

    def _answers_the_first(self, text: str) -> bool:
        """Whether words could answer the first question, of which nobody can tell whether it was the one asked."""
        knowledge = self.assistant.knowledge
        first = None if knowledge is None else next(iter(knowledge.questions), None)
        if knowledge is None or first is None:
            return False
        return text.strip().isdecimal() or match_option(text, first, knowledge) is not None

    async def _deleting(self, message: Message, screen: Screen) -> Screen:
        """The screen that answers a message with personal data, which is deleted where Telegram lets us."""
        deleted = await self.calls.delete(message.chat_id, [message.message_id])
        return _noting(screen, aside(screen.locale, "message-deleted" if deleted else "message-stays"))

    @property
    def _address(self) -> str:
        """What stands before the button in an unseen link."""
        return f"https://t.me/{self.username}?at="

    async def _typed_in_practice(self, chat: int, text: str, now: datetime) -> bool:
        """Take what somebody types who practises; False where nobody does."""
        standing, knowledge = self._practising.get(chat), self.assistant.knowledge
        if standing is None or knowledge is None:
            return False
        practice = Practice(knowledge, standing)
        is_over = self.assistant.names_somebody(text) or practice.handle(str(chat), text, now) is None
        if is_over or practice.standing == standing:  # no answer of the exercise: it may be meant in earnest
            del self._practising[chat]
            return False
        await self.delivery.send(chat, self._practised(chat, knowledge, practice.standing, now))
        return True

    def _practised(self, chat: int, knowledge: Knowledge, standing: Round, now: datetime) -> View:
        """An exercise, with buttons that carry it and the answers so far; the assistant, which counts, is not asked."""
        count = max(len(knowledge.exercises), 1)
        keep(self._practising, chat, standing)

        def data(message: Meant) -> str:
            after = moved(knowledge, standing, message)
            if after is None:
                return button_data(knowledge, Session(standing.locale), Restart())
            session = Session(after.locale, after.answers)
            return button_data(knowledge, session, Show("card"), f"x{after.number % count}")

        screen = shown(knowledge, standing, now)
        markup = looks.keyboard(screen, data, lambda _: "", _labels(screen.locale))
        return View(looks.messages(screen), markup)

    def _replied_to(self, message: Message) -> Session | None:
        """Where the talk stood in the message of ours that somebody replies to."""
        replied, knowledge = message.reply_to_message, self.assistant.knowledge
        if replied is None or knowledge is None:
            return None
        for address in looks.addresses(replied):
            tap = read_button(knowledge, address.removeprefix(self._address))
            if tap is not None:
                return tap.session
        for row in replied.reply_markup.inline_keyboard if replied.reply_markup is not None else ():
            for button in row:
                data = button.callback_data
                tap = read_button(knowledge, data) if isinstance(data, str) else None
                is_practice = tap is not None and tap.aside[:1] == "x"
                if tap is not None and not is_practice and not isinstance(tap.message, Restart | Chose | Accept):
                    return tap.session
        return None

    async def _unreadable(self, message: Message) -> None:
        """A voice, a picture, a place, a contact, a file: said to be unreadable; what is no message is passed over."""
        if message.effective_attachment is None:
            return
        if message.media_group_id is not None:
            if message.media_group_id in self._albums:
                return
            keep(self._albums, message.media_group_id, None)
        chat = message.chat_id
        locale = await self._locale(chat, message.from_user)
        screen = aside(locale, "only-text" if message.location is None else "location")
        if message.contact is not None:
            screen = await self._deleting(message, screen)
        await self._show(chat, locale, screen)

    # --- presses ------------------------------------------------------------------------------------------

    async def _press(self, query: CallbackQuery, number: int) -> None:
        if query.message is None or query.message.chat.type != ChatType.PRIVATE:
            await self.calls.stop_spinner(query.id)
            return
        press = Press(query.id, query.message.chat.id, query.message.message_id, number)
        try:
            await self._pressed(query, press)
        finally:
            await self.delivery.hear(press)

    async def _pressed(self, query: CallbackQuery, press: Press) -> None:
        chat, key, now, knowledge = press.chat, str(press.chat), self.clock(), self.assistant.knowledge
        if not await self.chats.may_talk(chat, None):
            await self._say(chat, client_locale(query.from_user), "not-invited")
            return
        tap = read_button(knowledge, query.data or "") if knowledge is not None else None
        if tap is None or knowledge is None:
            if self.assistant.standing(key, now) is None:
                self.assistant.resume(key, Session(await self._locale(chat, query.from_user)), now)
            view = self._drawn(key, self.assistant.handle(key, Expired(), now), now)
            if knowledge is None:  # the message keeps its buttons for when there is knowledge again
                await self.delivery.heard_with(press, self.delivery.send(chat, view))
            else:
                await self.delivery.turn(press, view)
            return
        if tap.aside[:1] == "x" and tap.aside[1:].isdecimal():
            standing = Round(tap.session.locale, int(tap.aside[1:]), tap.session.answers)
            await self.delivery.turn(press, self._practised(chat, knowledge, standing, now))
            return
        self._practising.pop(chat, None)
        self.assistant.resume(key, tap.session, now)
        if tap.aside:
            await self._do_aside(press, tap.session, tap.aside, knowledge)
            return
        self._pending.pop(chat, None)
        screen = self.assistant.handle(key, tap.message, now)
        view = self._drawn(key, screen, now, shared=tap.message == Show("share"))
        if isinstance(tap.message, Chose | Accept):
            await self._follow(press, screen, tap.session)
        elif (
            isinstance(tap.message, Restart)
            and (before := self.assistant.peek(tap.session, Show("card"), now)).is_answer
        ):
            rest = tuple(button for button in before.buttons if not isinstance(button.message, Restart))
            card = self._draw(replace(before, buttons=rest), tap.session)
            await self.delivery.leave(press, View([], card.markup), view)
        else:
            await self.delivery.turn(press, view)
        if isinstance(tap.message, Language):
            await self.chats.choose(chat, screen.locale)

    async def _do_aside(self, press: Press, session: Session, what: str, knowledge: Knowledge) -> None:
        """What the channel's own buttons do: open a group, list the numbers, send one as a contact, take a name."""
        chat, key, now = press.chat, str(press.chat), self.clock()
        kind, number = what[:1], int(what[1:]) if what[1:].isdecimal() and len(what) < 4 else None  # noqa: PLR2004 - two digits
        if kind == "t" or (kind == "g" and chat in self._pending):
            await self._take_typed(press, session, knowledge)
            return
        screen = self.assistant.handle(key, Show("card"), now)
        if kind in ("k", "v") and screen.is_answer:
            shown = looks.numbers(screen)
            saved = number if kind == "v" and number is not None and number < len(shown) else None
            data, own = self._carriers(session)
            markup = looks.numbers_keyboard(screen, data, own, _labels(screen.locale), saved)
            edited, _ = await self.calls.turn(chat, press.message, markup)
            if saved is None:
                if edited == "changed":
                    self.assistant.took_number(key, now)
                return
            once = (chat, press.message, saved)
            if edited == "changed" or (once not in self._contacts and await self.delivery.hear(press)):
                keep(self._contacts, once, None)
                self.assistant.took_number(key, now, shown[saved].dial)
                await self.delivery.heard_with(press, self._send_contact(chat, shown[saved]))
        else:
            await self.delivery.turn(press, self._drawn(key, screen, now, fold=number if kind == "g" else None))

    async def _take_typed(self, press: Press, session: Session, knowledge: Knowledge) -> None:
        """Take the words that were typed when nobody knew which question they answer, or open the field to type in."""
        key, now = str(press.chat), self.clock()
        text = self._pending.pop(press.chat, None)
        if text is not None:
            await self._follow(press, self.assistant.handle(key, text, now), session)
            return
        screen = self.assistant.handle(key, Show("card"), now)
        told = aside(screen.locale, "type-place")
        view = self._draw(_noting(screen, told), session, typing=True)
        address = self._address + button_data(knowledge, session, Show("card"))
        await self.delivery.ask(press, view, *looks.prompt(told, address))

    async def _follow(self, press: Press, screen: Screen, before: Session) -> None:
        """Show what an answer led to: a card as a new message under the answers given, all else in place."""
        key, now = str(press.chat), self.clock()
        view = self._drawn(key, screen, now)
        if screen.is_answer:
            given = self.assistant.standing(key, now) or before
            answers = self._draw(self.assistant.peek(given, Show("answers"), now), given)
            await self.delivery.leave(press, answers, view)
        else:
            await self.delivery.turn(press, view)

    async def _send_contact(self, chat: int, number: looks.Number) -> None:
        card = looks.vcard(number)
        try:
            await self.calls.until_done(lambda: self.bot.send_contact(chat, number.dial, number.name[:64], vcard=card))
        except BadRequest:
            raise Unreachable("refused") from None

    # --- showing ------------------------------------------------------------------------------------------

    def _drawn(self, key: str, screen: Screen, now: datetime, *, fold: int | None = None, shared: bool = False) -> View:
        """The screen of a chat that stands where it stands."""
        session = self.assistant.standing(key, now) or Session(screen.locale)
        link = ""
        if shared and self.assistant.knowledge is not None and not screen.is_answer:
            address = f"https://t.me/{self.username}?start={link_payload(self.assistant.knowledge, session)}"
            screen = replace(screen, lines=(*screen.lines, Line("detail", (Span(address, href=address),))))
            link = f"https://t.me/share/url?url={quote(address, safe='')}"
        return self._draw(screen, session, fold, link)

    def _draw(
        self, screen: Screen, session: Session, fold: int | None = None, link: str = "", *, typing: bool = False
    ) -> View:
        """A screen with its buttons; `typing` marks the one that has opened the field to type in."""
        texts = looks.messages(screen)
        if self.assistant.knowledge is None:
            return View(texts, None)
        data, own = self._carriers(session)
        labels = _labels(screen.locale)
        if link and "?" not in link:
            labels = replace(labels, share=label(screen.locale, "private"))
        if typing:
            labels = replace(labels, type_place=f"✎ {labels.type_place}")
        return View(texts, looks.keyboard(screen, data, own, labels, fold, link))

    def _carriers(self, session: Session) -> tuple[looks.Data, looks.Aside]:
        knowledge = self.assistant.knowledge
        if knowledge is None:
            raise Unreachable("no knowledge, no buttons")

        def own(what: str) -> str:
            return button_data(knowledge, session, Show("card"), what)

        return carrier(knowledge, session), own

    async def _say(self, chat: int, locale: Locale, said: Aside) -> None:
        await self._show(chat, locale, aside(locale, said))

    async def _show(self, chat: int, locale: Locale, screen: Screen) -> None:
        session = self.assistant.standing(str(chat), self.clock()) or Session(locale)
        await self.delivery.send(chat, self._draw(screen, session))

    # --- language, and forgetting -------------------------------------------------------------------------

    async def _locale(self, chat: int, user: User | None) -> Locale:
        """The language of a chat: where it stands, else what it once chose, else what the app is set to."""
        if self.assistant.standing(str(chat), self.clock()) is None:
            await self.chats.language(chat)
        return self._locale_at_hand(chat, user)

    def _locale_at_hand(self, chat: int, user: User | None) -> Locale:
        """The same without asking Telegram what was once chosen, as far as it is remembered."""
        session = self.assistant.standing(str(chat), self.clock())
        if session is not None:
            return session.locale
        return self.chats.remembered(chat) or client_locale(user)

    async def _erase(self, message: Message, locale: Locale) -> None:
        """Delete what Telegram lets us of this chat, and the language it chose."""
        chat = message.chat_id
        for start in range(FORGET_CALLS):
            newest = message.message_id - start * FORGOTTEN_AT_ONCE
            await self.calls.delete(chat, [each for each in range(newest, newest - FORGOTTEN_AT_ONCE, -1) if each > 0])
        await self.chats.erase(chat)
        self._forget(chat)
        await self.delivery.send(chat, self._draw(aside(locale, "forgotten"), Session(locale)))

    def _forget(self, chat: int) -> None:
        self.assistant.forget(str(chat))
        self.chats.forget(chat)
        self._pending.pop(chat, None)

    async def _administer(self, chat: int, locale: Locale, command: str) -> None:
        """For those who run the service: how it does, and changed files checked or taken into use."""
        in_use = self.assistant.knowledge
        if command == "stats" or self.edits is None:
            screen = stats(locale, in_use, self.assistant.talks)
        elif command == "reload":
            change = await asyncio.to_thread(self.edits.take)
            screen = loaded(locale, change.version, change.lines, taken=True)
            if self.assistant.knowledge is not in_use:
                await self.tell_admins(change.version, change.lines, but=chat)
        else:
            knowledge, problems = await asyncio.to_thread(self.edits.read)
            if knowledge is not None and in_use is not None:
                *changes, summary = await asyncio.to_thread(lambda: tuple(lines(impact(in_use, knowledge))))
                problems = (summary, *problems, *changes)
            version = None if knowledge is None else knowledge.version
            screen = loaded(locale, version, problems[:MOST_PROBLEMS], taken=False)
        await self.delivery.send(chat, self._draw(screen, Session(locale)))

    async def tell_admins(self, version: str | None, lines: tuple[str, ...], but: int | None = None) -> None:
        """Tell those who run the service that an edit was taken into use, or refused (no version), and why."""
        for chat in self.access.admins - {but}:
            locale = await self._locale(chat, None)
            try:
                await self.delivery.send(chat, self._draw(loaded(locale, version, lines, taken=True), Session(locale)))
            except (TelegramError, Unreachable):
                logger.warning("one of those who run the service could not be told of an edit")


def _noting(screen: Screen, said: Screen) -> Screen:
    """A screen with what is said beside it under its first line."""
    note = tuple(Line("notice", line.spans) for line in said.lines if line.kind != "emergency")
    return replace(screen, lines=(*screen.lines[:1], *note, *screen.lines[1:]))


def _labels(locale: Locale) -> looks.Labels:
    return looks.Labels(
        numbers=label(locale, "numbers"),
        back=label(locale, "back"),
        groups=label(locale, "groups"),
        save=label(locale, "save"),
        share=label(locale, "share"),
        type_place=label(locale, "type-place"),
    )
