"""Knowledge files changed in place: one value or one entry, and not another byte of the file.

A library that loads and dumps YAML reflows what it did not touch. Here the parser only tells where a value begins and
ends; the text between is replaced or a line is put in, and the result is read again: unless exactly what was meant has
changed, nothing is written.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from bot.content.source import AT, Value, parse, read, yaml_files
from bot.errors import BotError, did_you_mean
from bot.settings import installed_knowledge

WIDTH: Final = 100
"""Columns up to which a mapping is written in one line: `{fi: ..., sv: ..., en: ...}`."""
STEP: Final = "  "
BYTE_ORDER_MARK: Final = "\ufeff"
NUMERIC: Final = "+-0123456789"

Keys = tuple[str | int, ...]
"""The way to a value inside a file: `("contacts", 3, "assured")`."""


class CannotEdit(BotError):
    """The file cannot be changed here; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list in a knowledge file: `keys` lead to it."""

    file: Path
    keys: Keys


# --- files ----------------------------------------------------------------------------------------------


def find(folder: Path, listed: str, name: str) -> Entry | None:
    """Where the entry with this id stands in the lists of this name (`contacts`, `kinds`), or None."""
    return next((entry for each, entry in _entries(folder, listed) if each == name), None)


def closest(folder: Path, listed: str, name: str) -> str:
    """`; did you mean "x"?` for the id in those lists that is closest to this one, or ""."""
    return did_you_mean(name, [each for each, _ in _entries(folder, listed)])


def set_value(folder: Path, entry: Entry, keys: Keys, value: Value) -> None:
    """Write a value into an entry, at the keys inside it. Raises CannotEdit.

    A value that is there is replaced, a key that is not is added below the others. Of a mapping or a list only what
    differs is written, so that comments inside stay; where it loses a part it is written anew.
    """
    set_values(folder, entry, [(keys, value)])


def set_values(folder: Path, entry: Entry, values: Iterable[tuple[Keys, Value]]) -> None:
    """The same for several values at once: all of them are written, or none."""

    def changed(text: str) -> str:
        for keys, value in values:
            text = with_value(text, (*entry.keys, *keys), value)
        return text

    _rewrite(folder, entry.file, changed)


def append(folder: Path, file: Path, listed: str, value: Value) -> None:
    """Write an entry below the last one of a list in a file. Raises CannotEdit."""
    _rewrite(folder, file, lambda text: with_entry(text, (listed,), value))


def refuse_unless_editable(folder: Path, installed: Path | None = None) -> None:
    """Raises CannotEdit for the knowledge inside an installation: the next update would undo what is written there."""
    shipped = installed or installed_knowledge()
    if shipped is not None and folder.resolve().is_relative_to(shipped):
        raise CannotEdit(_copy_out(folder, "came with the installation"))


def write(folder: Path, file: Path, text: str) -> None:
    """Write a file of a knowledge folder as a whole: nobody ever reads half of it. Raises CannotEdit.

    The folder it stands in is made where there is none yet.
    """
    refuse_unless_editable(folder)
    target = file.resolve()
    try:
        target.parent.mkdir(exist_ok=True)
        mode = target.stat().st_mode if target.exists() else None
        with tempfile.NamedTemporaryFile("wb", dir=target.parent, suffix=".part", delete=False) as part:
            try:
                part.write(text.encode())
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).chmod(0o644 if mode is None else mode)
                Path(part.name).replace(target)
            except BaseException:
                Path(part.name).unlink()
                raise
    except OSError as reason:
        raise CannotEdit(_copy_out(folder, f"cannot be written ({reason.strerror})")) from None


def _rewrite(folder: Path, file: Path, change: Callable[[str], str]) -> None:
    try:
        text = file.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        raise CannotEdit(f"{file} cannot be read; `luotsi check` says why") from None
    start = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    try:
        changed = change(text.removeprefix(start))
    except CannotEdit as reason:
        raise CannotEdit(f"{file}: {reason}") from None
    write(folder, file, start + changed)


def _copy_out(folder: Path, why: str) -> str:
    copy = "luotsi-knowledge"
    how = f"cp -r {folder} {copy} && export LUOTSI_KNOWLEDGE={copy}"
    return f"the knowledge in {folder} {why}; copy it and point there: {how}"


def _entries(folder: Path, listed: str) -> Iterator[tuple[str, Entry]]:
    for path in yaml_files(folder):
        content = read(path, path.name).content or {}
        entries = content.get(listed)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                yield entry["id"], Entry(path, (listed, index))


# --- texts ----------------------------------------------------------------------------------------------


def with_value(text: str, keys: Keys, value: Value) -> str:
    """The text of a file with this value at these keys. Raises CannotEdit where they lead nowhere."""
    content = _content(text)
    _put(content, keys, value)
    changed = _set(text, keys, value)
    return _verified(changed, content)


def with_entry(text: str, keys: Keys, value: Value) -> str:
    """The text of a file with this value below the last of the list at these keys. Raises CannotEdit."""
    content = _content(text)
    listed = _at(content, keys)
    if not isinstance(listed, list):
        raise CannotEdit(f"there is no list `{keys[-1]}`")
    listed.append(value)
    return _verified(_add(text, keys, [value]), content)


def _content(text: str) -> Value:
    """What a text holds, without its marks. Raises CannotEdit for one that is wrong already."""
    file = parse(text.encode(), "file")
    if file.content is None or file.problems:
        raise CannotEdit("mend the file first; `luotsi check` says what is wrong in it")
    return _bare(file.content)


def _bare(value: Value) -> Value:
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if key != AT}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value


def _verified(changed: str, meant: Value) -> str:
    """The changed text, which holds exactly what was meant."""
    file = parse(changed.encode(), "file")
    if file.problems or _bare(file.content) != meant:
        raise CannotEdit("the change does not fit how this is written; write it by hand")
    return changed


def _at(value: Value, keys: Keys) -> Value:
    for key in keys:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            raise CannotEdit(f"there is no `{'.'.join(map(str, keys))}`") from None
    return value


def _put(content: Value, keys: Keys, value: Value) -> None:
    holder: Value = _at(content, keys[:-1])
    if not isinstance(holder, dict):
        _at(holder, keys[-1:])
    holder[keys[-1]] = value


def _set(text: str, keys: Keys, value: Value) -> str:
    """As `with_value`, not verified; each inner change looks at the text anew, because the marks have moved."""
    holder = _at(_content(text), keys[:-1])
    if isinstance(holder, dict) and keys[-1] not in holder:
        return _add(text, keys[:-1], {keys[-1]: value})
    old = holder[keys[-1]]
    if old == value:
        return text
    if isinstance(value, dict) and isinstance(old, dict) and old and old.keys() <= value.keys():
        for key, inner in value.items():
            text = _set(text, (*keys, key), inner)
        return text
    if isinstance(value, list) and isinstance(old, list) and old and len(old) <= len(value):
        for index in range(len(old)):
            text = _set(text, (*keys, index), value[index])
        return _add(text, keys, value[len(old) :]) if len(old) < len(value) else text
    return _replace(text, keys, value)


def _replace(text: str, keys: Keys, value: Value) -> str:
    key, node = _node(text, keys)
    start, end = node.start_mark.index, _end(node)
    if not _is_block(node):
        blank = " " if start == end else ""  # `phones:` has a value without a sign of its own
        return text[:start] + blank + _inline(value) + text[end:]
    if isinstance(value, dict | list) and value:
        column = node.start_mark.column
        return text[:start] + _newline(text).join(_block(value, column))[column:] + text[end:]
    if key is None:
        raise CannotEdit("the change does not fit how this is written; write it by hand")
    colon = text.index(":", key.end_mark.index) + 1
    rest_of_line = text[colon:start].splitlines()[0]
    return f"{text[:colon]} {_inline(value)}{rest_of_line}{text[end:]}"


def _add(text: str, keys: Keys, more: Value) -> str:
    """What is in `more` put below the last of the list, or of the mapping, at these keys."""
    _, node = _node(text, keys)
    if not isinstance(node, yaml.CollectionNode) or not node.value:
        return _replace(text, keys, more)
    place = _end(node)
    if not _is_block(node):
        return f"{text[: place - 1].rstrip()}, {_inline(more)[1:-1]}{text[place - 1 :]}"
    newline = _newline(text)
    lines = newline.join(_block(more, node.start_mark.column))
    if text[place - 1] != "\n":  # a text of several lines (`|`) ends behind its last line break
        place = text.find("\n", place) + 1
        if not place:
            return text + newline + lines
    return text[:place] + lines + newline + text[place:]


def _node(text: str, keys: Keys) -> tuple[yaml.Node | None, yaml.Node]:
    """The value at these keys, with the marks of the parser, and its key where it stands in a mapping."""
    key: yaml.Node | None = None
    node: Any = yaml.compose(text, Loader=yaml.CSafeLoader)
    for name in keys:
        if isinstance(node, yaml.MappingNode):
            key, node = next(pair for pair in node.value if pair[0].value == name)
        else:
            key, node = None, node.value[name]
    return key, node


def _is_block(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and not node.flow_style


def _end(node: yaml.Node) -> int:
    """Where the last sign of a value ends; the parser's own mark of a block stands behind the comments below it."""
    if not _is_block(node):
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


