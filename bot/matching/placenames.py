"""The names of municipalities in every form they take, by first letter.

The forms of a letter are made when a word first begins with it, so that one question costs a few milliseconds and the
whole alphabet less than half a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from bot.matching.inflection import Case, Form, demonym_bases, finnish_forms, folded, swedish_forms
from bot.matching.lists import everyday_words
from bot.matching.slips import Slips
from bot.matching.text import words
from bot.model import Knowledge, Municipality

SAINT = frozenset({"s:t", "s:ta", "st", "sankt", "sankta"})
"""Ways to write the Saint of S:t Michel, as folded words."""

Rank = Literal["official", "other", "village", "elsewhere"]
RANKS: tuple[Rank, ...] = ("official", "other", "village", "elsewhere")


class Name(NamedTuple):
    """A name by which municipalities go; `codes` is empty for a place elsewhere.

    `common` is an everyday word too, `shared` a person's name or a rarer word, `outer` takes -lla for "in".
    Genitive and local case are folded, and "" where they have to be guessed.
    """

    text: str
    codes: tuple[str, ...]
    rank: Rank
    common: bool = False
    shared: bool = False
    outer: bool = False
    swedish: bool = False
    genitive: str = ""
    local: str = ""


class Hit(NamedTuple):
    """A name in one of its forms; the last two as in `Form`."""

    name: Name
    case: Case
    outer: bool = False
    spoken: bool = False


class _Letter(NamedTuple):
    """All forms that begin with one letter, folded: of names and of words for their people; and the slips of each."""

    forms: dict[str, tuple[Hit, ...]]
    bases: dict[str, tuple[Hit, ...]]
    slips: Slips
    slips_of_bases: Slips


class Index:
    """The names by first letter; `ordinary` are the words that are no slips, `longest` counts words of a name."""

    def __init__(self, names: Iterable[Name], ordinary: frozenset[str]) -> None:
        self.ordinary = ordinary
        self.longest = 1
        self._names: dict[str, list[Name]] = {}
        self._letters: dict[str, _Letter] = {}
        for name in names:
            key = _key(name.text)
            self.longest = max(self.longest, key.count(" ") + 1)
            self._names.setdefault(key[:1], []).append(name)

    def forms(self, word: str) -> tuple[Hit, ...]:
        """The names this folded word or run of words is a form of."""
        return self._letter(word).forms.get(word, ())

    def dwellers(self, base: str) -> tuple[Hit, ...]:
        """The names a word for their people is made from."""
        return self._letter(base).bases.get(base, ())

    def close(self, word: str, most: int) -> tuple[int, list[Hit]]:
        """The names with a form fewest slips away, and how many that is; (0, []) where `most` are not enough."""
        letter = self._letter(word)
        slips, found = letter.slips.nearest(word, most)
        return slips, [hit for form in found for hit in letter.forms[form]]

    def close_dwellers(self, base: str) -> tuple[Hit, ...]:
        """The names whose word for their people is one slip away."""
        letter = self._letter(base)
        _, found = letter.slips_of_bases.nearest(base, 1)
        return tuple(hit for form in found for hit in letter.bases[form])

    def _letter(self, word: str) -> _Letter:
        first = word[:1]
        letter = self._letters.get(first)
        if letter is None:
            letter = self._letters[first] = _letter_of(self._names.get(first, ()))
        return letter


def _letter_of(names: Iterable[Name]) -> _Letter:
    forms: dict[str, tuple[Hit, ...]] = {}
    bases: dict[str, tuple[Hit, ...]] = {}
    written: set[str] = set()
    for name in names:
        key = _key(name.text)
        for form in _forms_of(name, key):
            if form.spoken and name.rank == "village":
                continue
            _put(forms, form.text, Hit(name, form.case, form.outer, form.spoken))
            if not form.spoken and name.rank != "village":
                written.add(form.text)
        if name.rank != "elsewhere" and " " not in key and len(key) > 1:
            for base in demonym_bases(key, name.genitive):
                _put(bases, base, Hit(name, "dweller"))
    return _Letter(forms, bases, Slips(written), Slips(bases))


def _key(name: str) -> str:
    """A name as it is looked up: folded, and every way to write Saint the same."""
    return " ".join("st" if word in SAINT else word for word in folded(name).split())


def _forms_of(name: Name, key: str) -> Iterator[Form]:
    yield from swedish_forms(key)
    if not name.swedish:
        yield from finnish_forms(key, name.genitive, name.local)


def _put(forms: dict[str, tuple[Hit, ...]], form: str, hit: Hit) -> None:
    held = forms.get(form, ())
    if all(other.name is not hit.name for other in held):
        forms[form] = (*held, hit)


@lru_cache(maxsize=4)
def place_index(knowledge: Knowledge) -> Index:
    """The names of the knowledge, kept for as long as it is used."""
    names: dict[tuple[str, Rank], Name] = {}
    for municipality in knowledge.municipalities.values():
        for name in _names_of(municipality):
            held = names.get((name.text, name.rank))
            names[name.text, name.rank] = name if held is None else held._replace(codes=(*held.codes, *name.codes))
    for away in knowledge.elsewhere:
        names[away, "elsewhere"] = Name(away, (), "elsewhere")
    return Index(names.values(), _ordinary(knowledge))


def _names_of(municipality: Municipality) -> Iterator[Name]:
    common, shared = frozenset(municipality.common_words), frozenset(municipality.shared_names)
    genitive, local = folded(municipality.genitive), folded(municipality.local_case)

    def named(text: str, rank: Rank, *, swedish: bool = False) -> Name:
        told = text == municipality.name.fi
        return Name(
            text,
            (municipality.code,),
            rank,
            common=text in common,
            shared=text in shared,
            outer=told and local.endswith("lla"),
            swedish=swedish,
            genitive=genitive if told else "",
            local=local if told else "",
        )

    yield named(municipality.name.fi, "official")
    if municipality.name.sv != municipality.name.fi:
        yield named(municipality.name.sv, "official", swedish=True)
    if " " in municipality.name.fi:  # Pedersören kunta, Koski Tl
        yield named(municipality.genitive, "official")
    for text in municipality.other_names:
        yield named(text, "other")
    for text in municipality.villages:
        yield named(text, "village")


def _ordinary(knowledge: Knowledge) -> frozenset[str]:
    """The everyday words, and every word our own phrases are written with."""
    texts = [text for phrases in knowledge.phrases for listed in phrases.texts.values() for text in listed]
    return everyday_words() | frozenset(words("\n".join(texts), limit=None))
