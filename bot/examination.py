"""Everything `luotsi check` finds, and how it is told to a person, to a program, or beside the lines of a change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.answering import Silence, silences
from bot.branches import branch_problems
from bot.content.checks import CHECKS
from bot.content.load import Loaded, Shaped, load
from bot.errors import Problem, counted
from bot.exercises import exercise_problems
from bot.gaps import Gap, gaps
from bot.memory import Memory
from bot.proof import Proof, prove
from bot.translations.texts import translation_problems
from bot.wording.catalogs import catalog_problems


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. `gaps` and `silences` are () where they were not asked for.

    `version` is that of the knowledge, None where it does not load.
    """

    version: str | None
    problems: tuple[Problem, ...]
    proof: Proof
    gaps: tuple[Gap, ...]
    silences: tuple[Silence, ...]

    @property
    def errors(self) -> int:
        """How many problems keep the knowledge from being served."""
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def is_sound(self) -> bool:
        """Whether the knowledge may be served."""
        return self.errors == 0 and self.proof.combinations > 0

    @property
    def is_spotless(self) -> bool:
        """Whether there is nothing left to mend or to fill."""
        return not (self.problems or self.gaps or self.silences)


class Examiner:
    """Examines a folder again and again, remembering what has not changed since; finds what `examine` finds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.loaded = Loaded(None, ())
        self._files: dict[str, Shaped] = {}
        self._memory = Memory()

    def report(self, *, with_gaps: bool = False) -> Report:
        """The folder as it is now; `loaded` is what was read for it."""
        self.loaded = load(self.folder, self._files)
        besides = translation_problems(self.folder)
        return examine(self.loaded, with_gaps=with_gaps, besides=besides, memory=self._memory)


def examine(
    loaded: Loaded, *, with_gaps: bool = False, besides: Iterable[Problem] = (), memory: Memory | None = None
) -> Report:
    """What loading found, what the rules say, the catalogues, the proof, and the gaps where they are asked for.

    `besides` are problems found in the files by themselves, such as translations that stayed behind.
    """
    problems = {*loaded.problems, *catalog_problems(), *besides}
    proof = Proof()
    missing: tuple[Gap, ...] = ()
    silent: tuple[Silence, ...] = ()
    knowledge = loaded.knowledge
    if knowledge is not None:
        try:
            problems.update(problem for check in CHECKS for problem in check(knowledge))
            proof = prove(knowledge, memory=memory)
            problems.update(proof.problems)
            problems.update(branch_problems(knowledge, proof.branches))
            problems.update(exercise_problems(knowledge))
            if with_gaps:
                missing, silent = gaps(knowledge), silences(knowledge)
        except LookupError:
            if loaded.fit is not None:
                raise
            proof = Proof()  # a name that leads nowhere is told by loading, and nothing can be proven past it
    version = None if loaded.fit is None else loaded.fit.version
    return Report(version, tuple(sorted(problems)), proof, missing, silent)


def printed(report: Report, form: str, seconds: float) -> str:
    """The report as `text`, as `json`, or in the words that `github` shows beside a line; `seconds` is what it took."""
    if form == "json":
        return json.dumps(_data(report, seconds), ensure_ascii=False, indent=2)
    lines = [_github(problem) if form == "github" else str(problem) for problem in report.problems]
    lines += [str(gap) for gap in report.gaps]
    lines += [str(silence) for silence in report.silences]
    return "\n".join([*lines, _summary(report, seconds)])


def _summary(report: Report, seconds: float) -> str:
    proof = report.proof
    proven = proof.combinations - proof.faulty
    share = 100 * proven // proof.combinations if proof.combinations else 0
    warnings = len(report.problems) - report.errors
    return (
        f"{proven} of {proof.combinations} combinations of answers, places and languages proven ({share} %); "
        f"{counted(report.errors, 'error')}, {counted(warnings, 'warning')}, {seconds:.2f} s"
    )


def _github(problem: Problem) -> str:
    where = problem.where
    message = problem.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    position = f"file={where.file},line={where.line},col={where.column}"
    return f"::{problem.severity} {position},title={problem.rule}::{message}"


def _data(report: Report, seconds: float) -> dict[str, object]:
    return {
        "version": report.version,
        "problems": [
            {
                "file": problem.where.file,
                "line": problem.where.line,
                "column": problem.where.column,
                "severity": problem.severity,
                "rule": problem.rule,
                "message": problem.message,
            }
            for problem in report.problems
        ],
        "combinations": report.proof.combinations,
        "proven": report.proof.combinations - report.proof.faulty,
        "seconds": round(seconds, 3),
        "gaps": [gap.data() for gap in report.gaps],
        "silences": [
            {
                "situation": silence.situation,
                "hours_a_week": silence.hours,
                "on_holidays": silence.on_holiday,
                "places": list(silence.places),
            }
            for silence in report.silences
        ],
    }
