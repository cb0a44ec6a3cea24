"""Each rule finds what its manual page says it finds, and lets pass what the page says passes."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Any

import pytest
import yaml

from bot.content.checks import CHECKS
from bot.errors import Problem
from bot.model import Knowledge, Locale
from tests.small import FILES, knowledge_of, marked

Check = Callable[[Knowledge], Iterator[Problem]]


def example(check: Check, word: str) -> dict[str, Any] | list[Any]:
    """The YAML that stands under `Passes:` or `Fails:` in a rule's docstring."""
    page = textwrap.dedent("    " + (check.__doc__ or ""))
    after = page.partition(f"\n{word}:\n")[2].split("\n")
    block = "\n".join(takewhile(lambda line: line.startswith("    "), after))
    found = yaml.safe_load(block)
    assert isinstance(found, dict | list), f"{check.__name__} has no example under {word}"
    return found


def knowledge_with(given: dict[str, Any] | list[Any]) -> Knowledge:
    """The smallest knowledge with an example put where it belongs: steps, the case, the law or the line of a step."""
    line: dict[str, Any] = {"laws": ["LAW-CHILD-DUTY"], "text": {"fi": "a", "sv": "b", "en": "c"}}
    case: dict[str, Any] = {"id": "c", "action": line["text"], "call": [{"service": "k"}], "steps": ["tell-inside"]}
    source = {"url": "https://example.org/", "as_of": "2025", "read_on": "2026-01-02"}
    law: dict[str, Any] = {"id": "LAW-CHILD-DUTY", "act": line["text"], "number": "1/2000", "section": "1"}
    law |= {"force": "duty", "applies_to": "mainland", "wording": line["text"], "status": "read-2026", "source": source}
    contact: dict[str, Any] = {"id": "c", "service": "k", "name": line["text"], "service_area": {"nation": "finland"}}
    contact |= {"status": "active", "phones": [{"number": "116006"}], "source": source}
    contacts = [contact]
    avoid = {"id": "t", "term": {"fi": "a", "sv": "barnskyddsanmälan", "en": "c"}, "avoid": {"sv": ["orosanmälan"]}}
    steps: list[Any] = [{"id": "tell-inside", "variants": [line]}]
    kind: dict[str, Any] = dict.fromkeys(("name", "does", "does_not", "next"), line["text"])
    kind |= {"id": "k", "recheck_days": 90, "source": "own-advice"}
    apart = given if isinstance(given, dict) and "operator" in given else {}
    if apart:
        given = []
    if isinstance(given, list):
        steps += [{"variants": [line]} | step for step in given]
    elif "steps" in given:
        case |= given
    elif "named_person" in given or given.get("status") == "closed":
        contacts.append(contact | given | {"id": "d"})
    elif "status" in given:
        law |= given
    else:
        if "source" in given:
            del line["laws"]
        line |= given
    whole = {
        "sources": [{"id": "own-advice", "name": {"fi": "a", "sv": "b", "en": "c"}, "read_on": "2026-01-02"}],
        "laws": [law],
        "kinds": [kind],
        "contacts": contacts,
        "terms": [avoid],
        "steps": steps,
        "situations": [{"id": "s", "name": {"fi": "a", "sv": "b", "en": "c"}, "cases": [case]}],
        **apart,
    }
    return knowledge_of({f"{part}.yaml": json.dumps({part: listed}) for part, listed in whole.items()})


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.__name__))
def test_the_manual_page_is_true(check: Check) -> None:
    """What it says passes does, and what it says fails does."""
    assert list(check(knowledge_with(example(check, "Passes")))) == []
    assert list(check(knowledge_with(example(check, "Fails")))) != []


def test_every_rule_is_listed_once() -> None:
    """And none of them finds anything in the small knowledge."""
    assert len({check.__name__ for check in CHECKS}) == len(CHECKS)
    assert [problem for check in CHECKS for problem in check(knowledge_of(FILES))] == []


DUTY = "{fi: Sinulla on velvollisuus ilmoittaa., sv: Du är skyldig att anmäla., en: You must notify.}"
ADVICE = "{fi: Pysy linjalla., sv: Stanna på linjen., en: Stay on the line.}"

