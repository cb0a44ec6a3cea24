"""A typed text -> the municipality it is about.

Names are looked up in every form they take in a sentence (`inflection`), then, for what is left, compared letter
by letter. Four rules keep a wrong place from being worse than none:

- A name that is also a word or a person's name counts only where the sentence makes it a place (`placesense`).
- A word the list of everyday words or the dictionary knows is never a slip; nor is a place that lies elsewhere.
- "not X but Y" and "from X to Y" are read; what is still two places is two candidates, never one.
- The shortest names differ from each other by one letter (Eura, Aura): they are not guessed from misspellings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.matching import dictionary
from bot.matching.inflection import Case, demonym_base, swedish_demonym_bases, without_clitic
from bot.matching.lists import everyday_words, first_names, surnames, words
from bot.matching.placenames import RANKS, SAINT, Hit, Index, place_index
from bot.matching.placesense import Mention, Sentence, Span, expects_place, is_institution, is_place
from bot.matching.text import Token, fold
from bot.model import Knowledge

MOST = 5
"""Candidates offered at once."""


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """What a text says of places: one code when it is plain, several to choose from, () when none.

    `spans` are the pieces of the text it was read from, `misspelt` tells that it was not spelt that way.
    """

    codes: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    misspelt: bool = False


def find_places(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Municipality codes the text may mean: one when it is plain, several to choose from, () when none."""
    return read_places(text, knowledge).codes


def read_places(text: str, knowledge: Knowledge) -> PlaceReading:
    """The municipality a text is about. Any text is accepted; what stands beyond MAX_LENGTH is not read."""
    index = place_index(knowledge)
    said = Sentence(text)
    if len(said.words) == 1 and said.words[0].text in knowledge.municipalities:
        return PlaceReading((said.words[0].text,), (said.span(0, 1),))
    mentions, spent = _mentions(said, index)
    places = [mention for mention in mentions if mention.name.codes and is_place(mention, said)]
    if not places:
        places = list(_misspelt(said, index, spent))
    return _reading(said, places)


# --- the names in a sentence ----------------------------------------------------------------------------


def _mentions(said: Sentence, index: Index) -> tuple[list[Mention], set[int]]:
    """The names of a sentence, longest run of words first, and the words they take."""
    found: list[Mention] = []
    spent: set[int] = set()
    for at in range(len(said.words)):
        if at in spent:
            continue
        for length in range(min(index.longest, len(said.words) - at), 0, -1):
            hits = _hits(said, at, at + length, index)
            if hits:
                found += (Mention(hit.name, hit.case, hit.outer, at, at + length) for hit in _best_rank(hits))
                spent.update(range(at, at + length))
                break
    return found, spent


def _best_rank(hits: Sequence[Hit]) -> list[Hit]:
    """An official name and another municipality's district of the same name both stay; a village gives way.

    A form as it is written beats one that is only heard: Tervola is no "at Tervo".
    """
    written = [hit for hit in hits if not hit.spoken]
    hits = written or hits
    if any(hit.name.rank in {"official", "elsewhere"} for hit in hits):
        return [hit for hit in hits if hit.name.rank != "village"]
    best = min(RANKS.index(hit.name.rank) for hit in hits)
    return [hit for hit in hits if RANKS.index(hit.name.rank) == best]


def _hits(said: Sentence, start: int, end: int, index: Index) -> Sequence[Hit]:
    run = said.words[start:end]
    if end - start == 1:
        return _hits_of_word(run[0], said, index)
    return _exact(" ".join("st" if word.text in SAINT else word.folded for word in run), run, said, index)


def _exact(key: str, run: Sequence[Token], said: Sentence, index: Index) -> list[Hit]:
    forms = index.forms(key)
    if not forms:
        return []
    typed = " ".join(word.text for word in run)
    hits = [hit for hit in forms if _dots_agree(typed, hit, said)]
    return [hit for hit in hits if _is_dotted_as(typed, hit)] or hits


