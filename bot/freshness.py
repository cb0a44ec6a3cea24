"""What an editor asks on the phone: the contacts whose organisation has not checked them lately, by owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from bot.emergency import NUMBER as EMERGENCY
from bot.hours import schedule_said
from bot.model import Area, Contact, Knowledge, Municipality


@dataclass(frozen=True, slots=True)
class Due:
    """A contact to check: why, for how many days nobody has looked at it, and what to ask whoever answers."""

    contact: Contact
    why: str
    days: int
    questions: tuple[str, ...]


def stale(knowledge: Knowledge, today: date) -> dict[str, tuple[Due, ...]]:
    """The contacts to check, by owner, the owner with the longest unseen one first; closed ones are left out."""
    found: dict[str, list[Due]] = defaultdict(list)
    for contact in knowledge.contacts.values():
        why = _why(knowledge, contact, today)
        if why is not None:
            days = (today - date.fromisoformat(contact.source.read_on)).days
            found[owner(knowledge, contact)].append(Due(contact, why, days, tuple(_questions(knowledge, contact))))
    by_age = sorted(found.items(), key=lambda each: (-max(due.days for due in each[1]), each[0]))
    return {name: tuple(listed) for name, listed in by_age}


def _why(knowledge: Knowledge, contact: Contact, today: date) -> str | None:
    """Why a contact is to be checked; None while a check of its own organisation holds.

    112 is never listed: nobody may try whether it answers.
    """
    if contact.status == "closed" or any(phone.dial == EMERGENCY for phone in contact.phones):
        return None
    if contact.assured is None:
        return "never checked by its organisation"
    days = (today - date.fromisoformat(contact.assured.on)).days
    allowed = knowledge.kinds[contact.service].recheck_days
    return f"checked {days} days ago, and a check holds {allowed}" if days > allowed else None


def owner(knowledge: Knowledge, contact: Contact) -> str:
    """Whose contact it is: the municipalities, the county or police department, or a nationwide service by its site."""
    areas: Mapping[str, Mapping[str, Municipality | Area]] = {
        "municipality": knowledge.municipalities,
        "county": knowledge.counties,
        "police-department": knowledge.police_departments,
    }
    if contact.level == "nation":
        address = contact.url.fi if contact.url is not None else contact.source.url
        return urlsplit(address).netloc.removeprefix("www.")
    return ", ".join(areas[contact.level][area].name.fi for area in contact.areas)


def _questions(knowledge: Knowledge, contact: Contact) -> Iterator[str]:
    """What is worth asking of this contact, the number first."""
    numbers = ", ".join(phone.shown for phone in contact.phones)
    service = knowledge.kinds[contact.service].name.fi
    if not numbers:
        yield f"Which number may frontline workers call for {service}?"
    elif contact.named_person:
        yield f"Is there a number of the service itself? {numbers} is that of one worker"
    elif contact.status == "unconfirmed":
        yield f"Is {numbers} right, and may it be shown to frontline workers?"
    else:
        yield f"Is {numbers} still right?"
    if contact.status == "temporarily-closed":
        yield "Are you open again?"
    if isinstance(contact.schedule, tuple):
        yield f"Do you still answer {schedule_said(contact.schedule)}?"
    elif contact.schedule == "always":
        yield "Do you still answer day and night?"
    else:
        yield "When do you answer?"
    yield (
        f"Do you serve in {', '.join(contact.languages)}, and in what else?"
        if contact.languages
        else ("In which languages do you serve?")
    )
    if contact.level != "nation":
        yield f"Is it for all of {owner(knowledge, contact)}, and for nobody else?"
