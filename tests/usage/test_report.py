"""The gap report: planted gaps come out on top, with the file and key to edit, in every form it can be read in."""

from __future__ import annotations

import asyncio
import csv
import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from datasette.app import Datasette

from bot.errors import BotError
from bot.gaps import gaps
from bot.model import Knowledge
from bot.usage.doubts import is_doubtable, monday_of
from bot.usage.facts import DIMENSIONS, Fact, Kept, Tally, week_of
from bot.usage.page import page
from bot.usage.printing import printed, printed_texts
from bot.usage.privacy import quarter_of, whole_quarters
from bot.usage.report import RULES, Report, Row, chosen_periods, make_report
from bot.usage.tables import COLUMNS, DESCRIPTIONS, QUERIES, report_data, tables, write_csv, write_datasette
from tests.small import FILES, knowledge_of
from tests.usage.simulator import Planted, Simulator

TODAY = date(2027, 11, 24)
SPANS = whole_quarters(TODAY - timedelta(days=365), TODAY)
KIND, COUNTY = "child-welfare-notification", "kainuu"


def tally_of(weeks: list[tuple[date, Counter[Fact]]], texts: tuple[Kept, ...] = ()) -> Tally:
    """What a log holds after these weeks."""
    facts: dict[str, Counter[Fact]] = {quarter: Counter() for quarter in SPANS}
    started: dict[str, int] = {}
    failures: dict[tuple[str, str], int] = {}
    for day, counted in weeks:
        week = week_of(day)
        facts[quarter_of(monday_of(week))].update(counted)
        started[week] = counted[Fact("started")]
        failures |= {(fact.a, week): count for fact, count in counted.items() if fact.kind == "number-failed"}
    return Tally(facts, started, failures, texts)


@pytest.fixture(scope="module")
def filled(knowledge: Knowledge) -> Knowledge:
    """The shipped knowledge, with local numbers expected of one kind of service only."""
    kinds = {name: kind if name == KIND else replace(kind, local_level=None) for name, kind in knowledge.kinds.items()}
    return replace(knowledge, kinds=kinds)


@pytest.fixture(scope="module")
def planted(filled: Knowledge) -> Planted:
    """Five gaps of five kinds."""
    failing = next(c.id for c in filled.contacts.values() if c.level != "nation" and c.numbers and is_doubtable(c))
    sample = Simulator(filled, Planted(), seed=7)
    outcomes = Counter(fact.a for _ in range(300) for fact in sample.conversation() if fact.kind == "outcome")
    return Planted(
        leave_at={"place": 0.12},
        unclear_at={"role": 0.08},
        not_needed={outcomes.most_common(1)[0][0]: 0.9},
        busy_county=(COUNTY, 0.3),
        failing_contact=failing,
    )


@pytest.fixture(scope="module")
def tally(filled: Knowledge, planted: Planted) -> Tally:
    """10,000 conversations of a quarter of a year, seeded, and some texts that were sent."""
    texts = [("lapsi on mennyt sekaisin netissä", 4), ("lapsi mennyt sekaisin netissä", 3), ("ainoa laatuaan", 1)]
    kept = tuple(Kept("2027-11", "situation", "fi", text, times) for text, times in texts)
    return tally_of(list(Simulator(filled, planted).year(10_000, TODAY, weeks=8)), kept)


@pytest.fixture(scope="module")
def report(filled: Knowledge, tally: Tally) -> Report:
    """The report of it."""
    return make_report(filled, tally, SPANS, TODAY)


def test_five_planted_gaps_are_the_top_five_rows(report: Report, planted: Planted, filled: Knowledge) -> None:
    """A failing number, leaving, words, a missing number and an answer that misses, each with its file and key."""
    outcome = next(iter(planted.not_needed))
    situation, _, case = outcome.partition("/")
    gap = next(gap for gap in gaps(filled) if (gap.kind.id, gap.area) == (KIND, COUNTY))
    home = next(contact.at for contact in filled.contacts.values() if contact.service == KIND)
    contact = filled.contacts[planted.failing_contact]
    place, role = filled.question("place"), filled.question("role")
    assert place is not None
    assert role is not None
    found = {(row.kind, row.file, row.key) for row in report.rows[:5]}
    assert report.rows[0].kind == "doubted"
    assert found == {
        ("doubted", contact.at.file, f"contacts > {contact.id} > phones"),
        ("left", place.at.file, "questions > place > text, options"),
        ("unclear", role.at.file, "questions > role > options"),
        ("no-local", home.file, f"contacts > {gap.contact.id} > phones" if gap.contact else "contacts"),
        ("not-needed", filled.situations[situation].cases[0].at.file, f"situations > {situation} > cases > {case}"),
    }


