"""A door in words: whom to call, whether they answer now, how near they are, and how old the fact is.

`now` is a moment, or a plain date where the words are to hold at any hour: then the hours themselves are told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import urlsplit

from bot.emergency import NUMBER
from bot.hours import FINLAND, state
from bot.model import Contact, Door, Knowledge, Line, Locale, Phone, Rung, Schedule, Span
from bot.wording.catalogs import Words

DAYS_IN_WEEK = 7
MOST_CONTACTS = 2
"""Contacts of one level shown under a door, besides one in another language where none of them is open."""


def door_lines(
    knowledge: Knowledge, words: Words, door: Door, number: int, shown: set[str], now: date
) -> Iterator[Line]:
    """The lines of one door; ids of the contacts named are added to `shown`, and none is named twice on a card."""
    _ = words
    about = (door.about or door.kind.does)[words.locale]
    named = [rung for rung in worth_showing(door.reachable, words.locale, now) if rung.contact.id not in shown]
    silent = [rung for rung in door.nearest[:1] if rung.contact.id not in shown]
    if any(rung in door.reachable for rung in door.nearest):
        silent = []
    shown.update(rung.contact.id for rung in (*silent, *named))
    if silent:
        yield Line("item", _silent_spans(words, silent[0]), number)
        yield Line("detail", (Span(about),))
        where = rung_name(knowledge, words, silent[0])
        yield Line("standing", (Span(where + " · " + provenance(words, silent[0], now)),))
    elif not door.nearest:
        yield Line("item", _unknown_spans(words, door), number)
        yield Line("detail", (Span(about),))
    elif not named:
        yield from _next_behind(knowledge, words, door, number, shown, now)
        return
    for index, rung in enumerate(named):
        first = index == 0 and not silent
        told = [about] if first else []
        if rung.contact.about is not None:
            told.append(rung.contact.about[words.locale])
        yield Line("item" if first else "text", tuple(_contact_spans(words, rung.contact)), number if first else None)
        if told:
            yield Line("detail", tuple(Span(" · " * (place > 0) + text) for place, text in enumerate(told)))
        yield Line("standing", (Span(" · ".join(_standing(knowledge, words, rung, now))),))
    # Whoever stands behind may be closed or slow, so 112 is said before them, unless it just was.
    if door.kind.urgent and not named and NUMBER not in about and (door.behind or not door.page):
        yield Line("detail", (Span(_("If it cannot wait, call 112.")),))
    yield from _behind_lines(words, door, shown, now, has_number=bool(named))


def _next_behind(
    knowledge: Knowledge, words: Words, door: Door, number: int, shown: set[str], now: date
) -> Iterator[Line]:
    """Who stands behind a door whose own contacts the card has named already: they may be the only ones who answer."""
    if any(rung.contact.id in shown for rung in door.behind) or not door.behind:
        return
    rung = _first_to_answer(door.behind, words.locale, now)
    about = rung.contact.about or rung.kind.does
    yield Line("item", tuple(_contact_spans(words, rung.contact)), number)
    yield Line("detail", (Span(about[words.locale]),))
    yield Line("standing", (Span(" · ".join(_standing(knowledge, words, rung, now))),))
    shown.add(rung.contact.id)


def _first_to_answer(rungs: tuple[Rung, ...], locale: Locale, now: date) -> Rung:
    """The first of those worth showing who answers now, or else the first."""
    standing = worth_showing(rungs, locale, now)
    return next((rung for rung in standing if is_open(rung.contact, now)), standing[0])


def _behind_lines(words: Words, door: Door, shown: set[str], now: date, *, has_number: bool) -> Iterator[Line]:
    """Who stands behind the door: somebody who answers now before somebody who does not."""
    _ = words
    if any(rung.contact.id in shown for rung in door.behind):
        return
    if door.behind:
        contact = _first_to_answer(door.behind, words.locale, now).contact
        if any(not rung.contact.numbers for rung in door.reachable):
            lead = _("If it is urgent:")
        elif has_number:
            lead = _("If there is no answer:")
        elif door.kind.urgent and not is_open(contact, now):
            lead = _("If it can wait:")
        else:
            lead = _("Call instead:")
        told = "" if contact.about is None else " · " + contact.about[words.locale]
        standing_now = Span(" · " + hours(words, contact, now) + told)
        yield Line("detail", (Span(lead + " "), *_contact_spans(words, contact), standing_now))
        shown.add(contact.id)


def worth_showing(rungs: tuple[Rung, ...], locale: Locale, now: date) -> list[Rung]:
    """Those who serve in the reader's language; where none of them is open now, one in another language who is."""
    own = [rung for rung in rungs if not rung.contact.languages or locale in rung.contact.languages]
    others = [rung for rung in rungs if rung not in own]
    found = own[:MOST_CONTACTS]
    if not any(is_open(rung.contact, now) for rung in found):
        found += [rung for rung in others if is_open(rung.contact, now)][:1]
    return found or others[:1]


