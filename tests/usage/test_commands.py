"""The commands of the usage log: a talk is counted, reported in every form, and erased."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

import bot.cli
from bot.content.load import Loaded
from bot.hours import FINLAND
from bot.model import Knowledge
from bot.usage.facts import Fact
from bot.usage.log import FILE, UsageLog

SAID = (
    *("no", "School or other educational institution", "Worrying talk or behaviour, no threat"),
    *("under 18", "Kajaani", "This helped"),
)
TALK = "\n".join(SAID) + "\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def luotsi(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], knowledge: Knowledge) -> Run:
    """Runs a command in this process: its exit code and what it said to both outputs."""
    monkeypatch.setattr("bot.commands.common.load", lambda _: Loaded(knowledge, ()))
    for name in ("LUOTSI_DATA", "LUOTSI_RETENTION_DAYS", "LUOTSI_KNOWLEDGE"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: str | Path, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["luotsi", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as end:
            bot.cli.main()
        return int(end.value.code or 0), *capsys.readouterr()

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A log in which a dozen people were sent past Kainuu this week."""
    log = UsageLog(tmp_path / "data")
    facts = [
        Fact("started"),
        Fact("no-local", "child-welfare-notification", "205"),
        Fact("county", "kainuu", "elsewhere"),
    ]
    log.count(facts * 12, datetime.now(FINLAND).date())
    log.close()
    return tmp_path / "data"


def test_talks_are_counted_and_reported(luotsi: Run, tmp_path: Path) -> None:
    """Six talks through the terminal make five in the report."""
    for _ in range(6):
        code, _, err = luotsi("--data", tmp_path, "chat", "--lang", "en", typed=TALK)
        assert (code, err) == (0, "")
    code, out, err = luotsi("--data", tmp_path, "report")
    assert (code, err) == (0, "")
    assert "\n5 talks." in out


def test_a_gap_is_named_with_its_file(luotsi: Run, folder: Path) -> None:
    """In the terminal, and as data."""
    code, out, _ = luotsi("--data", folder, "report")
    assert code == 0
    assert "No local number for Lastensuojeluilmoitus in Kainuun hyvinvointialue: 10 times" in out
    data = json.loads(luotsi("--data", folder, "report", "--json", "--county", "kainuu")[1])
    assert data["gaps"][0]["file"].startswith("knowledge/services/")


def test_every_file_is_written_and_named(luotsi: Run, folder: Path, tmp_path: Path) -> None:
    """A page, a database with its metadata, and a folder of tables."""
    page, database = tmp_path / "out" / "gaps.html", tmp_path / "out" / "gaps.db"
    forms = ("--html", page, "--datasette", database, "--csv", tmp_path / "out")
    code, out, _ = luotsi("--data", folder, "report", *forms)
    written = {Path(line.removeprefix("wrote ")) for line in out.splitlines()}
    assert code == 0
    assert written == set((tmp_path / "out").iterdir())
    assert {page, database} < written


def test_the_log_is_erased_on_a_yes(luotsi: Run, folder: Path) -> None:
    """Without it nothing happens."""
    code, _, err = luotsi("--data", folder, "erase-log")
    assert code == 2
    assert "--yes" in err
    assert luotsi("--data", folder, "erase-log", "--yes") == (0, "3 rows erased\n", "")
    assert b"kainuu" not in (folder / FILE).read_bytes()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("report",), 2, "LUOTSI_DATA"),
        (("erase-log", "--yes"), 2, "LUOTSI_DATA"),
        (("--data", "x", "report"), 2, "there is no folder x"),
        (("--data", ".", "report", "--county", "kainu"), 1, 'did you mean "kainuu"'),
        (("--data", ".", "report", "--period", "2019"), 2, "no period of the log"),
    ],
)
def test_a_mistake_is_one_line(luotsi: Run, words: tuple[str, ...], code: int, said: str) -> None:
    """With what would be right."""
    done = luotsi(*words)
    assert done[0] == code
    assert said in done[2]
    assert done[2].count("\n") == 1


def test_a_talk_goes_on_where_nothing_can_be_logged(
    luotsi: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A file stands in the way: the worker reads the same as without a log, the operator is told (H6)."""
    (tmp_path / "file").write_text("")
    plain = luotsi("chat", "--lang", "en", typed=TALK)
    assert luotsi("--data", tmp_path / "file" / "data", "chat", "--lang", "en", typed=TALK)[:2] == plain[:2]
    assert "facts were lost" in caplog.text
