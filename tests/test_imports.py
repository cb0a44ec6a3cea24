"""Arrows between the rooms point one way, and a room brings along only what it needs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot

PACKAGE = Path(bot.__file__).parent

ARROWS: dict[str, set[str]] = {
    "model": set(),
    "emergency": {"model"},
    "errors": {"model"},
    "hours": {"model"},
    "settings": set(),
    "environment": {"errors"},
    "pages": {"errors"},
    "matching": {"model"},
    "understanding": {"matching", "model"},
    "content": {"errors", "model"},
    "editing": {"content", "errors", "settings"},
    "translations": {"content", "errors", "model"},
    "training": {"content", "matching", "model", "settings"},
    "directory": {"model"},
    "keeping": {"model"},
    "card": {"directory", "keeping", "model"},
    "conversation": {"matching", "model"},
    "exercises": {"card", "conversation", "errors", "matching", "model"},
    "paths": {"conversation", "errors", "model"},
    "answering": {"directory", "hours", "model", "paths"},
    "branches": {"errors", "model", "paths"},
    "gaps": {"directory", "model"},
    "impact": {"answering", "card", "conversation", "directory", "errors", "hours", "model", "pages", "paths"},
    "wording": {"answering", "card", "conversation", "emergency", "errors", "exercises", "hours", "keeping", "model"},
    "graph": {"errors", "model", "pages", "paths", "wording"},
    "buttons": {"conversation", "model"},
    "markup": {"model"},
    "pocket": {"markup", "model", "wording"},
    "usage": {"card", "conversation", "emergency", "errors", "gaps", "matching", "model", "pages"},
    "app": {"conversation", "matching", "model", "usage", "wording"},
    "practice": {"app", "exercises", "matching", "model", "wording"},
    "channels": {
        "app", "buttons", "conversation", "errors", "hours", "impact", "keeping", "markup", "matching", "model",
        "pocket", "practice", "wording",
    },
    "lengths": {"answering", "conversation", "hours", "model", "wording"},
    "readers": {"errors", "model"},
    "memory": {"directory", "model", "paths"},
    "proof": {
        "answering", "branches", "card", "content", "directory", "errors", "lengths", "memory", "model", "paths",
        "readers", "wording",
    },
    "examination": {
        "answering", "branches", "content", "errors", "exercises", "gaps", "memory", "proof", "translations", "wording",
    },
    "rules": {"content"},
    "apart": {"errors", "model"},
    "reload": {"apart", "content", "model"},
    "schemas": {"content", "errors", "model"},
    "stubs": {"content"},
    "freshness": {"emergency", "hours", "model"},
    "links": {"errors", "model"},
    "catalogue": {"content", "editing", "errors", "gaps", "hours", "model", "pages"},
    "hsds": {"errors", "model"},
    "commands": {
        "app", "card", "catalogue", "channels", "content", "conversation", "editing", "errors", "examination",
        "freshness", "graph", "hours", "hsds", "impact", "links", "matching", "model", "pages", "pocket", "practice",
        "reload", "rules", "schemas", "stubs", "translations", "understanding", "usage", "wording",
    },
    "cli": {"environment", "errors", "settings"},
    "__main__": {"cli"},
}  # fmt: skip
"""Each room and the rooms it imports; a room imports only rooms that stand above it here."""


def rooms() -> dict[str, list[Path]]:
    """The source files of every room of the package, by its name."""
    found: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        found.setdefault(room, []).append(path)
    del found["__init__"]
    return found


def imported(path: Path) -> Iterator[str]:
    """The rooms a file imports, also inside its functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            names = [f"{node.module}.{alias.name}" if node.module == "bot" else node.module for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("bot."))


def test_every_room_has_a_row() -> None:
    """A new room says in the table what it may import."""
    assert set(rooms()) == set(ARROWS)


@pytest.mark.parametrize("room", ARROWS)
def test_arrows_are_the_ones_in_the_table(room: str) -> None:
    """A room imports what its row says, no more and no less."""
    found = {name for path in rooms()[room] for name in imported(path)} - {room}
    assert found == ARROWS[room]


def test_arrows_point_one_way() -> None:
    """Every arrow points to a row above, so there is no cycle."""
    order = list(ARROWS)
    assert [(room, to) for room, tos in ARROWS.items() for to in tos if order.index(to) >= order.index(room)] == []


HEAVY = {
    "aiohttp", "babel", "click", "holidays", "httpx", "jinja2", "phonenumbers", "prompt_toolkit", "pydantic", "rich",
    "sqlite3", "sqlite_utils", "starlette", "telegram", "uvicorn", "yaml",
}  # fmt: skip

BRINGS: dict[str, set[str]] = {
    "bot.model": set(),
    "bot.conversation": set(),
    "bot.card": set(),
    "bot.content.load": {"phonenumbers", "pydantic", "yaml"},
    "bot.wording.screens": {"babel", "holidays"},
    "bot.app": {"babel", "holidays"},
    "bot.channels.terminal": {"holidays", "rich"},
    "bot.catalogue.plan": set(),
    "bot.channels.web.site": {"babel", "holidays", "jinja2", "starlette"},
}
"""Which of the heavy modules a fresh interpreter holds after importing each of these."""


@pytest.mark.parametrize("module", BRINGS)
def test_a_fresh_import_brings_nothing_unneeded(module: str) -> None:
    """The engine runs without channels, database, YAML or catalogues; an answer costs no import of theirs."""
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stdout.split()) == BRINGS[module]


def test_what_serves_people_never_reads_the_catalogue() -> None:
    """Neither the talk nor a channel brings the room of the national service catalogue along."""
    code = (
        "import sys, bot.app, bot.channels.terminal, bot.channels.telegram.run, bot.commands.chat; print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [name for name in done.stdout.split() if name.startswith("bot.catalogue")] == []
