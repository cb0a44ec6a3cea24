from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from bot.content.revision import load_revision
from bot.errors import BotError
from tests.small import FILES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A knowledge folder in a git repository, changed since it was committed."""
    held = tmp_path / "knowledge"
    held.mkdir()
    for name, text in FILES.items():
        (held / name).write_text(text, "utf-8")
    (tmp_path / "other.yaml").write_text("not: knowledge\n", "utf-8")
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "first"]):
        subprocess.run(["git", "-C", tmp_path, *words], check=True, env=PLAIN)  # noqa: S607 - the git of the machine
    (held / "guide.yaml").write_text("broken: [", "utf-8")
    return held


PLAIN = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}


def test_a_revision_is_the_folder_as_it_was(folder: Path) -> None:
    """Only the knowledge folder is read, with its name before the files, whatever stands there now."""
    loaded = load_revision(folder, "HEAD")
    assert loaded.problems == ()
    assert loaded.knowledge is not None
    assert loaded.knowledge.question("role").at.file == "knowledge/guide.yaml"  # type: ignore[union-attr]


@pytest.mark.parametrize("revision", ["nowhere", "--all", "HEAD; rm -rf", "", "\0"])
def test_what_git_does_not_know_is_one_line(folder: Path, revision: str) -> None:
    """Whatever is named, nothing but a line comes back."""
    with pytest.raises(BotError, match="revision that git knows"):
        load_revision(folder, revision)
