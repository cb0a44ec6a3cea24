"""`python -m tests.catalogue.kills [TIMES]` kills `luotsi catalogue fetch` with SIGKILL, again and again.

Whenever it is killed, the copy in use is whole, and in the end the copy is the one that a calm fetch makes.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from tests.catalogue.server import KEY, Catalogue, serving
from tests.catalogue.test_fetch import content, small

CHANNELS = 400
START_UP = 0.7
"""Seconds that a process needs before it asks anything."""


def start(catalogue: Catalogue, version: str, copy: Path) -> subprocess.Popen[bytes]:
    """A fetch in a process of its own."""
    words = ["fetch", "--base", getattr(catalogue, version), *(["--v11"] if version == "v11" else [])]
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "catalogue", "--copy", str(copy), *words],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PTV_API_KEY": KEY},
    )


def killed(catalogue: Catalogue, version: str, copy: Path, chance: random.Random, times: int) -> int:
    """Kill fetches at any moment, so many times; how many were killed before they had ended."""
    early = 0
    for _ in range(times):
        process = start(catalogue, version, copy)
        time.sleep(START_UP + chance.random())
        process.send_signal(signal.SIGKILL)
        early += process.wait() == -signal.SIGKILL
    return early


def main() -> None:
    """Kill, go on, and compare."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    chance = random.Random(1)  # noqa: S311 - no secret
    with serving(small(CHANNELS)) as catalogue, tempfile.TemporaryDirectory() as folder:
        catalogue.page_size = 20
        for version in ("v11", "v12"):
            calm, rough = Path(folder) / f"{version}.db", Path(folder) / f"{version}-killed.db"
            start(catalogue, version, calm).wait()
            early = killed(catalogue, version, rough, chance, times)
            start(catalogue, version, rough).wait()
            same = content(rough) == content(calm)
            click.echo(f"{version}: {early} of {times} killed early; the copy is {'the same' if same else 'ANOTHER'}")
            if not same:
                sys.exit(1)


if __name__ == "__main__":
    main()
