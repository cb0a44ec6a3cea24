from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.catalogue.copy import reading
from bot.catalogue.propose import Proposals, propose
from bot.cli import cli
from bot.content.load import load
from bot.errors import BotError
from bot.examination import examine
from bot.model import Knowledge
from tests.catalogue import scenario
from tests.catalogue.server import KEY, Catalogue, Fault, serving
from tests.catalogue.world import Line, Offer, number


@pytest.fixture(scope="module")
def catalogue(knowledge: Knowledge) -> Iterator[Catalogue]:
    """The country on the loopback."""
    with serving(scenario.country(knowledge)) as running:
        yield running


@pytest.fixture(scope="module")
def copy_file(catalogue: Catalogue, knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its copy, fetched once through version 11."""
    folder = tmp_path_factory.mktemp("copy")
    scene = Scene(scenario.folder_of(knowledge, folder), folder / "catalogue.db")
    done = scene.run("fetch", "--v11", "--base", catalogue.v11)
    assert "223 services, 244 channels, 200 organizations" in done.output
    return scene.copy


class Scene:
    """The commands over a knowledge folder and a copy."""

    def __init__(self, folder: Path, copy: Path) -> None:
        self.folder, self.copy = folder, copy

    def run(self, *words: str, code: int = 0, answer: str = "") -> Result:
        """A command of `luotsi catalogue`, which ends with this code."""
        arguments = ["--knowledge", str(self.folder), "catalogue", "--copy", str(self.copy), *words]
        done = CliRunner().invoke(cli, arguments, input=answer, catch_exceptions=code != 0)
        if isinstance(done.exception, BotError):
            assert code == 2
        else:
            assert done.exit_code == code, done.output
        return done

    def proposals(self) -> Proposals:
        """What is proposed for the folder as it is."""
        knowledge = load(self.folder).fit
        assert knowledge is not None
        with reading(self.copy) as copy:
            return propose(knowledge, copy)


@pytest.fixture
def scene(knowledge: Knowledge, copy_file: Path, tmp_path: Path) -> Scene:
    """A folder to change, and the copy."""
    return Scene(scenario.folder_of(knowledge, tmp_path), copy_file)


def planted(knowledge: Knowledge) -> set[tuple[str, str]]:
    """The drifts there are, by contact."""
    counties = list(knowledge.counties)[scenario.GAPS :]
    return {(f"duty-{county}", change) for county, change in zip(counties, scenario.DRIFTS, strict=False)}


def test_every_planted_gap_and_drift_is_found_and_none_invented(scene: Scene, knowledge: Knowledge) -> None:
    """12 gaps, 7 drifts; formats of a number, unknown hours and foreign channels are none."""
    found = scene.proposals()
    gaps = [(each.gap.kind.id, each.gap.area, sorted(each.offer.dials)) for each in found.candidates]
    expected = [("social-emergency", county, [f"+358{number(i)}"]) for i, county in enumerate(knowledge.counties)]
    assert sorted(gaps) == sorted(expected[: scenario.GAPS])
    assert all(each.is_whole for each in found.candidates)
    assert {(each.contact.id, each.change) for each in found.drifts} == planted(knowledge)
    assert len(found.drifts) == len(scenario.DRIFTS)


def test_both_versions_propose_the_same(scene: Scene, catalogue: Catalogue, tmp_path: Path) -> None:
    """Whichever way the catalogue was read."""
    other = Scene(scene.folder, tmp_path / "v12.db")
    other.run("fetch", "--base", catalogue.v12, "--key", KEY)
    one, two = (json.loads(each.run("propose", "--json").output) for each in (scene, other))
    del one["version"], two["version"]
    assert one == two


def test_accepting_a_candidate_adds_one_entry(scene: Scene) -> None:
    """With its page and dates, unassured; the check stays green and the card shows source and date."""
    candidate = next(each for each in scene.proposals().candidates if each.gap.area == "pirkanmaa")
    before = {path: path.read_text("utf-8") for path in sorted(scene.folder.rglob("*.yaml"))}
    done = scene.run("accept", candidate.id)
    assert "pirkanmaa-social-emergency is new" in done.output
    changed = [path for path, text in before.items() if path.read_text("utf-8") != text]
    assert [path.name for path in changed] == ["social-emergency.yaml"]
    added = changed[0].read_text("utf-8")
    assert added.startswith(before[changed[0]].rstrip("\n"))
    knowledge = load(scene.folder).fit
    assert knowledge is not None
    contact = knowledge.contacts["pirkanmaa-social-emergency"]
    assert (contact.source.as_of, contact.assured, contact.status) == ("2026-10-02", None, "active")
    assert contact.source.url.startswith("https://www.suomi.fi/palvelut/sosiaalipaivystys/00000003-")
    words = ["--role", "teacher", "--situation", "child-or-family-at-risk", "--place", "Tampere", "--lang", "en"]
    card = CliRunner().invoke(cli, ["--knowledge", str(scene.folder), "show", *words]).output
    assert contact.phones[0].shown in " ".join(card.split())
    assert "2 Oct 2026" in " ".join(card.split())
    assert examine(load(scene.folder)).is_sound
    assert "pirkanmaa" not in {each.gap.area for each in scene.proposals().candidates}


def test_accepting_everything_leaves_nothing_to_propose(copy_file: Path, knowledge: Knowledge, tmp_path: Path) -> None:
    """All 12 gaps are filled and all 7 drifts mended; a channel that is gone hides the number and deletes nothing."""
    scene = Scene(scenario.folder_of(knowledge, tmp_path, ("areas", "guide", "laws", "services")), copy_file)
    found = scene.proposals()
    ids = [each.id for each in found.candidates] + [each.id for each in found.drifts]
    done = scene.run("accept", *ids)
    assert (done.output.count("is new"), done.output.count("has another")) == (scenario.GAPS, len(scenario.DRIFTS))
    left = scene.proposals()
    assert (left.candidates, left.drifts) == ((), ())
    accepted = load(scene.folder).fit
    assert accepted is not None
    duties = [each for each in accepted.contacts.values() if each.service == "social-emergency"]
    assert Counter(each.status for each in duties) == {"active": len(knowledge.counties) - 2, "unconfirmed": 2}
    assert all(each.assured is None for each in duties)


def test_several_candidates_are_never_guessed(
    scene: Scene, catalogue: Catalogue, knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through a pipe they are refused, on a terminal asked; nothing is written without a yes."""
    first = next(iter(catalogue.world.services.values()))
    area, behind = first.area, first.organization
    second = Line("00000007-0000-4000-8000-000000000007", behind, {"fi": "Sosiaalipäivystys"}, (number(7777),), area)
    offer = Offer("00000008-0000-4000-8000-000000000007", behind, {"fi": "Sosiaalipäivystys"}, area, (second.id,))
    other = Scene(scene.folder, tmp_path / "two.db")
    world = scenario.country(knowledge)
    world.add(second, offer)
    with serving(world) as running:
        other.run("fetch", "--v11", "--base", running.v11, "--county", next(iter(knowledge.counties)))
    rivals = other.proposals().candidates
    assert len(rivals) == 2
    done = other.run("accept", rivals[0].id, code=2)
    assert f"{rivals[1].id} has other numbers" in str(done.exception)
    assert other.proposals().candidates == rivals
    monkeypatch.setattr("bot.commands.catalogue.at_terminal", lambda: True)
    assert f"{rivals[1].id} has other numbers" in other.run("accept", rivals[0].id, answer="n\n", code=1).output
    assert other.proposals().candidates == rivals
    assert "is new" in other.run("accept", rivals[0].id, answer="y\n").output


def test_an_id_that_is_not_proposed_ends_with_1(scene: Scene) -> None:
    """It names the command that lists them."""
    assert "luotsi catalogue propose" in scene.run("accept", "zzzzzzzz", code=1).output


def test_an_edit_that_would_be_wrong_is_taken_back(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is as it was."""
    file = scene.folder / "services" / "social-emergency.yaml"
    before = file.read_text("utf-8")
    monkeypatch.setattr("bot.catalogue.accept._source", lambda *_: {"url": "nowhere"})
    scene.run("accept", scene.proposals().candidates[0].id, code=2)
    assert file.read_text("utf-8") == before


def test_the_page_stands_alone(scene: Scene, tmp_path: Path) -> None:
    """No script, nothing fetched, every proposal with the command that accepts it and the credit."""
    scene.run("propose", "--html", str(tmp_path / "review.html"))
    page = (tmp_path / "review.html").read_text("utf-8")
    assert "<script" not in page
    assert re.findall(r"src=|<link|@import|url\(", page) == []
    found = scene.proposals()
    ids = {each.id for each in found.candidates} | {each.id for each in found.drifts}
    assert set(re.findall(r"accept ([0-9a-f]{8})<", page)) == ids
    assert "Suomi.fi-palvelutietovaranto (DVV), CC0" in page


def test_the_table_names_everything(scene: Scene) -> None:
    """Each proposal by its id, and what it rests on."""
    output = scene.run("propose").output
    found = scene.proposals()
    ids = [each.id for each in found.candidates] + [each.id for each in found.drifts]
    assert all(each in output for each in ids)
    assert "CC0, read 20" in output
    assert "12 candidates for 12 gaps" in output


@pytest.mark.parametrize("fault", [Fault(body=b"<html>"), Fault(headers={"Content-Length": "1000000000"}, body=b"[")])
def test_a_hostile_answer_is_one_line_and_exit_code_2(catalogue: Catalogue, fault: Fault, tmp_path: Path) -> None:
    """As the operator of a weekly timer sees it; the copy in use stays."""
    (tmp_path / "c.db").write_bytes(b"old")
    with serving(catalogue.world) as hostile:
        hostile.decide = lambda *_: fault
        words = ["catalogue", "--copy", str(tmp_path / "c.db"), "fetch", "--v11", "--base", hostile.v11]
        done = subprocess.run([sys.executable, "-m", "bot", *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"luotsi: the catalogue answered .+\n", done.stderr)
    assert (tmp_path / "c.db").read_bytes() == b"old"
