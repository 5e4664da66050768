"""Checks values of a process document, with the expressions in them, against the types that are wanted."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from robot_cells.errors import ProcessError
from robot_cells.processes.expression import Expression
from robot_cells.processes.expression_checker import infer, suggestion
from robot_cells.processes.expression_functions import ExpressionError
from robot_cells.processes.fault import Fault, KeyPath
from robot_cells.processes.static_type import ANYTHING, TEXT, StaticType, type_of_literal, type_of_spec
from robot_cells.processes.template import expressions_of, parse_template
from robot_cells.skills.parameter import ParameterSpec, parameter_specs
from robot_cells.skills.registry import SkillType


class ValueChecker:
    """Knows the names at one place of a tree; `later` are those that exist only once the process runs."""

    def __init__(self, names: Mapping[str, StaticType], later: frozenset[str] = frozenset()) -> None:
        self._names = names
        self._later = later
        self.found: list[Fault] = []

    def check(self, value: object, path: KeyPath, wanted: StaticType) -> list[Fault]:
        """The faults of a value and of everything in it; they are kept in `found`, too."""
        faults = self._faults(value, path)
        if not faults:
            faults = self._misfit(value, path, wanted)
        self.found += faults
        return faults

    def check_parameters(self, skill: SkillType, given: Mapping[str, object], path: KeyPath) -> list[Fault]:
        """The faults of what a step gives to a skill."""
        specs = parameter_specs(skill.parameters_type)
        faults: list[Fault] = []
        for name, value in given.items():
            place = (*path, "with", name)
            if name not in specs:
                faults.append(self.unknown(place, f"parameter of `{skill.name}`", name, specs))
                continue
            wrong = self.check(value, place, type_of_spec(specs[name]))
            faults += wrong or self._out_of_bounds(specs[name], value, place)
        missing = [spec for spec in specs.values() if spec.required and spec.name not in given]
        for spec in missing:
            unit = f" in {spec.unit}" if not spec.unit.is_dimensionless else ""
            faults.append(Fault(path, f"`{skill.name}` wants `{spec.name}`", f"add it: {spec.description}{unit}"))
        return faults

    def type_of(self, value: object) -> StaticType:
        """The type of a value; anything where it cannot be told."""
        if not isinstance(value, str) or "${" not in value:
            return type_of_literal(value)
        try:
            sole = parse_template(value).sole
            return infer(sole, self._names) if sole is not None else TEXT
        except (ProcessError, ExpressionError):
            return ANYTHING

    @staticmethod
    def holds_expression(value: object) -> bool:
        """Whether there is any `${...}` in a value."""
        return "${" in repr(value)

    @staticmethod
    def depends_on_names(text: str) -> bool:
        """Whether any name stands in the expressions of a text."""
        trees = [expression.tree for expression in expressions_of(text)]
        return any(isinstance(node, ast.Name) for tree in trees for node in ast.walk(tree))

    @staticmethod
    def unknown(path: KeyPath, kind: str, word: str, known: Iterable[str]) -> Fault:
        """The fault of a word that is not known."""
        return Fault(path, f"there is no {kind} `{word}`", suggestion(word, known))

    def _faults(self, value: object, path: KeyPath) -> list[Fault]:
        if isinstance(value, Mapping):
            return [fault for key, item in value.items() for fault in self._faults(item, (*path, str(key)))]
        if isinstance(value, list):
            return [fault for index, item in enumerate(value) for fault in self._faults(item, (*path, index))]
        if not isinstance(value, str) or "${" not in value:
            return []
        try:
            expressions = list(expressions_of(value))
        except ProcessError as error:
            return [Fault(path, f"{error.where}: {error.what}", "see docs/processes.md")]
        return [fault for expression in expressions for fault in self._expression(expression, path)]

    def _expression(self, expression: Expression, path: KeyPath) -> list[Fault]:
        used = {node.id for node in ast.walk(expression.tree) if isinstance(node, ast.Name)}
        late = sorted(used & self._later)
        if late:
            what = f"`{late[0]}` is known only once the process runs"
            return [Fault(path, what, "loop over parameters, the layout or the items of an outer loop")]
        try:
            infer(expression, self._names)
        except ExpressionError as error:
            what, _, remedy = str(error).partition("; ")
            return [Fault(path, f"`{expression.text}`: {what}", remedy or "see docs/processes.md")]
        return []

    def _misfit(self, value: object, path: KeyPath, wanted: StaticType) -> list[Fault]:
        found = self.type_of(value)
        if wanted.value is not None and not found.fits(wanted.value):
            return [Fault(path, f"this is a {found}, not a {wanted}", f"give a {wanted}")]
        if wanted.unit is not None and found.unit is not None and found.unit != wanted.unit:
            stated = str(found.unit) if found.unit.is_dimensionless else f"in {found.unit}"
            return [Fault(path, f"this is {stated}, wanted is {wanted.unit}", f"give it in {wanted.unit}")]
        return []

    def _out_of_bounds(self, spec: ParameterSpec, value: object, path: KeyPath) -> list[Fault]:
        if self.holds_expression(value):
            return []
        fault = spec.fault(value)
        return [Fault(path, fault, "give a value that fits")] if fault else []
