from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.errors import BotError
from bot.translations.sheets import read_sheet, sheet_bytes
from bot.translations.texts import LOCK
from tests.small import FILES

NAME = "situations/worry/cases/anywhere/action"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small knowledge in files with a comment, its lock in step with it."""
    held = tmp_path / "knowledge"
    held.mkdir()
    for name, text in FILES.items():
        (held / name).write_text(text.replace("        action:", "        # look twice\n        action:"), "utf-8")
    assert run(held, "accept").exit_code == 0
    return held


def run(folder: Path, *words: str) -> Result:
    """`luotsi translate` with these words."""
    return CliRunner().invoke(cli, ["--knowledge", str(folder), "translate", *words])


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_round_trip_changes_one_text_and_not_another_byte(folder: Path, tmp_path: Path, ending: str) -> None:
    """A Finnish line changes, the Swedish and English come back from a translator, and nothing is stale any more."""
    path, out = folder / "answers.yaml", tmp_path / f"sheet.{ending}"
    path.write_text(path.read_text("utf-8").replace("fi: Soita tänään.", "fi: Soita jo tänään."), "utf-8")
    before = path.read_text("utf-8")
    assert run(folder, "export", str(out), "--stale-only").output == f"wrote {out}: 1 texts\n"
    rows = read_sheet(out)
    assert rows[1][0] == NAME
    rows[1][rows[0].index("sv new")] = "Ring redan i dag: nu."
    rows[1][rows[0].index("en new")] = rows[1][rows[0].index("en now")]
    out.write_bytes(sheet_bytes(rows, out))
    done = run(folder, "import", str(out))
    assert (done.exit_code, done.output) == (0, "1 texts taken, 0 rows refused\n")
    assert path.read_text("utf-8") == before.replace("sv: Ring i dag.", 'sv: "Ring redan i dag: nu."')
    assert run(folder, "export", str(out), "--stale-only").output.endswith(": 0 texts\n")


def test_a_refused_row_ends_with_exit_1(folder: Path, tmp_path: Path) -> None:
    """The other rows are taken, and the files stay as they are where none is."""
    out = tmp_path / "sheet.csv"
    run(folder, "export", str(out), "--lang", "sv")
    rows = read_sheet(out)
    rows[1][rows[0].index("sv new")] = "{lost}"
    out.write_bytes(sheet_bytes(rows, out))
    before = {each: each.read_bytes() for each in folder.iterdir()}
    done = run(folder, "import", str(out))
    assert done.exit_code == 1
    assert "row 2: " in done.output
    assert {each: each.read_bytes() for each in folder.iterdir()} == before


def test_what_is_accepted_must_exist(folder: Path) -> None:
    """A misspelt name is one line; the lock stays."""
    before = (folder / LOCK).read_bytes()
    done = run(folder, "accept", "situations/worri/name")
    assert isinstance(done.exception, BotError)
    assert (folder / LOCK).read_bytes() == before
