"""The addresses in the knowledge: whether each has the form of one, and, when asked, whether it answers."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

import httpx

from bot.errors import Problem, printable
from bot.model import LOCALES, Knowledge, Where

AT_ONCE: Final = 8
TIMEOUT: Final = 10.0
"""Seconds for one address."""
HOST = re.compile(r"([a-z0-9åäö]([a-z0-9åäö-]*[a-z0-9åäö])?\.)+[a-z]{2,}", re.IGNORECASE)
GONE: Final = 400
"""The lowest status of an answer that is no page."""
NOT_FOR_US: Final = frozenset({401, 403, 405, 429})
"""Answers of a site that is there but lets no program in: a person has to look."""


def links(knowledge: Knowledge) -> dict[str, Where]:
    """Every address once, with the first place it stands at."""
    found: dict[str, Where] = {}
    for url, where in _links(knowledge):
        found.setdefault(url, where)
    return found


def _links(knowledge: Knowledge) -> Iterator[tuple[str, Where]]:
    for contact in knowledge.contacts.values():
        if contact.url is not None:
            yield from ((contact.url[locale], contact.url.at) for locale in LOCALES)
        yield contact.source.url, contact.at
    yield from ((law.source.url, law.at) for law in knowledge.laws.values())
    yield from ((reference.url, reference.at) for reference in knowledge.references.values() if reference.url)
    for areas in (knowledge.counties, knowledge.police_departments):
        yield from ((area.url, area.at) for area in areas.values())


def form_problems(found: Mapping[str, Where]) -> Iterator[Problem]:
    """What is wrong with the addresses as such, without asking anybody."""
    for url, where in found.items():
        fault = _form_fault(url)
        if fault is not None:
            yield Problem(where, "error", "link", f'"{printable(url)}" {fault}')


def _form_fault(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "is no address; it looks like https://thl.fi/"
    if HOST.fullmatch(host) is None:
        return "has no host such as thl.fi"
    if parts.username is not None or port is not None:
        return "holds a login or a port; readers need the plain address"
    if url[-1] in ".,;:'" or (url[-1] == ")" and url.count("(") < url.count(")")):
        return f'ends with "{url[-1]}", which is hardly part of it'
    return None


async def dead(
    found: Mapping[str, Where],
    seconds: float,
    *,
    at_once: int = AT_ONCE,
    transport: httpx.AsyncBaseTransport | None = None,
) -> tuple[tuple[Problem, ...], int]:
    """The addresses that do not answer with a page, and how many there was no time to ask within so many seconds.

    At most `at_once` sites are asked at a time, each one thing after the other.
    """
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in found:
        by_host[urlsplit(url).netloc].append(url)
    asked: dict[str, str | None] = {}
    async with httpx.AsyncClient(
        timeout=TIMEOUT, follow_redirects=True, transport=transport, headers={"User-Agent": "luotsi links"}
    ) as client:
        room = asyncio.Semaphore(at_once)
        tasks = [asyncio.create_task(_ask(client, room, urls, asked)) for urls in by_host.values()]
        _, late = await asyncio.wait(tasks, timeout=seconds) if tasks else (set(), set())
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    problems = [
        Problem(found[url], "warning", "link", f'"{printable(url)}" {fault}') for url, fault in asked.items() if fault
    ]
    return tuple(sorted(problems)), len(found) - len(asked)


async def _ask(
    client: httpx.AsyncClient, room: asyncio.Semaphore, urls: Iterable[str], asked: dict[str, str | None]
) -> None:
    async with room:
        for url in urls:
            asked[url] = await _fault(client, url)


async def _fault(client: httpx.AsyncClient, url: str) -> str | None:
    """What is wrong with the answer of one address; its first bytes suffice."""
    try:
        async with client.stream("GET", url) as answer:
            status = answer.status_code
    except httpx.TimeoutException:
        return f"did not answer within {TIMEOUT:.0f} s"
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return "could not be reached"
    if status in NOT_FOR_US:
        return f"answers {status} to programs; look at it in a browser"
    return f"answers {status}" if status >= GONE else None
