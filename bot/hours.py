"""Opening hours: open now, and if not, when. Time comes in as an argument and is Finland's.

A public holiday counts as a Sunday: who keeps weekday hours is taken to be closed, as Finnish authorities are, and
who answers on Sundays too, as crisis lines and on-call services do, is taken to answer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from bot.model import WEEKDAYS, Schedule

FINLAND = ZoneInfo("Europe/Helsinki")
MOST_DAYS = 15
"""Days looked ahead."""
SUNDAY = 6
DAY = 24 * 60
"""Minutes in a day."""


def clock(minutes: int) -> str:
    """Minutes after midnight as `08:00`; the end of the day is `24:00`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def days_said(days: Collection[int]) -> str:
    """Weekdays in a few words, for editors: those that follow each other as a span, `Mon–Thu, Sat`."""
    spans: list[list[int]] = []
    for day in sorted(set(days)):
        if spans and spans[-1][-1] == day - 1:
            spans[-1].append(day)
        else:
            spans.append([day])
    names = [day.title() for day in WEEKDAYS]
    return ", ".join(names[each[0]] if len(each) == 1 else f"{names[each[0]]}–{names[each[-1]]}" for each in spans)


def schedule_said(schedule: Schedule) -> str:
    """Opening hours in a few words, for editors: `Mon–Thu 08:00–16:00; Fri 08:00–12:00`."""
    if isinstance(schedule, str):
        return "at all hours" if schedule == "always" else "not known"
    said = (f"{days_said(each.byday)} {clock(each.opens)}–{clock(each.closes)}" for each in schedule)
    return "; ".join(said) or "never"


@dataclass(frozen=True, slots=True)
class OpenState:
    """Whether a service is open, and when that changes next (None: never, or not known)."""

    is_open: bool | None
    changes: datetime | None = None


@lru_cache(maxsize=1024)
def state(schedule: Schedule, now: datetime) -> OpenState:
    """How the service stands at this moment; `now` must carry its time zone. A card asks the same several times."""
    if schedule == "unknown":
        return OpenState(is_open=None)
    if schedule == "always":
        return OpenState(is_open=True)
    local = now.astimezone(FINLAND)
    for days_ahead in range(MOST_DAYS):
        day = local.date() + timedelta(days=days_ahead)
        for opens, closes in _spans(schedule, day):
            if closes <= local:
                continue
            if opens <= local:
                return OpenState(is_open=True, changes=_really_closes(schedule, closes))
            return OpenState(is_open=False, changes=opens)
    return OpenState(is_open=False)


def _really_closes(schedule: Schedule, closes: datetime) -> datetime:
    """When an opening ends: a night written as two entries goes on over midnight."""
    for _ in range(MOST_DAYS):
        goes_on = [end for start, end in _spans(schedule, closes.date()) if start == closes]
        if not goes_on:
            break
        closes = goes_on[0]
    return closes


def _spans(schedule: Schedule, day: date) -> list[tuple[datetime, datetime]]:
    """The openings of a day, earliest first."""
    if isinstance(schedule, str):
        return []
    weekday = SUNDAY if is_public_holiday(day) else day.weekday()
    return sorted((_moment(day, each.opens), _moment(day, each.closes)) for each in schedule if weekday in each.byday)


def _moment(day: date, minutes: int) -> datetime:
    """What the clock shows so many minutes into a day; DAY is the midnight after it."""
    days, within = divmod(minutes, DAY)
    return datetime.combine(day + timedelta(days=days), time(*divmod(within, 60)), FINLAND)


def is_public_holiday(day: date) -> bool:
    """Whether offices in Finland are closed all day: the public holidays, Midsummer Eve and Christmas Eve."""
    return day in _holidays(day.year)


@lru_cache(maxsize=8)
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("FI", years=year)
