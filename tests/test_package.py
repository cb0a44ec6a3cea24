"""What an installation carries, and what it is made from."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot import settings
from bot.wording import catalogs

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINNED = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if line and line[0] != "#"]
BEFORE = frozenset({"pip", "setuptools"})
"""What some packages ask for and every virtual environment begins with."""


@pytest.mark.parametrize("folder", ["knowledge", "locales"])
def test_a_wheel_carries_the_knowledge_and_the_catalogues(folder: str) -> None:
    """Both go where the program looks for them when it is installed."""
    carried = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert (ROOT / folder).is_dir()
    assert carried[folder] == f"bot/data/{folder}"


def test_an_installation_uses_what_it_carries(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Inside the package first; beside the source where nothing is inside."""
    for room in (settings, catalogs):
        monkeypatch.setattr(room, "PACKAGE", tmp_path / "bot")
    assert settings.shipped_knowledge() == tmp_path / "knowledge"
    assert catalogs.locales_folder() == tmp_path / "locales"
    (tmp_path / "bot" / "data" / "knowledge").mkdir(parents=True)
    (tmp_path / "bot" / "data" / "locales").mkdir()
    assert settings.shipped_knowledge() == tmp_path / "bot" / "data" / "knowledge"
    assert catalogs.locales_folder() == tmp_path / "bot" / "data" / "locales"


def test_every_package_ci_installs_is_pinned() -> None:
    """What the project and its tests need, and what that needs in turn, each at one version."""
    project = PYPROJECT["project"]
    waiting = [*project["dependencies"], *project["optional-dependencies"]["tests"]]
    waiting += PYPROJECT["build-system"]["requires"]
    needed = set(BEFORE)
    while waiting:
        requirement = Requirement(waiting.pop())
        name = canonicalize_name(requirement.name)
        if name in needed or not (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            continue
        needed.add(name)
        if name != "hatchling":  # builds, and is not installed where the tests run
            waiting += requires(name) or []
    assert needed - BEFORE <= {canonicalize_name(line.partition("==")[0]) for line in PINNED}


def test_constraints_are_versions_and_nothing_else() -> None:
    """No index, host, file or option: where packages come from is up to whoever installs."""
    assert [line for line in PINNED if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
