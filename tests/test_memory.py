"""A proof that remembers finds exactly what a proof from nothing finds, whatever was edited in between."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings

from bot.content.load import load
from bot.examination import Examiner, examine
from bot.memory import Memory
from bot.proof import prove
from bot.settings import shipped_knowledge
from tests.small import FILES, SEEDS, changed, knowledge_of, random_files
from tests.test_proof import at_the_brink

EDITABLE = ("contacts.yaml", "steps.yaml", "situations.yaml", "kinds.yaml", "laws.yaml", "municipalities.yaml")


@settings(max_examples=25)
@given(SEEDS)
def test_random_edits_one_after_the_other(seed: Random) -> None:
    """Files exchanged for others, some of which leave holes, drive cards over their length, or are put back."""
    memory = Memory()
    files = first = random_files(seed)
    for _ in range(6):
        knowledge = knowledge_of(files)
        assert prove(knowledge, memory=memory) == prove(knowledge)
        match seed.choice(["exchange", "brink", "back"]):
            case "exchange":
                name = seed.choice(EDITABLE)
                files = files | {name: random_files(seed)[name]}
                files = files if _fits(files) else first
            case "brink":
                files = at_the_brink(files, seed)
            case _:
                files = first


def _fits(files: dict[str, str]) -> bool:
    """Whether the parts of two random knowledge bases can be put together: the one may have places the other lacks."""
    try:
        knowledge_of(files)
    except AssertionError:
        return False
    return True


def test_a_hole_is_told_each_time_with_its_line() -> None:
    """It is not remembered as it once stood."""
    memory = Memory()
    hole = {'phones: [{number: "116006"}]': "phones: []"}
    for texts in (
        dict(FILES),
        changed(hole),
        {**changed(hole), "answers.yaml": "\n" + FILES["answers.yaml"]},
        dict(FILES),
    ):
        knowledge = knowledge_of(texts)
        assert prove(knowledge, memory=memory).problems == prove(knowledge).problems


FULL = {"fi: Soita tänään.": f"fi: {'x' * 1900}", "fi: Pysy linjalla.": f"fi: {'y' * 900}"}
"""Changes after which a card has little room left."""
PIECES = (
    "fi: Kysy neuvoa.",
    "fi: yyyy",
    "fi: Kerro huoli.",
    "fi: Ankkuri, sv",
    "fi: Utsjoen Ankkuri",
    "fi: Lapin Ankkuri",
    "fi: numero",
    "fi: Utsjoki",
    "fi: Opettaja",
    "fi: Lappi",
)


@pytest.mark.parametrize("piece", PIECES)
def test_each_piece_of_a_card_counts(piece: str) -> None:
    """Whatever grows until a card does not fit is noticed, though all else is as it was."""
    memory = Memory()
    full = changed(FULL)
    assert prove(knowledge_of(full), memory=memory).problems == []
    grown = {name: text.replace(piece, f"fi: {'z' * 900} {piece[4:]}", 1) for name, text in full.items()}
    knowledge = knowledge_of(grown)
    fresh = prove(knowledge)
    assert prove(knowledge, memory=memory) == fresh
    assert "too-long" in {problem.rule for problem in fresh.problems}


def test_lines_that_only_moved_are_as_good_as_before() -> None:
    """The proof is the same, and the cases are met at the lines where they stand now."""
    memory = Memory()
    prove(knowledge_of(FILES), memory=memory)
    moved = knowledge_of({name: f"\n\n{text}" for name, text in FILES.items()})
    assert prove(moved, memory=memory) == prove(moved)
    assert prove(moved, memory=memory).problems == []


def test_the_shipped_knowledge_in_the_hands_of_an_editor(tmp_path: Path) -> None:
    """The report of a watch after each save is that of a fresh check."""
    folder = Path(shutil.copytree(shipped_knowledge(), tmp_path / "knowledge"))
    watch = Examiner(folder)
    edits = (
        ("services/local.yaml", '"05 234 4171"', '"05 234 4172"'),
        ("services/kinds.yaml", "      sv: Är inget rådgivningsnummer.\n", ""),
        ("services/national.yaml", "# ", "\n# "),
    )
    watch.report()
    for name, old, new in edits:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    report, fresh = watch.report(), examine(load(folder))
    assert (report.problems, report.proof) == (fresh.problems, fresh.proof)
    assert report.problems
