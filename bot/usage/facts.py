"""What one turn tells: small facts of at most three dimensions, from ids of the knowledge and never from typed text.

The facts fall into two families that no fact crosses. Some say *who asks about what* (role, situation, language);
others say *where* (county, municipality, local contact). What could tie them together, a small place and a rare
worry, never stands in one fact, and a fact about a place never tells a language, a role, a situation or an outcome.

The services of one card, taken together, would tell its role and situation like a fingerprint. So a talk counts at
most one of them by place: one that lacks a local number there, picked by chance where several do. A test holds that
what one talk leaves behind in a county fits at least three roles and three situations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bot.card import NoCard, kept_card
from bot.conversation import where
from bot.emergency import NUMBER
from bot.model import (
    LOCALES,
    Ask,
    Back,
    Card,
    Contact,
    Feedback,
    Knowledge,
    Language,
    Message,
    Reached,
    Rung,
    Session,
    Show,
    Turn,
)

DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "started": (),
    "language": ("locale",),
    "answered": ("question", "option", "locale"),
    "back": ("question", "locale"),
    "left": ("question", "locale"),
    "asked": ("situation", "role", "locale"),
    "outcome": ("outcome", "locale"),
    "opened": ("part", "outcome", "locale"),
    "taken": ("service", "rung"),
    "feedback": ("answer", "outcome", "locale"),
    "unclear": ("notice", "question", "locale"),
    "other-language": ("language", "locale"),
    "no-language": ("service", "locale"),
    "county": ("county", "rung"),
    "reached": ("service", "rung", "county"),
    "no-local": ("service", "municipality"),
    "feedback-county": ("answer", "county"),
    "number-failed": ("contact",),
}
"""Every kind of fact and what it tells."""

PEOPLE = frozenset({"locale", "role", "situation", "outcome", "question", "option"})
PLACES = frozenset({"county", "municipality", "contact"})

PARTS = frozenset({"tell", "talk", "avoid", "after", "worse", "services", "why", "share"})
UNCLEAR = frozenset({"not-understood", "no-such-place", "which-place", "no-longer-known", "expired"})
LANGUAGES = frozenset(
    "ar am bg bn cs da de el es et fa fr hi hu it ja ku lt lv ne nl no pl ps pt ro ru se so sq th ti tr uk ur vi zh".split()  # noqa: E501, SIM905 - a list of codes reads best as one line
)
"""Languages somebody may ask for besides ours, counted by name; any other word is "other"."""

ELSEWHERE = "somewhere"
"""What a question about the place was answered with: never the municipality itself."""


class Fact(NamedTuple):
    """One thing that happened; a, b and c are what DIMENSIONS says of its kind, "" where it says less."""

    kind: str
    a: str = ""
    b: str = ""
    c: str = ""


class Kept(NamedTuple):
    """A text somebody agreed to send, how often it came, and its month (2026-11)."""

    month: str
    question: str
    locale: str
    text: str
    times: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What a log holds: facts by quarter, talks started and numbers reported by week, and the texts that were sent.

    Nothing here is fit to publish yet.
    """

    facts: Mapping[str, Mapping[Fact, int]]
    started: Mapping[str, int]
    failures: Mapping[tuple[str, str], int]
    texts: tuple[Kept, ...] = ()


