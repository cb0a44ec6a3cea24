"""Names of people in a text: by lists of names, by the shape of a surname, and by the words beside them.

A first name or a surname alone says little ("Anna" is also "give"); together, after a title, in "perhe X" or after
"nimeltä" they are somebody. Lower case is enough only where neither name is an ordinary word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.matching.lists import first_names, names_that_are_words, stems, surnames, words
from bot.matching.text import Token, tokens

# The sections of people.txt:
_STRONG_TITLES = words("people.txt", "strong-titles")  # herra, Mrs: any capital letter after them is a name
_TITLES = stems("people.txt", "titles-stems")  # opettaja, patient: a surname after them is a name
_NAMED = words("people.txt", "named")  # nimeltä, heter, called
_LINKS = words("people.txt", "links")  # nimi *on* X
_FAMILY = words("people.txt", "family")  # Virtasen pojat
_FAMILY_BEFORE = words("people.txt", "family-before")  # perhe Virtanen
_PLAIN_WORDS = words("people.txt", "plain-words")  # what a sentence written With Capital Letters is made of
_NOT_SURNAMES = words("people.txt", "not-surnames")  # nainen, polisen, talman: the shape of a surname, and none
_PLACE_FIRST = words("people.txt", "place-first")  # first names that are municipalities too
_SAINTS = words("people.txt", "saints")  # Sankt *Karin*: a church, a parish or a town
_ADJECTIVES = words("people.txt", "adjectives")  # surnames that in lower case say what something is like: kivinen
_INSTITUTIONS = stems("places.txt", "institutions")  # Marian *sairaala* is no Maria
_PARTICLES = frozenset({"van", "von", "af", "al", "el", "bin", "de"})

_LONGEST_WORD = 40
_SHORTEST_NAME = 3
_MOST_FIRST_NAMES = 3


def people(text: str) -> Iterator[tuple[int, int]]:
    """Where names of people stand in a text, from the left and without overlaps."""
    said = _Text(text)
    at = 0
    while at < len(said.words):
        length = _name_length(said, at)
        if length:
            yield said.words[at].start, said.words[at + length - 1].end
        at += length or 1


class _Text:
    """The words of a text, with what stands between them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[Token] = tokens(text, len(text))

    def word(self, at: int) -> str:
        """A word in lower case, or "" outside the text."""
        return self.words[at].text if 0 <= at < len(self.words) else ""

    def gap(self, at: int) -> str | None:
        """What stands between this word and the one before it; None at either end of the text."""
        if not 0 < at < len(self.words):
            return None
        return self.text[self.words[at - 1].end : self.words[at].start]

    def joined(self, at: int) -> bool:
        """Whether this word follows the one before it with nothing but a space between."""
        gap = self.gap(at)
        return gap is not None and gap.isspace() and "\n" not in gap

    def capital(self, at: int) -> bool:
        """Whether the word begins with a capital letter."""
        return 0 <= at < len(self.words) and self.words[at].capital

    def shouted(self, at: int) -> bool:
        """Whether the word is all capitals, as acronyms are."""
        return self.text[self.words[at].start : self.words[at].end].isupper()

    def opens(self, at: int) -> bool:
        """Whether a sentence begins here, where a capital letter tells nothing."""
        return bool(re.search(r"[.!?\n:]", self.gap(at) or ".")) if at else True


def _name_length(said: _Text, at: int) -> int:
    """How many words from here on are a name: 0 for none."""
    word = said.word(at)
    if len(word) > _LONGEST_WORD or word.isdigit() or (said.word(at - 1) in _SAINTS and said.joined(at)):
        return 0
    if _is_initial(said, at) or _is_surname_first(said, at):
        return 2
    if is_first_name(word) and said.joined(at + 1) and (length := _full_name_length(said, at)):
        return length
    if _is_stranger(said, at):
        return 2
    alone = (_is_titled, _is_family, _is_named, _is_first_name_alone, _is_surname_alone)
    return int(any(test(said, at) for test in alone))


