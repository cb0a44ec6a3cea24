"""The talk, as a function: `respond(knowledge, session, message) -> Turn`.

No clock, no file, no catalogue, no channel: the same words lead to the same step in every shell. The answers
of a session are replayed through the questions each time, so a session written by an older knowledge base or
by somebody hostile ends at the last step that still makes sense. `position` and `session_at` fold a session
into the few bytes a button can carry.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from bot.matching.hints import age_alone
from bot.matching.options import match_on_card, match_option, match_yes
from bot.matching.sentence import Reading, closed_service, is_region, read_place_alone, read_sentence
from bot.model import (
    LOCALES,
    WHOLE_COUNTRY,
    Accept,
    Ask,
    Back,
    Change,
    Chose,
    Confirm,
    Discard,
    Expired,
    Feedback,
    Knowledge,
    Language,
    Message,
    Notice,
    Offer,
    Option,
    Question,
    Reached,
    Restart,
    Said,
    Session,
    Show,
    StepReached,
    Turn,
)

POSITION_BYTES = 64
"""What a Telegram button can carry; `luotsi check` proves it for every path."""

PROPOSABLE = ("role", "situation", "age", "place")
"""The questions a typed sentence may answer; only these are ever proposed, so that a position stays short."""

FEW_BESIDE_PLACE = 4
"""Words that beside a municipality's name still only name it ("hän asuu Turussa"), and that do not unsettle a
situation already chosen ("ei ole kysytty")."""

_POSITION_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Replay:
    """A session played through the questions: what still counts, and where it leads.

    `answered` are the questions with an answer that counts, in order. `forgotten` tells that an answer was
    no longer known, which ends the replay there.
    """

    answered: tuple[str, ...]
    step: Ask | Reached
    forgotten: bool = False


def replay(knowledge: Knowledge, session: Session) -> Replay:
    """Play the answers through the questions, as far as they are known."""
    answers = session.answers
    facets: dict[str, str] = {}
    answered: list[str] = []
    for question in knowledge.questions:
        name = question.id
        if name in facets or not question.is_asked(facets):
            continue
        given = answers.get(name)
        if given is None or name == session.changing:
            return Replay(tuple(answered), Ask(question, facets))
        option = question.options.get(given)
        if option is not None and not option.only_implied:
            facets[name] = given
            if option.implies:
                facets.update(option.implies)
            if question.asks_place:
                facets["where"] = "mainland"
        elif question.asks_place and (place := knowledge.municipalities.get(given)) is not None:
            facets[name] = given
            facets["where"] = knowledge.counties[place.county].law
        else:
            return Replay(tuple(answered), Ask(question, facets), forgotten=True)
        answered.append(name)
    return Replay(tuple(answered), Reached(facets))


def filled(knowledge: Knowledge, session: Session, asked: frozenset[str] = frozenset()) -> Session:
    """The session with the questions it leaves open answered as neutrally as they allow, except those in `asked`."""
    answers = dict(session.answers)
    while isinstance(step := replay(knowledge, Session(session.locale, answers)).step, Ask):
        neutral = _neutral(step.question)
        if neutral is None or step.question.id in asked or step.question.id in answers:
            break
        answers[step.question.id] = neutral.id
    return Session(session.locale, answers)


def _neutral(question: Question) -> Option | None:
    """The answer that claims least: "I do not know", or where that brings a warning along, one without consequence."""
    plain = [option for option in question.choices if option.banner is None and not option.implies]
    return next((option for option in plain if option.unknown), next(iter(plain), None))


def where(knowledge: Knowledge, session: Session) -> StepReached:
    """The step the session stands at."""
    step = replay(knowledge, session).step
    proposed = _valid(knowledge, session.proposed)
    return Confirm(proposed, step.facets) if proposed else step


def respond(knowledge: Knowledge, session: Session, message: Message) -> Turn:
    """What a message leads to. Any message is taken in any state; nothing is raised for what came from outside."""
    match message:
        case Chose(question, option):
            return _choose(knowledge, session, question, option)
        case Said(text):
            heard = _hear(knowledge, session, text)
            closed = closed_service(text, knowledge)
            if closed is None:
                return heard
            notice = None if heard.notice in ("not-understood", "no-such-place") else heard.notice
            return replace(heard, closed=closed.id, notice=notice)
        case Back() | Change() | Accept() | Discard() | Restart() | Language():
            return _turn(knowledge, _moved(knowledge, session, message))
        case Show(part):
            return _turn(knowledge, session, part=part)
        case Feedback():
            return _rate(knowledge, session, message)
        case Expired() | Offer():
            return _turn(knowledge, session, notice="expired")


Move = Back | Change | Accept | Discard | Restart | Language


def _moved(knowledge: Knowledge, session: Session, move: Move) -> Session:
    """The session after a move that answers nothing new."""
    locale, answers = session.locale, session.answers
    match move:
        case Back():
            return _step_back(knowledge, session)
        case Change(question) if question in session.proposed:
            proposed = {name: option for name, option in session.proposed.items() if name != question}
            return Session(locale, answers, None, proposed)
        case Change(question):
            return Session(locale, answers, question)
        case Accept():
            return Session(locale, {**answers, **_valid(knowledge, session.proposed)})
        case Discard():
            return Session(locale, answers)
        case Restart():
            return Session(locale)
        case Language(code):
            return replace(session, locale=next((known for known in LOCALES if known == code), locale))


def _turn(knowledge: Knowledge, session: Session, notice: Notice | None = None, part: str | None = None) -> Turn:
    """Stand where the session leads, having let go of what no longer counts."""
    played = replay(knowledge, session)
    step = played.step
    if played.forgotten:
        kept = {name: session.answers[name] for name in played.answered}
        return Turn(Session(session.locale, kept), step, "no-longer-known")
    proposed = _valid(knowledge, session.proposed)
    answers, changing = session.answers, session.changing
    if isinstance(step, Reached):
        answers, changing = {name: answers[name] for name in played.answered}, None
    elif changing != step.question.id:
        changing = None
    session = Session(session.locale, answers, changing, proposed)
    return Turn(session, Confirm(proposed, step.facets) if proposed else step, notice, part)


def _valid(knowledge: Knowledge, proposed: Mapping[str, str]) -> dict[str, str]:
    """The proposed answers that this knowledge still has; they come from outside."""
    return {
        name: option
        for name, option in proposed.items()
        if name in PROPOSABLE
        and (question := knowledge.question(name)) is not None
        and _is_answer(knowledge, question, option)
    }


def _choose(knowledge: Knowledge, session: Session, question_id: str, option_id: str) -> Turn:
    """Take an answer, also to a question asked earlier: the other answers stay. A proposed one is only corrected."""
    question = knowledge.question(question_id)
    if question is None or not _is_answer(knowledge, question, option_id):
        return _turn(knowledge, session, notice="expired")
    chosen = {question_id: option_id}
    if session.proposed and question_id in PROPOSABLE:
        return _turn(knowledge, Session(session.locale, session.answers, None, {**session.proposed, **chosen}))
    return _turn(knowledge, Session(session.locale, {**session.answers, **chosen}, None, session.proposed))


def _is_answer(knowledge: Knowledge, question: Question, option_id: str) -> bool:
    option = question.options.get(option_id)
    if option is not None:
        return not option.only_implied
    return question.asks_place and option_id in knowledge.municipalities


def _step_back(knowledge: Knowledge, session: Session) -> Session:
    """Out of a change or what was proposed, or the last answer that counted taken away."""
    if session.changing is not None or session.proposed:
        return Session(session.locale, session.answers)
    answered = replay(knowledge, session).answered
    return Session(session.locale, {name: session.answers[name] for name in answered[:-1]})


def _rate(knowledge: Knowledge, session: Session, feedback: Feedback) -> Turn:
    """Thank for a word about the card; a number that failed is asked for where none was named."""
    turn = _turn(knowledge, session)
    if not isinstance(turn.step, Reached) or turn.notice is not None:
        return Turn(turn.session, turn.step, turn.notice or "expired")
    match feedback.answer, feedback.contact:
        case "helped", _:
            return Turn(turn.session, turn.step, "thanks")
        case "not-needed", _:
            return Turn(turn.session, turn.step, "thanks-not-needed")
        case "number-failed", "":
            return Turn(turn.session, turn.step, part="numbers")
        case "number-failed", _:
            return Turn(turn.session, turn.step, "thanks-number")
    return Turn(turn.session, turn.step, "expired")


def _hear(knowledge: Knowledge, session: Session, text: str) -> Turn:
    """Typed words: an option by its name, a municipality, or a sentence, whose reading waits to be confirmed."""
    turn = _turn(knowledge, session)
    step = turn.step
    plain = _hear_plainly(knowledge, turn, text)
    if plain is not None:
        return plain
    if isinstance(step, Ask) and step.question.asks_place and (named := read_place_alone(text, knowledge)):
        return _hear_place(knowledge, turn.session, step, named)
    reading = read_sentence(text, knowledge)
    personal = reading.personal
    names_place = reading.other_words <= FEW_BESIDE_PLACE or not reading.situations
    if isinstance(step, Ask) and step.question.asks_place and not reading.places and is_region(text, knowledge):
        return Turn(turn.session, step, "region-named")
    if isinstance(step, Ask) and step.question.asks_place and names_place and not reading.danger:
        return replace(_hear_place(knowledge, turn.session, step, reading.places), personal=personal)
    if reading.is_empty:
        return Turn(turn.session, step, turn.notice or "not-understood", personal=personal)
    answers = dict(turn.session.answers)
    notice: Notice | None = None
    if reading.danger and answers.get("danger") != "yes":
        answers.pop("danger", None)
        notice = "sounds-dangerous"
    before = Session(session.locale, answers, None, turn.session.proposed)
    proposed = {**before.proposed, **_proposals(knowledge, before, reading)}
    heard = _turn(knowledge, Session(session.locale, answers, None, proposed), notice)
    places = reading.places if len(reading.places) > 1 else ()
    if not proposed and not places:
        return replace(heard, notice=notice or "not-understood", personal=personal)
    others = reading.situations[1:] if _tells_worry(before, reading) else ()
    confirm = Confirm(heard.session.proposed, heard.step.facets, others, places)
    return replace(heard, step=confirm, personal=personal)


def _hear_plainly(knowledge: Knowledge, turn: Turn, text: str) -> Turn | None:
    """Words that say just what the step lets one say: yes or no, an option, an age, or a word about the answer."""
    step = turn.step
    if isinstance(step, Confirm):
        is_right = match_yes(text)
        return None if is_right is None else respond(knowledge, turn.session, Accept() if is_right else Discard())
    if isinstance(step, Reached):
        match match_on_card(text):
            case "thanks":
                return Turn(turn.session, step, turn.notice or "you-are-welcome")
            case "again":
                return respond(knowledge, turn.session, Restart())
            case "number-failed":
                return respond(knowledge, turn.session, Feedback("number-failed", ""))
        return None
    option = match_option(text, step.question, knowledge)
    if option is not None:
        return _choose(knowledge, turn.session, step.question.id, option.id)
    age = age_alone(text) if step.question.id == "age" else None
    return None if age is None else _choose(knowledge, turn.session, "age", age)


def _hear_place(knowledge: Knowledge, session: Session, step: Ask, found: tuple[str, ...]) -> Turn:
    """Words typed where a municipality is asked for."""
    if len(found) == 1:
        return _choose(knowledge, session, step.question.id, found[0])
    notice: Notice = "which-place" if found else "no-such-place"
    return Turn(session, Ask(step.question, step.facets, found), notice)


def _proposals(knowledge: Knowledge, session: Session, reading: Reading) -> dict[str, str]:
    """The answers a sentence suggests, where they are news."""
    suggested = {
        "role": reading.role,
        "situation": next(iter(reading.situations), None) if _tells_worry(session, reading) else None,
        "age": reading.age,
        "place": reading.places[0] if len(reading.places) == 1 else None,
    }
    given = session.answers
    news = {name: option for name, option in suggested.items() if option is not None and given.get(name) != option}
    return _valid(knowledge, news)


def _tells_worry(session: Session, reading: Reading) -> bool:
    """Whether a sentence is long enough to tell of a worry, and is no mere correction of what was understood.

    "Ei Turku vaan Turenki", "hän on 17 eikä 15": what else such words resemble must not take the place of a threat.
    """
    if "situation" in session.proposed and (reading.places or reading.role or reading.age):
        return False
    is_known = "situation" in session.answers or "situation" in session.proposed
    return not is_known or reading.other_words > FEW_BESIDE_PLACE


# --- sessions as JSON and as the bytes of a button ----------------------------------------------------


def session_to_json(session: Session) -> str:
    """The session as JSON; `session_from_json` brings it back."""
    held = {"locale": session.locale, "answers": dict(session.answers), "changing": session.changing}
    held["proposed"] = dict(session.proposed)
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"))


def session_from_json(text: str) -> Session:
    """The session in this JSON; what is not one raises ValueError."""
    try:
        held: Any = json.loads(text)
    except RecursionError:
        raise ValueError("not a session") from None
    if not isinstance(held, dict) or held.get("locale") not in LOCALES:
        raise ValueError("not a session")
    answers, changing, proposed = held.get("answers"), held.get("changing"), held.get("proposed", {})
    if not _are_answers(answers) or not _are_answers(proposed):
        raise ValueError("not a session")
    if changing is not None and not isinstance(changing, str):
        raise ValueError("not a session")
    return Session(held["locale"], answers, changing, proposed)


def _are_answers(given: object) -> TypeGuard[dict[str, str]]:
    return isinstance(given, dict) and all(isinstance(answer, str) for answer in given.values())


def position(knowledge: Knowledge, session: Session) -> str:
    """The session in at most 64 ASCII characters: `1` and the language, then `question-key option-key` pairs.

    Answers the knowledge does not know are left out. A proposed answer has `~` before it; a question being changed
    stands last, after `-`.
    """
    parts = [_POSITION_VERSION + session.locale[0]]
    for question in knowledge.questions:
        for mark, answers in (("", session.answers), (_PROPOSED, session.proposed)):
            packed = _packed(knowledge, question, answers.get(question.id))
            if packed is not None:
                parts.append(mark + packed)
    if session.changing is not None and (changing := knowledge.question(session.changing)) is not None:
        parts.append("-" + changing.key)
    return ".".join(parts)


_PROPOSED = "~"


def _packed(knowledge: Knowledge, question: Question, given: str | None) -> str | None:
    """An answer in a button, or None where there is none that this knowledge has."""
    option = question.options.get(given or "")
    if option is not None:
        return question.key + option.key
    return question.key + given if given and question.asks_place and given in knowledge.municipalities else None


def session_at(knowledge: Knowledge, packed: str) -> Session | None:
    """The session a position stands for, or None where it is not one (forged, or of another version).

    Pairs that this knowledge does not know are left out: the replay asks for them again.
    """
    head, *parts = packed[: POSITION_BYTES + 1].split(".")
    locale = next((code for code in LOCALES if head == _POSITION_VERSION + code[0]), None)
    if locale is None or len(packed) > POSITION_BYTES:
        return None
    answers: dict[str, str] = {}
    proposed: dict[str, str] = {}
    changing = None
    by_key = {question.key: question for question in knowledge.questions}
    for part in parts:
        pair = part.removeprefix(_PROPOSED)
        if part.startswith("-"):
            changing = by_key[part[1:]].id if part[1:] in by_key else None
        elif (question := by_key.get(pair[:1])) is not None:
            answer = _unpacked(knowledge, question, pair[1:])
            if answer is not None:
                (answers if pair == part else proposed)[question.id] = answer
    return Session(locale, answers, changing, proposed)


def _unpacked(knowledge: Knowledge, question: Question, key: str) -> str | None:
    option = next((option for option in question.options.values() if option.key == key), None)
    if option is not None:
        return None if option.only_implied else option.id
    return key if question.asks_place and key in knowledge.municipalities else None


def banner(knowledge: Knowledge, facets: Mapping[str, str]) -> Option | None:
    """The option whose banner stands on top for somebody with these answers, or None."""
    for question in knowledge.questions:
        option = question.options.get(facets.get(question.id, ""))
        if option is None or option.banner is None:
            continue
        if option.banner_unless is None or not option.banner_unless.holds(facets):
            return option
    return None


def is_whole_country(facets: Mapping[str, str]) -> bool:
    """Whether no municipality was named."""
    return facets.get("place") == WHOLE_COUNTRY
