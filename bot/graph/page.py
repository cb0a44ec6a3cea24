"""The tree as a page: the picture, which a browser zooms and prints on A3, and the same in words below."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bot.graph.drawing import drawing
from bot.graph.tree import Tree
from bot.pages import STYLE, document

OWN_STYLE = """
main{max-width:none}svg{max-width:none;min-width:60rem}.wide{overflow-x:auto}
@page{size:A3;margin:8mm}
@media print{main,.wide{margin:0;padding:0;overflow:visible}h1,.words{display:none}svg{min-width:0;max-height:400mm}}
"""


def page(tree: Tree) -> str:
    """The whole page."""
    return document(tree.title, _parts(tree), lang=tree.locale, style=STYLE + OWN_STYLE)


def _parts(tree: Tree) -> Iterator[str]:
    yield f'<main><h1>{escape(tree.title)}</h1><div class="wide">{drawing(tree)}</div><div class="words">'
    for branch in tree.branches:
        yield f"<section><h2>{escape(branch.label)}</h2><ul>"
        yield from (f"<li>{escape(asked)}</li>" for asked in branch.asked_next)
        yield "</ul>"
        for outcome in branch.outcomes:
            yield f"<h3>{escape('; '.join(outcome.conditions))}</h3><ol>"
            for each in outcome.services:
                said = " · ".join(filter(None, (each.name, each.number, each.reach)))
                yield f"<li>{escape(said)}</li>"
            yield "</ol>"
        yield "</section>"
    yield "</div></main>"
