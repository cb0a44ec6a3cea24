"""A file changed in place: what was meant, and every other byte as it was."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.source import AT, Value, parse
from bot.editing import (
    CannotEdit,
    append,
    closest,
    find,
    refuse_unless_editable,
    set_value,
    with_entry,
    with_value,
    write,
)
from bot.settings import shipped_knowledge

ASSURED = {"on": "2026-11-30", "by": "team leader"}
FILE = """\
# What stands above.
contacts:
  - id: a   # the first
    service: "b"
    phones:
      - number: "019 5600 150"   # the day line
      # and below
    assured:
      on: "2025-01-02"

  # A comment between.
  - {id: c, service: 'b', languages: [fi,  sv]}
  - id: d
    about: |
      Two lines,
      kept as they are.
    phones:
  - id: e
    languages: []
as_of: "2026"   # the end"""


def added_and_gone(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that are only in the one or the other."""
    lines = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    return [line[2:] for line in lines if line[0] == "+"], [line[2:] for line in lines if line[0] == "-"]


CHANGES: dict[str, tuple[tuple[str | int, ...], Value, list[str], list[str]]] = {
    "a value in quotes": (
        ("contacts", 0, "phones", 0, "number"),
        "050 123 4567",
        ['      - number: "050 123 4567"   # the day line'],
        ['      - number: "019 5600 150"   # the day line'],
    ),
    "a new key": (("contacts", 2, "assured"), ASSURED, ['    assured: {on: "2026-11-30", by: team leader}'], []),
    "a key in braces": (
        ("contacts", 1, "assured"),
        ASSURED,
        ["  - {id: c, service: 'b', languages: [fi,  sv], assured: {on: \"2026-11-30\", by: team leader}}"],
        ["  - {id: c, service: 'b', languages: [fi,  sv]}"],
    ),
    "a mapping that is there": (
        ("contacts", 0, "assured"),
        ASSURED,
        ['      on: "2026-11-30"', "      by: team leader"],
        ['      on: "2025-01-02"'],
    ),
    "a value that is empty": (
        ("contacts", 2, "phones"),
        [{"number": "112"}],
        ['    phones: [{number: "112"}]'],
        ["    phones:"],
    ),
    "a list in brackets": (("contacts", 3, "languages"), ["fi"], ["    languages: [fi]"], ["    languages: []"]),
    "one more of a list": (
        ("contacts", 0, "phones"),
        [{"number": "019 5600 150"}, {"number": "112", "languages": ["sv"]}],
        ['      - number: "112"', "        languages: [sv]"],
        [],
    ),
    "one that is gone": (
        ("contacts", 0, "phones"),
        [],
        ["    phones: []   # the day line"],
        ["    phones:", '      - number: "019 5600 150"   # the day line'],
    ),
    "the same": (("contacts", 1, "languages"), ["fi", "sv"], [], []),
}


@pytest.mark.parametrize("name", CHANGES)
def test_only_these_lines_change(name: str) -> None:
    """Comments, blanks, quotes and order stay as they were."""
    keys, value, added, gone = CHANGES[name]
    assert added_and_gone(FILE, with_value(FILE, keys, value)) == (added, gone)


def test_an_entry_stands_below_the_last() -> None:
    """In the style of the files: short mappings in one line, longer ones and lists of mappings below their key."""
    about = dict.fromkeys(("fi", "sv", "en"), "A text that is not short at all: it has a colon.")
    entry = {"id": "new", "service_area": {"municipalities": ["091"]}, "phones": [{"number": "112"}], "about": about}
    added, gone = added_and_gone(FILE, with_entry(FILE, ("contacts",), entry))
    said = '"A text that is not short at all: it has a colon."'
    assert added == [
        "  - id: new",
        '    service_area: {municipalities: ["091"]}',
        "    phones:",
        '      - number: "112"',
        "    about:",
        *(f"      {locale}: {said}" for locale in about),
    ]
    assert gone == []


def test_a_file_without_a_line_break_at_its_end_is_added_to() -> None:
    """The new line comes below the last one, and again without a break."""
    assert with_value("contacts:\n  - id: a", ("contacts", 0, "b"), "c") == "contacts:\n  - id: a\n    b: c"


def test_windows_line_breaks_are_kept(tmp_path: Path) -> None:
    """And the byte order mark that such editors write."""
    path = tmp_path / "a.yaml"
    path.write_bytes("\ufeffcontacts:\r\n  - id: a\r\n    b: ä\r\n".encode())
    append(tmp_path, path, "contacts", {"id": "b", "c": "å"})
    assert path.read_bytes().decode() == "\ufeffcontacts:\r\n  - id: a\r\n    b: ä\r\n  - id: b\r\n    c: å\r\n"


def test_every_contact_can_be_assured_by_one_line() -> None:
    """All that is shipped, whatever the form it is written in."""
    for source in (shipped_knowledge() / "services").glob("*.yaml"):
        text = source.read_text("utf-8")
        for index in range(len((parse(text.encode(), "file").content or {}).get("contacts", ()))):
            added, gone = added_and_gone(text, with_value(text, ("contacts", index, "assured"), ASSURED))
            assert (added, gone) == (['    assured: {on: "2026-11-30", by: team leader}'], [])


SCALARS = st.one_of(
    st.text(max_size=12), st.integers(-99, 99), st.booleans(), st.none(), st.sampled_from(["no", "091"])
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


def bare(value: Value) -> Value:
    """A value without the marks of its place."""
    if isinstance(value, dict):
        return {key: bare(inner) for key, inner in value.items() if key != AT}
    return [bare(inner) for inner in value] if isinstance(value, list) else value


@given(st.sampled_from([keys for keys, *_ in CHANGES.values()] + [("contacts", 0), ("as_of",), ("new",)]), VALUES)
def test_any_value_is_read_back_or_refused(keys: tuple[str | int, ...], value: Value) -> None:
    """What is written means what was given; the comments before it are all there."""
    try:
        changed = with_value(FILE, keys, value)
    except CannotEdit:
        return
    content = bare(parse(changed.encode(), "file").content)
    for key in keys:
        content = content[key]
    assert content == value
    assert changed.startswith("# What stands above.\n")


@given(text=st.text(max_size=30), is_block=st.booleans())
def test_any_readable_text_can_be_written(*, text: str, is_block: bool) -> None:
    """None but those with signs that no file may hold are refused."""
    file = "a:\n  b: c\n" if is_block else "a: {b: c}\n"
    if not parse(f"b: {json.dumps(text, ensure_ascii=False)}\n".encode("utf-8", "replace"), "file").problems:
        changed = with_value(file, ("a", "b"), text)
        assert bare(parse(changed.encode(), "file").content) == {"a": {"b": text}}


@pytest.mark.parametrize("keys", [("contacts", 9, "a"), ("contacts", 0, "id", "a"), ("none", "a"), ("contacts", "a")])
def test_what_is_not_there_is_refused(keys: tuple[str | int, ...]) -> None:
    """Nothing is guessed."""
    with pytest.raises(CannotEdit, match="there is no"):
        with_value(FILE, keys, 1)
    with pytest.raises(CannotEdit, match="there is no"):
        with_entry(FILE, ("contacts", 0, "assured"), 1)


def test_a_file_that_is_wrong_already_is_not_touched(tmp_path: Path) -> None:
    """First it is mended."""
    path = tmp_path / "a.yaml"
    path.write_text("contacts:\n  - id: a\n    id: a\n")
    entry = find(tmp_path, "contacts", "a")
    assert entry is not None
    with pytest.raises(CannotEdit, match=r"a\.yaml: mend the file first"):
        set_value(tmp_path, entry, ("b",), 1)
    assert path.read_text() == "contacts:\n  - id: a\n    id: a\n"


def test_an_entry_is_found_in_its_file_and_written(tmp_path: Path) -> None:
    """The file keeps its rights, and nothing is left beside it."""
    path = tmp_path / "b.yaml"
    path.write_text(FILE)
    path.chmod(0o640)
    (tmp_path / "a.yaml").write_text("contacts: 5\n")
    entry = find(tmp_path, "contacts", "d")
    assert entry is not None
    set_value(tmp_path, entry, ("assured",), ASSURED)
    assert path.read_text() == with_value(FILE, ("contacts", 2, "assured"), ASSURED)
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.yaml", "b.yaml"]


def test_an_unknown_entry_is_none_and_a_close_one_is_named(tmp_path: Path) -> None:
    """A misspelt id costs one look."""
    (tmp_path / "a.yaml").write_text("contacts:\n  - id: shelter-oulu\n")
    assert find(tmp_path, "contacts", "shelter-olu") is None
    assert closest(tmp_path, "contacts", "shelter-olu") == '; did you mean "shelter-oulu"?'


def test_knowledge_inside_an_installation_is_not_edited(tmp_path: Path) -> None:
    """One line tells how to copy it out; any other folder may be edited."""
    refuse_unless_editable(tmp_path)
    with pytest.raises(
        CannotEdit, match=r"came with the installation; copy it .*: cp -r .* && export LUOTSI_KNOWLEDGE="
    ):
        refuse_unless_editable(tmp_path, tmp_path)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """The same line, with the reason."""
    with pytest.raises(CannotEdit, match=r"cannot be written \(No such file or directory\); copy it"):
        write(tmp_path, tmp_path / "gone" / "services" / "a.yaml", "contacts: []\n")
