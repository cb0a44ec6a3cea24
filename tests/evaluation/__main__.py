"""`python -m tests.evaluation [--errors]`: what share of our own labelled rows is understood, by kind and language.

The rows stand beside this file, tab separated under a header: places.tsv (text, expected, lang, kind), concerns.tsv
(text, expected, lang, level) and pii.tsv (text, has_pii, kinds, lang). Nothing is ever trained on them. Ends with 1
when a mark of MARKS is missed; `--errors` lists the rows answered wrong.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bot.content.load import load
from bot.model import Knowledge
from bot.settings import shipped_knowledge
from bot.understanding import answer

HERE = Path(__file__).parent
DANGER, OFF_TOPIC = "immediate-danger", "off-topic"
SHOWN = 3
"""Situations that a worker sees as buttons."""

Row = dict[str, str]
Answer = dict[str, Any]


class Mark(NamedTuple):
    """A measure that must not fall below `least` (or rise above `most`)."""

    name: str
    least: float = 0.0
    most: float = 1.0


MARKS = (
    Mark("places", least=0.96),
    Mark("places: wrong municipality", most=0.01),
    Mark("places: negative", least=0.96),
    Mark("concerns: plain, first", least=0.96),
    Mark("concerns: plain, first three", least=0.98),
    Mark("concerns: paraphrase, first", least=0.82),
    Mark("concerns: paraphrase, first three", least=0.92),
    Mark("concerns: dropped as off-topic", most=0.01),
    Mark("danger: first", least=0.95),
    Mark("danger: first three", least=1.0),
    Mark("danger: false alarms", most=0.02),
    Mark("pii", least=0.98),
    Mark("pii: recall", least=0.975),
    Mark("pii: false on concerns", most=0.002),
)
"""What the rows reach today, less a little room; a change that falls below must say why and move the mark."""


class Score(NamedTuple):
    """A measure and the rows it was taken from: how many of them hit, out of how many."""

    name: str
    hits: int
    asked: int

    @property
    def share(self) -> float:
        """The hits as a share of 1; 0 where no row belongs to it."""
        return self.hits / self.asked if self.asked else 0.0


def rows(name: str) -> list[Row]:
    """The rows of a table beside this file; none where it is missing."""
    path = HERE / name
    if not path.is_file():
        return []
    header, *lines = path.read_text("utf-8").splitlines()
    return [dict(zip(header.split("\t"), line.split("\t"), strict=False)) for line in lines if line]


def answers(kind: str, asked: Sequence[Row], knowledge: Knowledge) -> list[Answer]:
    """What `luotsi understand` answers to the texts of these rows."""
    lines = (json.dumps({"kind": kind, "text": row["text"], "lang": row["lang"]}) for row in asked)
    return [json.loads(answer(line, knowledge)) for line in lines]


def tally(name: str, right: Iterable[bool]) -> Score:
    """A score from rows told right or wrong."""
    told = list(right)
    return Score(name, sum(told), len(told))


def grouped(name: str, asked: Sequence[Row], right: Sequence[bool], key: Callable[[Row], str]) -> Iterator[Score]:
    """A score for each group of rows."""
    for group in sorted({key(row) for row in asked}):
        yield tally(f"{name}: {group}", (ok for row, ok in zip(asked, right, strict=True) if key(row) == group))


def places(asked: Sequence[Row], given: Sequence[Answer]) -> Iterator[Score]:
    """Ambiguous rows stand apart: there several answers are right, and asking back counts as none."""
    said = [reply["municipality"] or "-" for reply in given]
    right = [code in row["expected"].split("|") for row, code in zip(asked, said, strict=True)]
    plain = [ok for row, ok in zip(asked, right, strict=True) if row["kind"] != "ambiguous"]
    yield tally("places", plain)
    yield tally("places: wrong municipality", (code != "-" and not ok for code, ok in zip(said, right, strict=True)))
    yield from grouped("places", asked, right, lambda row: row["kind"])
    yield from grouped("places", asked, right, lambda row: row["lang"])


def concerns(asked: Sequence[Row], given: Sequence[Answer]) -> Iterator[Score]:
    """First answer, first three, danger, and what was let go as no concern at all."""
    pairs = [
        (row, row["expected"].split("|"), reply["situations"] or [OFF_TOPIC])
        for row, reply in zip(asked, given, strict=True)
    ]
    first = [said[0] in meant for _, meant, said in pairs]
    for level in ("plain", "paraphrase"):
        of_level = [(meant, said) for row, meant, said in pairs if row["level"] == level and meant != [OFF_TOPIC]]
        yield tally(f"concerns: {level}, first", (said[0] in meant for meant, said in of_level))
        shown = (not set(said[:SHOWN]).isdisjoint(meant) for meant, said in of_level)
        yield tally(f"concerns: {level}, first three", shown)
    yield tally(
        "concerns: dropped as off-topic", (said == [OFF_TOPIC] for _, meant, said in pairs if OFF_TOPIC not in meant)
    )
    yield from grouped("concerns", asked, first, lambda row: row["expected"].split("|")[0])
    yield from grouped("concerns", asked, first, lambda row: row["lang"])
    yield tally("danger: first", (said[0] == DANGER for _, meant, said in pairs if meant[0] == DANGER))
    yield tally("danger: first three", (DANGER in said[:SHOWN] for _, meant, said in pairs if meant[0] == DANGER))
    yield tally("danger: false alarms", (said[0] == DANGER for _, meant, said in pairs if DANGER not in meant))


def personal_data(asked: Sequence[Row], given: Sequence[Answer], on_concerns: Sequence[Answer]) -> Iterator[Score]:
    """Right or wrong, what was missed, and alarms on the concern texts, which name nobody."""
    right = [reply["pii"] is (row["has_pii"] == "1") for row, reply in zip(asked, given, strict=True)]
    yield tally("pii", right)
    yield tally("pii: recall", (ok for row, ok in zip(asked, right, strict=True) if row["has_pii"] == "1"))
    yield tally("pii: false on concerns", (reply["pii"] for reply in on_concerns))
    yield from grouped("pii", asked, right, lambda row: row["kinds"] or "none")
    yield from grouped("pii", asked, right, lambda row: row["lang"])


def wrong(asked: Sequence[Row], given: Sequence[Answer]) -> Iterator[str]:
    """The rows whose first answer is not the expected one."""
    for row, reply in zip(asked, given, strict=True):
        if "has_pii" in row:
            expected, said = row["has_pii"], str(int(reply["pii"]))
        elif "municipality" in reply:
            expected, said = row["expected"], reply["municipality"] or "-"
        else:
            expected, said = row["expected"], next(iter(reply["situations"]), OFF_TOPIC)
        if said not in expected.split("|"):
            yield f"{row['text']}\t{expected}\t{said}"


def evaluate(knowledge: Knowledge) -> tuple[list[Score], list[str]]:
    """All scores, and the rows answered wrong."""
    scores: list[Score] = []
    errors: list[str] = []
    worries = rows("concerns.tsv")
    tables: list[tuple[str, list[Row], Callable[[Sequence[Row], Sequence[Answer]], Iterator[Score]]]] = [
        ("place", rows("places.tsv"), places),
        ("concern", worries, concerns),
        ("pii", rows("pii.tsv"), lambda asked, given: personal_data(asked, given, answers("pii", worries, knowledge))),
    ]
    for kind, asked, measure in tables:
        given = answers(kind, asked, knowledge)
        if asked:
            scores += measure(asked, given)
            errors += wrong(asked, given)
    return scores, errors


def missed(scores: Iterable[Score]) -> list[str]:
    """The marks that these scores do not reach."""
    by_name = {score.name: score for score in scores}
    return [
        f"{mark.name}: {by_name[mark.name].share:.3f} is not within {mark.least}-{mark.most}"
        for mark in MARKS
        if mark.name in by_name and not mark.least <= by_name[mark.name].share <= mark.most
    ]


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 when a mark is missed."""
    knowledge = load(shipped_knowledge()).fit
    if knowledge is None:
        sys.stderr.write("the knowledge has errors; run `luotsi check` first\n")
        return 1
    scores, errors = evaluate(knowledge)
    for score in scores:
        sys.stdout.write(f"{score.name:<50}{score.hits:>5}/{score.asked:<5}{score.share:>7.3f}\n")
    if "--errors" in arguments:
        sys.stdout.write("\n".join(["", *errors, ""]))
    failures = missed(scores)
    sys.stderr.write("".join(f"missed {failure}\n" for failure in failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
