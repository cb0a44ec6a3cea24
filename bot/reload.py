"""Edits picked up while a service runs: a sound one is taken into use as a whole, a bad one leaves what was there (H5).

What is served is one frozen `Knowledge`, exchanged by one assignment between two turns, so nobody meets half an edit.
A file is only believed once it has come to rest and stayed the same while it was examined, in a process of its own.
Where there is a data folder, a copy of the last good files stands in it, so that a bad edit does not win by a restart.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from watchfiles import awatch, watch

from bot.apart import Apart, Verdict
from bot.content.load import load
from bot.content.source import yaml_files
from bot.model import Knowledge

LOOK_EVERY: Final = 1000
"""Milliseconds after which files are looked at though nothing was heard of them: some network drives tell nothing."""
REST: Final = 300
"""Milliseconds without another change after which an edit is taken to be complete."""
MOST_TOLD: Final = 10
STILL_WRITTEN: Final = "somebody is still writing the files: try again in a moment"
SAME: Final = "the files are the same as what is in use"
KEPT: Final = "last-good-knowledge"
IN_USE: Final = "no better copy is kept, so what is in use has this too: mend it soon"

Signature = tuple[tuple[str, int, int, int], ...]

logger = logging.getLogger(__name__)


class Serves(Protocol):
    """Whoever answers with the knowledge: an `Assistant`."""

    knowledge: Knowledge | None


@dataclass(frozen=True, slots=True)
class Change:
    """What came of an edit: `version` is None where it was refused, and `lines` say why, or else what changed."""

    version: str | None
    lines: tuple[str, ...]

    def __str__(self) -> str:
        head = "the edit is not taken into use" if self.version is None else f"knowledge version {self.version} in use"
        return f"{head}: {'; '.join(self.lines)}"


Tell = Callable[[Change], Awaitable[None]]
Examine = Callable[[Path], Verdict]


def saves(folder: Path) -> Iterator[None]:
    """Once at the start, and again each time files were saved and have come to rest, until interrupted."""
    seen = signature(folder)
    yield
    if not folder.is_dir():
        return
    for _ in watch(folder, debounce=REST, rust_timeout=LOOK_EVERY, yield_on_timeout=True):
        now = signature(folder)
        if now != seen:
            seen = now
            yield


def signature(folder: Path) -> Signature:
    """What tells one state of the files from another without reading them."""
    with suppress(OSError):
        stats = [(str(path), path.stat()) for path in yaml_files(folder)]
        return tuple((name, stat.st_mtime_ns, stat.st_size, stat.st_ino) for name, stat in stats)
    return ()


class Reloader:
    """Keeps somebody who serves knowledge up to date with a folder."""

    def __init__(self, folder: Path, serves: Serves, data: Path | None = None, examine: Examine | None = None) -> None:
        self.folder = folder
        self.serves = serves
        self.kept = None if data is None else data / KEPT / (folder.absolute().name or "knowledge")
        self._apart = Apart()
        self._examine = examine or self._apart
        self._examining, self._looking = threading.Lock(), threading.Lock()
        self._seen: Signature = ()
        self._asked = self._refused = False
        self._good = ""
        """The version of the copy in the data folder."""

    def start(self) -> None:
        """Serve at once what was last good, or else whatever can be put together; the first look examines it."""
        self._asked = True
        loaded = load(self.folder).fit
        good = self._last_good()
        if good is not None and loaded is not None and good.version == loaded.version:
            self._good, self._asked, self._seen = good.version, False, signature(self.folder)
        self.serves.knowledge = good or loaded

    def _last_good(self) -> Knowledge | None:
        """The copy in the data folder, or the one before it, where the program ended while they changed places."""
        if self.kept is None:
            return None
        return load(self.kept).fit or load(self.kept.parent.with_name(f"{KEPT}.old") / self.kept.name).fit

    def read(self) -> tuple[Knowledge | None, tuple[str, ...]]:
        """The folder examined: the knowledge if it may be served, and what is wrong with it. Takes seconds."""
        found, verdict = self._examined()
        return found, verdict.lines

    def _examined(self) -> tuple[Knowledge | None, Verdict]:
        with self._examining:
            verdict = self._examine(self.folder)
            served = self.serves.knowledge
            if not verdict.is_sound:
                return None, verdict
            found = served if served is not None and served.version == verdict.version else load(self.folder).fit
        if found is None or found.version != verdict.version:
            return None, replace(verdict, lines=("the files changed while they were examined", *verdict.lines))
        return found, verdict

    def look(self) -> Change | None:
        """Take the files into use if they have changed and are sound; None where there is nothing to tell."""
        with self._looking:
            return self._looked()

    def take(self) -> Change:
        """Look at the files now, whether they seem changed or not, and say what came of it. Takes seconds."""
        with self._looking:
            self._asked = True
            change = self._looked()
            if change is None and self._asked:
                return Change(None, (STILL_WRITTEN,))
            served = self.serves.knowledge
            return change or Change(None if served is None else served.version, (SAME,))

    def _looked(self) -> Change | None:
        before = signature(self.folder)
        if before == self._seen and not self._asked:
            return None
        found, verdict = self._examined()
        if signature(self.folder) != before:
            return None  # somebody is still writing: look again
        self._seen, self._asked, was_refused, self._refused = before, False, self._refused, found is None
        served = self.serves.knowledge
        if found is None:
            is_in_use = served is not None and served.version == verdict.version
            return Change(None, (*((IN_USE,) if is_in_use else ()), *verdict.lines[:MOST_TOLD]))
        if found.version != self._good:
            self._keep(found)
        if served is not None and served.version == found.version:
            return Change(found.version, ("the files are as they were before the bad edit",)) if was_refused else None
        self.serves.knowledge = found
        return Change(found.version, differences(served, found))

    def ask(self) -> None:
        """Look at the files at the next occasion, whether they seem changed or not."""
        self._asked = True

    async def keep_up(self, stopping: asyncio.Event, tell: Tell) -> None:
        """Look whenever something was saved, or on SIGHUP, until `stopping`; each change is logged and told."""
        with suppress(NotImplementedError, RuntimeError, ValueError):  # no such signal here, or not the main thread
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self.ask)
        while not stopping.is_set():
            await self._look_and_tell(stopping, tell)
            try:
                async for _ in awatch(
                    self.folder,
                    debounce=REST,
                    rust_timeout=LOOK_EVERY,
                    yield_on_timeout=True,
                    stop_event=stopping,
                    raise_interrupt=None,
                ):
                    await self._look_and_tell(stopping, tell)
            except OSError:
                await _pause(stopping)  # the folder is gone for a moment, as when a new one is put in its place

    async def _look_and_tell(self, stopping: asyncio.Event, tell: Tell) -> None:
        looking = asyncio.create_task(asyncio.to_thread(self.look))
        ending = asyncio.create_task(stopping.wait())
        await asyncio.wait({looking, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if stopping.is_set():
            self._apart.stop()
        change = await looking
        if change is not None and not stopping.is_set():
            logger.log(logging.WARNING if change.version is None else logging.INFO, "%s", change)
            await tell(change)

    def _keep(self, knowledge: Knowledge) -> None:
        """Copy the files into the data folder; a copy that is not what is served is thrown away."""
        if self.kept is None:
            return
        part, old = (self.kept.parent.with_name(f"{KEPT}.{ending}") for ending in ("part", "old"))
        try:
            for leftover in (part, old):
                shutil.rmtree(leftover, ignore_errors=True)
            for path in yaml_files(self.folder):
                copy = part / self.kept.name / path.relative_to(self.folder)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
            copied = load(part / self.kept.name).knowledge
            if copied is None or copied.version != knowledge.version:
                shutil.rmtree(part)
                return
            if self.kept.parent.exists():
                self.kept.parent.rename(old)
            part.rename(self.kept.parent)
            shutil.rmtree(old, ignore_errors=True)
            self._good = knowledge.version
        except OSError as reason:
            logger.warning("the last good knowledge could not be kept: %s", reason.strerror)


async def _pause(stopping: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), LOOK_EVERY / 1000)


def differences(old: Knowledge | None, new: Knowledge) -> tuple[str, ...]:
    """What an edit added, changed and removed, by sort and id: `contacts: changed mun-kotka-moona`."""
    if old is None:
        return ("there was nothing in use before",)
    found = []
    for sort in ("situations", "steps", "laws", "references", "kinds", "contacts", "municipalities", "counties"):
        before, after = getattr(old, sort), getattr(new, sort)
        listed = {
            "added": [key for key in after if key not in before],
            "changed": [key for key in after if key in before and after[key] != before[key]],
            "removed": [key for key in before if key not in after],
        }
        found += [f"{sort}: {what} {_named(ids)}" for what, ids in listed.items() if ids]
    if old.questions != new.questions:
        found.append("questions: changed")
    return tuple(found[:MOST_TOLD]) or ("words that are matched or checked, or only comments",)


def _named(ids: list[str]) -> str:
    return ", ".join(ids) if len(ids) <= MOST_TOLD else f"{', '.join(ids[:MOST_TOLD])} and {len(ids) - MOST_TOLD} more"