# --- values as YAML -------------------------------------------------------------------------------------


def _block(value: Value, column: int) -> Iterator[str]:
    """A mapping or a list, not empty, as lines that begin at this column."""
    indent = " " * column
    if isinstance(value, list):
        for inner in value:
            lines = _block(inner, column + len(STEP)) if isinstance(inner, dict) and inner else [_inline(inner)]
            first, *others = lines
            yield f"{indent}- {first.lstrip(' ')}"
            yield from others
        return
    for key, inner in value.items():
        start = f"{indent}{_key(key)}:"
        line = f"{start} {_inline(inner)}"
        if _is_one_line(inner, line):
            yield line
        else:
            yield start
            yield from _block(inner, column + len(STEP))


def _is_one_line(value: Value, line: str) -> bool:
    """Whether a value stands in the line of its key: one that is short, but a list of mappings."""
    if not isinstance(value, dict | list) or not value:
        return True
    return len(line) <= WIDTH and not (isinstance(value, list) and any(isinstance(each, dict) for each in value))


def _inline(value: Value) -> str:
    """A value in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {_inline(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(inner) for inner in value) + "]"
    return _scalar(value)


def _scalar(value: Value) -> str:
    """A text, number, truth or nothing; a text that begins as a number or may be read otherwise in double quotes."""
    if not isinstance(value, str):
        return json.dumps(value)
    is_plain = value[:1] not in NUMERIC and _means(f"k: [{value}]", {"k": [value]})
    return value if is_plain else _quoted(value)


def _key(key: str) -> str:
    return key if _means(f"{{{key}: 1}}", {key: 1}) else _quoted(key)


def _means(text: str, value: Value) -> bool:
    file = parse(text.encode("utf-8", "replace"), "text")
    return not file.problems and _bare(file.content) == value


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