def is_open(contact: Contact, now: date) -> bool:
    """Whether the contact is known to answer at this moment."""
    return isinstance(now, datetime) and state(contact.schedule, now).is_open is True


def in_reading_order(rungs: tuple[Rung, ...], locale: Locale) -> list[Rung]:
    """Those who serve in the reader's language first, those known to serve only in others last."""

    def distance(rung: Rung) -> int:
        languages = rung.contact.languages
        return 1 if not languages else 0 if locale in languages else 2

    return sorted(rungs, key=distance)


def phone_span(phone: Phone, locale: Locale) -> Span:
    """A number one can tap; its label is part of it, so that no line ends between the two and a label goes astray."""
    label = "" if phone.label is None else phone.label[locale] + " "
    return Span(label + phone.shown, strong=True, href=f"tel:{phone.dial}")


def _contact_spans(words: Words, contact: Contact) -> Iterator[Span]:
    yield Span(contact.name[words.locale], strong=True)
    for index, phone in enumerate(contact.numbers):
        yield Span(": " if index == 0 else ", ")
        yield phone_span(phone, words.locale)
    if contact.numbers or contact.url is None:
        return
    url = contact.url[words.locale]
    yield Span(": ")
    yield Span(site(url), href=url)


def contact_spans(words: Words, contact: Contact) -> tuple[Span, ...]:
    """A contact's name, and its numbers or else its page."""
    return tuple(_contact_spans(words, contact))


def _silent_spans(words: Words, rung: Rung) -> tuple[Span, ...]:
    """A contact that exists here and whose number is not known or not confirmed."""
    _ = words
    contact = rung.contact
    name = Span(contact.name[words.locale], strong=True)
    if contact.status == "temporarily-closed":
        said = _("closed for the time being.")
    elif contact.phones:
        said = _("its number is not confirmed, so we do not show it.")
    else:
        said = _("we do not know its number.")
    if contact.url is None:
        return (name, Span(f": {said}"))
    url = contact.url[words.locale]
    return (name, Span(f": {said} " + _("Details:") + " "), Span(site(url), href=url))


def _unknown_spans(words: Words, door: Door) -> tuple[Span, ...]:
    """A kind of service for which no contact is known here, or that needs none because one walks in."""
    _ = words
    name = Span(door.kind.name[words.locale], strong=True)
    if door.kind.reached_by == "walk-in":
        return (name, Span(": " + door.kind.does[words.locale]))
    if door.page is None:
        return (name, Span(": " + _("we know no contact for this place.")))
    before = Span(": " + _("contact details on the county's own site:") + " ")
    return (name, before, Span(site(door.page), href=door.page))


