"""A card as data for other programs: the same facts as the screen, with ids."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.hours import state
from bot.model import Card, Door, Knowledge, Rung, Variant
from bot.wording.catalogs import Words
from bot.wording.doors import hours, in_reading_order
from bot.wording.law import citation
from bot.wording.screens import card_screen


def card_data(knowledge: Knowledge, words: Words, card: Card, now: datetime) -> dict[str, Any]:
    """The card in one language as values that JSON can hold."""
    return {
        "language": words.locale,
        "knowledge_version": knowledge.version,
        "answers": dict(card.facets),
        "emergency": "112",
        "situation": card.situation.name[words.locale],
        "action": card.case.action[words.locale],
        "doors": [_door_data(words, door, now) for door in card.doors],
        **{name: [_line_data(knowledge, words, line) for line in said] for name, said in card.sections.items()},
        "law_of": card.law,
        "text": card_screen(knowledge, words, card, now).text,
    }


def _door_data(words: Words, door: Door, now: datetime) -> dict[str, Any]:
    rungs = list(in_reading_order(door.reachable, words.locale))
    silent = [rung for rung in door.nearest if rung not in door.reachable]
    return {
        "service": door.kind.id,
        "name": door.kind.name[words.locale],
        "about": (door.about or door.kind.does)[words.locale],
        "contacts": [_contact_data(words, rung, now) for rung in rungs],
        "without_number": [_contact_data(words, rung, now) for rung in silent],
        "behind": [_contact_data(words, rung, now) for rung in in_reading_order(door.behind, words.locale)],
        "county_page": door.page,
    }


def _contact_data(words: Words, rung: Rung, now: datetime) -> dict[str, Any]:
    contact = rung.contact
    standing = state(contact.schedule, now)
    return {
        "id": contact.id,
        "service": contact.service,
        "name": contact.name[words.locale],
        "rung": rung.level,
        "status": contact.status,
        "phones": [
            {"number": phone.shown, "dial": phone.dial, "label": phone.label[words.locale] if phone.label else None}
            for phone in contact.numbers
        ],
        "url": contact.url[words.locale] if contact.url else None,
        "open_now": standing.is_open,
        "hours": hours(words, contact, now),
        "languages": list(contact.languages),
        "about": contact.about[words.locale] if contact.about else None,
        "source": {"url": contact.source.url, "as_of": contact.source.as_of, "read_on": contact.source.read_on},
        "assured": {"on": contact.assured.on, "by": contact.assured.by} if contact.assured else None,
    }


def _line_data(knowledge: Knowledge, words: Words, line: Variant) -> dict[str, Any]:
    return {
        "text": line.text[words.locale],
        "force": line.force,
        "laws": [{"id": law, "citation": citation(words, knowledge.laws[law])} for law in line.laws],
        "source": line.source,
    }
