"""The pictures of the report as SVG: the questions as a tree with its traffic, the counties as tiles, talks by week.

Every picture is 360 units wide, the width of a phone, so that its words stay readable there; a table or list beside it
says the same to those who do not see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from bot.pages.svg import svg
from bot.usage.report import Coverage, Flow, Report

WIDTH = 360
TRUNK = 44
"""Width of the trunk where all the traffic passes."""
ROW = 24
MOST_OPTIONS = 8
LONGEST = 36
"""Characters of a label; a longer one ends in an ellipsis."""

TILE_WIDTH, TILE_HEIGHT = 60, 50
NARROW = 9
"""Characters of a county's name that fit a tile in its usual size."""

TILES: Mapping[str, tuple[int, int]] = {
    "lappi": (3, 0),
    "pohjois-pohjanmaa": (3, 1),
    "kainuu": (4, 1),
    "pohjanmaa": (1, 2),
    "keski-pohjanmaa": (2, 2),
    "pohjois-savo": (4, 2),
    "pohjois-karjala": (5, 2),
    "etela-pohjanmaa": (2, 3),
    "keski-suomi": (3, 3),
    "etela-savo": (4, 3),
    "satakunta": (1, 4),
    "pirkanmaa": (2, 4),
    "paijat-hame": (3, 4),
    "etela-karjala": (5, 4),
    "varsinais-suomi": (1, 5),
    "kanta-hame": (2, 5),
    "keski-uusimaa": (3, 5),
    "kymenlaakso": (4, 5),
    "ahvenanmaa": (0, 6),
    "lansi-uusimaa": (2, 6),
    "vantaa-kerava": (3, 6),
    "ita-uusimaa": (4, 6),
    "helsinki": (3, 7),
}
"""Column and row of each county, as they lie to each other; a county not named here stands in a row below."""

SHADES: tuple[tuple[float, str, str], ...] = (
    (0.25, "#8a2f0d", "#ffffff"),
    (0.5, "#fdc892", "#1a2733"),
    (0.75, "#c3e3f5", "#1a2733"),
    (1.01, "#0b5a8a", "#ffffff"),
)
"""Up to which share of services with local numbers a tile has which fill and which ink."""
NO_SHADE = ("#e6eaee", "#1a2733")


def tree(report: Report) -> str:
    """The questions in order: a trunk as thick as the traffic, a branch for each option, red where people left."""
    most = max((flow.answered + flow.left for flow in report.flows), default=0)
    flows = [flow for flow in report.flows if flow.answered + flow.left]
    parts: list[str] = []
    top = 0
    for flow in flows:
        height = _question(parts, flow, top, most)
        top += height
    said = "; ".join(f"{flow.text} {flow.answered} answered, {flow.left} left" for flow in flows)
    return svg("tree", (WIDTH, top + 8), "The questions with their traffic", said, "".join(parts))


def _question(parts: list[str], flow: Flow, top: int, most: int) -> int:
    """Draw one question from `top`; how high it is."""
    rows = list(_branches(flow))
    height = 34 + ROW * len(rows) + 14
    trunk = _thick(flow.answered + flow.left, most)
    below = _thick(flow.answered, most)
    parts.append(
        f'<path class="trunk" d="M4 {top}h{trunk:.1f}V{top + 34}L{4 + below:.1f} {top + height}H4z"/>'
        f'<text class="q" x="58" y="{top + 20}">{escape(_short(flow.text))}</text>'
    )
    for index, (label, count, kind) in enumerate(rows):
        y = top + 34 + ROW * index + ROW // 2
        start = 4 + below * 0.7
        width = max(1.5, (ROW - 6) * count / max(flow.answered + flow.left, 1))
        share = count / max(flow.answered + flow.left, 1)
        parts.append(
            f'<path class="{kind}" stroke-width="{width:.1f}" '
            f'd="M{start:.1f} {y - 16}C{start + 12:.1f} {y} 44 {y} 66 {y}"/>'
            f'<text class="{kind}-label" x="72" y="{y + 4}">{escape(_short(label))}</text>'
            f'<text class="n" x="{WIDTH - 2}" y="{y + 4}">{count} · {share:.0%}</text>'
        )
    return height


def _branches(flow: Flow) -> Iterator[tuple[str, int, str]]:
    """The options most picked, the others in one, and those who left."""
    ordered = sorted(flow.options, key=lambda each: -each[1])
    for label, count in ordered[:MOST_OPTIONS]:
        yield label, count, "branch"
    others = sum(count for _, count in ordered[MOST_OPTIONS:])
    if others:
        yield f"{len(ordered) - MOST_OPTIONS} other answers", others, "branch"
    if flow.left:
        yield "left here", flow.left, "gone"


def _thick(count: int, most: int) -> float:
    return max(2.0, TRUNK * count / most) if most else 0


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def county_map(report: Report) -> str:
    """The counties as tiles, shaded by how many of the services that should have a local number have one."""
    parts = []
    spare = 0
    lowest = 0
    for each in report.coverage:
        column, row = TILES.get(each.id, (spare % 6, 9 + spare // 6))
        spare += each.id not in TILES
        lowest = max(lowest, row)
        parts.append(_tile(each, column * TILE_WIDTH, row * TILE_HEIGHT))
    said = "; ".join(f"{each.name}: {each.known} of {each.services}" for each in report.coverage)
    return svg("map", (WIDTH, (lowest + 1) * TILE_HEIGHT), "Counties by local numbers", said, "".join(parts))


def _tile(each: Coverage, x: int, y: int) -> str:
    fill, ink = shade(each.share)
    first, dash, second = each.name.split(" ")[0].partition("-")
    lines = [first + dash, second] if dash else [first]
    size = 9.5 if max(map(len, lines)) <= NARROW else 8
    middle = x + TILE_WIDTH // 2 - 1
    texts = "".join(
        f'<text class="tile" font-size="{size}" fill="{ink}" x="{middle}" y="{y + 15 + 11 * at}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    share = f"{each.known} of {each.services}"
    return (
        f'<rect x="{x}" y="{y}" width="{TILE_WIDTH - 2}" height="{TILE_HEIGHT - 2}" rx="4" fill="{fill}"/>{texts}'
        f'<text class="tile-n" fill="{ink}" x="{middle}" y="{y + 42}">{share}</text>'
    )


def shade(share: float | None) -> tuple[str, str]:
    """The fill and the ink for a share of services with local numbers; grey where none should have one."""
    if share is None:
        return NO_SHADE
    return next((fill, ink) for limit, fill, ink in SHADES if share < limit)


def trend(report: Report) -> str:
    """Talks by week as bars."""
    most = max((count for _, count in report.trend), default=1)
    step = min(WIDTH / max(len(report.trend), 1), 24)
    bars = "".join(
        f'<rect class="bar" x="{index * step:.1f}" y="{110 - 100 * count / most:.1f}" '
        f'width="{max(step - 1.5, 1):.1f}" height="{100 * count / most:.1f}"/>'
        for index, (_, count) in enumerate(report.trend)
    )
    ends = ""
    if report.trend:
        last = step * len(report.trend)
        ends = f'<text class="axis" x="0" y="124">{report.trend[0][0]}</text>'
        if len(report.trend) > 1:
            place = min(max(last, 130), WIDTH)
            ends += f'<text class="axis end" x="{place:.0f}" y="124">{report.trend[-1][0]}</text>'
    line = f'<path class="ground" d="M0 110.5H{WIDTH}"/>'
    said = ", ".join(f"{week}: {count}" for week, count in report.trend)
    return svg("trend", (WIDTH, 130), f"Talks by week, at most {most}", said, line + bars + ends)
