"""Shapes and references: each mistake is named at its line and column, all of them at once, sorted."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.load import Loaded, load, loads
from bot.errors import MOST_SHOWN
from bot.model import OpeningHours
from tests.small import FILES, changed, knowledge_of, marked, place_of


def found(texts: Mapping[str, str]) -> list[str]:
    """What loading these texts finds."""
    return [str(problem) for problem in loads(texts).problems]


SHAPES: dict[str, tuple[str, str, str]] = {
    "an unknown list": (
        "sources:\n",
        "▶sorces: []\nsources:\n",
        '`sorces` is not known here; did you mean "sources"?',
    ),
    "an unknown key": (
        "    schedule: always\n",
        "    ▶schedul:\n      - mon\n",
        '`schedul` is not known here; did you mean "schedule"?',
    ),
    "an unknown key deep inside": (
        "        label: {fi: numero",
        "        ▶labl: {fi: numero",
        '`labl` is not known here; did you mean "label"?',
    ),
    "an unknown key of a text": (
        "{fi: Kerro huoli., sv: Berätta om oron.,",
        "{fi: Kerro huoli., ▶se: Berätta om oron.,",
        "`se` is not known here",
    ),
    "a key like nothing": (
        "    schedule: always\n",
        "    ▶zzz: 1\n",
        "`zzz` is not known here",
    ),
    "a number for a text": (
        'number: "1/2000"',
        "number: ▶1",
        "`number` must be a text, put it in quotes",
    ),
    "a truth for a text": (
        "local_case: Kemissä",
        "local_case: ▶true",
        "`local_case` must be a text, put it in quotes",
    ),
    "a text for a truth": (
        "urgent: true",
        'urgent: ▶"true"',
        "`urgent` must be true or false",
    ),
    "a text for a number": (
        "recheck_days: 365",
        "recheck_days: ▶'365'",
        "`recheck_days` must be a whole number",
    ),
    "no days": (
        "recheck_days: 365",
        "recheck_days: ▶0",
        "`recheck_days` must be greater than 0",
    ),
    "a text for a list": (
        "binds: [teacher]",
        "binds: ▶teacher",
        "`binds` must be a list",
    ),
    "a text for a mapping": (
        '{nation: finland}\n    status: active\n    phones: [{number: "112"}]',
        "▶finland\n    status: active\n    phones: []",
        "`service_area` must be a mapping with named values",
    ),
    "a text among mappings": (
        'phones: [{number: "116006"}]',
        'phones: [▶"116006"]',
        "each of `phones` must be a mapping with named values",
    ),
    "nothing for a list": (
        "call: [{service: emergency}]",
        "call: ▶[]",
        "`call` must not be empty",
    ),
    "a word outside the few": (
        "force: duty\n    binds",
        "force: ▶dutty\n    binds",
        '`force` must be duty, right, permission or rule, not "dutty"; did you mean "duty"?',
    ),
    "hours that are a word": (
        "schedule: always",
        "schedule: ▶allways",
        '`schedule` must be always or unknown, not "allways"; did you mean "always"?',
    ),
    "a weekday": (
        "byday: [mon, tue]",
        "byday: [mon, ▶tues]",
        'each of `byday` must be mon, tue, wed, thu, fri, sat or sun, not "tues"; did you mean "tue"?',
    ),
    "a time of day": (
        '"08:00"',
        "▶8.00",
        '`opens_at` must be a time such as 08:00, at most 24:00, not "8.00"',
    ),
    "a day": (
        'read_on: "2026-01-02"}\n  - id: utsjoki',
        "read_on: ▶2.1.2026}\n  - id: utsjoki",
        '`read_on` must be a date such as 2025-12-28, not "2.1.2026"',
    ),
    "a short code": (
        'code: "890"',
        'code: ▶"89"',
        '`code` must be three digits in quotes, not "89"',
    ),
    "an id with a space": (
        "id: lapland-anchor",
        "id: ▶lapland anchor",
        '`id` must be letters, digits and hyphens, not "lapland anchor"',
    ),
    "an address": (
        '"https://example.org/p"',
        "▶javascript:alert(1)",
        '`url` must be an address that begins with https://, not "javascript:alert(1)"',
    ),
    "a number for an address": (
        "    schedule: always\n",
        "    url: ▶5\n",
        "`url` must be a text, put it in quotes",
    ),
    "a very long text": (
        "fi: Kerro huoli.",
        "fi: ▶" + "x" * 2001,
        "`fi` is longer than 2000 characters",
    ),
}
"""What is changed in the small knowledge, ▶ where it is told, and what is said."""


@pytest.mark.parametrize("name", SHAPES)
def test_a_wrong_shape_is_told_in_words(name: str) -> None:
    """One problem, at the value or at the unknown key, with what would be right."""
    old, new, said = SHAPES[name]
    texts, where = marked(old, new)
    assert found(texts) == [f"{where}: error: {said} [shape]"]


def test_a_missing_key_is_told_at_its_mapping() -> None:
    """There is no better place for what is not there."""
    texts, _ = marked("    local_case: Utsjoella\n", "▶")
    (problem,) = found(texts)
    assert problem == f"{place_of('code: ', texts)}: error: `local_case` is missing [shape]"


REFERENCES: dict[str, tuple[str, str, str]] = {
    "a kind called": (
        "- service: helpline",
        "- service: ▶helplin",
        'no file defines the kind "helplin"; did you mean "helpline"? [unknown-kind]',
    ),
    "a kind of a contact": (
        "    service: helpline",
        "    service: ▶helplines",
        'no file defines the kind "helplines"; did you mean "helpline"? [unknown-kind]',
    ),
    "a kind that stands in": (
        "    reached_by: page\n",
        "    instead: [anchor, ▶ancor]\n",
        'no file defines the kind "ancor"; did you mean "anchor"? [unknown-kind]',
    ),
    "another kind of a contact": (
        "    schedule: always\n",
        "    also_serves_as: [▶ancor]\n",
        'no file defines the kind "ancor"; did you mean "anchor"? [unknown-kind]',
    ),
    "a contact that follows": (
        "    schedule: always\n",
        "    successors: [▶kemi]\n",
        'no file defines the contact "kemi" [unknown-contact]',
    ),
    "a law": (
        "laws: [LAW-NOTIFY]",
        "laws: [▶LAW-NOTFY]",
        'no file defines the law "LAW-NOTFY"; did you mean "LAW-NOTIFY"? [unknown-law]',
    ),
    "a step": (
        "tell: [stay]",
        "tell: [stay, ▶sty]",
        'no file defines the step "sty"; did you mean "stay"? [unknown-step]',
    ),
    "a source": (
        "recheck_days: 365\n    source: handbook",
        "recheck_days: 365\n    source: ▶handbok",
        'no file defines the source "handbok"; did you mean "handbook"? [unknown-source]',
    ),
    "a county": (
        "county: aland",
        "county: ▶alnad",
        'no file defines the county "alnad"; did you mean "aland"? [unknown-county]',
    ),
    "a county served": (
        "counties: [lapland]",
        "counties: [lapland, ▶lap]",
        'no file defines the county "lap" [unknown-county]',
    ),
    "a municipality served": (
        'municipalities: ["318"]',
        'municipalities: [▶"319"]',
        'no file defines the municipality "319"; did you mean "318"? [unknown-municipality]',
    ),
    "a role bound": (
        "binds: [teacher]",
        "binds: [teacher, ▶techer]",
        'no file defines the role "techer"; did you mean "teacher"? [unknown-role]',
    ),
    "a role bound in part": (
        "binds: [teacher]",
        "binds: [teacher]\n    binds_partly: [▶polis]",
        'no file defines the role "polis"; did you mean "police"? [unknown-role]',
    ),
    "a situation": (
        "- id: worry\n",
        "- id: ▶wory\n",
        'no file defines the option "wory"; did you mean "worry"? [unknown-option]',
    ),
    "an option of a condition": (
        "unless: {age: [under-18]}",
        "unless: {age: [▶under18]}",
        'age has no option "under18"; did you mean "under-18"? [unknown-option]',
    ),
    "a question of a condition": (
        "unless: {age: [under-18]}",
        "unless: {▶aeg: [under-18]}",
        '"aeg" is not a question; did you mean "age"? [unknown-facet]',
    ),
    "a question of a hint": (
        "when: {role: [teacher]}, text",
        "when: {▶rule: [teacher]}, text",
        '"rule" is not a question; did you mean "role"? [unknown-facet]',
    ),
    "a place in a condition": (
        "unless: {age: [under-18]}",
        "unless: {▶place: [whole-country]}",
        '"place" is not a question [unknown-facet]',
    ),
    "where the law holds": (
        "unless: {where: [aland]}",
        "unless: {where: [▶alland]}",
        'where has no option "alland"; did you mean "aland"? [unknown-option]',
    ),
    "an option without its list": (
        "unless: {age: [under-18]}",
        "unless: {age: ▶under-18}",
        "`age` must be a list, for example [under-18] [shape]",
    ),
    "an option that is a number": (
        "unless: {age: [under-18]}",
        "unless: {age: [▶18]}",
        "each of `age` must be a text, put it in quotes [shape]",
    ),
    "an option that is a mapping": (
        "unless: {age: [under-18]}",
        "unless: {age: [▶{x: z}]}",
        "each of `age` must be a text, put it in quotes [shape]",
    ),
    "an implied question": (
        "implies: {situation:",
        "implies: {▶situatoin:",
        'no file defines the question "situatoin"; did you mean "situation"? [unknown-question]',
    ),
    "an implied option": (
        "implies: {situation: immediate-danger}",
        "implies: {situation: ▶imediate-danger}",
        'no file defines the option "imediate-danger"; did you mean "immediate-danger"? [unknown-option]',
    ),
    "an implied list": (
        "implies: {situation: immediate-danger}",
        "implies: {situation: ▶[worry]}",
        "`situation` must be a text, the option that follows [shape]",
    ),
    "a group": (
        "- {id: teacher, key: t,",
        "- {id: teacher, key: t, group: ▶school,",
        'no file defines the group "school" [unknown-group]',
    ),
    "what is typed for two options": (
        "also_said: {fi: [ope]}",
        "also_said: {fi: [ope], en: [teach, ▶POLICE]}",
        '"POLICE" stands for the option "police" already [said-twice]',
    ),
    "a key that stands twice": (
        "{id: police, key: p,",
        "{id: police, key: ▶t,",
        'key "t" belongs to "teacher" already [duplicate-key]',
    ),
    "no ground": (
        "      - source: handbook\n        text: {fi: Kysy",
        "      - ▶text: {fi: Kysy",
        "the step has no ground: give `laws` or `source` (own-advice where it is our own) [unsourced-step]",
    ),
    "a language left out": (
        "{fi: Ikä?, sv: Ålder?, en: Age?}",
        "▶{fi: Ikä?, en: Age?}",
        'the text "Ikä?" has no Swedish; add `sv:` [missing-language]',
    ),
    "a language left empty": (
        "{fi: Ikä?, sv: Ålder?, en: Age?}",
        '{fi: Ikä?, sv: Ålder?, en: ▶" "}',
        'the text "Ikä?" has no English; add `en:` [missing-language]',
    ),
    "two areas": (
        '{nation: finland}\n    status: active\n    phones: [{number: "112"}]',
        "▶{nation: finland, counties: [aland]}\n    status: active\n    phones: []",
        "give exactly one of municipalities, counties, police_departments, nation [service-area]",
    ),
    "no area": (
        "service_area: {counties: [lapland]}",
        "service_area: ▶{}",
        "give exactly one of municipalities, counties, police_departments, nation [service-area]",
    ),
    "hours that end before they begin": (
        'closes_at: "16:00"',
        'closes_at: ▶"07:30"',
        "closes at 07:30, before it opens at 08:00; write the night as two entries [opening-hours]",
    ),
    "a telephone number too short": (
        'number: "116111"',
        'number: ▶"040 12"',
        '"040 12" is not a telephone number that can exist in Finland [invalid-phone]',
    ),
    "a telephone number in words": (
        'number: "116111"',
        "number: ▶soita",
        '"soita" is not a telephone number that can exist in Finland [invalid-phone]',
    ),
    "a date that does not exist": (
        'read_on: "2026-01-02"}\n  - id: utsjoki',
        'read_on: ▶"2026-02-30"}\n  - id: utsjoki',
        '`read_on` must be a date that exists, not "2026-02-30" [shape]',
    ),
    "a letter in a telephone number": (
        'number: "116111"',
        'number: ▶"019 56OO 150"',
        '"019 56OO 150" is not a telephone number that can exist in Finland [invalid-phone]',
    ),
    "a short number that does not exist": (
        'number: "116111"',
        'number: ▶"116 999"',
        '"116 999" is not a telephone number that can exist in Finland [invalid-phone]',
    ),
    "a telephone number that does not exist": (
        'number: "116111"',
        'number: ▶"+358 99 999 9999 9999"',
        '"+358 99 999 9999 9999" is not a telephone number that can exist in Finland [invalid-phone]',
    ),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_what_does_not_fit_together_is_named(name: str) -> None:
    """One problem, at the word that is wrong."""
    old, new, said = REFERENCES[name]
    texts, where = marked(old, new)
    assert found(texts) == [f"{where}: error: {said}"]


@pytest.mark.parametrize(
    ("entry", "word", "first"),
    [
        ("sources: [{id: handbook, %s, read_on: '2026-01-02'}]", 'source "handbook"', "{id: handbook"),
        ("counties: [{id: aland, %s, url: 'https://example.org'}]", 'county "aland"', "{id: aland"),
        (
            "police_departments: [{id: north, %s, url: 'http://x.y'}]",
            'police department "north"',
            "{id: north",
        ),
    ],
)
def test_an_id_that_stands_twice_names_both_places(entry: str, word: str, first: str) -> None:
    """Also across files."""
    column = entry.index("{") + 1
    problems = found({**FILES, "zz.yaml": entry % "name: {fi: a, sv: b, en: c}"})
    assert problems == [f"zz.yaml:1:{column}: error: {word} stands already at {place_of(first)} [duplicate-id]"]


def test_what_a_file_says_is_shown_on_one_line_and_not_whole() -> None:
    """A message holds the words it is about, but neither line breaks, nor what steers a terminal, nor a whole book."""
    (problem,) = found({"x.yaml": "as_of: |\n  a\n  b" + "c" * 500})
    assert problem.endswith(', not "a\ufffdb' + "c" * (MOST_SHOWN - 3) + '…" [shape]')
    assert problem.isprintable()


def test_all_problems_are_gathered_and_sorted() -> None:
    """In every file, by file, line and column; while a file has the wrong shape, references wait."""
    texts = {
        "b.yaml": "kinds:\n  - {id: 5}\nsteps: x\n",
        "a.yaml": "a: yes\nlaws: [{id: 1, id: 2}]\n",
        "c.yaml": "situations: [}\n",
    }
    loaded = loads(texts)
    assert (loaded.knowledge, loaded.fit) == (None, None)
    assert list(loaded.problems) == sorted(set(loaded.problems))
    rules = {(problem.where.file, problem.where.line, problem.rule) for problem in loaded.problems}
    assert {("a.yaml", 1, "unquoted-word"), ("a.yaml", 1, "shape"), ("a.yaml", 2, "duplicate-key")} <= rules
    assert {("b.yaml", 2, "shape"), ("b.yaml", 3, "shape"), ("c.yaml", 1, "yaml-syntax")} <= rules


def test_an_error_keeps_knowledge_from_being_served() -> None:
    """It can be looked at, but `fit` is None (H5)."""
    loaded = loads(changed({"    source: handbook\n  - id: anchor": "    source: handbok\n  - id: anchor"}))
    assert loaded.knowledge is not None
    assert loaded.fit is None
    assert loads(FILES).fit is not None


KEYS = st.sampled_from(["id", "text", "fi", "when", "url", "schedule", "\x07"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(["kinds", "steps", "questions", "contacts", "as_of", "x\n\x1b"]), VALUES))
def test_no_shape_raises(content: dict[str, object]) -> None:
    """Any values anywhere: problems of one line each, or knowledge."""
    loaded = loads({"x.yaml": json.dumps(content)})
    assert loaded.knowledge is not None or loaded.problems
    assert all(str(problem).isprintable() for problem in loaded.problems)


# --- telephone numbers and hours ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "dial", "shown"),
    [
        ("112", "112", "112"),
        ("116 117", "116117", "116 117"),
        ("014 266 0149", "+358142660149", "+358 14 266 0149"),
        ("+358 14 2660149", "+358142660149", "+358 14 266 0149"),
        ("09 4191 5500", "+358941915500", "+358 9 4191 5500"),
        ("019-5600151", "+358195600151", "+358 19 560 0151"),
    ],
)
def test_a_telephone_number_is_written_one_way(number: str, dial: str, shown: str) -> None:
    """As a phone dials it, and in blocks that can be read aloud."""
    contact = knowledge_of(changed({'number: "116111"': f'number: "{number}"'})).contacts["utsjoki"]
    assert [(phone.dial, phone.shown) for phone in contact.phones] == [(dial, shown)]


def test_hours_are_minutes_after_midnight() -> None:
    """On weekdays counted from Monday; words stay words."""
    knowledge = knowledge_of(changed({'closes_at: "16:00"': 'closes_at: "24:00"'}))
    assert knowledge.contacts["utsjoki"].schedule == (OpeningHours((0, 1), 480, 1440),)
    assert knowledge.contacts["nat-112"].schedule == "always"
    assert knowledge.contacts["line"].schedule == "unknown"


# --- folders ------------------------------------------------------------------------------------------


def written(folder: Path, texts: Mapping[str, str] = FILES) -> Path:
    """The texts as files in this folder."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def version(loaded: Loaded) -> str:
    """The version of loaded knowledge."""
    assert loaded.knowledge is not None
    return loaded.knowledge.version


