"""What is made from knowledge is made once while that knowledge is in use, and let go soon after."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

from bot.keeping import IN_USE, kept
from bot.model import Knowledge
from tests.small import FILES, knowledge_of


class Made:
    """Something made from knowledge."""


@kept(2)
def make(knowledge: Knowledge, name: str) -> Made:
    """Make it anew."""
    assert knowledge.version
    assert name
    return Made()


def test_the_newest_of_each_knowledge_are_kept() -> None:
    """The same as long as there is room, for the served knowledge as for the doubted."""
    served = knowledge_of(FILES)
    doubted = replace(served)
    first, second = make(served, "a"), make(doubted, "a")
    assert first is not second
    assert (make(served, "a"), make(doubted, "a")) == (first, second)
    make(served, "b")
    make(served, "c")
    assert make(served, "a") is not first


def test_nothing_is_left_of_knowledge_that_was_replaced() -> None:
    """After as many newer ones as are in use at a time."""
    served = knowledge_of(FILES)
    first = weakref.ref(make(served, "a"))
    for _ in range(IN_USE):
        make(replace(served), "a")
    gc.collect()
    assert first() is None
