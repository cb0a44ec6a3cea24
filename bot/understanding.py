"""`luotsi understand`: a JSON line in, a JSON line out.

In: {"kind": "place" | "concern" | "pii", "text": ...}. Any other line is answered with {"error": ...} and the
reading goes on; an error never repeats the text (H4).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from bot.matching.concerns import find_concerns
from bot.matching.personal_data import find_personal_data, own_numbers
from bot.matching.places import find_places
from bot.model import Knowledge

MAX_LINE = 4_000_000
"""Characters of a line that are read at once; a longer one is an error, not a full memory."""


def lines_of(stream: TextIO) -> Iterator[str]:
    """The lines that are not blank, one at a time; of one longer than MAX_LINE only the beginning."""
    while line := stream.readline(MAX_LINE):
        whole = line.endswith("\n") or len(line) < MAX_LINE
        rest = line
        while not whole and rest and not rest.endswith("\n"):
            rest = stream.readline(MAX_LINE)
        if line.strip():
            yield line


def answer(line: str, knowledge: Knowledge) -> str:
    """The JSON answer to a JSON line, in ASCII so that any text survives any terminal."""
    return json.dumps(_answer(line, knowledge))


def _answer(line: str, knowledge: Knowledge) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": "not a JSON object on one line"}
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        return {"error": 'needs {"kind": ..., "text": ...} with a text'}
    text: str = asked["text"]
    match asked.get("kind"):
        case "place":
            codes = find_places(text, knowledge)
            return {"municipality": codes[0] if len(codes) == 1 else None, "candidates": list(codes)}
        case "pii":
            kinds = sorted({found.kind for found in find_personal_data(text, own_numbers(knowledge))})
            return {"pii": bool(kinds), "kinds": kinds}
        case "concern":
            concern = find_concerns(text, knowledge)
            return {"situations": list(concern.situations), "danger": concern.danger}
        case _:
            return {"error": "kind is place, concern or pii"}