FINDINGS: dict[str, tuple[str, str, list[str]]] = {
    "a duty that Finnish makes a may": (
        DUTY,
        "▶{fi: Voit ilmoittaa., sv: Du är skyldig att anmäla., en: You must notify.}",
        ["error: the step is a duty, but its fi text does not say so [force-said]"],
    ),
    "a duty that Swedish makes a may": (
        DUTY,
        "▶{fi: Sinulla on velvollisuus ilmoittaa., sv: Du får anmäla., en: You have a duty to notify.}",
        ["error: the step is a duty, but its sv text does not say so [force-said]"],
    ),
    "a duty that English makes a may": (
        DUTY,
        "▶{fi: Olet velvollinen ilmoittamaan., sv: Du har skyldighet att anmäla., en: You may notify.}",
        ["error: the step is a duty, but its en text does not say so [force-said]"],
    ),
    "advice that Finnish makes a duty": (
        ADVICE,
        "▶{fi: Sinulla on velvollisuus jäädä., sv: Stanna., en: Stay.}",
        [
            (
                'error: "Sinulla on velvollisuus" claims more than this step may: mark it `force` with its law, '
                "or word it as advice [force-not-claimed]"
            )
        ],
    ),
    "advice that Swedish makes a right": (
        ADVICE,
        "▶{fi: Pysy., sv: Du har rätt att stanna., en: Stay.}",
        [
            (
                'error: "Du har rätt att" claims more than this step may: mark it `force` with its law, '
                "or word it as advice [force-not-claimed]"
            )
        ],
    ),
    "advice that English makes a duty": (
        ADVICE,
        "▶{fi: Pysy., sv: Stanna., en: You must stay.}",
        [
            (
                'error: "You must" claims more than this step may: mark it `force` with its law, or word it as advice '
                "[force-not-claimed]"
            )
        ],
    ),
    "a duty on a right's law": (
        "force: duty\n    binds",
        "force: right\n    binds",
        ["error: a duty must cite a law whose force is duty [unsourced-duty]"],
    ),
    "an unconfirmed law": (
        "status: read-2026",
        "status: unconfirmed",
        ["error: LAW-NOTIFY is unconfirmed and may not be cited [unconfirmed-law]"],
    ),
    "a step nobody lists": (
        "situations:\n",
        "  - ▶id: idle\n    variants: [{source: handbook, text: {fi: a, sv: b, en: c}}]\nsituations:\n",
        ['warning: no situation uses the step "idle" [unused]'],
    ),
    "a source nobody needs": (
        "sources:\n",
        "sources:\n  - ▶{id: idle, name: {fi: a, sv: b, en: c}, read_on: '2026-01-02'}\n",
        ['warning: nothing rests on the source "idle" [unused]'],
    ),
}
"""What is changed in the small knowledge, ▶ where it is told, and what is said."""


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_is_told_at_its_line(name: str) -> None:
    """By one rule, in one sentence, and no other rule joins in."""
    old, new, said = FINDINGS[name]
    line = "▶when: {role: [teacher], where: [mainland]}\n"
    texts, where = marked(old, new) if "▶" in new else marked(line[1:], line)
    if "▶" not in new:
        texts = {file: text.replace(old, new) for file, text in texts.items()}
    found = [str(problem) for check in CHECKS for problem in check(knowledge_of(texts))]
    assert found == [f"{where}: {each}" for each in said]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Soita 044 123 4567.", "044 123 4567"),
        ("Soita 0441234567.", "0441234567"),
        ("Soita +358 44 123 4567.", "+358 44 123 4567"),
        ("Soita 044\u00a0123\u00a04567.", "044\u00a0123\u00a04567"),
        ("Soita 112 tai 116 117.", None),
        ("Soita 116117.", None),
        ("Laki 417/2007, 25 §.", None),
        ("Vuonna 2025 tai 2026.", None),
        ("Vuosina 2018-2019, 18-28 vuotta.", None),
        ("Klo 8.00-16.00, 28.12.2025.", None),
    ],
)
@pytest.mark.parametrize("place", ["fi: Pysy linjalla.", "fi: Soita tänään.", "fi: Auttaa."])
def test_telephone_numbers_stand_in_contacts(place: str, text: str, number: str | None) -> None:
    """A number in a step, an action or a kind is found; years, dates and sections are none."""
    texts, where = marked("{" + place, f'▶{{fi: "{text}"')
    found = [str(problem) for check in CHECKS for problem in check(knowledge_of(texts))]
    said = f'{where}: error: "{number}" looks like a telephone number; put it in a contact [number-in-text]'
    assert found == ([] if number is None else [said])


FORCES: dict[str, dict[Locale, str]] = {
    "duty": {"fi": "Sinulla on velvollisuus.", "sv": "Du har skyldighet.", "en": "You have a duty."},
    "right": {"fi": "Sinulla on oikeus.", "sv": "Du har rätt att.", "en": "You have the right."},
    "permission": {"fi": "Voit.", "sv": "Du får.", "en": "You may."},
}


@pytest.mark.parametrize("said", FORCES)
@pytest.mark.parametrize("meant", FORCES)
def test_duty_right_and_permission_are_never_mixed_up(meant: str, said: str) -> None:
    """In each language the words for one are not taken for another (H9)."""
    wording = FORCES[said]
    line = {"force": meant, "laws": ["LAW-CHILD-DUTY"], "text": dict(wording)}
    knowledge = knowledge_with(line)
    found = [problem.message for problem in CHECKS[0](knowledge)]
    expected = [f"the step is a {meant}, but its {locale} text does not say so" for locale in wording]
    assert found == ([] if meant == said else expected)
