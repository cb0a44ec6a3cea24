"""The two kinds of wrong that are told to somebody: mistakes in the content, and mistakes in running the program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import distance, process

from bot.model import Where

MOST_SHOWN = 120
"""Characters of a file's own words that stand in a message."""


class BotError(Exception):
    """An operator's mistake: told in one line, with a hint, exit code 2."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in the content, and where; sorts by place."""

    where: Where
    severity: Literal["error", "warning"]
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.severity}: {self.message} [{self.rule}]"


def error(where: Where, rule: str, message: str) -> Problem:
    """A problem that keeps the content from going live."""
    return Problem(where, "error", rule, message)


def counted(count: int, thing: str, things: str = "") -> str:
    """A number and what it counts: 1 error, 2 errors."""
    return f"{count} {thing if count == 1 else things or thing + 's'}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean "x"?` for the known word closest to this one, or "" where none is close."""
    close = process.extractOne(
        word, list(known), scorer=distance.OSA.normalized_similarity, score_cutoff=0.6, processor=str.lower
    )
    return f'; did you mean "{close[0]}"?' if close else ""


def printable(words: str) -> str:
    """Words from a file as a message may show them: at most MOST_SHOWN characters, in one line, that steer no terminal.

    Signs that cannot be printed are shown as replacement characters.
    """
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in words[:MOST_SHOWN])
    return shown if len(words) <= MOST_SHOWN else shown + "…"
