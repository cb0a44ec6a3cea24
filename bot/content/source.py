"""YAML files as plain values that remember where they stood.

The files come from people who are not programmers and are hostile until parsed (H10). PyYAML's C parser
gives the events; the values are built here, because its composer would merge equal keys in silence, read
`no` as false and `091` as a number, expand alias bombs, and overflow the stack on deep nesting. Every
mapping gets the key `__at__`, an `At` that knows the line of each thing inside it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

import yaml

from bot.errors import Problem, error, printable
from bot.model import Where

MAX_BYTES = 2_000_000
"""Largest file read, in bytes: some forty times the municipality list."""
MAX_DEPTH = 20
MAX_VALUES = 200_000
MAX_DIGITS = 19
"""Digits of a number; a longer one stays a text, because Python takes long over very long ones."""

AT: Final = "__at__"

Value = Any
"""str, int, bool, None, list or dict: what a YAML file may hold here."""

Spot = tuple[int, int, Any, Any]
"""Line and column (from 0) of a value, the spots of the values inside it, and the mark of its key, if it has one."""

_NUMBER = re.compile(r"-?(?P<leading_zero>0(?=[0-9]))?[0-9]+\Z")
_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
"""Where YAML ends a line."""
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Characters that steer a terminal or turn the direction of writing: nobody sees them, and no text needs them."""
_BOOLEANS = ("yes", "no", "on", "off", "y", "n", "true", "false")
_ODD_BOOLEANS = {form for word in _BOOLEANS for form in (word, word.title(), word.upper())} - {"true", "false"}
"""The words that some YAML readers take for true or false."""
_MEANS = {"": None, "null": None, "~": None, "true": True, "false": False}
_RESERVED = {AT, "<<"}
_NO_ANCHORS = "anchors (&name) and tags (!name) are not used here; write the value out"


