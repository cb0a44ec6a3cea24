"""Lines gathered under their headings and into lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.model import Line


@dataclass(slots=True)
class Entry:
    """An item of a list: its line, and those that stand under it."""

    line: Line
    under: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """A list of entries, or one line."""

    line: Line | None = None
    entries: list[Entry] = field(default_factory=list)

    @property
    def has_details(self) -> bool:
        """Whether something stands under an entry, as under the contacts of a card."""
        return any(entry.under for entry in self.entries)


@dataclass(slots=True)
class Section:
    """A heading (None for what stands before the first) and what stands under it."""

    heading: Line | None
    blocks: list[Block] = field(default_factory=list)


def sections_of(lines: tuple[Line, ...]) -> Iterator[Section]:
    """Lines under their headings; an item begins an entry, and details and further contacts stand under it."""
    section = Section(None)
    for line in lines:
        if line.kind in ("emergency", "banner", "notice"):
            continue
        if line.kind == "heading":
            if section.heading is not None or section.blocks:
                yield section
            section = Section(line)
        elif line.kind == "item":
            _entries(section).append(Entry(line))
        elif _belongs(section, line):
            _entries(section)[-1].under.append(line)
        else:
            section.blocks.append(Block(line))
    if section.heading is not None or section.blocks:
        yield section


def _entries(section: Section) -> list[Entry]:
    """The list that is being written, or a new one."""
    if not section.blocks or section.blocks[-1].line is not None:
        section.blocks.append(Block())
    return section.blocks[-1].entries


def _belongs(section: Section, line: Line) -> bool:
    """Whether a line stands under the last entry: a detail, or another contact, whose name is strong."""
    in_list = bool(section.blocks) and section.blocks[-1].line is None
    return in_list and (line.kind in ("detail", "standing") or line.spans[0].strong)
