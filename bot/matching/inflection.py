"""The forms a place name takes in Finnish and Swedish sentences, made from the name and its genitive.

Everything here works on folded text (no dots or rings), where vowel harmony disappears: one set of endings
serves every name. A Finnish name bends from three stems: the strong one (Turku-un), the weak one (Turu-ssa)
and, in the partitive of some, the consonant one (Tampere-tta). Where the data gives no genitive it is guessed
from the gradation of common place-name endings; a wrong guess only adds forms that nobody types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from bot.matching.text import fold

Case = Literal["base", "genitive", "in", "from", "to", "dweller", "other"]
"""What a form says of the place: its name, of it, in or at it, from it, to it, its people, or something else."""

LOCAL = frozenset({"in", "from", "to"})


class Form(NamedTuple):
    """A folded form and its case.

    `outer` marks -lla, -lta and -lle, which people take like places do; `spoken` marks forms of speech and dialect.
    """

    text: str
    case: Case
    outer: bool = False
    spoken: bool = False


WEAK_ENDINGS: tuple[tuple[str, Case, bool], ...] = (
    ("ssa", "in", False),
    ("sta", "from", False),
    ("lla", "in", True),
    ("lta", "from", True),
    ("lle", "to", True),
    ("ksi", "other", False),
    ("s", "in", False),
    ("st", "from", False),
    ("sa", "in", False),
    ("lt", "from", True),
    ("la", "in", True),
    ("l", "in", True),
)
"""Endings on the weak stem; the last six are how people talk (Oulus, Oulust, Raumal)."""

_WRITTEN = 3
"""Letters of an ending that is written out in full."""

_VOWELS = "aeiouy"

_GRADATION = (
    ("kaupunki", "kaupungi"),
    ("lahti", "lahde"),
    ("vesi", "vede"),
    ("joki", "joe"),
    ("maki", "mae"),
    ("jarvi", "jarve"),
    ("salmi", "salme"),
    ("niemi", "nieme"),
    ("nummi", "numme"),
    ("saari", "saare"),
    ("koski", "koske"),
    ("suoni", "suone"),
    ("virta", "virra"),
    ("kangas", "kankaa"),
    ("ranta", "ranna"),
    ("lampi", "lamme"),
    ("lammi", "lammi"),
    ("pelto", "pello"),
    ("luoto", "luodo"),
    ("suo", "suo"),
    ("paa", "paa"),
    ("tehdas", "tehtaa"),
    ("pudas", "putaa"),
    ("lehto", "lehdo"),
    ("haka", "haa"),
    ("hanka", "hanga"),
    ("niitty", "niity"),
    ("kumpu", "kummu"),
    ("rinne", "rintee"),
    ("taipale", "taipalee"),
    ("keskus", "keskukse"),
    ("linnus", "linnukse"),
    ("tausta", "tausta"),
    ("valkama", "valkama"),
)
"""Folded endings of place names and the weak stems they take; the first that fits counts."""

_CLUSTERS = (
    ("kk", "k"),
    ("pp", "p"),
    ("tt", "t"),
    ("nk", "ng"),
    ("nt", "nn"),
    ("mp", "mm"),
    ("lt", "ll"),
    ("rt", "rr"),
    ("ht", "hd"),
    ("rp", "rv"),
    ("lp", "lv"),
)
"""Strong and weak consonants before the last vowel."""

_BENDING_STARTS = {
    "iso": ("iso", "ison", "isossa", "isosta", "isolla", "isolta", "isolle", "isoon", "isoa"),
    "uusi": ("uusi", "uuden", "uudessa", "uudesta", "uudella", "uudelta", "uudelle", "uuteen", "uutta"),
    "vaha": ("vaha", "vahan", "vahassa", "vahasta", "vahalla", "vahalta", "vahalle", "vahaan", "vahaa"),
}
"""First parts that bend too (Isossakyrossa): base, genitive, -ssa, -sta, -lla, -lta, -lle, to, partitive."""


def finnish_forms(name: str, genitive: str = "", local: str = "") -> Iterator[Form]:
    """Every form of a Finnish name, given folded; `local` is its "in" form. Forms may repeat.

    >>> forms = {form.text for form in finnish_forms("lahti", "lahden", "lahdessa")}
    >>> sorted(forms & {"lahti", "lahden", "lahdessa", "lahteen", "lahdes", "lahessa"})
    ['lahden', 'lahdes', 'lahdessa', 'lahessa', 'lahteen', 'lahti']
    """
    yield Form(name, "base")
    if not any(letter in _VOWELS for letter in name):  # jklssa, hki:n is taken apart elsewhere
        for ending, case, outer in WEAK_ENDINGS[:5]:
            yield Form(name + ending, case, outer)
        return
    for start, bent in _BENDING_STARTS.items():
        if name.startswith(start) and (genitive.startswith(bent[1]) if genitive else start == "vaha"):
            yield from _two_part(start, bent, name, genitive)
            break
    for genitive_guess in (genitive,) if genitive else _genitives(name):
        yield Form(genitive_guess, "genitive")
        yield from _bent(name, genitive_guess, local)
    if genitive.endswith("uden"):  # Alavuksella, for Alavudella, is heard as well
        yield from _bent(name, genitive.removesuffix("den") + "ksen", "")


def _bent(name: str, genitive: str, local: str) -> Iterator[Form]:
    weak = genitive.removesuffix("n")
    if name.endswith("nen") and weak.endswith("ste"):
        weak = name.removesuffix("nen") + "si"
    elif local.endswith(("ssa", "lla")) and " " not in local:
        weak = local[:-3]
    for stem in (weak, *_weakened(weak, name)):
        for ending, case, outer in WEAK_ENDINGS:
            yield Form(stem + ending, case, outer, spoken=stem is not weak or len(ending) < _WRITTEN)
    strong = _strong(name, weak)
    yield from _illatives(name, strong, weak)
    yield Form(strong + "na", "other")
    for partitive in _partitives(name, strong):
        yield Form(partitive, "other")


def _weakened(weak: str, name: str) -> Iterator[str]:
    """How speech wears a stem down: no weak d, or r for it (Lahessa, Lahressa), and Savo's ij (Kuopijossa)."""
    if "hd" in weak and "hd" not in name:
        yield weak.replace("hd", "h")
        yield weak.replace("hd", "hr")
    elif weak.endswith("de") and not name.endswith("de"):
        yield weak[:-2] + "re"
    if weak[-2:] in {"io", "ia"}:
        yield weak[:-1] + "j" + weak[-1]


