"""The dated copy of the catalogue: one SQLite file, replaced only by a newer one that is complete.

A fetch writes `NAME.part` beside it: the items, and the queue of calls still to make. Each answer is kept in one
transaction with the calls that follow from it, so a fetch that was stopped anywhere goes on where it stood.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlite_utils import Database
from sqlite_utils.db import Table

from bot.catalogue.model import Channel, Connection, Gone, Item, Loss, Organization, Service, Status
from bot.catalogue.plan import MOST_PAGES, STAGES, Answer, Call, Reader, Scope, UnexpectedAnswer
from bot.errors import BotError

FORMAT: Final = 1
"""Of the file; a copy of another format is read anew."""
RESUMED_FOR_DAYS: Final = 2
"""A fetch that stood still for longer begins anew, so that a copy is of one date."""
REPEATED: Final = 2
"""So many items on a page, all of them seen before, mean that the list goes in a circle; one may have slipped over."""

_Row = TypeVar("_Row", Service, Channel, Organization)

_SERVICE = TypeAdapter(Service)
_CHANNEL = TypeAdapter(Channel)
_CONNECTION = TypeAdapter(Connection)
_ORGANIZATION = TypeAdapter(Organization)
_ADAPTERS: Final[dict[type, TypeAdapter[Any]]] = {
    Service: _SERVICE,
    Channel: _CHANNEL,
    Organization: _ORGANIZATION,
    Connection: _CONNECTION,
}
_CALL = TypeAdapter(Call)
_TABLES: Final[dict[type, str]] = {
    Service: "services",
    Channel: "channels",
    Organization: "organizations",
    Connection: "connections",
}
_RANK: dict[Status, int] = {"missing": 0, "withdrawn": 1, "archived": 2}


def part_of(path: Path) -> Path:
    """Where the next copy grows."""
    return path.with_name(path.name + ".part")


# --- writing --------------------------------------------------------------------------------------------


class Part:
    """A copy that is being fetched. Closed by `finish`, which puts it in the place of the old one, or by `close`."""

    def __init__(self, path: Path, reader: Reader, scope: Scope, today: date) -> None:
        """Go on with the part beside `path` where it is of the same scope and fresh, else begin. Raises BotError."""
        self.path = path
        self.reader = reader
        self.scope = scope
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = Database(part_of(path))
            self.is_resumed = self._fits(today)
            if not self.is_resumed:
                self._begin(today)
            self._database.execute("pragma synchronous = normal")  # with WAL: safe when killed, quick
        except (OSError, sqlite3.Error) as wrong:
            raise BotError(f"{part_of(path)} cannot be written ({wrong}); name another file with --copy") from None
        self.day = date.fromisoformat(_meta(self._database)["read_on"])

    def _fits(self, today: date) -> bool:
        try:
            meta = _meta(self._database)
            age = today - date.fromisoformat(meta["read_on"])
        except (sqlite3.Error, KeyError, ValueError):
            return False
        same = (meta["format"], meta["version"], meta["scope"]) == (str(FORMAT), self.reader.name, _scope(self.scope))
        return same and 0 <= age.days <= RESUMED_FOR_DAYS

    def _begin(self, today: date) -> None:
        self._database.close()
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{part_of(self.path)}{suffix}").unlink(missing_ok=True)
        self._database = Database(part_of(self.path))
        self._database.enable_wal()
        with self._database.atomic():
            for name, columns, key in (
                ("meta", {"key": str, "value": str}, "key"),
                ("services", {"id": str, "data": str}, "id"),
                ("channels", {"id": str, "data": str}, "id"),
                ("organizations", {"id": str, "data": str}, "id"),
                ("connections", {"service": str, "channel": str, "data": str}, ("service", "channel")),
                ("gone", {"id": str, "status": str}, "id"),
                ("losses", {"item": str, "what": str}, ("item", "what")),
                ("calls", {"number": int, "stage": int, "call": str}, "number"),
                ("wanted", {"stage": int, "id": str}, ("stage", "id")),
                ("listed", {"list": str, "id": str}, ("list", "id")),
            ):
                self._table(name).create(columns, pk=key, strict=True)
            self._table("connections").create_index(["channel"])
            self._table("calls").create_index(["stage", "number"])
            meta = {"format": str(FORMAT), "version": self.reader.name, "scope": _scope(self.scope)}
            meta |= {"read_on": today.isoformat()}
            self._table("meta").insert_all({"key": key, "value": value} for key, value in meta.items())
            self._queue(self.reader.first(self.scope))
            self._want(self.scope.followed, STAGES.index("channels"))

    def waiting(self, most: int) -> list[tuple[int, Call]]:
        """The next calls to make, at most so many of one stage, with their numbers; none when all is read."""
        if not self._table("calls").exists():
            return []  # it was stopped while it finished
        while True:
            query = (
                "select number, call from calls where stage = (select min(stage) from calls) order by number limit ?"
            )
            rows = self._database.execute(query, [most]).fetchall()
            if rows or not self._plan():
                return [(number, _CALL.validate_json(call)) for number, call in rows]

    def left(self) -> int:
        """How many calls wait."""
        count: int = self._table("calls").count
        return count

    def _plan(self) -> bool:
        """Make calls of the ids wanted, of the first stage that has any; False where nothing is wanted."""
        row = self._database.execute("select min(stage) from wanted").fetchone()
        if row[0] is None:
            return False
        stage = STAGES[row[0]]
        size = self.reader.batch.get(stage, 0)
        table = "" if stage == "connections" else stage
        known = f"and id not in (select id from {table})" if table else ""  # noqa: S608 - names of STAGES
        query = f"select id from wanted where stage = ? {known} order by id"  # noqa: S608 - names of STAGES
        with self._database.atomic():
            ids = [each for (each,) in self._database.execute(query, [row[0]])] if size else []
            self._queue(
                self.reader.by_id(stage, tuple(ids[start : start + size])) for start in range(0, len(ids), size or 1)
            )
            self._database.execute("delete from wanted where stage = ?", [row[0]])
        return True

    def take(self, number: int, call: Call, answer: Answer) -> None:
        """Keep what a call brought, and queue what follows. Raises UnexpectedAnswer where pages go in circles."""
        with self._database.atomic():
            if call.page is not None:
                self._next_page(call, answer)
            self._keep(answer.items)
            for stage, ids in answer.wanted.items():
                self._want(ids, STAGES.index(stage))
            self._gone(answer.gone)
            losses = [{"item": loss.item, "what": loss.what} for loss in answer.losses]
            self._table("losses").insert_all(losses, ignore=True)
            self._database.execute("delete from calls where number = ?", [number])

    def split(self, number: int, call: Call) -> None:
        """Ask for the two halves of a list of ids instead."""
        half = len(call.ids) // 2
        with self._database.atomic():
            self._queue(self.reader.by_id(call.stage, ids) for ids in (call.ids[:half], call.ids[half:]))
            self._database.execute("delete from calls where number = ?", [number])

    def finish(self) -> None:
        """Put the part, complete, in the place of the copy: at once, so that nobody ever reads half of one."""
        with self._database.atomic():
            self._database.execute("delete from gone where status = 'missing' and id in (select id from channels)")
            for name in ("calls", "wanted", "listed"):
                self._database.execute(f"drop table if exists {name}")
        self._database.vacuum()
        self._database.disable_wal()
        self._database.close()
        part_of(self.path).replace(self.path)

    def close(self) -> None:
        """Leave the part for later."""
        self._database.close()

    def _table(self, name: str) -> Table:
        return self._database.table(name)

    def _queue(self, calls: Iterable[Call]) -> None:
        rows = ({"stage": STAGES.index(call.stage), "call": _CALL.dump_json(call).decode()} for call in calls)
        self._table("calls").insert_all(rows)

    def _want(self, ids: Iterable[str], stage: int) -> None:
        self._table("wanted").insert_all(({"stage": stage, "id": each} for each in ids), ignore=True)

    def _next_page(self, call: Call, answer: Answer) -> None:
        if answer.pages > MOST_PAGES:
            raise UnexpectedAnswer(f"{answer.pages} pages are promised, and {MOST_PAGES} are believed")
        name = json.dumps([call.path, dict(call.query)])
        before = self._database.conn.total_changes
        rows = ({"list": name, "id": each} for each in answer.listed)
        self._table("listed").insert_all(rows, ignore=True)
        if self._database.conn.total_changes == before and len(answer.listed) >= REPEATED:
            raise UnexpectedAnswer(f"page {call.page} only repeats the pages before it")
        if call.page is not None and call.page < answer.pages and answer.listed:
            self._queue([Call(call.stage, call.path, call.query, call.page + 1, call.ids, call.status)])

    def _keep(self, items: Iterable[Item]) -> None:
        rows: dict[str, list[dict[str, str]]] = {}
        for item in items:
            data = _ADAPTERS[type(item)].dump_json(item).decode()
            key = (
                {"service": item.service, "channel": item.channel} if isinstance(item, Connection) else {"id": item.id}
            )
            rows.setdefault(_TABLES[type(item)], []).append({**key, "data": data})
        for table, listed in rows.items():
            self._table(table).insert_all(listed, replace=True)

    def _gone(self, found: Iterable[Gone]) -> None:
        for gone in found:
            row = self._database.execute("select status from gone where id = ?", [gone.id]).fetchone()
            if row is None or _RANK[gone.status] > _RANK[row[0]]:
                self._table("gone").insert(asdict(gone), replace=True)


def _scope(scope: Scope) -> str:
    return json.dumps(asdict(scope), sort_keys=True)


def _meta(database: Database) -> dict[str, str]:
    return dict(database.execute("select key, value from meta").fetchall())


# --- reading --------------------------------------------------------------------------------------------


class Copy:
    """A complete copy, read row by row."""

    def __init__(self, database: Database) -> None:
        self._database = database
        meta = _meta(database)
        self.version = meta["version"]
        self.read_on = meta["read_on"]
        self.scope = TypeAdapter(Scope).validate_json(meta["scope"])

    def services(self) -> Iterator[Service]:
        """Every service."""
        return self._rows("services", _SERVICE.validate_json)

    def service(self, key: str) -> Service | None:
        """One service, or None."""
        return self._one("services", key, _SERVICE.validate_json)

    def organization(self, key: str) -> Organization | None:
        """One organisation, or None."""
        return self._one("organizations", key, _ORGANIZATION.validate_json)

    def channel(self, key: str) -> Channel | None:
        """One channel, or None."""
        return self._one("channels", key, _CHANNEL.validate_json)

    def connections(self, service: str) -> list[Connection]:
        """What ties a service to its channels, in a fixed order."""
        rows = self._database.execute("select data from connections where service = ? order by channel", [service])
        return [_CONNECTION.validate_json(data) for (data,) in rows]

    def connected(self, channel: str) -> list[Connection]:
        """What ties a channel to its services."""
        rows = self._database.execute("select data from connections where channel = ? order by service", [channel])
        return [_CONNECTION.validate_json(data) for (data,) in rows]

    def gone(self, key: str) -> Status | None:
        """Why a channel is gone, or None where the copy does not say that it is."""
        row = self._database.execute("select status from gone where id = ?", [key]).fetchone()
        return None if row is None else row[0]

    def losses(self, items: Iterable[str] = ()) -> list[Loss]:
        """What could not be kept of these items; of all items where none is named."""
        names = list(items)
        where = f"where item in ({','.join('?' * len(names))})" if names else ""
        rows = self._database.execute(f"select item, what from losses {where} order by item, what", names)  # noqa: S608
        return [Loss(*row) for row in rows]

    def counts(self) -> dict[str, int]:
        """How many rows of each kind it holds."""
        return {name: self._database.table(name).count for name in ("services", "channels", "organizations", "losses")}

    def _rows(self, table: str, read: Callable[[str], _Row]) -> Iterator[_Row]:
        for (data,) in self._database.execute(f"select data from {table} order by id"):  # noqa: S608 - our own names
            yield read(data)

    def _one(self, table: str, key: str, read: Callable[[str], _Row]) -> _Row | None:
        row = self._database.execute(f"select data from {table} where id = ?", [key]).fetchone()  # noqa: S608
        return None if row is None else read(row[0])


@contextlib.contextmanager
def reading(path: Path) -> Iterator[Copy]:
    """The copy in a file. Raises BotError where there is none that can be read."""
    if not path.is_file():
        raise BotError(f"there is no copy of the catalogue in {path}; `luotsi catalogue fetch` makes one")
    database = Database(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True))
    try:
        yield Copy(database)
    except (sqlite3.Error, ValidationError, KeyError) as wrong:
        kind = type(wrong).__name__
        raise BotError(
            f"{path} is no copy that can be read ({kind}); `luotsi catalogue fetch` makes a new one"
        ) from None
    finally:
        database.close()
