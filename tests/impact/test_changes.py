from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

from bot.answering import answered_hours
from bot.card import NoCard, card_for
from bot.content.load import loads
from bot.conversation import banner
from bot.impact.changes import Impact, impact
from bot.impact.printing import printed
from bot.model import LOCALES, DangerRule, Knowledge, Locale, Phone, Text, WordGroup
from bot.paths import paths, places
from tests.small import FILES, SEEDS, changed, knowledge_of, random_files

Combination = tuple[tuple[tuple[str, str], ...], str, Locale]
OLD = knowledge_of(FILES)


def combinations(knowledge: Knowledge) -> dict[Combination, object]:
    """What every reader at every place in every language gets, worked out one by one."""
    found: dict[Combination, object] = {}
    for path in paths(knowledge):
        for place in places(knowledge, path):
            facets = {**path.facets, "place": place} if "place" in path.facets else dict(path.facets)
            answers = tuple(sorted((name, facets[name]) for name in path.asked))
            for locale in LOCALES:
                found[answers, place, locale] = (
                    in_language(locale, [knowledge.question(name) for name in path.asked]),
                    in_language(locale, None if (option := banner(knowledge, facets)) is None else option.banner),
                    got(knowledge, facets, locale),
                )
    return found


def got(knowledge: Knowledge, facets: dict[str, str], locale: Locale) -> object:
    """A card as a plain value in one language."""
    try:
        card = card_for(knowledge, facets)
    except NoCard:
        return None
    said = [
        (
            section,
            step,
            [(variant.text, variant.force, [knowledge.laws[law] for law in variant.laws], variant.source)],
            None if variant.source is None else knowledge.references[variant.source],
        )
        for section, steps in card.case.sections.items()
        for step in steps
        for variant in knowledge.steps[step].variants
        if variant in card.sections[section]
    ]
    place = knowledge.municipalities.get(facets.get("place", ""))
    near: list[Text] = []
    if place is not None:
        near = [place.name, knowledge.counties[place.county].name]
        near.append(knowledge.police_departments[place.police_department].name)
    names = (card.situation.id, card.situation.name, sorted(card.situation.answered_by), card.case.action)
    hours = answered_hours(card.situation, card.doors)
    return in_language(locale, (names, card.doors, hours, said, near))


def in_language(locale: Locale, value: object) -> str:
    """A value written out, of each text only what one language says, and nothing about rules or numbers not shown."""
    if isinstance(value, Text):
        return value[locale]
    if isinstance(value, list | tuple):
        return "[" + ", ".join(in_language(locale, each) for each in value) + "]"
    if isinstance(value, dict):
        return in_language(locale, list(value.items()))
    if isinstance(value, frozenset):
        return in_language(locale, sorted(value))
    if not hasattr(value, "__dataclass_fields__"):
        return repr(value)
    unseen = (*UNSEEN.get(type(value).__name__, ()), "at")
    if getattr(value, "status", "active") != "active" and hasattr(value, "phones"):
        unseen = (*unseen, "phones")
    parts = [name for name in value.__dataclass_fields__ if name not in unseen]
    return in_language(locale, [(name, getattr(value, name)) for name in parts])


UNSEEN: dict[str, tuple[str, ...]] = {
    "Kind": ("instead", "county_page", "local_level", "applies_to", "not_for"),
    "Option": ("key", "group", "implies", "banner", "banner_unless", "unknown"),
    "Question": ("key", "ask_when", "groups"),
    "Hint": ("rule",),
}
"""What decides who gets something, and is not itself got; an option's banner is looked at by itself."""


def met(found: Impact) -> set[Combination]:
    """Every combination that some change is said to be met in."""
    return {
        (tuple(sorted({**found.readers[number].answers, **at(place, found, number)}.items())), place, locale)
        for change in found.changes
        for each in change.met
        for number in each.readers
        for place in each.places
        for locale in change.difference.locales
    }


def at(place: str, found: Impact, number: int) -> dict[str, str]:
    """The place as an answer of a reader who was asked for it."""
    return {"place": place} if "place" in found.readers[number].answers else {}


