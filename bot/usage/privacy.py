"""What may be published of counters: multiples of five that no subtraction turns back into a small cell.

The counters of one kind of fact and one calendar quarter form a tree (service, county, municipality): a leaf is one
cell, its parents are the roll-ups. Every node publishes one number, a multiple of five:

- a leaf publishes its count rounded down to five, so a count under five is hidden, and passes up what is left (0-4);
- a parent publishes the sum of what its children publish, and adds what they passed up, rounded down to five. Of what
  was passed up by n children it adds at most 4 x (n - 1): so much they could have passed up without any one of them,
  which is the secondary suppression. It passes up what is left, at most 4.

So the only unknowns are numbers of 0-4, no published sum fixes one of them, and every total is a total of published
parts: a report of a year is the sum of the reports of its quarters, and one of a county a part of the country's.
Periods are fixed quarters of whole weeks; a quarter from which old weeks have been deleted is not published.

The limit of this: it holds for each kind of fact. Two kinds that count the same people share their total, and whoever
sets the two totals against each other can narrow a hidden number, never below "between two and four" in a tree with
three leaves, though down to one value where exactly five cells of four stand alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from bot.usage.facts import week_of

BASE = 5
"""Cells under five are hidden, and everything else is rounded down to fives."""

Path = tuple[str, ...]
"""A node of a tree: () is the whole, one word more for each level."""


def published(cells: Mapping[Path, int]) -> dict[Path, int]:
    """What may be told of every node over these leaves, which are all of the same length; zeros are left out."""
    nodes = {path: (count - count % BASE, count % BASE) for path, count in cells.items()}
    shown = {path: told for path, (told, _) in nodes.items() if told}
    for _ in next(iter(cells), ()):
        children: dict[Path, list[tuple[int, int]]] = {}
        for path, node in nodes.items():
            children.setdefault(path[:-1], []).append(node)
        nodes = {parent: _parent(held) for parent, held in children.items()}
        shown |= {path: told for path, (told, _) in nodes.items() if told}
    return shown


def _parent(children: list[tuple[int, int]]) -> tuple[int, int]:
    """What a parent publishes and passes up, from what its children do."""
    told, passed, passing = 0, 0, 0
    for shown, left in children:
        told += shown
        passed += left
        passing += left > 0
    added = min(passed, (BASE - 1) * max(passing - 1, 0)) // BASE * BASE
    return told + added, min(passed - added, BASE - 1)


# --- fixed periods ------------------------------------------------------------------------------------


def quarter_of(monday: date) -> str:
    """The quarter a week belongs to: 2026-Q4, that of its Thursday."""
    thursday = monday + timedelta(days=3)
    return f"{thursday.year}-Q{(thursday.month + 2) // 3}"


def quarters(first: date, last: date) -> dict[str, tuple[str, str]]:
    """The quarters of these days, each with its first and its last week."""
    found: dict[str, tuple[str, str]] = {}
    for week, quarter in weeks(first, last):
        found[quarter] = (found.get(quarter, (week, week))[0], week)
    return found


def whole_quarters(kept_from: date, today: date) -> dict[str, tuple[str, str]]:
    """The quarters of which no week has been deleted yet; the last of them goes on."""
    found = quarters(kept_from - timedelta(days=100), today)
    return {quarter: span for quarter, span in found.items() if span[0] >= week_of(kept_from)}


def weeks(first: date, last: date) -> Iterator[tuple[str, str]]:
    """Every week from the one of the first day to that of the last, with its quarter."""
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        yield week_of(monday), quarter_of(monday)
        monday += timedelta(days=7)
