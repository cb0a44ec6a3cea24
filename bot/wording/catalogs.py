"""The interface words: gettext catalogues read as they are, and dates, times and phone-safe lists in each language.

`python -m bot.wording.catalogs` extracts the messages from the code and updates `locales/*/LC_MESSAGES/luotsi.po`;
there is no compile step. Message ids are the English words.
"""

from __future__ import annotations

import string
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from babel import Locale as BabelLocale
from babel.dates import format_date, format_time, get_day_names
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.errors import BotError, Problem, error
from bot.model import LOCALES, Locale, Where

CLDR: dict[Locale, str] = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}
_CLOCK: dict[Locale, str] = {"fi": "H.mm", "sv": "H.mm", "en": "HH:mm"}

PACKAGE = Path(__file__).resolve().parent.parent


def locales_folder() -> Path:
    """Where the catalogues stand: inside an installed package, or beside the source."""
    installed = PACKAGE / "data" / "locales"
    return installed if installed.is_dir() else PACKAGE.parent / "locales"


def po_file(locale: Locale, folder: Path | None = None) -> Path:
    """The catalogue of a language."""
    return (folder or locales_folder()) / locale / "LC_MESSAGES" / "luotsi.po"


def read_catalog(locale: Locale, folder: Path | None = None) -> Catalog:
    """A catalogue as Babel reads it. Raises BotError where the file is missing or not a catalogue."""
    path = po_file(locale, folder)
    try:
        with path.open("rb") as stream:
            return read_po(stream, locale=locale, abort_invalid=True)
    except (OSError, ValueError) as reason:
        raise BotError(f"the catalogue {path} cannot be read ({type(reason).__name__}); reinstall luotsi") from None


class Words:
    """The interface in one language: call it with an English message to get the reader's."""

    def __init__(self, locale: Locale, catalog: Catalog) -> None:
        self.locale = locale
        self._babel = BabelLocale.parse(CLDR[locale])
        self._one: dict[str, str] = {}
        self._several: dict[tuple[str, ...], tuple[str, ...]] = {}
        for message in catalog:
            if isinstance(message.id, str) and isinstance(message.string, str):
                self._one[message.id] = message.string
            elif isinstance(message.id, tuple) and isinstance(message.string, tuple):
                self._several[message.id] = message.string

    def __call__(self, message: str, **values: object) -> str:
        """The message in this language, its placeholders filled."""
        said = self._one[message]
        return said.format(**values) if values else said

    def several(self, one: str, many: str, count: int, **values: object) -> str:
        """The singular or plural message for a count, which fills `{count}`."""
        form = 0 if self._babel.plural_form(count) == "one" else 1
        return self._several[one, many][form].format(count=count, **values)

    def day(self, moment: date) -> str:
        """A date in figures: 28.12.2025, in English 28 Dec 2025."""
        return format_date(moment, "d MMM y" if self.locale == "en" else "d.M.y", locale=self._babel)

    def clock(self, moment: datetime) -> str:
        """A time of day: 8.00, in English 08:00."""
        return format_time(moment, _CLOCK[self.locale], tzinfo=moment.tzinfo, locale=self._babel)

    def closing(self, moment: datetime) -> str:
        """A time at which something ends: midnight is the end of the day, 24.00."""
        if moment.hour == moment.minute == 0:
            return "24:00" if self.locale == "en" else "24.00"
        return self.clock(moment)

    def weekday(self, moment: date) -> str:
        """The day of the week: maanantai, måndag, Monday."""
        return str(get_day_names("wide", locale=self._babel)[moment.weekday()])

    def weekdays(self, byday: tuple[int, ...]) -> str:
        """Days of the week, 0 for Monday: ma–pe, mån–fre, Mon–Fri; what is no unbroken row is listed."""
        names = get_day_names("abbreviated", locale=self._babel)
        first, last = byday[0], byday[-1]
        if len(byday) > 2 and byday == tuple(range(first, last + 1)):  # noqa: PLR2004 - of two days both are named
            return f"{names[first]}–{names[last]}"
        return ", ".join(str(names[day]) for day in byday)

    def hours(self, opens: int, closes: int) -> str:
        """From when to when, in minutes after midnight: 8.00–16.15, in English 08:00–16:15."""
        midnight = datetime(1, 1, 1)  # noqa: DTZ001 - no moment, only a time of day
        until = self.closing(midnight + timedelta(minutes=closes))
        return f"{self.clock(midnight + timedelta(minutes=opens))}–{until}"

    def fact_date(self, day: str) -> str:
        """The date of a fact as precisely as it is known: a day, a month, a year."""
        match [int(part) for part in day.split("-")]:
            case [year, month, day_of_month]:
                return self.day(date(year, month, day_of_month))
            case [year, month]:
                pattern = "MMM y" if self.locale == "en" else "M/y"
                return format_date(date(year, month, 1), pattern, locale=self._babel)
        return day

    def language(self, code: str) -> str:
        """The name of a language: suomi, svenska, English; the code itself where nobody knows it."""
        return str(self._babel.languages.get(code, code))


