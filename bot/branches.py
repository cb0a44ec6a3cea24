"""What an answer changes: nobody loses protection by not knowing, no question is in vain, no role is a copy.

Each rule looks at the answers of all paths, grouped by the prover. The docstrings are the rules' manual pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.errors import Problem, error
from bot.model import Knowledge, Question
from bot.paths import Path


@dataclass(frozen=True, slots=True)
class Branch:
    """A path, a token that is equal for paths answered word for word alike, and the duties its card cites."""

    path: Path
    answer: int
    duties: frozenset[str]


def branch_problems(knowledge: Knowledge, branches: Sequence[Branch]) -> Iterator[Problem]:
    """What all these rules find."""
    for question in knowledge.questions:
        met = [branch for branch in branches if question.id in branch.path.asked]
        if not met:
            continue
        yield from idle_question(knowledge, question, met)
        yield from unsafe_unknown(knowledge, question, met)
    yield from twin_roles(knowledge, branches)


def idle_question(knowledge: Knowledge, question: Question, branches: Iterable[Branch]) -> Iterator[Problem]:
    """A question changes what at least one reader is told, or what is asked next.

    Passes:
        two options of a question lead to different cases, steps, calls, or to another banner
    Fails:
        every option leads to the same card
    """
    has_banner = any(option.banner for option in question.options.values())
    conditions = [condition for other in knowledge.questions for condition in other.ask_when]
    leads_on = any(facet == question.id for condition in conditions for facet, _ in condition.facets)
    if has_banner or leads_on or question.asks_place:
        return
    answers: dict[tuple[tuple[str, str], ...], set[int]] = defaultdict(set)
    for branch in branches:
        answers[_others(branch, question)].add(branch.answer)
    if all(len(told) == 1 for told in answers.values()):
        yield error(
            question.at,
            "idle-question",
            f'no answer to "{question.id}" changes what anybody is told; remove it, or use it in a `when`',
        )


def unsafe_unknown(knowledge: Knowledge, question: Question, branches: Sequence[Branch]) -> Iterator[Problem]:
    """Whoever does not know can say so, and is told of every duty that any other answer would have brought up.

    A question whose options are situations, and one whose readers always know (their own role), are left out.

    Passes:
        an option with `unknown: true` whose card holds the duty as a conditional step
    Fails:
        a question without such an option, or one whose card is silent about a duty of its sibling
    """
    if question.asks_place or question.id == "role" or question.options.keys() & knowledge.situations.keys():
        return
    unknown = next((option for option in question.choices if option.unknown), None)
    if unknown is None:
        yield error(
            question.at,
            "no-unknown-option",
            f'"{question.id}" has no option for those who do not know; add one with `unknown: true`',
        )
        return
    if unknown.banner is not None:
        return
    lost: dict[str, set[str]] = defaultdict(set)
    for branch, duty in _lost_duties(question, unknown.id, branches):
        lost[duty].add(branch.path.facets.get("role", ""))
    for duty, roles in sorted(lost.items()):
        who = ", ".join(sorted(roles))
        message = f'who answers "{unknown.id}" is not told of {duty}, which another answer brings up; met by {who}'
        yield error(unknown.at, "unsafe-unknown", message)


def _lost_duties(question: Question, unknown: str, branches: Iterable[Branch]) -> Iterator[tuple[Branch, str]]:
    """The duties that readers who answer `unknown` do not hear of, although another answer brings them up."""
    alike: dict[tuple[tuple[str, str], ...], list[Branch]] = defaultdict(list)
    for branch in branches:
        alike[_before(branch, question)].append(branch)
    for group in alike.values():
        all_duties = frozenset().union(*[branch.duties for branch in group])
        for branch in group:
            if branch.path.facets[question.id] == unknown and not all_duties <= branch.duties:
                for sibling in group:
                    lost = sibling.duties - branch.duties
                    if lost and _agree(branch, sibling, question):
                        yield from ((branch, duty) for duty in lost)


def twin_roles(knowledge: Knowledge, branches: Iterable[Branch]) -> Iterator[Problem]:
    """Two roles that are told the same in every situation need not be two: at least one step or call differs.

    Passes:
        two roles with a step, a case or a call of their own in one situation
    Fails:
        two roles whose every card is word for word equal
    """
    role = knowledge.question("role")
    if role is None:
        return
    told: Mapping[str, dict[tuple[tuple[str, str], ...], int]] = defaultdict(dict)
    for branch in branches:
        told[branch.path.facets.get("role", "")][_others(branch, role)] = branch.answer
    for one, other in combinations(sorted(told), 2):
        if told[one] == told[other] and other in role.options:
            message = f'the roles "{one}" and "{other}" are told word for word the same in every situation'
            yield Problem(role.options[other].at, "warning", "twin-roles", message)


def _others(branch: Branch, question: Question) -> tuple[tuple[str, str], ...]:
    """The reader's answers to all other questions."""
    return tuple(pair for pair in branch.path.facets.items() if pair[0] != question.id)


def _agree(branch: Branch, other: Branch, question: Question) -> bool:
    """Whether two readers gave the same answer to whatever else both were asked."""
    mine, theirs = branch.path.facets, other.path.facets
    return all(name == question.id or theirs.get(name, given) == given for name, given in mine.items())


def _before(branch: Branch, question: Question) -> tuple[tuple[str, str], ...]:
    """The reader's answers to the questions asked before this one."""
    asked = branch.path.asked
    before = asked[: asked.index(question.id)]
    return tuple((name, branch.path.facets[name]) for name in before)
