"""What is asked of the catalogue: a queue of calls that a reader of either version plans and whose answers it reads.

Both are pure; `fetch` carries the calls out. Services come first, then what ties them to channels, the channels, and
the organisations behind them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol

from bot.catalogue.model import Gone, Item, Loss, Status

Stage = Literal["services", "connections", "channels", "gone", "organizations"]
STAGES: tuple[Stage, ...] = ("services", "connections", "channels", "gone", "organizations")

MOST_PAGES = 2000
"""More pages than this are a mistake: the whole catalogue has some hundreds."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What part is read; empty is everything. Codes are Statistics Finland's, `classes` service classes (`P5.5`).

    `followed` are ids of channels that our contacts rest on: they are asked for even where no service leads to them.
    """

    counties: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    followed: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether all of the catalogue is read."""
        return not (self.counties or self.municipalities or self.classes)


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the path below the base address and its query.

    `page` counts from 1 and is None where the answer has no pages; `ids` are the items asked for, where it is a list
    of ids, and `status` what is known of all that a page of gone items names.
    """

    stage: Stage
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    page: int | None = None
    ids: tuple[str, ...] = ()
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer holds: items, ids to ask for next by stage, and how many pages the list has."""

    items: tuple[Item, ...] = ()
    wanted: Mapping[Stage, tuple[str, ...]] = field(default_factory=dict)
    gone: tuple[Gone, ...] = ()
    losses: tuple[Loss, ...] = ()
    listed: tuple[str, ...] = ()
    pages: int = 1


class Reader(Protocol):
    """A version of the interface."""

    name: str
    batch: Mapping[Stage, int]
    """How many ids one call may ask for, by stage; a stage that is read as pages is not in it."""

    def first(self, scope: Scope) -> tuple[Call, ...]:
        """The calls to begin with: the first page of each list."""

    def by_id(self, stage: Stage, ids: tuple[str, ...]) -> Call:
        """The call for these items."""

    def read(self, call: Call, body: Any, day: date) -> Answer:  # noqa: ANN401 - JSON
        """What the answer to a call holds on a day. Raises UnexpectedAnswer where it has another shape."""


class UnexpectedAnswer(Exception):
    """The answer is not what the interface describes; the message says in a few words what it is."""
