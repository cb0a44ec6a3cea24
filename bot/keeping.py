"""What is made from knowledge again and again, kept while that knowledge is in use and hardly longer.

After an edit new knowledge is served. A cache that held on to the old until it overflowed would keep some megabytes for
each save of an afternoon.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial, wraps
from typing import Concatenate, Final, ParamSpec, TypeVar, cast

from bot.model import Knowledge

Given = ParamSpec("Given")
Made = TypeVar("Made")
Maker = Callable[Concatenate[Knowledge, Given], Made]

IN_USE: Final = 2
"""The knowledge that is served, and the same with what its users doubt."""


def kept(most: int) -> Callable[[Maker[Given, Made]], Maker[Given, Made]]:
    """Keep the newest `most` results of a function of knowledge and of what else it is given, which is hashable."""

    def keeping(make: Maker[Given, Made]) -> Maker[Given, Made]:
        @lru_cache(maxsize=IN_USE)
        def made_from(knowledge: Knowledge) -> Callable[Given, Made]:
            return cast("Callable[Given, Made]", lru_cache(maxsize=most)(partial(make, knowledge)))

        @wraps(make)
        def found(knowledge: Knowledge, /, *args: Given.args, **kwargs: Given.kwargs) -> Made:
            return made_from(knowledge)(*args, **kwargs)

        return found

    return keeping
