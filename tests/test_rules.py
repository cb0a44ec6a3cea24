"""Each rule has a page, and what its page shows as wrong is told as wrong."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.content.load import Loaded, load, loads
from bot.content.source import MAX_BYTES
from bot.examination import examine
from bot.rules import FILE, IN_DOCSTRINGS, pages
from bot.settings import PACKAGE
from tests.small import FILES, changed
from tests.test_exercises import EXERCISE

TELLS = {"error", "_wrong", "_stop", "_problem", "Problem", "Fault", "_unused"}
"""The functions that make a problem: the rule is one of their texts."""
NO_RULES = {"error", "warning", "knowledge", "id", "key", "number", "text"}
WITHOUT_A_FILE = {"catalogue", "gap", "link", "new-translation", "stale-translation"}


def rules_in(path: Path) -> Iterator[str]:
    """The rules that the code of a file can tell."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if name in TELLS:
            yield from (word for word in words if re.fullmatch(r"[a-z][a-z0-9-]+", word) and word not in NO_RULES)
        elif name == "_refer":
            yield from ("unknown-" + word.replace(" ", "-") for word in words)


EMITTED = {rule for path in PACKAGE.rglob("*.py") for rule in rules_in(path)}


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    """Whatever stands in brackets behind a problem can be explained."""
    by_level = {"unknown-municipality", "unknown-county", "unknown-police-department"}
    assert EMITTED | by_level | {"gap", "unused"} == set(pages())
    assert len(EMITTED) > 50


def with_example(passes: str, fails: str) -> dict[str, str]:
    """The small knowledge with one example in the place of the other, at the same indentation."""
    for name, text in FILES.items():
        for line in text.splitlines():
            start = line.find(passes.partition("\n")[0])
            if start < 0:
                continue
            indent = " " * (len(line) - len(line.lstrip(" ")) + 2 * line.lstrip(" ").startswith("- ") * (start > 0))
            indent = " " * start if not line[:start].strip() else indent
            old, new = (example.replace("\n", f"\n{indent}") for example in (passes, fails))
            if text.count(old) == 1:
                return {**FILES, name: text.replace(old, new)}
    raise AssertionError(f"{passes!r} stands in no file, or twice")


def many_questions() -> Loaded:
    """Twelve more questions with long keys."""
    more = "".join(
        f"  - id: more{index}\n    key: {index}\n    text: {{fi: a, sv: b, en: c}}\n"
        f"    options: [{{id: a, key: abc, unknown: true, label: {{fi: a, sv: b, en: c}}}}]\n"
        for index in "bcefghijkl"
    )
    return loads({**FILES, "more.yaml": f"questions:\n{more}"})


def practised(changes: dict[str, str]) -> Loaded:
    """The one exercise of the tests, changed; it leaves one situation without any."""
    text = EXERCISE
    for old, new in changes.items():
        text = text.replace(old, new)
    return loads({**FILES, "exercises.yaml": text})


def holding(write: Callable[[Path], object]) -> Callable[[Path], Loaded]:
    """A folder with one file that is written so."""

    def broken(folder: Path) -> Loaded:
        write(folder / "local.yaml")
        return load(folder)

    return broken


IN_WORDS: dict[str, Callable[[Path], Loaded]] = {
    "no-knowledge": load,
    "unreadable-file": holding(Path.mkdir),
    "file-too-large": holding(lambda path: path.write_text("#" * (MAX_BYTES + 1))),
    "not-utf-8": holding(lambda path: path.write_bytes(b"\xe4: 1")),
    "empty-file": lambda _: loads({"a.yaml": "# a comment alone"}),
    "position-too-long": lambda _: many_questions(),
    "unsolvable-exercise": lambda _: practised({", age: under-18": ""}),
    "exercise-names-somebody": lambda _: practised({"A pupil is quiet.": "Call 040 123 4567."}),
    "no-exercise": lambda _: practised({}),
    "law-binds-some": lambda _: loads(
        changed({"binds: [teacher]": "binds: []\n    binds_partly: [teacher]", "role: [teacher], where": "where"})
    ),
}
"""The rules whose examples cannot stand in a file, and how each is broken."""


@pytest.mark.parametrize("rule", sorted(set(pages()) - set(IN_DOCSTRINGS) - WITHOUT_A_FILE))
def test_what_the_page_shows_is_what_is_told(rule: str, tmp_path: Path) -> None:
    """The failing example is told under the rule's name; in its place the passing one was not."""
    page = pages()[rule]
    broken = IN_WORDS[rule](tmp_path) if rule in IN_WORDS else loads(with_example(page.passes, page.fails))
    assert rule in {problem.rule for problem in examine(broken).problems}
    assert examine(loads(FILES)).problems == ()


def test_a_page_that_lacks_a_part_is_not_accepted() -> None:
    """The form is the one of a check's docstring; each page is printed whole."""
    assert all(page.demands and page.passes and page.fails for page in pages().values())
    assert str(pages()["shape"]).startswith("shape\n\nEach thing has the keys")
    assert "\n\nPasses:\n    schedule: always\n\nFails:\n    schedule: allways" in str(pages()["shape"])
    assert FILE.read_text("utf-8").count("\n## ") == len(pages()) - len(IN_DOCSTRINGS)
