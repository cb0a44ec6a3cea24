"""The tree as Mermaid text, which many editors and wikis draw."""

from __future__ import annotations

from collections.abc import Iterator

from bot.graph.tree import Branch, Tree


def mermaid(tree: Tree) -> str:
    """A flow chart: the trunk, a branch for each situation, an end for each outcome."""
    return "\n".join(_lines(tree)) + "\n"


def _lines(tree: Tree) -> Iterator[str]:
    yield "flowchart LR"
    for number, asked in enumerate(tree.trunk):
        yield f'  q{number}{{"{_quoted(asked.text)}"}}'
        if number:
            yield f"  q{number - 1} --> q{number}"
    last = len(tree.trunk) - 1
    for number, branch in enumerate(tree.branches):
        start = "q0" if branch.is_danger else f"q{last}"
        count = "" if branch.count is None else f"|{branch.count or 'under 5'}|"
        asked_next = "".join(f"<br>→ {_quoted(each)}" for each in branch.asked_next)
        yield f'  s{number}["{_quoted(branch.label)}{asked_next}"]'
        yield f"  {start} -->{count} s{number}"
        yield from _outcomes(number, branch)


def _outcomes(number: int, branch: Branch) -> Iterator[str]:
    for index, outcome in enumerate(branch.outcomes):
        services = "<br>".join(
            " ".join(filter(None, (_quoted(each.name), _quoted(each.number)))) for each in outcome.services
        )
        yield f'  o{number}x{index}(["{services}"])'
        yield f'  s{number} -->|"{"<br>".join(map(_quoted, outcome.conditions))}"| o{number}x{index}'


def _quoted(text: str) -> str:
    """Words inside double quotes, where Mermaid reads entities."""
    return text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