def _full_name_length(said: _Text, at: int) -> int:
    """First names and a surname from here on, as words; 0 where no surname follows."""
    sure = not _is_word_too(said.word(at))
    end = at + 1
    while end < at + _MOST_FIRST_NAMES and said.joined(end) and _is_only_first(said.word(end)):
        end += 1
    if not said.joined(end):
        return end - at if end > at + 1 and sure and said.capital(at) and said.capital(end - 1) else 0
    word = said.word(end)
    both = said.capital(at) and said.capital(end)
    if word in _PARTICLES and said.joined(end + 1) and said.capital(end + 1):
        return end + 2 - at
    if len(word) == 1:
        return end + 1 - at if sure and said.capital(end) else 0
    if is_surname(word):
        return end + 1 - at if both or (_is_plain_first(said.word(at)) and _is_plain_last(word)) else 0
    return end + 1 - at if both and sure and _may_be_a_name(word) else 0


def _is_only_first(word: str) -> bool:
    return is_first_name(word) and not is_surname(word)


def _may_be_a_name(word: str) -> bool:
    return word not in _PLAIN_WORDS and not _is_place(word) and len(word) >= _SHORTEST_NAME and word.isalpha()


def _is_initial(said: _Text, at: int) -> bool:
    """M. Korhonen, M.Korhonen; Virtanen M."""
    if len(said.word(at)) == 1:
        gap = said.gap(at + 1)
        return gap in {". ", "."} and said.capital(at) and said.capital(at + 1) and is_surname(said.word(at + 1))
    following = len(said.word(at + 1)) == 1 and said.joined(at + 1) and said.capital(at + 1)
    return following and said.capital(at) and is_surname(said.word(at)) and not _is_word_too(said.word(at))


def _is_surname_first(said: _Text, at: int) -> bool:
    """Virtanen Matti; virtanen, matti."""
    gap, last, first = said.gap(at + 1), said.word(at), said.word(at + 1)
    if gap is None or gap.strip() not in {"", ","} or not is_surname(last) or not is_first_name(first):
        return False
    both = said.capital(at) and said.capital(at + 1)
    return both or (_is_plain_last(last) and _is_plain_first(first))


def _is_stranger(said: _Text, at: int) -> bool:
    """A first name no list has: Nooa Virtanen, and after a word for a person also asiakas Dilnoza Rakhimova."""
    if not (said.capital(at) and said.capital(at + 1) and said.joined(at + 1)):
        return False
    one, two = said.word(at), said.word(at + 1)
    if not (_may_be_a_name(one) and _may_be_a_name(two)):
        return False
    if _is_plain_last(two):
        return not _FINNISH_CASE.search(one)  # "Suomen Virtanen" is no person of that name
    return said.joined(at) and said.word(at - 1).startswith(_TITLES) and not said.shouted(at)


_FINNISH_CASE = re.compile(r"(?:n|sta|stä|ssa|ssä|lla|llä|lle|lta|ltä)$")


def _is_titled(said: _Text, at: int) -> bool:
    """Herra Virtanen, Mrs. Korhonen, opettaja Saarinen."""
    word, gap = said.word(at), said.gap(at)
    if gap is None or gap.strip() not in {"", "."} or "\n" in gap:
        return False
    known = is_surname(word) and (said.capital(at) or not _is_word_too(word))
    if said.word(at - 1) in _STRONG_TITLES:
        return known or (said.capital(at) and len(word) >= _SHORTEST_NAME and not _is_place(word))
    if not said.word(at - 1).startswith(_TITLES) or not gap.isspace() or word in _PLAIN_WORDS:
        return False
    return known and (said.capital(at) or _base(word, surnames()) is not None)


def _is_family(said: _Text, at: int) -> bool:
    """Perhe Virtanen, Virtasen perhe, familjen Holmström, the Nguyen family."""
    word, after = said.word(at), said.word(at + 1)
    if not is_surname(word):
        return False
    word_too = _is_word_too(word)
    if not said.capital(at):
        return not word_too and _base(word, surnames()) is not None and after in _FAMILY_BEFORE
    if said.word(at - 1) in _FAMILY_BEFORE and said.joined(at):
        return True
    if after not in _FAMILY or not said.joined(at + 1):
        return False
    return not said.opens(at) or not word_too or after in _FAMILY_BEFORE


