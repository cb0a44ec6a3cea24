from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.errors import BotError
from tests.small import FILES


def written(folder: Path, changes: dict[str, str]) -> Path:
    """The small knowledge in files with some things changed."""
    folder.mkdir()
    for name, text in FILES.items():
        changed = text
        for old, new in changes.items():
            changed = changed.replace(old, new)
        (folder / name).write_text(changed, "utf-8")
    return folder


def run(*words: str | Path) -> Result:
    """`luotsi diff` with these words."""
    return CliRunner().invoke(cli, ["diff", *map(str, words)])


def test_a_change_without_loss_ends_well(tmp_path: Path) -> None:
    """One number, one line with its places, exit 0; the same folder twice says that nothing changes."""
    old, new = written(tmp_path / "old", {}), written(tmp_path / "new", {"116117": "116000"})
    done = run(old, new)
    assert done.exit_code == 0
    line, total = done.output.splitlines()
    assert re.match(r"new/services\.yaml:\d+:5: changed: the number of lapland-anchor: 116117 → 116000; met by ", line)
    assert line.endswith("in Kemi, Utsjoki [number]")
    assert total.startswith("1 change, no protection is lost, ")
    assert run(old, old).output.startswith("no reader gets another answer")


def test_a_loss_ends_with_exit_1_and_stands_on_the_page(tmp_path: Path) -> None:
    """The page names the loss first, in order, with all languages, and needs nothing from elsewhere."""
    old = written(tmp_path / "old", {})
    new = written(tmp_path / "new", {'[{number: "116123"}]': "[]", "fi: Soita tänään.": "fi: <b>Soita heti.</b>"})
    file = tmp_path / "diff.html"
    done = run(old, new, "--html", file)
    assert done.exit_code == 1
    assert "1 text became stale" in done.output
    page = file.read_text("utf-8")
    headings = ["Protection that is lost", "Other changes", "Texts left behind"]
    places = [page.index(f">{each}") for each in headings]
    assert places == sorted(places)
    assert "&lt;b&gt;Soita heti.&lt;/b&gt;" in page
    assert '<dd lang="fi">' in page
    assert re.findall(r"<script|https?://|<img|@import", page) == []


@pytest.mark.parametrize("broken", ["old", "new"])
def test_what_cannot_be_read_is_no_diff(tmp_path: Path, broken: str) -> None:
    """An old side is the operator's mistake, a new one is wrong content."""
    for side in ("old", "new"):
        written(tmp_path / side, {"questions:": "questoins:"} if side == broken else {})
    done = run(tmp_path / "old", tmp_path / "new")
    assert isinstance(done.exception, BotError) == (broken == "old")
    assert done.exit_code == 1
