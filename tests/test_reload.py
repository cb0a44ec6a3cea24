"""Edits while a service runs: sound ones come in whole, bad ones never, also after a restart, and talks go on."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from bot.apart import Verdict
from bot.app import Assistant
from bot.content.load import load
from bot.examination import Examiner
from bot.model import Knowledge
from bot.reload import KEPT, SAME, STILL_WRITTEN, Change, Reloader, differences
from bot.wording.screens import unavailable
from tests.small import FILES, changed, knowledge_of

BAD = {'phones: [{number: "116006"}]': "phones: []"}
"""Loads, but leaves those in Kökar without a number."""

Play = Callable[[list[Change]], Awaitable[None]]


def write(folder: Path, texts: dict[str, str]) -> None:
    """Save files as an editor does, one after the other."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        if not (folder / name).exists() or (folder / name).read_text("utf-8") != text:
            (folder / name).write_text(text, "utf-8")


def edited() -> dict[str, str]:
    """The small knowledge with another number of the county's contact."""
    return changed({'- number: "116117"': '- number: "116000"'})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small knowledge on disk."""
    write(tmp_path / "small", dict(FILES))
    return tmp_path / "small"


def here(folder: Path) -> Verdict:
    """The verdict reached in this process, which is faster."""
    examiner = Examiner(folder)
    report = examiner.report()
    problems = sorted(report.problems, key=lambda problem: problem.severity != "error")
    return Verdict(report.is_sound, report.version, tuple(map(str, problems)))


def version(folder: Path) -> str:
    """The version of the knowledge in a folder."""
    knowledge = load(folder).fit
    assert knowledge is not None
    return knowledge.version


def number(knowledge: Knowledge | None) -> str:
    """The number that the edit changes."""
    assert knowledge is not None
    return knowledge.contacts["lapland-anchor"].phones[0].dial


def test_a_sound_edit_is_taken_into_use(folder: Path) -> None:
    """It says what changed; a look without an edit says nothing."""
    assistant = Assistant(None)
    reloader = Reloader(folder, assistant)
    reloader.start()
    assert number(assistant.knowledge) == "116117"
    assert reloader.look() is None
    write(folder, edited())
    change = reloader.look()
    assert change is not None
    assert change.lines == ("contacts: changed lapland-anchor",)
    assert assistant.knowledge is not None
    assert change.version == assistant.knowledge.version
    assert number(assistant.knowledge) == "116000"
    assert reloader.look() is None


def test_files_are_taken_when_somebody_says_so(folder: Path) -> None:
    """With what came of it in every case, and nothing is left for the next look to tell."""
    assistant = Assistant(None)
    reloader = Reloader(folder, assistant, examine=here)
    reloader.start()
    assert reloader.take().lines == (SAME,)
    write(folder, edited())
    assert reloader.take().lines == ("contacts: changed lapland-anchor",)
    assert number(assistant.knowledge) == "116000"
    write(folder, changed(BAD))
    refused = reloader.take()
    assert (refused.version, refused.lines[0].partition(":")[0]) == (None, "small/answers.yaml")
    assert number(assistant.knowledge) == "116000"
    assert reloader.look() is None


def test_files_that_are_being_written_are_not_taken(folder: Path) -> None:
    """Whoever asked is told to try again."""

    def examine(path: Path) -> Verdict:
        verdict = here(path)
        write(path, edited())
        return verdict

    assistant = Assistant(None)
    reloader = Reloader(folder, assistant, examine=examine)
    reloader.start()
    assert reloader.take() == Change(None, (STILL_WRITTEN,))
    assert number(assistant.knowledge) == "116117"


def test_a_bad_edit_leaves_what_was_there(folder: Path) -> None:
    """It names file and line, also where the files load and only the proof finds the hole; mended, it says so."""
    assistant = Assistant(None)
    reloader = Reloader(folder, assistant)
    reloader.start()
    served = assistant.knowledge
    for wrong in (changed(BAD), {**FILES, "guide.yaml": "questions:\n\t- id: a\n"}):
        write(folder, wrong)
        change = reloader.look()
        assert change is not None
        assert change.version is None
        assert any(
            line.startswith(("small/answers.yaml:34:9", "small/guide.yaml:2:1: error: a tab")) for line in change.lines
        )
        assert assistant.knowledge is served
    write(folder, dict(FILES))
    mended = reloader.look()
    assert mended is not None
    assert assistant.knowledge is served
    assert served is not None
    assert mended.version == served.version


def test_an_edit_that_breaks_the_check_itself_is_a_bad_edit(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A bug of ours never ends the service; what was there stays, and the log tells more."""
    assistant = Assistant(None)
    reloader = Reloader(folder, assistant)
    reloader.start()
    served = assistant.knowledge
    write(tmp_path / "bot", {"__init__.py": "", "__main__.py": "raise KeyError('zzz')\n"})
    monkeypatch.syspath_prepend(tmp_path)
    write(folder, edited())
    change = reloader.look()
    assert change is not None
    assert change.version is None
    assert "could not be examined (KeyError)" in str(change)
    assert assistant.knowledge is served
    assert "Traceback" in caplog.text


