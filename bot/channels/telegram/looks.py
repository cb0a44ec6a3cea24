"""A screen as Telegram shows it: HTML in messages of at most 4096 characters, and an inline keyboard.

Everything is escaped. Telephone numbers stand as plain `+358…` text, which the apps make tappable; a `tel:` link would
be thrown away. A long screen is parted between lines, so no tag is ever cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape

from telegram import CopyTextButton, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup
from telegram import Message as TelegramMessage

from bot.model import Button, Chose, Line, Message, Screen, Show, Span

MOST_CHARACTERS = 4000
"""Of one message, counted in UTF-16 units as Telegram's apps do; 96 under the limit."""
MOST_IN_LABEL = 60
SHORT = 18
"""Characters of a label that leaves room for another beside it on a narrow phone."""
ROW = 30
"""Characters of all labels in a row of controls."""
MOST_IN_ROW = 3
MOST_CONTACTS = 8
TAG = re.compile(r"<[^<>]*>")

Data = Callable[[Message], str]
"""What a button with this message carries."""
Aside = Callable[[str], str]
"""What a button of the channel itself carries."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Words on the channel's own buttons."""

    numbers: str
    back: str
    groups: str
    save: str
    share: str
    type_place: str


# --- text ---------------------------------------------------------------------------------------------


def messages(screen: Screen) -> list[str]:
    """The lines of a screen as HTML, in as many messages as they need."""
    found: list[str] = []
    held: list[Line] = []
    room = MOST_CHARACTERS
    for line in (part for whole in screen.lines for part in _parted(whole)):
        needed = units(line.text) + 2
        if held and needed > room:
            found.append(_html(held))
            held, room = [], MOST_CHARACTERS
        held.append(line)
        room -= needed
    found.append(_html(held))
    return found


def plain(text: str) -> str:
    """A message without its tags, as it stands in the chat."""
    return unescape(TAG.sub("", text))


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _parted(line: Line) -> Iterator[Line]:
    """The line itself, or its plain text in pieces where it is longer than a message."""
    text = line.text
    if units(text) <= MOST_CHARACTERS // 2:
        yield line
        return
    step = MOST_CHARACTERS // 4  # a character takes at most two units
    for start in range(0, len(text), step):
        yield Line("text", (Span(text[start : start + step]),))


def _html(lines: list[Line]) -> str:
    said: list[str] = []
    for line in lines:
        if line.kind in ("heading", "title", "item", "banner", "notice") and said:
            said.append("")
        said.append(_line(line))
    return "\n".join(said)


def _line(line: Line) -> str:
    words = "".join(_span(span) for span in line.spans)
    return words if line.number is None else f"{line.number}. {words}"


def _span(span: Span) -> str:
    words = escape(span.text, quote=False)
    if span.href.startswith("https:"):
        words = f'<a href="{escape(span.href)}">{words}</a>'
    return f"<b>{words}</b>" if span.strong and span.text.strip() else words


# --- the keyboard -------------------------------------------------------------------------------------


def keyboard(
    screen: Screen, data: Data, aside: Aside, labels: Labels, fold: int | None = None, link: str = ""
) -> InlineKeyboardMarkup | None:
    """The buttons of a screen. Where all options are grouped they are folded: `fold` is the group that stands open.

    `link` is an address for the button that shares the card; it stands under the version to forward.
    """
    rows: list[list[InlineKeyboardButton]] = []
    options = [button for button in screen.buttons if not button.control]
    if options and all(button.heading for button in options):
        rows += _folded(options, data, aside, labels, fold)
    else:
        rows += _paired(options, data)
    if screen.is_answer and numbers(screen):
        rows.append([InlineKeyboardButton(labels.numbers, callback_data=aside("k"))])
    if screen.completions:
        rows.append([InlineKeyboardButton(labels.type_place, callback_data=aside("t"))])
    if link:
        rows.append([InlineKeyboardButton(labels.share, url=link)])
    rows += _controls([button for button in screen.buttons if button.control], data)
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: Button, data: Data) -> InlineKeyboardButton:
    return InlineKeyboardButton(_short(button.label), callback_data=data(button.message))


def _short(label: str) -> str:
    return label if len(label) <= MOST_IN_LABEL else label[: MOST_IN_LABEL - 1] + "…"


