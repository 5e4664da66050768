"""Finds faults of expressions before anything runs: names, fields, types and units that cannot be."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable, Mapping, Sequence

from robot_cells.processes.expression import Expression
from robot_cells.processes.expression_functions import ExpressionError
from robot_cells.processes.static_type import (
    ANYTHING,
    BOOLEAN,
    COUNT,
    StaticType,
    fields_of,
    type_of_literal,
)
from robot_cells.skills.parameter import ValueType
from robot_cells.skills.unit import Unit

_OF_LISTS = ("all", "any", "cross_pattern", "find", "sum", "where")
_ARITY = {"abs": 1, "all": 1, "any": 1, "cross_pattern": 1, "find": 2, "len": 1, "sum": 1, "where": 3}


def infer(expression: Expression, names: Mapping[str, StaticType]) -> StaticType:
    """The type of an expression where these names are known; raises `ExpressionError` for what cannot be."""
    return _type(expression.tree, names)


def suggestion(word: str, known: Iterable[str]) -> str:
    """`did you mean ...?`, else what there is."""
    choices = sorted(known)
    near = difflib.get_close_matches(word, choices, n=1)
    if near:
        return f"did you mean `{near[0]}`?"
    return f"there is {', '.join(choices)}" if choices else "there is none"


def _type(node: ast.expr, names: Mapping[str, StaticType]) -> StaticType:
    match node:
        case ast.Constant(value=value):
            return type_of_literal(value)
        case ast.Name(id=name):
            if name not in names:
                raise ExpressionError(f"there is no `{name}`; {suggestion(name, names)}")
            return names[name]
        case ast.Attribute(value=base, attr=name):
            return _field(_type(base, names), name)
        case ast.Subscript(value=base, slice=index):
            _type(index, names)
            return _type(base, names).item or ANYTHING
    return _type_of_operation(node, names)


def _type_of_operation(node: ast.expr, names: Mapping[str, StaticType]) -> StaticType:
    found = ANYTHING
    match node:
        case ast.BinOp(left=left, op=symbol, right=right):
            found = _arithmetic(symbol, _type(left, names), _type(right, names))
        case ast.UnaryOp(op=symbol, operand=operand):
            inner = _type(operand, names)
            found = BOOLEAN if isinstance(symbol, ast.Not) else _number(inner)
        case ast.List(elts=elements):
            found = StaticType(ValueType.LIST, item=_common([_type(element, names) for element in elements]))
        case ast.BoolOp(values=operands):
            found = _common([_type(operand, names) for operand in operands])
        case ast.Compare():
            found = _comparison(node, names)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            _type(test, names)
            found = _common([_type(body, names), _type(orelse, names)])
        case ast.Call(func=ast.Name(id=name), args=arguments):
            found = _call(name, [_type(argument, names) for argument in arguments])
    return found


def _common(types: Sequence[StaticType]) -> StaticType:
    """The type of all of them, anything when they differ."""
    return types[0] if types and all(found == types[0] for found in types) else ANYTHING


def _field(base: StaticType, name: str) -> StaticType:
    if base.record is not None:
        fields = fields_of(base.record)
        if name not in fields:
            raise ExpressionError(f"a {base.record.__name__.lower()} has no `{name}`; {suggestion(name, fields)}")
        return fields[name]
    if base.value not in (None, ValueType.OBJECT):
        raise ExpressionError(f"a {base} has no `{name}`")
    return ANYTHING


def _arithmetic(symbol: ast.operator, left: StaticType, right: StaticType) -> StaticType:
    if isinstance(symbol, ast.Add) and left.value == right.value and left.value in (ValueType.TEXT, ValueType.LIST):
        return left
    if isinstance(symbol, ast.Add) and ANYTHING in (left, right):
        return ANYTHING
    _number(left)
    _number(right)
    if isinstance(symbol, ast.Add | ast.Sub | ast.Mod):
        return StaticType(ValueType.NUMBER, _common_unit(left, right))
    # A bare number in a product is a mere factor: its unit is none, not unknown.
    units = [_factor_unit(operand) for operand in (left, right)]
    if units[0] is None or units[1] is None:
        return StaticType(ValueType.NUMBER)
    product = units[0] * units[1] if isinstance(symbol, ast.Mult) else units[0] / units[1]
    return StaticType(ValueType.NUMBER, product)


def _comparison(node: ast.Compare, names: Mapping[str, StaticType]) -> StaticType:
    types = [_type(operand, names) for operand in (node.left, *node.comparators)]
    for symbol, left, right in zip(node.ops, types, types[1:], strict=False):
        if isinstance(symbol, ast.In | ast.NotIn):
            continue
        if not isinstance(symbol, ast.Eq | ast.NotEq) and ValueType.TEXT not in (left.value, right.value):
            _number(left)
            _number(right)
        if left.is_number and right.is_number:
            _common_unit(left, right)
        elif None not in (left.value, right.value) and left.value is not right.value:
            raise ExpressionError(f"a {left} is never compared with a {right}")
    return BOOLEAN


def _call(name: str, arguments: Sequence[StaticType]) -> StaticType:
    wanted = _ARITY.get(name)
    if not arguments or (wanted is not None and len(arguments) != wanted):
        raise ExpressionError(f"{name} wants {wanted or 'at least one'} argument(s), not {len(arguments)}")
    first = arguments[0]
    if name in _OF_LISTS and not first.fits(ValueType.LIST):
        raise ExpressionError(f"{name} wants a list, not a {first}")
    if name in ("min", "max") and len(arguments) > 1:
        unit = first.unit
        for argument in arguments[1:]:
            unit = _common_unit(StaticType(ValueType.NUMBER, unit), _number(argument))
        return StaticType(ValueType.NUMBER, unit)
    if name in ("where", "cross_pattern", "abs"):
        return first
    fixed = {"len": COUNT, "any": BOOLEAN, "all": BOOLEAN}
    return fixed.get(name) or first.item or ANYTHING


def _number(found: StaticType) -> StaticType:
    if not found.is_number:
        raise ExpressionError(f"a {found} is no number")
    return found


def _common_unit(left: StaticType, right: StaticType) -> Unit | None:
    """The unit of both; raises `ExpressionError` when they differ. An unknown one is that of the other."""
    if left.unit is None or right.unit is None:
        return left.unit or right.unit
    if left.unit != right.unit:
        raise ExpressionError(f"units differ: {left.unit} and {right.unit}")
    return left.unit


def _factor_unit(operand: StaticType) -> Unit | None:
    if operand.unit is not None:
        return operand.unit
    return Unit() if operand.value is not None else None
