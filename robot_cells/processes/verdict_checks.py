"""Steps of a process that could turn a verdict into a pass without anybody noticing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from robot_cells.processes.fault import Fault, KeyPath
from robot_cells.processes.process_model import (
    AlwaysNode,
    AnyNode,
    ConditionNode,
    FallbackNode,
    ForEachNode,
    ParallelNode,
    RetryNode,
    SequenceNode,
    SkillNode,
    TimeoutNode,
)
from robot_cells.processes.reachability import always_fails
from robot_cells.skills.registry import SkillType

VERDICT = "verdict"
"""The key of the result that says whether the piece is good."""
UNDECIDED = "inspect.undecided"
"""The code of a skill that cannot judge what it sees."""
NO_VERDICT = (UNDECIDED, "inspect.no_answer")
"""Codes that say nothing against the piece: another picture may do better."""
RECIPE = "let it fail, and say in the recipe what follows (on_failure)"


def verdict_faults(node: FallbackNode | RetryNode, path: KeyPath, skills: Mapping[str, SkillType]) -> Iterator[Fault]:
    """A fallback that goes on after a verdict as if there had been none; a retry that looks until it likes the answer.

    What a model calls bad or cannot judge must reach the recipe as a failure. A step after which the process fails all
    the same, such as switching a light off, may follow in a fallback.
    """
    if isinstance(node, FallbackNode):
        for index, child in enumerate(node.fallback[:-1]):
            judging = next(_judging(child, skills), None)
            if judging is not None and not all(always_fails(item) for item in node.fallback[index + 1 :]):
                what = f"what `{judging}` fails or cannot judge would pass here: the next one may succeed"
                yield Fault((*path, "fallback", index + 1), what, RECIPE)
        return
    codes = node.retry.codes or ["*"]
    for judging in _judging(node.retry.do, skills):
        fails = [
            code for code in skills[judging].codes if UNDECIDED in skills[judging].codes and code not in NO_VERDICT
        ]
        again = next((code for code in fails if any(fnmatchcase(code, pattern) for pattern in codes)), None)
        if again is not None:
            what = f"a product with {again} would be looked at again until it passes"
            yield Fault((*path, "retry", "codes"), what, f"name the codes that are no verdict: {UNDECIDED}, camera.*")
            return


def _judging(node: AnyNode, skills: Mapping[str, SkillType]) -> Iterator[str]:
    """The skills in a tree that give a verdict, in order."""
    match node:
        case SkillNode(skill=name):
            if name in skills and VERDICT in skills[name].results:
                yield name
        case _:
            for child in _children(node):
                yield from _judging(child, skills)


def _children(node: AnyNode) -> Iterator[AnyNode]:
    match node:
        case SequenceNode(sequence=children) | FallbackNode(fallback=children):
            yield from children
        case ParallelNode(parallel=body):
            yield from body.do
        case RetryNode(retry=body):
            yield body.do
        case TimeoutNode(timeout=body):
            yield body.do
        case AlwaysNode(finally_=body):
            yield from (body.do, body.always)
        case ForEachNode(for_each=body):
            yield body.do
        case ConditionNode(condition=body) if not isinstance(body, str):
            yield body.then
            if body.else_ is not None:
                yield body.else_
