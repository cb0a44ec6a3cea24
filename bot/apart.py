"""The knowledge examined in a process of its own: seconds of work, and much memory, that no talk has to wait for."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.errors import Problem
from bot.model import Where

GENTLY = 10
"""How far the check steps back (`nice`) behind those who are answered meanwhile."""

NOT_ITS_BUSINESS = ("TELEGRAM_", "LUOTSI_ADMINS", "LUOTSI_INVITES", "PTV_")
"""How the variables begin that hold secrets; a check needs none of them."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether files may be served, their version (None where they do not load), and what is wrong, errors first."""

    is_sound: bool
    version: str | None
    lines: tuple[str, ...]


class Apart:
    """Examines with `luotsi check`, one folder at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __call__(self, folder: Path) -> Verdict:
        """What is found. Takes seconds; a check that fails itself is a problem of the folder."""
        words = ("--knowledge", str(folder), "check", "--format", "json")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_ITS_BUSINESS)}
        here = {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
        with subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, "-P", "-m", "bot", *words],
            env=here,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C in a terminal is for those who serve
        ) as self._process:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._process.pid, GENTLY)
            said, complaint = self._process.communicate()
        if self._process.returncode not in (0, 1):
            return Verdict(is_sound=False, version=None, lines=("the examination was ended before its time",))
        try:
            found = json.loads(said)
        except ValueError:
            logger.exception("the files could not be examined: %s", complaint.strip())  # they are ours: nobody's words
            why = complaint.strip().rpartition("\n")[2].partition(":")[0]
            message = f"the files could not be examined ({why}); the log tells more"
            return Verdict(is_sound=False, version=None, lines=(message,))
        problems = [
            Problem(Where(each["file"], each["line"], each["column"]), each["severity"], each["rule"], each["message"])
            for each in found["problems"]
        ]
        problems.sort(key=lambda problem: problem.severity != "error")
        return Verdict(self._process.returncode == 0, found["version"], tuple(map(str, problems)))

    def stop(self) -> None:
        """End what is going on."""
        if self._process is not None:
            self._process.kill()
