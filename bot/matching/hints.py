"""A typed sentence -> what it lets us suppose about the writer's role and the person's age.

A supposition, never an answer: the worker sees it and changes it with a tap. The words stand in
knowledge/phrases/hints.yaml; here is only what a list of words cannot say, ages in numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.matching.ideas import IdeaIndex, bare_words
from bot.matching.text import MAX_LENGTH
from bot.model import HintWords, Knowledge

_AGE = re.compile(r"([0-9]{1,3})([a-z]*)\Z")
_UNIT = r"[\w-]*(?:\s+(?:v|vuotta|år|years))?,?\s+"
_CORRECTED = re.compile(
    rf"\b(?:ei|inte|not)\s+[0-9]{{1,3}}{_UNIT}(?:vaan|utan|but)\s+(?P<instead>[0-9]{{1,3}})"
    rf"|\b(?P<rather>[0-9]{{1,3}}){_UNIT}(?:eikä|ei|inte|not)\s+[0-9]{{1,3}}"
)
"""An age put right: "ei 15 vaan 19", "17 eikä 15"."""
_YEARS_ALONE = re.compile(
    r"(?P<about>(?:noin|n\.?|suunnilleen|ehkä|ungefär|omkring|cirka|ca\.?|runt|kanske|about|around|roughly|maybe)\s+)?"
    r"(?P<years>[0-9]{1,3})"
    r"(?:[\s-]*(?:v\.?|vee|vuotta|vuotta vanha|vuotias|år|år gammal|åring|årig|y\.?o\.?|years?|years old))?",
    re.IGNORECASE,
)
"""A number of years: "14", "14 v", "noin 20", "15-åring", "about 40 years old"."""
_IS = re.compile(r"\bär\b")
"""No year ("år"), though without its dots it looks like one typed on a foreign keyboard: "rum 12 är låst"."""
AGES = (("under-18", 17), ("18-28", 28), ("29-or-over", 110))
"""Options of the age question, and the age up to which each holds."""
ALONE = "="
"""Opens a word that counts only where nothing but a place stands beside it: "poliisi Turku"."""
_OPENING = re.compile(r"[^.,;:!?\n]*")
_WORDS_AFTER = 3
"""Words after a number that tell whether it is an age."""
YEARS, NOT_AN_AGE = "years-of-age", "not-an-age"


@dataclass(frozen=True, slots=True)
class Hints:
    """Option ids of the questions of the same name; None where the text tells nothing, or two things at once."""

    role: str | None
    age: str | None


class _Lists(NamedTuple):
    hints: dict[str, HintWords]
    words: IdeaIndex
    alone: dict[str, str]
    units: IdeaIndex


def find_hints(text: str, knowledge: Knowledge, besides_places: str | None = None) -> Hints:
    """What the text suggests; any text is accepted, and only its beginning (MAX_LENGTH) is read.

    `besides_places` is the text without the names of places, where it has any.
    """
    lists = _lists(knowledge)
    words = bare_words(text)
    opening = _opening(text if besides_places is None else besides_places)
    meant = lists.words.of(words) | ({lists.alone[opening]} if opening in lists.alone else set())
    said: dict[str, str] = {}
    for key, hint in lists.hints.items():
        if key in meant:
            said.setdefault(hint.question, hint.option)
    lower = unicodedata.normalize("NFC", text[:MAX_LENGTH]).casefold()
    corrected = _CORRECTED.search(lower)
    years = (
        [int(corrected["instead"] or corrected["rather"])]
        if corrected
        else ages_in(bare_words(_IS.sub("", lower)), lists.units)
    )
    ages = {age_option(each) for each in years if each <= AGES[-1][1]}
    if ages:
        said["age"] = ages.pop() if len(ages) == 1 else ""
    return Hints(said.get("role"), said.get("age") or None)


def ages_in(words: Sequence[str], units: IdeaIndex) -> Iterator[int]:
    """The ages in years that a text gives in numbers; "two years ago" and "two years in prison" are none."""
    for at, word in enumerate(words):
        number = _AGE.match(word)
        if number is None or int(number[1]) > AGES[-1][1]:
            continue
        after = [*filter(None, [number[2]]), *words[at + 1 : at + 1 + _WORDS_AFTER]]
        if _begins_with_years(after, units) and NOT_AN_AGE not in units.of(after[1:]):
            yield int(number[1])


def age_alone(text: str) -> str | None:
    """The option of the age question for a text that is a number of years and nothing else, or None.

    "About 20" will do where it is not near the border of two options: what is a duty for a child is none for an adult.
    """
    said = _YEARS_ALONE.fullmatch(text.strip())
    if said is None or int(said["years"]) > AGES[-1][1]:
        return None
    option, *others = {age_option(int(said["years"]) + slack) for slack in ((-1, 0, 1) if said["about"] else (0,))}
    return None if others else option


def age_option(years: int) -> str:
    """The option of the age question for an age in years."""
    return next(option for option, oldest in AGES if years <= oldest)


def _opening(text: str) -> str:
    """The bare words before the first comma or stop."""
    first = _OPENING.match(text.lstrip())
    return " ".join(bare_words(first[0])) if first else ""


def _begins_with_years(after: Sequence[str], units: IdeaIndex) -> bool:
    if YEARS in units.of(after[:1]):
        return True
    return YEARS in units.of(after[:2]) and YEARS not in units.of(after[1:2])


@lru_cache(maxsize=4)
def _lists(knowledge: Knowledge) -> _Lists:
    hints = {str(index): hint for index, hint in enumerate(knowledge.hints)}
    units = [group for group in knowledge.words.values() if group.id in {YEARS, NOT_AN_AGE}]
    return _Lists(
        hints,
        IdeaIndex(
            (
                key,
                {locale: [word for word in said if not word.startswith(ALONE)] for locale, said in hint.texts.items()},
            )
            for key, hint in hints.items()
        ),
        {
            " ".join(bare_words(word)): key
            for key, hint in reversed(hints.items())
            for said in hint.texts.values()
            for word in said
            if word.startswith(ALONE)
        },
        IdeaIndex((group.id, group.texts) for group in units),
    )
