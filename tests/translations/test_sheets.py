from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from bot.errors import BotError
from bot.translations import sheets
from bot.translations.sheets import Rows, read_sheet, sheet, sheet_bytes, taken
from bot.translations.texts import located
from tests.small import FILES

NAME = "situations/worry/cases/anywhere/action"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small knowledge in files."""
    held = tmp_path / "knowledge"
    held.mkdir()
    for name, text in FILES.items():
        (held / name).write_text(text, "utf-8")
    return held


def exported(folder: Path) -> Rows:
    """The sheet of all texts, Swedish to be filled in."""
    return sheet(located(folder), None, (), ("sv",))


def filled(rows: Rows, said: str, **others: str) -> Rows:
    """The sheet with something new for one text, and perhaps other cells of it changed."""
    row = next(row for row in rows if row[0] == NAME)
    row[rows[0].index("sv new")] = said
    for name, value in others.items():
        row[rows[0].index(name.replace("_", " "))] = value
    return rows


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_comes_back_as_it_went(folder: Path, tmp_path: Path, ending: str) -> None:
    """Line breaks, quotes and what looks like a formula are texts before and after, and never a formula in between."""
    odd = ["=1+1", "+358", "-", "@x", "'quoted", "'=1", 'a "b", c', "two\nlines", "ä ö å"]
    rows = [["name", "sv new"], *[[each, each] for each in odd]]
    path = tmp_path / f"sheet.{ending}"
    path.write_bytes(sheet_bytes(rows, path))
    assert read_sheet(path) == rows
    if ending == "xlsx":
        cells = [cell for row in load_workbook(path).worksheets[0].iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} == {"s"}
    else:
        assert all(line[0] not in "=+-@" for line in path.read_text("utf-8-sig").splitlines())
    whole = exported(folder)
    path.write_bytes(sheet_bytes(whole, path))
    assert read_sheet(path) == whole


def test_a_row_says_where_it_stands_and_for_whom(folder: Path) -> None:
    """The file and line, the readers, and all languages as they are."""
    rows = exported(folder)
    row = dict(zip(rows[0], next(each for each in rows if each[0].startswith("steps/notify")), strict=True))
    assert row["where"].startswith("knowledge/answers.yaml:")
    assert row["read by"] == "when role=teacher&where=mainland"
    assert (row["fi now"], row["sv now"]) == ("Sinulla on velvollisuus ilmoittaa.", "Du är skyldig att anmäla.")


def test_what_is_new_is_taken(folder: Path) -> None:
    """Only the filled row, only its language."""
    found, refused = taken(filled(exported(folder), "Ring genast."), located(folder))
    assert [(each.text.name, each.new) for each in found] == [(NAME, {"sv": "Ring genast."})]
    assert refused == []


REFUSED = {
    "changed since": ("Ring.", {"fi_now": "Soita eilen."}),
    "of this name": ("Ring.", {"name": "situations/gone/name"}),
    "must keep": ("Ring {number}.", {}),
    "formula": (sheets.FORMULA_SIGN + "=1+1", {}),
    "longer than": ("x" * 2001, {}),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_row_that_does_not_fit_is_refused(folder: Path, why: str) -> None:
    """With its number and the reason, and nothing of it is taken."""
    said, others = REFUSED[why]
    found, refused = taken(filled(exported(folder), said, **others), located(folder))
    assert found == []
    assert why in str(refused[0])


def test_a_formula_of_a_workbook_is_refused(folder: Path, tmp_path: Path) -> None:
    """What a spreadsheet computes is no translation."""
    path = tmp_path / "sheet.xlsx"
    rows = exported(folder)
    path.write_bytes(sheet_bytes(filled(rows, "x"), path))
    book = load_workbook(path)
    cell = next(cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "x")
    cell.value = '=HYPERLINK("https://example.org")'
    book.save(path)
    found, refused = taken(read_sheet(path), located(folder))
    assert (found, len(refused)) == ([], 1)


def bomb() -> bytes:
    """A packed file that unpacks to far more."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (sheets.MAX_UNPACKED + 1))
    return stream.getvalue()


def foreign() -> bytes:
    """A workbook of somebody else."""
    stream = io.BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


HOSTILE = {
    "a bomb": ("xlsx", bomb),
    "no workbook": ("xlsx", lambda: b"PK\x03\x04 nothing"),
    "another workbook": ("xlsx", foreign),
    "no text": ("csv", lambda: b"\xff\xfe\x00"),
    "another sheet": ("csv", lambda: b"a,b\n1,2\n"),
    "too many rows": ("csv", lambda: b"name\n" + b"x\n" * (sheets.MAX_ROWS + 5)),
    "too large": ("csv", lambda: b"x" * (sheets.MAX_BYTES + 1)),
    "nothing": ("csv", lambda: b""),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_sheet_is_one_line(tmp_path: Path, what: str) -> None:
    """Named by its file, without a traceback."""
    ending, data = HOSTILE[what]
    path = tmp_path / f"sheet.{ending}"
    path.write_bytes(data())
    with pytest.raises(BotError, match=r"sheet\.(xlsx|csv)") as told:
        read_sheet(path)
    assert "\n" not in str(told.value)
