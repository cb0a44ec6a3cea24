"""The labelled rows are whole and hard enough, and a fallen mark is told."""

from __future__ import annotations

import pytest

from bot.matching.concerns import OFF_TOPIC
from bot.model import LOCALES, Knowledge
from tests.evaluation.__main__ import MARKS, Score, answers, concerns, missed, rows


@pytest.mark.parametrize(("name", "fewest"), [("concerns.tsv", 300), ("places.tsv", 300), ("pii.tsv", 120)])
def test_there_are_rows_enough(name: str, fewest: int) -> None:
    """Each table has the rows it was meant to have, none twice, all with their language."""
    table = rows(name)
    assert len(table) >= fewest
    assert len({row["text"] for row in table}) == len(table)
    assert {row["lang"] for row in table} <= {*LOCALES, "-"}


def test_concern_rows_name_what_exists(knowledge: Knowledge) -> None:
    """Every situation is asked for at both levels, and three rows in ten are no concern at all."""
    table = rows("concerns.tsv")
    meant = [row["expected"].split("|") for row in table]
    assert {name for names in meant for name in names} == {*knowledge.situations, OFF_TOPIC}
    assert {row["level"] for row in table} == {"plain", "paraphrase"}
    assert sum(names == [OFF_TOPIC] for names in meant) >= 0.3 * len(table)


def test_a_fallen_mark_is_told() -> None:
    """A share below its mark, or above it where less is better, is named; a missing table is not."""
    assert missed([Score("danger: first three", 17, 18)]) == ["danger: first three: 0.944 is not within 1.0-1.0"]
    assert missed([Score("danger: false alarms", 18, 18)]) != []
    assert missed([Score("danger: false alarms", 0, 18)]) == []


def test_the_concern_rows_reach_their_marks(knowledge: Knowledge) -> None:
    """What `python -m tests.evaluation` demands holds; the names of the marks are those of the scores."""
    table = rows("concerns.tsv")
    scores = list(concerns(table, answers("concern", table, knowledge)))
    assert missed(scores) == []
    assert {mark.name for mark in MARKS if mark.name.startswith(("concerns", "danger"))} <= {
        score.name for score in scores
    }