def week_of(day: date) -> str:
    """The ISO week of a day: 2026-W48."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


Pick = Callable[[int], int]
"""Picks one of so many: a number from 0 up to that, by chance in service, fixed in a test."""


def facts_of(knowledge: Knowledge, before: Session, message: Message, turn: Turn, pick: Pick) -> tuple[Fact, ...]:
    """What a message and the turn it led to tell."""
    return tuple(_facts(knowledge, before, message, turn, pick))


def left_fact(knowledge: Knowledge, question: str, locale: str) -> Fact | None:
    """Somebody left at this question; None where there is no such question."""
    return Fact("left", question, locale) if knowledge.question(question) is not None else None


def _facts(knowledge: Knowledge, before: Session, message: Message, turn: Turn, pick: Pick) -> Iterator[Fact]:
    after, locale = turn.session, turn.session.locale
    if after.answers and not before.answers:
        yield Fact("started")
        yield Fact("language", locale)
    yield from _answers(knowledge, before, after)
    asked = (
        turn.step.question.id if isinstance(turn.step, Ask) else "card" if isinstance(turn.step, Reached) else "confirm"
    )
    if isinstance(message, Back):
        yield Fact("back", asked, locale)
    if isinstance(message, Language):
        yield from _language(message.code, before, after)
    if turn.notice in UNCLEAR:
        yield Fact("unclear", str(turn.notice), asked, locale)
    if isinstance(turn.step, Reached):
        try:
            card = kept_card(knowledge, turn.step.facets)
        except NoCard:
            return
        if is_new(knowledge, before, card):
            yield from _shown(knowledge, card, locale, pick)
        elif isinstance(message, Show) and message.part in PARTS:
            yield Fact("opened", message.part, outcome_of(card), locale)
        if isinstance(message, Feedback):
            yield from _feedback(knowledge, card, message, locale)


def _answers(knowledge: Knowledge, before: Session, after: Session) -> Iterator[Fact]:
    """Each question answered now, or answered otherwise."""
    for question in knowledge.questions:
        given = after.answers.get(question.id)
        if given is None or given == before.answers.get(question.id):
            continue
        if given in question.options:
            yield Fact("answered", question.id, given, after.locale)
        elif question.asks_place and given in knowledge.municipalities:
            yield Fact("answered", question.id, ELSEWHERE, after.locale)


def _language(code: str, before: Session, after: Session) -> Iterator[Fact]:
    if code in LOCALES:
        if code != before.locale:
            yield Fact("other-language", code, before.locale)
    else:
        yield Fact("other-language", code if code in LANGUAGES else "other", after.locale)


def is_new(knowledge: Knowledge, before: Session, card: Card) -> bool:
    """Whether a card was not on the screen before."""
    step = where(knowledge, before)
    return not (isinstance(step, Reached) and step.facets == card.facets)


def _shown(knowledge: Knowledge, card: Card, locale: str, pick: Pick) -> Iterator[Fact]:
    yield Fact("asked", card.situation.id, card.facets.get("role", ""), locale)
    yield Fact("outcome", outcome_of(card), locale)
    for door in {door.kind.id: door for door in card.doors}.values():
        # Only of nationwide contacts: the languages of local ones would tell the place.
        if door.reachable and all(rung.level == "nation" and not _speaks(rung, locale) for rung in door.reachable):
            yield Fact("no-language", door.kind.id, locale)
    yield from _at_place(knowledge, card, pick)


def outcome_of(card: Card) -> str:
    """The id of an answer: situation/case."""
    return f"{card.situation.id}/{card.case.id}"


def county_of(knowledge: Knowledge, card: Card) -> str:
    """The county of a card's place; "" for the whole country."""
    place = knowledge.municipalities.get(card.facets.get("place", ""))
    return "" if place is None else place.county


def _at_place(knowledge: Knowledge, card: Card, pick: Pick) -> Iterator[Fact]:
    """That a card was for a county, and one of the services that have no number there."""
    county = county_of(knowledge, card)
    if not county:
        return
    missing = missing_at_place(card)
    yield Fact("county", county, "elsewhere" if missing else "local")
    if missing:
        kind = list(missing)[pick(len(missing))]
        yield Fact("reached", kind, missing[kind], county)
        yield Fact("no-local", kind, card.facets["place"])


def missing_at_place(card: Card) -> dict[str, str]:
    """The kinds of service that should have a local number and have none, with the rung that answers instead."""
    found: dict[str, str] = {}
    for door in card.doors:
        rung = door.reachable[0].level if door.reachable else "none"
        if door.kind.local_level is not None and rung in ("nation", "none"):
            found.setdefault(door.kind.id, rung)
    return found


def _speaks(rung: Rung, locale: str) -> bool:
    return not rung.contact.languages or locale in rung.contact.languages


def _feedback(knowledge: Knowledge, card: Card, message: Feedback, locale: str) -> Iterator[Fact]:
    if message.answer == "number-failed":
        contact = failed_contact(card, message)
        if contact is not None:
            yield Fact("number-failed", contact.id)
    elif message.answer in ("helped", "not-needed"):
        yield Fact("feedback", message.answer, outcome_of(card), locale)
        if county := county_of(knowledge, card):
            yield Fact("feedback-county", message.answer, county)


def taken_facts(card: Card, locale: str, dial: str) -> Iterator[Fact]:
    """That the reader opened the numbers of a card, or (where `dial` is one of them) saved that number."""
    if not dial:
        yield Fact("opened", "numbers", outcome_of(card), locale)
        return
    for door in card.doors:
        for rung in (*door.reachable, *door.behind):
            if any(phone.dial == dial for phone in rung.contact.numbers):
                yield Fact("taken", rung.kind.id, rung.level)
                return


def failed_contact(card: Card, message: Feedback) -> Contact | None:
    """The contact on this card whose number is said not to work, or None (forged, or 112 itself)."""
    for door in card.doors:
        for rung in (*door.reachable, *door.behind):
            if rung.contact.id == message.contact and rung.contact.numbers:
                return None if any(phone.dial == NUMBER for phone in rung.contact.numbers) else rung.contact
    return None
