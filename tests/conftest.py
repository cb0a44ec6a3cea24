"""What the tests share: the shipped knowledge, a fixed moment, and deterministic hypothesis."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, settings

from bot.content.load import load
from bot.hours import FINLAND
from bot.model import Knowledge
from bot.settings import shipped_knowledge

settings.register_profile(
    "luotsi",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("luotsi")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes what the transcripts lead to today into their files."""
    parser.addoption("--update", action="store_true", help="rewrite tests/transcripts/*.yaml with today's answers")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The knowledge that ships, without one error in it."""
    loaded = load(shipped_knowledge())
    wrong = [str(problem) for problem in loaded.problems if problem.severity == "error"]
    assert not wrong, "\n".join(wrong[:20])
    assert loaded.fit is not None
    return loaded.fit


@pytest.fixture(scope="session")
def now() -> datetime:
    """A Tuesday in office hours: 24 November 2026, 10 o'clock."""
    return datetime(2026, 11, 24, 10, 0, tzinfo=FINLAND)


@pytest.fixture
def knowledge_texts() -> dict[str, str]:
    """The shipped knowledge as texts by file name, to be changed at will."""
    folder = shipped_knowledge()
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.yaml"))}
