"""What an operator sets, read from text. A mistake is a BotError that says what would be right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from bot.errors import BotError

PUBLIC = "https://api.telegram.org"
WHERE = "get one from https://t.me/BotFather and set TELEGRAM_BOT_TOKEN"
TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
PATH = re.compile(r"[A-Za-z0-9_./-]*")
CHAT = re.compile(r"-?[0-9]{1,18}")
CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use the bot: everybody where no codes are listed; `admins` are the chats of those who run it."""

    invites: frozenset[str] = frozenset()
    admins: frozenset[int] = frozenset()


EVERYBODY = Access()


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram is to call, where we listen for it, and what a call must bring ("" makes one of the token)."""

    url: str
    host: str
    port: int
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """How to reach Telegram; without a hook updates are polled."""

    token: str
    base: str = PUBLIC
    hook: Hook | None = None
    access: Access = EVERYBODY
    has_profile: bool = True
    """Whether to bring the bot's profile up to date at the start."""


def setting(token: str, base: str, hook: Hook | None, access: Access) -> Setting:
    """The setting. Raises BotError without a token or with an address that is none."""
    token = token.strip()
    if not token:
        raise BotError(f"no token of a Telegram bot; {WHERE}")
    if TOKEN.fullmatch(token) is None:
        raise BotError(f"that is no token of a Telegram bot; {WHERE}")
    base = base.strip().rstrip("/")
    parts = _parted(base)
    if parts is None:
        raise BotError(f"TELEGRAM_API_BASE is no address: {base!r}; it looks like {PUBLIC}")
    if parts.path.endswith("/bot"):
        raise BotError(f"TELEGRAM_API_BASE ends before /bot: {base.removesuffix('/bot')}")
    return Setting(token, base, hook, access)


def hook(url: str, listen: str, secret: str) -> Hook | None:
    """Where calls come from and to, or None where updates are polled. Raises BotError for what cannot be."""
    if not url.strip():
        return None
    parts = _parted(url.strip())
    if parts is None:
        raise BotError(f"TELEGRAM_WEBHOOK_URL is no address: {url!r}; it looks like https://bot.example.fi/telegram")
    if PATH.fullmatch(parts.path) is None:
        raise BotError(f"the path of TELEGRAM_WEBHOOK_URL may hold letters, digits and - _ . / only: {parts.path!r}")
    host, colon, port = listen.strip().rpartition(":")
    if not colon or not port.isdecimal() or int(port) > 65535:  # noqa: PLR2004 - the last port there is
        raise BotError(f"TELEGRAM_WEBHOOK_LISTEN is no host and port: {listen!r}; it looks like 127.0.0.1:8443")
    if secret and SECRET.fullmatch(secret) is None:
        raise BotError("TELEGRAM_WEBHOOK_SECRET may hold 1 to 256 letters, digits, - and _")
    return Hook(url.strip(), host.strip("[]") or "127.0.0.1", int(port), secret)


def access(admins: str, invites: str) -> Access:
    """Who may use the bot, from lists parted by commas or blanks. Raises BotError for what is no chat id or code."""
    chats = _listed(admins)
    codes = _listed(invites)
    if wrong := [each for each in chats if CHAT.fullmatch(each) is None]:
        raise BotError(f"LUOTSI_ADMINS holds what is no chat id ({len(wrong)} of {len(chats)}); they are whole numbers")
    if wrong := [each for each in codes if CODE.fullmatch(each) is None]:
        raise BotError(
            f"LUOTSI_INVITES holds {len(wrong)} codes a link cannot carry; use 1-64 letters, digits, - and _"
        )
    return Access(frozenset(codes), frozenset(int(each) for each in chats))


def _parted(url: str) -> SplitResult | None:
    """The parts of an address of a web server; None for what is none."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - it is looked at only when it is read
    except ValueError:
        return None
    return parts if parts.scheme in ("https", "http") and parts.hostname else None


def _listed(text: str) -> list[str]:
    return [each for each in re.split(r"[\s,]+", text) if each]