def _standing(knowledge: Knowledge, words: Words, rung: Rung, now: date) -> Iterator[str]:
    """Open or closed, how near, a warning where the service does not speak the reader's language, and the source."""
    _ = words
    contact = rung.contact
    if contact.numbers:
        yield hours(words, contact, now)
    if contact.doubted:
        yield _("several users say this number has not worked lately")
    yield rung_name(knowledge, words, rung)
    if contact.languages and words.locale not in contact.languages:
        languages = ", ".join(words.language(code) for code in contact.languages)
        yield _("service language: {languages}", languages=languages)
    yield provenance(words, rung, now)


def rung_name(knowledge: Knowledge, words: Words, rung: Rung) -> str:
    """How near the contact stands: the town's own, the county's, the police department's, or the nation's."""
    _ = words
    areas = rung.contact.areas
    if rung.level == "municipality":
        return _("local: {area}", area=", ".join(knowledge.municipalities[code].name[words.locale] for code in areas))
    if rung.level == "nation":
        return _("nationwide")
    known = knowledge.counties if rung.level == "county" else knowledge.police_departments
    return _("for the whole area: {area}", area=", ".join(known[area].name[words.locale] for area in areas))


def hours(words: Words, contact: Contact, now: date) -> str:
    """Open now, or when it opens; honest where the hours are not known or old."""
    _ = words
    if contact.schedule == "unknown":
        return _("opening hours not known")
    said = _open_at(words, contact, now) if isinstance(now, datetime) else opening(words, contact.schedule)
    if contact.schedule != "always" and contact.hours_as_of is not None and contact.hours_as_of != "unknown":
        said += " " + _("(hours from {year}, may have changed)", year=words.fact_date(contact.hours_as_of))
    return said


def opening(words: Words, schedule: Schedule) -> str:
    """The hours themselves: around the clock, or Mon–Fri 08:00–16:15."""
    _ = words
    if isinstance(schedule, str):
        return _("around the clock")
    return ", ".join(f"{words.weekdays(each.byday)} {words.hours(each.opens, each.closes)}" for each in schedule)


def _open_at(words: Words, contact: Contact, now: datetime) -> str:
    _ = words
    standing = state(contact.schedule, now)
    if contact.schedule == "always":
        return _("open now, around the clock")
    if standing.changes is None:
        return _("closed now")
    if standing.is_open:
        return _("open now, until {time}", time=words.closing(standing.changes))
    days = (standing.changes.date() - now.astimezone(FINLAND).date()).days
    time = words.clock(standing.changes)
    if days == 0:
        return _("closed now, opens today at {time}", time=time)
    if days == 1:
        return _("closed now, opens tomorrow at {time}", time=time)
    if days < DAYS_IN_WEEK:
        return _("closed now, opens on {weekday} at {time}", weekday=words.weekday(standing.changes), time=time)
    return _("closed now, opens on {day} at {time}", day=words.day(standing.changes), time=time)


def provenance(words: Words, rung: Rung, now: date) -> str:
    """Where the fact comes from, how old it is, and whether the operating organisation has checked it."""
    _ = words
    source = rung.contact.source
    where = site(source.url)
    if source.as_of == "unknown":
        said = _("source: {site} (undated, read {day})", site=where, day=words.fact_date(source.read_on))
    else:
        said = _("source: {site}, {day}", site=where, day=words.fact_date(source.as_of))
    return said + " · " + checked(words, rung.contact, rung.kind.recheck_days, now)


def checked(words: Words, contact: Contact, recheck_days: int, now: date) -> str:
    """When the operating organisation checked the contact; how long ago, once a new check is due."""
    _ = words
    if contact.assured is None:
        return _("not yet checked by us")
    on = date.fromisoformat(contact.assured.on)
    today = now.astimezone(FINLAND).date() if isinstance(now, datetime) else now
    days = (today - on).days
    if days <= recheck_days:
        return _("checked {day}", day=words.day(on))
    return _.several(
        "last checked {day}, {count} day ago", "last checked {day}, {count} days ago", days, day=words.day(on)
    )


def site(url: str) -> str:
    """The name of the site an address leads to, as people say it: pohde.fi."""
    return urlsplit(url).netloc.removeprefix("www.").split(":")[0]
