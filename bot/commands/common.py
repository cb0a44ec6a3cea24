"""What commands share: the knowledge they serve, the folder of the usage log, and how they end."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import NoReturn

import click

from bot.content.load import load
from bot.errors import BotError, counted
from bot.matching.places import find_places
from bot.model import LOCALES, Knowledge

LANGUAGES = click.Choice(LOCALES)


def served(folder: Path) -> Knowledge:
    """The knowledge, or the end: exit 1 with what is wrong."""
    loaded = load(folder)
    if loaded.fit is None:
        for problem in loaded.problems:
            click.echo(str(problem), err=True)
        sys.exit(1)
    return loaded.fit


def running(folder: Path) -> Knowledge | None:
    """The knowledge to talk with; None, and one line to the operator, where it has errors."""
    loaded = load(folder)
    if loaded.fit is None:
        errors = sum(problem.severity == "error" for problem in loaded.problems)
        found = counted(errors, "error")
        click.echo(f"luotsi: the knowledge in {folder} has {found}; `luotsi check` names them", err=True)
    gc.freeze()  # what was loaded stays
    gc.enable()
    return loaded.fit


def known_place(knowledge: Knowledge, place: str) -> str:
    """The code of a named municipality; several candidates or none end the command with exit 1."""
    question = knowledge.question("place")
    if question is not None and place in question.options:
        return place
    found = find_places(place, knowledge)
    if len(found) != 1:
        names = ", ".join(f"{knowledge.municipalities[code].name.fi} ({code})" for code in found)
        fail(f'luotsi: "{place}" may be {names}' if found else f'luotsi: no municipality is called "{place}"')
    return found[0]


def data_folder() -> Path:
    """The folder of the usage log; it has to be named."""
    data: Path | None = click.get_current_context().meta["luotsi.log"][0]
    if data is None:
        raise BotError("no usage log is named; say `luotsi --data FOLDER ...` or set LUOTSI_DATA")
    return data


def fail(message: str) -> NoReturn:
    """End the command: the content, or a name given to it, is wrong."""
    click.echo(message, err=True)
    sys.exit(1)
