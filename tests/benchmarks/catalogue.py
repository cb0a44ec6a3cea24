"""`python -m tests.benchmarks.catalogue [CHANNELS]` fetches and compares an invented catalogue of 50,000 channels.

It prints the peak memory of the program that reads (limit: 200 MB), and how its processor time grows when the catalogue
doubles (2 is linear). The catalogue is on the loopback, and the program a process of its own.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from tests.catalogue.server import KEY, Catalogue, serving
from tests.catalogue.world import Area, Line, Offer, World, key, number

LIMIT = 200.0
"""Megabytes."""
LINEAR = 2.4
"""A doubled catalogue may take so many times as long; more is not linear."""


def world(channels: int) -> World:
    """A service for each channel, with names of the length that real ones have."""
    made = World({key(9, count): {"fi": f"Keksitty järjestäjä {count}"} for count in range(200)})
    for count in range(channels):
        names = {"fi": f"Keksitty neuvontapalvelu {count} " + "ja ohjaus " * 8, "sv": f"Påhittad rådgivning {count}"}
        area = Area(counties=(f"{count % 21 + 1:02}",))
        line = Line(key(1, count), key(9, count % 200), names, (number(count % 10_000),), area)
        made.add(line, Offer(key(3, count), key(9, count % 200), names, area, (line.id,), ("P5.5", "P4")))
    return made


def timed(catalogue: Catalogue, version: str, copy: Path) -> tuple[float, float]:
    """Seconds to fetch, and to compare at the best of three times."""
    fetch = ["fetch", "--base", getattr(catalogue, version), *(["--v11"] if version == "v11" else [])]
    return run(copy, *fetch), min(run(copy, "propose", "--json") for _ in range(3))


def run(copy: Path, *words: str) -> float:
    """Seconds of processor time that one command takes in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "bot", "catalogue", "--copy", str(copy), *words],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PTV_API_KEY": KEY},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print everything."""
    channels = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    for version in ("v12", "v11"):
        measured = []
        for count in (channels // 2, channels):
            with serving(world(count)) as catalogue, tempfile.TemporaryDirectory() as folder:
                catalogue.page_size = 100 if version == "v12" else 1000
                measured.append(timed(catalogue, version, Path(folder) / "copy.db"))
                size = (Path(folder) / "copy.db").stat().st_size / 1e6
            fetched, compared = measured[-1]
            click.echo(f"{version}: {count:,} channels: {fetched:.1f} s, propose {compared:.1f} s, copy {size:.0f} MB")
        for name, half, whole in zip(("fetch", "propose"), *measured, strict=True):
            verdict = "" if whole / half <= LINEAR else "  MISSED"
            click.echo(f"{version}: {name} of twice as many: {whole / half:.2f} times as long{verdict}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    click.echo(f"peak memory of a command: {peak:.0f} MB{'' if peak < LIMIT else '  MISSED'}")


if __name__ == "__main__":
    main()
