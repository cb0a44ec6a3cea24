"""The proof finds every hole, names it exactly, accuses nobody else, and counts as a walk through every talk does."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings

from bot.card import NoCard, card_for
from bot.content.checks import CHECKS
from bot.content.load import Loaded, loads
from bot.conversation import where
from bot.errors import Problem
from bot.examination import examine
from bot.lengths import ROOM, screen_lengths
from bot.model import LOCALES, Ask, Knowledge, Locale, Session
from bot.paths import paths, place_classes, places
from bot.proof import GETS, Fault, Proof, faults, prove, told
from bot.settings import shipped_knowledge
from bot.wording.catalogs import catalog_problems, locales_folder, po_file
from tests.small import FILES, SEEDS, changed, knowledge_of, place_of, random_files
from tests.walks import answers_to


def talks(knowledge: Knowledge, session: Session | None = None) -> Iterator[Mapping[str, str]]:
    """The facets at the end of every talk there can be, by really talking."""
    session = session or Session()
    step = where(knowledge, session)
    if not isinstance(step, Ask):
        yield step.facets
        return
    for answer in answers_to(knowledge, step.question):
        yield from talks(knowledge, Session(session.locale, {**session.answers, step.question.id: answer}))


def brute_force(knowledge: Knowledge) -> tuple[int, int, set[Problem]]:
    """What the proof should say, found by making the card of every talk in every language."""
    combinations = faulty = 0
    met: dict[Fault, list[tuple[str, str, Locale]]] = defaultdict(list)
    for facets in talks(knowledge):
        for locale in LOCALES:
            found = set(faults(knowledge, facets, locale))
            combinations += 1
            faulty += bool(found)
            for fault in found:
                met[fault].append((facets.get("role", ""), facets.get("place", "whole-country"), locale))
    return combinations, faulty, {told(knowledge, fault, *map(set, zip(*by, strict=True))) for fault, by in met.items()}


def met_problems(proof: Proof) -> set[Problem]:
    """The problems that somebody would meet, without those of the questions as such."""
    return {problem for problem in proof.problems if problem.rule in GETS}


def everything(loaded: Loaded) -> list[str]:
    """What is wrong with some knowledge, the catalogues left aside."""
    assert loaded.knowledge is not None
    problems = [*loaded.problems, *(problem for check in CHECKS for problem in check(loaded.knowledge))]
    return [str(problem) for problem in sorted({*problems, *prove(loaded.knowledge).problems})]


# --- grouping and brute force -------------------------------------------------------------------------


def test_the_small_knowledge_is_whole() -> None:
    """No alarm without a hole."""
    assert everything(loads(FILES)) == []


def test_grouping_counts_what_a_walk_counts() -> None:
    """Every talk in every language, once."""
    knowledge = knowledge_of(FILES)
    proof = prove(knowledge)
    assert (proof.combinations, proof.faulty) == (len(list(talks(knowledge))) * len(LOCALES), 0)
    assert proof.combinations == 2 * 4 * 3 + 2 * 3 * 4 * 3  # danger: role, place; worry: role, age with consent, place


def at_the_brink(files: dict[str, str], seed: Random) -> dict[str, str]:
    """The same files, with the action of one case grown until one of its cards just fits its message, or just not."""
    knowledge = knowledge_of(files)
    facets = seed.choice(list(talks(knowledge)))
    try:
        card = card_for(knowledge, facets)
    except NoCard:
        return files
    lengths = screen_lengths(knowledge, card, "fi")
    filling = "y" * (ROOM - max(lengths["card"], lengths["share"]) + seed.choice([0, 1]))
    grown = json.loads(files["situations.yaml"])
    for case in (case for situation in grown["situations"] for case in situation["cases"]):
        if case["id"] == card.case.id:
            case["action"] = {
                locale: text and text[: 2000 - len(filling)] + filling for locale, text in case["action"].items()
            }
    return files | ({"situations.yaml": json.dumps(grown)} if len(filling) < 2000 else {})


@settings(max_examples=20)
@given(SEEDS)
def test_grouping_finds_what_brute_force_finds(seed: Random) -> None:
    """The same faults, met by the same readers, and the same counts."""
    knowledge = knowledge_of(at_the_brink(random_files(seed), seed))
    proof = prove(knowledge)
    assert (proof.combinations, proof.faulty, met_problems(proof)) == brute_force(knowledge)


# --- seeded holes -------------------------------------------------------------------------------------

KOKAR = "  - id: kokar\n" + FILES["services.yaml"].partition("  - id: kokar\n")[2].partition("  - id: line\n")[0]
NOBODY = (
    'error: the case "anywhere" leads to no number besides 112; give a contact there a number '
    "(anchor, helpline), or add a `call`; all who ask in any language in Kökar get no number [nobody-to-call]"
)
UNASKED = """\
  - id: more
    key: m
    ask_when: [{danger: ["yes"], age: [unknown]}]
    text: {fi: Lisää?, sv: Mera?, en: More?}
    options:
      - {id: "no", key: "n", label: {fi: Ei, sv: Nej, en: "No"}}
