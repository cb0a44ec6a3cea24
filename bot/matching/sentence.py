"""A typed sentence -> everything it lets us suppose, for the worker to confirm: place, worry, role, age, danger."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.matching.concerns import NOTHING, find_concerns
from bot.matching.hints import find_hints
from bot.matching.ideas import bare_words, idea_index
from bot.matching.personal_data import find_personal_data, own_numbers
from bot.matching.places import read_places
from bot.matching.text import words
from bot.model import LOCALES, Contact, Knowledge

MOST_SITUATIONS = 3
"""Situations offered for one sentence: the supposed one and two others."""

FEW_WORDS = 2
"""Words too few to guess a worry from, unless one of them points at something and none tells a role or an age."""
SHORTEST_TELLING = 3
"""Letters of a word that can point at something alone: "ase"; "i" and "on" cannot."""
SAYS_LITTLE = frozenset({"unsure"})
"""Word groups that, alone, point at nothing: "ehkä", "jokin"."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Suppositions from a sentence; nothing here is an answer until the worker has seen it.

    `places` are municipality codes, one where the place is plain. `situations` are option ids, best first; `danger`
    tells that the words sound like danger right now. `personal` are the kinds of personal data in the sentence,
    which was read without them. `other_words` counts the words besides the names of places.
    """

    places: tuple[str, ...]
    situations: tuple[str, ...]
    danger: bool
    role: str | None
    age: str | None
    personal: tuple[str, ...]
    other_words: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing was understood."""
        return not (self.places or self.situations or self.danger or self.role or self.age)


def read_sentence(text: str, knowledge: Knowledge) -> Reading:
    """What the text lets us suppose; any text is accepted."""
    place = read_places(text, knowledge)
    personal = [
        found
        for found in find_personal_data(text, own_numbers(knowledge))
        if not any(found.start < end and start < found.end for start, end in place.spans)
    ]
    plain = _without(text, [(found.start, found.end) for found in personal])
    rest = _without(text, [*place.spans, *[(found.start, found.end) for found in personal]])
    hints = find_hints(plain, knowledge, rest)
    other_words = len(words(rest))
    telling = [word for word in bare_words(rest) if len(word) >= SHORTEST_TELLING]
    points_at = idea_index(knowledge).of(telling) - SAYS_LITTLE if not (hints.role or hints.age) else ()
    concern = find_concerns(rest, knowledge) if points_at or other_words > FEW_WORDS else NOTHING
    question = knowledge.question("situation")
    offered = {option.id for option in question.choices} if question is not None else set()
    situations = tuple(situation for situation in concern.situations if situation in offered)
    return Reading(
        places=place.codes,
        situations=situations[:MOST_SITUATIONS],
        danger=concern.danger or concern.situations[:1] == ("immediate-danger",),
        role=hints.role,
        age=hints.age,
        personal=tuple(sorted({found.kind for found in personal})),
        other_words=other_words,
    )


_ENDING = r"\w{0,4}"
"""What an inflected name may end in: "Radinetiin"."""


def closed_service(text: str, knowledge: Knowledge) -> Contact | None:
    """The closed service that a text asks for by name, whatever stands in brackets after that name."""
    said = " ".join(words(text))
    return next((contact for contact, names in _closed_services(knowledge) if names.search(said)), None)


@lru_cache(maxsize=2)
def _closed_services(knowledge: Knowledge) -> tuple[tuple[Contact, re.Pattern[str]], ...]:
    """The closed services, and what finds their names in a text."""
    found = []
    for contact in knowledge.contacts.values():
        if contact.status == "closed":
            names = {" ".join(words(contact.name[locale].split("(")[0])) for locale in LOCALES}
            either = "|".join(re.escape(name) for name in sorted(names))
            found.append((contact, re.compile(rf"\b(?:{either}){_ENDING}\b")))
    return tuple(found)


def read_place_alone(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The municipalities a text names where it says nothing else; () where it says more, or names none."""
    names, name = _official_names(knowledge), text.strip().casefold()
    if name not in names:
        return _place_alone(text, knowledge)
    if not names[name]:
        names[name] = _place_alone(text, knowledge)
    return names[name]


def is_region(text: str, knowledge: Knowledge) -> bool:
    """Whether a text is the name of a region or of a county, and nothing else."""
    return words(text.casefold()) in _regions(knowledge)


@lru_cache(maxsize=2)
def _regions(knowledge: Knowledge) -> frozenset[tuple[str, ...]]:
    named = [text for county in knowledge.counties.values() for text in (county.name, county.region) if text]
    return frozenset(words(text[locale].casefold()) for text in named for locale in LOCALES)


@lru_cache(maxsize=2)
def _official_names(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """The official names, each with what it was read as once it was typed; no other text is ever kept."""
    places = knowledge.municipalities.values()
    return {place.name[locale].casefold(): () for place in places for locale in LOCALES}


def _place_alone(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    place = read_places(text, knowledge)
    return () if words(_without(text, place.spans)) else place.codes


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with these pieces taken out."""
    pieces, at = [], 0
    for start, end in sorted(spans):
        pieces.append(text[at:start])
        at = max(at, end)
    return " ".join([*pieces, text[at:]])
