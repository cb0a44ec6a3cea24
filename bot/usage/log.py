"""The usage log: weekly counters in SQLite, written from one thread so that no reply ever waits for the disk.

`count` only adds to counters in memory. The thread writes them in one transaction, so that a batch is stored whole or
not at all, also after a kill. While the database cannot be written (locked, full, read-only, missing) the counters
wait in memory and are tried again; the operator gets one warning, and another line when writing goes on. A database
that is no database any more is set aside and a new one begun. Many processes may write at once.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from sqlite_utils import Database

from bot.errors import BotError, counted
from bot.usage.facts import Fact, Kept, Tally, week_of
from bot.usage.privacy import whole_quarters

FILE = "usage.db"
BROKEN = "usage-broken.db"
RETENTION_DAYS = 365
TEXT_RETENTION_DAYS = 90
MOST_WAITING = 50_000
"""Different counters that wait for a database at most; what does not fit is lost, and the loss is counted."""
MOST_TEXTS_WAITING = 500
BUSY_SECONDS = 2.0
RETRY_SECONDS = 5.0
BATCH_SECONDS = 0.2
"""How long facts gather before they are written together."""

logger = logging.getLogger(__name__)

Key = tuple[str, str, str, str, str]
"""Week, kind, a, b, c."""


_COUNT = (
    "insert into facts (week, kind, a, b, c, count) values (?, ?, ?, ?, ?, ?) "
    "on conflict do update set count = count + excluded.count"
)
_KEEP = (
    "insert into texts (month, question, locale, text, count) values (?, ?, ?, ?, ?) "
    "on conflict do update set count = count + excluded.count"
)


def _first_tables(database: Database) -> None:
    # No rowid: rows stand in the order of their keys, so the file does not tell in which order things happened.
    # The week stands last in the key: a report then reads every counter once, in order.
    database.execute(
        "create table facts (kind text, a text, b text, c text, week text, count integer not null, "
        "primary key (kind, a, b, c, week)) without rowid"
    )
    database.execute(
        "create table texts (month text, question text, locale text, text text, count integer not null, "
        "primary key (month, question, locale, text)) without rowid"
    )


MIGRATIONS: tuple[Callable[[Database], None], ...] = (_first_tables,)
"""Each brings the schema one version further; `pragma user_version` tells how many a file has seen."""


def open_database(path: Path, busy_seconds: float) -> Database:
    """The database, its schema up to date. Raises sqlite3.Error or OSError where it cannot be opened."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)
    try:
        database = Database(connection)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.execute("pragma secure_delete = on")
        if _version(database) < len(MIGRATIONS):
            _migrate(database)
    except BaseException:
        connection.close()
        raise
    return database


def _version(database: Database) -> int:
    return int(database.execute("pragma user_version").fetchone()[0])


def _migrate(database: Database) -> None:
    with _transaction(database):
        for number in range(_version(database), len(MIGRATIONS)):
            MIGRATIONS[number](database)
            database.execute(f"pragma user_version = {number + 1}")


@contextlib.contextmanager
def _transaction(database: Database) -> Iterator[None]:
    """All or nothing, with the right to write from its start."""
    database.execute("begin immediate")
    try:
        yield
        database.execute("commit")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            database.execute("rollback")
        raise


