"""A generated draft is right as it stands, is not served, and cannot be published before its texts are written."""

from __future__ import annotations

import itertools

import pytest

from bot.content.load import Loaded, loads
from bot.examination import examine
from bot.model import Knowledge
from bot.stubs import STUBS, stub

KEYS = frozenset("drsapc")


@pytest.fixture
def drafts(knowledge_texts: dict[str, str]) -> dict[str, dict[str, str]]:
    """The shipped knowledge with a draft of each sort."""
    return {sort: knowledge_texts | dict([stub(sort, "night-care", "2026-11-24", KEYS)]) for sort in STUBS}


def rules(loaded: Loaded) -> set[tuple[str, str]]:
    """What is found, by severity and rule."""
    return {(problem.severity, problem.rule) for problem in loaded.problems}


def ids(knowledge: Knowledge | None) -> set[str]:
    """Everything that is served."""
    assert knowledge is not None
    things = (knowledge.kinds, knowledge.contacts, knowledge.situations, knowledge.steps)
    return {*itertools.chain(*things), *(question.id for question in knowledge.questions)}


@pytest.mark.parametrize("sort", STUBS)
def test_a_draft_is_accepted_and_not_served(drafts: dict[str, dict[str, str]], sort: str) -> None:
    """It is a warning, with one more for each text to write; nothing of it reaches a worker."""
    loaded = loads(drafts[sort])
    assert loaded.fit is not None
    assert not {name for name in ids(loaded.knowledge) if "night-care" in name}
    expected = {("warning", "draft"), ("warning", "unwritten")}
    assert rules(loaded) - {("warning", "unknown-option")} == expected
    report = examine(loaded)
    assert report.is_sound
    assert not report.is_spotless


@pytest.mark.parametrize("sort", STUBS)
def test_a_draft_cannot_be_published_unwritten(drafts: dict[str, dict[str, str]], sort: str) -> None:
    """Without its first line it is an error, and what was in use stays in use."""
    texts = {name: text.replace("draft: true\n", "") for name, text in drafts[sort].items()}
    loaded = loads(texts)
    assert loaded.fit is None
    assert ("error", "unwritten") in rules(loaded)


def test_a_draft_that_is_written_can_be_published(knowledge_texts: dict[str, str]) -> None:
    """The service, once its texts are there."""
    name, text = stub("service", "night-care", "2026-11-24", KEYS)
    texts = knowledge_texts | {name: text.replace("draft: true\n", "").replace("…", "yö")}
    loaded = loads(texts)
    assert loaded.problems == ()
    assert {"night-care", "night-care-contact"} <= ids(loaded.fit)


def test_a_wrong_draft_breaks_nothing(knowledge_texts: dict[str, str]) -> None:
    """What is wrong in it is told as a warning: a misspelt key, an id that is not there."""
    name, text = stub("service", "night-care", "2026-11-24", KEYS)
    for old, new, rule in (("recheck_days", "recheck_day", "shape"), ("[social-emergency]", "[x]", "unknown-kind")):
        loaded = loads(knowledge_texts | {name: text.replace(old, new)})
        assert loaded.fit is not None
        assert ("warning", rule) in rules(loaded)


def test_a_question_gets_a_key_that_is_free() -> None:
    """Buttons tell questions apart by it."""
    assert 'key: "n"' in stub("question", "drs-night", "2026-11-24", KEYS)[1]
    with pytest.raises(ValueError, match="every letter"):
        stub("question", "night", "2026-11-24", frozenset("abcdefghijklmnopqrstuvwxyz"))
