"""Hostile files: each gives a clear problem where it stands, never a traceback, never a hang (H10)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.content.source import AT, MAX_BYTES, At, parse, read, yaml_files
from bot.model import Where


def said(data: bytes) -> list[str]:
    """What is wrong with these bytes, without the file's name."""
    return [str(problem).removeprefix("x.yaml:") for problem in parse(data, "x.yaml").problems]


WORD = 'error: put {0} in quotes ("{0}"): YAML may read it as true or false [unquoted-word]'
ANCHOR = "error: anchors (&name) and tags (!name) are not used here; write the value out [yaml-anchor]"
ALIAS = "error: aliases (*name) are not used here; write the value out [yaml-anchor]"
LAUGHS = b"a: &a [x, x]\n" + b"".join(b"b%d: &b%d [*a, *a, *a]\n" % (number, number) for number in range(9))
KEY = "error: a key must be a word, not a list or a mapping [yaml-key]"
UNSEEN = "error: the text holds a character that nobody sees ({0}); remove it [unseen-character]"

HOSTILE: dict[str, tuple[bytes, list[str]]] = {
    "yes": (b"kinds:\n  - urgent: yes\n", ["2:13: " + WORD.format("yes")]),
    "Off": (b"a: Off\n", ["1:4: " + WORD.format("Off")]),
    "n": (b"a: [n]\n", ["1:5: " + WORD.format("n")]),
    "a code": (
        b"a:\n- code: 091\n",
        ['2:9: error: put 091 in quotes ("091"): YAML drops the leading zero [unquoted-code]'],
    ),
    "two equal keys": (
        b"a: 1\nb: 2\na: 3\n",
        ['3:1: error: "a" stands twice here; only one can count [duplicate-key]'],
    ),
    "equal keys inside": (
        b"a: {b: 1, b: 1}",
        ['1:11: error: "b" stands twice here; only one can count [duplicate-key]'],
    ),
    "a tab": (b"a:\n\tb: 1\n", ["2:1: error: a tab; indent with spaces [yaml-syntax]"]),
    "an anchor and its alias": (b"a: &x 1\nb: *x\n", ["1:4: " + ANCHOR, "2:4: " + ALIAS]),
    "an alias bomb": (LAUGHS, ["1:4: " + ANCHOR, "2:5: " + ANCHOR, "2:10: " + ALIAS]),
    "an alias to nothing": (b"a: *x\n", ["1:4: " + ALIAS]),
    "a tag": (b"a: !!python/object/apply:os.system [x]\n", ["1:4: " + ANCHOR]),
    "a tag nobody defined": (b"a: !e!x 1\n", ["1:4: error: found undefined tag handle [yaml-syntax]"]),
    "a merge key": (b"a:\n  <<: {b: 1}\n", ['2:3: error: "<<" cannot be a key here [yaml-key]']),
    "our own mark": (b"__at__: 1\n", ['1:1: error: "__at__" cannot be a key here [yaml-key]']),
    "not UTF-8": (
        "a: ä\nb: xä".encode() + b"\xff\n",
        ["2:6: error: byte 0xff is not UTF-8 text; save the file as UTF-8 [not-utf-8]"],
    ),
    "not UTF-8 behind a mark": (
        b"\xef\xbb\xbfa: \xe4\n",
        ["1:4: error: byte 0xe4 is not UTF-8 text; save the file as UTF-8 [not-utf-8]"],
    ),
    "UTF-16": (
        "a: 1\n".encode("utf-16"),
        ["1:1: error: byte 0xff is not UTF-8 text; save the file as UTF-8 [not-utf-8]"],
    ),
    "half a pair": (
        b"a: \xed\xa0\x80\n",
        ["1:4: error: byte 0xed is not UTF-8 text; save the file as UTF-8 [not-utf-8]"],
    ),
    "a byte order mark": (b"\xef\xbb\xbfa: yes\n", ["1:4: " + WORD.format("yes")]),
    "a mark in the middle": (b"a: \xef\xbb\xbfb\n", ["1:4: " + UNSEEN.format("U+FEFF")]),
    "empty": (b"", ["1:1: error: the file is empty [empty-file]"]),
    "a comment": (b"# nothing\n", ["1:1: error: the file is empty [empty-file]"]),
    "a lone null": (b"~\n", ["1:1: error: the file is empty [empty-file]"]),
    "10 MB": (b"a: " + b"x" * 10_000_000, ["1:1: error: the file is larger than 2 MB; split it [file-too-large]"]),
    "deep lists": (b"- " * 100_000, ["1:41: error: nested more than 20 levels deep [too-deep]"]),
    "deep brackets": (b"[" * 100_000, ["1:1001: error: nested more than 20 levels deep [yaml-syntax]"]),
    "deep mappings": (b"{a: " * 30, ["1:81: error: nested more than 20 levels deep [too-deep]"]),
    "two documents": (
        b"---\na: 1\n---\nb: 2\n",
        ["3:1: error: one file holds one document; remove `---` [several-documents]"],
    ),
    "a NUL byte": (
        "a: ääää\nb: öx\0y\nc: 1\n".encode(),
        ["2:6: error: a character that YAML does not allow [yaml-syntax]"],
    ),
    "an escape byte": (b"a: \x1b[31m\n", ["1:4: error: a character that YAML does not allow [yaml-syntax]"]),
    "a written NUL": (b'a: "b\\0c"\n', ["1:4: " + UNSEEN.format("U+0000")]),
    "a written escape": (b'a:\n- "\\e[2J"\n', ["2:3: " + UNSEEN.format("U+001B")]),
    "text turned round": ("a: \u202e211\n".encode(), ["1:4: " + UNSEEN.format("U+202E")]),
    "a key nobody sees": (b'"a\\x07": 1\n', ["1:1: " + UNSEEN.format("U+0007")]),
    "lone CR": (b"a: 1\rb: yes\r", ["2:4: " + WORD.format("yes")]),
    "lone CR and a bad byte": (
        b"a: 1\rb: \xff\r",
        ["2:4: error: byte 0xff is not UTF-8 text; save the file as UTF-8 [not-utf-8]"],
    ),
    "an open quote": (b'a: 1\nb: "x\nc: 2\n', ["2:4: error: a quote that is never closed [yaml-syntax]"]),
    "an open single quote": (b"a: 'x\n", ["1:4: error: a quote that is never closed [yaml-syntax]"]),
    "an open bracket": (
        b"a: [1, 2\nb: 3\n",
        ["1:4: error: a list in square brackets that is never closed [yaml-syntax]"],
    ),
    "an open brace": (b"a: {b: 2\nc: 3\n", ["1:4: error: a mapping in braces that is never closed [yaml-syntax]"]),
    "a list as key": (b"a: 1\n[b, c]: d\n", ["2:1: " + KEY]),
    "a mapping as key": (b"? {a: b}\n: c\n", ["1:3: " + KEY]),
    "a colon in a text": (
        b"a: b: c\n",
        ["1:5: error: a colon inside a text; put the whole text in double quotes [yaml-syntax]"],
    ),
    "a line that hangs": (
        b"a: 1\nb\nc: 2\n",
        ["3:1: error: a line that is neither `key: value` nor part of a text above it [yaml-syntax]"],
    ),
    "a wrong indent": (
        b"a:\n  b: 1\n c: 2\n",
        [
            (
                "3:2: error: the indentation does not match the lines above, or a quote is missing: "
                '"c: 2" begins after 1 spaces, the line above after 2 [yaml-syntax]'
            ),
        ],
    ),
    "a sign that must be quoted": (
        b"a: @b\n",
        ["1:4: error: a text that begins with this sign must stand in quotes [yaml-syntax]"],
    ),
    "a list": (
        b"- 1\n",
        ["1:1: error: the file must be a mapping, for example `contacts:` and a list under it [shape]"],
    ),
    "a word": (
        b"\n\nx\n",
        ["3:1: error: the file must be a mapping, for example `contacts:` and a list under it [shape]"],
    ),
}
"""Bytes, and all that is said about them."""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_told_where_it_is_wrong(name: str) -> None:
    """One clear problem at the right line and column, or one for each thing that is wrong."""
    data, expected = HOSTILE[name]
    assert said(data) == expected


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the first one over the limit, here four."""
    monkeypatch.setattr("bot.content.source.MAX_VALUES", 4)
    assert said(b"a: [1, 2]\n") == []
    assert said(b"a: [1, 2, 3, 4, 5]\n") == ["1:17: error: more than 4 values; split the file [file-too-large]"]


def test_a_huge_scalar_is_read_and_left_to_the_shapes() -> None:
    """Below the largest file, length is no matter of syntax."""
    file = parse(b"a: " + b"x" * (MAX_BYTES - 3), "x.yaml")
    assert (file.problems, file.content and len(file.content["a"])) == ((), MAX_BYTES - 3)


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b"\xef\xbb\xbf")
@example(b"%YAML 9.9\n---\n")
@example(b"? ? ? :\n")
@example(b"a: |9\n b\n")
def test_no_bytes_raise(data: bytes) -> None:
    """Whatever stands in a file: values or a problem, each on one line inside the file."""
    file = parse(data, "x.yaml")
    assert file.content is not None or file.problems
    for problem in file.problems:
        assert str(problem).isprintable()
        assert 1 <= problem.where.line <= len(data) + 1
        assert 1 <= problem.where.column <= len(data) + 1


FRAGMENTS = [
    "a",
    "b:",
    ": ",
    "- ",
    "\n",
    "\n  ",
    "\t",
    "[",
    ",]",
    "{",
    "}",
    ",",
    '"',
    "'",
    "&x ",
    "*x",
    "!t ",
    "|\n",
    ">",
    "?",
    "---\n",
    "...",
    "yes",
    "091",
    "#",
    "%",
    "<<",
    "\r",
    "ä",
    "\0",
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))
def test_nothing_like_yaml_raises(text: str) -> None:
    """The same for texts made of what YAML is made of."""
    file = parse(text.encode(), "x.yaml")
    assert file.content is not None or file.problems
    assert all(str(problem).isprintable() for problem in file.problems)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes ma'am", "yes ma'am"),
        ('"yes"', "yes"),
        ("'091'", "091"),
        ("0", 0),
        ("-12", -12),
        ("9" * 30, "9" * 30),
        ("1.5", "1.5"),
        ("08:00", "08:00"),
        ("2025-12-28", "2025-12-28"),
        ("0x1F", "0x1F"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        (">-\n  b\n  c", "b c"),
        ('"a\\tb\\nc"', "a\tb\nc"),
    ],
)
def test_scalars_are_what_they_look_like(text: str, value: object) -> None:
    """Only true, false, null and whole numbers mean more than their letters."""
    file = parse(f"a: {text}\n".encode(), "x.yaml")
    assert (file.content and file.content["a"], file.problems) == (value, ())


def test_everything_remembers_where_it_stood() -> None:
    """A value and its key, by path; the nearest thing around what does not exist."""
    file = parse("a:\n  - b: ä\n    c: [1, 2]\n".encode(), "x.yaml")
    assert file.content is not None
    at: At = file.content[AT]
    assert at.of("a", 0, "c", 1) == Where("x.yaml", 3, 12)
    assert at.key("a", 0, "c") == Where("x.yaml", 3, 5)
    assert at.key("a", 0) == at.of("a", 0, "nowhere") == at.of("a", 0) == Where("x.yaml", 2, 5)
    assert at.here == at.key() == Where("x.yaml", 1, 1)


# --- what a file can be -------------------------------------------------------------------------------


def test_a_folder_or_pipe_called_yaml_is_not_read(tmp_path: Path) -> None:
    """Nor waited for: a pipe that nobody writes to would hang."""
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yml")
    (tmp_path / "nowhere.yaml").symlink_to(tmp_path / "missing")
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    found = list(yaml_files(tmp_path))
    assert [path.name for path in found] == ["folder.yaml", "loop.yaml", "nowhere.yaml", "pipe.yml"]
    for path in found:
        assert [str(problem) for problem in read(path, "x.yaml").problems] == [
            "x.yaml:1:1: error: not a regular file [unreadable-file]"
        ]


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    """The reason in the system's words, no traceback; also where the tests run as root, who may read everything."""
    path = tmp_path / "x.yaml"
    path.write_text("a: 1\n")
    path.chmod(0)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        problems = read(path, "x.yaml").problems
    finally:
        if is_root:
            os.seteuid(0)
    assert [str(problem) for problem in problems] == [
        "x.yaml:1:1: error: cannot be read: Permission denied [unreadable-file]"
    ]


def test_a_file_longer_than_the_limit_is_not_read_to_its_end(tmp_path: Path) -> None:
    """A file of holes may claim to hold a terabyte."""
    path = tmp_path / "x.yaml"
    path.touch()
    os.truncate(path, 1 << 40)
    assert [problem.rule for problem in read(path, "x.yaml").problems] == ["file-too-large"]
