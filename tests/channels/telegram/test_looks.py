"""A screen as HTML and buttons that Telegram takes: escaped, parted between lines, folded into groups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import looks
from bot.channels.telegram.looks import Labels, Number
from bot.model import Button, Chose, Line, Screen, Show, Span
from tests.channels.telegram.server import MOST_CHARACTERS, shown

LABELS = Labels("numbers", "back", "groups", "save", "share", "type")
HREFS = ("", "tel:+358295419800", 'https://example.fi/?a=1&b="2"', "mailto:a@b.fi")


def labels(screen: Screen, fold: int | None = None) -> list[list[str]]:
    """The words on the keyboard of a screen, row by row."""
    markup = looks.keyboard(screen, str, str, LABELS, fold)
    return [] if markup is None else [[button.text for button in row] for row in markup.inline_keyboard]


@given(spans=st.lists(st.tuples(st.text(max_size=60), st.booleans(), st.sampled_from(HREFS)), min_size=1, max_size=40))
def test_whatever_stands_in_a_line_is_shown_as_it_is(spans: list[tuple[str, bool, str]]) -> None:
    """The HTML is what Telegram's strict reader takes, and reads back as the words themselves."""
    line = Line("text", tuple(Span(*span) for span in spans))
    assert "".join(map(shown, looks.messages(Screen("fi", (line,), ())))) == line.text


@given(words=st.text(min_size=1, max_size=20), times=st.integers(200, 500), count=st.integers(1, 4))
def test_a_long_screen_comes_in_several_messages(words: str, times: int, count: int) -> None:
    """Each within the limit, nothing lost, no tag cut."""
    text = words * times
    line = Line("item", (Span(text, strong=True),))
    parts = [shown(message) for message in looks.messages(Screen("fi", (line,) * count, ()))]
    assert max(map(looks.units, parts)) <= MOST_CHARACTERS
    assert "".join("".join(parts).split()) == "".join((text * count).split())


def test_a_card_is_parted_between_its_lines() -> None:
    """A line that fits is never broken."""
    lines = tuple(Line("text", (Span("x" * 1500 + str(number)),)) for number in range(5))
    parts = looks.messages(Screen("fi", lines, ()))
    assert [line for part in parts for line in part.split("\n")] == [line.text for line in lines]


def test_groups_fold_and_unfold() -> None:
    """A group of one is its option; an open group shows its own and the way back."""
    buttons = [Button(name, Chose("role", name), name[0]) for name in ("a1", "a2", "b1", "c1", "c2", "c3")]
    screen = Screen("fi", (Line("text", (Span("?"),)),), tuple(buttons))
    assert labels(screen) == [["a (1–2) ▸"], ["b1"], ["c (4–6) ▸"]]
    assert labels(screen, fold=2) == [["c1"], ["c2"], ["c3"], ["◂ groups"]]
    assert labels(screen, fold=9) == [["a1"], ["a2"], ["b1"], ["c1"], ["c2"], ["c3"]]


def test_options_without_a_group_stand_open() -> None:
    """Where only some have a heading, nothing is folded: a button cannot bring back what a sentence was read as."""
    buttons = [
        Button(name, Chose("q", name), heading) for name, heading in (("x", ""), ("y", ""), ("a", "A"), ("b", "A"))
    ]
    assert labels(Screen("fi", (), tuple(buttons))) == [["x"], ["y"], ["a"], ["b"]]


def test_options_stand_one_a_row_and_short_parts_in_pairs() -> None:
    """A long word has the whole width."""
    options = Screen("fi", (), (Button("Ei", Chose("q", "n")), Button("Kyllä", Chose("q", "y"))))
    parts = Screen("fi", (), tuple(Button(name, Show("tell")) for name in ("lyhyt", "lyhyt", "y" * 30, "lyhyt")))
    assert labels(options) == [["Ei"], ["Kyllä"]]
    assert labels(parts) == [["lyhyt", "lyhyt"], ["y" * 30], ["lyhyt"]]


def test_numbers_are_named_by_the_bold_words_before_them() -> None:
    """Each once; 112 stands in every phone already."""
    call = Span("+358 1", strong=True, href="tel:+3581")
    lines = (
        Line("emergency", (Span("112", href="tel:112"),)),
        Line("item", (Span("Crisis line", strong=True), Span(": "), call), 1),
        Line("detail", (Span("Again", strong=True), call, Span("112", href="tel:112"))),
    )
    assert looks.numbers(Screen("en", lines, ())) == [Number("Crisis line", "+3581")]


@pytest.mark.parametrize("name", ["a,b;c\\d", "two\nlines", "ä" * 100])
def test_a_vcard_is_one_contact(name: str) -> None:
    """Signs that mean something in a vCard are escaped; it stays within 2048 bytes."""
    card = looks.vcard(Number(name, "+3581"))
    assert card.count("\r\n") == 6
    assert len(card.encode()) <= 2048
