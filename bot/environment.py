"""Settings from a file of variables (`.env`), read only where it is named."""

from __future__ import annotations

import os
from pathlib import Path

from dotenv.main import resolve_variables
from dotenv.parser import parse_stream

from bot.errors import BotError


def read_env_file(file: Path) -> None:
    """Set the variables of a file that are not set yet. Raises BotError where a line is none, and says which."""
    try:
        with file.open(encoding="utf-8") as stream:
            lines = list(parse_stream(stream))
    except (OSError, UnicodeDecodeError) as failed:
        raise BotError(f"{file} cannot be read as a file of variables ({type(failed).__name__})") from None
    wrong = next((line.original.line for line in lines if line.error or (line.key and line.value is None)), None)
    if wrong is not None:
        raise BotError(f"{file}:{wrong}: this is no variable; write NAME=value")
    if any("\0" in line.original.string for line in lines):
        raise BotError(f"{file} cannot be read as a file of variables (it holds a NUL)")
    given = [(line.key, line.value) for line in lines if line.key is not None]
    for name, value in resolve_variables(given, override=False).items():
        if value is not None:
            os.environ.setdefault(name, value)