def _is_dotted_as(typed: str, hit: Hit) -> bool:
    """Whether the dots are as in the name, for as long as the two run together: Aijala is not Äijälä."""
    for one, other in zip(typed, hit.name.text.casefold(), strict=False):
        if fold(one) != fold(other):
            return True
        if one != other:
            return False
    return True


_SHORT = 6
"""Up to this many letters a name without its dots is too easily another word ("han kokar", Kökar)."""


def _dots_agree(typed: str, hit: Hit, said: Sentence) -> bool:
    """Dots may be left out, never added; where others are typed, a word without its own is some other word."""
    name = hit.name.text.casefold()
    for one, other in zip(typed, name, strict=False):
        if fold(one) != fold(other):
            break
        if one != other and one in "åäö":
            return False
    if (
        said.has_dots
        and len(typed) <= _SHORT
        and typed == fold(typed)
        and name[: len(typed)] != fold(name)[: len(typed)]
    ):
        return False
    if typed in everyday_words() and hit.name.rank != "official":
        return hit.case == "base" and said.is_alone(0, 1)
    return True


def _hits_of_word(word: Token, said: Sentence, index: Index) -> Sequence[Hit]:
    """The names a single word stands for, by the first of these ways that finds any."""
    return (
        _exact(word.folded, (word,), said, index)
        or _with_clitic(word, index)
        or tuple(_abbreviated(word.folded, index))
        or index.dwellers(demonym_base(word.folded) or "")
        or _swedish_dwellers(word, index)
        or tuple(_hyphened(word.folded, index))
    )


def _with_clitic(word: Token, index: Index) -> tuple[Hit, ...]:
    """Salossako, Kuopiossakin."""
    bare = without_clitic(word.folded)
    if bare is None or word.text in index.ordinary:
        return ()
    return tuple(hit for hit in index.forms(bare) if hit.case != "base" or len(bare) > _SHORTEST_SLIP)


def _swedish_dwellers(word: Token, index: Index) -> tuple[Hit, ...]:
    """Åbobo, helsingforsare."""
    if word.text in index.ordinary:
        return ()
    found = (index.dwellers(base) for base in swedish_demonym_bases(word.folded))
    return next((hits for hits in found if hits and hits[0].name.rank != "village"), ())


_ENDING_AFTER_COLON: dict[str, Case] = {
    "n": "genitive", "ssa": "in", "lla": "in", "ssä": "in", "sta": "from", "lta": "from", "lle": "to", "an": "to",
    "en": "to", "on": "to", "un": "to", "in": "to", "s": "genitive", "ss": "in", "st": "from", "sa": "in",
}  # fmt: skip


def _abbreviated(word: str, index: Index) -> Iterator[Hit]:
    """Jkl:ssa, Tre:lla, Hki:n."""
    base, _, ending = word.partition(":")
    case = _ENDING_AFTER_COLON.get(ending)
    if case is not None:
        for hit in index.forms(base):
            if hit.case == "base":
                yield Hit(hit.name, case, ending.startswith("l"))


_COMPASS = words("places.txt", "compass")


def _hyphened(word: str, index: Index) -> Iterator[Hit]:
    """Ita-Helsingissa, Turku-lahtoinen, Siilin-jarvi; both of Helsinki-Vantaa."""
    if "-" not in word:
        return
    joined = index.forms(word.replace("-", ""))
    if joined:
        yield from joined
        return
    parts = word.split("-")
    for at, part in enumerate(parts):
        if at == 0 and part in _COMPASS:
            continue
        for hit in index.forms(part):
            plain = not hit.name.common and not hit.name.shared and hit.name.rank != "village"
            if plain and len(part) >= _SHORTEST_SLIP and (hit.name.rank == "official" or at == len(parts) - 1):
                yield hit


# --- several places ------------------------------------------------------------------------------------

_NO = words("places.txt", "no")
_NO_LINKS = words("places.txt", "no-links")
_YES = words("places.txt", "yes")