def _is_named(said: _Text, at: int) -> bool:
    """What follows nimeltä, nimi on, heter, called."""
    gap, word = said.gap(at), said.word(at)
    if gap is None or not said.capital(at) or len(word) == 1 or not (gap.isspace() or gap.strip() == ":"):
        return False
    if _is_place(word) and not is_first_name(word):
        return False
    before = said.word(at - 1)
    if before in _LINKS and said.joined(at - 1):
        before = said.word(at - 2)
    return before in _NAMED


def _is_first_name_alone(said: _Text, at: int) -> bool:
    """Mikko käyttäytyy oudosti: a first name that is no word, place or acronym."""
    word = said.word(at)
    known = said.capital(at) and is_first_name(word) and not _is_word_too(word)
    house = word.endswith("n") and said.joined(at + 1) and said.word(at + 1).startswith(_INSTITUTIONS)
    return known and not house and not _is_place(word) and not said.shouted(at)


def _is_surname_alone(said: _Text, at: int) -> bool:
    """Soitin Virtaselle: a capital letter and the shape of a surname, with no other capital beside it.

    A surname of the list that has the ending of one is somebody in lower case too: virtanen haukkui minua.
    """
    word = said.word(at)
    if _is_word_too(word) or _is_place(word):
        return False
    if not said.capital(at):
        listed = _base(word, surnames()) or ""
        return (
            listed.endswith(_CLEARLY_SURNAMES)
            and listed not in _ADJECTIVES
            and is_surname(word)
            and not _NOT_NEN.search(word)
        )
    if (said.capital(at - 1) and said.joined(at)) or (said.capital(at + 1) and said.joined(at + 1)):
        return False
    if _base(word, surnames()) is not None:
        return not said.opens(at) or word.endswith(_CLEARLY_SURNAMES) or bool(_BENT_NEN.fullmatch(word))
    return not said.opens(at) and is_surname(word) and word.endswith((*_CLEARLY_SURNAMES, *_TO_SOMEBODY))


# --- single words --------------------------------------------------------------------------------------


def is_first_name(word: str) -> bool:
    """Whether a word in lower case is a first name in any case, or two of them with a hyphen."""
    return all(_base(part, first_names()) is not None for part in word.split("-"))


def is_surname(word: str) -> bool:
    """Whether a word in lower case is a surname by list or by shape, in any case."""
    if word in _NOT_SURNAMES:
        return False
    if _base(word, surnames()) is not None or _SLAVIC.match(word) or _SWEDISH.match(word):
        return True
    return bool(_NEN.match(word)) and not _NOT_NEN.search(word)


def _is_plain_first(word: str) -> bool:
    """A first name that shows without its capital letter: as it is, or in the genitive."""
    if _is_word_too(word):
        return False
    return word in first_names() or (word.endswith("n") and len(word) > _SHORTEST_NAME + 1 and is_first_name(word))


def _is_plain_last(word: str) -> bool:
    """A surname that shows without its capital letter."""
    if _is_word_too(word) or not is_surname(word):
        return False
    return _base(word, surnames()) is not None or word.endswith(_CLEARLY_SURNAMES)


def _is_word_too(word: str) -> bool:
    return _base(word, names_that_are_words()) is not None


def _is_place(word: str) -> bool:
    """Words for places and buildings, and a local case (Sallassa) that people seldom take."""
    return word.endswith(("ssa", "ssä", "sta", "stä")) or bool(_PLACE.search(word)) or word in _PLACE_FIRST