def _paired(options: list[Button], data: Data) -> Iterator[list[InlineKeyboardButton]]:
    """One option a row; short parts of a card stand two by two."""
    held: list[Button] = []
    for button in options:
        if isinstance(button.message, Chose) or len(button.label) > SHORT:
            if held:
                yield [_button(each, data) for each in held]
                held = []
            yield [_button(button, data)]
        else:
            held.append(button)
            if len(held) == 2:  # noqa: PLR2004 - a pair
                yield [_button(each, data) for each in held]
                held = []
    if held:
        yield [_button(each, data) for each in held]


def _folded(
    options: list[Button], data: Data, aside: Aside, labels: Labels, fold: int | None
) -> Iterator[list[InlineKeyboardButton]]:
    """A row for each group, with the numbers one may type; the options of the open group; a group of one is itself."""
    groups: dict[str, list[tuple[int, Button]]] = {}
    for number, button in enumerate(options, 1):
        groups.setdefault(button.heading, []).append((number, button))
    for index, (heading, members) in enumerate(groups.items()):
        if fold is not None and fold != index and fold < len(groups):
            continue
        if len(members) == 1 or fold is not None:
            yield from ([_button(button, data)] for _, button in members)
        else:
            label = f"{heading} ({members[0][0]}–{members[-1][0]}) ▸"
            yield [InlineKeyboardButton(label, callback_data=aside(f"g{index}"))]
    if fold is not None and fold < len(groups):
        yield [InlineKeyboardButton(f"◂ {labels.groups}", callback_data=data(Show("card")))]


def _controls(controls: list[Button], data: Data) -> Iterator[list[InlineKeyboardButton]]:
    """Several short ones a row."""
    held: list[Button] = []
    for button in controls:
        together = sum(len(each.label) for each in (*held, button))
        if held and (together > ROW or len(held) == MOST_IN_ROW):
            yield [_button(each, data) for each in held]
            held = []
        held.append(button)
    if held:
        yield [_button(each, data) for each in held]


# --- a field to type in -------------------------------------------------------------------------------

_UNSEEN = "\u200b"


def prompt(screen: Screen, address: str) -> tuple[str, ForceReply]:
    """A screen that opens the field to type in; what is typed comes as a reply, which brings the unseen address."""
    return f'<a href="{escape(address)}">{_UNSEEN}</a>{_html(list(screen.lines))}', ForceReply()


def addresses(message: TelegramMessage) -> list[str]:
    """What the unseen links of a message lead to."""
    return [entity.url for entity in message.entities if entity.url is not None]


# --- numbers ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number on a screen: whose it is, how it is dialled."""

    name: str
    dial: str


def numbers(screen: Screen) -> list[Number]:
    """The numbers on a screen, each once, named by the bold words before them and their label; 112 needs no saving."""
    found: dict[str, Number] = {}
    for line in screen.lines:
        name = ""
        for span in line.spans:
            if span.href.startswith("tel:"):
                dial = span.href.removeprefix("tel:")
                if line.kind != "emergency" and dial != "112":
                    label = span.text.rpartition("+")[0].strip()
                    found.setdefault(dial, Number(", ".join(filter(None, (name, label))) or dial, dial))
            elif span.strong:
                name = span.text
    return list(found.values())[:MOST_CONTACTS]


def numbers_keyboard(
    screen: Screen, data: Data, aside: Aside, labels: Labels, saved: int | None = None
) -> InlineKeyboardMarkup:
    """A row for each number: copy it, or have it sent as a contact; `saved` is the one that was just sent."""
    rows = []
    for index, number in enumerate(numbers(screen)):
        name = _short(("✓ " if index == saved else "") + f"{labels.save}: {number.name}")
        rows.append([InlineKeyboardButton(f"⧉ {number.dial}", copy_text=CopyTextButton(number.dial))])
        rows.append([InlineKeyboardButton(name, callback_data=aside(f"v{index}"))])
    rows.append([InlineKeyboardButton(f"◂ {labels.back}", callback_data=data(Show("card")))])
    return InlineKeyboardMarkup(rows)


def vcard(number: Number) -> str:
    """A contact as a vCard 3.0 of at most 2048 bytes."""
    name = number.name.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", " ")
    return (
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nORG:{name}\r\nTEL;TYPE=WORK,VOICE:{number.dial}\r\nEND:VCARD\r\n"
    )
