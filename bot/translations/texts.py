"""Every text of a knowledge folder by a name that lasts, and which of its languages stayed behind.

The three languages stand side by side in the YAML, and nothing there says which was written from which: editors change
any of them. So a lock file, `translations.lock`, remembers what the three said when they last agreed, as a short digest
of each. Where some differ from it and others do not, the others are stale: from whatever language the change came, and
until they are changed too or somebody says that they still fit (`luotsi translate accept`). Once all three have
changed they agree again.

A text is named by the ids on the way to it, not by its file and line (`steps/record/variants/role=teacher/text`), so an
entry that moves keeps its memory. An entry without an id is named by what tells it apart from its neighbours: the
service of a call, the readers of a variant; and where nothing does, by its place in the list.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.content.source import AT, At, Value, parse, yaml_files
from bot.errors import BotError, Problem, counted, printable
from bot.model import LOCALES, Locale, Where

LOCK = "translations.lock"
HEAD = "# What each text said when its languages last agreed. `luotsi translate accept` writes this; do not edit it.\n"
DIGITS = 8
"""Hexadecimal digits of a digest: enough to notice an edit, few enough to read past."""
MAX_LOCK_BYTES = 5_000_000

Digests = tuple[str, str, str]
"""In the order of LOCALES."""


@dataclass(frozen=True, slots=True)
class Located:
    """A text, its lasting name, the way to it in its file, and whom it is for (`when`, `unless`) in words."""

    name: str
    file: Path
    keys: tuple[str | int, ...]
    said: Mapping[Locale, str]
    at: Mapping[Locale, Where]
    readers: str

    @property
    def digests(self) -> Digests:
        """What it says, as a digest of each language."""
        fi, sv, en = (_digest(self.said[locale]) for locale in LOCALES)
        return fi, sv, en


def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


# --- texts --------------------------------------------------------------------------------------------


def located(folder: Path) -> tuple[Located, ...]:
    """Every text of a folder, in the order of its files; addresses of pages, which nobody translates, are left out."""
    found: list[Located] = []
    for path in yaml_files(folder):
        name = printable(f"{folder.absolute().name}/{path.relative_to(folder).as_posix()}")
        try:
            found += _in_file(path, name, path.read_bytes())
        except OSError:
            continue  # `luotsi check` says so
    seen = Counter(text.name for text in found)
    return tuple(text for text in found if seen[text.name] == 1)


@lru_cache(maxsize=256)
def _in_file(path: Path, name: str, data: bytes) -> tuple[Located, ...]:
    """The texts of a file; one that is the same as before is not read again."""
    content = parse(data, name).content
    return () if content is None else tuple(_texts(content, path, (), (), ""))


def _texts(
    value: Value, file: Path, keys: tuple[str | int, ...], names: tuple[str, ...], readers: str
) -> Iterator[Located]:
    if isinstance(value, list):
        for index, (inner, name) in enumerate(zip(value, _names(value), strict=True)):
            yield from _texts(inner, file, (*keys, index), (*names, name), readers)
    elif isinstance(value, dict) and is_text(value):
        at: At = value[AT]
        said = {locale: value.get(locale) or "" for locale in LOCALES}
        if not all(text.startswith(("http://", "https://")) for text in said.values() if text):
            places = {locale: at.of(locale) for locale in LOCALES}
            yield Located("/".join(names), file, keys, said, places, readers)
    elif isinstance(value, dict):
        own = "; ".join(f"{word} {_condition(value[word])}" for word in ("when", "unless") if word in value)
        for key, inner in value.items():
            if key != AT:
                yield from _texts(inner, file, (*keys, key), (*names, key), own or readers)


def is_text(value: Mapping[str, Value]) -> bool:
    """Whether a mapping of a file is one text in its languages."""
    languages = value.keys() - {AT}
    return (
        bool(languages)
        and languages <= set(LOCALES)
        and all(value[each] is None or isinstance(value[each], str) for each in languages)
    )


def _names(entries: list[Value]) -> list[str]:
    """What tells the entries of a list apart; of those named alike the second is `x~2`."""
    found: list[str] = []
    count: Counter[str] = Counter()
    for entry in entries:
        name = _name(entry) if isinstance(entry, dict) else ""
        count[name] += 1
        found.append(name if count[name] == 1 else f"{name}~{count[name]}")
    return found


def _name(entry: Mapping[str, Any]) -> str:
    own = next((str(entry[key]) for key in ("id", "code", "service") if key in entry), "")
    rules = [f"{'not ' * (word == 'unless')}{_condition(entry[word])}" for word in ("when", "unless") if word in entry]
    name = (own or ",".join(rules) or "all").replace("/", "-")
    return "".join(sign if sign.isprintable() else "?" for sign in name)


def _condition(facets: Value) -> str:
    if not isinstance(facets, dict):
        return str(facets)
    return "&".join(
        f"{facet}={'|'.join(map(str, values)) if isinstance(values, list) else values}"
        for facet, values in facets.items()
        if facet != AT
    )


# --- the lock -----------------------------------------------------------------------------------------


def read_lock(folder: Path) -> dict[str, Digests] | None:
    """What the lock remembers; None where there is none. Raises BotError for one that cannot be read."""
    path = folder / LOCK
    if not path.is_file():
        return None
    try:
        data = path.read_bytes()[: MAX_LOCK_BYTES + 1]
        lines = data.decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise BotError(f"{path} cannot be read; `luotsi translate accept --all` writes it anew") from None
    found: dict[str, Digests] = {}
    for line in lines:
        name, _, rest = line.partition("\t")
        digests = rest.split(" ")
        if line.startswith("#"):
            continue
        if len(data) > MAX_LOCK_BYTES or len(digests) != len(LOCALES):
            raise BotError(f"{path} is not a lock of translations; `luotsi translate accept --all` writes it anew")
        found[name] = (digests[0], digests[1], digests[2])
    return found


def lock_text(entries: Mapping[str, Digests]) -> str:
    """The lock file, sorted so that two edits seldom meet in one line."""
    return HEAD + "".join(f"{name}\t{' '.join(digests)}\n" for name, digests in sorted(entries.items()))


def changed(text: Located, lock: Mapping[str, Digests]) -> tuple[Locale, ...]:
    """The languages in which a text says something else than when they last agreed; all of them for a new text.

    One that says nothing now has not changed: it is missing, which is a problem of its own.
    """
    known = lock.get(text.name)
    if known is None:
        return LOCALES
    pairs = zip(LOCALES, known, text.digests, strict=True)
    return tuple(locale for locale, old, new in pairs if old != new and text.said[locale])


def stale(text: Located, lock: Mapping[str, Digests]) -> tuple[Locale, ...]:
    """The languages that stayed behind when others changed."""
    moved = changed(text, lock)
    return tuple(locale for locale in LOCALES if locale not in moved and text.said[locale]) if moved else ()


def agreed(
    texts: Iterable[Located], lock: Mapping[str, Digests], confirmed: Iterable[str] | None = ()
) -> dict[str, Digests]:
    """A lock that remembers what agrees now; a stale text keeps its old line, unless confirmed (None: all are)."""
    names = None if confirmed is None else set(confirmed)
    entries: dict[str, Digests] = {}
    for text in texts:
        is_confirmed = names is None or text.name in names
        entries[text.name] = lock[text.name] if stale(text, lock) and not is_confirmed else text.digests
    return entries


def translation_problems(folder: Path) -> Iterator[Problem]:
    """Each language of a text that stayed behind when another was changed, at its line; nothing without a lock.

    Texts that the lock does not know as they stand are told together, at the first of them.

    Passes:
        text: {fi: Soita heti., sv: Ring genast., en: Call at once.}      # all three changed together
    Fails:
        text: {fi: Soita heti., sv: Ring i dag., en: Call today.}         # only the Finnish changed
    """
    lock = read_lock(folder)
    if lock is None:
        return
    fresh: list[Located] = []
    for text in located(folder):
        moved = changed(text, lock)
        behind = stale(text, lock)
        if moved and not behind:
            fresh.append(text)
        for locale in behind:
            message = (
                f"the {locale} text was made before {' and '.join(moved)} changed to "
                f'"{printable(text.said[moved[0]])}"; change it too, or say that it still fits: '
                f"luotsi translate accept {text.name!r}"
            )
            yield Problem(text.at[locale], "warning", "stale-translation", message)
    if fresh:
        message = (
            f"{LOCK} does not know {counted(len(fresh), 'text')} as they stand, so that their next change could pass "
            "unnoticed; once all languages are written: luotsi translate accept"
        )
        yield Problem(min(fresh[0].at.values()), "warning", "new-translation", message)
