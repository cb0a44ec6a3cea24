"""Whether a name in a sentence is a place there: "in Salla" is one, "Salla said" is not.

Only names that are also everyday words (`common`) or people's names (`shared`) are in doubt; the others are places.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.matching.inflection import LOCAL, Case
from bot.matching.lists import first_names, names_that_are_words, stems, surnames, words
from bot.matching.placenames import Name
from bot.matching.text import tokens

Span = tuple[int, int]

# The sections of places.txt:
_FILLERS = words("places.txt", "fillers")  # what frames an answer: "i Sund", "Salon kaupunki, kiitos"
_BEFORE_PLACE = words("places.txt", "before-place")  # i, från, in, kunta
_INSTITUTIONS = stems("places.txt", "institutions")  # Lahden *lukio*
_LIVES = words("places.txt", "lives")  # asuu, bor
_LIVES_STEMS = stems("places.txt", "lives-stems")  # kotoisin, living
_PERSON_BEFORE = words("places.txt", "person-before")
_PERSON_BEFORE_STEMS = stems("places.txt", "person-before-stems")  # *opettaja* Lahti, *nimeltä* Salla
_PERSON_AFTER = words("places.txt", "person-after")
_PERSON_AFTER_STEMS = stems("places.txt", "person-after-stems")  # Sallan *äiti*, Aura-*niminen*
_CRIMES = stems("places.txt", "crimes")  # varkaudesta *epäilty*
_WORDS_TOO = words("places.txt", "word-too")  # single forms that are words: ei *hyvinkään* hyvin, *lopen* uupunut
_ABOUT = stems("places.txt", "about")  # *huolissaan* Sallasta

_BREAK = re.compile(r"[,;:.!?()\[\]\n\r\t/|\"–—]| - ")
_SURNAME_ENDINGS = ("nen", "son", "ström", "berg")


class Sentence:
    """The words of a text and what stands between them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = tokens(text)
        self.has_dots = any(token.text != token.folded for token in self.words)

    def span(self, start: int, end: int) -> Span:
        """Where the words from `start` up to `end` stand."""
        return self.words[start].start, self.words[end - 1].end

    def word(self, at: int) -> str:
        """A word in lower case, or "" outside the text."""
        return self.words[at].text if 0 <= at < len(self.words) else ""

    def gap(self, at: int) -> str:
        """What stands between this word and the one before it; "" at either end of the text."""
        return self.text[self.words[at - 1].end : self.words[at].start] if 0 < at < len(self.words) else ""

    def breaks_before(self, at: int) -> bool:
        """Whether a new clause begins with this word."""
        return not 0 < at < len(self.words) or bool(_BREAK.search(self.gap(at)))

    def is_alone(self, start: int, end: int) -> bool:
        """Whether the other words only frame these ("Salon kaupunki", "i Sund")."""
        return all(
            token.text in _FILLERS or token.text.isdigit()
            for at, token in enumerate(self.words)
            if not start <= at < end
        )


class Mention(NamedTuple):
    """A name in a sentence, words `start` up to `end`."""

    name: Name
    case: Case
    outer: bool
    start: int
    end: int
    misspelt: bool = False


def is_place(mention: Mention, said: Sentence) -> bool:
    """Whether a name that is also a word or a person's name is a place in this sentence."""
    name = mention.name
    if mention.case == "dweller":
        return name.rank == "official" or not name.common
    if _is_word_too(mention, said):
        return False
    if not name.common and not name.shared:
        return True
    if said.is_alone(mention.start, mention.end):
        return True
    before, after = said.word(mention.start - 1), said.word(mention.end)
    if mention.case in {"base", "genitive"} and not said.breaks_before(mention.end) and is_institution(after):
        return True
    if _is_named_person(mention, said) or (name.common and after.startswith(_CRIMES)):
        return False
    if name.common:
        return _is_common_word_a_place(mention, said)
    if before in _BEFORE_PLACE and not said.breaks_before(mention.start):
        return True
    return _is_shared_name_a_place(mention, said)


def _is_word_too(mention: Mention, said: Sentence) -> bool:
    """Whether this form of the name is read as the word it also is: in lower case, with nothing to tell of a place."""
    word = said.words[mention.start]
    if word.text not in _WORDS_TOO or word.capital or said.is_alone(mention.start, mention.end):
        return False
    expected = mention.case in LOCAL and expects_place(said, mention.start)
    return not (expected or is_institution(said.word(mention.end)))


def is_institution(word: str) -> bool:
    """Whether a word after a genitive shows that a place owns it: Lahden lukio, Salon kaupunki."""
    return word.startswith(_INSTITUTIONS)


def _is_named_person(mention: Mention, said: Sentence) -> bool:
    """Juha Salo, rehtori Lahti, T. Inari, Salla Virtanen, Aura-niminen, Sallan veli."""
    if mention.case in LOCAL and not mention.outer:
        return False
    before, after = said.word(mention.start - 1), said.word(mention.end)
    if len(before) == 1 and before.isalpha() and said.gap(mention.start).startswith("."):
        return True
    if before and not said.breaks_before(mention.start):
        first = before in first_names() and before not in names_that_are_words()
        if first or before in _PERSON_BEFORE or before.startswith(_PERSON_BEFORE_STEMS):
            return True
    if not after or said.breaks_before(mention.end):
        return False
    if after in _PERSON_AFTER or after.startswith(_PERSON_AFTER_STEMS):
        return True
    surname = after in surnames() or after.endswith(_SURNAME_ENDINGS)
    return surname and mention.case == "base" and said.words[mention.end].capital


def expects_place(said: Sentence, at: int) -> bool:
    """Whether the word before this one makes a place likely: asuu, i, in."""
    before = said.word(at - 1)
    return before in _BEFORE_PLACE or before in _LIVES or (bool(before) and before.startswith(_LIVES_STEMS))


def _lives_near(mention: Mention, said: Sentence) -> bool:
    around = (mention.start - 2, mention.start - 1, mention.end, mention.end + 1)
    return any(said.word(at) in _LIVES or said.word(at).startswith(_LIVES_STEMS) for at in around)


def _is_common_word_a_place(mention: Mention, said: Sentence) -> bool:
    """Varkaudesta, Kalliossa, i Sund: by the capital letter inside a sentence, or by somebody living there."""
    name, word = mention.name, said.words[mention.start]
    before = said.word(mention.start - 1)
    own_case = mention.case in LOCAL and (not mention.outer or name.outer or name.rank != "official")
    if before in _BEFORE_PLACE and word.capital and not said.breaks_before(mention.start):
        return True
    if mention.case in LOCAL and _lives_near(mention, said) and (word.capital or name.rank == "official"):
        return True
    if word.capital and mention.start > 0:
        apart = said.breaks_before(mention.start) and said.breaks_before(mention.end)
        return own_case or (mention.case == "base" and apart)
    return False


def _is_shared_name_a_place(mention: Mention, said: Sentence) -> bool:
    """Sallassa is a place, Sallalla is a person; Salla by itself is a place only when it stands apart."""
    name = mention.name
    before = said.word(mention.start - 1)
    if mention.case in LOCAL:
        if mention.case == "from" and not mention.outer and before.startswith(_ABOUT):
            return False
        return not mention.outer or name.outer or _lives_near(mention, said)
    if mention.case == "base":
        apart = said.breaks_before(mention.end) and (
            said.breaks_before(mention.start) or any(letter.isdigit() for letter in before)
        )
        return apart and mention.start + mention.end > 1
    return False
