"""The README tells the truth: its commands run, it names everything there is, and nothing that is not."""

from __future__ import annotations

import html
import importlib.util
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import COMMANDS, cli
from bot.content.load import loads
from bot.model import Knowledge
from tests.pictures.talk import TYPED, drawn

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [README, (ROOT / "CONTRIBUTING.md").read_text("utf-8"), (ROOT / "CHANGELOG.md").read_text("utf-8")]


def blocks(page: str, language: str) -> list[str]:
    """The fenced code of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


def code(page: str) -> str:
    """All code of a page: fenced blocks and what stands between backticks."""
    return "\n".join(re.findall(r"^```\w+\n.*?^```$|`[^`\n]+`", page, re.DOTALL | re.MULTILINE))


LINES = [line for block in blocks(README, "sh") for line in block.splitlines()]
SET_UP = [line for line in LINES if "pip install" in line]
LUOTSI = [line for line in LINES if "luotsi" in line and line not in SET_UP]


def commands(command: click.Command) -> Iterator[click.Command]:
    """A command and those inside it."""
    yield command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from (each for inner in [command.get_command(context, name)] if inner for each in commands(inner))


def options() -> Iterator[click.Option]:
    """Every option of the command line, of all commands."""
    for command in commands(cli):
        yield from (option for option in command.params if isinstance(option, click.Option))


NAMES = {name for option in options() for name in option.opts if name.startswith("--")} | {"--help"}
VARIABLES = {option.envvar for option in options() if isinstance(option.envvar, str)}


def test_two_commands_set_everything_up() -> None:
    """The first ends in a talk, the second passes the tests, and CI runs those very lines."""
    patterns = re.findall(r"grep -x -m 1 '(.+)' README\.md", (ROOT / ".ci" / "run").read_text("utf-8"))
    assert len(SET_UP) == len(patterns) == 2
    for pattern, line in zip(patterns, SET_UP, strict=True):
        assert [each for each in README.splitlines() if re.fullmatch(pattern, each)] == [line]
    assert SET_UP[0].endswith(".venv/bin/luotsi chat")
    assert SET_UP[1].endswith(".venv/bin/pytest")


@pytest.mark.parametrize("command", LUOTSI)
def test_commands_of_the_readme_run(command: str) -> None:
    """As they stand, with this interpreter in the place of the one they set up."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LUOTSI")}
    here = command.replace(".venv/bin/luotsi", f'"{sys.executable}" -m bot')
    shell = ["/bin/sh", "-c", here]
    done = subprocess.run(shell, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


NOT_RUN = {"catalogue", "erase-log", "new", "pocket", "report", "serve", "telegram", "verify", "web"}


def test_every_command_is_run_but_those_that_need_a_token_or_a_log() -> None:
    """Nor those that run until they are stopped or write a file; the others are run here or set up."""
    run = {name for name in COMMANDS if any(f"luotsi {name}" in line for line in LINES)}
    assert set(COMMANDS) - run == NOT_RUN


@pytest.mark.parametrize("name", sorted({f"luotsi {name}" for name in COMMANDS} | NAMES | VARIABLES))
def test_the_readme_names_everything(name: str) -> None:
    """Every command, option and variable can be found."""
    assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", code(README))


def test_the_readme_names_nothing_that_is_not() -> None:
    """Every command, option and variable it speaks of exists."""
    told = "\n".join(line for line in code(README).splitlines() if line not in SET_UP)
    assert set(re.findall(r"(?<!-)--[a-z][a-z0-9-]+", told)) == NAMES
    assert set(re.findall(r"\b[A-Z]+_[A-Z_]+\b", told)) == VARIABLES
    assert set(re.findall(r"(?<![/\w])luotsi ([a-z][a-z-]*)", told)) == set(COMMANDS)


@pytest.mark.parametrize("page", PAGES)
def test_paths_and_modules_on_a_page_exist(page: str) -> None:
    """Whoever follows a path, a link or a module finds it."""
    named = re.findall(r"\b(?:bot|knowledge|locales|tests)/[\w./-]*", code(page)) + re.findall(r"\]\(([^):]+)\)", page)
    named += re.findall(r'src="([^":]+)"', page)
    assert [path for path in named if not (ROOT / path.partition(":")[0]).exists()] == []
    assert [name for name in re.findall(r"python -m ([\w.]+)", page) if importlib.util.find_spec(name) is None] == []


def test_each_folder_and_room_is_in_the_readme() -> None:
    """The tables of the knowledge and of the house leave nothing out."""
    rooms = {path.name for path in (ROOT / "bot").iterdir() if not path.name.startswith("__")}
    assert rooms == set(re.findall(r"`bot/([\w.]+)/?`", README))
    folders = {path.name for path in (ROOT / "knowledge").iterdir() if path.is_dir()}
    assert folders == set(re.findall(r"^\| `knowledge/([\w-]+)/` \|", README, re.MULTILINE))


def test_the_example_of_a_contact_is_valid() -> None:
    """An editor who copies it gets no complaint about its shape."""
    (example,) = blocks(README, "yaml")
    assured = re.findall(r"`(assured: \{.*\})`", README)
    head = "contacts:\n  - id: a\n    service: b\n    name: {fi: a, sv: a, en: a}\n"
    text = (
        head
        + "    service_area: {nation: finland}\n"
        + textwrap.indent("\n".join([textwrap.dedent(example), *assured]), "    ")
    )
    assert [problem.rule for problem in loads({"contacts.yaml": text}).problems] == ["unknown-kind"]


def test_the_example_of_a_problem_is_what_check_says() -> None:
    """The same words, file, line and column."""
    example = next(block for block in blocks(README, "text") if "error:" in block)
    name = "knowledge/guide/questions.yaml"
    text = (ROOT / name).read_text("utf-8").replace("    key: d\n", "    kye: d\n", 1)
    assert example.strip() in map(str, loads({name: text}).problems)


def test_the_picture_can_be_drawn(knowledge: Knowledge) -> None:
    """It is an image of the talk as it is today, and links nothing from the web."""
    picture = drawn(knowledge)
    words = html.unescape(re.sub(r"<[^>]+>", " ", picture)).replace("\xa0", " ")
    assert f"> {TYPED}" in words
    assert "Kenelle soitat" in words
    assert "@font-face" not in picture
    assert re.findall(r"https?://[^\"]+", picture) == ["http://www.w3.org/2000/svg"]
