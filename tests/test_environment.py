"""A file of variables is read where it is named, and what is wrong in it is told by its line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.environment import read_env_file
from bot.errors import BotError


@pytest.fixture(autouse=True)
def _own_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a file sets is gone after the test."""
    for name in ("LUOTSI_PORT", "LUOTSI_HOST"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def written(folder: Path, text: bytes) -> Path:
    """A file that holds this."""
    file = folder / "luotsi.env"
    file.write_bytes(text)
    return file


def test_variables_are_set(tmp_path: Path) -> None:
    """Comments, quotes and `export` are understood."""
    read_env_file(written(tmp_path, b"# where\nexport LUOTSI_HOST='127.0.0.1'\n\nLUOTSI_PORT=8080\n"))
    assert (os.environ["LUOTSI_HOST"], os.environ["LUOTSI_PORT"]) == ("127.0.0.1", "8080")


def test_a_variable_that_is_set_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the operator says in the shell counts more than the file."""
    monkeypatch.setenv("LUOTSI_PORT", "9")
    read_env_file(written(tmp_path, b"LUOTSI_PORT=8080\n"))
    assert os.environ["LUOTSI_PORT"] == "9"


@pytest.mark.parametrize(
    ("text", "said"), [(b"LUOTSI_PORT=1\nwhat is this\n", ":2: "), (b"\xff\xfe", "cannot be read")]
)
def test_what_is_no_file_of_variables_is_told(tmp_path: Path, text: bytes, said: str) -> None:
    """By its line where there is one, and without its words: they may be a secret."""
    with pytest.raises(BotError, match=said) as told:
        read_env_file(written(tmp_path, text))
    assert "what is this" not in str(told.value)
