"""An editor's afternoon: what they do, what they are told, and that the message alone is enough to mend it."""

from __future__ import annotations

import gc
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.directory import ladder
from bot.editing import append
from bot.errors import Problem
from bot.examination import Examiner
from bot.model import Knowledge
from bot.settings import shipped_knowledge

TEAM = {
    "id": "mun-kokkola-ankkuri",
    "service": "ankkuri",
    "name": {"fi": "Kokkolan Ankkuri", "sv": "Ankaret i Karleby", "en": "Kokkola Anchor"},
    "service_area": {"municipalities": ["272"]},
    "status": "active",
    "phones": [{"number": "112"}],
    "source": {"url": "https://example.org/", "as_of": "2026-11", "read_on": "2026-11-24"},
}
"""A team as an editor writes it; the number is one that exists."""
QUESTION = """\
  - id: weekend
    key: w
    ask_when: [{situation: [immediate-danger], danger: ["no"]}]
    text: {fi: Onko viikonloppu?, sv: Är det veckoslut?, en: Is it the weekend?}
    options:
      - {id: "yes", key: "y", label: {fi: Kyllä, sv: Ja, en: "Yes"}}
      - {id: "no", key: "n", unknown: true, label: {fi: Ei, sv: Nej, en: "No"}}
"""


LATER = {"operator", "new-translation"}


class Desk:
    """A copy of the knowledge on an editor's desk, with `luotsi check --watch` running beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.examiner = Examiner(folder)

    def told(self) -> list[Problem]:
        """What the watch says now, without what is done later, or by whoever runs the service."""
        return [problem for problem in self.examiner.report().problems if problem.rule not in LATER]

    @property
    def knowledge(self) -> Knowledge:
        """What would be served."""
        assert self.examiner.loaded.fit is not None
        return self.examiner.loaded.fit

    def change(self, name: str, old: str, new: str) -> None:
        """Change the first such words of a file."""
        path = self.folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    def line(self, problem: Problem, change: Callable[[str, int], str]) -> None:
        """Go to the place a message names and change that line; the change is given the line and the column from 0."""
        path = self.folder.parent / problem.where.file
        lines = path.read_text("utf-8").split("\n")
        index = problem.where.line - 1
        lines[index] = change(lines[index], problem.where.column - 1)
        path.write_text("\n".join(lines), "utf-8")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One afternoon, one desk: each thing is done to what the one before has left."""
    gc.disable()  # as the command does while it checks
    folder = tmp_path_factory.mktemp("desk") / "knowledge"
    desk = Desk(Path(shutil.copytree(shipped_knowledge(), folder)))
    assert desk.told() == []
    yield desk
    gc.enable()


def test_a_number_is_changed(desk: Desk) -> None:
    """Nothing is said, and the new number is shown."""
    desk.change("services/local.yaml", '"05 234 4171"', '"05 234 4172"')
    assert desk.told() == []
    assert desk.knowledge.contacts["mun-kotka-moona"].numbers[0].dial == "+35852344172"


def test_a_municipality_gets_its_own_team(desk: Desk) -> None:
    """It stands first there, and nowhere else."""
    append(desk.folder, desk.folder / "services" / "local.yaml", "contacts", TEAM)
    assert desk.told() == []
    served = {
        code: [rung.contact.id for level in ladder(desk.knowledge, "ankkuri", code)[:1] for rung in level]
        for code in desk.knowledge.municipalities
    }
    assert served["272"] == ["mun-kokkola-ankkuri"]
    assert [code for code, contacts in served.items() if "mun-kokkola-ankkuri" in contacts] == ["272"]


def test_a_slip_of_indentation(desk: Desk) -> None:
    """The line that does not fit is named; moved in line with the one above, all is well."""
    desk.change("services/local.yaml", "    status: active\n", "   status: active\n")
    (problem,) = desk.told()
    assert str(problem) == (
        "knowledge/services/local.yaml:11:4: error: the indentation does not match the lines above, or a quote is "
        'missing: "status: active" begins after 3 spaces, the line above after 4 [yaml-syntax]'
    )
    depth = int(problem.message.rpartition(" ")[2])
    desk.line(problem, lambda line, _: " " * depth + line.lstrip())
    assert desk.told() == []


def test_a_misspelt_id(desk: Desk) -> None:
    """What was meant stands in the message."""
    desk.change("situations/own-safety.yaml", "service: police-department", "service: polise-department")
    (problem,) = [problem for problem in desk.told() if problem.rule == "unknown-kind"]
    found = re.search(r'the kind "(.+)"; did you mean "(.+)"\?', problem.message)
    assert found is not None
    assert found[1] == "polise-department"
    desk.line(problem, lambda line, column: line[:column] + line[column:].replace(found[1], found[2]))
    assert desk.told() == []


def test_a_swedish_line_is_deleted(desk: Desk) -> None:
    """The text is quoted, its language named, and so are those who would have missed it."""
    desk.change("services/kinds.yaml", "      sv: Är inget rådgivningsnummer.\n", "")
    missing, untold = desk.told()
    assert missing.message == 'the text "Ei ole neuvontanumero." has no Swedish; add `sv:`'
    assert untold.message.startswith("the card has no text in Swedish; add `sv:`; those who ask as child-welfare, ")
    assert untold.message.endswith(" more in Swedish in every municipality and for the whole country miss it")
    assert missing.where == untold.where
    desk.line(missing, lambda line, column: f"{' ' * column}sv: Är inget rådgivningsnummer.\n{line}")
    assert desk.told() == []


def test_a_question_nobody_can_reach(desk: Desk) -> None:
    """The answers it waits for in vain are named; a question that nobody needs is removed."""
    desk.change("guide/questions.yaml", "questions:\n", f"questions:\n{QUESTION}")
    (problem,) = [problem for problem in desk.told() if problem.rule == "unreachable-question"]
    assert problem.message == (
        'nobody is ever asked "weekend"; no answers before it fit its `ask_when` '
        "(situation immediate-danger and danger no); loosen it, or move the question down"
    )
    desk.change("guide/questions.yaml", QUESTION, "")
    assert desk.told() == []
