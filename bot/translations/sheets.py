"""Texts as a sheet for a translator, XLSX or CSV, and what comes back put into the YAML.

A row holds a text in all languages as it is now, where it stands, whom it is for and the official terms in it; the
translator fills the `new` columns. Only what stands there is ever written, into the text of that name, and nothing else
of the file changes. A row is refused where its text has changed meanwhile, where a placeholder got lost, or where a
spreadsheet made a formula of it. A sheet from outside is hostile until read (limits below).
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BotError, printable
from bot.model import LOCALES, Locale, Term
from bot.translations.texts import Digests, Located, changed, stale

MAX_BYTES = 10_000_000
MAX_UNPACKED = 100_000_000
"""Bytes in all that a workbook may unpack to."""
MAX_ROWS = 20_000
MAX_TEXT = 2000
"""Characters of a text, as in `bot.content.schema.Words`."""
NOW, NEW = " now", " new"
CONTEXT = ("name", "where", "read by", "state", "terms")
WIDTHS = {"name": 30, "where": 24, "read by": 26, "state": 18, "terms": 36}
FORMULA = re.compile(r"['\s]*[=+@\t\r-]")
"""The beginnings that a spreadsheet may take for a formula, and those that quoting makes."""
PLACEHOLDER = re.compile(r"\{\w*\}")

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Filled:
    """A row that says something new: the text, and what it is to say by language."""

    text: Located
    new: Mapping[Locale, str]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not taken, and why."""

    row: int
    name: str
    why: str

    def __str__(self) -> str:
        return f"row {self.row}: {printable(self.name) or 'no name'}: {self.why}"


# --- out ----------------------------------------------------------------------------------------------


def sheet(
    texts: Iterable[Located],
    lock: Mapping[str, Digests] | None,
    terms: Sequence[Term],
    languages: Sequence[Locale] = LOCALES,
    *,
    stale_only: bool = False,
) -> Rows:
    """The sheet, its first row the headings; `languages` are those to be filled in."""
    rows = [[*CONTEXT, *(locale + NOW for locale in LOCALES), *(locale + NEW for locale in languages)]]
    for text in texts:
        behind = () if lock is None else stale(text, lock)
        if stale_only and not set(behind) & set(languages):
            continue
        moved = "" if lock is None or not behind else ", ".join(changed(text, lock))
        state = f"{', '.join(behind)} made before {moved} changed" if behind else ""
        where = f"{text.at['fi'].file}:{text.at['fi'].line}"
        said = [text.said[locale] for locale in LOCALES]
        rows.append([text.name, where, text.readers, state, _terms_in(text, terms), *said, *("" for _ in languages)])
    return rows


def _terms_in(text: Located, terms: Sequence[Term]) -> str:
    """The official terms that occur in a text, in all languages."""
    said = {locale: text.said[locale].casefold() for locale in LOCALES}
    met = (term.term for term in terms if any(term.term[each].casefold() in said[each] for each in LOCALES))
    return "; ".join(f"{term.fi} = {term.sv} = {term.en}" for term in met)


def sheet_bytes(rows: Rows, path: Path) -> bytes:
    """The sheet as a file of the kind that its name says. Raises BotError for another kind."""
    if path.suffix.casefold() == ".csv":
        stream = io.StringIO()
        csv.writer(stream).writerows([[_quoted(cell) for cell in row] for row in rows])
        return stream.getvalue().encode("utf-8-sig")
    if path.suffix.casefold() == ".xlsx":
        return _workbook(rows)
    raise BotError(f"{path} must end in .xlsx or .csv")