def test_each_row_names_a_line_of_a_file(report: Report) -> None:
    """The file is there, and so is the line; everything is counted in fives."""
    assert report.rows
    for row in report.rows:
        assert row.line >= 1
        assert Path(row.file).suffix in (".yaml", ".po")
        assert row.remedy
        for count in (row.count, *(n for _, n in row.counties), *(n for _, n in row.languages)):
            assert count % 5 == 0


def kinds(report: Report) -> set[str]:
    """The kinds of rows in a report."""
    return {row.kind for row in report.rows}


def rows_of(knowledge: Knowledge, facts: dict[Fact, int]) -> list[Row]:
    """The rows of a log with these facts in one week."""
    return list(make_report(knowledge, tally_of([(TODAY, Counter(facts))]), SPANS, TODAY).rows)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("other-language", {Fact("other-language", "ar", "fi"): 7}),
        ("no-language", {Fact("no-language", "helpline", "sv"): 12}),
        ("unknown", {Fact("answered", "age", "unknown", "fi"): 9, Fact("answered", "age", "under-18", "fi"): 9}),
        ("unshown", {Fact("outcome", "worry/anywhere", "fi"): 9}),
        ("overdue", {}),
        ("not-needed", {Fact("feedback", "not-needed", "worry/anywhere", "fi"): 5}),
        ("unclear", {Fact("unclear", "no-such-place", "place", "fi"): 5}),
        ("doubted", {Fact("number-failed", "lapland-anchor"): 5}),
    ],
)
def test_every_kind_of_gap_is_told_from_five_times_on(kind: str, facts: dict[Fact, int]) -> None:
    """Of a tree with one cell under five nothing is told."""
    small = knowledge_of(FILES)
    assert kind in {row.kind for row in rows_of(small, facts)}
    fewer = {fact: min(count, 4) for fact, count in facts.items()}
    assert fewer == {} or kind not in {row.kind for row in rows_of(small, fewer)}


def test_words_alike_stand_together_and_rare_ones_are_hidden(report: Report) -> None:
    """Seven of one likeness make a row of five; the text that came once is not told."""
    words = [row for row in report.rows if row.kind == "words"]
    assert [(row.count, row.languages) for row in words] == [(5, (("Finnish", 5),))]
    assert "sekaisin netissä" in words[0].what
    assert "ainoa" not in page(report)


def test_texts_are_printed_on_demand(tally: Tally) -> None:
    """For the editors alone, as the workers agreed."""
    assert "ainoa laatuaan" in printed_texts(tally.texts)
    assert "Nobody" in printed_texts(())


def test_a_gap_that_has_been_filled_is_no_row(filled: Knowledge, tally: Tally) -> None:
    """What happened before an editor filled it is past."""
    kinds_now = {name: replace(kind, local_level=None) for name, kind in filled.kinds.items()}
    now = make_report(replace(filled, kinds=kinds_now), tally, SPANS, TODAY)
    assert "no-local" not in kinds(now)


def test_a_county_sees_its_own_contacts_alone(filled: Knowledge, tally: Tally, report: Report) -> None:
    """Rows of places only, no number that the whole report does not hold."""
    own = make_report(filled, tally, SPANS, TODAY, COUNTY)
    assert kinds(own) <= {"no-local", "doubted", "overdue"}
    assert [each.id for each in own.coverage] == [COUNTY]
    assert set(own.coverage) <= set(report.coverage)
    assert "Kainuun" in printed(own) + page(own)


def test_a_county_is_not_credited_with_a_service_that_is_not_there(knowledge: Knowledge) -> None:
    """Åland has no Anchor team, so none of its services with a local number is one."""
    report = make_report(knowledge, tally_of([]), SPANS, TODAY)
    services = {each.id: each.services for each in report.coverage}
    expected = [kind for kind in knowledge.kinds.values() if kind.local_level is not None]
    assert services["kainuu"] == len(expected)
    assert services["ahvenanmaa"] == len([kind for kind in expected if kind.applies_to == "finland"]) < len(expected)


@pytest.mark.parametrize(("wanted", "count"), [("", 4), ("2027-Q4", 1), ("2027", 4)])
def test_a_period_is_a_quarter_or_a_year(wanted: str, count: int) -> None:
    """All that is kept if none is named."""
    assert len(chosen_periods(SPANS, wanted)) == count


