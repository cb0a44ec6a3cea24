from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import BotError
from bot.model import LOCALES
from bot.settings import shipped_knowledge
from bot.translations.texts import LOCK, agreed, located, lock_text, read_lock, translation_problems
from tests.small import FILES

CALL = {"fi": "Soita tänään.", "sv": "Ring i dag.", "en": "Call today."}
NEW = {"fi": "Soita jo tänään.", "sv": "Ring redan i dag.", "en": "Call this very day."}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small knowledge in files, its lock in step with it."""
    held = tmp_path / "knowledge"
    held.mkdir()
    for name, text in FILES.items():
        (held / name).write_text(text, "utf-8")
    remember(held)
    return held


def remember(folder: Path, *names: str) -> None:
    """Write the lock anew, as `luotsi translate accept` does."""
    entries = agreed(located(folder), read_lock(folder) or {}, names)
    (folder / LOCK).write_text(lock_text(entries), "utf-8")


def edit(folder: Path, *languages: str) -> None:
    """Change what one text says in these languages."""
    path = folder / "answers.yaml"
    text = path.read_text("utf-8")
    for language in languages:
        assert text.count(f"{language}: {CALL[language]}") == 1
        text = text.replace(f"{language}: {CALL[language]}", f"{language}: {NEW[language]}")
    path.write_text(text, "utf-8")


def found(folder: Path) -> list[tuple[str, str]]:
    """The rules that are broken, and the words that stand where each is told."""
    told = []
    for problem in translation_problems(folder):
        path = folder.parent / problem.where.file
        line = path.read_text("utf-8").splitlines()[problem.where.line - 1]
        told.append((problem.rule, line[problem.where.column - 1 :].split(",")[0].rstrip("}")))
    return told


@pytest.mark.parametrize("languages", [("fi",), ("sv",), ("en",), ("fi", "sv"), ("sv", "en")])
def test_exactly_the_languages_that_stayed_behind_are_flagged(folder: Path, languages: tuple[str, ...]) -> None:
    """From whichever language a change came, the others are named at their place; changing them too clears it."""
    edit(folder, *languages)
    others = [locale for locale in LOCALES if locale not in languages]
    assert found(folder) == [("stale-translation", CALL[locale]) for locale in others]
    remember(folder)
    assert found(folder) == [("stale-translation", CALL[locale]) for locale in others]
    edit(folder, *others)
    assert found(folder) == [("new-translation", NEW["fi"])]
    remember(folder)
    assert found(folder) == []


def test_a_text_can_be_confirmed(folder: Path) -> None:
    """Whoever has looked says that the others still fit; the next edit flags them again."""
    edit(folder, "fi")
    remember(folder, "situations/worry/cases/anywhere/action")
    assert found(folder) == []
    edit(folder, "sv")
    assert [rule for rule, _ in found(folder)] == ["stale-translation"] * 2


def test_a_language_that_is_gone_makes_no_other_stale(folder: Path) -> None:
    """It is missing, which is told by itself."""
    path = folder / "answers.yaml"
    path.write_text(path.read_text("utf-8").replace("sv: Ring i dag.", 'sv: ""'), "utf-8")
    assert found(folder) == []


def test_moving_an_entry_keeps_its_memory(folder: Path) -> None:
    """Another order, another file and comments change nothing, also while a text is stale."""
    edit(folder, "fi")
    before = found(folder)
    text = (folder / "answers.yaml").read_text("utf-8")
    head, steps, situations = text[:7], *text[7:].split("situations:\n")
    (folder / "answers.yaml").write_text("# moved\nsituations:\n" + situations, "utf-8")
    first, second = steps.split("  - id: stay\n")
    (folder / "steps.yaml").write_text(f"{head}  - id: stay\n{second}{first}", "utf-8")
    assert found(folder) == before


def test_without_a_lock_nothing_is_said(folder: Path) -> None:
    """A draft need not have one."""
    (folder / LOCK).unlink()
    edit(folder, "fi")
    assert found(folder) == []


@pytest.mark.parametrize("data", [b"\xff\xfe", b"one\ttwo\n", b"no tab at all\n"])
def test_a_broken_lock_is_one_line(folder: Path, data: bytes) -> None:
    """With the command that mends it."""
    (folder / LOCK).write_bytes(data)
    with pytest.raises(BotError, match="accept --all"):
        list(translation_problems(folder))


def test_every_text_has_a_name_of_its_own() -> None:
    """Over the shipped knowledge: names do not clash, and none hangs on a line."""
    texts = located(shipped_knowledge())
    assert len({text.name for text in texts}) == len(texts) > 2000
    assert not any("~" in text.name for text in texts if text.name.startswith("steps/"))
