"""How two cards differ, in words for editors: one `Difference` for each thing that changed, whoever meets it.

A changed number is the same difference on every card that shows it, so all its readers gather on one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Literal

from bot.answering import EVERY_HOUR, HOURS
from bot.hours import days_said, schedule_said
from bot.impact.told import Served, Told
from bot.model import (
    LEVELS,
    LOCALES,
    Contact,
    Door,
    Kind,
    Knowledge,
    Law,
    Level,
    Locale,
    Option,
    Question,
    Reference,
    Rung,
    Situation,
    Source,
    Text,
    Variant,
    Where,
)

Aspect = Literal["number", "contact", "rung", "hours", "language", "step", "law", "text", "order", "source", "answer"]
"""What kind of thing changed."""
NOTHING = "–"
DAY = 24


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text said before and says after, in one language; "" where there is none."""

    locale: Locale
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed. `is_lost` where a reader is worse protected for it.

    `wordings` are those of a text, only of languages in which it changed; another difference reads the same in all.
    """

    aspect: Aspect
    subject: str
    before: str
    after: str
    at: Where = field(compare=False)
    is_lost: bool = False
    wordings: tuple[Wording, ...] = ()

    @property
    def locales(self) -> tuple[Locale, ...]:
        """The languages whose readers meet it."""
        return tuple(each.locale for each in self.wordings) or LOCALES


# --- cards --------------------------------------------------------------------------------------------


def of_told(sides: tuple[Knowledge, Knowledge], before: Told | None, after: Told | None) -> Iterator[Difference]:
    """How what is said differs, the doors left aside."""
    if before is None or after is None:
        if before is not None:
            name = f"{before.situation.id}/{before.case.id}"
            yield Difference("answer", "the card of these readers", name, NOTHING, before.case.at, is_lost=True)
        if after is not None:
            name = f"{after.situation.id}/{after.case.id}"
            yield Difference("answer", "the card of these readers", NOTHING, name, after.case.at)
        return
    situation = after.situation.id
    if before.situation.id != situation:
        yield Difference("answer", "the situation", before.situation.id, situation, after.situation.at)
    yield from of_text(f"the name of {situation}", before.situation.name, after.situation.name)
    yield from of_text(f"what to do first in {situation}", before.case.action, after.case.action)
    if before.situation.answered_by != after.situation.answered_by:
        kinds = _listed(before.situation.answered_by), _listed(after.situation.answered_by)
        yield Difference("hours", f"who counts as an answer to {situation}", *kinds, after.situation.at)
    for key in dict.fromkeys((*before.lines, *after.lines)):
        yield from _of_line(sides, key, before.lines.get(key), after.lines.get(key))
    shared = before.lines.keys() & after.lines.keys()
    order = [", ".join(key[1] for key in each.lines if key in shared) for each in (before, after)]
    subject = f"the order of the steps of {situation}/{after.case.id}"
    yield from _of_values("order", subject, order[0], order[1], after.case.at)


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(sorted(ids)) or NOTHING


def _of_line(
    sides: tuple[Knowledge, Knowledge], key: tuple[str, str], before: Variant | None, after: Variant | None
) -> Iterator[Difference]:
    section, step = key
    subject = f"the step {step}" if section == "steps" else f'the step {step} under "{section}"'
    if before is None or after is None:
        if before is not None:
            is_lost = before.force in ("duty", "right")
            yield Difference("step", subject, _short(before.text), NOTHING, before.at, is_lost=is_lost)
        if after is not None:
            yield Difference("step", subject, NOTHING, _short(after.text), after.at)
        return
    yield from of_text(subject, before.text, after.text)
    if before.force != after.force:
        is_lost = before.force == "duty" or (before.force == "right" and after.force != "duty")
        force = before.force or "advice", after.force or "advice"
        yield Difference("law", f"the force of {step}", *force, after.at, is_lost=is_lost)
    cited = ", ".join(before.laws) or NOTHING, ", ".join(after.laws) or NOTHING
    if cited[0] != cited[1]:
        is_lost = bool(before.laws) and not after.laws
        yield Difference("law", f"the law cited by {step}", *cited, after.at, is_lost=is_lost)
    for law in before.laws:
        if law in after.laws:
            yield from _of_law(sides[0].laws[law], sides[1].laws[law])
    if before.source != after.source:
        yield Difference("source", f"the source of {step}", before.source or NOTHING, after.source or NOTHING, after.at)
    elif before.source is not None:
        yield from _of_reference(sides[0].references[before.source], sides[1].references[before.source])


def _of_law(before: Law, after: Law) -> Iterator[Difference]:
    if before == after:
        return
    yield from of_text(f"the act of {after.id}", before.act, after.act)
    yield from of_text(f"the wording of {after.id}", before.wording, after.wording)
    for name in (
        "number",
        "section",
        "subsection",
        "chapter",
        "force",
        "binds",
        "binds_partly",
        "applies_to",
        "status",
    ):
        yield from _of_values("law", f"`{name}` of {after.id}", _said(before, name), _said(after, name), after.at)
    yield from _of_source(after.id, before.source, after.source, after.at)


def _of_reference(before: Reference, after: Reference) -> Iterator[Difference]:
    if before == after:
        return
    yield from of_text(f"the name of {after.id}", before.name, after.name)
    for name in ("url", "as_of", "read_on"):
        yield from _of_values("source", f"`{name}` of {after.id}", _said(before, name), _said(after, name), after.at)


def _of_source(name: str, before: Source, after: Source, at: Where) -> Iterator[Difference]:
    for key in ("url", "as_of", "read_on"):
        yield from _of_values("source", f"`{key}` of {name}", _said(before, key), _said(after, key), at)


def _said(held: object, name: str) -> str:
    """A field in words."""
    value = getattr(held, name)
    if isinstance(value, frozenset):
        value = sorted(value)
    return ", ".join(value) if isinstance(value, list | tuple) else NOTHING if value is None else str(value)


def _of_values(aspect: Aspect, subject: str, before: str, after: str, at: Where) -> Iterator[Difference]:
    if before != after:
        yield Difference(aspect, subject, before, after, at)


def of_text(subject: str, before: Text | None, after: Text | None) -> Iterator[Difference]:
    """How a text differs: what a language says now, and apart from that the languages in which it says nothing now."""
    if before == after:
        return
    changed = [
        Wording(locale, "" if before is None else before[locale], "" if after is None else after[locale])
        for locale in LOCALES
    ]
    changed = [each for each in changed if each.before != each.after]
    at = after.at if after is not None else before.at if before is not None else Where("", 1, 1)
    lost = tuple(each for each in changed if after is not None and not each.after)
    said = tuple(each for each in changed if each not in lost)
    if said:
        yield Difference("text", subject, said[0].before or NOTHING, said[0].after or NOTHING, at, wordings=said)
    if lost:
        yield Difference("language", subject, lost[0].before, NOTHING, at, is_lost=True, wordings=lost)


def _short(text: Text) -> str:
    return text.fi or text.sv or text.en


# --- questions ----------------------------------------------------------------------------------------


def of_question(before: Question | None, after: Question | None) -> Iterator[Difference]:
    """How a question differs, of those who are asked it before, after, or both."""
    if before is None or after is None:
        held = before or after
        if held is not None:
            was, is_now = ("asked", "not asked") if after is None else ("not asked", "asked")
            yield Difference("answer", f"the question {held.id}", was, is_now, held.at)
        return
    name = after.id
    yield from of_text(f"the question {name}", before.text, after.text)
    hints = zip_longest(before.hints, after.hints)
    for number, (old, new) in enumerate(hints, 1):
        texts = None if old is None else old.text, None if new is None else new.text
        yield from of_text(f"hint {number} of the question {name}", *texts)
    for option in before.options.keys() & after.options.keys():
        yield from of_text(
            f'the option "{option}" of {name}', before.options[option].label, after.options[option].label
        )
    options = (", ".join(each.id for each in before.choices), ", ".join(each.id for each in after.choices))
    yield from _of_values("answer", f"the options of {name}", *options, after.at)


def of_banner(before: Option | None, after: Option | None) -> Iterator[Difference]:
    """How the line differs that stands above every screen."""
    old, new = None if before is None else before.banner, None if after is None else after.banner
    if old is not None and new is None:
        yield Difference("text", "the line on top of the screen", _short(old), NOTHING, old.at, is_lost=True)
    else:
        yield from of_text("the line on top of the screen", old, new)


# --- doors --------------------------------------------------------------------------------------------


def of_served(situation: Situation, before: Served, after: Served) -> Iterator[Difference]:
    """How the doors of a card differ at one place, and the hours at which somebody answers."""
    if before.doors != after.doors:
        olds, news = _by_service(before.doors), _by_service(after.doors)
        for key in dict.fromkeys((*olds, *news)):
            yield from _of_door(key[0], olds.get(key), news.get(key))
        shared = olds.keys() & news.keys()
        order = [", ".join(key[0] for key in each if key in shared) for each in (olds, news)]
        yield from _of_values("order", f"the order of the services of {situation.id}", order[0], order[1], situation.at)
    if before.hours != after.hours:
        said = _week_said(before.hours), _week_said(after.hours)
        lost = before.hours & ~after.hours
        yield Difference("hours", "when somebody suitable is sure to answer", *said, situation.at, is_lost=bool(lost))


def _by_service(doors: Sequence[Door]) -> Mapping[tuple[str, int], Door]:
    """The doors by service; one that stands twice on a card is counted."""
    found: dict[tuple[str, int], Door] = {}
    for door in doors:
        index = next(index for index in range(len(doors)) if (door.kind.id, index) not in found)
        found[door.kind.id, index] = door
    return found


def _of_door(service: str, before: Door | None, after: Door | None) -> Iterator[Difference]:
    if before is None or after is None:
        if before is not None:
            said, is_lost = _rungs_said(before.reachable or before.behind), _has_numbers(before)
            yield Difference("contact", f"the service {service}", said, NOTHING, before.kind.at, is_lost=is_lost)
        if after is not None:
            said = _rungs_said(after.reachable or after.behind)
            yield Difference("contact", f"the service {service}", NOTHING, said, after.kind.at)
        return
    if before == after:
        return
    yield from _of_kind(before.kind, after.kind)
    yield from of_text(f"what {service} is called for", before.about, after.about)
    at = after.reachable[0].contact.at if after.reachable else after.kind.at
    pages = before.page or NOTHING, after.page or NOTHING
    yield from _of_values("contact", f"the county's page for {service}", *pages, at)
    yield from _of_rung(service, before, after, at)
    yield from _of_contacts(service, before, after)


def _of_kind(before: Kind, after: Kind) -> Iterator[Difference]:
    if before == after:
        return
    for name in ("name", "does", "does_not", "next"):
        yield from of_text(f"`{name}` of {after.id}", getattr(before, name), getattr(after, name))
    for name in ("reached_by", "urgent", "recheck_days", "source"):
        yield from _of_values("contact", f"`{name}` of {after.id}", _said(before, name), _said(after, name), after.at)


def _has_numbers(door: Door) -> bool:
    return any(rung.contact.numbers for rung in (*door.reachable, *door.behind))


def _level(door: Door) -> Level | None:
    return door.reachable[0].level if door.reachable else None


def _distance(level: Level | None) -> int:
    """How far a rung is: 0 for the municipality; a service nobody can reach is farther than all."""
    return LEVELS.index(level) if level is not None else len(LEVELS)


def _of_rung(service: str, before: Door, after: Door, at: Where) -> Iterator[Difference]:
    old, new = _level(before), _level(after)
    if old != new:
        is_lost = _distance(new) > _distance(old)
        subject = f"the nearest {service} that can be reached"
        yield Difference("rung", subject, old or "nobody", new or "nobody", at, is_lost=is_lost)


def _of_contacts(service: str, before: Door, after: Door) -> Iterator[Difference]:
    olds, news = _rungs(before), _rungs(after)
    for name in olds.keys() & news.keys():
        yield from of_contact(olds[name].contact, news[name].contact)
        yield from _of_kind(olds[name].kind, news[name].kind)
    come = [rung for name, rung in news.items() if name not in olds]
    for name, rung in olds.items():
        if name not in news:
            nearer = [each for each in come if each.contact.numbers and _distance(each.level) <= _distance(rung.level)]
            is_lost = bool(rung.contact.numbers) and not nearer
            said = _rungs_said((rung,))
            yield Difference("contact", f"{name} behind {service}", said, NOTHING, rung.contact.at, is_lost=is_lost)
    for rung in come:
        said = _rungs_said((rung,))
        yield Difference("contact", f"{rung.contact.id} behind {service}", NOTHING, said, rung.contact.at)
    if olds.keys() == news.keys() and (standing := _standing(before)) != _standing(after):
        at = next(iter(news.values())).contact.at
        yield Difference("order", f"who stands first behind {service}", standing, _standing(after), at)


def _rungs(door: Door) -> dict[str, Rung]:
    """Everybody behind a door by id, nearest first."""
    found: dict[str, Rung] = {}
    for rung in (*door.nearest, *door.reachable, *door.behind):
        found.setdefault(rung.contact.id, rung)
    return found


def _standing(door: Door) -> str:
    """Who is named in which place."""
    groups = (door.nearest, door.reachable, door.behind)
    return " / ".join(", ".join(f"{rung.contact.id} ({rung.level})" for rung in group) or NOTHING for group in groups)


def _rungs_said(rungs: Iterable[Rung]) -> str:
    return ", ".join(f"{rung.contact.name.fi} {_numbers(rung.contact)}" for rung in rungs) or NOTHING


def of_danger(before: Knowledge, after: Knowledge) -> Iterator[Difference]:
    """Typed words that sounded like danger and do not any more."""
    kept = {(rule.all, rule.unless) for rule in after.danger}
    for rule in before.danger:
        if (rule.all, rule.unless) not in kept:
            subject = "typed words that sound like danger"
            yield Difference("answer", subject, " + ".join(sorted(rule.all)), NOTHING, rule.at, is_lost=True)
    for name in sorted({name for rule in before.danger for name in rule.all}):
        old, new = before.words[name], after.words.get(name)
        said = {locale: set() if new is None else set(new.texts.get(locale, ())) for locale in LOCALES}
        gone = [word for locale in LOCALES for word in old.texts.get(locale, ()) if word not in said[locale]]
        if gone:
            subject = f"words of {name} that sound like danger"
            yield Difference("answer", subject, ", ".join(gone), NOTHING, old.at, is_lost=True)


# --- contacts -----------------------------------------------------------------------------------------


def of_contact(before: Contact, after: Contact) -> Iterator[Difference]:
    """How a contact differs in what a reader sees of it."""
    if before == after:
        return
    name = after.id
    numbers = _numbers(before), _numbers(after)
    if numbers[0] != numbers[1]:
        dials = [{phone.dial for phone in each.numbers} for each in (before, after)]
        is_lost = len(dials[1]) < len(dials[0])
        yield Difference("number", f"the number of {name}", *numbers, after.at, is_lost=is_lost)
    labels = {phone.dial: phone.label for phone in before.numbers}
    for phone in after.numbers:
        if phone.dial in labels:
            yield from of_text(f"the label of {phone.shown}", labels[phone.dial], phone.label)
    if before.schedule != after.schedule:
        hours = schedule_said(before.schedule), schedule_said(after.schedule)
        yield Difference("hours", f"the opening hours of {name}", *hours, after.at)
    if before.languages != after.languages:
        gone = set(before.languages) - set(after.languages)
        said = _said(before, "languages") or "not known", _said(after, "languages") or "not known"
        yield Difference("language", f"the languages of {name}", *said, after.at, is_lost=bool(gone))
    for key in ("name", "about", "url"):
        yield from of_text(f"`{key}` of {name}", getattr(before, key), getattr(after, key))
    for key in ("status", "email", "hours_as_of", "service", "level", "areas", "successors", "named_person"):
        aspect: Aspect = "source" if key == "hours_as_of" else "contact"
        yield from _of_values(aspect, f"`{key}` of {name}", _said(before, key), _said(after, key), after.at)
    yield from _of_source(name, before.source, after.source, after.at)
    yield from _of_values("source", f"`assured` of {name}", _check(before), _check(after), after.at)


def _check(contact: Contact) -> str:
    return NOTHING if contact.assured is None else f"{contact.assured.on}, {contact.assured.by}"


def _numbers(contact: Contact) -> str:
    """The numbers that may be shown."""
    said = (f"{phone.shown}{_languages(phone.languages)}" for phone in contact.numbers)
    return ", ".join(said) or ("no number" if contact.status == "active" else f"no number ({contact.status})")


def _languages(languages: tuple[str, ...]) -> str:
    return f" ({', '.join(languages)})" if languages else ""


def _week_said(hours: int) -> str:
    """The hours of a week as bits (see `answered_hours`) in a few words."""
    count = (hours & EVERY_HOUR).bit_count()
    holiday = "" if hours >> HOURS else ", not on public holidays"
    if count in (0, HOURS):
        return ("at all hours" if count else "at no hour") + holiday
    days: dict[str, list[int]] = {}
    for day in range(HOURS // DAY):
        open_at = [hour for hour in range(DAY) if hours >> (day * DAY + hour) & 1]
        if open_at:
            days.setdefault(_spans(open_at), []).append(day)
    said = "; ".join(f"{days_said(each)} {span}" for span, each in days.items())
    return f"{count} of {HOURS} hours ({said}){holiday}"


def _spans(hours: list[int]) -> str:
    """Hours of a day that are open, as spans: 8–16, 18–20."""
    spans: list[list[int]] = []
    for hour in hours:
        if spans and spans[-1][1] == hour:
            spans[-1][1] = hour + 1
        else:
            spans.append([hour, hour + 1])
    return ", ".join(f"{start}–{end}" for start, end in spans)
