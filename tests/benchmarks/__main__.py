"""`python -m tests.benchmarks` prints ratios, all measured in the same run, and their targets.

1. Load and proof, against parsing the same files with the plain C loader plus one bare loop over everything proven.
2. One turn of the conversation, against reading its session with `json.loads`.
3. Reading a place or a worry in typed words, against one look for the official name most like them (rapidfuzz). The
   turn that a misspelt name takes is told beside it: the most of that is reading.
4. `luotsi show` as a process, against a process that imports the same third-party modules and parses the same files.

Each figure is the median of several rounds, and the two sides of a ratio take turns, so that a busy machine slows both.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import click
import yaml
from rapidfuzz import fuzz, process

from bot.content.load import load
from bot.conversation import respond, session_to_json
from bot.examination import examine
from bot.matching.concerns import find_concerns
from bot.matching.places import find_places
from bot.model import LOCALES, Chose, Knowledge, Said, Session
from bot.paths import paths, places
from bot.settings import shipped_knowledge

FOLDER = shipped_knowledge()
ROUNDS = 7
SHOW = [
    *("show", "--role", "teacher", "--situation", "worrying-speech-or-behaviour", "--age", "under-18"),
    *("--place", "Oulu", "--now", "2026-11-24T10:00"),
]
MISSPELT = "Jyvaskylla"
SENTENCE = "oppilas puhuu koko ajan aseista ja kostosta, olemme koulussa Jyväskylässä"
Action = Callable[[], object]


def seconds(action: Action, times: int = 1) -> float:
    """How long one run of the action takes, on average of so many in a row."""
    started = time.perf_counter()
    for _ in range(times):
        action()
    return (time.perf_counter() - started) / times


def compare(ours: Action, bare: Action, times: int = 1) -> tuple[float, float]:
    """The median seconds of both, taking turns; one round before that warms up and does not count."""
    rounds = [(seconds(ours, times), seconds(bare, times)) for _ in range(ROUNDS + 1)][1:]
    return median(each[0] for each in rounds), median(each[1] for each in rounds)


def tell(what: str, ours: float, bare: float, unit: str, target: float | None = None) -> None:
    """Print one ratio; `unit` is s, ms or µs."""
    scale = {"s": 1, "ms": 1e3, "µs": 1e6}[unit]
    verdict = "" if target is None else f" (target {target})" + ("" if ours / bare <= target else "  MISSED")
    sides = f"{ours * scale:8.2f} {unit} / {bare * scale:8.2f} {unit}"
    click.echo(f"{what:<44} {sides} = {ours / bare:5.2f}{verdict}")


def parse_plainly(folder: Path = FOLDER) -> None:
    """The files through PyYAML's C loader, and nothing more."""
    for path in sorted(folder.rglob("*.yaml")):
        with path.open("rb") as stream:
            yaml.load(stream, Loader=yaml.CSafeLoader)


def load_and_proof(knowledge: Knowledge) -> None:
    """The first ratio."""
    ways = [(path, places(knowledge, path)) for path in paths(knowledge)]

    def bare() -> int:
        parse_plainly()
        seen = 0
        for _, codes in ways:
            for _ in codes:
                for _ in LOCALES:
                    seen += 1
        return seen

    ours, plain = compare(lambda: examine(load(FOLDER)), bare)
    tell(f"load and proof of {bare():,} combinations", ours, plain, "s", 5)


def turns(knowledge: Knowledge) -> None:
    """The second ratio, for the ways a person can answer the last question."""
    session = at_the_place()
    for what, message, target in (
        ("a tap", Chose("place", "564"), 20),
        ("an option in words", Said("koko maa"), 20),
        ("a typed name", Said("Oulu"), 20),
        ("a misspelt name, read and answered", Said(MISSPELT), None),
    ):
        after = respond(knowledge, session, message).session
        assert "place" in after.answers, what
        ours, plain = compare(
            partial(respond, knowledge, session, message), partial(json.loads, session_to_json(after)), 500
        )
        tell(f"one turn: {what}", ours, plain, "µs", target)


def at_the_place() -> Session:
    """The session of somebody who is asked for the municipality."""
    return Session("fi", {"danger": "no", "role": "teacher", "situation": "just-consult", "age": "under-18"})


def reading(knowledge: Knowledge) -> None:
    """The third ratio, for a place alone and in a sentence, and for a worry."""
    names = [place.name[locale] for place in knowledge.municipalities.values() for locale in ("fi", "sv")]
    for what, action, target in (
        ("a misspelt place", partial(find_places, MISSPELT, knowledge), 25),
        ("a place in a sentence", partial(find_places, SENTENCE, knowledge), 25),
        ("a worry", partial(find_concerns, SENTENCE, knowledge), 100),
    ):
        assert action()
        ours, plain = compare(action, partial(process.extractOne, MISSPELT, names, scorer=fuzz.ratio), 50)
        tell(f"reading: {what}", ours, plain, "µs", target)


IMPORTED = """
import sys
from bot.cli import cli
cli.main(sys.argv[1:], standalone_mode=False)
for name, module in sys.modules.items():
    if "site-packages" in (getattr(module, "__file__", None) or "") and name.split(".")[0] != "bot":
        print(name, file=sys.stderr)
"""
"""Runs a command and tells which third-party modules it has imported."""

PLAIN = """
import importlib, pathlib, sys
for name in sys.argv[2:]:
    importlib.import_module(name)
import yaml
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.yaml")):
    with path.open("rb") as stream:
        yaml.load(stream, Loader=yaml.CSafeLoader)
"""


def start() -> None:
    """The fourth ratio."""
    told = subprocess.run([sys.executable, "-c", IMPORTED, *SHOW], capture_output=True, text=True, check=True).stderr
    modules = told.split()

    def run(*words: str) -> None:
        subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True)

    ours, plain = compare(lambda: run("-m", "bot", *SHOW), lambda: run("-c", PLAIN, str(FOLDER), *modules))
    tell("luotsi show, as a process", ours, plain, "ms", 1.5)


def main() -> None:
    """Measure and print everything, neither side looking for garbage, as in `luotsi check`."""
    gc.disable()
    knowledge = load(FOLDER).fit
    if knowledge is None:
        sys.exit("the knowledge has errors: `luotsi check` names them")
    load_and_proof(knowledge)
    turns(knowledge)
    reading(knowledge)
    start()


if __name__ == "__main__":
    main()
