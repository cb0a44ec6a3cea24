"""Where the knowledge is: named by an option, by the environment, or the one that came with the installation."""

from __future__ import annotations

from pathlib import Path

import bot

PACKAGE = Path(bot.__file__).resolve().parent


def installed_knowledge() -> Path | None:
    """The knowledge inside an installed package, which the next installation overwrites; None beside the source."""
    installed = PACKAGE / "data" / "knowledge"
    return installed if installed.is_dir() else None


def shipped_knowledge() -> Path:
    """The knowledge that came with the installation: inside the package, or beside the source."""
    return installed_knowledge() or PACKAGE.parent / "knowledge"
