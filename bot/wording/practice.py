"""An exercise laid out as screens: the story with a question, and afterwards the right road with its card.

Its buttons say `Chose`, `Accept` (the next exercise), `Restart` (the same again), `Language`, and `Discard` (stop); a
channel keeps them apart from those of a talk in earnest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.exercises import GIVEN, Judged, judged, right_card, standing
from bot.model import (
    LANGUAGE_NAMES,
    LOCALES,
    Accept,
    Ask,
    Button,
    Chose,
    Discard,
    Exercise,
    Knowledge,
    Language,
    Line,
    Restart,
    Screen,
    Span,
)
from bot.wording.catalogs import Words
from bot.wording.screens import answer_label, card_screen, emergency_line


def exercise_screen(
    knowledge: Knowledge, words: Words, exercise: Exercise, answers: Mapping[str, str], now: datetime
) -> Screen:
    """Where somebody stands in an exercise: its next question, or how they did."""
    _ = words
    step = standing(knowledge, exercise, answers).step
    lines = list(_top(words))
    buttons: list[Button] = []
    if isinstance(step, Ask):
        question, locale = step.question, words.locale
        lines += [
            Line("text", (Span(exercise.text[locale]),)),
            Line("heading", (Span(question.text[locale], strong=True),)),
        ]
        hint = next((hint for hint in question.hints if hint.rule.holds(step.facets)), None)
        if hint is not None:
            lines.append(Line("detail", (Span(hint.text[locale]),)))
        buttons += [Button(option.label[locale], Chose(question.id, option.id)) for option in question.choices]
    else:
        lines += _review(knowledge, words, exercise, answers, now)
        buttons.append(Button(_("Next exercise"), Accept()))
    is_begun = any(name not in GIVEN for name in answers)
    return Screen(words.locale, tuple(lines), (*buttons, *_controls(words, is_begun=is_begun)))


def no_exercise_screen(words: Words) -> Screen:
    """What is said where the knowledge has nothing to practise on."""
    _ = words
    said = Line("text", (Span(_("There are no exercises yet.")),))
    return Screen(words.locale, (emergency_line(words.locale), said), ())


def _top(words: Words) -> Iterator[Line]:
    _ = words
    yield emergency_line(words.locale)
    yield Line("notice", (Span(_("Practice: this case is invented, and nothing of it is counted.")),))


def _review(
    knowledge: Knowledge, words: Words, exercise: Exercise, answers: Mapping[str, str], now: datetime
) -> Iterator[Line]:
    _ = words
    found = judged(knowledge, exercise, answers)
    right = sum(each.is_right for each in found)
    said = _("{right} of {count} answers on the right road", right=right, count=len(found))
    yield Line("heading", (Span(said, strong=True),))
    for each in found:
        yield Line("text", tuple(_judged(knowledge, words, each)))
    yield Line("text", (Span(_("Why:") + " ", strong=True), Span(exercise.why[words.locale])))
    yield Line("heading", (Span(_("The right road leads here"), strong=True),))
    yield from card_screen(knowledge, words, right_card(knowledge, exercise), now).lines[1:]


def _judged(knowledge: Knowledge, words: Words, each: Judged) -> Iterator[Span]:
    _ = words

    def label(answer: str) -> str:
        return answer_label(knowledge, each.question, answer, words.locale) if answer else _("not asked")

    yield Span("✓ " if each.is_right else "✗ ")
    yield Span(each.question.text[words.locale] + " ")
    yield Span(label(each.given), strong=True)
    if not each.is_right:
        yield Span(" → " + _("better:") + " ")
        yield Span(label(each.right), strong=True)


def _controls(words: Words, *, is_begun: bool) -> Iterator[Button]:
    _ = words
    if is_begun:
        yield Button(_("The same again"), Restart(), control=True)
    for other in LOCALES:
        if other != words.locale:
            yield Button(LANGUAGE_NAMES[other], Language(other), control=True)
    yield Button(_("Stop practising"), Discard(), control=True)
