"""What both versions of the interface share: texts, numbers, hours and dates as the neutral model holds them.

Whatever cannot be kept is told to a `Note`, so that no step loses something silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Annotated, Any, Final

from markdown_it import MarkdownIt
from pydantic import BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel

from bot.catalogue.model import Loss, Phone
from bot.content.phones import dialled
from bot.hours import DAY, FINLAND
from bot.model import OpeningHours, Schedule

WEEK = 7 * DAY
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_CHARACTERS = 5000
"""Of a text that are looked at; the catalogue's own limit is half of that."""

_MARKDOWN: Final = MarkdownIt("commonmark")

Note = Callable[[str], None]
Span = tuple[int, int]
"""Minutes from Monday 00:00, from and to; an end beyond WEEK goes on next Monday."""

Id = Annotated[str, StringConstraints(pattern=r"^[0-9A-Fa-f][0-9A-Fa-f-]{7,59}$")]
"""The catalogue's UUIDs, loosely; nothing that could steer an address or a terminal."""


CONFIG = ConfigDict(extra="ignore", strict=True, frozen=True, alias_generator=to_camel, defer_build=True)
"""Of a thing in an answer: camelCase names, unknown ones ignored, wrong types refused."""


def _none_as_empty(value: Any) -> Any:  # noqa: ANN401 - not validated yet
    return [] if value is None else value


NULL_IS_EMPTY = BeforeValidator(_none_as_empty)
"""Any list of the catalogue may be null, which means the same as empty."""


def told(losses: list[Loss], item: str) -> Note:
    """A Note that writes into this list, for this item."""
    return lambda what: losses.append(Loss(item, what))


def unreadable(wrong: ValidationError) -> str:
    """What is wrong with an item that could not be read: the place of the first finding, never its value."""
    first = wrong.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"not read: {place or 'the item'} is wrong ({first['type']})"


# --- texts ----------------------------------------------------------------------------------------------


