"""The talk in a terminal: at a prompt with completion and history, or through a pipe.

A screen is printed in reading order as plain lines of at most 80 columns, so that a screen reader says the same
thing the eye sees. Colours come only where the terminal has them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from rich.console import Console
from rich.text import Text as Styled

from bot.hours import FINLAND
from bot.model import Button, Line, Message, Restart, Screen

STYLES = {
    "emergency": "bold red",
    "banner": "bold red",
    "notice": "yellow",
    "title": "",
    "heading": "bold cyan",
    "text": "",
    "item": "",
    "detail": "dim",
    "standing": "dim",
}
WIDTH = 80
DETAIL_INDENT = 4
UNBROKEN = "\ue000"
"""Stands for a space at which a line may not end."""
CHAT = "terminal"


class Talker(Protocol):
    """Who answers: the assistant in earnest, or a practice."""

    def open(self, chat: str, now: datetime) -> Screen:
        """The screen the chat stands at."""

    def handle(self, chat: str, incoming: str | Message, now: datetime) -> Screen | None:
        """The screen that answers what came in; None ends the talk."""


def run(assistant: Talker, clock: Callable[[], datetime] = lambda: datetime.now(FINLAND)) -> None:
    """Talk until the input ends."""
    console = _console()
    listen = _prompt() if sys.stdin.isatty() and sys.stdout.isatty() else _line
    screen = assistant.open(CHAT, clock())
    show(console, screen)
    while (said := listen(screen)) is not None:
        if not said.strip():
            continue
        answer = assistant.handle(CHAT, Restart() if said.strip() == "/start" else said, clock())
        if answer is None:
            return
        screen = answer
        show(console, screen)


def _console() -> Console:
    """As wide as the terminal, at most 100 columns; 80 where the output goes to a file."""
    width = min(Console().width, 100) if sys.stdout.isatty() else WIDTH
    return Console(highlight=False, markup=False, emoji=False, width=width)


def show(console: Console, screen: Screen) -> None:
    """Print a screen: its lines, the numbered choices, and the controls in one last line."""
    console.print()
    for line in screen.lines:
        if line.kind == "heading":
            console.print()
        _print(console, _styled(line), DETAIL_INDENT if line.kind in ("detail", "standing") else 0)
    heading = ""
    for number, button in enumerate((button for button in screen.buttons if not button.control), 1):
        if button.heading != heading:
            heading = button.heading
            _print(console, Styled(heading, style="bold"))
        elif number == 1:
            console.print()
        _print(console, _choice(number, button), 1)
    controls = " · ".join(button.label for button in screen.buttons if button.control)
    if controls:
        console.print()
        _print(console, Styled(controls, style="dim"))


def _print(console: Console, said: Styled, indent: int = 0) -> None:
    """Print words broken into lines, each indented; a telephone number is never broken."""
    for line in said.wrap(console, console.width - indent):
        line.plain = line.plain.replace(UNBROKEN, " ")
        line.rstrip()
        console.print(Styled(" " * indent) + line, soft_wrap=True)


def _choice(number: int, button: Button) -> Styled:
    said = Styled(f"{number:>2} ", style="bold")
    return said.append(button.label, style="not bold")


def _styled(line: Line) -> Styled:
    said = Styled(style=STYLES[line.kind])
    if line.number is not None:
        said.append(f"{line.number}. ")
    for span in line.spans:
        style = "bold" if span.strong else ""
        text = span.text.replace(" ", UNBROKEN) if span.href.startswith("tel:") else span.text
        said.append(text, style=style + (" underline" if span.href.startswith("https:") else ""))
    return said


def _line(_: Screen) -> str | None:
    """The next line of a pipe, or None at its end."""
    return sys.stdin.readline() or None


def _prompt() -> Callable[[Screen], str | None]:
    """A prompt that completes the words of a screen; it gives what the person typed, or None where the talk ends."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import FuzzyWordCompleter
    from prompt_toolkit.history import InMemoryHistory

    session: PromptSession[str] = PromptSession(history=InMemoryHistory())

    def ask(screen: Screen) -> str | None:
        completer = FuzzyWordCompleter([*(button.label for button in screen.buttons), *screen.completions])
        try:
            return session.prompt("> ", completer=completer, complete_while_typing=bool(screen.completions))
        except (EOFError, KeyboardInterrupt):
            return None

    return ask


def show_once(screen: Screen) -> None:
    """Print one screen without its buttons."""
    show(_console(), Screen(screen.locale, screen.lines, ()))
