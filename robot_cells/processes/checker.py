"""Finds the faults of a process before anything moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from robot_cells.orders.layout import Layout
from robot_cells.processes.fault import Fault, KeyPath
from robot_cells.processes.process_model import (
    AlwaysNode,
    AnyNode,
    ConditionNode,
    FailNode,
    FallbackNode,
    ForEachNode,
    ParallelNode,
    ParameterModel,
    ProcessModel,
    PromptNode,
    RetryNode,
    SequenceNode,
    SetNode,
    SkillNode,
    TimeoutNode,
)
from robot_cells.processes.process_parameters import spec_of
from robot_cells.processes.reachability import unreachable_children
from robot_cells.processes.static_type import ANYTHING, BOOLEAN, TEXT, StaticType, type_of_record, type_of_spec
from robot_cells.processes.value_checker import ValueChecker
from robot_cells.processes.verdict_checks import verdict_faults
from robot_cells.skills.parameter import ValueType
from robot_cells.skills.registry import SkillType
from robot_cells.skills.unit import parse_unit

GIVEN: Mapping[str, StaticType] = {
    "serial": TEXT,
    "product": TEXT,
    "layout": type_of_record(Layout),
    "expected_s": StaticType(ValueType.NUMBER, parse_unit("s")),
    "is_first": BOOLEAN,
    "changeover_s": StaticType(ValueType.NUMBER, parse_unit("s")),
    "defects": StaticType(ValueType.LIST, item=StaticType(ValueType.OBJECT)),
    "parameters": StaticType(ValueType.OBJECT),
}
"""The names that every expression may use."""
FAILURE = "failure"
"""What later children of a fallback may use: the failure of the one before."""


def check_process(process: ProcessModel, skills: Mapping[str, SkillType]) -> tuple[Fault, ...]:
    """Every fault that can be seen without a product, in the order of the document."""
    faults = list(_check_parameters(process.parameters))
    names = dict(GIVEN)
    for name, declared in process.parameters.items():
        names[name] = _declared_type(name, declared)
    checker = _TreeChecker(skills, frozenset(names))
    roots = {"on_cancel": process.on_cancel, "on_abort": process.on_abort, "park": process.park}
    faults += checker.check(process.tree, ("tree",), names)
    for key, root in roots.items():
        if root is not None:
            faults += checker.check_undoing(root, (key,), names)
    return tuple(faults)


def _check_parameters(parameters: Mapping[str, ParameterModel]) -> Iterator[Fault]:
    for name, declared in parameters.items():
        path: KeyPath = ("parameters", name)
        if name in GIVEN or name == FAILURE:
            yield Fault(path, f"`{name}` is given to every process", "choose another name, or leave it out")
        try:
            unit = parse_unit(declared.unit)
        except ValueError as error:
            yield Fault((*path, "unit"), str(error), "write an SI unit")
            continue
        if not unit.is_dimensionless and declared.type not in ("number", "integer"):
            yield Fault((*path, "unit"), f"a {declared.type} has no unit", "leave it out, or make it a number")
        if declared.is_required or declared.default is None:
            continue
        spec = spec_of(name, declared)
        wanted = type_of_spec(spec)
        checker = ValueChecker(dict(GIVEN))
        yield from checker.check(declared.default, (*path, "default"), wanted)
        if not checker.holds_expression(declared.default):
            fault = spec.fault(declared.default) if wanted.value is not None else None
            if fault and not checker.found:
                yield Fault((*path, "default"), fault, "write a default that fits")


def _declared_type(name: str, declared: ParameterModel) -> StaticType:
    try:
        return type_of_spec(spec_of(name, declared))
    except ValueError:
        return StaticType(ValueType(declared.type))


class _TreeChecker:
    """Walks a tree; `fixed` are the names that nothing in the tree may take."""

    def __init__(self, skills: Mapping[str, SkillType], fixed: frozenset[str]) -> None:
        self._skills = skills
        self._fixed = fixed
        self._undoes = False

    def check(self, node: AnyNode, path: KeyPath, names: dict[str, StaticType]) -> list[Fault]:
        """The faults of a node and all below, and of what undoes it. Names that it sets are added to `names`."""
        faults = self._check_step(node, path, names)
        for key, undoing in (("on_cancel", node.on_cancel), ("on_abort", node.on_abort)):
            if undoing is not None and self._undoes:
                faults.append(Fault((*path, key), "what undoes a step is not undone itself", "leave it out"))
            elif undoing is not None:
                faults += self.check_undoing(undoing, (*path, key), names)
        return faults

    def check_undoing(self, node: AnyNode, path: KeyPath, names: dict[str, StaticType]) -> list[Fault]:
        """The faults of a tree that undoes something; what it sets is seen by nothing else."""
        self._undoes = True
        faults = self.check(node, path, dict(names))
        self._undoes = False
        return faults

    def _check_step(self, node: AnyNode, path: KeyPath, names: dict[str, StaticType]) -> list[Fault]:
        faults = ValueChecker(names).check(node.name, (*path, "name"), TEXT) if node.name else []
        match node:
            case SequenceNode(sequence=children):
                faults += unreachable_children(node, path)
                faults += self._in_order(children, (*path, "sequence"), names)
            case FallbackNode(fallback=children):
                faults += unreachable_children(node, path)
                faults += self._fallback(children, (*path, "fallback"), names)
                faults += verdict_faults(node, path, self._skills)
            case ParallelNode(parallel=body):
                faults += self._in_order(body.do, (*path, "parallel", "do"), names)
            case TimeoutNode(timeout=timeout):
                faults += self.check(timeout.do, (*path, "timeout", "do"), names)
            case AlwaysNode(finally_=always):
                faults += self.check(always.do, (*path, "finally", "do"), names)
                faults += self.check(always.always, (*path, "finally", "always"), names)
            case RetryNode(retry=retry):
                faults += verdict_faults(node, path, self._skills)
                faults += self.check(retry.do, (*path, "retry", "do"), names)
                if retry.recover is not None:
                    faults += self.check(retry.recover, (*path, "retry", "recover"), names)
            case ConditionNode():
                faults += self._condition(node, path, names)
            case ForEachNode():
                faults += self._for_each(node, path, names)
            case _:
                faults += self._leaf(node, path, names)
        return faults

    def _in_order(self, children: Sequence[AnyNode], path: KeyPath, names: dict[str, StaticType]) -> list[Fault]:
        faults: list[Fault] = []
        for index, child in enumerate(children):
            faults += self.check(child, (*path, index), names)
        return faults

    def _fallback(self, children: Sequence[AnyNode], path: KeyPath, names: dict[str, StaticType]) -> list[Fault]:
        faults = self.check(children[0], (*path, 0), names)
        later = {**names, FAILURE: StaticType(ValueType.OBJECT)}
        for index, child in enumerate(children[1:], start=1):
            faults += self.check(child, (*path, index), later)
        names.update({name: found for name, found in later.items() if name != FAILURE})
        return faults

    def _condition(self, node: ConditionNode, path: KeyPath, names: dict[str, StaticType]) -> list[Fault]:
        body = node.condition
        if isinstance(body, str):
            return _checked_condition(body, (*path, "condition"), names)
        faults = _checked_condition(body.if_, (*path, "condition", "if"), names)
        faults += self.check(body.then, (*path, "condition", "then"), names)
        if body.else_ is not None:
            faults += self.check(body.else_, (*path, "condition", "else"), names)
        return faults

    def _for_each(self, node: ForEachNode, path: KeyPath, names: dict[str, StaticType]) -> list[Fault]:
        body, path = node.for_each, (*path, "for_each")
        faults = self._new_name(body.as_, (*path, "as"))
        if body.as_ in names and not faults:
            faults.append(Fault((*path, "as"), f"`{body.as_}` is taken already", "choose another name"))
        # The loop is unrolled before anything moves: what is only set on the way does not exist then.
        early = {name: found for name, found in names.items() if name in self._fixed or found is not ANYTHING}
        checker = ValueChecker(early, later=frozenset(names) - frozenset(early))
        faults += checker.check(body.items, (*path, "items"), StaticType(ValueType.LIST))
        item = checker.type_of(body.items).item or StaticType(ValueType.OBJECT)
        inner = {**names, body.as_: item if item != ANYTHING else StaticType(ValueType.OBJECT)}
        faults += self.check(body.do, (*path, "do"), inner)
        names.update({name: found for name, found in inner.items() if name != body.as_})
        return faults

    def _leaf(self, node: AnyNode, path: KeyPath, names: dict[str, StaticType]) -> list[Fault]:
        match node:
            case SkillNode():
                return self._skill(node, path, names)
            case PromptNode(prompt=body):
                faults = ValueChecker(names).check(body.text, (*path, "prompt", "text"), TEXT)
                if body.default and body.default not in body.choices:
                    remedy = f"choose one of {', '.join(body.choices)}"
                    faults.append(Fault((*path, "prompt", "default"), f"`{body.default}` is no choice", remedy))
                return faults + self._assign(body.into, (*path, "prompt", "into"), names)
            case SetNode(set=values):
                faults = []
                for name, value in values.items():
                    faults += ValueChecker(names).check(value, (*path, "set", name), ANYTHING)
                for name in values:
                    faults += self._assign(name, (*path, "set", name), names)
                return faults
            case FailNode(fail=fail):
                faults = ValueChecker(names).check(fail.message, (*path, "fail", "message"), TEXT)
                return faults + ValueChecker(names).check(fail.remedy, (*path, "fail", "remedy"), TEXT)
        return []

    def _skill(self, node: SkillNode, path: KeyPath, names: dict[str, StaticType]) -> list[Fault]:
        skill = self._skills.get(node.skill)
        if skill is None:
            faults = [ValueChecker.unknown((*path, "skill"), "skill", node.skill, self._skills)]
        else:
            faults = ValueChecker(names).check_parameters(skill, node.with_, path)
        return faults + self._assign(node.into, (*path, "into"), names)

    def _assign(self, name: str | None, path: KeyPath, names: dict[str, StaticType]) -> list[Fault]:
        if name is None:
            return []
        faults = self._new_name(name, path)
        if not faults:
            names[name] = ANYTHING
        return faults

    def _new_name(self, name: str, path: KeyPath) -> list[Fault]:
        if name in self._fixed or name == FAILURE:
            return [Fault(path, f"`{name}` cannot be set: it is given", "choose another name")]
        return []


def _checked_condition(text: str, path: KeyPath, names: Mapping[str, StaticType]) -> list[Fault]:
    checker = ValueChecker(names)
    faults = checker.check(text, path, ANYTHING)
    if not faults and not checker.depends_on_names(text):
        faults.append(Fault(path, "the condition never changes", "use a name in it, or leave it out"))
    return faults