def _strong(name: str, weak: str) -> str:
    """The stem of "to" and of -na: Lahte-, Oulu-, Tamperee-, Kannukse-, Alavute-."""
    if name.endswith("nen"):
        return weak
    if name.endswith("s") and weak.endswith("de"):
        return weak[:-2] + "te"
    if name[-1:] not in _VOWELS or (name.endswith("e") and weak.endswith("ee")):
        return weak
    if name.endswith("i") and weak.endswith("e"):
        return name[:-2] + "te" if name.endswith("si") else name[:-1] + "e"
    if name.endswith("at") or weak.endswith("oi"):
        return weak
    return name


def _illatives(name: str, strong: str, weak: str) -> Iterator[Form]:
    last = strong[-1:]
    if name.endswith("at"):  # Virrat: Virroilla, Virtoihin
        yield Form(name[:-3] + "toihin", "to")
        return
    if last not in _VOWELS:
        return
    double = strong[-2:-1] in _VOWELS
    if strong.endswith(("ee", "aa", "uu", "oo", "yy")):
        yield Form(strong + "seen", "to")
    if double:
        yield Form(strong + "h" + last + "n", "to")
    if not strong.endswith(("aa", "ee", "oo")):
        yield Form(strong + last + "n", "to")
        yield Form(strong + last, "to", spoken=True)
    if strong[-2:] in {"io", "ia"}:
        yield Form(strong[:-1] + "j" + last + last + "n", "to", spoken=True)
    if name.endswith("nen"):
        yield Form(weak + "in", "to")


def _partitives(name: str, strong: str) -> Iterator[str]:
    if name.endswith("nen"):
        yield name[:-3] + "sta"
        yield name[:-3] + "sia"
    elif name.endswith("si"):
        yield name[:-2] + "tta"
    elif name.endswith("us") and strong.endswith("te"):
        yield name[:-1] + "tta"
    elif name[-1:] not in _VOWELS:
        yield name + "ta"
        yield strong + "a"
    elif name.endswith("e") and strong.endswith("ee"):
        yield name + "tta"
    elif name[-2:-1] in _VOWELS:
        yield name + "ta"
        yield name + "a"
    else:
        yield name + "a"