def _reading(said: Sentence, places: list[Mention]) -> PlaceReading:
    """The place that stands when denials, former homes and lesser names are put aside."""
    standing = [place for place in places if not _is_denied(place, said)]
    if not standing:
        return PlaceReading()
    first = standing[0]
    if all(place.start == first.start and place.name.codes == first.name.codes for place in standing):
        return PlaceReading(first.name.codes[:MOST], (said.span(first.start, first.end),), first.misspelt)
    favoured = [place for place in standing if said.word(place.start - 1) in _YES or _after_not_but(place, said)]
    standing = favoured or standing
    standing = _weightiest(standing, said)
    codes = _common_codes(standing)
    spans = tuple(
        dict.fromkeys(said.span(place.start, place.end) for place in standing if set(place.name.codes) & set(codes))
    )
    return PlaceReading(codes[:MOST], spans, any(place.misspelt for place in standing))


def _is_denied(place: Mention, said: Sentence) -> bool:
    at = place.start - 1
    while at >= 0 and said.word(at) in _NO_LINKS and at > place.start - 4:
        at -= 1
    if said.word(at) == "en" and at == place.start - 1:  # Swedish "a"; a Finnish "en" has its verb with it
        return False
    return said.word(at) in _NO


def _after_not_but(place: Mention, said: Sentence) -> bool:
    window = [said.word(at) for at in range(max(0, place.start - 3), place.start)]
    return "vaan" in window or "utan" in window or window[-2:] == ["ei", "kun"]


def _weight(place: Mention, said: Sentence) -> int:
    """Where something is or goes to weighs most; where it comes from, or whose it is, least."""
    before = said.word(place.start - 1)
    if place.case == "genitive" and is_institution(said.word(place.end)):
        return 0
    if before in {"från", "from"} or place.case in {"from", "genitive", "dweller", "other"}:
        return 1
    return 0


def _weightiest(places: list[Mention], said: Sentence) -> list[Mention]:
    if any(place.name.rank != "village" for place in places):
        places = [place for place in places if place.name.rank != "village"]
    best = min(_weight(place, said) for place in places)
    kept = [place for place in places if _weight(place, said) == best]
    official = [place for place in kept if place.name.rank == "official"]
    if official and len(kept) > len(official):
        kept = [
            place
            for place in kept
            if place.name.rank == "official"
            or not (place.name.common or place.name.shared)
            or any(place.start == other.start for other in official)
        ]
    return kept


def _common_codes(places: Sequence[Mention]) -> tuple[str, ...]:
    """The codes all mentions agree on, or else all of them."""
    by_place: dict[int, dict[str, None]] = {}
    for place in places:
        by_place.setdefault(place.start, {}).update(dict.fromkeys(place.name.codes))
    groups = list(by_place.values())
    agreed = [code for code in groups[0] if all(code in group for group in groups)]
    return tuple(agreed) if agreed else tuple(dict.fromkeys(code for group in groups for code in group))


# --- slips ---------------------------------------------------------------------------------------------

_SHORTEST_SLIP = 4
_LONGEST_SLIP = 30
_FEW_WORDS = 3
"""A message of at most so many words is an answer to "where?"; in longer ones more care is due."""

_LONG = 8
"""From so many letters on a word may hold two slips."""
_SAFE = {"official": 5, "other": 6, "elsewhere": 6}
_SAFE_TWICE = {"official": 7, "other": 9, "elsewhere": 9}
"""Letters of a name from which one slip, and two, do not make it another name."""

_GLUED = re.compile(r"(asuu|asun|asuva|muutti|olen|kotoisin|kunta|koulu|från|from|bor)(?=.{4})")


def _misspelt(said: Sentence, index: Index, spent: set[int]) -> Iterator[Mention]:
    """The names that words of the sentence are a slip away from, the closest ones only."""
    found: list[tuple[int, int, list[Hit]]] = []
    for at in range(len(said.words)):
        if at in spent:
            continue
        pair = _split_name(said, at, index, spent)
        if pair:
            yield from pair
            return
        slips, hits = _slips(at, said, index)
        if hits:
            found.append((slips, at, hits))
    if not found:
        return
    fewest = min(slips for slips, _, _ in found)
    for slips, at, hits in found:
        codes = {code for hit in hits for code in hit.name.codes}
        if slips == fewest and codes and (len(codes) == 1 or len(said.words) < _FEW_WORDS):
            yield from (Mention(hit.name, hit.case, hit.outer, at, at + 1, misspelt=True) for hit in hits)


