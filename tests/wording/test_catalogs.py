"""The catalogues are whole, faults in them are found, and dates and times are written as people write them."""

from __future__ import annotations

import io
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.errors import BotError
from bot.hours import FINLAND
from bot.model import LOCALES, Locale
from bot.wording.catalogs import (
    catalog_faults,
    catalog_problems,
    extracted,
    locales_folder,
    placeholders,
    po_file,
    read_catalog,
    update,
    words_in,
)

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"\n\n'


def catalog(entry: str) -> Catalog:
    """A Finnish catalogue with one entry."""
    return read_po(io.BytesIO((HEADER + entry).encode()), locale="fi")


def faults(entry: str) -> list[str]:
    """What is found wrong in a catalogue with this entry."""
    return [fault for _, fault in catalog_faults(catalog(entry))]


def test_catalogues_hold_exactly_what_the_code_asks_for() -> None:
    """No message is missing and none is left over, in any language."""
    asked = {message.id for message in extracted() if message.id}
    for locale in LOCALES:
        assert {message.id for message in read_catalog(locale) if message.id} == asked


def test_shipped_catalogues_have_no_fault() -> None:
    """Nothing empty, fuzzy, obsolete or missing, and every placeholder kept."""
    assert list(catalog_problems()) == []


def test_the_update_command_has_nothing_to_do(tmp_path: Path) -> None:
    """The catalogues are what the documented command writes: same files, nothing left to translate."""
    shutil.copytree(locales_folder(), tmp_path, dirs_exist_ok=True)
    assert update(tmp_path) == {"fi": 0, "sv": 0, "en": 0}

    def lines(folder: Path | None, locale: Locale) -> list[str]:
        return [line for line in po_file(locale, folder).read_text("utf-8").split("\n") if "-Date" not in line]

    for locale in LOCALES:
        assert lines(tmp_path, locale) == lines(None, locale)


def test_update_starts_an_empty_folder(tmp_path: Path) -> None:
    """A new language begins with every message to translate; English needs none."""
    left = update(tmp_path)
    wanted = len([message for message in extracted() if message.id])
    assert left == {"fi": wanted, "sv": wanted, "en": 0}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('msgid "Back"\nmsgstr "Takaisin"\n', []),
        ('msgid "Back"\nmsgstr ""\n', ['"Back" is not translated']),
        ('#, fuzzy\nmsgid "Back"\nmsgstr "Takaisin"\n', ['"Back" is marked fuzzy']),
        ('#~ msgid "Back"\n#~ msgstr "Takaisin"\n', ['"Back" is obsolete']),
        ('msgid "checked {day}"\nmsgstr "ok {day}"\n', []),
        ('msgid "checked {day}"\nmsgstr "ok"\n', ['"ok" has other {placeholders} than "checked {day}"']),
        ('msgid "checked {day}"\nmsgstr "{päivä}"\n', ['"{päivä}" has other {placeholders} than "checked {day}"']),
        ('msgid "checked {day}"\nmsgstr "{day"\n', ['"{day" has other {placeholders} than "checked {day}"']),
        ('msgid "Back"\nmsgstr "Takaisin {day}"\n', ['"Takaisin {day}" has other {placeholders} than "Back"']),
        ('msgid "1 day"\nmsgid_plural "{n} days"\nmsgstr[0] "1 päivä"\nmsgstr[1] "{n} päivää"\n', []),
        (
            'msgid "1 day"\nmsgid_plural "{n} days"\nmsgstr[0] "1 päivä"\nmsgstr[1] ""\n',
            ['"1 day" is not translated'],
        ),
        (
            'msgid "1 day"\nmsgid_plural "{n} days"\nmsgstr[0] "1 päivä"\nmsgstr[1] "päivää"\n',
            ['"päivää" has other {placeholders} than "{n} days"'],
        ),
    ],
)
def test_each_fault_of_a_catalogue_is_named(entry: str, said: list[str]) -> None:
    """A seeded fault is found, and a good entry is not."""
    assert faults(entry) == said


def test_a_fault_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    """An entry deleted and an entry emptied in the Swedish catalogue, and nothing else."""
    shutil.copytree(locales_folder(), tmp_path, dirs_exist_ok=True)
    swedish = po_file("sv", tmp_path)
    text = swedish.read_text("utf-8").replace('msgid "Back"\nmsgstr "Tillbaka"\n', "").replace('"Börja om"', '""')
    swedish.write_text(text, "utf-8")
    line = text[: text.index('msgid "Start again"')].count("\n") + 1
    name = "locales/sv/LC_MESSAGES/luotsi.po"
    assert [str(problem) for problem in catalog_problems(tmp_path)] == [
        f'{name}:{line}:1: error: "Start again" is not translated [catalogue]',
        f'{name}:1:1: error: "Back" is missing [catalogue]',
    ]


def test_a_catalogue_that_cannot_be_read_is_an_operators_mistake(tmp_path: Path) -> None:
    """Missing, or not a catalogue: one line that says which file."""
    with pytest.raises(BotError, match=r"luotsi\.po cannot be read"):
        read_catalog("sv", tmp_path)
    po_file("fi", tmp_path).parent.mkdir(parents=True)
    po_file("fi", tmp_path).write_bytes(b"\xff\xfe not a catalogue")
    with pytest.raises(BotError, match=r"luotsi\.po cannot be read"):
        read_catalog("fi", tmp_path)


def test_placeholders_are_names_in_braces() -> None:
    """Doubled braces are text."""
    assert placeholders("{a} and {b}, not {{c}}") == {"a", "b"}
    with pytest.raises(ValueError, match=r"'\{'"):
        placeholders("{")


@pytest.mark.parametrize(
    ("locale", "day", "clock", "month", "year"),
    [
        ("fi", "28.12.2025", "8.05", "12/2025", "2025"),
        ("sv", "28.12.2025", "8.05", "12/2025", "2025"),
        ("en", "28 Dec 2025", "08:05", "Dec 2025", "2025"),
    ],
)
def test_dates_and_times(locale: Locale, day: str, clock: str, month: str, year: str) -> None:
    """As the language writes them, and only as precise as they are known."""
    words = words_in(locale)
    assert words.day(date(2025, 12, 28)) == words.fact_date("2025-12-28") == day
    assert words.clock(datetime(2025, 12, 28, 8, 5, tzinfo=FINLAND)) == clock
    assert (words.fact_date("2025-12"), words.fact_date("2025")) == (month, year)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("fi", ("viimeksi varmistettu 1.1., 1 päivä sitten", "viimeksi varmistettu 1.1., 2 päivää sitten")),
        ("sv", ("senast kontrollerad 1.1., för 1 dag sedan", "senast kontrollerad 1.1., för 2 dagar sedan")),
        ("en", ("last checked 1.1., 1 day ago", "last checked 1.1., 2 days ago")),
    ],
)
def test_one_and_many(locale: Locale, said: tuple[str, str]) -> None:
    """The plural form follows the count."""
    words, one, many = words_in(locale), "last checked {day}, {count} day ago", "last checked {day}, {count} days ago"
    assert tuple(words.several(one, many, count, day="1.1.") for count in (1, 2)) == said


@pytest.mark.parametrize(
    ("locale", "names"),
    [("fi", "suomi, ruotsi, englanti"), ("sv", "finska, svenska, engelska"), ("en", "Finnish, Swedish, English")],
)
def test_languages_are_named(locale: Locale, names: str) -> None:
    """In the reader's language."""
    assert ", ".join(words_in(locale).language(code) for code in LOCALES) == names