class UsageLog:
    """Counters in `folder`; start one for each process. `close` writes what still waits."""

    def __init__(
        self, folder: Path, retention_days: int = RETENTION_DAYS, text_retention_days: int = TEXT_RETENTION_DAYS
    ) -> None:
        self.path = folder / FILE
        self.retention_days = retention_days
        self.text_retention_days = text_retention_days
        self.reported: Mapping[tuple[str, str], int] | None = None
        """How often each contact was reported in each week, by all programs that share the log, at the last write."""
        self._wake = threading.Condition()
        self._waiting: Counter[Key] = Counter()
        self._texts: Counter[tuple[str, str, str, str]] = Counter()
        self._lost = 0
        self._today = date.min
        self._cleaned = date.min
        self._closing = False
        self._failing = False
        self._writing = False
        self._thread: threading.Thread | None = None
        self._database: Database | None = None
        self._opened: tuple[int, int] | None = None

    # --- what replies call: memory only ---------------------------------------------------------------

    def count(self, facts: Iterable[Fact], day: date) -> None:
        """Count each of these facts once, for the week of the day."""
        week = week_of(day)
        with self._wake:
            for fact in facts:
                key = (week, *fact)
                if key in self._waiting or len(self._waiting) < MOST_WAITING:
                    self._waiting[key] += 1
                else:
                    self._lost += 1
            self._begin(day)

    def keep_text(self, text: str, question: str, locale: str, day: date) -> None:
        """Keep a text somebody has seen and agreed to send, apart from the counters."""
        with self._wake:
            if len(self._texts) < MOST_TEXTS_WAITING:
                self._texts[f"{day:%Y-%m}", question, locale, text] += 1
            self._begin(day)

    def _begin(self, day: date) -> None:
        """Wake the writer, or start it with the first fact."""
        self._today = max(self._today, day)
        if self._thread is None and not self._closing:
            self._thread = threading.Thread(target=self._write_on, name="usage-log", daemon=True)
            self._thread.start()
        self._wake.notify_all()

    def flush(self, seconds: float = 10.0) -> bool:
        """Wait until everything counted so far is stored; False where that takes too long."""
        with self._wake:
            return self._wake.wait_for(lambda: not (self._waiting or self._texts or self._writing), seconds)

    def close(self, seconds: float = 3.0) -> None:
        """Store what waits, at most so long, and say what was lost."""
        with self._wake:
            self._closing = True
            self._wake.notify_all()
        if self._thread is not None:
            self._thread.join(seconds)
        with self._wake:
            lost = self._lost + sum(self._waiting.values())
            self._waiting.clear()
        if lost:
            logger.warning("the usage log is closed; %d facts were lost", lost)

    # --- the writer -----------------------------------------------------------------------------------

    def _write_on(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._waiting or self._texts or self._closing)
                if not self._closing:
                    self._wake.wait_for(lambda: self._closing, RETRY_SECONDS if self._failing else BATCH_SECONDS)
                facts, self._waiting = self._waiting, Counter()
                texts, self._texts = self._texts, Counter()
                today, closing, self._writing = self._today, self._closing, True
            try:
                reason = self._stored(facts, texts, today)
            except Exception as bug:  # noqa: BLE001 - the edge of the thread: it lives on without what it cannot store
                reason = None
                self._drop_database()
                lost = facts.total() + texts.total()
                logger.error("%s lost, which cannot be stored: %s", counted(lost, "fact"), type(bug).__name__)  # noqa: TRY400 - no words in a traceback
            with self._wake:
                self._writing = False
                if reason is not None:
                    self._hold(facts, texts)
                lost = self._lost
                self._wake.notify_all()
            self._tell(reason, lost)
            if closing:
                self._drop_database()
                return

    def _hold(self, facts: Counter[Key], texts: Counter[tuple[str, str, str, str]]) -> None:
        """Take back what could not be written."""
        for key, count in facts.items():
            if key in self._waiting or len(self._waiting) < MOST_WAITING:
                self._waiting[key] += count
            else:
                self._lost += count
        for text, count in list(texts.items())[: MOST_TEXTS_WAITING - len(self._texts)]:
            self._texts[text] += count

    def _tell(self, reason: str | None, lost: int) -> None:
        """One warning when writing begins to fail, and one line when it goes on."""
        if reason is not None and not self._failing:
            logger.warning("the usage log cannot be written (%s); replies go on, %d facts lost so far", reason, lost)
        elif reason is None and self._failing:
            logger.warning("the usage log is written again; %d facts were lost", lost)
            with self._wake:
                self._lost -= lost
        self._failing = reason is not None

    def _stored(
        self, facts: Mapping[Key, int], texts: Mapping[tuple[str, str, str, str], int], today: date
    ) -> str | None:
        """Store a batch whole; the kind of error where it could not be, with nothing of it stored."""
        try:
            database = self._open()
            with _transaction(database):
                database.conn.executemany(_COUNT, [(*key, count) for key, count in facts.items()])
                if texts:
                    database.conn.executemany(_KEEP, [(*key, count) for key, count in texts.items()])
            found = failures(database)
            if found != self.reported:
                self.reported = found
        except (sqlite3.Error, OSError) as error:
            self._drop_database()
            return self._kind_of(error)
        if today > self._cleaned:
            self._clean(database, today)
        return None

    def _kind_of(self, error: Exception) -> str:
        """What to tell of an error; a file that is no database any more is set aside, for the next try to begin one."""
        kind = type(error).__name__
        if _is_broken(error):
            with contextlib.suppress(OSError):
                set_aside(self.path)
                return f"{kind}; the file is set aside as {BROKEN}"
        return kind

    def _open(self) -> Database:
        """The database, opened again where somebody has taken the file away or put another in its place."""
        if self._database is not None and _file_id(self.path) == self._opened:
            return self._database
        self._drop_database()
        self._database = open_database(self.path, BUSY_SECONDS)
        self._opened = _file_id(self.path)
        return self._database

    def _clean(self, database: Database, today: date) -> None:
        """Delete what is too old, once a day; a failure is tried again tomorrow."""
        self._cleaned = today
        with contextlib.suppress(sqlite3.Error):
            clean(database, today, self.retention_days, self.text_retention_days)

    def _drop_database(self) -> None:
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.conn.close()
            self._database = None