@lru_cache(maxsize=len(LOCALES))
def words_in(locale: Locale) -> Words:
    """The words of a language, read once."""
    return Words(locale, read_catalog(locale))


def placeholders(message: str) -> frozenset[str]:
    """The `{names}` in a message. Raises ValueError where the braces do not match."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(message) if name is not None)


def catalog_faults(catalog: Catalog) -> Iterator[tuple[int, str]]:
    """What is wrong in a catalogue, with its line: empty, fuzzy or obsolete entries, placeholders lost or added."""
    yield from ((message.lineno or 1, f'"{message.id}" is obsolete') for message in catalog.obsolete.values())
    for message in catalog:
        if not message.id:
            continue
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        said = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        line = message.lineno or 1
        if message.fuzzy:
            yield line, f'"{ids[0]}" is marked fuzzy'
        if not all(said) or len(said) != len(ids):
            yield line, f'"{ids[0]}" is not translated'
            continue
        for text, original in zip(said, ids, strict=True):
            if _placeholders_or_none(text) != placeholders(original):
                yield line, f'"{text}" has other {{placeholders}} than "{original}"'


def _placeholders_or_none(message: str) -> frozenset[str] | None:
    try:
        return placeholders(message)
    except ValueError:
        return None


def catalog_problems(folder: Path | None = None) -> Iterator[Problem]:
    """The faults of all catalogues, and messages that one of them lacks."""
    wanted = {message.id for message in read_catalog("en", folder) if message.id}
    for locale in LOCALES:
        catalog = read_catalog(locale, folder)
        name = f"locales/{locale}/LC_MESSAGES/luotsi.po"
        for line, fault in catalog_faults(catalog):
            yield error(Where(name, line, 1), "catalogue", fault)
        for message in wanted - {message.id for message in catalog if message.id}:
            yield error(Where(name, 1, 1), "catalogue", f'"{message}" is missing')


def extracted() -> Catalog:
    """The messages the code asks for today."""
    catalog = Catalog(project="Luotsi", charset="utf-8", fuzzy=False)
    found = extract_from_dir(
        PACKAGE,
        method_map=[("**.py", "python")],
        options_map={},
        keywords={"_": None, "_.several": (1, 2), "several": (1, 2)},
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for file, line, message, comments, context in found:
        catalog.add(message, None, [(f"bot/{Path(file).as_posix()}", line)], auto_comments=comments, context=context)
    return catalog


def update(folder: Path | None = None) -> dict[Locale, int]:
    """Bring the catalogues in line with the code; returns how much is left for the translator, by language."""
    template = extracted()
    left: dict[Locale, int] = {}
    for locale in LOCALES:
        path = po_file(locale, folder)
        blank = Catalog(locale=locale, project="Luotsi", fuzzy=False)
        catalog = read_catalog(locale, folder) if path.is_file() else blank
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        catalog.header_comment = f"# The interface of Luotsi in {BabelLocale.parse(locale).english_name}."
        catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
        catalog.version = ""
        if locale == "en":
            for message in catalog:
                if message.id:
                    message.string = message.id
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            write_po(stream, catalog, width=120, omit_header=False, include_lineno=False, sort_output=True)
        left[locale] = len(list(catalog_faults(catalog)))
    return left


if __name__ == "__main__":
    for _locale, _left in update().items():
        sys.stdout.write(f"{po_file(_locale)}: {_left} to translate\n")
