"""A typed answer to a question with options: by whole words, never by how similar the letters are.

"I don't know" is close to "No" in letters and far from it in meaning: only single long words may be misspelt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.text import fold, words
from bot.model import LOCALES, Knowledge, Locale, Option, Question

SLIP_FROM = (5, 9)
"""Letters from which a word may have one slip of the finger, and two: "opetaja", "varhaiskavatus"."""
LONG_WORD = 4
"""Letters of a word that can tell options apart; shorter ones say too little alone."""

Label = tuple[str, ...]
"""The words of a label, folded."""


class _Labels(NamedTuple):
    """All a question's options are called: whose each label is, and in which labels each word stands."""

    options: tuple[Option, ...]
    whose: Mapping[Label, Option]
    where: Mapping[str, frozenset[int]]
    long_words: tuple[str, ...]


def match_option(text: str, question: Question, knowledge: Knowledge) -> Option | None:
    """The option of a question that these words name, in any of the languages; None where none or several could be.

    Words that stand in one option's label and in no other's are enough, unless all of them are short; where none
    fits as it is, misspelt ones may. Each typed word must fit: likeness of the whole never counts. What is also said
    for an option counts only whole: "adult" is not a young adult.
    """
    said = _folded(text)
    if said in UNKNOWN_WORDS:
        unknown = [option for option in question.choices if option.unknown]
        return unknown[0] if len(unknown) == 1 else None
    labels = _labels(knowledge)[question.id]
    named = labels.whose.get(said)
    if named is not None or not any(len(word) >= LONG_WORD for word in said):
        return named
    fitting = frozenset.intersection(*[labels.where.get(word, frozenset()) for word in said])
    if not fitting and any(len(word) >= SLIP_FROM[0] for word in said):
        fitting = frozenset.intersection(*[_like(word, labels) for word in said])
    meant = {labels.options[label].id: labels.options[label] for label in fitting}
    return next(iter(meant.values())) if len(meant) == 1 else None


def _like(word: str, labels: _Labels) -> frozenset[int]:
    """The labels in which a word stands, or one that is a slip away from it: two in long words, none in short ones."""
    slips = sum(len(word) >= length for length in SLIP_FROM)
    near = process.extract(word, labels.long_words, scorer=OSA.distance, score_cutoff=slips, limit=None)
    return labels.where.get(word, frozenset()).union(*[labels.where[other] for other, _, _ in near])


@lru_cache(maxsize=4)
def _labels(knowledge: Knowledge) -> dict[str, _Labels]:
    """The labels of each question, by its id."""
    return {question.id: _labels_of(question) for question in knowledge.questions}


def _labels_of(question: Question) -> _Labels:
    options: list[Option] = []
    whose: dict[Label, Option] = {}
    where: dict[str, set[int]] = {}
    for option in question.choices:
        for text in (*[option.label[locale] for locale in LOCALES], option.id.replace("-", " "), *option.also_said):
            label = _folded(text)
            whose.setdefault(label, option)
            for word in () if text in option.also_said and len(label) > 1 else label:
                where.setdefault(word, set()).add(len(options))
            options.append(option)
    long_words = tuple(word for word in where if len(word) >= SLIP_FROM[0])
    return _Labels(tuple(options), whose, {word: frozenset(at) for word, at in where.items()}, long_words)


def match_label(text: str, labels: Sequence[str]) -> int | None:
    """Which label the text says in full (dots, case and punctuation aside), or None."""
    said = _folded(text)
    if not said:
        return None
    return next((index for index, label in enumerate(labels) if _label(label) == said), None)


def _folded(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in words(text))


@lru_cache(maxsize=4096)
def _label(label: str) -> tuple[str, ...]:
    """A label folded once: the same few come up at every turn. What a person types is never kept here."""
    return _folded(label)


