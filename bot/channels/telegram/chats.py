"""What Telegram keeps of a chat for us: the language it chose, and that it may use the bot.

Both are that chat's own list of commands, so nothing about anybody has to be written down here.
"""

from __future__ import annotations

import hmac
import logging
from collections import OrderedDict

from telegram import BotCommand, BotCommandScopeChat, User
from telegram.error import TelegramError

from bot.channels.telegram.calls import Calls, Unreachable
from bot.channels.telegram.delivery import keep
from bot.channels.telegram.settings import Access
from bot.model import LOCALES, Locale
from bot.wording.asides import admin_commands, commands

logger = logging.getLogger(__name__)


class Chats:
    """Asks Telegram for what it keeps, at most once for each chat while the program runs."""

    def __init__(self, calls: Calls, access: Access) -> None:
        self.calls = calls
        self.bot = calls.bot
        self.access = access
        self._chosen: OrderedDict[int, Locale | None] = OrderedDict()

    async def language(self, chat: int) -> Locale | None:
        """The language a chat chose, or None."""
        if chat not in self._chosen:
            try:
                held, _ = await self.calls.until_done(
                    lambda: self.bot.get_my_commands(scope=BotCommandScopeChat(chat)), give_up_after=1
                )
            except (TelegramError, Unreachable):
                return None
            keep(self._chosen, chat, language_of(held))
        return self._chosen[chat]

    def remembered(self, chat: int) -> Locale | None:
        """The language a chat chose, where Telegram was asked already."""
        return self._chosen.get(chat)

    async def choose(self, chat: int, locale: Locale) -> None:
        """Let Telegram keep the language of a chat, and that it may use the bot."""
        words = commands(locale) | (admin_commands(locale) if chat in self.access.admins else {})
        listed = [BotCommand(name, said) for name, said in words.items()]
        keep(self._chosen, chat, locale)
        try:
            await self.calls.until_done(
                lambda: self.bot.set_my_commands(listed, scope=BotCommandScopeChat(chat)), give_up_after=60
            )
        except (TelegramError, Unreachable):
            logger.warning("a chosen language was not kept")

    async def may_talk(self, chat: int, code: str | None, locale: Locale = "fi") -> bool:
        """Whether a chat may use the bot; a code from an invitation opens it, and keeps the language it came in.

        Where Telegram does not tell what it keeps of a chat, nobody is turned away.
        """
        if not self.access.invites or chat in self.access.admins:
            return True
        if code and any(hmac.compare_digest(code.encode(), each.encode()) for each in self.access.invites):
            if await self.language(chat) is None:
                await self.choose(chat, locale)
            return True
        return await self.language(chat) is not None or chat not in self._chosen

    async def erase(self, chat: int) -> None:
        """Have Telegram forget the language, except where that would shut an invited chat out."""
        if not self.access.invites:
            try:
                await self.calls.until_done(lambda: self.bot.delete_my_commands(scope=BotCommandScopeChat(chat)), 60)
            except (TelegramError, Unreachable):
                logger.warning("a chosen language was not removed")

    def forget(self, chat: int) -> None:
        """Ask Telegram anew next time."""
        self._chosen.pop(chat, None)


def client_locale(user: User | None) -> Locale:
    """The language somebody's app is set to; Finnish where it does not say, English where it is none of ours."""
    code = (user.language_code if user is not None else None) or "fi"
    return next((locale for locale in LOCALES if code.casefold().split("-")[0] == locale), "en")


def language_of(held: tuple[BotCommand, ...]) -> Locale | None:
    """The language of a chat's own commands: the one that its word for /language names first."""
    said = next((each.description for each in held if each.command == "language"), "")
    first = said.split(" ")[0]
    return next((locale for locale in LOCALES if commands(locale)["language"].split(" ")[0] == first), None)
