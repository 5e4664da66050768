"""From a process document to a tree for one attempt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from robot_cells.errors import ProcessError
from robot_cells.processes.behaviours.ask import Ask
from robot_cells.processes.behaviours.clearing_up import ClearingUp
from robot_cells.processes.behaviours.leaf import Site
from robot_cells.processes.behaviours.ordered import FallbackOf, SequenceOf
from robot_cells.processes.behaviours.parallel import ParallelOf
from robot_cells.processes.behaviours.process_node import ProcessNode
from robot_cells.processes.behaviours.retry import Retry
from robot_cells.processes.behaviours.skill_step import SkillStep
from robot_cells.processes.behaviours.statements import Choice, Condition, Fail, SetVariables
from robot_cells.processes.behaviours.time_limit import TimeLimit
from robot_cells.processes.behaviours.undoable import Undoable
from robot_cells.processes.process_model import (
    AlwaysNode,
    AnyNode,
    ConditionNode,
    FailNode,
    FallbackNode,
    ForEachNode,
    ParallelNode,
    PromptNode,
    RetryNode,
    SequenceNode,
    SetNode,
    SkillNode,
    TimeoutNode,
)
from robot_cells.processes.run import Run
from robot_cells.processes.template import resolve
from robot_cells.skills.registry import SkillType

MAX_ITEMS = 1000
"""A `for_each` goes over at most so many items."""
MAX_STEPS = 5000
"""A tree has at most so many leaves."""


@dataclass(slots=True)
class TreeBuilder:
    """Builds nodes for one run. `skills` are all skills by name; `leaves` counts those built so far."""

    run: Run
    skills: Mapping[str, SkillType]
    leaves: int = 0

    def build(self, node: AnyNode, site: Site) -> ProcessNode:
        """The behaviour of a node at a place, with what undoes it; raises `ProcessError` when it cannot be built."""
        step = self._step(node, site)
        if node.on_cancel is None and node.on_abort is None:
            return step
        return Undoable(
            step,
            self.run,
            on_cancel=self._undoing(node.on_cancel, site, "c"),
            on_abort=self._undoing(node.on_abort, site, "a"),
        )

    def _undoing(self, node: AnyNode | None, site: Site, key: str) -> ProcessNode | None:
        if node is None:
            return None
        return self.build(node, replace(site, path=f"{site.path}.{key}", is_clearing_up=True))

    def _step(self, node: AnyNode, site: Site) -> ProcessNode:
        if isinstance(node, SkillNode | PromptNode | SetNode | FailNode):
            return self._leaf(node, site)
        if isinstance(node, RetryNode):
            return self._retry(node, site)
        if isinstance(node, ForEachNode):
            return self._for_each(node, site)
        if isinstance(node, ConditionNode):
            return self._condition(node, site)
        return self._composite(node, site)

    def _composite(
        self, node: SequenceNode | FallbackNode | ParallelNode | TimeoutNode | AlwaysNode, site: Site
    ) -> ProcessNode:
        match node:
            case SequenceNode(sequence=children):
                return SequenceOf(self._name(node, "sequence"), self._children(children, site))
            case FallbackNode(fallback=children):
                return FallbackOf(self._name(node, "fallback"), self._children(children, site), self.run)
            case ParallelNode(parallel=body):
                branches = self._children(body.do, site)
                fail_fast = body.policy == "fail_fast"
                return ParallelOf(self._name(node, "parallel"), branches, fail_fast=fail_fast, run=self.run)
            case TimeoutNode(timeout=body):
                child = self.build(body.do, _below(site, 0))
                return TimeLimit(self._name(node, "timeout"), child, duration_s=body.duration_s, run=self.run)
            case AlwaysNode(finally_=body):
                work = self.build(body.do, _below(site, 0))
                always = self.build(body.always, _below(site, 1, is_clearing_up=True))
                return ClearingUp(self._name(node, "finally"), work, always)

    def _leaf(self, node: SkillNode | PromptNode | SetNode | FailNode, site: Site) -> ProcessNode:
        self.leaves += 1
        if self.leaves > MAX_STEPS:
            remedy = "Loop over fewer items, or split the process."
            raise ProcessError(f"The process has more than {MAX_STEPS} steps.", remedy=remedy)
        match node:
            case SkillNode(skill=skill):
                if skill not in self.skills:
                    raise ProcessError(f"There is no skill `{skill}`.", where=site.path)
                for kind in self.skills[skill].needs:
                    self.run.client(kind)
                name = str(resolve(node.name, site.names)) if node.name else ""
                return SkillStep(name, site, self.skills[skill], node.with_, node.into)
            case PromptNode(prompt=body):
                return Ask(self._name(node, "prompt"), site, body)
            case SetNode(set=values):
                return SetVariables(self._name(node, "set"), site, values)
            case FailNode(fail=body):
                return Fail(self._name(node, "fail"), site, body.code, body.message, body.remedy)

    def _retry(self, node: RetryNode, site: Site) -> ProcessNode:
        body = node.retry
        name = self._name(node, "retry")
        retry = Retry(name, self.run, attempts=body.attempts, backoff_s=body.backoff_s, codes=body.codes)
        child = self.build(body.do, _below(site, 0, retry=retry))
        recover = self.build(body.recover, _below(site, 1, retry=retry)) if body.recover is not None else None
        retry.adopt(child, recover)
        return retry

    def _for_each(self, node: ForEachNode, site: Site) -> ProcessNode:
        body = node.for_each
        items = resolve(body.items, site.names)
        if not isinstance(items, Sequence) or isinstance(items, str):
            raise ProcessError(f"`for_each` wants a list, not {items!r:.60}.", where=site.path)
        if len(items) > MAX_ITEMS:
            raise ProcessError(f"`for_each` goes over {len(items)} items, more than {MAX_ITEMS}.", where=site.path)
        children = [
            self.build(body.do, _below(site, index, names={**site.names, body.as_: item}))
            for index, item in enumerate(items)
        ]
        return SequenceOf(self._name(node, "for_each"), children)

    def _condition(self, node: ConditionNode, site: Site) -> ProcessNode:
        body = node.condition
        if isinstance(body, str):
            return Condition(self._name(node, "condition"), site, body)
        then = self.build(body.then, _below(site, 1))
        otherwise = self.build(body.else_, _below(site, 2)) if body.else_ is not None else SequenceOf("nothing", ())
        condition = Condition(self._name(node, "condition"), _below(site, 0), body.if_)
        return Choice(self._name(node, "choice"), condition, then, otherwise)

    def _children(self, nodes: Sequence[AnyNode], site: Site) -> list[ProcessNode]:
        return [self.build(node, _below(site, index)) for index, node in enumerate(nodes)]

    def _name(self, node: AnyNode, kind: str) -> str:
        return node.name or kind


def _below(
    site: Site,
    index: int,
    *,
    names: Mapping[str, object] | None = None,
    retry: Retry | None = None,
    is_clearing_up: bool = False,
) -> Site:
    return Site(
        run=site.run,
        path=f"{site.path}.{index}",
        names=site.names if names is None else names,
        retries=site.retries if retry is None else (*site.retries, retry),
        is_clearing_up=site.is_clearing_up or is_clearing_up,
    )
