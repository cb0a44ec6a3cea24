"""What a button or a link can carry: where the talk stands and what a tap does there, in a few ASCII characters.

A button holds `position/action`, both absolute, so it means the same after a restart, a deploy or months, and a second
tap leads where the first one led. What comes back is hostile: anything that is not a button of ours is None, and what
an older knowledge base knew and this one does not is asked again.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.conversation import POSITION_BYTES, filled, position, session_at
from bot.model import (
    LOCALES,
    Accept,
    Back,
    Change,
    Chose,
    Discard,
    Feedback,
    Knowledge,
    Language,
    Locale,
    Message,
    Offer,
    Restart,
    Session,
    Show,
)

PARTS = {
    "c": "card",
    "q": "answers",
    "t": "tell",
    "k": "talk",
    "a": "avoid",
    "f": "after",
    "w": "worse",
    "s": "services",
    "y": "why",
    "h": "share",
}
"""What stands for each part of a card inside a button: once used, never changed or used again."""
FEEDBACK = {"h": "helped", "n": "not-needed", "f": "number-failed"}
"""The same for what a card was worth."""
OFFERS = {"l": "look", "s": "send", "d": "drop"}
"""The same for what to do with words nobody understood."""

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What Telegram lets a link to a bot carry."""


@dataclass(frozen=True, slots=True)
class Tap:
    """A button that was tapped: where the talk stood, what the tap says, and what the channel itself does (`aside`).

    An aside is a letter and perhaps a number that the channel has put there; the message is then to stay as one is.
    """

    session: Session
    message: Message
    aside: str = ""


def button_data(knowledge: Knowledge, session: Session, message: Message, aside: str = "") -> str:
    """The data of a button that says a message, or does a channel's own aside, where a session stands."""
    if aside:
        return f"{position(knowledge, session)}/_{aside}"
    return carrier(knowledge, session)(message)


def carrier(knowledge: Knowledge, session: Session) -> Callable[[Message], str]:
    """The data of every button of a screen: where the session stands is worked out once for those that share it."""
    positions: dict[str, str] = {}

    def stands(without: str, at: Session) -> str:
        if without not in positions:
            positions[without] = position(knowledge, at)
        return positions[without]

    def data(message: Message) -> str:
        match message:
            case Chose(question, _):
                kept = {name: given for name, given in session.answers.items() if name != question}
                where = stands(question, replace(session, answers=kept))
            case Change():
                where = stands("-", replace(session, changing=None))
            case _:
                where = stands("", session)
        return f"{where}/{_action(knowledge, message)}"

    return data


PLAIN: dict[str, Message] = {"": Show("card"), "y": Accept(), "n": Discard(), "b": Back(), "r": Restart()}
"""The actions that carry nothing, by their letter."""


def _action(knowledge: Knowledge, message: Message) -> str:
    match message:
        case Chose(name, given) if (question := knowledge.question(name)) is not None:
            option = question.options.get(given)
            action = f"c{question.key}{given if option is None else option.key}"
        case Change(name) if (question := knowledge.question(name)) is not None:
            action = f"h{question.key}"
        case Accept() | Discard() | Back() | Restart():
            action = next(key for key, plain in PLAIN.items() if plain == message)
        case Language(code):
            action = f"l{code}"
        case Show(part):
            action = "s" + _key(PARTS, part)
        case Feedback(answer, contact):
            action = "f" + _key(FEEDBACK, answer) + (_short(contact) if contact else "")
        case Offer(step):
            action = "o" + _key(OFFERS, step)
        case _:
            action = ""
    return action


def _key(table: dict[str, str], wanted: str) -> str:
    return next((key for key, value in table.items() if value == wanted), "")


def _short(contact: str) -> str:
    """Eight characters that stand for the id of a contact, which may be too long for a button."""
    return f"{zlib.crc32(contact.encode()):08x}"


def read_button(knowledge: Knowledge, data: str) -> Tap | None:
    """The tap a button's data stands for, or None where it is none of ours (forged, or of another version)."""
    if len(data) > POSITION_BYTES or not data.isascii():
        return None
    packed, slash, action = data.partition("/")
    session = session_at(knowledge, packed)
    if session is None or not slash:
        return None
    if action.startswith("_"):
        return Tap(session, Show("card"), action[1:])
    message = _message(knowledge, action[:1], action[1:])
    return None if message is None else Tap(session, message)


def _message(knowledge: Knowledge, kind: str, rest: str) -> Message | None:
    message: Message | None = None
    match kind:
        case _ if not rest and kind in PLAIN:
            message = PLAIN[kind]
        case "c":
            message = _chosen(knowledge, rest)
        case "h":
            changed = next((question.id for question in knowledge.questions if question.key == rest), None)
            message = None if changed is None else Change(changed)
        case "l" if rest in LOCALES:
            message = Language(rest)
        case "s" if rest in PARTS:
            message = Show(PARTS[rest])
        case "f" if rest[:1] in FEEDBACK:
            contact = next((each for each in knowledge.contacts if rest[1:] == _short(each)), "")
            message = Feedback(FEEDBACK[rest[:1]], contact)
        case "o" if rest in OFFERS:
            message = Offer(OFFERS[rest])
        case _:
            message = None
    return message


def _chosen(knowledge: Knowledge, rest: str) -> Chose | None:
    question = next((question for question in knowledge.questions if question.key == rest[:1]), None)
    if question is None:
        return None
    option = next((option for option in question.options.values() if option.key == rest[1:]), None)
    return Chose(question.id, rest[1:] if option is None else option.id)


LINKED = frozenset({"role", "situation", "author", "age", "place"})
"""The answers a link carries: they fix the outcome and the area, and tell least of the client.

`author`, whether somebody knows who made some content, decides whether the age counts.
"""


def link_payload(knowledge: Knowledge, session: Session) -> str:
    """What a link carries so that it opens this card: at most 64 of the characters Telegram allows."""
    answers = {
        name: given
        for name, given in session.answers.items()
        if name in LINKED or LINKED & {implied for implied, _ in _implied(knowledge, name, given)}
    }
    return position(knowledge, Session(session.locale, answers)).replace(".", "_")


def _implied(knowledge: Knowledge, name: str, given: str) -> tuple[tuple[str, str], ...]:
    question = knowledge.question(name)
    option = question.options.get(given) if question is not None else None
    return () if option is None else option.implies


def read_link(knowledge: Knowledge, payload: str, locale: Locale) -> Session | None:
    """The session a link opens, in the language of whoever follows it; None where it is not a link to a session.

    What a link does not carry is answered as neutrally as the question allows, so that the card opens at once.
    """
    if PAYLOAD.fullmatch(payload) is None:
        return None
    session = session_at(knowledge, payload.replace("_", "."))
    if session is None or not session.answers:
        return None
    return filled(knowledge, Session(locale, session.answers), LINKED)
