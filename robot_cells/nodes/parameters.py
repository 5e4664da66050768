"""Parameters as ROS users expect them: described, with a range, and refused when they do not fit."""

from __future__ import annotations

from typing import TypeVar

from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor
from rclpy.exceptions import InvalidParameterTypeException, InvalidParameterValueException
from rclpy.node import Node

from robot_cells.errors import BringupError

Value = TypeVar("Value", bool, int, float, str, list[str])


def declare(
    node: Node,
    name: str,
    default: Value,
    description: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    read_only: bool = True,
) -> Value:
    """Declare a parameter and return its value; the type is that of `default`.

    `minimum` and `maximum` bound a number (a missing side is open). Most parameters are read once, so they are
    read-only unless said otherwise. Raises `BringupError` for a value of the wrong type or out of range.
    """
    descriptor = ParameterDescriptor(name=name, description=description, read_only=read_only)
    if minimum is not None or maximum is not None:
        if isinstance(default, int):
            low = -(2**62) if minimum is None else round(minimum)
            high = 2**62 if maximum is None else round(maximum)
            descriptor.integer_range = [IntegerRange(from_value=low, to_value=high, step=0)]
        else:
            low_f = -1e300 if minimum is None else float(minimum)
            high_f = 1e300 if maximum is None else float(maximum)
            descriptor.floating_point_range = [FloatingPointRange(from_value=low_f, to_value=high_f, step=0.0)]
    try:
        value = node.declare_parameter(name, default, descriptor).value
    except (InvalidParameterTypeException, InvalidParameterValueException) as error:
        raise BringupError(
            f"The parameter {name} has a value that does not fit: {error}",
            where=node.get_fully_qualified_name(),
            remedy=f"{description} Its type is {type(default).__name__}.",
        ) from error
    if isinstance(default, list):
        return [item for item in value if item] if value else default
    return value  # type: ignore[no-any-return]
