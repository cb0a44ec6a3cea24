"""Ways through the questions, and what a person may send on the way: shared by the property tests."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from hypothesis import strategies as st

from bot.conversation import respond, where
from bot.model import (
    LOCALES,
    Ask,
    Back,
    Change,
    Chose,
    Expired,
    Knowledge,
    Language,
    Message,
    Question,
    Restart,
    Said,
    Session,
    Show,
)

HOSTILE = (
    "",
    " ",
    "\x00",
    "\ud800",
    "\u202e112\u202c",
    "á" + "\u0301" * 500,
    "ﷺ" * 50,
    "🆘" * 300,
    "x" * 100_000,
    "1" * 5_000,
    "²",
    "٣",
    "0",
    "-1",
    "99",
    "{county}",
    "%s%n",
    "<b>112</b>",
    "../../etc/passwd",
    "'; drop table facts; --",
    "Vaasa Porvoo Inari",
    "Åbo",
    "Koski",
    "I don't know",
)
"""Texts that broke programs before, and texts that mean several things."""

PICKS = st.lists(st.integers(0, 10**6), min_size=8, max_size=8)
"""Which answer to give at each question, whatever the question is."""


def answers_to(knowledge: Knowledge, question: Question) -> list[str]:
    """Everything a person could pick at a question."""
    places = list(knowledge.municipalities) if question.asks_place else []
    return [*(option.id for option in question.choices), *places]


def walk(knowledge: Knowledge, picks: Sequence[int], session: Session | None = None) -> list[Session]:
    """The sessions on a straight way through the questions, first to last."""
    sessions = [session or Session()]
    for pick in picks:
        step = where(knowledge, sessions[-1])
        if not isinstance(step, Ask):
            break
        answers = answers_to(knowledge, step.question)
        chosen = Chose(step.question.id, answers[pick % len(answers)])
        sessions.append(respond(knowledge, sessions[-1], chosen).session)
    return sessions


@lru_cache(maxsize=2)
def messages(knowledge: Knowledge) -> st.SearchStrategy[Message]:
    """Anything a channel could hand over: good, old, forged and hostile."""
    texts = st.sampled_from(HOSTILE) | st.text(st.characters(), max_size=60)
    names = [place.name[locale] for place in knowledge.municipalities.values() for locale in LOCALES]
    labels = [option.label[locale] for each in knowledge.questions for option in each.choices for locale in LOCALES]
    questions = st.sampled_from(knowledge.questions)
    picked = questions.flatmap(
        lambda question: st.builds(Chose, st.just(question.id), st.sampled_from(answers_to(knowledge, question)))
    )
    ids = st.sampled_from([question.id for question in knowledge.questions]) | texts
    parts = st.sampled_from(["card", "answers", "tell", "talk", "avoid", "after", "worse", "services", "why", "share"])
    return st.one_of(
        picked,
        picked,
        st.builds(Said, texts | st.sampled_from(names) | st.sampled_from(labels)),
        st.builds(Chose, ids, texts),
        st.builds(Change, ids),
        st.builds(Language, st.sampled_from(LOCALES) | texts),
        st.builds(Show, parts | texts),
        st.sampled_from([Back(), Restart(), Expired()]),
    )