UNKNOWN_WORDS = frozenset(
    _folded(said)
    for said in (
        "en tiedä",
        "en mä tiedä",
        "en minä tiedä",
        "emme tiedä",
        "en osaa sanoa",
        "ei tietoa",
        "ei tiedossa",
        "en ole varma",
        "en oo varma",
        "eos",
        "vet ej",
        "vet inte",
        "jag vet inte",
        "vi vet inte",
        "ingen aning",
        "osäker",
        "inte säker",
        "jag är inte säker",
        "i don't know",
        "i dont know",
        "don't know",
        "dont know",
        "do not know",
        "i do not know",
        "no idea",
        "not sure",
        "i'm not sure",
        "unsure",
        "not known",
    )
)
"""What people type who do not know; it picks the option for them, whatever its label says."""

YES_WORDS = frozenset(
    _folded(said)
    for said in (
        "kyllä",
        "joo",
        "juu",
        "oikein",
        "ihan oikein",
        "ja",
        "jo",
        "jep",
        "det stämmer",
        "stämmer",
        "rätt",
        "yes",
        "yep",
        "right",
        "correct",
        "that is right",
        "that's right",
        "ok",
        "okei",
        "okej",
        "okay",
    )
)
NO_WORDS = frozenset(
    _folded(said)
    for said in ("ei", "väärin", "ei ole", "nej", "fel", "stämmer inte", "no", "nope", "wrong", "not right")
)
"""What people type to say that what was understood is right, or wrong."""


THANKS_WORDS = frozenset(
    _folded(said)
    for said in (
        "kiitos",
        "kiitti",
        "kiitos paljon",
        "kiitos avusta",
        "selvä",
        "selvä kiitos",
        "ok kiitos",
        "hyvä",
        "ok",
        "okei",
        "tack",
        "tack så mycket",
        "stort tack",
        "tackar",
        "ok tack",
        "bra",
        "okej",
        "thanks",
        "thank you",
        "many thanks",
        "thanks a lot",
        "ok thanks",
        "great",
        "okay",
    )
)
"""What people type when they have what they came for."""

AGAIN_WORDS = frozenset(
    _folded(said)
    for said in (
        "alusta",
        "uudelleen",
        "uudestaan",
        "uusi tapaus",
        "uusi",
        "om från början",
        "nytt fall",
        "nytt ärende",
        "på nytt",
        "new case",
        "new",
        "again",
        "restart",
        "start over",
    )
)
"""What people type to begin anew."""

FAILED_WORDS = frozenset(
    _folded(said)
    for said in (
        "numero ei toimi",
        "numero ei toiminut",
        "väärä numero",
        "numret fungerar inte",
        "numret fungerade inte",
        "fel nummer",
        "the number does not work",
        "the number did not work",
        "number does not work",
        "wrong number",
    )
)
"""What people type when a number did not work."""


def match_on_card(text: str) -> Literal["thanks", "again", "number-failed"] | None:
    """What words mean that are typed when the answer stands there; None for all others."""
    said = _folded(text)
    if said in THANKS_WORDS:
        return "thanks"
    if said in AGAIN_WORDS:
        return "again"
    return "number-failed" if said in FAILED_WORDS else None


def match_yes(text: str) -> bool | None:
    """Whether somebody says yes or no; None where it is neither."""
    said = _folded(text)
    return True if said in YES_WORDS else False if said in NO_WORDS else None


LANGUAGE_WORDS: Mapping[Locale, frozenset[str]] = {
    "fi": frozenset({"suomi", "suomeksi", "finska", "finnish"}),
    "sv": frozenset({"svenska", "ruotsi", "ruotsiksi", "swedish"}),
    "en": frozenset({"english", "englanti", "englanniksi", "engelska"}),
}
"""What people type to go on in another language, folded."""


def match_language(text: str) -> Locale | None:
    """The language somebody asks for with one word, or None."""
    said = _folded(text)
    return next((locale for locale, names in LANGUAGE_WORDS.items() if len(said) == 1 and said[0] in names), None)
