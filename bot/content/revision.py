"""A knowledge folder as it stood in a git revision, read without touching the files that are there now."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from bot.content.load import Loaded, Shaped, assemble, shaped
from bot.content.source import MAX_BYTES, parse
from bot.errors import BotError, printable

MOST_SECONDS = 60
"""How long git may take."""


def load_revision(folder: Path, revision: str) -> Loaded:
    """The knowledge of a folder at a revision. Raises BotError where git does not know the revision or the folder."""
    name = printable(revision)
    if not folder.is_dir():
        raise BotError(f"{folder} is no folder, so git cannot say what stood in it at {name}")
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    if commit is None:
        raise BotError(f'"{name}" is neither a folder nor a revision that git knows in {folder}')
    archive = _git(folder, "archive", "--format=tar", commit.decode("ascii").strip())
    if archive is None:
        raise BotError(f"{folder} was not there at {name}")
    return assemble(_files(archive, folder.absolute().name))


def _git(folder: Path, *words: str) -> bytes | None:
    """What a git command prints, or None where it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and a revision cannot be taken for an option
            ["git", "-C", str(folder), *words],  # noqa: S607 - whichever git the editor uses
            capture_output=True,
            check=False,
            timeout=MOST_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None
    return done.stdout if done.returncode == 0 else None


def _files(archive: bytes, name: str) -> Iterator[Shaped]:
    """The YAML files of an archive, read in memory, in the order of `source.yaml_files`."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        members = [each for each in tar if each.isfile() and PurePosixPath(each.name).suffix in {".yaml", ".yml"}]
        for member in sorted(members, key=lambda each: PurePosixPath(each.name)):
            stream = tar.extractfile(member)
            data = b"" if stream is None else stream.read(MAX_BYTES + 1)
            yield shaped(parse(data, printable(f"{name}/{member.name}")))
