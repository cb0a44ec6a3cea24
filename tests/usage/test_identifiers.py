"""Nothing that identifies a worker or a client reaches disk or a log: identifiers are planted, bytes are read (H4)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest

from bot.app import Assistant
from bot.model import Change, Chose, Feedback, Knowledge, Language, Message, Offer, Said, Show
from bot.usage import log as usage_log
from bot.usage.facts import Fact
from bot.usage.log import UsageLog
from bot.usage.page import page
from bot.usage.recorder import Recorder
from bot.usage.report import make_report
from bot.usage.tables import write_csv, write_datasette

CHAT = "chat-8812345678"
NAMES = ("Maija Meikäläinen", "Ville Virtanen", "Åsa Öhman")
CODES = ("131052-308T", "010190-999X")
PHONES = ("0401234567", "+358 50 765 4321")
OTHERS = ("maija.m@example.org", "Mannerheimintie 12 B 34", "fritekstisalaisuus xyzzy")
PLANTED = (CHAT, "8812345678", *NAMES, *CODES, *PHONES, *OTHERS, "Meikäläinen", "Virtanen", "xyzzy", "1234567")


def hostile() -> Iterator[str | Message]:
    """Everything a channel can hand over, with an identifier in it."""
    for secret in PLANTED:
        yield f"oppilas {secret} puhuu ampumisesta"
        yield secret
        yield from (Chose("role", secret), Chose(secret, "no"), Change(secret), Language(secret), Show(secret))
        yield from (Feedback(secret), Feedback("number-failed", secret), Offer(secret), Said(f"huoli {secret}"))
    yield cast("Message", f"{NAMES[0]}")


def talk(assistant: Assistant, now: datetime) -> None:
    """A talk to a card with every hostile thing said before and after it, and a bug with a name in it."""
    for incoming in hostile():
        assistant.handle(CHAT, incoming, now)
    situation = Chose("situation", "worrying-speech-or-behaviour")
    to_card: tuple[str | Message, ...] = ("ei", Chose("role", "teacher"), situation)
    for incoming in (*to_card, Chose("age", "under-18"), Chose("place", "205"), *hostile()):
        assistant.handle(CHAT, incoming, now)
    assistant.handle(CHAT, cast("Message", NAMES), now)


def found_in(bytes_read: bytes) -> list[str]:
    """The planted words that stand in these bytes, in any usual encoding."""
    encodings = ("utf-8", "utf-16-le", "latin-1")
    return [word for word in PLANTED for encoding in encodings if word.encode(encoding, "replace") in bytes_read]


def test_no_identifier_reaches_any_file_or_log(
    knowledge: Knowledge,
    now: datetime,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Database, write-ahead log, reports, program log and both outputs, while the log runs and after it."""
    log = UsageLog(tmp_path / "data")
    with caplog.at_level(logging.DEBUG):
        talk(Assistant(knowledge, "fi", Recorder(log, pick=lambda _: 0)), now)
        assert log.flush()
    while_it_runs = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    assert b"worrying-speech-or-behaviour" in while_it_runs
    log.close()
    spans = usage_log.spans_kept(now.date())
    report = make_report(knowledge, usage_log.read(tmp_path / "data", spans), spans, now.date())
    write_csv(report, tmp_path / "csv")
    write_datasette(report, tmp_path / "report.db")
    (tmp_path / "page.html").write_text(page(report), "utf-8")
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    printed = "".join(capfd.readouterr()) + caplog.text
    assert found_in(while_it_runs + files + printed.encode()) == []


def test_a_text_sent_to_the_editors_holds_no_identifier(knowledge: Knowledge, now: datetime, tmp_path: Path) -> None:
    """Also in small letters; the rest of the text is there."""
    log = UsageLog(tmp_path)
    assistant = Assistant(knowledge, "fi", Recorder(log))
    secrets = (*NAMES, *(name.lower() for name in NAMES), *CODES, *PHONES, *OTHERS[:2])
    for secret in secrets:
        for incoming in (f"flurbul {secret} grumpf", Offer("look"), Offer("send")):
            assistant.handle(CHAT, incoming, now)
    log.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"flurbul" in kept
    assert [secret for secret in secrets if secret.encode() in kept] == []
    assert found_in(kept) == []


def test_a_bug_in_counting_tells_no_words(
    knowledge: Knowledge, now: datetime, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reply stands, and the log names the kind of bug alone (H6)."""

    def fail(*said: object) -> tuple[Fact, ...]:
        raise ValueError(said)

    plain = Assistant(knowledge, "fi").handle(CHAT, NAMES[0], now)
    monkeypatch.setattr("bot.usage.recorder.facts_of", fail)
    assert Assistant(knowledge, "fi").handle(CHAT, NAMES[0], now) == plain
    assert "ValueError" in caplog.text
    assert found_in(caplog.text.encode()) == []


def test_without_a_folder_nothing_is_written(
    knowledge: Knowledge, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A talk without `--data` leaves no file and offers to send no text."""
    monkeypatch.chdir(tmp_path)
    assistant = Assistant(knowledge, "fi")
    talk(assistant, now)
    assert list(tmp_path.iterdir()) == []
    assert Offer("look") not in [button.message for button in assistant.handle("other", "xyzzy", now).buttons]
