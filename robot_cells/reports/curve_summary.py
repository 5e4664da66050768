"""Long series in results, summed up: a screw's torque curve is a thousand numbers that nobody reads in a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LONGEST = 8
"""Lists of at most so many values are left as they are."""


def summarised(value: Mapping[str, object]) -> dict[str, object]:
    """The same values, with every longer list of numbers replaced by its count, first, last, minimum and maximum."""
    return {key: _summarised(item) for key, item in value.items()}


def _summarised(value: object) -> object:
    if isinstance(value, Mapping):
        return summarised(value)
    if not isinstance(value, list | tuple):
        return value
    if len(value) > LONGEST and _is_numbers(value):
        return {"count": len(value), "first": value[0], "last": value[-1], "min": min(value), "max": max(value)}
    return [_summarised(item) for item in value]


def _is_numbers(value: Sequence[object]) -> bool:
    return all(isinstance(item, int | float) and not isinstance(item, bool) for item in value)
