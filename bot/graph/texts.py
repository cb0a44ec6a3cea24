"""The tree as text for other programs to draw: Mermaid, which many editors and wikis show, and DOT for Graphviz."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import graphviz

from bot.errors import BotError
from bot.graph.tree import Branch, Tree


@dataclass(frozen=True, slots=True)
class Node:
    """A thing drawn: a question, a situation or an outcome, in lines."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """From one node to another, and what stands on the way."""

    start: str
    end: str
    lines: tuple[str, ...] = ()


def mermaid(tree: Tree) -> str:
    """A Mermaid flow chart."""
    lines = ["flowchart LR"]
    for part in _parts(tree):
        said = "<br>".join(map(_in_mermaid, part.lines))
        if isinstance(part, Edge):
            lines.append(f"  {part.start} -->" + (f'|"{said}"| ' if said else " ") + part.end)
        else:
            lines.append(f'  {part.name}["{said}"]')
    return "\n".join(lines) + "\n"


def dot(tree: Tree) -> str:
    """A DOT graph; `dot -Tsvg` lays it out."""
    lines = ["digraph luotsi {", "  rankdir=LR; node [shape=box, style=rounded, fontname=sans]; edge [fontname=sans];"]
    for part in _parts(tree):
        said = "\\n".join(map(_in_dot, part.lines))
        name = f"{part.start} -> {part.end}" if isinstance(part, Edge) else part.name
        lines.append(f'  {name} [label="{said}"];')
    return "\n".join([*lines, "}"]) + "\n"


def _parts(tree: Tree) -> Iterator[Node | Edge]:
    for number, asked in enumerate(tree.trunk):
        yield Node(f"q{number}", (asked.text,))
        if number:
            yield Edge(f"q{number - 1}", f"q{number}")
    last = len(tree.trunk) - 1
    for number, branch in enumerate(tree.branches):
        name = f"s{number}"
        yield Node(name, (branch.label, *(f"→ {asked}" for asked in branch.asked_next)))
        count = () if branch.count is None else (str(branch.count or "under 5"),)
        yield Edge("q0" if branch.is_danger else f"q{last}", name, count)
        yield from _outcomes(name, branch)


def _outcomes(start: str, branch: Branch) -> Iterator[Node | Edge]:
    for index, outcome in enumerate(branch.outcomes):
        name = f"{start}o{index}"
        yield Node(name, tuple(" ".join(filter(None, (each.name, each.number))) for each in outcome.services))
        yield Edge(start, name, outcome.conditions)


def _in_mermaid(text: str) -> str:
    """Words inside double quotes, where Mermaid reads entities."""
    return text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")


def _in_dot(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def laid_out(drawn: Tree, form: Literal["pdf", "png"]) -> bytes:
    """The same as Graphviz lays it out. Raises BotError where it is not installed."""
    try:
        return bytes(graphviz.Source(dot(drawn)).pipe(format=form))
    except graphviz.ExecutableNotFound:
        raise BotError("Graphviz is not installed (its command is dot); a picture ending in .svg needs none") from None
    except graphviz.CalledProcessError:
        raise BotError("Graphviz cannot draw this; a picture ending in .svg needs none") from None
