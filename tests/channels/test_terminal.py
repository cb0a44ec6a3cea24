"""The talk in a terminal: plain lines in reading order, the same by number and by words, through a pipe."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import datetime

import pytest
from rich.console import Console

from bot.app import Assistant
from bot.channels import terminal
from bot.model import Button, Chose, Knowledge, Line, Locale, Screen, Span

Talk = Callable[[Locale, str], list[str]]

WORDS: dict[Locale, str] = {
    "fi": "ei\nkoulu tai oppilaitos\nHUOLESTUTTAVA PUHE TAI KÄYTÖS, EI UHKAUSTA\nalle 18\nPietarsaari\n",
    "sv": "Nej\nSkola eller läroanstalt\nOroväckande prat eller beteende, inget hot\nunder 18 år\ni Jakobstad\n",
    "en": "no\nteacher\nworrying talk or behaviour, no threat\nunder 18\nJakobstad\n",
}
NUMBERS = "2\n1\n2\n1\n598\n"


@pytest.fixture
def talk(
    knowledge: Knowledge, now: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Talk:
    """Pipes a text into a talk in a language; the screens that came back."""

    def run(locale: Locale, typed: str) -> list[str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        terminal.run(Assistant(knowledge, locale), lambda: now)
        return [screen.strip() for screen in capsys.readouterr().out.split("🆘 ")[1:]]

    return run


@pytest.mark.parametrize("locale", ["fi", "sv", "en"])
def test_words_and_numbers_lead_to_the_same_card(talk: Talk, locale: Locale) -> None:
    """Five answers and five screens after the first, the last of them the card for Jakobstad."""
    by_words, by_numbers = talk(locale, WORDS[locale]), talk(locale, NUMBERS)
    assert by_words == by_numbers
    assert len(by_words) == 6
    assert "25 § 1 mom." in by_words[-1] or "section 25(1)" in by_words[-1]


@pytest.mark.parametrize(("locale", "name"), [("fi", "Pietarsaari"), ("sv", "Jakobstad"), ("en", "Jakobstad")])
def test_a_bilingual_town_has_its_name_in_each_language(talk: Talk, locale: Locale, name: str) -> None:
    """Whichever name was typed, the card uses the reader's."""
    assert f"· {name} " in " ".join(talk(locale, NUMBERS)[-1].split())


def test_an_empty_line_is_nothing(talk: Talk) -> None:
    """Pressing return repeats no question."""
    assert len(talk("fi", "\n  \n\t\n")) == 1


def test_start_begins_again(talk: Talk) -> None:
    """The word people know from chat apps works here too."""
    screens = talk("sv", "nej\n/start\n")
    assert screens[2] == screens[0] != screens[1]


def test_a_last_line_without_its_end_counts(talk: Talk) -> None:
    """A pipe may end without a line break."""
    assert talk("sv", "nej") == talk("sv", "nej\n")


@pytest.mark.parametrize("locale", ["fi", "sv", "en"])
def test_every_line_fits_80_columns(talk: Talk, locale: Locale) -> None:
    """Questions, the card and every part of it are readable on the narrowest terminal."""
    screens = talk(locale, NUMBERS + "".join(f"{part}\n1\n" for part in range(1, 9)))
    assert len(screens) == 22
    assert max(len(line.rstrip()) for screen in screens for line in screen.split("\n")) <= terminal.WIDTH


@pytest.mark.parametrize("width", [20, 30, 41, 60, 80])
def test_a_number_is_never_broken(capsys: pytest.CaptureFixture[str], width: int) -> None:
    """Whatever the width, a telephone number stands whole on its line, and no line ends in blanks."""
    number = Span("+358 29 541 9800", strong=True, href="tel:+358295419800")
    spans = (Span("Police helpline in Jakobstad: "), number, Span(", "), number)
    lines = (Line("item", spans, 1), Line("detail", (number,)))
    terminal.show(Console(width=width), Screen("en", lines, ()))
    shown = capsys.readouterr().out
    assert shown.count(number.text) == 3
    assert all(line == line.rstrip() and len(line) <= width for line in shown.split("\n"))


def test_no_colours_go_into_a_pipe(talk: Talk) -> None:
    """What is not a terminal gets plain text."""
    assert "\x1b" not in "".join(talk("fi", NUMBERS))


def test_a_screen_is_printed_in_reading_order(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines, choices numbered under their headings, controls last; details stand calm under their item."""
    lines = (
        Line("emergency", (Span("Call "), Span("112", strong=True, href="tel:112"))),
        Line("item", (Span("Anchor: [b]x[/b] :smile:"),), 1),
        Line("detail", (Span("open now"),)),
    )
    buttons = (
        Button("Teacher", Chose("role", "teacher"), "Education"),
        Button("Police", Chose("role", "police"), "Safety"),
        Button("Back", Chose("x", "x"), control=True),
        Button("Start again", Chose("x", "x"), control=True),
    )
    terminal.show(Console(width=terminal.WIDTH, markup=False, emoji=False), Screen("en", lines, buttons))
    assert capsys.readouterr().out.split("\n") == [
        "",
        "Call 112",
        "1. Anchor: [b]x[/b] :smile:",
        "    open now",
        "Education",
        "  1 Teacher",
        "Safety",
        "  2 Police",
        "",
        "Back · Start again",
        "",
    ]
