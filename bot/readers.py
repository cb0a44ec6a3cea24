"""Who meets something, in words: the roles, languages and places of readers, as one would say it on the phone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from bot.errors import counted
from bot.model import LOCALES, WHOLE_COUNTRY, Knowledge, Locale

MOST_NAMED = 3
"""Roles or places named one by one; more are counted."""
LANGUAGES: dict[Locale, str] = {"fi": "Finnish", "sv": "Swedish", "en": "English"}


def readers(knowledge: Knowledge, roles: Collection[str], places: Collection[str], locales: Collection[Locale]) -> str:
    """`those who ask as teacher or police in Swedish in 14 municipalities of Ostrobothnia`; the verb comes next."""
    return f"{_roles(knowledge, roles)} {_languages(locales)} {_places(knowledge, places)}"


def _roles(knowledge: Knowledge, roles: Collection[str]) -> str:
    question = knowledge.question("role")
    if question is not None and len(question.choices) == len(roles) > 1:
        return "all who ask"
    named = sorted(roles)[:MOST_NAMED]
    rest = [f"{len(roles) - MOST_NAMED} more"] if len(roles) > MOST_NAMED else []
    return f"those who ask as {_joined([*named, *rest], 'or')}"


def _languages(locales: Collection[Locale]) -> str:
    if len(locales) == len(LOCALES):
        return "in any language"
    return f"in {_and([LANGUAGES[locale] for locale in LOCALES if locale in locales])}"


def _places(knowledge: Knowledge, places: Collection[str]) -> str:
    """The municipalities by name where they are few, or else by county; the whole country is a place of its own."""
    known = knowledge.municipalities
    codes = [place for place in places if place in known]
    nowhere = ["for the whole country"] if WHOLE_COUNTRY in places else []
    if not codes:
        return nowhere[0]
    if len(codes) == len(known):
        return _and(["in every municipality", *nowhere])
    if len(codes) <= MOST_NAMED:
        return _and([f"in {_and(sorted(known[code].name.fi for code in codes))}", *nowhere])
    by_county = Counter(known[code].county for code in codes)
    of_county = Counter(place.county for place in known.values())
    if len(by_county) > MOST_NAMED:
        return _and([f"in {len(codes)} municipalities of {len(by_county)} counties", *nowhere])
    listed = []
    for county, count in by_county.items():
        share = "all " if count == of_county[county] else ""
        places = counted(count, "municipality", "municipalities")
        listed.append(f"{share}{places} of {knowledge.counties[county].name.en}")
    return _and([f"in {_and(sorted(listed))}", *nowhere])


def _and(words: list[str]) -> str:
    return _joined(words, "and")


def _joined(words: list[str], last: str) -> str:
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
