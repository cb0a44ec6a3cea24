"""The log on disk: nothing is lost or doubled, nothing ever waits for it, and what is old goes by itself."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.errors import BotError
from bot.usage import log as usage_log
from bot.usage.facts import Fact
from bot.usage.log import BROKEN, FILE, UsageLog, erase, open_database, read, reported, spans_kept, tidy

DAY = date(2026, 11, 24)
SPANS = spans_kept(DAY)
ASKED = Fact("asked", "worry", "teacher", "fi")
FAILED = Fact("number-failed", "lapland-anchor")


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[UsageLog]:
    """A log that tries again at once."""
    monkeypatch.setattr(usage_log, "RETRY_SECONDS", 0.02)
    monkeypatch.setattr(usage_log, "BATCH_SECONDS", 0.01)
    monkeypatch.setattr(usage_log, "BUSY_SECONDS", 0.02)
    log = UsageLog(tmp_path)
    yield log
    log.close()


def counted(folder: Path) -> dict[Fact, int]:
    """What the newest quarter of a log holds."""
    return dict(read(folder, SPANS).facts["2026-Q4"])


def test_facts_are_counted_by_week(begun: UsageLog, tmp_path: Path) -> None:
    """The same fact in the same week is one row; a quarter adds up its weeks."""
    begun.count([ASKED, ASKED, FAILED], DAY)
    begun.count([ASKED, FAILED], DAY - timedelta(days=7))
    assert begun.flush()
    assert counted(tmp_path) == {ASKED: 3, FAILED: 2}
    assert reported(tmp_path) == {("lapland-anchor", "2026-W48"): 1, ("lapland-anchor", "2026-W47"): 1}


def test_a_log_that_never_was_is_empty(tmp_path: Path) -> None:
    """Reading makes no file."""
    assert read(tmp_path / "none", SPANS).facts == {}
    assert reported(tmp_path / "none") == {}
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_tables_gets_them(tmp_path: Path) -> None:
    """The schema has a version, and a newer program brings an older file up to it."""
    sqlite3.connect(tmp_path / FILE).close()
    database = open_database(tmp_path / FILE, 1.0)
    assert set(database.table_names()) == {"facts", "texts"}
    assert database.execute("pragma user_version").fetchone() == (len(usage_log.MIGRATIONS),)
    assert database.journal_mode == "wal"
    database.conn.close()


def lock(folder: Path) -> Callable[[], None]:
    """Hold the database so that nobody else can write."""
    holder = sqlite3.connect(folder / FILE, isolation_level=None)
    holder.execute("begin immediate")
    return holder.close


def make_a_file_of_it(folder: Path) -> Callable[[], None]:
    """Put a folder where the database should be."""
    for path in folder.glob(FILE + "*"):
        path.unlink()
    (folder / FILE).mkdir()
    return (folder / FILE).rmdir


def fill(folder: Path) -> Callable[[], None]:
    """Leave the database no page more."""
    whole = usage_log.open_database

    def full(path: Path, busy_seconds: float) -> Database:
        database = whole(path, busy_seconds)
        database.execute("pragma max_page_count = 1")
        return database

    for path in folder.glob(FILE + "*"):
        path.unlink()
    patch = pytest.MonkeyPatch()
    patch.setattr(usage_log, "open_database", full)
    return patch.undo


@pytest.mark.parametrize("harm", [lock, make_a_file_of_it, fill])
def test_a_database_that_cannot_be_written_costs_nothing_and_is_written_again(
    begun: UsageLog, tmp_path: Path, caplog: pytest.LogCaptureFixture, harm: Callable[[Path], Callable[[], None]]
) -> None:
    """Counting goes on in memory, the operator is warned once, and afterwards everything is there."""
    begun.count([ASKED], DAY)
    assert begun.flush()
    mend = harm(tmp_path)
    for number in range(500):
        begun.count([ASKED, Fact("answered", "role", str(number), "fi")], DAY)
    assert not begun.flush(0.3)
    mend()
    assert begun.flush()
    assert counted(tmp_path)[ASKED] >= 500
    begun.close()
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert [text.partition("(")[0].partition(";")[0].strip() for text in said] == [
        "the usage log cannot be written",
        "the usage log is written again",
    ]


def test_what_cannot_be_stored_is_dropped(begun: UsageLog, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Half a sign stands in a word; what comes after it is counted as before, and nobody's words are logged."""
    begun.count([Fact("answered", "role", "secret \ud800", "fi")], DAY)
    assert begun.flush()
    begun.count([ASKED], DAY)
    assert begun.flush()
    assert counted(tmp_path) == {ASKED: 1}
    assert [record.getMessage() for record in caplog.records] == [
        "1 fact lost, which cannot be stored: UnicodeEncodeError"
    ]


