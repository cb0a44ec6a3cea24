"""The impact of an edit as a page for a reviewer, who need not run anything to read it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bot.impact.changes import Change, Impact
from bot.impact.printing import by_county, place_name, summary, who, wordings
from bot.model import LANGUAGE_NAMES, LOCALES, WHOLE_COUNTRY, Locale
from bot.pages import STYLE, document

OWN_STYLE = """
.verdict{border-left:.5rem solid var(--sea);padding-left:1rem;font-size:1.1rem}
.verdict.lost{border-color:var(--red)}
ol.changes{list-style:none;margin:0;padding:0}
ol.changes>li{border-top:1px solid var(--line);padding:.75rem 0}
h3{font-size:1rem}
del,ins{text-decoration:none;border-radius:.25rem;padding:.1rem .35rem;overflow-wrap:anywhere}
del{background:#fbe3da}
ins{background:#d9efe0}
dl.said{display:grid;grid-template-columns:auto 1fr;gap:.35rem .75rem;margin:.4rem 0}
dl.said dt{color:var(--calm)}
dl.said dd{margin:0}
dl.said ul{list-style:none;margin:0;padding:0}
.badge{background:var(--red);color:#fff;border-radius:.3rem;padding:.1rem .45rem;font-size:.85rem}
"""


def page(impact: Impact, old: str, new: str) -> str:
    """The whole page; `old` and `new` are what the two sides are called."""
    return document(f"What changes from {old} to {new}", _parts(impact, old, new), style=STYLE + OWN_STYLE)


def _parts(impact: Impact, old: str, new: str) -> Iterator[str]:
    lost, rest = impact.lost, tuple(change for change in impact.changes if not change.difference.is_lost)
    yield f"<header><h1>What changes from {escape(old)} to {escape(new)}</h1>"
    mood = "verdict lost" if lost else "verdict"
    yield f'<p class="{mood}">{escape(summary(impact).capitalize())}.</p>'
    yield '<p class="calm">Everybody who is asked before or after is compared with themselves: every role, situation, '
    yield "age, municipality and language. A change stands once, with all who meet it.</p></header><main>"
    yield from _section(impact, "lost", "Protection that is lost", lost)
    yield from _section(impact, "changed", "Other changes", rest)
    if impact.left_behind:
        yield '<section aria-labelledby="stale"><h2 id="stale">Texts left behind</h2><ol class="changes">'
        for left in impact.left_behind:
            changed, stale = _languages(left.changed), _languages(left.stale)
            yield f"<li><strong>{escape(left.subject)}</strong> changed in {changed} and not in {stale}. "
            yield f"<code>{escape(str(left.at))}</code></li>"
        yield "</ol></section>"
    yield "</main>"


def _languages(locales: tuple[Locale, ...]) -> str:
    return ", ".join(LANGUAGE_NAMES[locale] for locale in locales)


def _section(impact: Impact, name: str, title: str, changes: tuple[Change, ...]) -> Iterator[str]:
    if not changes:
        return
    yield f'<section aria-labelledby="{name}"><h2 id="{name}">{title} ({len(changes)})</h2><ol class="changes">'
    for change in changes:
        yield from _change(impact, change)
    yield "</ol></section>"


def _change(impact: Impact, change: Change) -> Iterator[str]:
    difference = change.difference
    badge = ' <span class="badge">lost</span>' if difference.is_lost else ""
    yield f'<li><h3 class="what">{escape(difference.subject)}{badge}</h3><dl class="said">'
    for locale, before, after in wordings(change):
        lang = f' lang="{locale}"' if locale else ""
        name = f" ({locale})" if locale else ""
        yield f"<dt>Before{name}</dt><dd{lang}><del>{escape(before)}</del></dd>"
        yield f"<dt>After{name}</dt><dd{lang}><ins>{escape(after)}</ins></dd>"
    yield f"<dt>Who</dt><dd>{escape(who(impact, change))}"
    if difference.locales != LOCALES:
        yield f", {_languages(difference.locales)}"
    yield f"</dd><dt>Where</dt><dd>{_places(impact, change)}</dd>"
    yield f"<dt>File</dt><dd><code>{escape(str(difference.at))}</code></dd></dl></li>"


def _places(impact: Impact, change: Change) -> str:
    """The municipalities of each county, folded where there are many."""
    codes = set(change.places) - {WHOLE_COUNTRY}
    if not codes:
        return "the whole country, where no municipality is named"
    named = [
        (county, sorted(place_name(impact, code) for code in members & codes), members <= codes)
        for county, members in sorted(by_county(impact).items())
        if members & codes
    ]
    rows = "".join(
        f"<li><strong>{escape(county)}</strong>{' (all of it)' if is_whole else ''}: {escape(', '.join(names))}</li>"
        for county, names, is_whole in named
    )
    if len(named) == 1:
        return f"<ul>{rows}</ul>"
    return f"<details><summary>{len(codes)} municipalities in {len(named)} counties</summary><ul>{rows}</ul></details>"