def _quoted(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before what looks like one."""
    return "'" + cell if FORMULA.match(cell) else cell


def _unquoted(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def _workbook(rows: Rows) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    page = book.worksheets[0]
    page.title = "Luotsi"
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = page.cell(number, column)
            cell.value = value
            cell.data_type = "s"  # a text whatever it begins with, never a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
            if rows[0][column - 1].endswith(NEW):
                cell.fill = PatternFill("solid", fgColor="FFF7DC")
    for column, heading in enumerate(rows[0], 1):
        page.column_dimensions[get_column_letter(column)].width = WIDTHS.get(heading, 48)
    page.freeze_panes = "B2"
    page.auto_filter.ref = page.dimensions
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# --- in -----------------------------------------------------------------------------------------------


def read_sheet(path: Path) -> Rows:
    """The rows of a sheet. Raises BotError for what is none, or is larger than any of ours can be."""
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as reason:
        raise BotError(f"{path} cannot be read ({reason.strerror})") from None
    if data is None:
        raise BotError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB, which no sheet of ours is")
    try:
        rows = list(_rows_of_workbook(data) if path.suffix.casefold() == ".xlsx" else _rows_of_csv(data))
    except BotError as reason:
        raise BotError(f"{path}: {reason}") from None
    except Exception as reason:  # noqa: BLE001 - whatever a hostile file makes a reader of workbooks do
        raise BotError(f"{path} is not a sheet that can be read ({type(reason).__name__})") from None
    if not rows or rows[0][:1] != ["name"]:
        raise BotError(f'{path} is not a sheet of `luotsi translate export`: its first column is not "name"')
    return rows


def _rows_of_csv(data: bytes) -> Iterator[list[str]]:
    text = data.decode("utf-8-sig")
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","  # spreadsheets in Finland write semicolons
    for row in _few(csv.reader(io.StringIO(text, newline=""), delimiter=separator)):
        yield [_unquoted(str(cell)) for cell in row]


def _rows_of_workbook(data: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(each.file_size for each in packed.infolist()) > MAX_UNPACKED:
            raise BotError("it unpacks to more than any sheet of ours")
    book = load_workbook(io.BytesIO(data), read_only=True)
    try:
        for row in _few(book.worksheets[0].iter_rows()):
            yield [_cell(cell) for cell in row]
    finally:
        book.close()


def _cell(cell: object) -> str:
    """The text in a cell; a formula keeps its sign, so that it is refused."""
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    return f"{FORMULA_SIGN}{value}" if getattr(cell, "data_type", "") == "f" else str(value)


FORMULA_SIGN = "\ue000"
"""Stands before what a spreadsheet has made a formula; no text holds it."""


def _few(rows: Iterable[Sequence[object]]) -> Iterator[list[object]]:
    for number, row in enumerate(rows):
        if number > MAX_ROWS:
            raise BotError(f"it has more than {MAX_ROWS} rows")
        yield list(row)


def taken(rows: Rows, texts: Iterable[Located]) -> tuple[list[Filled], list[Refused]]:
    """The rows that say something new, and those that are refused; rows with nothing new are passed over."""
    heads = {name: index for index, name in enumerate(rows[0])}
    by_name = {text.name: text for text in texts}
    filled: list[Filled] = []
    refused: list[Refused] = []
    for number, row in enumerate(rows[1:], 2):
        cells = {name: row[index].strip() if index < len(row) else "" for name, index in heads.items()}
        new = {locale: cells[locale + NEW] for locale in LOCALES if cells.get(locale + NEW)}
        if not new:
            continue
        text = by_name.get(cells["name"])
        why = _refusal(cells, text, new)
        if why or text is None:
            refused.append(Refused(number, cells["name"], why))
        else:
            filled.append(Filled(text, new))
    return filled, refused


def _refusal(cells: Mapping[str, str], text: Located | None, new: Mapping[Locale, str]) -> str:
    """Why a row is not taken, or ""."""
    if text is None:
        return "there is no text of this name any more; export again"
    for locale in LOCALES:
        if cells.get(locale + NOW, "").split() != text.said[locale].split():
            return f"its {locale} text has changed since the sheet was made; export again"
    marks = {locale: sorted(PLACEHOLDER.findall(text.said[locale])) for locale in LOCALES}
    for locale, said in new.items():
        if FORMULA_SIGN in said:
            return f"the {locale} cell holds a formula; write plain text"
        if len(said) > MAX_TEXT:
            return f"the {locale} text is longer than {MAX_TEXT} characters"
        if sorted(PLACEHOLDER.findall(said)) != marks[locale]:
            return f"the {locale} text must keep {' '.join(marks[locale]) or 'to plain words'}, as it is now"
    return ""