class _Text(HTMLParser):
    """Collects what a reader would see."""

    BLOCKS = frozenset({"p", "li", "br", "h1", "h2", "h3", "h4", "h5", "h6", "div", "tr"})
    HIDDEN = frozenset({"script", "style"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - its shape
        """A block begins a line."""
        self._hidden += tag in self.HIDDEN
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Hidden text ends."""
        self._hidden -= tag in self.HIDDEN

    def handle_data(self, data: str) -> None:
        """What stands between tags."""
        if self._hidden <= 0:
            self.parts.append(data)


def plain(text: str) -> str:
    """A text of the catalogue, which may hold Markdown and HTML, as plain lines."""
    reader = _Text()
    reader.feed(_MARKDOWN.render(text[:MOST_CHARACTERS]))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    shown = "\n".join(line for line in lines if line)
    return "".join(sign for sign in shown if sign.isprintable() or sign == "\n")


def words(pairs: Iterable[tuple[str | None, str | None]]) -> dict[str, str]:
    """Texts by language from (language, text) pairs; empty ones and those without a language have no key."""
    found: dict[str, str] = {}
    for language, text in pairs:
        if language and text and (shown := plain(text)):
            found.setdefault(language, shown)
    return found


# --- numbers --------------------------------------------------------------------------------------------


NUMBER = re.compile(r"\s*\+?\s*(?:\(0?\d*\)\s*)?\d[\d\s-]*")
"""One number and nothing else: an extension, a second number or a remark would be read as more of its digits."""


def phone(kind: str | None, prefix: str | None, number: str | None, language: str, remark: str | None) -> Phone | str:
    """One number as it dials, or why there is none; `prefix` is the country's (`+358`), and a 0 after it is dropped."""
    if kind == "Fax":
        return "a fax number is left out"
    if number and NUMBER.fullmatch(number) is None:
        return "a number with words or another number in it is left out"
    written = "".join(sign for sign in number or "" if sign.isdigit() or sign == "+")
    if prefix and not written.startswith("+"):
        written = prefix + written.removeprefix("0")
    found = dialled(written)
    if found is None:
        return "a number that cannot exist is left out"
    languages = (language,) if language else ()
    return Phone(found[0], "sms" if kind == "Sms" else "voice", languages, words([(language, remark)]))


def merged(phones: Iterable[Phone | str], note: Note) -> tuple[Phone, ...]:
    """Each number once, with the languages and remarks of all its entries, in the order of the first."""
    found: dict[tuple[str, str], Phone] = {}
    for each in phones:
        if isinstance(each, str):
            note(each)
            continue
        key = (each.dial, each.type)
        known = found.get(key, each)
        languages = tuple(dict.fromkeys((*known.languages, *each.languages)))
        found[key] = replace(known, languages=languages, remarks={**each.remarks, **known.remarks})
    return tuple(found.values())


# --- hours ----------------------------------------------------------------------------------------------


def minutes(clock: str) -> int:
    """Minutes after midnight of `08:00` or `08:00:00`. Raises ValueError."""
    hours, minute = clock.split(":")[:2]
    found = int(hours) * 60 + int(minute)
    if not 0 <= found <= DAY:
        raise ValueError(clock)
    return found


def day_span(day: int, opens: str, closes: str) -> Span:
    """An opening that begins on this weekday (0 is Monday); one that closes no later than it opens ends next day."""
    start, end = minutes(opens), minutes(closes)
    return day * DAY + start, day * DAY + (end if end > start else end + DAY)


def long_span(day: int, opens: str, to_day: int, closes: str) -> Span:
    """One opening from a moment of the week to another, such as Friday 16:00 to Monday 08:00."""
    start, end = day * DAY + minutes(opens), to_day * DAY + minutes(closes)
    return start, (end if end > start else end + WEEK)


def spans_of(schedule: Schedule) -> tuple[Span, ...] | None:
    """The openings of a week joined and in order, so that two ways to write the same hours are equal; None: unknown."""
    if schedule == "unknown":
        return None
    if schedule == "always":
        return ((0, WEEK),)
    return _joined((day * DAY + each.opens, day * DAY + each.closes) for each in schedule for day in each.byday)


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    within = []
    for start, end in spans:
        within += [(start, min(end, WEEK)), (0, end - WEEK)] if end > WEEK else [(start, end)]
    found: list[Span] = []
    for start, end in sorted(within):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > start:
            found.append((start, end))
    return tuple(found)


def schedule_of(spans: Iterable[Span]) -> Schedule:
    """Spans as opening hours by weekday, a night as two of them; `unknown` where there are none."""
    joined = _joined(spans)
    if not joined:
        return "unknown"
    if joined == ((0, WEEK),):
        return "always"
    days: dict[Span, list[int]] = {}
    for start, end in joined:
        for day in range(start // DAY, (end - 1) // DAY + 1):
            hours = max(start - day * DAY, 0), min(end - day * DAY, DAY)
            days.setdefault(hours, []).append(day)
    return tuple(OpeningHours(tuple(byday), *hours) for hours, byday in sorted(days.items(), key=lambda each: each[1]))


@dataclass(frozen=True, slots=True)
class Validity:
    """The days for which hours hold, ISO dates or date-times; None is open."""

    first: str | None
    last: str | None

    def holds_on(self, day: date) -> bool:
        """Whether they hold on a day."""
        return not (self.first and self.first[:10] > day.isoformat()) and not (
            self.last and self.last[:10] < day.isoformat()
        )


# --- dates ----------------------------------------------------------------------------------------------


def published(moment: str | None, note: Note) -> str:
    """The Finnish day of a moment, which is UTC where it names no zone; "unknown" where there is none."""
    if moment is None:
        return "unknown"
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        note("its date could not be read")
        return "unknown"
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(FINLAND).date().isoformat()
