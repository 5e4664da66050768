"""The expression language of processes: what stands between `${` and `}`.

A subset of Python's expressions, read by `ast` and walked by hand: nothing is ever compiled or executed. There are
names, attributes of frozen records and mappings, indexing, arithmetic, comparison, `and`/`or`/`not`, `a if b else c`,
lists, and the functions of `expression_functions.py`. Everything else is refused when the expression is read.
"""

from __future__ import annotations

import ast
import dataclasses
import operator
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from robot_cells.errors import ProcessError
from robot_cells.processes.expression_functions import FUNCTIONS, ExpressionError

MAX_LENGTH = 500
"""Characters in one expression."""
MAX_NODES = 200
"""Nodes of its syntax tree."""
MAX_DEPTH = 30
"""How deep they may be nested."""
MAX_NUMBER = 10**15
"""Whole numbers stay below this, so that no product of products fills the memory."""
MAX_TEXT = 10_000
"""Characters in a text that an expression makes."""

_BINARY: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_COMPARE: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_ALLOWED = (
    ast.Constant,
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
    ast.BoolOp,
    ast.IfExp,
    ast.List,
    ast.Call,
    ast.Load,
    ast.And,
    ast.Or,
    ast.Not,
    ast.USub,
    ast.In,
    ast.NotIn,
    *_BINARY,
    *_COMPARE,
)


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was read and found to be in the language; `tree` is its root."""

    text: str
    tree: ast.expr

    def evaluate(self, names: Mapping[str, object]) -> object:
        """Its value with these names; raises `ProcessError` that says which part has none."""
        try:
            return _value(self.tree, names)
        except ExpressionError as fault:
            raise ProcessError(f"{fault}.", where=f"expression `{self.text}`") from fault


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Expression:
    """Read an expression; raises `ProcessError` when it is not in the language."""
    where = f"expression `{text[:80]}`"
    if len(text) > MAX_LENGTH:
        raise ProcessError(f"It has {len(text)} characters, more than {MAX_LENGTH}.", where=where)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        raise ProcessError(f"It cannot be read: {reason}.", where=where, remedy="See docs/processes.md.") from error
    try:
        _refuse_foreign(tree)
    except ExpressionError as fault:
        raise ProcessError(f"{fault}.", where=where, remedy="See docs/processes.md.") from fault
    return Expression(text, tree)


def _refuse_foreign(tree: ast.expr) -> None:
    """Raise `ExpressionError` for everything outside the language; does not recurse, however deep the tree."""
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)]
    seen = 0
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if seen > MAX_NODES or depth > MAX_DEPTH:
            raise ExpressionError("it is too large: split it, or `set` a variable first")
        _refuse_node(node)
        children = node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node)
        waiting += [(child, depth + 1) for child in children]


def _refuse_node(node: ast.AST) -> None:
    if not isinstance(node, _ALLOWED):
        raise ExpressionError(f"`{type(node).__name__}` is not in the language of expressions")
    match node:
        case ast.Constant(value=value):
            if not isinstance(value, str | int | float | bool | None):
                raise ExpressionError(f"{value!r} is not in the language of expressions")
            _bounded(value)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            if name.startswith("_"):
                raise ExpressionError(f"`{name}`: a name does not begin with an underscore")
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in FUNCTIONS:
            pass
        case ast.Call():
            raise ExpressionError(f"only these can be called: {', '.join(sorted(FUNCTIONS))}, without keywords")


def _value(node: ast.expr, names: Mapping[str, object]) -> object:
    evaluate = _EVALUATE.get(type(node))
    if evaluate is None:
        raise ExpressionError(f"`{type(node).__name__}` is not in the language of expressions")
    return evaluate(node, names)


def _name(node: ast.Name, names: Mapping[str, object]) -> object:
    if node.id not in names:
        raise ExpressionError(f"there is no `{node.id}`")
    return names[node.id]


def _unary(node: ast.UnaryOp, names: Mapping[str, object]) -> object:
    value = _value(node.operand, names)
    return not value if isinstance(node.op, ast.Not) else -_number(value)


def _choice(node: ast.IfExp, names: Mapping[str, object]) -> object:
    return _value(node.body if _value(node.test, names) else node.orelse, names)


def _call(node: ast.Call, names: Mapping[str, object]) -> object:
    function = FUNCTIONS[node.func.id] if isinstance(node.func, ast.Name) else None
    if function is None:
        raise ExpressionError("only functions can be called")
    return function(*(_value(argument, names) for argument in node.args))


def attribute(base: object, name: str) -> object:
    """The field of a record or the entry of a mapping; nothing else has attributes here."""
    if isinstance(base, Mapping):
        if name in base:
            return base[name]
        raise ExpressionError(f"there is no `{name}`; there is {', '.join(map(str, base)) or 'nothing'}")
    if dataclasses.is_dataclass(base) and not isinstance(base, type):
        fields = [field.name for field in dataclasses.fields(base)]
        if name in fields:
            return getattr(base, name)
        raise ExpressionError(f"there is no `{name}`; there is {', '.join(fields)}")
    raise ExpressionError(f"{_shown(base)} has no `{name}`")


def _item(base: object, index: object) -> object:
    if isinstance(base, Mapping):
        if isinstance(index, str) and index in base:
            return base[index]
        raise ExpressionError(f"there is no {_shown(index)} in {_shown(base)}")
    if isinstance(base, Sequence):
        if isinstance(index, int) and -len(base) <= index < len(base):
            return base[index]
        raise ExpressionError(f"there is no item {_shown(index)} among {len(base)}")
    raise ExpressionError(f"{_shown(base)} has no items")


def _arithmetic(symbol: type[ast.operator], left: object, right: object) -> object:
    if symbol is ast.Add and isinstance(left, str) and isinstance(right, str):
        return _bounded(left + right)
    if symbol is ast.Add and isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return [*left, *right]
    try:
        return _bounded(_BINARY[symbol](_number(left), _number(right)))
    except (ZeroDivisionError, OverflowError) as error:
        raise ExpressionError(f"{error}") from error


def _boolean(node: ast.BoolOp, names: Mapping[str, object]) -> object:
    wanted = isinstance(node.op, ast.Or)
    value: object = None
    for operand in node.values:
        value = _value(operand, names)
        if bool(value) is wanted:
            break
    return value


def _comparison(node: ast.Compare, names: Mapping[str, object]) -> bool:
    left = _value(node.left, names)
    for symbol, comparator in zip(node.ops, node.comparators, strict=True):
        right = _value(comparator, names)
        if not _holds(symbol, left, right):
            return False
        left = right
    return True


def _holds(symbol: ast.cmpop, left: object, right: object) -> bool:
    if isinstance(symbol, ast.In | ast.NotIn):
        return _is_in(left, right) is isinstance(symbol, ast.In)
    if isinstance(symbol, ast.Eq | ast.NotEq):
        return _COMPARE[type(symbol)](left, right)
    if isinstance(left, str) and isinstance(right, str):
        return _COMPARE[type(symbol)](left, right)
    return _COMPARE[type(symbol)](_number(left), _number(right))


def _is_in(left: object, right: object) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left in right
    if isinstance(right, Sequence | Mapping) and not isinstance(right, str):
        return left in list(right)
    raise ExpressionError(f"{_shown(left)} cannot be looked for in {_shown(right)}")


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ExpressionError(f"{_shown(value)} is no number")
    return value


def _bounded(value: object) -> object:
    if isinstance(value, int) and abs(value) > MAX_NUMBER:
        raise ExpressionError(f"a whole number lies beyond {MAX_NUMBER:g}")
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise ExpressionError(f"a text has more than {MAX_TEXT} characters")
    return value


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


_EVALUATE: Mapping[type[ast.expr], Callable[[Any, Mapping[str, object]], object]] = {
    ast.Constant: lambda node, _: node.value,
    ast.Name: _name,
    ast.Attribute: lambda node, names: attribute(_value(node.value, names), node.attr),
    ast.Subscript: lambda node, names: _item(_value(node.value, names), _value(node.slice, names)),
    ast.BinOp: lambda node, names: _arithmetic(type(node.op), _value(node.left, names), _value(node.right, names)),
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _comparison,
    ast.IfExp: _choice,
    ast.List: lambda node, names: [_value(element, names) for element in node.elts],
    ast.Call: _call,
}
"""How each kind of node comes to its value."""
