from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.load import loads
from bot.exercises import exercise_problems, judged, right_card, standing
from bot.model import Ask, Exercise, Knowledge
from tests.small import FILES, knowledge_of

EXERCISE = """\
exercises:
  - id: one
    role: teacher
    place: "890"
    text: {fi: Oppilas on hiljaa., sv: Eleven är tyst., en: A pupil is quiet.}
    answers: {danger: "no", situation: worry, age: under-18}
    also: {age: [unknown]}
    why: {fi: Huoli riittää., sv: Oro räcker., en: Worry is enough.}
"""


def practised(changes: dict[str, str]) -> Knowledge:
    """The small knowledge with one exercise, some of whose words are others."""
    text = EXERCISE
    for old, new in changes.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    return knowledge_of({**FILES, "exercises.yaml": text})


def test_the_exercises_cover_every_worry_and_every_role(knowledge: Knowledge) -> None:
    """At least 24 of them, each of which can be solved."""
    assert len(knowledge.exercises) >= 24
    met = {right_card(knowledge, each).situation.id for each in knowledge.exercises}
    assert met == knowledge.situations.keys()
    role = knowledge.question("role")
    assert role is not None
    assert {each.role for each in knowledge.exercises} == role.options.keys()
    assert list(exercise_problems(knowledge)) == []


WRONG = {
    "an answer too few": ({", age: under-18": ""}, "unsolvable-exercise"),
    "an answer too many": ({"age: under-18}": 'age: under-18, consent: "no"}'}, "unsolvable-exercise"),
    "a danger": ({'danger: "no", situation: worry, age: under-18': 'danger: "yes"'}, ""),
    "a name": ({"A pupil is quiet.": "Matti Virtanen 040 123 4567 is quiet."}, "exercise-names-somebody"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_practised_is_told(what: str) -> None:
    """At its line, and nothing else besides what the small knowledge has no exercise for."""
    changes, rule = WRONG[what]
    found = [problem for problem in exercise_problems(practised(changes)) if problem.rule != "no-exercise"]
    assert {problem.rule for problem in found} == ({rule} if rule else set())
    assert all(problem.where.file == "exercises.yaml" for problem in found)


@pytest.mark.parametrize("old", ["teacher", "890", "worry", "danger"])
def test_an_exercise_refers_to_what_there_is(old: str) -> None:
    """A role, place, question or option that no file defines is an error at its place."""
    text = EXERCISE.replace(old, "999" if old.isdigit() else "nobody", 1)
    assert any(p.rule.startswith("unknown-") for p in loads({**FILES, "exercises.yaml": text}).problems)


def test_what_is_right_and_what_is_missed() -> None:
    """Each question once: right, as good, wrong, and one that the wrong way did not ask."""
    knowledge = practised({})
    exercise: Exercise = knowledge.exercises[0]
    good = judged(knowledge, exercise, {"danger": "no", "situation": "worry", "age": "unknown"})
    assert [each.is_right for each in good] == [True, True, True]
    missed = judged(knowledge, exercise, {"danger": "yes"})
    assert [(each.question.id, each.given, each.right) for each in missed] == [
        ("danger", "yes", "no"),
        ("situation", "", "worry"),
        ("age", "", "under-18"),
    ]


def test_role_and_place_are_given() -> None:
    """Nobody is asked who they are in a story that says so."""
    knowledge = practised({})
    exercise = replace(knowledge.exercises[0], answers={})
    step = standing(knowledge, exercise, {"danger": "no"}).step
    assert isinstance(step, Ask)
    assert step.question.id == "situation"
