"""Who answers at this hour, among the doors that suit the matter: a crisis line does not count for a threat.

112 always answers. Besides it a card should lead to somebody suitable who is known to be open; where nobody is, it
says so plainly and names who opens next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from bot.directory import door, is_named
from bot.hours import FINLAND, state
from bot.model import WHOLE_COUNTRY, Call, Door, Knowledge, Rung, Schedule, Situation
from bot.paths import ANY_MUNICIPALITY, paths, place_classes

WEEK = datetime(2026, 11, 2, 0, 30, tzinfo=FINLAND)
"""The Monday of a week without public holidays; each of its hours is looked at in the middle."""
HOURS = 24 * 7
EVERY_HOUR = (1 << HOURS) - 1
HOLIDAY = datetime(2026, 12, 25, 12, 0, tzinfo=FINLAND)


@dataclass(frozen=True, slots=True)
class Answering:
    """Whether a suitable door besides 112 is known to be open, and if not, which opens next (None: not known)."""

    is_open: bool
    opens_next: Rung | None = None


def answering(situation: Situation, doors: tuple[Door, ...], now: datetime) -> Answering:
    """Who of those behind these doors answers a situation at this moment; where 112 is the answer, it always does."""
    if not situation.answered_by:
        return Answering(is_open=True)
    suitable = suitable_rungs(situation, doors)
    states = [(rung, state(rung.contact.schedule, now)) for rung in suitable]
    if any(standing.is_open for _, standing in states):
        return Answering(is_open=True)
    opening = [(standing.changes, rung) for rung, standing in states if standing.is_open is False and standing.changes]
    return Answering(is_open=False, opens_next=min(opening, key=lambda each: each[0])[1] if opening else None)


def suitable_rungs(situation: Situation, doors: tuple[Door, ...]) -> tuple[Rung, ...]:
    """The contacts behind these doors who have a number and whose kind of service suits the situation."""
    rungs = (rung for found in doors for rung in (*found.reachable, *found.behind))
    return tuple(rung for rung in rungs if rung.kind.id in situation.answered_by and rung.contact.numbers)


@dataclass(frozen=True, slots=True)
class Silence:
    """Places where only 112 is known to answer a situation at so many `hours` of a week, and perhaps on holidays."""

    situation: str
    hours: int
    on_holiday: bool
    places: tuple[str, ...]

    def __str__(self) -> str:
        holiday = ", also on public holidays" if self.on_holiday else ""
        where = f"{len(self.places)} places"
        return f"{self.situation}: only 112 is sure to answer {self.hours} of {HOURS} hours a week{holiday}, in {where}"


def silences(knowledge: Knowledge) -> tuple[Silence, ...]:
    """The hours at which only 112 is sure to answer, by situation, the emptiest first."""
    found: dict[tuple[str, int, bool], set[str]] = defaultdict(set)
    classes = place_classes(knowledge)
    for situation, calls, where in _outcomes(knowledge):
        for place_class in classes:
            if place_class.where != where:
                continue
            held = ((call, door(knowledge, call, place_class.example)) for call in calls)
            doors = tuple(found_door for call, found_door in held if is_named(call, found_door, where, ""))
            answered = answered_hours(situation, doors)
            silent, on_holiday = HOURS - (answered & EVERY_HOUR).bit_count(), not answered >> HOURS
            if silent or on_holiday:
                found[situation.id, silent, on_holiday].update(place_class.places)
    silent_places = (Silence(*key, tuple(sorted(places))) for key, places in found.items())
    return tuple(sorted(silent_places, key=lambda each: (-each.hours, each.situation)))


def _outcomes(knowledge: Knowledge) -> Iterator[tuple[Situation, tuple[Call, ...], str]]:
    """What readers are sent to: a situation, the calls of its card, and the class of places it is for; each once."""
    seen = set()
    for path in paths(knowledge):
        situation = knowledge.situations.get(path.facets.get("situation", ""))
        case = None if situation is None else situation.case_for(path.facets)
        if situation is None or case is None or not situation.answered_by:
            continue
        calls = tuple(call for call in case.call if call.rule.holds(path.facets))
        where = path.facets["where"] if path.facets.get("place") == ANY_MUNICIPALITY else WHOLE_COUNTRY
        key = (situation.id, where, *[call.at for call in calls])
        if key not in seen:
            seen.add(key)
            yield situation, calls, where


def answered_hours(situation: Situation, doors: tuple[Door, ...]) -> int:
    """When somebody suitable besides 112 is known to answer: a bit for each hour of WEEK, the last for HOLIDAY.

    Where 112 is the answer, every bit is set.
    """
    if not situation.answered_by:
        return EVERY_HOUR | 1 << HOURS
    found = 0
    for rung in suitable_rungs(situation, doors):
        found |= open_hours(rung.contact.schedule)
    return found


@lru_cache(maxsize=256)
def open_hours(schedule: Schedule) -> int:
    """The hours of WEEK, and HOLIDAY, at which somebody with these hours is known to be open, as bits."""
    moments = (*(WEEK + timedelta(hours=hour) for hour in range(HOURS)), HOLIDAY)
    return sum(1 << bit for bit, moment in enumerate(moments) if state(schedule, moment).is_open)
