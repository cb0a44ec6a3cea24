"""The manual page of each rule: what it demands, an example that passes and one that fails."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from bot.content import checks

FILE: Final = Path(__file__).with_suffix(".md")
IN_DOCSTRINGS: Final[Mapping[str, Callable[..., Any]]] = {
    "force-said": checks.force_said,
    "force-not-claimed": checks.force_not_claimed,
    "unsourced-duty": checks.force_sourced,
    "unconfirmed-law": checks.laws_certain,
    "number-in-text": checks.numbers_in_contacts_only,
    "wrong-term": checks.official_terms,
    "named-person": checks.named_people_hidden,
    "unconfirmed-number": checks.unconfirmed_numbers_hidden,
    "closed-service": checks.closed_have_successors,
    "operator": checks.operator_named,
}
"""The rules whose page is the docstring of their function; the pages of the others stand in `rules.md`."""
_PAGE = re.compile(r"(?P<demands>.*?)\n+Passes:\n(?P<passes>.*?)\n+Fails:\n(?P<fails>.*?)\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """What a rule demands, and the two examples as pieces of a knowledge file."""

    rule: str
    demands: str
    passes: str
    fails: str

    def __str__(self) -> str:
        passes, fails = (textwrap.indent(example, "    ") for example in (self.passes, self.fails))
        return f"{self.rule}\n\n{self.demands}\n\nPasses:\n{passes}\n\nFails:\n{fails}"


@cache
def pages() -> Mapping[str, Page]:
    """Every rule's page, by its name."""
    found = {page.rule: page for page in _written()}
    return found | {rule: _page(rule, inspect.getdoc(check) or "") for rule, check in IN_DOCSTRINGS.items()}


def _written() -> Iterator[Page]:
    for section in FILE.read_text("utf-8").split("\n## ")[1:]:
        rule, _, text = section.partition("\n")
        yield _page(rule, text)


def _page(rule: str, text: str) -> Page:
    """The page in a text of the form of a check's docstring. Raises ValueError for another form."""
    parts = _PAGE.match(text)
    if parts is None:
        raise ValueError(f"the page of {rule} lacks a part")
    passes, fails = (textwrap.dedent(parts[name]).strip("\n") for name in ("passes", "fails"))
    return Page(rule, parts["demands"].strip(), passes, fails)
