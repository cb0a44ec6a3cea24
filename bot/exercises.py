"""Cases to practise on: where one stands in them, which answers were right, and whether each can be solved.

The role and the place are part of the story; what is judged is what the reader makes of it. Nothing here is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.card import NoCard, card_for
from bot.conversation import Replay, replay
from bot.errors import Problem, error
from bot.matching.personal_data import find_personal_data
from bot.model import LOCALES, Ask, Card, Exercise, Knowledge, Question, Session

GIVEN = ("role", "place")
"""The questions whose answers the story itself gives."""
FEWEST_ROLES = 0.5
"""The share of the roles that some exercise is for; all situations have one."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer beside the right one; `given` is "" where the question was not asked on the way that was taken."""

    question: Question
    given: str
    right: str
    is_right: bool


def standing(knowledge: Knowledge, exercise: Exercise, answers: Mapping[str, str]) -> Replay:
    """Where somebody stands in an exercise who has answered this much."""
    whole = {**answers, "role": exercise.role, "place": exercise.place}
    return replay(knowledge, Session("fi", whole))


def is_right(exercise: Exercise, question: str, given: str) -> bool:
    """Whether an answer is the right one, or as good."""
    return given == exercise.answers.get(question) or given in exercise.also.get(question, ())


def judged(knowledge: Knowledge, exercise: Exercise, answers: Mapping[str, str]) -> tuple[Judged, ...]:
    """Each answer with the right one, in the order of the questions; what neither way asks is left out."""
    taken = standing(knowledge, exercise, answers).answered
    found = []
    for question in knowledge.questions:
        given = answers.get(question.id, "") if question.id in taken else ""
        right = exercise.answers.get(question.id, "")
        if question.id not in GIVEN and (given or right):
            found.append(Judged(question, given, right, is_right(exercise, question.id, given)))
    return tuple(found)


def right_card(knowledge: Knowledge, exercise: Exercise) -> Card:
    """The card at the end of the right road. Raises NoCard where there is none, which `luotsi check` names."""
    step = standing(knowledge, exercise, exercise.answers).step
    if isinstance(step, Ask):
        raise NoCard(f"the exercise {exercise.id} leaves {step.question.id} open")
    return card_for(knowledge, step.facets)


def exercise_problems(knowledge: Knowledge) -> Iterator[Problem]:
    """Every exercise can be solved, names nobody, and one of danger leads to 112; together they cover the worries.

    Passes:
        answers: {danger: "no", situation: worrying-speech-or-behaviour, age: under-18}
    Fails:
        answers: {danger: "no", situation: worrying-speech-or-behaviour}     # the age is asked too
        answers: {danger: "yes", age: under-18, child: "no"}                 # nobody asks about children here
        text: {en: "A pupil, 040 123 4567, ..."}                             # a number, a name or an address
    """
    if not knowledge.exercises:
        return
    for exercise in knowledge.exercises:
        yield from _unsolvable(knowledge, exercise)
        for locale in LOCALES:
            if _names_somebody(exercise.text[locale]):
                message = f'the story "{exercise.id}" seems to name somebody in {locale}; nobody in it has a name'
                yield error(exercise.text.at, "exercise-names-somebody", message)
    yield from _uncovered(knowledge)


@lru_cache(maxsize=1024)
def _names_somebody(story: str) -> bool:
    """Whether a story seems to name somebody; stories are checked at each save, and few of them change."""
    return bool(find_personal_data(story))


def _unsolvable(knowledge: Knowledge, exercise: Exercise) -> Iterator[Problem]:
    played = standing(knowledge, exercise, exercise.answers)
    if isinstance(played.step, Ask):
        message = f'the answers of "{exercise.id}" lead to no card: "{played.step.question.id}" is asked too'
        yield error(exercise.at, "unsolvable-exercise", message)
        return
    for question in exercise.answers:
        if question not in played.answered:
            message = f'"{exercise.id}" answers "{question}", which nobody on this way is asked'
            yield error(exercise.at, "unsolvable-exercise", message)
    try:
        card = right_card(knowledge, exercise)
    except NoCard as hole:
        yield error(exercise.at, "unsolvable-exercise", str(hole))
        return
    urgent = any(door.kind.id == "emergency" for door in card.doors)
    if exercise.answers.get("danger") == "yes" and not urgent:
        yield error(exercise.at, "unsolvable-exercise", f'the danger in "{exercise.id}" does not lead to 112')


def _uncovered(knowledge: Knowledge) -> Iterator[Problem]:
    met = {standing(knowledge, each, each.answers).step.facets.get("situation") for each in knowledge.exercises}
    for situation in knowledge.situations.values():
        if situation.id not in met:
            yield Problem(situation.at, "warning", "no-exercise", f"nobody can practise {situation.id}")
    role = knowledge.question("role")
    roles = {each.role for each in knowledge.exercises}
    if role is not None and len(roles) < FEWEST_ROLES * len(role.choices):
        message = f"only {len(roles)} of {len(role.choices)} roles have an exercise"
        yield Problem(role.at, "warning", "no-exercise", message)