def test_a_check_ends_with_the_service(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for it, and what it would have said is told to nobody."""
    begun = tmp_path / "begun"
    endless = f"import pathlib, time\npathlib.Path({str(begun)!r}).touch()\nwhile True:\n    time.sleep(1)\n"
    write(tmp_path / "bot", {"__init__.py": "", "__main__.py": endless})
    monkeypatch.syspath_prepend(tmp_path)
    reloader = Reloader(folder, Assistant(None))
    reloader.start()

    async def play(_: list[Change]) -> None:
        await until(begun.exists)

    assert asyncio.run(kept_up(reloader, play)) == []


def test_errors_are_told_before_warnings(folder: Path) -> None:
    """However many warnings stand in files that come first."""
    said = "variants: [{source: handbook, text: {fi: a, sv: b, en: c}}]"
    warnings = "steps:\n" + "".join(f"  - {{id: idle-{n}, {said}}}\n" for n in range(20))
    write(folder, {**changed(BAD), "a.yaml": warnings})
    found, lines = Reloader(folder, Assistant(None), examine=here).read()
    assert found is None
    assert ": error: " in lines[0]
    assert ": warning: " in lines[-1]


def test_the_last_good_files_survive_a_restart(folder: Path, tmp_path: Path) -> None:
    """A bad edit does not win by a restart; a good one after that does."""
    data = tmp_path / "data"
    first = Reloader(folder, Assistant(None), data, examine=here)
    first.start()
    assert first.look() is None
    good = version(folder)
    write(folder, changed(BAD))
    assistant = Assistant(None)
    restarted = Reloader(folder, assistant, data, examine=here)
    restarted.start()
    assert assistant.knowledge is not None
    assert assistant.knowledge.version == good == version(data / KEPT / "small")
    refused = restarted.look()
    assert refused is not None
    assert refused.version is None
    write(folder, edited())
    assert restarted.look() is not None
    again = Assistant(None)
    reloader = Reloader(folder, again, data, examine=here)
    reloader.start()
    assert number(again.knowledge) == "116000"
    assert reloader.look() is None
    assert version(data / KEPT / "small") == version(folder)
    assert sorted(path.name for path in data.iterdir()) == [KEPT]


def test_the_copy_before_is_served_where_a_program_ended_while_they_changed_places(
    folder: Path, tmp_path: Path
) -> None:
    """A bad edit that waits then does not leave everybody without guidance."""
    data = tmp_path / "data"
    first = Reloader(folder, Assistant(None), data, examine=here)
    first.start()
    assert first.look() is None
    (data / KEPT).rename(data / f"{KEPT}.old")
    write(folder, {"guide.yaml": "questions: 5\n"})
    assistant = Assistant(None)
    Reloader(folder, assistant, data, examine=here).start()
    assert number(assistant.knowledge) == "116117"


def test_without_anything_good_what_loads_is_served(folder: Path, tmp_path: Path) -> None:
    """A hole somewhere is better than no answer anywhere, and it is told; broken files leave 112."""
    write(folder, changed(BAD))
    assistant = Assistant(None)
    reloader = Reloader(folder, assistant, tmp_path / "data", examine=here)
    reloader.start()
    change = reloader.look()
    assert change is not None
    assert assistant.knowledge is not None
    write(folder, {"guide.yaml": "questions: 5\n"})
    Reloader(folder, assistant, tmp_path / "data", examine=here).start()
    assert assistant.knowledge is None


def test_a_data_folder_that_cannot_be_written_stops_nothing(folder: Path, tmp_path: Path) -> None:
    """The edit is served all the same."""
    (tmp_path / "data").write_text("not a folder")
    assistant = Assistant(None)
    reloader = Reloader(folder, assistant, tmp_path / "data", examine=here)
    reloader.start()
    write(folder, edited())
    assert reloader.look() is not None
    assert number(assistant.knowledge) == "116000"


def test_a_file_that_is_still_being_written_is_not_believed(folder: Path) -> None:
    """What changes while it is examined is looked at again."""
    looked: list[Path] = []

    def interrupted(folder: Path) -> Verdict:
        looked.append(folder)
        if len(looked) == 1:
            write(folder, edited())
        return here(folder)

    assistant = Assistant(None)
    reloader = Reloader(folder, assistant, examine=interrupted)
    reloader.start()
    assert reloader.look() is None
    assert number(assistant.knowledge) == "116117"
    assert reloader.look() is not None
    assert number(assistant.knowledge) == "116000"


def at_least(told: list[Change], count: int) -> bool:
    """Whether so many changes were told."""
    return len(told) >= count


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that is bound to happen; a test that waits in vain is ended."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - it comes true in another thread
            await asyncio.sleep(0.01)


async def kept_up(reloader: Reloader, play: Play) -> list[Change]:
    """What is told while something is played."""
    told: list[Change] = []

    async def tell(change: Change) -> None:
        told.append(change)

    stopping = asyncio.Event()
    task = asyncio.create_task(reloader.keep_up(stopping, tell))
    try:
        await asyncio.sleep(0.2)
        await play(told)
    finally:
        stopping.set()
        await task
    return told


def test_a_hundred_talks_go_on_during_edits(folder: Path, now: datetime) -> None:
    """Good and bad edits come and go; every turn is answered, each card with the number of one version."""
    assistant = Assistant(None)
    reloader = Reloader(folder, assistant, examine=here)
    reloader.start()
    over = asyncio.Event()
    cards: list[str] = []

    async def talk(chat: str, pause: float) -> None:
        while not over.is_set():
            for said in ("/start", "2", "1", "1", "1", "Kemi"):
                screen = assistant.handle(chat, said, now)
                assert screen != unavailable("fi")
                await asyncio.sleep(pause)
            cards.append(screen.text)
            assistant.forget(chat)

    async def play(told: list[Change]) -> None:
        talks = [asyncio.create_task(talk(str(index), index / 5000)) for index in range(100)]
        await until(lambda: len(cards) > 100)
        for count, texts in enumerate(
            (edited(), changed(BAD), {**edited(), "new.yaml": "sources: 5\n"}, dict(FILES)), 1
        ):
            write(folder, texts)
            await until(partial(at_least, told, count))
            (folder / "new.yaml").unlink(missing_ok=True)
        over.set()
        await asyncio.gather(*talks)

    told = asyncio.run(kept_up(reloader, play))
    assert [change.version is None for change in told][:3] == [False, True, True]
    shown = [("116117" in card, "116000" in card) for card in cards]
    assert set(shown) == {(True, False), (False, True)}


def test_a_signal_makes_it_look(folder: Path) -> None:
    """SIGHUP, as an operator's `reload` sends it, examines the files though nothing was heard of them."""
    assistant = Assistant(None)
    reloader = Reloader(folder, assistant, examine=here)
    reloader.start()
    assert reloader.look() is None
    assistant.knowledge = None

    async def play(told: list[Change]) -> None:
        os.kill(os.getpid(), signal.SIGHUP)
        await until(lambda: bool(told))

    (change,) = asyncio.run(kept_up(reloader, play))
    assert change.lines == ("there was nothing in use before",)
    assert number(assistant.knowledge) == "116117"


def test_a_folder_that_is_replaced_is_found_again(folder: Path) -> None:
    """As a deployment does that puts a new folder in the place of the old."""
    assistant = Assistant(None)
    reloader = Reloader(folder, assistant, examine=here)
    reloader.start()

    def replace() -> None:
        folder.rename(folder.with_name("old"))
        write(folder.with_name("new"), edited())
        folder.with_name("new").rename(folder)

    async def play(told: list[Change]) -> None:
        await asyncio.to_thread(replace)
        await until(lambda: bool(told))
        assert number(assistant.knowledge) == "116000"

    asyncio.run(kept_up(reloader, play))


def test_what_changed_is_named_by_sort_and_id() -> None:
    """Added, changed and removed; of many the first ten."""
    before = knowledge_of(FILES)
    after = knowledge_of(changed({"id: kokar": "id: kokar-anchor", "fi: Neuvoo.": "fi: Neuvoo nyt."}))
    assert differences(before, after) == (
        "kinds: changed helpline",
        "contacts: added kokar-anchor",
        "contacts: removed kokar",
    )
    assert differences(before, before) == ("words that are matched or checked, or only comments",)
