"""What a web page says beside the talk: its own buttons and labels, its errors, and the accessibility statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from bot.model import Knowledge, Line, Locale, Operator, Screen, Span
from bot.wording.catalogs import Words, words_in
from bot.wording.doors import site
from bot.wording.screens import emergency_line


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of a page that are part of no screen."""

    skip: str
    leave: str
    languages: str
    go_on: str
    own_words: str
    own_hint: str
    place: str
    suggestions: str
    send: str
    answers: str
    change: str
    more: str
    opinion: str
    share: str
    share_hint: str
    pocket: str
    copy: str
    copied: str
    print: str
    accessibility: str
    kept: str
    version: str


@lru_cache(maxsize=8)
def page_words(locale: Locale, version: str) -> PageWords:
    """The words in a language; `version` is the knowledge's own."""
    _ = words_in(locale)
    return PageWords(
        skip=_("Skip to the content"),
        leave=_("Leave this page"),
        languages=_("Language"),
        go_on=_("Go on"),
        own_words=_("Or tell it in your own words"),
        own_hint=_("For example: a pupil talks about shooting, Tampere. No names."),
        place=_("Name of the municipality"),
        suggestions=_("Suggestions: {count}", count="{count}"),
        send=_("Send"),
        answers=_("Your answers"),
        change=_("Change"),
        more=_("More about this"),
        opinion=_("Was this of use?"),
        share=_("Link to this answer"),
        share_hint=_("The link tells the role, the situation, the age group and the place, and nothing else."),
        pocket=_("Save a copy that works without a network"),
        copy=_("Copy"),
        copied=_("Copied"),
        print=_("Print"),
        accessibility=_("Accessibility"),
        kept=_("No cookies, no tracking. Your answers travel in the page itself and are not stored."),
        version=_("Knowledge version {version}", version=version),
    )


Mishap = Literal["lost", "too-large", "too-much"]
"""Why an address or a form cannot be answered."""


def mishap(locale: Locale, which: Mishap) -> Screen:
    """The page that says so, with 112 on it."""
    _ = words_in(locale)
    texts: dict[Mishap, str] = {
        "lost": _("There is no such page here."),
        "too-large": _("That was more than I can read. Please tell it in a few words."),
        "too-much": _("That was a lot at once. I answer again in a moment."),
    }
    return Screen(locale, (emergency_line(locale), Line("heading", (Span(texts[which], strong=True),))), ())


# --- the accessibility statement ----------------------------------------------------------------------


def statement(locale: Locale, knowledge: Knowledge | None) -> Screen:
    """The statement the Act on the Provision of Digital Services asks for; it says what is not filled in."""
    words = words_in(locale)
    operator = knowledge.operator if knowledge is not None else None
    return Screen(locale, (emergency_line(locale), *_statement_lines(words, operator)), ())


def _statement_lines(words: Words, operator: Operator | None) -> Iterator[Line]:
    _ = words
    locale = words.locale
    unknown = _("not filled in yet")
    yield Line("title", (Span(_("Accessibility statement"), strong=True),))
    name = operator.name[locale] if operator is not None and operator.name is not None else unknown
    yield Line("text", (Span(_("This statement is about Luotsi on the web. Who runs it:") + " "), Span(name + ".")))
    law = _(
        "Accessibility is required by the Act on the Provision of Digital Services (306/2019). "
        "The aim is level AA of the WCAG 2.2 guidelines."
    )
    yield Line("text", (Span(law),))
    yield Line("heading", (Span(_("How accessible this service is"), strong=True),))
    yield from _assessment_lines(words, operator, unknown)
    built = _(
        "The pages are built for a keyboard, a screen reader, enlarged text and dark colours, "
        "and work without scripts and cookies."
    )
    yield Line("text", (Span(built),))
    yield Line("heading", (Span(_("Did you notice a problem?"), strong=True),))
    yield Line("text", (Span(_("Tell whoever runs this service:") + " "), _feedback(operator, unknown)))
    complaint = _("If the answer does not help, turn to the authority that supervises accessibility:")
    yield Line("text", (Span(complaint + " "), *_authority(locale, operator, unknown)))


def _assessment_lines(words: Words, operator: Operator | None, unknown: str) -> Iterator[Line]:
    _ = words
    if operator is None or operator.result is None or operator.assessed_on is None:
        yield Line("text", (Span(_("Assessment:") + f" {unknown}."),))
        return
    day = words.day(date.fromisoformat(operator.assessed_on))
    full = _("Assessed {day}: the service meets the requirements.", day=day)
    part = _("Assessed {day}: the service meets the requirements in part. What is not accessible yet:", day=day)
    yield Line("text", (Span(full if operator.result == "full" else part),))
    for number, shortcoming in enumerate(operator.shortcomings, 1):
        yield Line("item", (Span(shortcoming[words.locale]),), number)


def _feedback(operator: Operator | None, unknown: str) -> Span:
    if operator is None or operator.feedback is None:
        return Span(f"{unknown}.")
    address = operator.feedback
    return Span(address.removeprefix("mailto:") if address.startswith("mailto:") else site(address), href=address)


def _authority(locale: Locale, operator: Operator | None, unknown: str) -> tuple[Span, ...]:
    if operator is None or operator.authority is None:
        return (Span(f"{unknown}."),)
    name, url = operator.authority
    return (Span(name[locale] + ", "), Span(site(url), href=url))
