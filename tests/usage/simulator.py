"""A service year out of a seeded model: people who answer, leave, mistype and complain, with gaps planted among them.

Every conversation goes through `respond` and `facts_of`, so it counts what real talks count; what is alike is computed
once. `python -m tests.usage.simulator FOLDER 10000` writes a log to look at with `luotsi report`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bot.content.load import load
from bot.conversation import respond, where
from bot.model import Ask, Chose, Feedback, Knowledge, Locale, Message, Question, Session, Turn
from bot.settings import shipped_knowledge
from bot.usage.facts import Fact, facts_of
from bot.usage.log import UsageLog

LOCALES: tuple[tuple[Locale, float], ...] = (("fi", 0.86), ("sv", 0.09), ("en", 0.05))


@dataclass(frozen=True, slots=True)
class Planted:
    """What is wrong in the model's world, each with the chance that it strikes a talk that meets it."""

    leave_at: Mapping[str, float] = field(default_factory=dict)
    unclear_at: Mapping[str, float] = field(default_factory=dict)
    not_needed: Mapping[str, float] = field(default_factory=dict)
    busy_county: tuple[str, float] = ("", 0.0)
    failing_contact: str = ""
    language: tuple[str, float] = ("", 0.0)


class Simulator:
    """Makes conversations of a knowledge, from so many places in each county; the same seed makes the same ones."""

    def __init__(self, knowledge: Knowledge, planted: Planted, seed: int = 1, places: int = 1) -> None:
        self.knowledge = knowledge
        self.planted = planted
        self.rng = Random(seed)  # noqa: S311 - a model, not a secret
        self._steps: dict[tuple[object, ...], tuple[Turn, tuple[Fact, ...]]] = {}
        by_county: dict[str, list[str]] = {}
        for place in knowledge.municipalities.values():
            by_county.setdefault(place.county, []).append(place.code)
        self._busy = by_county.get(planted.busy_county[0], [])[:places]
        self._codes = [code for codes in by_county.values() for code in codes[:places]]

    def conversation(self) -> Iterator[Fact]:
        """The facts of one talk."""
        rng, planted = self.rng, self.planted
        session = Session(rng.choices([code for code, _ in LOCALES], [share for _, share in LOCALES])[0])
        if planted.language[0] and rng.random() < planted.language[1]:
            yield Fact("other-language", planted.language[0], session.locale)
        turn = Turn(session, where(self.knowledge, session))
        while isinstance(turn.step, Ask):
            question, session = turn.step.question, turn.session
            if session.answers and rng.random() < planted.leave_at.get(question.id, 0.02):
                yield Fact("left", question.id, session.locale)
                return
            if rng.random() < planted.unclear_at.get(question.id, 0.01):
                yield Fact("unclear", "not-understood", question.id, session.locale)
            turn, facts = self._step(session, Chose(question.id, self._answer(question)))
            yield from facts
        outcome = next(fact.a for fact in facts if fact.kind == "outcome")
        if rng.random() < 0.15:
            missed = rng.random() < planted.not_needed.get(outcome, 0.08)
            _, facts = self._step(turn.session, Feedback("not-needed" if missed else "helped"))
            yield from facts

    def _answer(self, question: Question) -> str:
        if question.asks_place and self.rng.random() < 0.95:
            busy = self._busy and self.rng.random() < self.planted.busy_county[1]
            return self.rng.choice(self._busy if busy else self._codes)
        known = [option for option in question.choices if not option.unknown]
        unknown = [option for option in question.choices if option.unknown]
        if unknown and self.rng.random() < 0.1:
            return unknown[0].id
        weights = [1 / (index + 1) for index in range(len(known))]
        if question.id == "danger":
            weights = [0.02, 0.98][: len(known)]
        return self.rng.choices(known, weights)[0].id if known else unknown[0].id

    def _step(self, session: Session, message: Message) -> tuple[Turn, tuple[Fact, ...]]:
        key = (session.locale, tuple(session.answers.items()), message)
        if key not in self._steps:
            if len(self._steps) > 200_000:
                self._steps.clear()
            turn = respond(self.knowledge, session, message)
            self._steps[key] = (turn, facts_of(self.knowledge, session, message, turn, self.rng.randrange))
        return self._steps[key]

    def year(self, conversations: int, last: date, weeks: int = 13) -> Iterator[tuple[date, Counter[Fact]]]:
        """So many talks over the weeks up to a day, as counters by week; reports of a failing number in the last."""
        each = conversations // weeks
        for week in range(weeks):
            day = last - timedelta(weeks=weeks - 1 - week)
            facts = Counter(fact for _ in range(each) for fact in self.conversation())
            if self.planted.failing_contact and week == weeks - 1:
                facts[Fact("number-failed", self.planted.failing_contact)] += 6
            yield day, facts


def fill(log: UsageLog, weeks: Iterator[tuple[date, Counter[Fact]]]) -> int:
    """Write all of it; how many facts."""
    total = 0
    for day, facts in weeks:
        log.count(facts.elements(), day)
        total += facts.total()
        log.flush(60)
    return total


def served(knowledge: Knowledge) -> Planted:
    """A world around the shipped knowledge in which a little of everything is wrong."""
    return Planted(
        leave_at={"place": 0.12},
        unclear_at={"role": 0.08},
        not_needed={"just-consult/" + knowledge.situations["just-consult"].cases[-1].id: 0.6},
        busy_county=("kainuu", 0.15),
        failing_contact="pd-oulu-ennaltaestava",
        language=("ar", 0.01),
    )


def main() -> None:
    """Write a log of so many talks."""
    knowledge = load(shipped_knowledge()).fit
    if knowledge is None:
        sys.exit("the knowledge has errors: `luotsi check` names them")
    log = UsageLog(Path(sys.argv[1]))
    today = date.fromisoformat(sys.argv[3]) if len(sys.argv) > 3 else date.today()  # noqa: DTZ011 - a day is enough
    fill(log, Simulator(knowledge, served(knowledge)).year(int(sys.argv[2]), today, weeks=46))
    log.close(60)


if __name__ == "__main__":
    main()
