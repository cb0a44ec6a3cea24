"""Conversations as data: what a person typed, and what mattered on the screen that answered.

Each file in `transcripts/` is one talk. A turn notes the question asked, or the card reached with its contacts and
laws; words are left to the knowledge and the catalogues, and only the talks marked `whole` keep their last screen
in full. `pytest tests/test_transcripts.py --update` writes what the talks lead to today: read the difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import interpret
from bot.card import card_for
from bot.conversation import banner, respond, session_from_json, session_to_json
from bot.hours import FINLAND
from bot.model import LOCALES, Ask, Button, Card, Confirm, Knowledge, Screen, Section, Session, Show, Turn
from bot.wording.screens import FOLDED, contacts_on, lay_out

FILES = sorted((Path(__file__).parent / "transcripts").glob("*.yaml"))

Transcript = dict[str, Any]


def read(path: Path) -> Transcript:
    """A talk as it stands in its file."""
    held: Transcript = yaml.safe_load(path.read_text("utf-8"))
    return held


class _Dumper(yaml.SafeDumper):
    """Keeps the lines of a long text as lines."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def written(transcript: Transcript) -> str:
    """A talk as it is written to its file."""
    return yaml.dump(transcript, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def played(knowledge: Knowledge, transcript: Transcript) -> Transcript:
    """The same talk with what it leads to today; the session goes through JSON after every turn."""
    now = datetime.fromisoformat(transcript["now"]).replace(tzinfo=FINLAND)
    session = Session(transcript["lang"])
    turn = respond(knowledge, session, Show("card"))
    screen = lay_out(knowledge, turn, now)
    buttons: tuple[Button, ...] = screen.buttons
    turns = []
    for said in transcript["turns"]:
        turn = respond(knowledge, session, interpret(said["say"], buttons))
        screen = lay_out(knowledge, turn, now)
        session, buttons = session_from_json(session_to_json(turn.session)), screen.buttons
        turns.append({"say": said["say"], **dict(facts(knowledge, turn, screen))})
    ends = {"screen": screen.text + "\n"} if transcript.get("whole") else {}
    kept = {name: told for name, told in transcript.items() if name not in ("turns", "screen")}
    return {**kept, "turns": turns, **ends}


def facts(knowledge: Knowledge, turn: Turn, screen: Screen) -> Iterator[tuple[str, Any]]:
    """What matters on a screen, by name."""
    yield "lang", screen.locale
    if turn.notice is not None:
        yield "notice", turn.notice
    danger = banner(knowledge, turn.step.facets)
    if danger is not None and turn.part != "share":
        yield "banner", danger.id
    if turn.part == "answers":
        yield "answers", dict(turn.session.answers)
    elif isinstance(turn.step, Ask):
        yield "asks", turn.step.question.id
        if turn.step.candidates:
            yield "candidates", list(turn.step.candidates)
    elif isinstance(turn.step, Confirm):
        yield "understood", dict(turn.step.proposed)
    else:
        card = card_for(knowledge, turn.step.facets)
        yield from card_facts(card, turn.part, screen)


def card_facts(card: Card, part: str | None, screen: Screen) -> Iterator[tuple[str, Any]]:
    """The case, who is named in which order, and the provisions of the lines that are shown."""
    yield "card", f"{card.situation.id}/{card.case.id}"
    first = part in (None, "card", "share")
    sections: list[Section] = ["steps"] if first else [name for name in FOLDED if name == part]
    if part not in (None, "card"):
        yield "part", part
    if first:
        named = {contact.name[screen.locale]: contact.id for contact in contacts_on(card.doors)}
        spans = [span.text for line in screen.lines for span in line.spans]
        yield "contacts", [named[text] for text in spans if text in named]
    laws = [law for name in sections for line in card.sections.get(name, ()) for law in line.laws]
    yield "laws", list(dict.fromkeys(laws))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_talk_leads_where_it_led(knowledge: Knowledge, path: Path, request: pytest.FixtureRequest) -> None:
    """Every turn asks, names and cites what its file says."""
    held = read(path)
    today = played(knowledge, held)
    if request.config.getoption("--update") and today != held:
        path.write_text(written(today), "utf-8")
        held = read(path)
    assert held["turns"] == today["turns"]
    assert held == today


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_talk_stands_in_its_file_as_update_writes_it(path: Path) -> None:
    """So that the next update changes only what has changed."""
    assert path.read_text("utf-8") == written(read(path))


def test_a_talk_without_answers_is_filled_in(knowledge: Knowledge) -> None:
    """An editor writes what was said; the update adds what it led to."""
    filled = played(knowledge, {"lang": "sv", "now": "2026-11-24T10:00", "turns": [{"say": "nej"}, {"say": "x"}]})
    assert filled["turns"] == [
        {"say": "nej", "lang": "sv", "asks": "role"},
        {"say": "x", "lang": "sv", "notice": "not-understood", "asks": "role"},
    ]


def ends(knowledge: Knowledge) -> list[dict[str, str]]:
    """The answers each talk ended with."""
    found = []
    for path in FILES:
        session = Session(read(path)["lang"])
        buttons: tuple[Button, ...] = ()
        for said in read(path)["turns"]:
            turn = respond(knowledge, session, interpret(said["say"], buttons))
            session, buttons = turn.session, lay_out(knowledge, turn, datetime(2026, 11, 24, tzinfo=FINLAND)).buttons
        found.append({**session.answers, "lang": session.locale})
    return found


def test_the_talks_cover_what_people_ask(knowledge: Knowledge) -> None:
    """The languages, ages and main situations, many roles; bilingual, Åland, Sámi-area towns and the whole country."""
    seen = {(name, answer) for answers in ends(knowledge) for name, answer in answers.items()}
    asked = ("threat-or-preparing-violence", "worrying-speech-or-behaviour", "wants-to-leave-movement", "just-consult")
    assert len(FILES) >= 14
    assert {("lang", locale) for locale in LOCALES} <= seen
    assert {("danger", danger) for danger in ("yes", "no", "unsure")} <= seen
    assert {("age", age) for age in ("under-18", "18-28", "29-or-over", "unknown")} <= seen
    assert {("situation", situation) for situation in asked} <= seen
    assert {("place", place) for place in ("598", "905", "638", "478", "890", "148", "whole-country")} <= seen
    assert len([name for name, _ in seen if name == "role"]) >= 12


def test_every_talk_ends_with_somebody_to_call(knowledge: Knowledge) -> None:
    """The last turn of each talk is a card that names a contact (H2)."""
    for path in FILES:
        last = played(knowledge, read(path))["turns"][-1]
        assert last.get("contacts"), path.stem