def test_another_period_is_the_operators_mistake() -> None:
    """A month is none, for it could be subtracted from its quarter."""
    with pytest.raises(BotError, match="2027-Q4"):
        chosen_periods(SPANS, "2027-11")


def test_a_year_is_the_sum_of_its_quarters(filled: Knowledge, tally: Tally, report: Report) -> None:
    """So nothing is learnt from both."""
    parts = [make_report(filled, tally, {quarter: SPANS[quarter]}, TODAY) for quarter in SPANS]
    for kind in DIMENSIONS:
        for path, count in report.figures[kind].items():
            assert count == sum(part.figures[kind].get(path, 0) for part in parts)


def test_the_terminal_form_begins_with_what_to_do(report: Report) -> None:
    """Rank, what, how often, where, file and key; the rest is named."""
    said = printed(report)
    assert re.search(r"\n 1\. The number of .+\n.+\n    edit knowledge/services/\S+:\d+  contacts > ", said)
    assert len(printed(report, all_rows=True)) > len(said)
    assert "Nothing to do" in printed(make_report(knowledge_of(FILES), tally_of([]), SPANS, date(2026, 2, 1)))


def test_data_and_csv_say_the_same(report: Report, tmp_path: Path) -> None:
    """The gaps of the JSON form are the rows of gaps.csv, and each table is a file."""
    data = json.loads(json.dumps(report_data(report)))
    written = write_csv(report, tmp_path)
    assert [path.stem for path in written] == list(tables(report))
    with (tmp_path / "gaps.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["key"], row["count"]) for row in rows] == [(row["key"], str(row["count"])) for row in data["gaps"]]


class Outline(HTMLParser):
    """What a reader of a page meets: tags, the addresses they name, and tags that were never closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and what it points to."""
        self.tags[tag] += 1
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in ("meta", "path", "rect"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the last open tag, which must be this one."""
        if tag not in ("path", "rect"):
            assert self.open.pop() == tag


def test_the_page_needs_nothing_else(report: Report) -> None:
    """No script, no address, every tag closed, each picture with its words and a table that says the same."""
    text = page(report)
    outline = Outline(text)
    assert outline.open == []
    assert outline.addresses == []
    assert outline.tags["script"] == 0
    assert outline.tags["svg"] == outline.tags["desc"] == outline.tags["table"] == 3
    assert "url(" not in text
    assert [row.key for row in report.rows if row.key.replace(">", "&gt;") not in text] == []


def test_the_page_takes_hostile_names_as_words(filled: Knowledge, tally: Tally) -> None:
    """A name with a tag in it stays a name."""
    question = filled.questions[0]
    hostile = replace(question, text=replace(question.text, en="<script>alert(1)</script>"))
    text = page(make_report(replace(filled, questions=(hostile, *filled.questions[1:])), tally, SPANS, TODAY))
    assert "<script" not in text


def test_datasette_opens_the_database(report: Report, tmp_path: Path) -> None:
    """Each canned query runs, each table has a title, and the gaps are those of the report."""
    database = tmp_path / "gaps.db"
    metadata = json.loads(write_datasette(report, database).read_text("utf-8"))

    async def ask() -> None:
        served = Datasette([str(database)], metadata=metadata, settings={"num_sql_threads": 0})
        await served.invoke_startup()
        for query in metadata["databases"]["gaps"]["queries"]:
            answer = await served.client.get(f"/gaps/{query}.json?_shape=array")
            assert answer.status_code == 200
            assert len(answer.json()) == sum(row.kind == query for row in report.rows)
        for table in tables(report):
            answer = await served.client.get(f"/gaps/{table}")
            assert DESCRIPTIONS[table][0] in answer.text

    asyncio.run(ask())


def test_every_table_and_kind_of_gap_is_described(report: Report) -> None:
    """A new one gets a title, a description and a canned query."""
    assert set(tables(report)) == set(COLUMNS) == set(DESCRIPTIONS)
    assert {row.kind for row in report.rows} <= set(QUERIES)
    assert len(RULES) == 10


@pytest.mark.parametrize("writes", [write_csv, write_datasette])
def test_a_place_that_cannot_be_written_is_the_operators_mistake(
    report: Report, tmp_path: Path, writes: object
) -> None:
    """One line that names it."""
    (tmp_path / "file").write_text("")
    assert callable(writes)
    with pytest.raises(BotError, match="cannot be written"):
        writes(report, tmp_path / "file" / "below")
