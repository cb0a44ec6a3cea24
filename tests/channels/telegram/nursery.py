"""Bots that can be killed: `python -m tests.channels.telegram.nursery` forks one for each line it reads.

A line is `polling BASE` or `webhook BASE PORT`; the answer is the number of the new process. Forking a process that has
loaded everything makes a start take milliseconds, so that a thousand kills take minutes.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from datetime import datetime

from bot.app import Assistant
from bot.channels.telegram.run import serve, warm_up
from bot.channels.telegram.settings import Hook, Setting
from bot.content.load import load
from bot.hours import FINLAND
from bot.model import Knowledge
from bot.settings import shipped_knowledge
from tests.channels.telegram.server import TOKEN


def live(knowledge: Knowledge | None, words: list[str]) -> None:
    """Be a bot until something kills it."""
    mode, base, *rest = words
    hook = Hook(f"http://127.0.0.1:{rest[0]}/telegram", "127.0.0.1", int(rest[0])) if mode == "webhook" else None
    asyncio.run(serve(Setting(TOKEN, base, hook), Assistant(knowledge)))


def main() -> None:
    """Fork a bot for each line; end with the input."""
    logging.basicConfig(level=logging.ERROR)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # so that the killed leave nothing behind
    knowledge = load(shipped_knowledge()).fit
    warm_up(Assistant(knowledge), datetime.now(FINLAND))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while line := sys.stdin.readline():
        number = os.fork()
        if number == 0:
            live(knowledge, line.split())
            os._exit(0)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
