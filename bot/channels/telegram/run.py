"""`luotsi telegram`: connect, receive by polling or by webhook, and stop without leaving anybody unanswered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.app import Assistant
from bot.channels import serving
from bot.channels.serving import Edits
from bot.channels.telegram.calls import UNREACHED, Calls, Trouble, Unreachable
from bot.channels.telegram.profile import set_up
from bot.channels.telegram.receive import KINDS, Inbox, Poller
from bot.channels.telegram.request import AiohttpRequest, Sieve, updates_request
from bot.channels.telegram.settings import WHERE, Hook, Setting
from bot.channels.telegram.talk import Talker
from bot.channels.telegram.webhook import Mount, Receiver, Webhook, derived_secret
from bot.errors import BotError
from bot.hours import FINLAND, is_public_holiday

MOST_CONNECTIONS = 100
BINDING_TRIES = 10

logger = logging.getLogger(__name__)


def run(setting: Setting, assistant: Assistant, edits: Edits | None = None) -> None:
    """Serve until a signal. Raises BotError for what the operator has to mend."""
    if edits is None:
        serving.run(lambda stopping: serve(setting, assistant, None, stopping))
    else:
        shared = serving.Shared(edits)
        serving.run(shared.run, lambda stopping: serve(setting, assistant, shared, stopping))


async def serve(
    setting: Setting,
    assistant: Assistant,
    edits: Edits | None = None,
    stopping: asyncio.Event | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(FINLAND),
    mount: Mount | None = None,
) -> None:
    """Serve until `stopping` is set, or else until the process is told to end.

    With `mount` the updates of a webhook are taken in there, and not at an address of our own.
    """
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log addresses, and they hold the token
    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it would tell of each change, as we do ourselves
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)  # it would log updates it cannot read, words and all
    stopping = stopping or serving.until_told()
    sieve = Sieve()
    bot = connect(setting, sieve)
    calls = Calls(bot)
    talker = Talker(calls, assistant, clock, setting.access, edits)
    try:
        if not await _introduce(bot, stopping):
            return
        talker.username = bot.username
        inbox = Inbox(talker)
        profile = asyncio.create_task(set_up(calls, setting.access.admins)) if setting.has_profile else None
        watching = asyncio.create_task(_watch(edits, talker, stopping)) if edits is not None else None
        warming = asyncio.create_task(asyncio.to_thread(warm_up, assistant, clock()))
        try:
            if setting.hook is None:
                await _poll(Poller(bot, inbox, sieve), calls, stopping)
            else:
                secret = setting.hook.secret or derived_secret(setting.token)
                receiver = Receiver(bot, inbox, secret)
                async with _door(setting.hook, receiver, mount, stopping) as place:
                    await _be_called(setting.hook, receiver, calls, place, stopping)
        finally:
            if profile is not None:
                profile.cancel()
            if watching is not None:
                stopping.set()
                await watching
            await warming
    finally:
        for request in bot._request:  # noqa: SLF001 - shutdown() of a bot that never was introduced closes nothing
            await request.shutdown()


async def _watch(edits: Edits, talker: Talker, stopping: asyncio.Event) -> None:
    await edits.keep_up(stopping, lambda change: talker.tell_admins(change.version, change.lines))


def warm_up(assistant: Assistant, now: datetime) -> None:
    """Load what the first card and the first typed words need, so that nobody waits for it."""
    is_public_holiday(now.date())
    assistant.names_somebody("")


def connect(setting: Setting, sieve: Sieve) -> Bot:
    """The bot's line to the Bot API; nothing is sent yet. Raises BotError for what is no token."""
    base = setting.base
    is_public = base.startswith("https:")
    try:
        return Bot(
            setting.token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=AiohttpRequest(is_public=is_public),
            get_updates_request=updates_request(sieve, is_public=is_public),
        )
    except InvalidToken:
        raise BotError(f"that is no token of a Telegram bot; {WHERE}") from None


async def _introduce(bot: Bot, stopping: asyncio.Event) -> bool:
    """Ask Telegram who we are until it answers; False where we are told to stop first. Raises BotError if refused."""
    pause, trouble = 0.5, Trouble()
    while not stopping.is_set():
        try:
            await bot.initialize()
        except InvalidToken:
            raise BotError(f"Telegram refused the token; {WHERE}") from None
        except TelegramError:
            trouble.tell(UNREACHED)
            await _sleep(pause, stopping)
            pause = min(pause * 2, 15.0)
        else:
            return True
    return False


async def _sleep(seconds: float, stopping: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return


async def _poll(poller: Poller, calls: Calls, stopping: asyncio.Event) -> None:
    try:
        await calls.until_done(lambda: calls.bot.delete_webhook(drop_pending_updates=False), give_up_after=10)
    except (TelegramError, Unreachable):
        logger.warning("an old webhook may still stand")
    poller.stopping = stopping
    logger.info("@%s answers on Telegram", calls.bot.username)
    await poller.run()


@asynccontextmanager
async def _door(hook: Hook, receiver: Receiver, mount: Mount | None, stopping: asyncio.Event) -> AsyncIterator[str]:
    """Let calls in, at a port of our own or where they are mounted; in words, where. What is in hand ends first."""
    if mount is not None:
        mount(receiver.take)
        try:
            yield "beside the web page"
        finally:
            mount(None)
            await receiver.inbox.settle()
        return
    webhook = Webhook(receiver, urlsplit(hook.url).path)
    try:
        port = await _opened(webhook, hook, stopping)
    except (OSError, UnicodeError) as reason:
        why = getattr(reason, "strerror", None) or "that is no name of a host"
        raise BotError(f"cannot listen on {hook.host}:{hook.port} ({why}); set TELEGRAM_WEBHOOK_LISTEN") from None
    try:
        yield f"at port {port}"
    finally:
        await webhook.close()


async def _opened(webhook: Webhook, hook: Hook, stopping: asyncio.Event) -> int:
    """The port that is listened at; one that an earlier process has not let go of yet is waited for."""
    for _ in range(BINDING_TRIES):
        try:
            return await webhook.open(hook.host, hook.port)
        except OSError:
            await _sleep(0.3, stopping)
    return await webhook.open(hook.host, hook.port)


async def _be_called(hook: Hook, receiver: Receiver, calls: Calls, place: str, stopping: asyncio.Event) -> None:
    try:
        await calls.until_done(
            lambda: calls.bot.set_webhook(
                hook.url,
                secret_token=receiver.secret,
                allowed_updates=KINDS,
                max_connections=MOST_CONNECTIONS,
                drop_pending_updates=False,
            )
        )
    except TelegramError as refused:
        raise BotError(f"Telegram refused the webhook address: {refused.message}; see TELEGRAM_WEBHOOK_URL") from None
    except Unreachable as reason:
        raise BotError(f"Telegram does not take the webhook address ({reason}); try again later") from None
    logger.info("@%s answers on Telegram, called %s", calls.bot.username, place)
    await stopping.wait()
