"""What is published of counters gives no small cell back, however reports are subtracted from each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.usage.privacy import BASE, Path, published, quarters, whole_quarters

CELLS = st.dictionaries(
    st.tuples(st.sampled_from("ab"), st.sampled_from("cdef"), st.sampled_from("gh")), st.integers(1, 40), max_size=16
)


def leaves(shape: str) -> list[Path]:
    """The leaves of a tree: "21" is a parent of two leaves and a parent of one."""
    return [(str(parent), str(child)) for parent, size in enumerate(shape) for child in range(int(size))]


def told(paths: list[Path], counts: tuple[int, ...]) -> tuple[tuple[Path, int], ...]:
    """Everything published of these counts, as a key."""
    return tuple(sorted(published({path: n for path, n in zip(paths, counts, strict=True) if n}).items()))


@pytest.mark.parametrize("shape", ["1", "2", "3", "5", "11", "21", "22", "41", "311"])
def test_every_hidden_number_could_be_another_one(shape: str) -> None:
    """Whoever knows the rules, and tries every log that leads to a report, is left with four values or more."""
    paths = leaves(shape)
    logs: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(BASE), repeat=len(paths)):
        logs[told(paths, counts)].append(counts)
    assert min(len({counts[cell] for counts in same}) for same in logs.values() for cell in range(len(paths))) >= 4


@given(first=st.tuples(*[st.integers(0, 7)] * 3), more=st.tuples(*[st.integers(0, 7)] * 3))
def test_subtracting_an_earlier_report_of_the_same_quarter_gives_no_cell_back(
    first: tuple[int, ...], more: tuple[int, ...]
) -> None:
    """Of a cell hidden in the first report, or grown by less than five since, more than one value stays possible."""
    paths = leaves("21")
    later = tuple(a + b for a, b in zip(first, more, strict=True))
    wanted = (told(paths, first), told(paths, later))
    near = [range(max(0, n - 4), n + 5) for n in first]
    befores = [counts for counts in product(*near) if told(paths, counts) == wanted[0]]
    for cell, count in enumerate(first):
        if count < BASE:
            others = [counts for counts in befores if counts[cell] != count and counts[cell] <= later[cell]]
            assert others or later[cell] == 0, "the cell can only have been what it was"


@given(cells=CELLS)
def test_everything_published_is_a_multiple_of_five_and_never_too_much(cells: Mapping[Path, int]) -> None:
    """No node tells more than there is under it, and a leaf under five tells nothing."""
    for path, count in published(cells).items():
        under = sum(n for leaf, n in cells.items() if leaf[: len(path)] == path)
        assert count % BASE == 0
        assert 0 < count <= under


@given(cells=CELLS)
def test_a_total_holds_what_its_parts_tell(cells: Mapping[Path, int]) -> None:
    """A parent tells at least the sum of its children; the rest is a roll-up of several hidden numbers."""
    shown = published(cells)
    for parent in {path[:-1] for path in shown if path}:
        parts = sum(count for path, count in shown.items() if path and path[:-1] == parent)
        assert shown[parent] >= parts


def test_many_small_cells_are_not_lost() -> None:
    """Forty municipalities with two each: none is told, their county is."""
    shown = published({("anchor", "lapland", str(code)): 2 for code in range(40)})
    assert shown == {("anchor", "lapland"): 80, ("anchor",): 80, (): 80}


def test_quarters_are_made_of_whole_weeks() -> None:
    """Every week of three years belongs to one quarter, and quarters follow each other without a hole."""
    spans = list(quarters(date(2025, 1, 1), date(2027, 12, 31)).values())
    firsts = [date.fromisocalendar(int(first[:4]), int(first[6:]), 1) for first, _ in spans[1:]]
    lasts = [date.fromisocalendar(int(last[:4]), int(last[6:]), 1) for _, last in spans[:-1]]
    assert [last + timedelta(days=7) for last in lasts] == firsts


def test_a_quarter_with_deleted_weeks_is_not_published() -> None:
    """Else a report before and one after the deletion could be subtracted."""
    found = whole_quarters(date(2025, 11, 24), date(2026, 11, 24))
    assert list(found) == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert "2025-Q4" in whole_quarters(date(2025, 9, 29), date(2026, 9, 29))
