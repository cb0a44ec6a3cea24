"""What an answer changes: each rule finds its seeded fault and nothing else."""

from __future__ import annotations

import pytest

from bot.branches import branch_problems
from bot.content.load import loads
from bot.proof import prove
from tests.small import FILES, changed


def found(texts: dict[str, str]) -> list[str]:
    """What the rules about branches say of some knowledge."""
    knowledge = loads(texts).knowledge
    assert knowledge is not None
    return [str(problem) for problem in branch_problems(knowledge, prove(knowledge).branches)]


def test_the_small_knowledge_has_no_fault() -> None:
    """No false alarm."""
    assert found(dict(FILES)) == []


def test_a_question_without_a_way_not_to_know_is_named() -> None:
    """The question, by its line."""
    (problem,) = found(changed({"unknown: true, label: {fi: Ei kysytty": "label: {fi: Ei kysytty"}))
    assert problem.endswith(
        '"consent" has no option for those who do not know; add one with `unknown: true` [no-unknown-option]'
    )
    assert problem.startswith("guide.yaml:")


def test_an_idle_question_is_named() -> None:
    """A question no rule looks at, and which leads to no other question."""
    asked = (
        "  - {id: idle, key: z, text: {fi: Miksi?, sv: Varför?, en: Why?}, options: "
        "[{id: this, key: t, label: {fi: a, sv: b, en: c}}, "
        "{id: that, key: u, unknown: true, label: {fi: d, sv: e, en: f}}]}\n"
    )
    (problem,) = found({**FILES, "guide.yaml": FILES["guide.yaml"] + asked})
    assert (
        'no answer to "idle" changes what anybody is told; remove it, or use it in a `when` [idle-question]' in problem
    )


def test_a_duty_lost_by_not_knowing_is_named(knowledge_texts: dict[str, str]) -> None:
    """Without the conditional step, a teacher who does not know the age hears nothing of the duty."""
    name = "situations/worrying-speech-or-behaviour.yaml"
    before, after = knowledge_texts[name].split("      - id: age-unknown\n")
    after = after.replace("          - worrying-if-minor\n", "", 1)
    knowledge_texts[name] = f"{before}      - id: age-unknown\n{after}"
    problems = found(knowledge_texts)
    assert all("[unsafe-unknown]" in problem for problem in problems)
    assert any("LAW-CHILD-DUTY" in problem and "teacher" in problem for problem in problems)


@pytest.mark.parametrize("role", ["teacher", "police"])
def test_a_role_of_its_own_is_no_twin(role: str) -> None:
    """The small knowledge tells its two roles apart."""
    assert not any(role in problem for problem in found(dict(FILES)))
