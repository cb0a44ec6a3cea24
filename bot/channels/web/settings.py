"""What an operator sets, read from text. A mistake is a BotError that says what would be right."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.errors import BotError

ELSEWHERE = "https://www.ilmatieteenlaitos.fi/"
"""The weather: where "leave this page" goes, a page anybody may have open."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one address may ask for: so many requests at once, and so many a second in the long run.

    A whole municipality may stand behind one address, so they are wide; 0 a second sets no limit.
    """

    at_once: int = 120
    a_second: float = 20.0


@dataclass(frozen=True, slots=True)
class Setting:
    """Where to listen, and what stands before us."""

    host: str = "127.0.0.1"
    port: int = 8000
    behind_proxy: bool = False
    """Whether a proxy of ours writes the visitor's address as the last one of X-Forwarded-For."""
    leave_to: str = ELSEWHERE
    called_at: str = ""
    """A path at which another service calls us, such as Telegram its webhook; "" for none."""
    limits: Limits = Limits()


def setting(host: str, port: int, leave_to: str, called_at: str = "", *, behind_proxy: bool) -> Setting:
    """The setting. Raises BotError for an address that is none."""
    leave_to = leave_to.strip()
    parts = urlsplit(leave_to)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise BotError(f"LUOTSI_LEAVE_TO is no address: {leave_to!r}; it looks like {ELSEWHERE}")
    return Setting(host.strip(), port, behind_proxy, leave_to, called_at)