def test_a_corrupt_database_is_set_aside(begun: UsageLog, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A new one begins, and the broken one is kept for the operator, who is told where."""
    (tmp_path / FILE).write_bytes(b"this is no database" * 1000)
    begun.count([ASKED], DAY)
    assert begun.flush()
    assert counted(tmp_path) == {ASKED: 1}
    assert (tmp_path / BROKEN).is_file()
    assert f"set aside as {BROKEN}" in caplog.text


def test_a_log_that_cannot_be_erased_is_one_line(tmp_path: Path) -> None:
    """Here a folder stands where the broken database would be."""
    (tmp_path / BROKEN).mkdir()
    with pytest.raises(BotError, match="cannot be erased"):
        erase(tmp_path)


def test_a_database_that_is_taken_away_is_made_again(begun: UsageLog, tmp_path: Path) -> None:
    """Somebody deletes the file while the service runs."""
    begun.count([ASKED], DAY)
    assert begun.flush()
    for path in tmp_path.iterdir():
        path.unlink()
    begun.count([FAILED], DAY)
    assert begun.flush()
    assert counted(tmp_path) == {FAILED: 1}


def test_what_does_not_fit_in_memory_is_lost_and_the_loss_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Memory is bounded; the count of what was lost stands in the warning at the end."""
    monkeypatch.setattr(usage_log, "MOST_WAITING", 10)
    monkeypatch.setattr(usage_log, "RETRY_SECONDS", 0.02)
    (tmp_path / FILE).mkdir()
    log = UsageLog(tmp_path)
    for number in range(25):
        log.count([Fact("answered", "role", str(number), "fi")], DAY)
    log.close(10)
    assert "25 facts were lost" in caplog.text


def test_old_weeks_go_and_leave_no_bytes(tmp_path: Path) -> None:
    """A counter older than a year is deleted by the next day's writing, and the file is made smaller."""
    log = UsageLog(tmp_path)
    log.count([Fact("answered", "role", f"old-{number}", "fi") for number in range(3000)], DAY - timedelta(days=400))
    log.keep_text("vanha teksti", "role", "fi", DAY - timedelta(days=130))
    assert log.flush()
    large = (tmp_path / FILE).stat().st_size + (tmp_path / f"{FILE}-wal").stat().st_size
    log.count([ASKED], DAY)
    log.close()
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"old-" not in left
    assert b"vanha" not in left
    assert len(left) < large / 4


@pytest.mark.parametrize(("days", "is_kept"), [(358, True), (365, True), (366, False), (371, False)])
def test_nothing_is_kept_longer_than_it_may(tmp_path: Path, days: int, *, is_kept: bool) -> None:
    """A week goes as soon as its Monday is too old, also from a log that nobody writes to any more."""
    log = UsageLog(tmp_path)
    log.count([ASKED], DAY - timedelta(days=days))
    log.close()
    tidy(tmp_path, DAY, 365)
    assert (erase(tmp_path) == 1) == is_kept


def test_a_broken_database_goes_when_its_time_is_over(tmp_path: Path) -> None:
    """What was set aside is kept no longer than the log itself."""
    (tmp_path / BROKEN).write_bytes(b"")
    tidy(tmp_path, date.fromtimestamp((tmp_path / BROKEN).stat().st_mtime), 365)  # noqa: DTZ012 - a day is enough
    assert (tmp_path / BROKEN).exists()
    os.utime(tmp_path / BROKEN, (0, 0))
    tidy(tmp_path, DAY, 365)
    assert not (tmp_path / BROKEN).exists()


@pytest.mark.parametrize(("sent", "is_kept"), [(date(2026, 9, 1), True), (date(2026, 8, 31), False)])
def test_a_text_goes_with_its_month(tmp_path: Path, sent: date, *, is_kept: bool) -> None:
    """After 90 days at the latest, as the worker was told."""
    log = UsageLog(tmp_path)
    log.keep_text("jokin teksti", "role", "fi", sent)
    log.close()
    tidy(tmp_path, date(2026, 11, 27), 365)
    assert (erase(tmp_path) == 1) == is_kept


def test_erasing_empties_the_file_at_once(begun: UsageLog, tmp_path: Path) -> None:
    """Counters, texts and a broken file of earlier days; the log may go on running."""
    begun.count([ASKED, FAILED], DAY)
    begun.keep_text("jokin teksti", "role", "fi", DAY)
    (tmp_path / BROKEN).write_bytes(b"lapland-anchor")
    assert begun.flush()
    assert erase(tmp_path) == 3
    assert b"lapland-anchor" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    begun.count([ASKED], DAY)
    assert begun.flush()
    assert counted(tmp_path) == {ASKED: 1}


def test_a_log_that_cannot_be_read_is_the_operators_mistake(tmp_path: Path) -> None:
    """One line with the path; a talk goes on without it."""
    (tmp_path / FILE).write_bytes(b"this is no database" * 100)
    with pytest.raises(BotError, match=r"usage\.db cannot be read"):
        read(tmp_path, SPANS)
    assert reported(tmp_path) == {}


WRITER = """
import sys
from datetime import date
from pathlib import Path
from bot.usage import log
from bot.usage.facts import Fact
log.BATCH_SECONDS = 0
usage = log.UsageLog(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    usage.count([Fact("asked", "worry", "teacher", "fi"), Fact("started")], date(2026, 11, 24))
    if usage.flush():
        print(number + 1, flush=True)
usage.close()
"""
"""Writes facts one by one and says how many are stored."""


def writer(folder: Path, facts: int) -> subprocess.Popen[str]:
    """A process that writes so many times, and says each time that it is stored."""
    return subprocess.Popen([sys.executable, "-c", WRITER, str(folder), str(facts)], stdout=subprocess.PIPE, text=True)


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    """Three processes, sixty facts, none lost and none doubled."""
    processes = [writer(tmp_path, 20) for _ in range(3)]
    assert [process.communicate()[0].split()[-1] for process in processes] == ["20"] * 3
    assert counted(tmp_path)[ASKED] == 60


KILLS = int(os.environ.get("LUOTSI_TEST_KILLS", "2"))
"""`LUOTSI_TEST_KILLS=1000 pytest tests/usage/test_log.py -k kill` takes some minutes."""


def test_a_kill_loses_nothing_that_was_stored(tmp_path: Path) -> None:
    """After each kill -9 the database opens; both facts of a batch are there, none twice, and no stored one is gone."""
    stored = 0
    for number in range(KILLS):
        process = writer(tmp_path, 10_000)
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(1 + number % 7)]
        time.sleep(number % 5 / 500)
        process.send_signal(signal.SIGKILL)
        said += process.communicate()[0].splitlines()
        told = int([line for line in said if line.strip()][-1])
        found = counted(tmp_path)
        assert found[ASKED] == found[Fact("started")]
        assert stored + told <= found[ASKED] <= stored + told + 1
        stored = found[ASKED]