class At:
    """Where a mapping stands in its file, and where each thing inside it does."""

    __slots__ = ("file", "spot")

    def __init__(self, file: str, spot: Spot) -> None:
        self.file = file
        self.spot = spot

    @property
    def here(self) -> Where:
        """The mapping itself."""
        return Where(self.file, self.spot[0] + 1, self.spot[1] + 1)

    def of(self, *path: str | int) -> Where:
        """The value at this path of keys and indexes, or the nearest thing around it that exists."""
        spot = self._spot(path)
        return Where(self.file, spot[0] + 1, spot[1] + 1)

    def key(self, *path: str | int) -> Where:
        """The key of that value; the value itself where it has none."""
        spot = self._spot(path)
        mark = spot[3]
        return Where(self.file, mark.line + 1, mark.column + 1) if mark is not None else self.of(*path)

    def _spot(self, path: tuple[str | int, ...]) -> Spot:
        spot = self.spot
        for name in path:
            inside = spot[2]
            is_key = isinstance(inside, dict) and isinstance(name, str) and name in inside
            if not is_key and not (isinstance(inside, list) and isinstance(name, int) and name < len(inside)):
                break
            spot = inside[name]
        return spot


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file read: its top mapping (None where nothing usable was found) and what was wrong."""

    name: str
    content: dict[str, Value] | None
    problems: tuple[Problem, ...]
    digest: bytes = b""
    """SHA-256 of the name and the bytes."""


def yaml_files(folder: Path) -> Iterator[Path]:
    """The YAML files below a folder, in a fixed order."""
    yield from sorted(path for path in folder.rglob("*") if path.suffix in {".yaml", ".yml"})


def read(path: Path, name: str, known: YamlFile | None = None) -> YamlFile:
    """Read one file; never raises for anything a file can be. `name` is what problems call it.

    `known`, what was read before, is returned itself where the file has not changed.
    """
    top = Where(name, 1, 1)
    try:
        if not path.is_file():
            return YamlFile(name, None, (error(top, "unreadable-file", "not a regular file"),))
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as reason:
        return YamlFile(name, None, (error(top, "unreadable-file", f"cannot be read: {reason.strerror}"),))
    return known if known is not None and known.digest == _digest(data, name) else parse(data, name)


def parse(data: bytes, name: str) -> YamlFile:
    """The same for bytes already at hand."""
    return replace(_parsed(data, name), digest=_digest(data, name))


def _digest(data: bytes, name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "surrogateescape") + b"\n" + data).digest()


def _parsed(data: bytes, name: str) -> YamlFile:
    top = Where(name, 1, 1)
    if len(data) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1_000_000} MB; split it"
        return YamlFile(name, None, (error(top, "file-too-large", message),))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        start = reason.start + len(data) - len(reason.object)  # the codec looks at what follows a byte order mark
        message = f"byte 0x{data[start]:02x} is not UTF-8 text; save the file as UTF-8"
        return YamlFile(name, None, (error(_after(data[:start], name), "not-utf-8", message),))
    builder = _Builder(name)
    try:
        value, spot = builder.document(text)
    except _Stop as stop:
        return YamlFile(name, None, (*builder.problems, stop.problem))
    except yaml.MarkedYAMLError as reason:
        # What is never closed is told where it opens: the parser notices at the end of the file.
        is_open = any(sign in (reason.problem or "") for sign in ("unexpected end of stream", "','"))
        mark = (reason.context_mark if is_open else None) or reason.problem_mark or reason.context_mark
        where = Where(name, mark.line + 1, mark.column + 1) if mark else top
        return YamlFile(name, None, (*builder.problems, error(where, "yaml-syntax", _plain(reason, text, where))))
    except yaml.YAMLError as reason:
        message = "a character that YAML does not allow" if "character" in str(reason) else "not YAML"
        position = getattr(reason, "position", 0) or 0  # in bytes
        where = _after(text.encode()[:position], name)
        return YamlFile(name, None, (*builder.problems, error(where, "yaml-syntax", message)))
    if value is None:
        return YamlFile(name, None, (*builder.problems, error(top, "empty-file", "the file is empty")))
    if not isinstance(value, dict):
        message = "the file must be a mapping, for example `contacts:` and a list under it"
        return YamlFile(name, None, (*builder.problems, error(Where(name, spot[0] + 1, spot[1] + 1), "shape", message)))
    return YamlFile(name, value, tuple(builder.problems))


def _after(data: bytes, name: str) -> Where:
    """The place after these bytes, lines broken as YAML breaks them."""
    lines = _BREAK.split(data.decode("utf-8-sig", "replace"))
    return Where(name, len(lines), len(lines[-1]) + 1)


def _plain(reason: yaml.MarkedYAMLError, text: str, where: Where) -> str:
    """What the parser found, in words an editor can act on."""
    lines = _BREAK.split(text)
    line = lines[where.line - 1] if where.line <= len(lines) else ""
    if "\t" in line[: max(where.column, 1)]:
        return "a tab; indent with spaces"
    hints = {
        "mapping values are not allowed": "a colon inside a text; put the whole text in double quotes",
        "could not find expected ':'": "a line that is neither `key: value` nor part of a text above it",
        "did not find expected key": _indentation(lines, where),
        "did not find expected '-' indicator": _indentation(lines, where),
        "found unexpected end of stream": "a quote that is never closed",
        "found undefined alias": "an alias (*name); write the value out",
        "cannot start any token": "a text that begins with this sign must stand in quotes",
        "expected ',' or ']'": "a list in square brackets that is never closed",
        "expected ',' or '}'": "a mapping in braces that is never closed",
        "maximum nesting depth": f"nested more than {MAX_DEPTH} levels deep",
    }
    problem = reason.problem or "not YAML"
    return next((hint for found, hint in hints.items() if found in problem), problem)


def _indentation(lines: list[str], where: Where) -> str:
    """A line that stands at a depth of its own, and the depth of the line above it."""
    message = "the indentation does not match the lines above, or a quote is missing"
    if where.line > len(lines):
        return message
    line = lines[where.line - 1]
    depth = len(line) - len(line.lstrip(" "))
    above = next((each for each in reversed(lines[: where.line - 1]) if each.strip() and each.strip()[0] != "#"), "")
    return f'{message}: "{printable(line.strip())}" begins after {depth} spaces, the line above after {_depth(above)}'


def _depth(line: str) -> int:
    """The blanks before the first word of a line; the dash of a list counts as one."""
    return len(line) - len(line.lstrip(" -"))


class Mark(Protocol):
    """A place in a text as the parser tells it; line and column count from 0."""

    @property
    def line(self) -> int:
        """The line."""

    @property
    def column(self) -> int:
        """The column in it."""


class _Stop(Exception):
    """The rest of the file is not worth reading."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come: its values and their spots, and the key that waits for a value."""

    value: Value
    inner: Any
    spot: Spot
    awaits_key: bool
    key: str | None = None
    key_mark: Mark | None = None


