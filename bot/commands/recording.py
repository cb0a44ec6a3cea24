"""The usage log of the commands that hold talks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from bot.hours import FINLAND
from bot.usage.recorder import Recorder


@contextmanager
def recording() -> Iterator[Recorder]:
    """A recorder for the talks of this process; it writes a usage log where `--data` names a folder."""
    data, retention_days = click.get_current_context().meta["luotsi.log"]
    if data is None:
        yield Recorder()
        return
    from bot.usage.log import UsageLog, reported, tidy

    tidy(data, datetime.now(FINLAND).date(), retention_days)
    log = UsageLog(data, retention_days)
    try:
        yield Recorder(log, reported(data))
    finally:
        log.close()
