"""The command line: exit codes, one line for a mistake, data one can parse, and help when the content is broken."""

from __future__ import annotations

import functools
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest

import bot.cli
from bot.commands.check import coloured
from bot.content.load import load
from bot.emergency import NATIONAL_LINES, UNAVAILABLE
from bot.model import LOCALES
from bot.settings import shipped_knowledge
from tests.small import FILES

TEACHER = ("--role", "teacher", "--situation", "worrying-speech-or-behaviour", "--age", "under-18")
YOUTH = ("--role", "youth-work", "--situation", "threat-or-preparing-violence", "--age", "under-18", "--lang", "en")
OFFICE_HOURS, SUNDAY_NIGHT = ("--now", "2026-11-24T10:00"), ("--now", "2026-11-22T21:00")

LOAD_ONCE = functools.cache(load)


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Luotsi = Callable[..., Done]


@pytest.fixture
def luotsi(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Luotsi:
    """Runs a command in this process; a folder of knowledge is read once for all tests."""
    monkeypatch.setattr("bot.commands.common.load", LOAD_ONCE)
    monkeypatch.delenv("LUOTSI_KNOWLEDGE", raising=False)

    def run(*words: str | Path, typed: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["luotsi", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as end:
            bot.cli.main()
        return Done(int(end.value.code or 0), *capsys.readouterr())

    return run


def process(*words: str, typed: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Runs a command in a process of its own."""
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(command, input=typed, capture_output=True, env={**os.environ, **environment}, check=False)


def contacts(shown: str) -> list[dict[str, Any]]:
    """Every contact in the data of a card."""
    doors = json.loads(shown)["doors"]
    return [contact for door in doors for rung in ("contacts", "without_number", "behind") for contact in door[rung]]


# --- show ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["Utsjoki", "Jakobstad", "Mariehamn", "091", "whole-country"])
def test_show_prints_data_with_source_date_and_rung(luotsi: Luotsi, place: str) -> None:
    """Valid JSON; every contact says where it is from, how old it is and how near it stands."""
    done = luotsi("show", *YOUTH, "--place", place, "--json")
    assert (done.code, done.err) == (0, "")
    found = contacts(done.out)
    assert found
    for contact in found:
        assert contact["source"]["url"].startswith("http")
        assert contact["source"]["as_of"]
        assert contact["source"]["read_on"]
        assert contact["rung"] in ("municipality", "county", "police-department", "nation")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("fi", "🆘 Vaara nyt? Soita 112."), ("sv", "🆘 Fara nu? Ring 112."), ("en", "🆘 Danger now? Call 112.")],
)
def test_show_prints_the_card(luotsi: Luotsi, lang: str, said: str) -> None:
    """112 first, at most 80 columns, no buttons."""
    done = luotsi("show", *TEACHER, "--place", "Oulu", "--lang", lang)
    lines = [line.rstrip() for line in done.out.strip().split("\n")]
    assert (done.code, lines[0]) == (0, said)
    assert max(map(len, lines)) <= 80
    assert "In English" not in done.out
    assert "Suomeksi" not in done.out


def test_show_says_the_same_as_text_and_as_data(luotsi: Luotsi) -> None:
    """The text inside the data is the text that is printed, lines broken elsewhere."""
    where = (*TEACHER, "--place", "Vaasa", *OFFICE_HOURS)
    data = json.loads(luotsi("show", *where, "--json").out)
    assert luotsi("show", *where).out.split() == data["text"].split()


def test_now_turns_the_hours(luotsi: Luotsi) -> None:
    """The same card in office hours and on a Sunday night: what was open is closed."""
    for now, is_open in ((OFFICE_HOURS, True), (SUNDAY_NIGHT, False)):
        found = contacts(luotsi("show", *YOUTH, "--place", "Utsjoki", *now, "--json").out)
        assert {contact["id"]: contact["open_now"] for contact in found}["nat-poliisi-neuvonta"] is is_open


def test_danger_implies_its_situation(luotsi: Luotsi) -> None:
    """Immediate danger is the answer to the first question, and can be asked for by its id."""
    done = luotsi("show", "--role", "teacher", "--situation", "immediate-danger", "--place", "Oulu", "--json")
    assert json.loads(done.out)["answers"]["danger"] == "yes"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            (*TEACHER, "--place", "Längelmäki"),
            'luotsi: "Längelmäki" may be Jämsä (182), Orivesi (562)',
        ),
        ((*TEACHER, "--place", "Atlantis"), 'luotsi: no municipality is called "Atlantis"'),
        ((*TEACHER, "--place", ""), 'luotsi: no municipality is called ""'),
        (
            ("--role", "teachr", "--situation", "just-consult", "--place", "Oulu"),
            'luotsi: role has no option "teachr"; did you mean "teacher"? (known: teacher, early-education, ',
        ),
        (
            ("--role", "teacher", "--situation", "just-consult", "--age", "17", "--place", "Oulu"),
            'luotsi: age has no option "17" (known: under-18, 18-28, 29-or-over, unknown)',
        ),
    ],
)
def test_an_unknown_or_ambiguous_name_is_exit_1_with_candidates(
    luotsi: Luotsi, words: tuple[str, ...], said: str
) -> None:
    """One line that names what could be meant."""
    done = luotsi("show", *words)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert done.err.startswith(said)


# --- wrong use ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show",), "luotsi: Missing option '--role'. (luotsi show --help tells more)"),
        (("catalogue", "propose"), "luotsi: no copy is named; say `luotsi catalogue --copy FILE ...`"),
        (("shwo",), "luotsi: No such command 'shwo'."),
        (("chat", "--lang", "de"), "luotsi: Invalid value for '--lang': 'de' is not one of 'fi', 'sv', 'en'."),
        (("chat", "--nonsense"), "luotsi: No such option '--nonsense'."),
        (("chat", "extra"), "luotsi: Got unexpected extra argument (extra)"),
        (("show", *TEACHER, "--place", "Oulu", "--now", "soon"), "luotsi: Invalid value for '--now': 'soon'"),
        (("--knowledge",), "luotsi: Option '--knowledge' requires an argument."),
    ],
)
def test_wrong_use_is_exit_2_with_one_line(luotsi: Luotsi, words: tuple[str, ...], said: str) -> None:
    """What is wrong and where to read more; no traceback."""
    done = luotsi(*words)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith(said)


@pytest.mark.parametrize("words", [("--help",), ("chat", "-h"), ("show", "--help"), ("catalogue", "fetch", "--help")])
def test_help_is_help(luotsi: Luotsi, words: tuple[str, ...]) -> None:
    """Every command explains itself and ends well."""
    done = luotsi(*words)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: luotsi")


def test_no_command_shows_what_there_is(luotsi: Luotsi) -> None:
    """Somebody who types only the name learns the commands."""
    done = luotsi()
    assert done.code == 2
    assert all(command in done.err for command in ("chat", "show", "check"))


# --- which knowledge ----------------------------------------------------------------------------------


def test_the_option_goes_before_the_environment(
    luotsi: Luotsi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """--knowledge, then LUOTSI_KNOWLEDGE, then what is installed; never the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "knowledge").mkdir()
    monkeypatch.setenv("LUOTSI_KNOWLEDGE", "")
    assert luotsi("show", *TEACHER, "--place", "Oulu").code == 0
    monkeypatch.setenv("LUOTSI_KNOWLEDGE", str(tmp_path / "nowhere"))
    assert luotsi("show", *TEACHER, "--place", "Oulu").code == 1
    assert luotsi("--knowledge", shipped_knowledge(), "show", *TEACHER, "--place", "Oulu").code == 0


def broken(name: str, folder: Path) -> Path:
    """A folder of knowledge that cannot be served, and how."""
    knowledge = folder / "knowledge"
    if name == "missing":
        return knowledge
    if name == "a-file":
        knowledge.write_text("questions: []", "utf-8")
        return knowledge
    shutil.copytree(shipped_knowledge() / "guide", knowledge / "guide")
    questions = knowledge / "guide" / "questions.yaml"
    if name == "empty":
        shutil.rmtree(knowledge / "guide")
    elif name == "empty-file":
        questions.write_bytes(b"")
    elif name == "tab":
        questions.write_text(questions.read_text("utf-8").replace("\n    key: d\n", "\n\tkey: d\n", 1), "utf-8")
    elif name == "not-text":
        questions.write_bytes(b"questions:\n  - id: \xff\n")
    elif name == "unreadable":
        questions.unlink()
        questions.symlink_to("nowhere.yaml")
    elif name == "misspelt":
        questions.write_text(questions.read_text("utf-8").replace("    key: d\n", "    kye: d\n", 1), "utf-8")
    return knowledge


BROKEN = {
    "missing": "knowledge:1:1: error: no YAML files",
    "a-file": "knowledge:1:1: error: no YAML files",
    "empty": "knowledge:1:1: error: no YAML files",
    "empty-file": "knowledge/guide/questions.yaml:1:1: error: the file is empty [empty-file]",
    "tab": "knowledge/guide/questions.yaml:5:1: error: a tab; indent with spaces [yaml-syntax]",
    "not-text": "knowledge/guide/questions.yaml:2:9: error: byte 0xff is not UTF-8 text",
    "unreadable": "knowledge/guide/questions.yaml:1:1: error: not a regular file",
    "misspelt": 'knowledge/guide/questions.yaml:5:5: error: `kye` is not known here; did you mean "key"? [shape]',
}


@pytest.mark.parametrize("name", BROKEN)
def test_chat_gives_112_and_the_national_lines_when_the_knowledge_is_broken(
    luotsi: Luotsi, tmp_path: Path, name: str
) -> None:
    """It starts, says in three languages that guidance is unavailable, answers what is typed, and ends well (H1)."""
    done = luotsi("--knowledge", broken(name, tmp_path), "chat", "--lang", "sv", typed="hjälp\n2\n")
    assert done.code == 0
    assert "luotsi check" in done.err
    screens = done.out.split("🆘 Fara nu? Ring 112.")[1:]
    assert len(screens) == 3
    for screen in screens:
        said = " ".join(screen.split())
        assert all(UNAVAILABLE[locale] in said for locale in LOCALES)
        assert all(line.name[locale] in said for line in NATIONAL_LINES for locale in LOCALES)


@pytest.mark.parametrize(("name", "said"), BROKEN.items())
def test_check_names_file_and_line_and_exits_1(luotsi: Luotsi, tmp_path: Path, name: str, said: str) -> None:
    """What an editor must mend, where it stands."""
    done = luotsi("--knowledge", broken(name, tmp_path), "check")
    assert done.code == 1
    assert any(line.startswith(said) for line in done.out.split("\n"))


@pytest.mark.parametrize("name", ["missing", "tab"])
def test_show_needs_knowledge(luotsi: Luotsi, tmp_path: Path, name: str) -> None:
    """Without it there is no card: what is wrong goes to the error output, exit 1."""
    done = luotsi("--knowledge", broken(name, tmp_path), "show", *TEACHER, "--place", "Oulu")
    assert (done.code, done.out) == (1, "")
    assert BROKEN[name] in done.err


# --- a real process -----------------------------------------------------------------------------------


def test_a_piped_talk_ends_at_the_card(tmp_path: Path) -> None:
    """From any folder: Jakobstad, a teacher, a pupil under 18, worrying talk; exit 0 at the end of the input."""
    typed = "nej\nSkola eller läroanstalt\nOroväckande prat eller beteende, inget hot\nunder 18 år\nJakobstad\n"
    command = [sys.executable, "-m", "bot", "chat", "--lang", "sv"]
    done = subprocess.run(command, input=typed.encode(), capture_output=True, cwd=tmp_path, check=False)
    card = " ".join(done.stdout.decode().split("🆘 ")[-1].split())
    assert (done.returncode, done.stderr) == (0, b"")
    assert card.startswith("Fara nu? Ring 112.")
    assert "Ankarverksamheten, Österbotten" in card
    assert "Österbottens välfärdsområde: +358" in card
    assert "barnskyddslagen 25 § 1 mom., 25 a §" in card


def test_hostile_input_ends_no_talk() -> None:
    """100 000 characters, bytes that are no text, control characters: each gets a screen with 112 on top."""
    typed = b"\n".join([b"x" * 100_000, b"\xff\xfe\xe4", b"\x1b[2J\x00\x07", b"9" * 5000, "🆘\u202e".encode(), b"nej"])
    done = process("chat", "--lang", "sv", typed=typed, PYTHONIOENCODING="utf-8:strict")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().count("🆘 Fara nu? Ring 112.") == 7
    assert b"\x1b" not in done.stdout


def test_a_terminal_without_emoji_still_talks() -> None:
    """Where the output cannot show a sign, the rest is printed."""
    done = process("chat", "--lang", "sv", PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Fara nu? Ring 112." in done.stdout.decode("latin-1")


def test_a_closed_pipe_is_no_traceback() -> None:
    """`luotsi show ... | head -1`: whoever stops reading hears nothing more."""
    command = [sys.executable, "-m", "bot", "show", *TEACHER, "--place", "Oulu"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""


def test_check_explains_a_rule(luotsi: Luotsi) -> None:
    """What it demands and both examples; the brackets may come along, and a misspelt name is put right."""
    done = luotsi("check", "--explain", "[nobody-to-call]")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("nobody-to-call\n\nEvery card leads to somebody besides 112")
    assert "Passes:\n" in done.out
    assert "Fails:\n" in done.out
    assert luotsi("check", "--explain", "nobody-to-cal").code == 1


def test_colour_is_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    """The severity stands out, the words stay the same, and what is no problem is left alone."""
    line = "knowledge/a.yaml:5:5: error: `kye` is not known here [shape]"
    assert click.unstyle(coloured(line)) == line
    assert coloured(line) != line
    assert coloured("all is well") == "all is well"
    monkeypatch.setenv("LUOTSI_KNOWLEDGE", "tests")
    assert b"\x1b" not in process("check").stdout


INTERRUPTIBLE = """
import signal
from bot.cli import main

signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""
"""Runs a command that can be interrupted, also where the tests were started in the background and cannot."""


def test_a_watch_checks_again_after_each_save(tmp_path: Path) -> None:
    """A mistake is told while it stands, and is gone once mended; an interrupt ends the watch."""
    folder = tmp_path / "small"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    command = [sys.executable, "-c", INTERRUPTIBLE, "--knowledge", str(folder), "check", "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watch:
        assert watch.stdout is not None
        assert " 0 errors" in watch.stdout.readline()
        (folder / "helpline.yaml").write_text("kindz: []\n")
        assert "`kindz` is not known here" in watch.stdout.readline()
        assert " 1 error, " in watch.stdout.readline()
        (folder / "helpline.yaml").write_text(FILES["helpline.yaml"])
        assert " 0 errors" in watch.stdout.readline()
        watch.send_signal(signal.SIGINT)
    assert watch.returncode == 0


# --- verify -------------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped knowledge to edit."""
    return Path(shutil.copytree(shipped_knowledge(), tmp_path / "knowledge"))


def test_verify_changes_one_line(luotsi: Luotsi, copy: Path) -> None:
    """The check stands in the file of the contact; every other byte of every file is as it was."""
    before = {path: path.read_text("utf-8") for path in copy.rglob("*.yaml")}
    done = luotsi("--knowledge", copy, "verify", "mun-kotka-moona", "--by", "team leader", "--on", "2026-11-20")
    assert (done.code, done.err) == (0, "")
    (path,) = (path for path, text in before.items() if path.read_text("utf-8") != text)
    added = '    assured: {on: "2026-11-20", by: team leader}\n'
    after = path.read_text("utf-8")
    assert after.count(added) == 1
    assert after.replace(added, "") == before[path]
    contact = load(copy).knowledge.contacts["mun-kotka-moona"]  # type: ignore[union-attr]
    assert contact.assured is not None
    assert (contact.assured.on, contact.assured.by) == ("2026-11-20", "team leader")


def test_verify_says_when_the_number_is_not_shown(luotsi: Luotsi, copy: Path) -> None:
    """A check does not confirm a number by itself."""
    done = luotsi("--knowledge", copy, "verify", "mun-turku-sopu", "--by", "team leader")
    assert done.code == 0
    assert "its status is unconfirmed; set `status: active`" in done.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("mun-kotka-mona", "--by", "chief"), 1, 'did you mean "mun-kotka-moona"?'),
        (("mun-kotka-moona", "--by", "chief", "--on", "2999-01-01"), 2, "has not come yet"),
        (("mun-kotka-moona", "--by", "Matti Virtanen"), 2, "--by is a role"),
        (("mun-kotka-moona", "--by", " "), 2, "--by is a role"),
        (("mun-kotka-moona",), 2, "--by"),
    ],
)
def test_verify_refuses_in_one_line(luotsi: Luotsi, copy: Path, words: tuple[str, ...], code: int, said: str) -> None:
    """An unknown contact, a day to come, a name instead of a role; nothing is written."""
    done = luotsi("--knowledge", copy, "verify", *words)
    assert done.code == code
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert not [path for path in copy.rglob("*.yaml") if 'assured: {on: "' in path.read_text("utf-8")]


# --- new ----------------------------------------------------------------------------------------------


def test_new_writes_a_draft_once(luotsi: Luotsi, copy: Path) -> None:
    """`check` passes, `check --strict` does not, and the second time the id is taken."""
    assert luotsi("--knowledge", copy, "new", "situation", "night-care").code == 0
    checked = luotsi("--knowledge", copy, "check")
    assert checked.code == 0
    assert "situations/night-care.yaml:3:8: warning: the file is a draft" in checked.out
    assert luotsi("--knowledge", copy, "check", "--strict").code == 1
    again = luotsi("--knowledge", copy, "new", "situation", "night-care")
    assert (again.code, again.err) == (1, "night-care is there already; choose another id\n")
    assert luotsi("--knowledge", copy, "new", "service", "Night Care").code == 2


def test_pocket_writes_a_copy(luotsi: Luotsi, tmp_path: Path) -> None:
    """For a place by any of its names, in the file that was named; folders are made on the way."""
    file = tmp_path / "new" / "copy.html"
    done = luotsi("pocket", "--place", "Uleåborg", "--role", "teacher", "-o", file)
    assert done == (0, f"wrote {file}\n", "")
    assert "<h1>Oulu · " in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "name a place with --place, or say --all"),
        (("--place", "Oulu", "--all"), 2, "name a place with --place, or say --all"),
        (("--place", "Atlantis"), 1, 'no municipality is called "Atlantis"'),
        (("--place", "Oulu", "--role", "teachr"), 1, 'no role is called "teachr"; did you mean "teacher"?'),
    ],
)
def test_pocket_tells_what_it_cannot_write(
    luotsi: Luotsi, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    """In one line, and nothing is written."""
    done = luotsi("pocket", *words, "-o", tmp_path / "copy.html")
    assert done.code == code
    assert done.err.startswith(f"luotsi: {said}")
    assert done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
