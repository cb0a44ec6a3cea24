"""Contacts whose number people say does not work: doubted until an editor has verified them again.

Five reports in one week, or three over two weeks that follow each other, make a doubt. A report counts while it is
younger than the last look at the contact: the day its source was read, or the day its organisation checked it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from bot.emergency import NATIONAL_LINES, NUMBER
from bot.model import Contact, Knowledge
from bot.usage.facts import week_of

IN_ONE_WEEK = 5
OVER_TWO_WEEKS = 3

Reports = Mapping[tuple[str, str], int]
"""How often a contact (by id) was reported in a week."""

_LINES = frozenset(line.contact for line in NATIONAL_LINES)


def is_doubtable(contact: Contact) -> bool:
    """Whether reports can make a contact doubted: never 112 and the built-in national lines."""
    return contact.id not in _LINES and all(phone.dial != NUMBER for phone in contact.phones)


def verified_in(contact: Contact) -> str:
    """The week in which somebody last looked at the contact; reports of later weeks count."""
    days = [contact.source.read_on, *([contact.assured.on] if contact.assured is not None else [])]
    return week_of(date.fromisoformat(max(days)))


def doubted(knowledge: Knowledge, reports: Reports) -> frozenset[str]:
    """The ids of the contacts in doubt."""
    by_contact: dict[str, dict[str, int]] = {}
    for (contact, week), count in reports.items():
        by_contact.setdefault(contact, {})[week] = count
    known = ((knowledge.contacts.get(name), weeks) for name, weeks in by_contact.items())
    return frozenset(contact.id for contact, weeks in known if contact is not None and _is_doubted(contact, weeks))


def _is_doubted(contact: Contact, weeks: Mapping[str, int]) -> bool:
    if not is_doubtable(contact):
        return False
    since = verified_in(contact)
    counts = {week: count for week, count in weeks.items() if week > since}
    return any(
        count >= IN_ONE_WEEK or _with_week_before(counts, week) >= OVER_TWO_WEEKS for week, count in counts.items()
    )


def _with_week_before(counts: Mapping[str, int], week: str) -> int:
    """The reports of two weeks that follow each other; 0 where one of them has none."""
    before = counts.get(week_of(monday_of(week) - timedelta(days=7)), 0)
    return counts[week] + before if before else 0


def monday_of(week: str) -> date:
    """The first day of an ISO week."""
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


@lru_cache(maxsize=2)
def with_doubts(knowledge: Knowledge, contacts: frozenset[str]) -> Knowledge:
    """The knowledge with these contacts marked as doubted; itself where there are none."""
    if not contacts:
        return knowledge
    marked = {name: replace(knowledge.contacts[name], doubted=True) for name in contacts}
    return replace(knowledge, contacts={**knowledge.contacts, **marked})


def add_reports(reports: dict[tuple[str, str], int], more: Iterable[tuple[str, str]]) -> None:
    """Count these reports, each a contact and a week."""
    for key in more:
        reports[key] = reports.get(key, 0) + 1
