"""A screen as a page: its lines in sections, its buttons by what they are for.

Pure: what a template shows is a value, and the templates decide nothing but looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from markupsafe import Markup

from bot.markup.sections import Section, sections_of
from bot.model import (
    Accept,
    Back,
    Button,
    Change,
    Feedback,
    Fold,
    Language,
    Line,
    Locale,
    Message,
    Restart,
    Screen,
    Show,
)

Data = Callable[[Message], str]
"""What a button with this message carries."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: its words, what it sends, and their language where it is not that of the page.

    `is_yes` marks the one that goes on as things stand.
    """

    label: str
    data: str
    locale: str = ""
    is_yes: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under a heading ("" for none)."""

    heading: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What a template shows. `at` is where the talk stands, "" where nobody can answer."""

    locale: Locale
    title: str
    emergency: tuple[Line, ...]
    notices: tuple[Line, ...]
    heading: Line | None
    sections: tuple[Section, ...]
    folds: tuple[tuple[Fold, tuple[Section, ...]], ...] = ()
    groups: tuple[Group, ...] = ()
    given: tuple[Choice, ...] = ()
    back: Choice | None = None
    languages: tuple[Choice, ...] = ()
    opinions: tuple[Choice, ...] = ()
    controls: tuple[Choice, ...] = ()
    completions: tuple[str, ...] = ()
    at: str = ""

    @property
    def is_card(self) -> bool:
        """Whether this is an answer."""
        return bool(self.folds)


def button(choice: Choice) -> Markup:
    """A button that sends a choice; one of another language leads to that language's own address."""
    more = f' lang="{choice.locale}" formaction="/{choice.locale}"' if choice.locale else ""
    more += ' class="main"' if choice.is_yes else ""
    return Markup(f'<button name="do" value="{escape(choice.data)}"{more}>{escape(choice.label)}</button>')  # noqa: S704 - all is escaped


@lru_cache(maxsize=8)
def suggestions(names: tuple[str, ...]) -> Markup:
    """The options of a list of suggestions, which are the same for everybody."""
    return Markup("").join(Markup("<option>{}").format(name) for name in names)


def page(screen: Screen, data: Data, folds: tuple[Fold, ...] = (), given: tuple[Button, ...] = ()) -> Page:
    """The page of a screen; `given` are the buttons that change an answer, `folds` the parts of a card."""
    heading = _heading(screen)
    buttons = [button for button in screen.buttons if not _is_shown(button, folds, given)]
    controls: dict[str, list[Choice]] = {"back": [], "language": [], "opinion": [], "other": []}
    for control in (button for button in buttons if button.control):
        controls[_use(control.message)].append(_choice(control, data))
    return Page(
        locale=screen.locale,
        title=heading.text if heading is not None else "",
        emergency=tuple(line for line in screen.lines if line.kind == "emergency"),
        notices=tuple(line for line in screen.lines if line.kind in ("banner", "notice")),
        heading=heading,
        sections=tuple(sections_of(tuple(line for line in screen.lines if line is not heading))),
        folds=tuple((fold, tuple(sections_of(fold.lines))) for fold in folds),
        groups=tuple(_groups([button for button in buttons if not button.control], data)),
        given=tuple(_choice(button, data) for button in given),
        back=next(iter(controls["back"]), None),
        languages=tuple(controls["language"]),
        opinions=tuple(controls["opinion"]),
        controls=tuple(controls["other"]),
        completions=screen.completions,
        at=data(Show("card")),
    )


def _heading(screen: Screen) -> Line | None:
    """The line that heads the page: the title of a card, or else the first heading."""
    heads = [line for line in screen.lines if line.kind in ("title", "heading")]
    return next((line for line in heads if line.kind == "title"), next(iter(heads), None))


def _use(message: Message) -> str:
    """What a control is for, which tells where it stands."""
    match message:
        case Back() | Show("card"):
            return "back"
        case Language():
            return "language"
        case Feedback():
            return "opinion"
        case _:
            return "other"


def _choice(button: Button, data: Data) -> Choice:
    code = button.message.code if isinstance(button.message, Language) else ""
    return Choice(button.label, data(button.message), code, isinstance(button.message, Accept))


def _is_shown(button: Button, folds: tuple[Fold, ...], given: tuple[Button, ...]) -> bool:
    """Whether the page itself shows what the button would lead to."""
    if not isinstance(button.message, Show):
        return False
    return bool(given and button.message.part == "answers") or any(fold.part == button.message.part for fold in folds)


def _groups(buttons: list[Button], data: Data) -> Iterator[Group]:
    """The options under their headings, in the order of the first of each."""
    held: dict[str, list[Choice]] = {}
    for button in buttons:
        held.setdefault(button.heading, []).append(_choice(button, data))
    return (Group(heading, tuple(choices)) for heading, choices in held.items())


def given_on(answers: Screen) -> tuple[Button, ...]:
    """The buttons of the screen of answers that change one."""
    return tuple(button for button in answers.buttons if isinstance(button.message, Change))


def without_buttons(screen: Screen) -> Page:
    """The page of a screen that leads nowhere: all its controls are links to the beginning."""
    kept = tuple(button for button in screen.buttons if isinstance(button.message, Restart))
    return page(Screen(screen.locale, screen.lines, kept), lambda _: "")
