"""Addresses: each once, with where it stands; their form without a network, their answers within limits."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from bot.links import dead, form_problems, links
from bot.model import Knowledge, Where
from tests.small import FILES, knowledge_of

AT = Where("a.yaml", 1, 1)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://thl.fi/sv/(a)", None),
        ("https://intermin.fi", None),
        ("https://thl", "has no host such as thl.fi"),
        ("https://a:b@thl.fi/", "holds a login or a port"),
        ("https://thl.fi:8080/", "holds a login or a port"),
        ("https://thl.fi/a.", 'ends with "."'),
        ("https://thl.fi/a)", 'ends with ")"'),
        ("https://[thl.fi/", "is no address"),
    ],
)
def test_the_form_of_an_address(url: str, fault: str | None) -> None:
    """What cannot be right is told with what would be."""
    said = [problem.message for problem in form_problems({url: AT})]
    assert said == [] if fault is None else fault in said[0]


def test_every_address_is_looked_at_once(knowledge: Knowledge) -> None:
    """Those of contacts, acts, sources and areas; the shipped ones have the form of one."""
    found = links(knowledge_of(FILES))
    assert set(found) == {f"https://example.org/{page}" for page in ("112", "u", "k", "i", "n", "law", "l", "a", "p")}
    assert found["https://example.org/112"].file == "services.yaml"
    assert list(form_problems(links(knowledge))) == []


def answer(request: httpx.Request) -> httpx.Response:
    """A web of few pages."""
    if request.url.host == "gone.fi":
        raise httpx.ConnectError("no such host")
    if request.url.host == "slow.fi":
        raise httpx.ReadTimeout("too slow")
    if request.url.path == "/moved":
        return httpx.Response(301, headers={"Location": "https://there.fi/"})
    return httpx.Response({"/lost": 404, "/closed": 403}.get(request.url.path, 200))


def test_what_does_not_answer_with_a_page_is_named() -> None:
    """With the place it stands at; a page that has moved is one."""
    pages = ("here.fi/", "here.fi/moved", "here.fi/lost", "here.fi/closed", "gone.fi/", "slow.fi/")
    found = {f"https://{page}": Where("a.yaml", line, 1) for line, page in enumerate(pages, 1)}
    problems, left = asyncio.run(dead(found, 20, transport=httpx.MockTransport(answer)))
    assert left == 0
    assert [str(problem) for problem in problems] == [
        'a.yaml:3:1: warning: "https://here.fi/lost" answers 404 [link]',
        'a.yaml:4:1: warning: "https://here.fi/closed" answers 403 to programs; look at it in a browser [link]',
        'a.yaml:5:1: warning: "https://gone.fi/" could not be reached [link]',
        'a.yaml:6:1: warning: "https://slow.fi/" did not answer within 10 s [link]',
    ]


def test_a_site_is_asked_one_thing_at_a_time_and_few_at_once() -> None:
    """No more than so many sites, and what there was no time for is counted."""
    asked: list[str] = []
    most = 0

    async def wait(request: httpx.Request) -> httpx.Response:
        nonlocal most
        asked.append(request.url.host)
        most = max(most, len(asked))
        assert asked.count(request.url.host) == 1
        await asyncio.sleep(0)
        asked.remove(request.url.host)
        if request.url.path == "/never":
            await asyncio.Event().wait()
        return httpx.Response(200)

    found = {f"https://s{number}.fi/{page}": AT for number in range(6) for page in range(3)}
    problems, left = asyncio.run(dead(found, 20, at_once=2, transport=httpx.MockTransport(wait)))
    assert (problems, left) == ((), 0)
    assert most <= 2
    late = {"https://a.fi/never": AT, "https://a.fi/after": AT, "https://b.fi/": AT}
    assert asyncio.run(dead(late, 0.2, transport=httpx.MockTransport(wait))) == ((), 2)
    assert asyncio.run(dead({}, 1)) == ((), 0)
