"""`python -m tests.benchmarks.watch` prints what a check after one edit costs, in a share of a cold `luotsi check`.

Three edits are made, each to the knowledge of today and to one of ten times its size: a local number, a step that many
situations use, and a situation. A cold check is a process; both sides are measured in processor time, so that a busy
machine does not blur the ratio. Last comes what the tenfold costs in tens of today, 1.0 being linear growth.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import click

from bot.content.source import AT, read, yaml_files
from bot.examination import Examiner
from bot.settings import shipped_knowledge

TIMES = 10
TARGET = 1 / 3
ROUNDS = 3
EDITS = {
    "a local number": ("services/local.yaml", ("contacts", "phones", "number")),
    "a shared step": ("procedures/shared.yaml", ("steps", "variants", "text", "fi")),
    "a situation": ("situations/own-safety.yaml", ("situations", "cases", "action", "fi")),
}
NAMES = ("kinds", "contacts", "steps", "situations")
REFERRING = (
    *("service", "also_serves_as", "instead", "successors", "answered_by"),
    *("steps", "tell", "talk", "avoid", "after", "worse"),
)
"""The keys whose values are ids of things that are copied."""


def bare(value: Any) -> Any:  # noqa: ANN401 - whatever a file holds
    """A value without the marks of where it stood."""
    if isinstance(value, dict):
        return {key: bare(inner) for key, inner in value.items() if key != AT}
    return [bare(inner) for inner in value] if isinstance(value, list) else value


def copied(value: Any, ending: str) -> Any:  # noqa: ANN401 - any part of a file
    """A thing with an id, and all it refers to, with this ending: a copy that has nothing to do with the first."""
    if isinstance(value, list):
        return [copied(inner, ending) for inner in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for key, inner in value.items():
        if key in REFERRING and isinstance(inner, str):
            found[key] = inner + ending
        elif key in REFERRING and isinstance(inner, list) and all(isinstance(each, str) for each in inner):
            found[key] = [each + ending for each in inner]
        elif key in ("when", "unless") and isinstance(inner, dict) and "situation" in inner:
            found[key] = inner | {"situation": [each + ending for each in inner["situation"]]}
        else:
            found[key] = copied(inner, ending)
    return found


def tenfold(folder: Path) -> None:
    """Ten times the situations, steps, kinds of service, contacts and phrases, each with ids of its own."""
    for path in yaml_files(folder):
        content = bare(read(path, path.name).content)
        for question in content.get("questions", []):
            if question["id"] == "situation":
                question["options"] += list(more_options(question["options"]))
            for condition in question.get("ask_when", []):
                if "situation" in condition:
                    condition["situation"] += [f"{each}-{n}" for each in condition["situation"] for n in copies()]
        for name in NAMES:
            entries = content.get(name, [])
            more = [copied(entry, f"-{n}") | {"id": f"{entry['id']}-{n}"} for n in copies() for entry in entries]
            content[name] = entries + more
        phrases = content.get("phrases", [])
        content["phrases"] = phrases + [
            entry | {"situation": f"{entry['situation']}-{n}"}
            for n in copies()
            for entry in phrases
            if entry["situation"] != "off-topic"
        ]
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")


def copies() -> range:
    """One digit for each copy: it also makes the keys of options."""
    return range(1, TIMES)


def more_options(options: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The copies of the options, all of which can be chosen."""
    for n in copies():
        for option in options:
            kept = {key: value for key, value in option.items() if key != "only_implied"}
            yield kept | {"id": f"{option['id']}-{n}", "key": f"{option['key']}{n}"}


def edit(folder: Path, name: str, keys: tuple[str, ...], count: int) -> None:
    """Change the first text at these keys, each time to another."""
    path = folder / name
    content = bare(read(path, path.name).content)
    holder = content
    for key in keys[:-1]:
        holder = holder[key][0] if isinstance(holder[key], list) else holder[key]
    holder[keys[-1]] = f"019 5600 1{count:02}" if keys[-1] == "number" else f"{holder[keys[-1]]} {count}"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")


def spent(watch: Examiner) -> float:
    """The processor seconds of one check; an edit here leaves nothing wrong."""
    started = time.process_time()
    report = watch.report()
    if report.errors:
        sys.exit("\n".join(map(str, report.problems[:10])))
    return time.process_time() - started


def cold(folder: Path) -> float:
    """The processor seconds of `luotsi check` as a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"LUOTSI_KNOWLEDGE": str(folder)}
    command = [sys.executable, "-m", "bot", "check"]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(folder: Path, label: str, rounds: int) -> tuple[float, float]:
    """Print the ratios of one knowledge; the seconds of a cold check, and of one after an edit."""
    whole = median(cold(folder) for _ in range(rounds))
    watch = Examiner(folder)
    watch.report()
    after = []
    for what, (name, keys) in EDITS.items():
        times = []
        for count in range(rounds):
            edit(folder, name, keys, count)
            times.append(spent(watch))
        after.append(median(times))
        verdict = "" if after[-1] / whole <= TARGET else "  MISSED"
        ratio = f"{after[-1]:7.2f} s / {whole:7.2f} s = {after[-1] / whole:5.2f} (target {TARGET:.2f}){verdict}"
        click.echo(f"{label}, {what:<16} {ratio}")
    return whole, max(after)


def main() -> None:
    """Measure today's knowledge and its tenfold."""
    gc.disable()  # as the command does while it checks
    with tempfile.TemporaryDirectory() as name:
        today = Path(shutil.copytree(shipped_knowledge(), Path(name) / "today" / "knowledge"))
        ten = Path(shutil.copytree(shipped_knowledge(), Path(name) / "tenfold" / "knowledge"))
        tenfold(ten)
        one = measure(today, "today  ", ROUNDS)
        many = measure(ten, "tenfold", 1)
    for what, small, large in zip(("a cold check", "one after an edit"), one, many, strict=True):
        click.echo(f"growth of {what:<17} {large:7.2f} s / ({TIMES} x {small:5.2f} s) = {large / small / TIMES:5.2f}")


if __name__ == "__main__":
    main()