_PLACE = re.compile(
    r"(?:lahti|lahden|järvi|järvellä|niemi|kylä|kaupunki|lappi|suomi|suomen|finland|sverige|ruotsi|turku|koulu|talo"
    r"|katu|kadulla|tie|keskus|kirkko|puisto|lukio)$|^(?:tampere|helsin[kg]|espoo|vantaa|oulu)"
)
_CLEARLY_SURNAMES = ("nen", "ström", "qvist", "kvist", "sson", "berg", "lund", "blom")
_TO_SOMEBODY = ("selle", "sella", "sellä", "selta", "seltä")
_VOWEL = "[aeiouyäö]"
_NEN = re.compile(rf"[^\W\d_]{{2,}}{_VOWEL}(?:nen|s(?:en|e(?:ll|lt|st)[aä]|elle|een|et|ten|ille))$")
_NOT_NEN = re.compile(
    r"(?:(?:lli|la[iï]|läi|mai|mäi|hte?i|nai|mi)(?:nen|sen|set|sten|sell[aäe]|selt[aä]|sest[aä]|seen)"
    r"|(?:ittai|kai|käi|tai|täi|oi|öi|ei|ui|yi)nen|eisen)$"
)
"""Adjectives and nouns that end as surnames do: suomalainen, väkivaltainen, ihminen's like, Swedish definite forms."""
_SWEDISH = re.compile(
    r"[^\W\d_]{2,}(?:str[öo]m|bergh?|[qk]v?u?ist|lundh?|sson|lind|stedt|holm|blad|gren|roos|bäck|s[eé]n|rén|lén|stén|blom"
    r"|feldt|hjelm|dahl)s?$"
)
_SLAVIC = re.compile(
    r"[^\W\d_]{3,}(?:ova?s?|eva?|[lk]ov|enko|sky|skij|ska[jy]a|ić|vić|vich|yan|dze|shvili|zadeh|oğlu)(?:in|n|ille|ilta|s)?$"
)

# --- cases ---------------------------------------------------------------------------------------------

_SHORT_ENDINGS = ("lla", "llä", "lta", "ltä", "lle", "n", "in", "ille", "illa")
"""Endings taken off also where only three letters are left (Alin, Leolle)."""
_LONG_ENDINGS = (
    *("ssa", "ssä", "sta", "stä", "han", "hän", "seen", "ksi", "na", "nä", "ta", "tä", "a", "ä", "s", "'s", "t"),
    *("an", "än", "on", "un", "en", "ia", "lin", "liin", "ilta", "ista", "ien", "kin", "nkin", "llakin"),
)
_PLAIN_LETTERS = str.maketrans("éèêáàóúíü", "eeeaaouiu")
_BENT_NEN = re.compile(
    r"(.{2,})s(?:en|ella|ellä|elle|elta|eltä|esta|estä|essa|essä|een|et|ten|ia|iä|illa|illä|ille|ilta|iltä)"
)


def _base(word: str, names: frozenset[str]) -> str | None:
    """The listed name this word is a form of (Mikon, Villelle, Virtasten, Eriks), or None."""
    word = word.translate(_PLAIN_LETTERS)
    if word in names:
        return word
    if (bent := _BENT_NEN.fullmatch(word)) and bent[1] + "nen" in names:
        return bent[1] + "nen"
    for endings, left in ((_SHORT_ENDINGS, _SHORTEST_NAME), (_LONG_ENDINGS, _SHORTEST_NAME + 1)):
        for ending in endings:
            if len(word) >= len(ending) + left and word.endswith(ending):
                stem = word.removesuffix(ending)
                for name in (stem, _strengthened(stem), stem.removesuffix("i")):
                    if name in names:
                        return name
    return None


_GRADES = (
    *(("k", "kk"), ("t", "tt"), ("p", "pp"), ("nn", "nt"), ("rr", "rt"), ("ll", "lt"), ("hd", "ht"), ("d", "t")),
    *(("ng", "nk"), ("mm", "mp"), ("v", "p")),
)
"""Weak consonants and the strong ones they come from."""


def _strengthened(stem: str) -> str:
    """Miko -> Mikko, Anti -> Antti, Mäe -> Mäki, Järve -> Järvi."""
    if stem.endswith(("äe", "joe")):
        return stem[:-1] + "ki"
    body, last = stem[:-1], stem[-1:]
    for weak, strong in _GRADES:
        if body.endswith(weak):
            return body.removesuffix(weak) + strong + last
    return body + "i" if last == "e" and len(body) > _SHORTEST_NAME else stem