def _split_name(said: Sentence, at: int, index: Index, spent: set[int]) -> list[Mention]:
    """Siilin jarvella: a name written as two words."""
    if at + 1 >= len(said.words) or at + 1 in spent or said.breaks_before(at + 1):
        return []
    first, second = said.words[at], said.words[at + 1]
    if first.text in index.ordinary and second.text in index.ordinary:
        return []
    joined = first.folded + second.folded
    if len(joined) < _LONG:
        return []
    return [
        Mention(hit.name, hit.case, hit.outer, at, at + 2, misspelt=True)
        for hit in index.forms(joined)
        if hit.name.rank in {"official", "other"}
    ]


def _slips(at: int, said: Sentence, index: Index) -> tuple[int, list[Hit]]:
    """The names closest to a word and how many slips away they are; (0, []) where it is no slip."""
    word = said.words[at]
    typed = word.folded
    if len(typed) < _SHORTEST_SLIP or len(typed) > _LONGEST_SLIP or _is_known(at, said, index):
        return 0, []
    if len(typed) == _SHORTEST_SLIP:
        return 1, list(_short_swedish(at, said, index))
    if glued := _GLUED.match(word.text):
        hits = [hit for hit in index.forms(typed[glued.end() :]) if hit.name.rank == "official"]
        if hits:
            return 1, hits
    if (base := demonym_base(typed)) is not None:
        return 1, [hit for hit in index.close_dwellers(base) if len(base) > _SHORTEST_SLIP]
    fewest, close = index.close(typed, 1 if len(typed) < _LONG else 2)
    hits = [hit for hit in close if _allows(hit, fewest, word, said)]
    if any(not hit.name.codes for hit in hits):
        return 0, []
    if any(hit.name.rank == "official" for hit in hits):
        hits = [hit for hit in hits if hit.name.rank == "official"]
    return fewest, hits


def _short_swedish(at: int, said: Sentence, index: Index) -> Iterator[Hit]:
    """For "i Åboo": a word of four letters is looked at only as the capitalised answer to "where"."""
    if said.word(at - 1) in {"i", "från", "in", "from"} and said.words[at].capital:
        _, close = index.close(said.words[at].folded, 1)
        yield from (hit for hit in close if hit.name.rank == "official" and hit.name.swedish and hit.case == "base")


def _allows(hit: Hit, slips: int, word: Token, said: Sentence) -> bool:
    """Short names bear one slip; those that are words or people's names none inside a sentence."""
    length, rank = len(hit.name.text), hit.name.rank
    long_form = rank == "official" and len(word.folded) > _LONG + 1
    if rank == "village":
        return False
    if hit.name.common or hit.name.shared:
        return len(said.words) < _FEW_WORDS and length > _SHORTEST_SLIP and slips == 1
    if slips == 1:
        return length >= _SAFE[rank] or (rank == "official" and len(word.folded) > _SAFE[rank])
    if len(said.words) > _FEW_WORDS and not word.capital and not dictionary.is_present():
        return False
    return length >= _SAFE_TWICE[rank] or (long_form and length > _SAFE[rank])


_DIGIT = re.compile(r"\d")


def _is_known(at: int, said: Sentence, index: Index) -> bool:
    """Whether the word is spelt as some other word is, and so no slip."""
    word = said.words[at]
    if word.text in index.ordinary or _DIGIT.search(word.text):
        return True
    if len(said.words) > 1 and word.capital and _looks_like_surname(word.text):
        return True
    if word.text in first_names() or word.text in surnames():
        return True
    return len(said.words) > 1 and not expects_place(said, at) and dictionary.knows(word.text)


def _looks_like_surname(word: str) -> bool:
    return word.endswith(("nen", "sen", "lund", "qvist", "kvist", "berg", "ström", "man", "sson"))