def test_a_folder_is_its_files(tmp_path: Path) -> None:
    """Also in folders inside; other files are left alone."""
    written(tmp_path / "k", {f"{index}/{name}": text for index, (name, text) in enumerate(FILES.items())})
    (tmp_path / "k" / "notes.txt").write_text("not: [yaml")
    loaded = load(tmp_path / "k")
    assert loaded.problems == ()
    assert loaded.knowledge is not None
    assert loaded.knowledge.contacts.keys() == knowledge_of(FILES).contacts.keys()
    assert loaded.knowledge.contacts["line"].at.file == "k/2/services.yaml"


@pytest.mark.parametrize("texts", [{}, {"a.txt": "x"}])
def test_a_folder_without_knowledge_is_a_problem(tmp_path: Path, texts: Mapping[str, str]) -> None:
    """Empty, missing, or a file where a folder should be."""
    for folder in (written(tmp_path, texts), tmp_path / "missing", Path(__file__)):
        loaded = load(folder)
        assert [problem.rule for problem in loaded.problems] == ["no-knowledge"]
        assert str(loaded.problems[0]).startswith(f"{folder.name}:1:1: error: no YAML files in ")


def test_one_bad_file_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    """A folder, a pipe and a dangling link called .yaml, and a name that would steer the terminal."""
    written(tmp_path / "k")
    (tmp_path / "k" / "a.yaml").mkdir()
    os.mkfifo(tmp_path / "k" / "b.yaml")
    (tmp_path / "k" / "c\x1b[2J\n.yaml").symlink_to("nowhere")
    said = [str(problem) for problem in load(tmp_path / "k").problems]
    names = ("k/a.yaml", "k/b.yaml", "k/c\ufffd[2J\ufffd.yaml")
    assert said == [f"{name}:1:1: error: not a regular file [unreadable-file]" for name in names]


def test_the_version_changes_with_one_byte(tmp_path: Path) -> None:
    """Also where the file stays as long as it was; the same bytes give the same version."""
    first = version(load(written(tmp_path / "k")))
    assert version(load(tmp_path / "k")) == first
    path = tmp_path / "k" / "services.yaml"
    path.write_text(path.read_text("utf-8").replace('"116111"', '"116117"', 1), "utf-8")
    assert version(load(tmp_path / "k")) != first
    assert version(loads(FILES)) != version(loads(changed({'"116111"': '"116123"'})))


def test_the_version_knows_files_apart() -> None:
    """Text that moves from one file to another is another version."""
    moved = {**FILES, "helpline.yaml": "", "laws.yaml": FILES["helpline.yaml"] + FILES["laws.yaml"]}
    del moved["helpline.yaml"]
    assert len(version(loads(FILES))) == 8
    assert version(loads(moved)) != version(loads(FILES))
