"""The bot's profile: name, descriptions and commands in each language, brought up to date and otherwise left alone.

Telegram limits how often a profile may change, so only what differs is set. Without a language stands what people see
whose app speaks none of ours: English.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from bot.channels.telegram.calls import Calls, Unreachable
from bot.channels.telegram.chats import language_of
from bot.model import LOCALES, Locale
from bot.wording.asides import NAME, admin_commands, commands, descriptions

PATIENCE = 120.0
"""Seconds one part of the profile is tried for; the next start tries again."""

Held = TypeVar("Held")

logger = logging.getLogger(__name__)


async def set_up(calls: Calls, admins: frozenset[int]) -> int:
    """Set what differs; how many calls that took. Never raises: the talk works without a profile."""
    changed = 0
    for code in (None, *LOCALES):
        locale: Locale = code or "en"
        changed += await _each(calls, code or "", locale)
    for admin in sorted(admins):
        changed += await _for_admin(calls, admin)
    if changed:
        logger.info("the profile was brought up to date (%d changes)", changed)
    return changed


async def _each(calls: Calls, code: str, locale: Locale) -> int:
    """The profile in one language; the code is "" for whoever speaks none of ours."""
    bot: Bot = calls.bot
    long, short = descriptions(locale)
    changed = 0
    name = await _asked(calls, lambda: bot.get_my_name(language_code=code))
    if name is not None and name.name != NAME:
        changed += await _set(calls, lambda: bot.set_my_name(NAME, language_code=code))
    told = await _asked(calls, lambda: bot.get_my_description(language_code=code))
    if told is not None and told.description != long:
        changed += await _set(calls, lambda: bot.set_my_description(long, language_code=code))
    brief = await _asked(calls, lambda: bot.get_my_short_description(language_code=code))
    if brief is not None and brief.short_description != short:
        changed += await _set(calls, lambda: bot.set_my_short_description(short, language_code=code))
    held = await _asked(calls, lambda: bot.get_my_commands(language_code=code))
    if held is not None and {each.command: each.description for each in held} != commands(locale):
        listed = _listed(commands(locale))
        changed += await _set(calls, lambda: bot.set_my_commands(listed, language_code=code))
    return changed


async def _for_admin(calls: Calls, chat: int) -> int:
    """The longer list of commands in the chat of somebody who runs the service, in the language they chose.

    Somebody who has chosen none gets the list with their first command, in the language of their app.
    """
    scope = BotCommandScopeChat(chat)
    held = await _asked(calls, lambda: calls.bot.get_my_commands(scope=scope))
    locale = None if held is None else language_of(held)
    if held is None or locale is None:
        return 0
    words = commands(locale) | admin_commands(locale)
    if {each.command for each in held} >= words.keys():
        return 0
    return await _set(calls, lambda: calls.bot.set_my_commands(_listed(words), scope=scope))


def _listed(words: dict[str, str]) -> list[BotCommand]:
    return [BotCommand(name, said) for name, said in words.items()]


async def _asked(calls: Calls, call: Callable[[], Awaitable[Held]]) -> Held | None:
    """What Telegram holds, or None where it does not say."""
    try:
        held, _ = await calls.until_done(call, PATIENCE)
    except (TelegramError, Unreachable):
        return None
    return held


async def _set(calls: Calls, call: Callable[[], Awaitable[bool]]) -> int:
    try:
        await calls.until_done(call, PATIENCE)
    except (TelegramError, Unreachable):
        logger.warning("Telegram did not take a part of the profile; the next start tries again")
        return 0
    return 1
