"""Somebody on the web page without a browser: reads the page as a tree, taps its buttons, types into its field."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser

import httpx
from starlette.types import ASGIApp

from bot.app import Assistant
from bot.channels.web.settings import Limits, Setting
from bot.channels.web.site import Site
from bot.model import Screen

VOID = frozenset({"meta", "link", "input", "br", "option"})
"""Elements without content here; an option is closed by the next one."""
NO_LIMITS = Limits(a_second=0)


@dataclass
class Node:
    """An element of a page."""

    tag: str
    attributes: dict[str, str]
    parts: list[Node | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Node]:
        """Itself and all elements in it, in reading order."""
        yield self
        for part in self.parts:
            if isinstance(part, Node):
                yield from part

    @property
    def text(self) -> str:
        """All words in it, blanks made one."""
        words = "".join(part if isinstance(part, str) else part.text for part in self.parts)
        return re.sub(r"\s+", " ", words)

    def all(self, tag: str = "", **attributes: str) -> list[Node]:
        """The elements of a tag with these attributes; `kind` is the class."""
        wanted = {("class" if name == "kind" else name.replace("_", "-")): value for name, value in attributes.items()}
        return [
            each
            for each in self
            if tag in ("", each.tag) and all(each.attributes.get(name) == value for name, value in wanted.items())
        ]

    @property
    def one_line(self) -> str:
        """The words of the first paragraph in it."""
        return self.all("p")[0].text

    def one(self, tag: str = "", **attributes: str) -> Node:
        """The only such element."""
        (found,) = self.all(tag, **attributes)
        return found


class Reader(HTMLParser):
    """Builds the tree, and finds what is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Node("document", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].parts.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        """An element ends; it has to be the one that is open."""
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        """Words."""
        self._open[-1].parts.append(data)


def read_page(text: str) -> Node:
    """The tree of a page."""
    reader = Reader()
    reader.feed(text)
    assert reader.root is reader._open.pop()  # noqa: SLF001 - nothing is left open
    return reader.root


class Client:
    """Asks an application without a network in between; what it raises, rises here."""

    def __init__(self, app: ASGIApp, address: str = "192.0.2.1") -> None:
        self.app = app
        self.address = address

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """What an address answers."""
        return self.request("GET", path, headers=headers)

    def post(self, path: str, data: dict[str, str], headers: dict[str, str] | None = None) -> httpx.Response:
        """What a form leads to."""
        return self.request("POST", path, data=data, headers=headers)

    def request(
        self,
        method: str,
        path: str,
        *,
        data: dict[str, str] | None = None,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """What any request leads to; redirections are not followed."""

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=(self.address, 1))
            async with httpx.AsyncClient(transport=transport, base_url="https://luotsi.test") as client:
                return await client.request(method, path, data=data, content=content, headers=headers)

        return asyncio.run(ask())


class Visitor:
    """Looks at one page at a time."""

    def __init__(self, client: Client, lang: str = "fi") -> None:
        self.client = client
        self.see(client.get(f"/{lang}"))

    def see(self, response: httpx.Response) -> None:
        """Take in a page."""
        self.response = response
        self.page = read_page(response.text)

    def labels(self) -> list[str]:
        """The words on the buttons."""
        return [button.text for button in self.page.all("button")]

    def tap(self, label: str) -> None:
        """Press a button by its words, or by words that end in them."""
        for form in self.page.all("form"):
            for button in form.all("button", name="do"):
                if button.text == label:
                    self._send(form, {"do": button.attributes["value"]}, button.attributes.get("formaction", ""))
                    return
        raise AssertionError(label, self.labels())

    def say(self, text: str) -> None:
        """Type and send."""
        self._send(self.page.one("form", kind="typed"), {"text": text})

    def _send(self, form: Node, data: dict[str, str], action: str = "") -> None:
        hidden = {each.attributes["name"]: each.attributes["value"] for each in form.all("input", type="hidden")}
        self.see(self.client.post(action or form.attributes["action"], data=hidden | data))

    def lines(self) -> list[str]:
        """What the page says for the talk, in no order: a page puts its heading first."""
        heading = self.page.one("h1")
        found = [] if heading.attributes.get("class") == "quiet" else [heading.text]
        for place in (*self.page.all(kind="emergency"), *self.page.all(kind="notices"), self.page.one(kind="said")):
            found += [node.text for node in place if node.tag in ("h2", "p")]
            for item in place.all("li"):
                found.remove(item.one_line)
                found.append(f"{item.attributes['value']}. {item.one_line}")
        return sorted(map(bare, found))


def bare(text: str) -> str:
    """A line without what only parts its words."""
    return re.sub(r"[\s·]+", " ", text.replace("🆘", "")).strip()


def plain(screen: Screen) -> list[str]:
    """The lines of a screen, in no order."""
    return sorted(bare(line) for line in screen.text.split("\n") if line.strip())


def site(assistant: Assistant, now: datetime, setting: Setting | None = None) -> Client:
    """A client of a site that stands at a moment."""
    app = Site(assistant, setting or Setting(limits=NO_LIMITS), lambda: now).app()
    return Client(app)