def _two_part(start: str, bent: tuple[str, ...], name: str, genitive: str) -> Iterator[Form]:
    """Uusikaupunki: both parts bend."""
    second = name[len(start) :]
    second_genitive = genitive[len(bent[1]) :] if genitive else second + "n"
    weak = second_genitive.removesuffix("n")
    yield Form(bent[1] + second_genitive, "genitive")
    endings: tuple[tuple[str, Case, bool], ...] = (
        ("ssa", "in", False),
        ("sta", "from", False),
        ("lla", "in", True),
        ("lta", "from", True),
        ("lle", "to", True),
    )
    for first, (ending, case, outer) in zip(bent[2:7], endings, strict=True):
        yield Form(first + weak + ending, case, outer)
        yield Form(bent[1] + weak + ending, case, outer)
    for form in _illatives(second, second, weak):
        yield Form(bent[7] + form.text, "to")
        yield Form(start + form.text, "to")
    yield Form(bent[8] + second + "a", "other")


def _genitives(name: str) -> tuple[str, ...]:
    """Guesses at the genitive of a folded name, best first."""
    if name.endswith("nen"):
        return name[:-3] + "sten", name[:-3] + "sen"
    for ending, weak in _GRADATION:
        if name.endswith(ending):
            return (name[: -len(ending)] + weak + "n",)
    if name.endswith(("us", "os", "is", "es")):
        return name[:-1] + "ksen", name[:-1] + "den"
    if name.endswith("as"):
        return (name[:-2] + "aan",)
    if name.endswith("e"):
        return name + "en", name + "n"
    if name[-1:] not in _VOWELS:
        return (name + "in",)
    return _graded(name)


_SHORTEST_BENDING = 3


def _graded(name: str) -> tuple[str, ...]:
    """By the consonants before the last vowel; where they may bend or not, both."""
    body, last = name[:-1], name[-1]
    for strong, weak in _CLUSTERS:
        if body.endswith(strong) and len(body) > len(strong):
            return body[: -len(strong)] + weak + last + "n", name + "n"
    if body.endswith("t") and body[-2:-1] in _VOWELS and len(body) >= _SHORTEST_BENDING:
        return body[:-1] + "d" + last + "n", name + "n"
    return (name + "n",)


_DEMONYM = re.compile(r"(.{2,})lai(?:nen|s[a-z]*)")
_SWEDISH_DEMONYM = re.compile(r"(.{3,}?)s?(?:bo|bor|bon|bos|bons|bors|borna|bornas|boar)")
_SWEDISH_DWELLER = re.compile(r"(.{3,}?)(?:are|aren|ares|arens|arna|arnas)")
_CLITIC = re.compile(r"(.{4,}?)(?:kin|kaan|ko|han|pa)(?:han|s)?")


def demonym_base(word: str) -> str | None:
    """What a folded -lainen word is made from: tamperelaisen -> tampere; None for other words."""
    found = _DEMONYM.fullmatch(word)
    return found[1] if found else None


def swedish_demonym_bases(word: str) -> tuple[str, ...]:
    """What a folded Swedish dweller may be a dweller of: abobo -> abo, helsingforsare -> helsingfors."""
    bases = []
    for pattern in (_SWEDISH_DEMONYM, _SWEDISH_DWELLER):
        if found := pattern.fullmatch(word):
            bases += [found[1], found[1] + "s"]
    return tuple(bases)


def without_clitic(word: str) -> str | None:
    """A folded word without -kin, -ko, -han, -kaan, -pa; None where there is none to take off."""
    found = _CLITIC.fullmatch(word)
    return found[1] if found else None


def demonym_bases(name: str, genitive: str = "") -> Iterator[str]:
    """The stems that -lainen is put to: turku, lahte, pieksamake, kauniais, paris-te."""
    yield name
    for genitive_guess in (genitive,) if genitive else _genitives(name):
        weak = genitive_guess.removesuffix("n")
        yield weak
        yield _strong(name, weak)
    if name.endswith("nen"):
        yield name[:-3] + "s"
        yield name[:-3] + "ste"
    if name.endswith("at"):
        yield name[:-3] + "to"


def swedish_forms(name: str) -> Iterator[Form]:
    """A folded Swedish name and its genitive."""
    yield Form(name, "base")
    if not name.endswith(("s", "x")):
        yield Form(name + "s", "genitive")


def folded(name: str) -> str:
    """The name as these functions want it."""
    return fold(name.casefold())
