"""What `luotsi check` prints: for people, for programs, and beside the lines of a change."""

from __future__ import annotations

import json

from bot.content.load import loads
from bot.examination import Report, examine, printed
from tests.small import FILES, changed

BROKEN = "kinds: 5\n"


def small(**files: str) -> Report:
    """The report on the small knowledge base with some files put beside it."""
    return examine(loads({**FILES, **{f"{name}.yaml": text for name, text in files.items()}}), with_gaps=True)


def test_sound_knowledge_is_sound() -> None:
    """No error, and something proven."""
    assert small().is_sound
    assert "combinations of answers, places and languages proven (100 %); 0 errors" in printed(small(), "text", 0.5)


def test_broken_knowledge_is_not_sound_in_any_form() -> None:
    """Every form names the file, the line and the rule."""
    report = small(broken=BROKEN)
    assert not report.is_sound
    assert "broken.yaml:1:8: error: `kinds` must be a list [shape]" in printed(report, "text", 0.5)
    assert "::error file=broken.yaml,line=1,col=8,title=shape::`kinds` must be a list" in printed(report, "github", 0.5)
    problems = json.loads(printed(report, "json", 0.5))["problems"]
    assert [problem["line"] for problem in problems if problem["file"] == "broken.yaml"] == [1]


def test_json_holds_what_the_text_holds() -> None:
    """The same counts, and the seconds as given."""
    report = small()
    data = json.loads(printed(report, "json", 1.25))
    assert data["seconds"] == 1.25
    assert data["proven"] == data["combinations"] == report.proof.combinations
    assert len(data["gaps"]) == len(report.gaps)
    assert len(data["silences"]) == len(report.silences)


def test_gaps_are_looked_for_only_when_asked() -> None:
    """They take time, and a daily check does not need them."""
    report = examine(loads(FILES))
    assert not report.gaps
    assert not report.silences


def test_a_contact_of_a_kind_that_is_not_there_is_told() -> None:
    """A misspelt kind of service is a problem at its line, and what remains is examined all the same."""
    texts = changed({"id: line\n    service: helpline": "id: line\n    service: helplin"})
    assert "unknown-kind" in {problem.rule for problem in examine(loads(texts)).problems}


def test_a_place_nobody_knows_is_told_by_line() -> None:
    """What leads nowhere keeps the proof from being made, and is told all the same."""
    report = examine(
        loads(changed({'service_area: {municipalities: ["890"]}': 'service_area: {municipalities: ["999"]}'}))
    )
    assert "unknown-municipality" in {problem.rule for problem in report.problems}
    assert not report.is_sound
