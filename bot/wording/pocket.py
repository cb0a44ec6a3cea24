"""The pocket copy in words: for one place and role the numbers, and for each situation what to do, at any hour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import dropwhile, takewhile

from bot.card import card_for
from bot.conversation import filled, replay
from bot.model import LANGUAGE_NAMES, Ask, Card, Knowledge, Line, Locale, Session, Span
from bot.wording.catalogs import Words, words_in
from bot.wording.screens import answer_label, doors_lines, emergency_line, law_note, numbered


@dataclass(frozen=True, slots=True)
class Matter:
    """A situation in a pocket copy: its name, what to do first, and whom to call and how to go on."""

    name: str
    action: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class PocketWords:
    """A pocket copy in one language; `numbers` are its contacts, each once."""

    locale: Locale
    language: str
    emergency: Line
    title: str
    told: tuple[str, ...]
    numbers: tuple[Line, ...]
    numbers_heading: str
    matters: tuple[Matter, ...]
    matters_heading: str


def pocket_words(knowledge: Knowledge, role: str, place: str, locale: Locale, day: date) -> PocketWords:
    """The copy in a language. Raises bot.card.NoCard for a hole in the knowledge."""
    _ = words = words_in(locale)
    cards = [card_for(knowledge, facets) for facets in pocket_facets(knowledge, role, place)]
    calls = {card.situation.id: tuple(doors_lines(knowledge, words, card.doors, day)) for card in cards}
    made = _("Made {day}, knowledge version {version}. Numbers and hours may have changed since.", day=words.day(day),
             version=knowledge.version)  # fmt: skip
    return PocketWords(
        locale=locale,
        language=LANGUAGE_NAMES[locale],
        emergency=emergency_line(locale),
        title=" · ".join(_named(knowledge, locale, {"place": place, "role": role})),
        told=(made, _("The steps are for the role named above. They do not take the person's age into account.")),
        numbers=tuple(_numbers(calls.values())),
        numbers_heading=_("Whom to call"),
        matters=tuple(
            Matter(
                card.situation.name[locale],
                card.case.action[locale],
                tuple(_matter_lines(knowledge, words, card, calls[card.situation.id])),
            )
            for card in cards
        ),
        matters_heading=_("What to do"),
    )


def pocket_facets(knowledge: Knowledge, role: str, place: str) -> Iterator[dict[str, str]]:
    """The facets of each situation somebody can name, for a role and a place, all else answered neutrally."""
    for question in knowledge.questions:
        for option in question.options.values():
            implied = dict(option.implies)
            if (question.id == "situation" and not option.only_implied) or "situation" in implied:
                answers = {question.id: option.id, "role": role, "place": place}
                step = replay(knowledge, filled(knowledge, Session(answers=answers))).step
                if not isinstance(step, Ask):
                    yield dict(step.facets)


def _named(knowledge: Knowledge, locale: Locale, answers: dict[str, str]) -> Iterator[str]:
    for name, given in answers.items():
        question = knowledge.question(name)
        if question is not None:
            yield answer_label(knowledge, question, given, locale)


def _numbers(calls: Iterable[tuple[Line, ...]]) -> Iterator[Line]:
    """Each contact of these cards once, with what is said of it alone and how it stands."""
    named: set[str] = set()
    for lines in calls:
        for index, line in enumerate(lines):
            spans = tuple(dropwhile(lambda span: not span.strong, line.spans))
            under = list(takewhile(lambda each: each.kind in ("detail", "standing"), lines[index + 1 :]))
            stands = [each for each in under if each.kind == "standing"]
            is_contact = line.kind in ("item", "text") and bool(stands)
            if not spans or spans[0].text in named or not (is_contact or _has_number(line)):
                continue
            named.add(spans[0].text)
            yield Line("item", spans)
            if is_contact:
                about = under[0].spans[line.kind == "item" :] if under[0].kind == "detail" else ()
                told = (*(span.text.removeprefix(" · ") for span in about), stands[0].text)
                yield Line("standing", (Span(" · ".join(told)),))


def _short(line: Line) -> Line:
    """A line of a call without what the list of numbers tells, and without links, dead where there is no network."""
    spans = line.spans
    if line.kind == "detail":
        last = max((index for index, span in enumerate(spans) if span.href), default=0)
        spans = spans[: last + 1]
    return replace(line, spans=tuple(span if span.href[:4] == "tel:" else replace(span, href="") for span in spans))


def _has_number(line: Line) -> bool:
    return any(span.href.startswith("tel:") for span in line.spans)


def _matter_lines(knowledge: Knowledge, words: Words, card: Card, calls: tuple[Line, ...]) -> Iterator[Line]:
    """Whom to call for what, and the steps; what is said of a contact alone stands once for all, among the numbers."""
    _ = words
    yield Line("heading", (Span(_("Whom to call")),))
    for before, line in zip(("", *(line.kind for line in calls)), calls, strict=False):
        if line.kind != "standing" and not (before == "text" and line.kind == "detail"):
            yield _short(line)
    yield Line("heading", (Span(_("What to do, step by step")),))
    yield from numbered(knowledge, words, card.sections["steps"])
    yield from law_note(words, card)