class _Builder:
    """Builds the value of one document from the parser's events, gathering what is wrong on the way.

    The open collections stand on a stack of our own, so that deep nesting is a problem and no crash; the lowest
    is a list that holds the document.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self._open = [_Open([], [], (0, 0, None, None), awaits_key=False)]
        self._values = self._documents = 0

    def document(self, text: str) -> tuple[Value, Spot]:
        """The value of the one document in the text, None when there is none, and its spot."""
        take: dict[type[yaml.Event], Callable[[Any, Mark], None]] = {
            yaml.ScalarEvent: self._take_scalar,
            yaml.MappingStartEvent: self._open_mapping,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceStartEvent: self._open_sequence,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._refuse_alias,
            yaml.DocumentStartEvent: self._begin_document,
        }
        events: Iterator[Any] = yaml.parse(text, Loader=yaml.CSafeLoader)
        for event in events:
            handler = take.get(type(event))
            if handler is not None:
                handler(event, event.start_mark)
        bottom = self._open[0]
        return (bottom.value[0], bottom.inner[0]) if bottom.value else (None, bottom.spot)

    def _wrong(self, mark: Mark, rule: str, message: str) -> None:
        self.problems.append(self._problem(mark, rule, message))

    def _stop(self, mark: Mark, rule: str, message: str) -> _Stop:
        return _Stop(self._problem(mark, rule, message))

    def _problem(self, mark: Mark, rule: str, message: str) -> Problem:
        return error(Where(self.name, mark.line + 1, mark.column + 1), rule, message)

    def _take_scalar(self, event: yaml.ScalarEvent, mark: Mark) -> None:
        text: str = event.value
        if event.anchor is not None or event.tag is not None:
            self._wrong(mark, "yaml-anchor", _NO_ANCHORS)
        if not text.isprintable() and (unseen := _UNSEEN.search(text)):
            message = f"the text holds a character that nobody sees (U+{ord(unseen[0]):04X}); remove it"
            self._wrong(mark, "unseen-character", message)
        top = self._open[-1]
        if not top.awaits_key:
            value = text if event.style else self._scalar(text, mark)
            self._put(value, (mark.line, mark.column, None, top.key_mark), mark)
        elif text in _RESERVED:
            raise self._stop(mark, "yaml-key", f'"{text}" cannot be a key here')
        else:
            top.key, top.key_mark, top.awaits_key = text, mark, False

    def _open_mapping(self, event: yaml.MappingStartEvent, mark: Mark) -> None:
        spot = self._begin(event, mark, {})
        self._open.append(_Open({AT: At(self.name, spot)}, spot[2], spot, awaits_key=True))

    def _open_sequence(self, event: yaml.SequenceStartEvent, mark: Mark) -> None:
        spot = self._begin(event, mark, [])
        self._open.append(_Open([], spot[2], spot, awaits_key=False))

    def _begin(self, event: yaml.CollectionStartEvent, mark: Mark, inner: dict[str, Spot] | list[Spot]) -> Spot:
        """The spot of a collection that may stand where it begins."""
        top = self._open[-1]
        if event.anchor is not None or event.tag is not None:
            self._wrong(mark, "yaml-anchor", _NO_ANCHORS)
        if top.awaits_key:
            raise self._stop(mark, "yaml-key", "a key must be a word, not a list or a mapping")
        if len(self._open) > MAX_DEPTH:
            raise self._stop(mark, "too-deep", f"nested more than {MAX_DEPTH} levels deep")
        return mark.line, mark.column, inner, top.key_mark

    def _close(self, _: yaml.CollectionEndEvent, mark: Mark) -> None:
        closed = self._open.pop()
        self._put(closed.value, closed.spot, mark)

    def _refuse_alias(self, _: yaml.AliasEvent, mark: Mark) -> None:
        raise self._stop(mark, "yaml-anchor", "aliases (*name) are not used here; write the value out")

    def _begin_document(self, _: yaml.DocumentStartEvent, mark: Mark) -> None:
        self._documents += 1
        if self._documents > 1:
            raise self._stop(mark, "several-documents", "one file holds one document; remove `---`")

    def _put(self, value: Value, spot: Spot, mark: Mark) -> None:
        """A value into the collection that is open, under the key that waits for it."""
        self._values += 1
        if self._values > MAX_VALUES:
            raise self._stop(mark, "file-too-large", f"more than {MAX_VALUES} values; split the file")
        top = self._open[-1]
        if top.key is None:
            top.value.append(value)
            top.inner.append(spot)
            return
        if top.key in top.inner and top.key_mark is not None:
            self._wrong(top.key_mark, "duplicate-key", f'"{top.key}" stands twice here; only one can count')
        top.value[top.key] = value
        top.inner[top.key] = spot
        top.key, top.awaits_key = None, True

    def _scalar(self, text: str, mark: Mark) -> Value:
        """The meaning of an unquoted scalar; what YAML dialects read differently is a problem."""
        if text in _MEANS:
            return _MEANS[text]
        if text in _ODD_BOOLEANS:
            self._wrong(mark, "unquoted-word", f'put {text} in quotes ("{text}"): YAML may read it as true or false')
        elif number := _NUMBER.match(text):
            if number["leading_zero"]:
                self._wrong(mark, "unquoted-code", f'put {text} in quotes ("{text}"): YAML drops the leading zero')
            elif len(text) <= MAX_DIGITS:
                return int(text)
        return text
