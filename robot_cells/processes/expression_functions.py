"""The functions that expressions may call. None has an effect; each says what is wrong with its arguments."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence


class ExpressionError(Exception):
    """A part of an expression has no value; becomes a `ProcessError` that names the expression."""


def _list(value: object, function: str) -> Sequence[object]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return value
    raise ExpressionError(f"{function} wants a list, not {value!r:.60}")


def _numbers(values: Sequence[object], function: str) -> list[float]:
    if not values or any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
        raise ExpressionError(f"{function} wants one number at least, and numbers only")
    return [value for value in values if isinstance(value, int | float)]


def _arity(arguments: Sequence[object], count: int, function: str) -> None:
    if len(arguments) != count:
        raise ExpressionError(f"{function} wants {count} argument(s), not {len(arguments)}")


def _field(record: object, name: object) -> object:
    if isinstance(record, Mapping):
        return record.get(name)
    if dataclasses.is_dataclass(record) and not isinstance(record, type) and isinstance(name, str):
        known = {field.name for field in dataclasses.fields(record)}
        return getattr(record, name) if name in known else None
    return None


def length(*arguments: object) -> int:
    """`len(list_or_text)`: how many items or characters."""
    _arity(arguments, 1, "len")
    (value,) = arguments
    if isinstance(value, str | Sequence | Mapping):
        return len(value)
    raise ExpressionError(f"len wants a list or a text, not {value!r:.60}")


def smallest(*arguments: object) -> float:
    """`min(list)` or `min(a, b, ...)`."""
    return min(_numbers(_spread(arguments), "min"))


def largest(*arguments: object) -> float:
    """`max(list)` or `max(a, b, ...)`."""
    return max(_numbers(_spread(arguments), "max"))


def total(*arguments: object) -> float:
    """`sum(list)`."""
    _arity(arguments, 1, "sum")
    items = _list(arguments[0], "sum")
    return math.fsum(_numbers(items, "sum")) if items else 0.0


def any_true(*arguments: object) -> bool:
    """`any(list)`: whether one item at least is true."""
    _arity(arguments, 1, "any")
    return any(_list(arguments[0], "any"))


def all_true(*arguments: object) -> bool:
    """`all(list)`: whether no item is false."""
    _arity(arguments, 1, "all")
    return all(_list(arguments[0], "all"))


def magnitude(*arguments: object) -> float:
    """`abs(number)`."""
    _arity(arguments, 1, "abs")
    return abs(_numbers(arguments, "abs")[0])


def find(*arguments: object) -> object:
    """`find(list, id)`: the record of that id, or null."""
    _arity(arguments, 2, "find")
    items, wanted = arguments
    return next((item for item in _list(items, "find") if _field(item, "id") == wanted), None)


def where(*arguments: object) -> list[object]:
    """`where(list, field, value)`: the records whose field has that value; a list of values stands for any of them."""
    _arity(arguments, 3, "where")
    items, name, value = arguments
    wanted = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [item for item in _list(items, "where") if _field(item, name) in wanted]


def cross_pattern(*arguments: object) -> list[object]:
    """`cross_pattern(screws)`: the screws in the order in which they are tightened crosswise.

    Sorted by their angle about the common centre, then opposite pairs one after another, neighbouring pairs last
    (the star pattern of ASME PCC-1, section 11). Wants records with `x_m` and `y_m`.
    """
    _arity(arguments, 1, "cross_pattern")
    screws = list(_list(arguments[0], "cross_pattern"))
    places = [(_coordinate(screw, "x_m"), _coordinate(screw, "y_m")) for screw in screws]
    if len(screws) < 3:
        return screws
    centre_x = math.fsum(x for x, _ in places) / len(places)
    centre_y = math.fsum(y for _, y in places) / len(places)
    angles = [math.atan2(y - centre_y, x - centre_x) for x, y in places]
    around = [screws[index] for index in sorted(range(len(screws)), key=lambda index: angles[index])]
    half = (len(around) + 1) // 2
    starts = [*range(0, half, 2), *range(1, half, 2)]
    return [around[index] for start in starts for index in (start, start + half) if index < len(around)]


def _spread(arguments: Sequence[object]) -> Sequence[object]:
    if len(arguments) == 1 and isinstance(arguments[0], Sequence) and not isinstance(arguments[0], str):
        return arguments[0]
    return arguments


def _coordinate(screw: object, name: str) -> float:
    value = _field(screw, name)
    if not isinstance(value, int | float):
        raise ExpressionError(f"cross_pattern wants records with {name}, not {screw!r:.60}")
    return float(value)


FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "abs": magnitude,
    "all": all_true,
    "any": any_true,
    "cross_pattern": cross_pattern,
    "find": find,
    "len": length,
    "max": largest,
    "min": smallest,
    "sum": total,
    "where": where,
}
