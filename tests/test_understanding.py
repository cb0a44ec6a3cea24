"""`luotsi understand` answers line by line, whatever the lines hold."""

from __future__ import annotations

import io
import json

import pytest

from bot import understanding
from bot.model import Knowledge
from bot.understanding import answer, lines_of


def ask(knowledge: Knowledge, **asked: object) -> dict[str, object]:
    """The answer to one question, read back."""
    return dict(json.loads(answer(json.dumps(asked), knowledge)))


def test_a_place(knowledge: Knowledge) -> None:
    """One municipality, or candidates and none."""
    assert ask(knowledge, kind="place", text="Treella") == {"municipality": "837", "candidates": ["837"]}
    asked = ask(knowledge, kind="place", text="Längelmäki")
    assert asked == {"municipality": None, "candidates": ["182", "562"]}
    assert ask(knowledge, kind="place", text="en tiedä") == {"municipality": None, "candidates": []}


def test_personal_data(knowledge: Knowledge) -> None:
    """Which kinds, never what."""
    assert ask(knowledge, kind="pii", text="Maija Meikäläinen, Kuusitie 4") == {
        "pii": True,
        "kinds": ["address", "name"],
    }
    assert ask(knowledge, kind="pii", text="soita 112") == {"pii": False, "kinds": []}


def test_a_concern(knowledge: Knowledge) -> None:
    """Situations best first, and danger."""
    asked = ask(knowledge, kind="concern", text="luokassa on ampuja juuri nyt")
    assert asked["danger"] is True
    assert "immediate-danger" in json.dumps(asked["situations"])


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "null",
        '"x"',
        '{"kind": "place"}',
        '{"kind": "place", "text": 5}',
        '{"kind": "x", "text": "y"}',
        "[" * 9999,
    ],
)
def test_a_bad_line_is_answered(line: str, knowledge: Knowledge) -> None:
    """With an error object, and without its words."""
    assert set(json.loads(answer(line, knowledge))) == {"error"}
    secret = answer('{"kind": "secret-word", "text": "secret-word"}', knowledge)
    assert "secret-word" not in secret


def test_lone_surrogates(knowledge: Knowledge) -> None:
    """JSON can carry half a letter; the answer is plain ASCII."""
    for kind in ("place", "concern", "pii"):
        assert answer(f'{{"kind": "{kind}", "text": "\\ud800 Oulu"}}', knowledge).isascii()


def test_lines_come_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blank lines are passed over, and of one that is too long only the beginning is kept."""
    monkeypatch.setattr(understanding, "MAX_LINE", 10)
    stream = io.StringIO("one\n\n  \n" + "x" * 35 + "\nlast")
    assert [line.strip() for line in lines_of(stream)] == ["one", "x" * 10, "last"]