def compared(old: Knowledge, new: Knowledge) -> Iterator[Combination]:
    """The combinations of both that do not get the same."""
    before, after = combinations(old), combinations(new)
    assert before.keys() == after.keys()
    yield from (each for each in before if before[each] != after[each])


def scalars(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of the texts in a JSON value that may be reworded without harm."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from scalars(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from scalars(inner, (*path, index))
    elif value and (path[-1] in LOCALES or value in MEANS.get(path[-1], ())):
        yield path


MEANS: dict[str, list[str]] = {
    "as_of": ["2025", "2021"],
    "status": ["active", "unconfirmed"],
    "schedule": ["always", "unknown"],
}
MEANS |= {"force": ["duty", "right", "permission"], "reached_by": ["phone", "page"]}


def edited(texts: dict[str, str], rng: Random) -> dict[str, str]:
    """Random files with one to three of their values changed."""
    for _ in range(rng.randint(1, 3)):
        name = rng.choice(sorted(texts))
        value = json.loads(texts[name])
        spots = list(scalars(value))
        if not spots:
            continue
        *way, last = rng.choice(spots)
        held = value
        for step in way:
            held = held[step]
        held[last] = rng.choice(MEANS.get(last, [f"{held[last]} new", "n"]))
        texts = {**texts, name: json.dumps(value, ensure_ascii=False)}
    return texts


@given(SEEDS)
@settings(max_examples=30)
def test_grouping_equals_looking_at_each_combination(rng: Random) -> None:
    """Who meets a change is exactly who gets something else, over random knowledge and random edits."""
    texts = random_files(rng)
    old, new = loads(texts).knowledge, loads(edited(texts, rng)).knowledge
    assert old is not None
    assert new is not None
    assert met(impact(old, new)) == set(compared(old, new))


def test_no_edit_changes_nothing() -> None:
    """Two readings of the same files, or of files with another comment, differ in nothing."""
    texts = dict(FILES) | {"services.yaml": "# looked through\n" + FILES["services.yaml"]}
    found = impact(OLD, knowledge_of(texts))
    assert (found.changes, found.left_behind) == ((), ())
    assert printed(found, 0).startswith("no reader gets another answer")


COUNTY_NUMBERS = re.compile(
    r"service_area: \{counties: \[([a-z-]+)\]\}\n    status: active\n    phones:\n      - number: \"([\d ]+)\""
)


@pytest.mark.parametrize("seed", range(3))
def test_a_county_number_lists_exactly_its_municipalities(
    seed: int, knowledge: Knowledge, knowledge_texts: dict[str, str]
) -> None:
    """One changed number of a county taken by chance is one line with all its municipalities, and no other."""
    rng = Random(seed)  # noqa: S311 - chance for a test, no secret
    name = rng.choice(["services/social-emergency.yaml", "services/adult-social.yaml"])
    spot = rng.choice(list(COUNTY_NUMBERS.finditer(knowledge_texts[name])))
    county, text = spot[1], knowledge_texts[name]
    edit = {name: text[: spot.start(2)] + f"09 {rng.randint(2_000_000, 2_999_999)}" + text[spot.end(2) :]}
    new = loads({**knowledge_texts, **edit}).knowledge
    assert new is not None
    found = impact(knowledge, new)
    (change,) = (each for each in found.changes if each.difference.aspect == "number")
    inside = {code for code, place in knowledge.municipalities.items() if place.county == county}
    assert set(change.places) == inside
    assert all(set(each.places) <= inside for each in found.changes)  # more where two contacts had shared the number
    line = next(each for each in printed(found, 0).split("\n") if each.endswith("[number]"))
    assert all(knowledge.municipalities[code].name.fi in line for code in inside)
    outside = {place.name.fi for code, place in knowledge.municipalities.items() if code not in inside}
    assert [name for name in outside if re.search(rf"(?<=[ ,]){name}(?=[, ])", line.partition(" met by ")[2])] == []


LOSSES = {
    "a number that is not shown any more": {'[{number: "116123"}]': "[]"},
    "an hour of the week": {'opens_at: "08:00", closes_at: "16:00"': 'opens_at: "08:00", closes_at: "15:00"'},
    "a language of a text": {"en: Ask for advice today.": 'en: ""'},
    "a duty": {"force: duty\n        laws: [LAW-NOTIFY]": "source: handbook"},
    "a card": {'when: {where: [mainland], consent: ["no"]}': 'when: {where: [aland], consent: ["no"]}',
               "      - id: anywhere\n": "      - id: anywhere\n        when: {where: [aland]}\n"},
    "the line on top": {"        banner: {fi: Soita 112., sv: Ring 112., en: Call 112.}\n": ""},
    "the nearest rung": {'service_area: {municipalities: ["318"]}': "service_area: {nation: finland}"},
    "an answer": {"      - {id: police, key: p, label: {fi: Poliisi, sv: Polis, en: Police}}\n": ""},
}  # fmt: skip


@pytest.mark.parametrize("loss", LOSSES)
def test_lost_protection_is_told(loss: str) -> None:
    """Whatever leaves a reader worse protected is marked as lost, and its opposite is not."""
    texts = changed(LOSSES[loss])
    if loss == "an hour of the week":
        answers = "    name: {fi: Huoli, sv: Oro, en: Worry}\n"
        suits = {answers: answers + "    answered_by: [anchor]\n"}
        texts = changed(LOSSES[loss] | suits)
        assert impact(knowledge_of(changed(suits)), knowledge_of(texts)).lost
        return
    new = knowledge_of(texts)
    assert impact(OLD, new).lost
    assert not impact(new, OLD).lost or loss in ("a card", "the nearest rung")  # these move from some to others


def test_one_number_fewer_is_a_loss() -> None:
    """Each may be the one that somebody can use."""
    name, contact = next(iter(OLD.contacts.items()))
    two = replace(contact, phones=(*contact.phones, Phone("+358401234567", "040 1234567")))
    assert impact(replace(OLD, contacts={**OLD.contacts, name: two}), OLD).lost


def test_words_that_no_longer_sound_like_danger_are_a_loss() -> None:
    """A rule that is gone, or a word of one that stays; nothing where neither is."""
    words = {"weapon": WordGroup("weapon", {"fi": ("ase", "puukko")})}
    hearing = replace(OLD, words=words, danger=(DangerRule(frozenset({"weapon"}), frozenset()),))
    fewer = replace(hearing, words={"weapon": WordGroup("weapon", {"fi": ("ase",)})})
    assert [change.difference.before for change in impact(hearing, fewer).lost] == ["puukko"]
    assert [change.difference.before for change in impact(hearing, replace(hearing, danger=())).lost] == ["weapon"]
    assert not impact(fewer, hearing).lost


def test_a_nearer_contact_is_no_loss() -> None:
    """A municipality's own team pushes the county's one place back; nobody is worse off."""
    own = FILES["services.yaml"].partition("  - id: utsjoki\n")[2].partition("  - id: lapland-anchor\n")[0]
    kemi = "  - id: kemi\n" + own.replace("890", "240").replace("116111", "116000")
    new = knowledge_of(changed({"  - id: lapland-anchor\n": kemi + "  - id: lapland-anchor\n"}))
    found = impact(OLD, new)
    assert found.lost == ()
    assert {change.places for change in found.changes} == {("240",)}


def test_a_text_changed_in_one_language_leaves_the_others_behind() -> None:
    """The change is met by readers of that language; the other two are named as stale."""
    found = impact(OLD, knowledge_of(changed({"fi: Soita tänään.": "fi: Soita heti."})))
    (change,) = found.changes
    assert change.difference.locales == ("fi",)
    (left,) = found.left_behind
    assert (left.changed, left.stale) == (("fi",), ("sv", "en"))


def test_a_question_more_is_compared_with_oneself() -> None:
    """Readers who are asked a question they were not asked before meet exactly that."""
    new = knowledge_of(
        changed({"ask_when: [{situation: [worry], age: [unknown]}]": "ask_when: [{situation: [worry]}]"})
    )
    found = impact(OLD, new)
    asked = [change for change in found.changes if change.difference.subject == "the question consent"]
    assert [(each.difference.before, each.difference.after) for each in asked] == [("not asked", "asked")]
    assert {found.readers[number].answers["age"] for number in asked[0].readers} == {"under-18"}
