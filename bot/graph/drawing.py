"""The tree as one SVG picture that prints on an A3 page: the trunk on the left, a band for each situation.

The layout is our own and the same on every machine. An A3 page is WIDTH units wide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from bot.graph.tree import Asked, Branch, Outcome, Tree
from bot.model import Locale
from bot.pages.svg import BOLD, PLAIN, svg, wrapped
from bot.wording.catalogs import words_in

WIDTH = 2160.0
MARGIN = 24.0
TRUNK = 290.0
HEAD = 240.0
"""Width of what stands at the beginning of a band."""
COLUMNS = 5
GAP = 12.0
LINE = 15.5
"""Height of a line of small type."""
SMALL, TYPE, LARGE = 11.0, 12.0, 14.0
BAND = MARGIN + TRUNK + 90
"""Where the bands begin; the branches bend in the space before."""
LEAF = (WIDTH - MARGIN - BAND - HEAD - GAP * (COLUMNS + 1)) / COLUMNS
PAD = 9.0
NUMBER = 18.0
"""Room for the number of a service."""
SPREAD = 6.0
"""Between two branches side by side."""
THICKEST = 12.0
"""Width of a branch that all the traffic takes."""

COLOURS = ("#a3320b", "#0b5a8a", "#2f6b3a", "#7a4a00", "#5b3a8c", "#8a1f55", "#1f6f78", "#6b5d00")
"""Of the bands in turn; each is dark enough for white letters on it."""

STYLE = (
    "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Liberation Sans',Arial,sans-serif;fill:#1a2733}"
    ".strong{font-weight:700}.calm{fill:#4a5a68}.light{fill:#fff}.left{fill:#a3320b;font-weight:700}"
    ".box{fill:#fff;stroke:#c6d0d8}.branch{fill:none;opacity:.8}"
)


def drawing(tree: Tree) -> str:
    """The picture."""
    parts: list[str] = [f"<style>{STYLE}</style>"]
    top = MARGIN + 40
    parts.append(_text(MARGIN, MARGIN + 18, tree.title, 24, "strong"))
    places: list[float] = []
    for number, branch in enumerate(tree.branches):
        height = _band(parts, tree.locale, branch, COLOURS[number % len(COLOURS)], top)
        places.append(top + 30)
        top += height + GAP
    trunk_end, anchors = _trunk(parts, tree, MARGIN + 40)
    parts[1:1] = list(_branches(tree, anchors, places))
    height = max(top, trunk_end) + MARGIN
    ground = f'<rect width="{WIDTH:g}" height="{height:g}" fill="#f4f6f8"/>'
    said = "; ".join(f"{branch.label}: {len(branch.outcomes)}" for branch in tree.branches)
    return svg("graph", (WIDTH, height), tree.title, said, parts[0] + ground + "".join(parts[1:]))


def _text(x: float, y: float, text: str, size: float, look: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" class="{look}">{escape(text)}</text>'


# --- the trunk ----------------------------------------------------------------------------------------


def _trunk(parts: list[str], tree: Tree, top: float) -> tuple[float, tuple[float, float]]:
    """Draw the questions that everybody meets; where they end, and where danger and the situations branch off."""
    anchors: list[float] = []
    for number, asked in enumerate(tree.trunk):
        is_last = number == len(tree.trunk) - 1
        height = _question(parts, tree.locale, asked, top, with_choices=not is_last)
        anchors.append(top + height / 2)
        if not is_last:
            middle = MARGIN + TRUNK / 2
            parts.append(f'<path d="M{middle:g} {top + height:g}v{GAP * 2:g}" stroke="#8b99a5" stroke-width="3"/>')
        top += height + GAP * 2
    for asked in tree.later:
        top += _question(parts, tree.locale, asked, top, with_choices=True) + GAP
    return top, (anchors[0] if anchors else top, anchors[-1] if anchors else top)


def _question(parts: list[str], locale: Locale, asked: Asked, top: float, *, with_choices: bool) -> float:
    """Draw one question of the trunk; how high it is."""
    _ = words_in(locale)
    inside: list[str] = []
    y = top + PAD
    for line in wrapped(asked.text, TRUNK - 2 * PAD, LARGE, BOLD):
        y += 19
        inside.append(_text(MARGIN + PAD, y, line, LARGE, "strong"))
    heading = ""
    for choice in asked.choices if with_choices else ():
        if choice.heading != heading:
            heading = choice.heading
            y += LINE + 3
            inside.append(_text(MARGIN + PAD, y, heading, SMALL, "calm"))
        for index, line in enumerate(wrapped(choice.label, TRUNK - 2 * PAD - 60, TYPE)):
            y += LINE + (2 if index == 0 else 0)
            inside.append(_text(MARGIN + PAD + 8, y, ("– " if index == 0 else "  ") + line, TYPE))
        if choice.count is not None:
            inside.append(_beside(MARGIN + TRUNK - PAD, y, str(choice.count or "< 5"), "strong"))
    if asked.left is not None:
        y += LINE + 6
        inside.append(_text(MARGIN + PAD, y, _("Left here: {count}", count=asked.left or "< 5"), TYPE, "left"))
    height = max(y - top + PAD + 4, 0 if with_choices else SPREAD * 16)
    parts.append(f'<rect class="box" x="{MARGIN}" y="{top:g}" width="{TRUNK:g}" height="{height:.1f}" rx="8"/>')
    parts += inside
    return height


def _branches(tree: Tree, anchors: tuple[float, float], places: Sequence[float]) -> Iterator[str]:
    """A line from the trunk to each band, as thick as the share that goes there; no two of them cross."""
    most = sum(branch.count or 0 for branch in tree.branches)
    start, right = anchors[1] - SPREAD * len(places) / 2, MARGIN + TRUNK
    above = [y for y in places if y < start]
    for number, (branch, y) in enumerate(zip(tree.branches, places, strict=True)):
        share = (branch.count or 0) / most if most else 0.2
        begins = anchors[0] if branch.is_danger else start + SPREAD * number
        slot = number if y in above else len(places) - number
        bend = right + 14 + SPREAD * slot
        turn = min(10.0, abs(y - begins) / 2) * (1 if y > begins else -1)
        looks = f'stroke="{COLOURS[number % len(COLOURS)]}" stroke-width="{max(2, THICKEST * share):.1f}"'
        yield (
            f'<path class="branch" {looks} '
            f'd="M{right:g} {begins:.1f}H{bend - 10:.1f}q10 0 10 {turn:.1f}V{y - turn:.1f}q0 {turn:.1f} 10 {turn:.1f}'
            f'H{BAND:g}"/>'
        )


def _beside(x: float, y: float, said: str, look: str) -> str:
    """What stands at the end of a line."""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{SMALL:g}" text-anchor="end" class="{look}">{escape(said)}</text>'


# --- the bands ----------------------------------------------------------------------------------------


def _band(parts: list[str], locale: Locale, branch: Branch, colour: str, top: float) -> float:
    """Draw a situation with its outcomes; how high it is."""
    head, head_height = _head(locale, branch, top)
    leaves: list[str] = []
    bottoms = [top + GAP] * COLUMNS
    for outcome in branch.outcomes:
        column = bottoms.index(min(bottoms))
        x = BAND + HEAD + GAP + column * (LEAF + GAP)
        leaf, leaf_height = _leaf(outcome, x, bottoms[column], colour)
        leaves.append(leaf)
        bottoms[column] += leaf_height + GAP
    height = max(max(bottoms) - top, head_height)
    width = WIDTH - MARGIN - BAND
    parts.append(f'<rect x="{BAND:g}" y="{top:.1f}" width="{width:g}" height="{height:.1f}" rx="10" fill="#e9eef2"/>')
    parts.append(f'<rect x="{BAND:g}" y="{top:.1f}" width="{HEAD:g}" height="{height:.1f}" rx="10" fill="{colour}"/>')
    parts += [*head, *leaves]
    return height


def _head(locale: Locale, branch: Branch, top: float) -> tuple[list[str], float]:
    _ = words_in(locale)
    parts: list[str] = []
    y, x, room = top + PAD, BAND + PAD + 3, HEAD - 2 * PAD - 6
    for line in wrapped(branch.label, room, 15, BOLD):
        y += 19
        parts.append(_text(x, y, line, 15, "strong light"))
    if branch.count is not None:
        y += LINE + 4
        parts.append(_text(x, y, _("Picked: {count}", count=branch.count or "< 5"), TYPE, "strong light"))
    y += 8
    for asked in branch.asked_next:
        for index, line in enumerate(wrapped(asked, room - 10, SMALL)):
            y += LINE - 1 + (2 if index == 0 else 0)
            parts.append(_text(x, y, ("→ " if index == 0 else "    ") + line, SMALL, "light"))
    return parts, y - top + PAD + 6


def _leaf(outcome: Outcome, x: float, y: float, colour: str) -> tuple[str, float]:
    """One outcome and how high it is: for whom in calm letters, whom to call below."""
    inside: list[str] = []
    top, room = y, LEAF - 2 * PAD
    y += 4
    for condition in outcome.conditions:
        for index, line in enumerate(wrapped(condition, room - 10, SMALL)):
            y += LINE - 1.5
            inside.append(_text(x + PAD, y, ("· " if index == 0 else "  ") + line, SMALL, "calm"))
    y += 6
    for number, service in enumerate(outcome.services, 1):
        said = service.number or service.reach
        inside.append(_text(x + PAD, y + LINE, f"{number}.", TYPE, "strong"))
        lines = wrapped(service.name, room - NUMBER, TYPE, BOLD)
        for line in lines:
            y += LINE
            inside.append(_text(x + PAD + NUMBER, y, line, TYPE, "strong"))
        taken = len(lines[-1]) * TYPE * BOLD + len(said) * SMALL * PLAIN + NUMBER
        y += LINE if taken > room else 0  # no room beside the name: below it
        inside.append(_beside(x + LEAF - PAD, y, said, "" if service.number else "calm"))
    height = y - top + PAD + 2
    box = f'<rect class="box" x="{x:.1f}" y="{top:.1f}" width="{LEAF:.1f}" height="{height:.1f}" rx="6"/>'
    edge = f'<rect x="{x:.1f}" y="{top + 6:.1f}" width="3" height="{height - 12:.1f}" fill="{colour}"/>'
    return box + edge + "".join(inside), height
