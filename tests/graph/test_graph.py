from __future__ import annotations

import html
import itertools
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.errors import BotError
from bot.graph.drawing import WIDTH, drawing
from bot.graph.page import page
from bot.graph.texts import dot, mermaid
from bot.graph.tree import Traffic, Tree, tree
from bot.model import LOCALES, Knowledge, Locale
from tests.small import changed, knowledge_of

SVG = "{http://www.w3.org/2000/svg}"
A3 = 420 / 297


def said(tree: Tree) -> set[str]:
    """Every word of the questions, situations, conditions, services and numbers of a tree."""
    texts = [asked.text for asked in tree.trunk]
    for branch in tree.branches:
        texts += [branch.label, *branch.asked_next]
        for outcome in branch.outcomes:
            texts += [*outcome.conditions, *(f"{each.name} {each.number}" for each in outcome.services)]
    return {word for text in texts for word in text.split()}


def words(picture: str) -> set[str]:
    """Every word that a picture or page shows."""
    return set(html.unescape(re.sub(r"<[^>]+>", " ", picture)).split())


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_left_out(knowledge: Knowledge, locale: Locale) -> None:
    """All situations, outcomes, services and numbers stand in the drawing, the page and the Mermaid text."""
    made = tree(knowledge, locale)
    assert {branch.id for branch in made.branches} == knowledge.situations.keys()
    services = {call.service for each in knowledge.situations.values() for case in each.cases for call in case.call}
    names = {each.name for branch in made.branches for outcome in branch.outcomes for each in outcome.services}
    assert names == {knowledge.kinds[service].name[locale] for service in services}
    assert said(made) <= words(drawing(made))
    assert said(made) <= words(page(made))
    for text in (mermaid(made), dot(made)):
        plain = re.sub(r"[\[\]{}()|\";=]|<br>|-->|\\n", " ", text)
        assert {re.sub(r"[();]", "", word) for word in said(made)} <= set(plain.split())


@pytest.mark.parametrize("locale", LOCALES)
def test_the_picture_fits_a3_and_nothing_overlaps(knowledge: Knowledge, locale: Locale) -> None:
    """Boxes lie apart, every text begins inside the picture, and the page is no longer than A3."""
    root = ET.fromstring(drawing(tree(knowledge, locale)))  # noqa: S314 - our own picture
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert width == WIDTH
    assert height <= width * A3
    boxes = [
        tuple(float(each.attrib[name]) for name in ("x", "y", "width", "height"))
        for each in root.iter(f"{SVG}rect")
        if each.get("class") == "box"
    ]
    for one, other in itertools.combinations(boxes, 2):
        apart = one[0] + one[2] <= other[0] or other[0] + other[2] <= one[0]
        assert apart or one[1] + one[3] <= other[1] or other[1] + other[3] <= one[1]
    for text in root.iter(f"{SVG}text"):
        assert 0 < float(text.attrib["x"]) < width
        assert 0 < float(text.attrib["y"]) < height


def test_traffic_stands_at_its_options(knowledge: Knowledge) -> None:
    """How many picked an answer, how many came to danger by the answer that implies it, and how many left."""
    traffic = Traffic({("danger", "yes"): 85, ("role", "teacher"): 1750, ("situation", "own-safety"): 40}, {"role": 95})
    made = tree(knowledge, "en", traffic)
    counts = {branch.id: branch.count for branch in made.branches}
    assert (counts["immediate-danger"], counts["own-safety"], counts["online-content"]) == (85, 40, 0)
    picture = drawing(made)
    assert {"85", "1750", "40"} <= words(picture)
    assert "Left here: 95" in picture
    assert [each.text for each in made.later] == [each.text.en for each in knowledge.questions[3:]]
    assert "Does the person consent" in picture
    assert '|"85"|' in mermaid(made)
    assert "1750" not in words(drawing(tree(knowledge, "en")))


def test_words_of_editors_are_words() -> None:
    """Signs of HTML, Mermaid or DOT in a text steer nothing."""
    hostile = 'en: "<b>&\\"x\\"]"'
    named = "    name: {fi: Huoli, sv: Oro, en: Worry}"
    made = tree(knowledge_of(changed({named: f"    name: {{fi: a, sv: b, {hostile}}}"})), "en")
    assert "<b>" not in drawing(made) + page(made)
    ET.fromstring(drawing(made))  # noqa: S314 - our own picture
    assert '["#lt;b#gt;#amp;#quot;x#quot;]<br>' in mermaid(made)
    assert '[label="<b>&\\"x\\"]\\n' in dot(made)


def run(*words: str) -> Result:
    """`luotsi graph` with these words."""
    return CliRunner().invoke(cli, ["graph", *words])


@pytest.fixture
def graphviz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder of commands there is, so that what is not in it is not installed."""
    folder = tmp_path / "commands"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_graphviz_lays_the_tree_out_where_it_is_installed(graphviz: Path, tmp_path: Path) -> None:
    """It is given the DOT text, and what it draws stands in the file; a drawing it refuses is one line."""
    command = graphviz / "dot"
    command.write_text('#!/bin/sh\nread first\necho "$* $first"\n')
    command.chmod(0o755)
    assert run("-o", str(tmp_path / "tree.pdf")).exit_code == 0
    assert (tmp_path / "tree.pdf").read_text("utf-8").startswith("-Kdot -Tpdf digraph")
    command.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(BotError, match="cannot draw this"):
        raise run("-o", str(tmp_path / "tree.png")).exception or AssertionError


@pytest.mark.usefixtures("graphviz")
def test_without_graphviz_its_pictures_are_refused_in_one_line(tmp_path: Path) -> None:
    """The hint is a picture that needs nothing installed."""
    with pytest.raises(BotError, match=r"is not installed .*ending in \.svg"):
        raise run("-o", str(tmp_path / "tree.pdf")).exception or AssertionError


@pytest.mark.parametrize("ending", ["svg", "html", "mmd", "gv"])
def test_the_command_writes_what_the_name_says(tmp_path: Path, ending: str) -> None:
    """The kind of file follows its ending."""
    file = tmp_path / f"tree.{ending}"
    assert run("-o", str(file)).output == f"wrote {file}\n"
    start = {"svg": "<svg", "html": "<!doctype html>", "mmd": "flowchart", "gv": "digraph"}[ending]
    assert file.read_text("utf-8").startswith(start)


def test_another_ending_is_one_line(tmp_path: Path) -> None:
    """It names those that there are."""
    assert isinstance(run("-o", str(tmp_path / "tree.jpg")).exception, BotError)
