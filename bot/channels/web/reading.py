"""What a request says: the fields of its form, the language it asks for. All of it is hostile: limits are explicit."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from bot.model import LOCALES, Locale

LARGEST_BODY = 16_384
"""Bytes of a form: the longest typed text, three times over."""
MOST_FIELDS = 8
BODY_WITHIN = 10.0
"""Seconds in which a body must have arrived."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")

Form = Mapping[str, str]


class TooLarge(Exception):
    """A body that is longer than any of ours, or does not arrive in time."""


def new_token() -> str:
    """The name of a talk: 128 random bits."""
    return secrets.token_urlsafe(16)


def token_of(form: Form) -> str:
    """The name of the talk a form belongs to, or a new one."""
    token = form.get("talk", "")
    return token if TOKEN.fullmatch(token) else new_token()


async def body_of(request: Request, largest: int) -> bytes:
    """What a request carries. Raises TooLarge for more than so many bytes, or where they take too long."""
    held = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            async for part in request.stream():
                held += part
                if len(held) > largest:
                    raise TooLarge
    except (TimeoutError, ClientDisconnect):
        raise TooLarge from None
    return bytes(held)


async def form_of(request: Request) -> Form:
    """The fields of a form; what is none has none. Raises TooLarge."""
    held = await body_of(request, LARGEST_BODY)
    try:
        return dict(parse_qsl(held.decode("ascii"), errors="replace", max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def preferred(header: str) -> Locale:
    """The language of ours that a browser asks for first: Finnish where it does not say, English where none is ours."""
    asked: list[tuple[float, str]] = []
    for part in header[:200].split(","):
        code, _, weight = part.partition(";q=")
        try:
            asked.append((float(weight or 1), code.strip().casefold().partition("-")[0]))
        except ValueError:
            continue
    ranked = sorted((each for each in asked if each[0] > 0 and each[1]), key=lambda each: -each[0])
    if not ranked:
        return "fi"
    return next((locale for _, code in ranked for locale in LOCALES if locale == code), "en")


def locale_of(request: Request) -> Locale:
    """The language an address names; any other address is none of ours."""
    locale = next((each for each in LOCALES if each == request.path_params["lang"]), None)
    if locale is None:
        raise HTTPException(404)
    return locale


def locale_at(path: str) -> Locale:
    """The language an address begins with, Finnish where it does not."""
    return next((each for each in LOCALES if path.startswith(f"/{each}/") or path == f"/{each}"), "fi")