def _file_id(path: Path) -> tuple[int, int] | None:
    """What tells a file from another of the same name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _is_broken(error: Exception) -> bool:
    """Whether the file is no database any more (and not merely locked, full or read-only)."""
    return getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def set_aside(path: Path) -> None:
    """Rename a broken database, over an earlier broken one, so that a new one can begin."""
    path.replace(path.with_name(BROKEN))
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def kept_from(today: date, retention_days: int) -> date:
    """The first Monday of which nothing is older than it may be."""
    oldest = today - timedelta(days=retention_days)
    return oldest + timedelta(days=-oldest.weekday() % 7)


def _first_month(today: date, retention_days: int) -> str:
    """The first month of which nothing is older than it may be."""
    oldest = today - timedelta(days=retention_days)
    return f"{oldest if oldest.day == 1 else oldest.replace(day=1) + timedelta(days=31):%Y-%m}"


def clean(database: Database, today: date, retention_days: int, text_retention_days: int) -> int:
    """Delete counters and texts older than they may be kept, and the space they took; how many rows went."""
    first_week, first_month = week_of(kept_from(today, retention_days)), _first_month(today, text_retention_days)
    with _transaction(database):
        facts = database.execute("delete from facts where week < ?", [first_week]).rowcount
        texts = database.execute("delete from texts where month < ?", [first_month]).rowcount
    if facts or texts:
        database.vacuum()
        database.execute("pragma wal_checkpoint(truncate)")
    return int(facts + texts)


def tidy(folder: Path, today: date, retention_days: int, text_retention_days: int = TEXT_RETENTION_DAYS) -> None:
    """Delete what is too old from a log nobody may be writing now; one that cannot be opened is left to its writer."""
    with contextlib.suppress(OSError):
        broken = folder / BROKEN
        if date.fromtimestamp(broken.stat().st_mtime) < kept_from(today, retention_days):  # noqa: DTZ012 - a day is enough
            broken.unlink()
    if (folder / FILE).is_file():
        with contextlib.suppress(sqlite3.Error, OSError):
            database = open_database(folder / FILE, BUSY_SECONDS)
            try:
                clean(database, today, retention_days, text_retention_days)
            finally:
                database.conn.close()


# --- reading and erasing ------------------------------------------------------------------------------


def spans_kept(today: date, retention_days: int = RETENTION_DAYS) -> dict[str, tuple[str, str]]:
    """The quarters a report may tell of: those of which nothing has been deleted yet."""
    return whole_quarters(kept_from(today, retention_days), today)


def read(folder: Path, spans: Mapping[str, tuple[str, str]]) -> Tally:
    """What the log holds of these quarters (each with its first and last week), nothing where there is no log.

    Raises BotError where it cannot be read.
    """
    with reading(folder) as database:
        if database is None:
            return Tally({}, {}, {})
        return tally(database, spans)


@contextlib.contextmanager
def reading(folder: Path) -> Iterator[Database | None]:
    """The database of a log, None where none was ever written. Raises BotError where it cannot be read."""
    path = folder / FILE
    if not path.is_file():
        yield None
        return
    try:
        database = open_database(path, BUSY_SECONDS)
        try:
            yield database
        finally:
            database.conn.close()
    except (sqlite3.Error, OSError) as error:
        raise BotError(f"the usage log {path} cannot be read ({error})") from None


def tally(database: Database, spans: Mapping[str, tuple[str, str]]) -> Tally:
    """Read every counter once, in the order of the key, and add it up by quarter; the spans follow each other."""
    facts: dict[str, dict[Fact, int]] = {quarter: {} for quarter in spans}
    if spans:
        firsts = [first for first, _ in spans.values()]
        last = max(last for _, last in spans.values())
        # Sums since the beginning of each quarter, of which each quarter is a difference: the fewest comparisons.
        sums = ", ".join("sum(case when week >= ? then count else 0 end)" for _ in spans)
        rows = database.execute(
            f"select kind, a, b, c, {sums} from facts where week between ? and ? group by kind, a, b, c",  # noqa: S608 - only question marks go in
            [*firsts, firsts[0], last],
        )
        for kind, a, b, c, *since in rows:
            fact = Fact(kind, a, b, c)
            for quarter, count, later in zip(facts.values(), since, (*since[1:], 0), strict=True):
                if count > later:
                    quarter[fact] = count - later
    started = database.execute("select week, count from facts where kind = 'started'")
    texts = database.execute("select month, question, locale, text, count from texts")
    return Tally(facts, dict(started.fetchall()), failures(database), tuple(Kept(*row) for row in texts))


def failures(database: Database) -> dict[tuple[str, str], int]:
    """How often each contact was reported in each week."""
    rows = database.execute("select a, week, count from facts where kind = 'number-failed'")
    return {(contact, week): count for contact, week, count in rows}


def reported(folder: Path) -> dict[tuple[str, str], int]:
    """The same from a log on disk; nothing where it cannot be read, for the talk goes on without it (H6)."""
    try:
        with reading(folder) as database:
            return {} if database is None else failures(database)
    except BotError:
        return {}


def erase(folder: Path) -> int:
    """Empty the log at once, and its file of what it held; how many rows went. Raises BotError where that fails."""
    path = folder / FILE
    try:
        path.with_name(BROKEN).unlink(missing_ok=True)
        return _emptied(path) if path.is_file() else 0
    except (sqlite3.Error, OSError) as error:
        raise BotError(f"the usage log {path} cannot be erased ({error}); stop what writes it and try again") from None


def _emptied(path: Path) -> int:
    try:
        database = open_database(path, busy_seconds=10.0)
        try:
            with _transaction(database):
                gone = database.execute("delete from facts").rowcount + database.execute("delete from texts").rowcount
            database.vacuum()
            database.execute("pragma wal_checkpoint(truncate)")
        finally:
            database.conn.close()
    except sqlite3.Error as error:
        if not _is_broken(error):
            raise
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        return 0
    return int(gone)
