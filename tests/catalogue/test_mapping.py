from __future__ import annotations

import contextlib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue import v11, v12
from bot.catalogue.mapping import WEEK, schedule_of, spans_of
from bot.catalogue.plan import STAGES, Call, Reader, UnexpectedAnswer
from tests.catalogue.scenario import channel_of
from tests.catalogue.world import Area, Line, channel11, channel12, number

SPANS = st.lists(
    st.tuples(st.integers(0, WEEK - 1), st.integers(1, WEEK)).map(lambda pair: (pair[0], sum(pair))), max_size=6
)
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))
READERS = (v11.Reader(), v12.Reader())
LINE = Line(
    channel_of(1), channel_of(2), {"fi": "Keksitty"}, (number(1),), Area(("20",)), (("Monday", "08:00", "16:00"),)
)


@given(SPANS)
def test_hours_cover_the_minutes_that_were_told(spans: list[tuple[int, int]]) -> None:
    """However they overlap and wherever the week ends."""
    told = {minute % WEEK for start, end in spans for minute in range(start, end)}
    found = spans_of(schedule_of(spans)) or ()
    assert {minute for start, end in found for minute in range(start, end)} == told


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@given(st.sampled_from(STAGES), st.booleans(), VALUES)
def test_a_reader_raises_only_what_it_says(reader: Reader, stage: Any, paged: bool, body: object) -> None:  # noqa: ANN401, FBT001 - drawn
    """Whatever JSON comes."""
    call = Call(stage, "/x", page=1 if paged else None, ids=(channel_of(1),))
    with contextlib.suppress(UnexpectedAnswer):
        reader.read(call, body, date(2026, 11, 24))


@pytest.mark.parametrize(("reader", "raw"), [(READERS[0], channel11(LINE)), (READERS[1], channel12(LINE))])
@given(st.data())
def test_an_item_with_one_thing_wrong_is_read_or_told(reader: Reader, raw: dict[str, Any], data: st.DataObject) -> None:
    """Never left out silently, and never the end of the page."""
    key = data.draw(st.sampled_from(sorted(raw)))
    body: Any = {**raw, key: data.draw(VALUES)}
    call = Call("channels", "/x", ids=(channel_of(1),), page=None if reader.name == "v11" else 1)
    answer = reader.read(call, [body] if reader.name == "v11" else {"items": [body]}, date(2026, 11, 24))
    assert len(answer.items) + sum(loss.what.startswith("not read") for loss in answer.losses) == 1
