"""The impact of an edit as lines for a terminal: one for each change, which names who meets it and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import takewhile

from bot.errors import MOST_SHOWN, printable
from bot.impact.changes import Change, Impact
from bot.impact.differences import NOTHING
from bot.model import LOCALES, WHOLE_COUNTRY

MOST_NAMED = 3
"""Roles, situations or ages named one by one; more are counted."""
KEPT_BEFORE = 20
"""Characters shown of what two long texts have in common before they part."""
MOST_PLACES = 40
"""Municipalities named one by one: more than any county has; of more, whole counties are named."""


def printed(impact: Impact, seconds: float) -> str:
    """The whole of it; `seconds` is what it took."""
    *changes, told = lines(impact)
    return "\n".join([*changes, f"{told}, {seconds:.1f} s"])


def lines(impact: Impact) -> Iterator[str]:
    """A line for each change, what is lost first, then for each text left behind; the last one sums it up."""
    for change in impact.changes:
        difference = change.difference
        word = "lost" if difference.is_lost else "changed"
        languages = "" if difference.locales == LOCALES else f" ({', '.join(difference.locales)})"
        before, after = excerpts(difference.before, difference.after)
        yield (
            f"{difference.at}: {word}: {difference.subject}: {before} → {after}; met by {who(impact, change)} "
            f"in {where(impact, change)}{languages} [{difference.aspect}]"
        )
    for left in impact.left_behind:
        changed, stale = ", ".join(left.changed), ", ".join(left.stale)
        yield f"{left.at}: stale: {left.subject} changed in {changed} and not in {stale} [stale-translation]"
    yield summary(impact)


def excerpts(before: str, after: str) -> tuple[str, str]:
    """Two texts as a line may show them; of long ones only what follows the words they begin with alike."""
    if max(len(before), len(after)) <= MOST_SHOWN:
        return printable(before), printable(after)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    start = before.rfind(" ", 0, max(alike - KEPT_BEFORE, 0)) + 1
    sign = "…" if start else ""
    return printable(sign + before[start:]), printable(sign + after[start:])


def summary(impact: Impact) -> str:
    """How much changed, in one sentence."""
    if not impact.changes:
        return "no reader gets another answer"
    lost = len(impact.lost)
    verdict = f"{lost} of them with a loss of protection" if lost else "no protection is lost"
    stale = f"; {_counted(len(impact.left_behind), 'text')} became stale" if impact.left_behind else ""
    return f"{_counted(len(impact.changes), 'change')}, {verdict}{stale}"


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def who(impact: Impact, change: Change) -> str:
    """The roles that meet a change, and the situations and ages where it is not all of them."""
    said = [_named(impact, change, "role", "all roles")]
    said.append(_named(impact, change, "situation", ""))
    if ages := _named(impact, change, "age", ""):
        said.append(f"age {ages}")
    return ", ".join(filter(None, said))


def _named(impact: Impact, change: Change, question: str, everybody: str) -> str:
    """The answers to a question among those who meet a change; `everybody` where it is all that readers give."""
    met, given = (_answers(impact, numbers, question) for numbers in (change.readers, range(len(impact.readers))))
    if met == given:
        return everybody
    more = f" and {len(met) - MOST_NAMED} more {question}s" if len(met) > MOST_NAMED else ""
    return ", ".join(sorted(met)[:MOST_NAMED]) + more


def _answers(impact: Impact, numbers: Iterable[int], question: str) -> set[str]:
    """The answers of these readers, also those that another answer implies."""
    found = set()
    for number in numbers:
        reader = impact.readers[number]
        path = reader.after or reader.before
        found.add((path.facets if path is not None else reader.answers).get(question, ""))
    return found - {""}


def where(impact: Impact, change: Change) -> str:
    """The places where a change is met: every municipality by name, or whole counties where there are very many."""
    places = set(change.places)
    codes = places - {WHOLE_COUNTRY}
    if codes == impact.new.municipalities.keys() | impact.old.municipalities.keys():
        return "all municipalities"
    if not codes:
        return "the whole country, where no municipality is named"
    if len(codes) <= MOST_PLACES:
        return ", ".join(sorted(place_name(impact, code) for code in codes))
    whole, rest = [], set(codes)
    for county, members in by_county(impact).items():
        if members <= codes:
            whole.append(county)
            rest -= members
    names = [f"all of {county}" for county in sorted(whole)] + sorted(place_name(impact, code) for code in rest)
    return f"{', '.join(names)} ({len(codes)} municipalities)"


def place_name(impact: Impact, code: str) -> str:
    """The Finnish name of a municipality."""
    place = impact.new.municipalities.get(code) or impact.old.municipalities.get(code)
    return code if place is None else place.name.fi


def by_county(impact: Impact) -> dict[str, set[str]]:
    """The codes of the municipalities by the Finnish name of their county."""
    found: dict[str, set[str]] = defaultdict(set)
    for place in (*impact.old.municipalities.values(), *impact.new.municipalities.values()):
        county = impact.new.counties.get(place.county) or impact.old.counties.get(place.county)
        found[place.county if county is None else county.name.fi].add(place.code)
    return found


def wordings(change: Change) -> tuple[tuple[str, str, str], ...]:
    """Language, before and after of each text that changed; one without a language where it is no text."""
    difference = change.difference
    said = tuple((each.locale, each.before or NOTHING, each.after or NOTHING) for each in difference.wordings)
    return said or (("", difference.before, difference.after),)