"""
UNMET = """\
      - id: never
        when: {danger: ["yes"]}
        action: {fi: Soita., sv: Ring., en: Call.}
        call: [{service: anchor}]
        steps: [stay]
"""
OTHER = "- {id: other, key: o, label: {fi: Muu, sv: Annat, en: Other}}\n      "
MANY_STEPS = "steps: [notify" + ", stay" * 150 + "]"


@dataclass(frozen=True)
class Hole:
    """What is changed in the small knowledge, and all that is found: the words it stands at, and what is said."""

    changes: dict[str, str]
    found: list[tuple[str, ...]]


HOLES = {
    "a municipality without a contact": Hole({KOKAR: ""}, [("id: anywhere", NOBODY)]),
    "a phone missing": Hole({'phones: [{number: "116006"}]': "phones: []"}, [("id: anywhere", NOBODY)]),
    "a phone unconfirmed": Hole(
        {'["318"]}\n    status: active': '["318"]}\n    status: unconfirmed'}, [("id: anywhere", NOBODY)]
    ),
    "a language missing": Hole(
        {", sv: Berätta om oron.": ""},
        [
            ("{fi: Kerro huoli., en", 'error: the text "Kerro huoli." has no Swedish; add `sv:` [missing-language]'),
            (
                "{fi: Kerro huoli., en",
                "error: the card has no text in Swedish; add `sv:`; ",
                "all who ask in Swedish in every municipality and for the whole country miss it [untold]",
            ),
        ],
    ),
    "a question nobody is asked": Hole(
        {"  - id: consent\n": UNASKED + "  - id: consent\n"},
        [
            (
                "id: more",
                'error: nobody is ever asked "more"; no answers before it fit its `ask_when` ',
                "(danger yes and age unknown); loosen it, or move the question down [unreachable-question]",
            )
        ],
    ),
    "a case nobody meets": Hole(
        {"      - id: anywhere\n": UNMET + "      - id: anywhere\n"},
        [
            (
                "id: never",
                'error: no answers lead to the case "never" of worry; an earlier case takes its readers, ',
                "or nobody answers so: move it up, or loosen its `when` [unreachable-case]",
            )
        ],
    ),
    "answers that no case fits": Hole(
        {"- id: anywhere\n": "- id: anywhere\n        unless: {role: [police], age: [under-18]}\n"},
        [
            (
                "id: worry\n",
                "error: no case of worry fits; add one, or loosen the `when` of one; those who ask as police ",
                "in any language in every municipality and for the whole country get no answer [dead-end]",
            )
        ],
    ),
    "an option that no situation answers": Hole(
        {"- {id: worry, key: w,": OTHER + "- {id: worry, key: w,"},
        [
            (
                "{id: other",
                "error: no situation answers this option; add one with `id: other`; ",
                "all who ask in any language in every municipality and for the whole country get no answer [dead-end]",
            ),
        ],
    ),
    "a case without a step for some": Hole(
        {"text: {fi: Pysy": "when: {role: [police]}\n        text: {fi: Pysy"},
        [
            (
                "id: now",
                'error: the case "now" has no step for them; add one to `steps`; those who ask as teacher ',
                "in any language in every municipality and for the whole country get no steps [no-procedure]",
            )
        ],
    ),
    "a card too long": Hole(
        {"fi: Kysy neuvoa tänään.": "fi: " + "x" * 2000, "fi: Kysy neuvoa.": "fi: " + "x" * 1900},
        [
            (
                "id: nowhere",
                'error: the case "nowhere": share does not fit 4096 characters; shorten its texts; ',
                "those who ask as police in Finnish in Kemi and Utsjoki and for the whole country ",
                "get no whole message [too-long]",
            ),
        ],
    ),
    "a duty of another role": Hole(
        {"role: [teacher], where": "role: [teacher, police], where"},
        [
            (
                "when: {role: [teacher, police]",
                "error: LAW-NOTIFY does not bind the role police; leave the role out of `when`, or word it as advice; ",
                "those who ask as police in any language in Kemi and Utsjoki and for the whole country ",
                "are told a duty or right that is not theirs [law-does-not-bind]",
            ),
        ],
    ),
    "a duty of some in a role": Hole(
        {"binds: [teacher]": "binds: [police]\n    binds_partly: [teacher]", "role: [teacher], where": "where"},
        [
            (
                "when: {where: [mainland]}",
                "error: LAW-NOTIFY binds only some of the role teacher: give it a variant of its own that says which; ",
                "those who ask as teacher in any language in Kemi and Utsjoki and for the whole country ",
                "are told it as if it were for all of them [law-binds-some]",
            ),
        ],
    ),
    "a mainland law on Åland": Hole(
        {"role: [teacher], where: [mainland]": "role: [teacher]"},
        [
            (
                "when: {role: [teacher]}\n",
                "error: LAW-NOTIFY does not apply on Åland; add `where: [mainland]` to `when`; ",
                "those who ask as teacher in any language in Kökar are told law that does not hold there ",
                "[mainland-law-on-aland]",
            ),
        ],
    ),
    "two questions with one key": Hole(
        {"key: k\n": "key: a\n"},
        [("id: consent", 'error: key "a" must be one letter, used by no other question [duplicate-key]')],
    ),
    "a seventh question": Hole(
        {
            "  - id: consent\n": UNASKED.replace('danger: ["yes"], age: [unknown]', "age: [unknown]")
            + "  - id: consent\n"
        },
        [
            (
                "id: consent",
                "error: 7 taps to an answer (danger, role, situation, age, place, more, consent); at most 8 ",
                "[too-many-taps]",
            ),
        ],
    ),
}


@pytest.mark.parametrize("name", HOLES)
def test_a_hole_is_named_and_nothing_else(name: str) -> None:
    """File, line, column, rule, and who would have met it; no false alarm."""
    hole = HOLES[name]
    texts = changed(hole.changes)
    assert everything(loads(texts)) == [f"{place_of(words, texts)}: {''.join(said)}" for words, *said in hole.found]


def test_a_lost_placeholder_is_named(tmp_path: Path) -> None:
    """A translation that dropped its {day}, in the catalogue and at the line where it stands."""
    shutil.copytree(locales_folder(), tmp_path, dirs_exist_ok=True)
    catalogue = po_file("sv", tmp_path)
    text = catalogue.read_text("utf-8")
    entry = 'msgid "checked {day}"\n'
    before, after = text.split(entry)
    said, rest = after.split("\n", 1)
    catalogue.write_text(before + entry + said.replace("{day}", "") + "\n" + rest, "utf-8")
    (problem,) = set(catalog_problems(tmp_path)) - set(catalog_problems())
    assert problem.where == ("locales/sv/LC_MESSAGES/luotsi.po", before.count("\n") + 1, 1)
    assert "{placeholders}" in problem.message


def test_a_name_too_long_is_met_at_that_place_only() -> None:
    """The other municipalities, served by the same contacts, are not accused."""
    texts = changed({"fi: Kemi, sv": f"fi: {'Kemi' * 160}, sv", "steps: [notify]": MANY_STEPS})
    (problem,) = everything(loads(texts))
    assert f"in {'Kemi' * 160} get no whole message [too-long]" in problem


def test_what_check_says_is_all_of_it() -> None:
    """Loading, rules, catalogues and proof in one sorted list without doubles."""
    texts = changed({'phones: [{number: "116006"}]': "phones: []"})
    texts["zz.yaml"] = "sources: [{id: idle, name: {fi: a, sv: b, en: c}, read_on: '2026-01-02'}]"
    report = examine(loads(texts))
    assert {problem.rule for problem in report.problems} - {"catalogue"} == {"nobody-to-call", "unused"}
    assert set(map(str, report.problems)) == {*everything(loads(texts)), *map(str, catalog_problems())}
    assert list(report.problems) == sorted(set(report.problems))
    assert (report.proof.combinations, report.proof.faulty) == (96, 2 * 3 * len(LOCALES))


def test_knowledge_that_cannot_be_read_proves_nothing() -> None:
    """Not one combination, and the reason."""
    report = examine(loads({"x.yaml": "contacts: 5"}))
    assert (report.proof.combinations, report.is_sound) == (0, False)
    assert "x.yaml:1:11: error: `contacts` must be a list [shape]" in map(str, report.problems)


# --- a prover that skips something --------------------------------------------------------------------


def test_each_place_is_in_one_class() -> None:
    """No municipality is skipped or counted twice."""
    knowledge = knowledge_of(FILES)
    classed = sorted(place for each in place_classes(knowledge) for place in each.places)
    assert classed == sorted([*knowledge.municipalities, "whole-country"])


@pytest.mark.parametrize("left_out", LOCALES)
def test_a_prover_without_a_language_is_caught(left_out: Locale) -> None:
    """It misses what is missing in that language, and its count shows it."""
    said: dict[Locale, str] = {"fi": "fi: Kerro huoli., ", "sv": "sv: Berätta om oron., ", "en": ", en: Tell them."}
    knowledge = knowledge_of(changed({said[left_out]: ""}))
    whole = prove(knowledge)
    lame = prove(knowledge, locales=[locale for locale in LOCALES if locale != left_out])
    assert (len(whole.problems), lame.problems) == (1, [])
    assert lame.combinations == whole.combinations * 2 // 3


def test_a_prover_without_a_place_is_caught() -> None:
    """Whichever class of places is left out, the count shows it; and the hole there is not found."""
    knowledge = knowledge_of(changed({KOKAR: ""}))
    whole, classes = prove(knowledge), place_classes(knowledge)
    lame = {each.example: prove(knowledge, classes=[other for other in classes if other != each]) for each in classes}
    assert [len(whole.problems), *(len(proof.problems) for proof in lame.values())].count(0) == 1
    assert lame["318"].problems == []
    assert all(proof.combinations < whole.combinations for proof in lame.values())
    assert sum(whole.combinations - proof.combinations for proof in lame.values()) == whole.combinations


def test_a_prover_without_a_path_is_caught() -> None:
    """Whichever path is left out, the count shows it; and a hole on it is not found."""
    unserved = 'unless: {role: [police], consent: ["no"]}'
    knowledge = knowledge_of(changed({"- id: anywhere\n": f"- id: anywhere\n        {unserved}\n"}))
    whole, ways = prove(knowledge), paths(knowledge)
    missed = 0
    for index, way in enumerate(ways):
        lame = prove(knowledge, [*ways[:index], *ways[index + 1 :]])
        assert whole.combinations - lame.combinations == len(places(knowledge, way)) * len(LOCALES)
        missed += met_problems(lame) == set()
    assert (len(met_problems(whole)), missed) == (1, 1)


# --- the knowledge that ships -------------------------------------------------------------------------


def test_holes_in_the_shipped_knowledge_are_named(knowledge: Knowledge) -> None:
    """A question nobody is asked, an option without answer and a lost language, and nobody else accused."""
    folder = shipped_knowledge()
    texts = {
        f"{folder.name}/{path.relative_to(folder).as_posix()}": path.read_text("utf-8")
        for path in sorted(folder.rglob("*.yaml"))
    }
    guide = knowledge.questions[0].at.file
    option = "      - id: immediate-danger\n"
    assert texts[guide].count(option) == 1
    seeded = texts[guide].replace("questions:\n", "questions:\n" + UNASKED, 1)
    seeded = seeded.replace(option, "      - {id: other, key: zz, label: {fi: a, sv: b, en: c}}\n" + option)
    action = knowledge.situations["own-safety"].cases[0].action
    assert texts[action.at.file].count(action.sv) == 1
    holes = texts | {guide: seeded, action.at.file: texts[action.at.file].replace(action.sv, '""')}
    loaded = loads(holes)
    assert loaded.knowledge is not None
    proof = prove(loaded.knowledge, locales=("sv",))
    found = [(problem.where, problem.rule) for problem in (*loaded.problems, *proof.problems)]
    missing = place_of('""', {action.at.file: holes[action.at.file]})
    assert sorted(found) == sorted(
        [
            (place_of("id: more", {guide: seeded}), "unreachable-question"),
            (place_of("{id: other", {guide: seeded}), "dead-end"),
            (missing, "missing-language"),
            (action.at, "untold"),
        ]
    )
