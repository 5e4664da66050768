"""What is known of a value before anything runs: its type, its unit, what its items and fields are."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args, get_origin, get_type_hints

from robot_cells.skills.parameter import ParameterSpec, ValueType
from robot_cells.skills.unit import Unit, unit_of_name


@dataclass(frozen=True, slots=True)
class StaticType:
    """A type; every part that is None is not known, and fits everything.

    `unit` belongs to numbers, `item` to lists, `record` (a frozen dataclass) to objects.
    """

    value: ValueType | None = None
    unit: Unit | None = None
    item: StaticType | None = None
    record: type | None = None

    @property
    def is_number(self) -> bool:
        """Whether it may be reckoned with, as far as is known."""
        return self.value in (None, ValueType.NUMBER, ValueType.INTEGER)

    def fits(self, wanted: ValueType) -> bool:
        """Whether a value of this type may go where `wanted` is asked for."""
        if self.value is None or self.value is wanted:
            return True
        return wanted is ValueType.NUMBER and self.value is ValueType.INTEGER

    def __str__(self) -> str:
        name = self.value.value if self.value is not None else "value"
        return f"{name} in {self.unit}" if self.unit is not None and not self.unit.is_dimensionless else name


ANYTHING = StaticType()
TEXT = StaticType(ValueType.TEXT)
BOOLEAN = StaticType(ValueType.BOOLEAN)
COUNT = StaticType(ValueType.INTEGER, Unit())


def type_of_spec(spec: ParameterSpec) -> StaticType:
    """The type of a declared parameter."""
    numeric = spec.type in (ValueType.NUMBER, ValueType.INTEGER)
    return StaticType(spec.type, spec.unit if numeric else None)


def type_of_literal(value: object) -> StaticType:
    """The type of a value that stands in the document; a bare number has whatever unit is wanted."""
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int):
        return StaticType(ValueType.INTEGER)
    if isinstance(value, float):
        return StaticType(ValueType.NUMBER)
    if isinstance(value, str):
        return TEXT
    if isinstance(value, list | tuple):
        types = {type_of_literal(item) for item in value}
        return StaticType(ValueType.LIST, item=types.pop() if len(types) == 1 else ANYTHING)
    return StaticType(ValueType.OBJECT) if isinstance(value, Mapping) else ANYTHING


def type_of_record(record: type) -> StaticType:
    """The type of a frozen dataclass such as the layout."""
    return StaticType(ValueType.OBJECT, record=record)


def fields_of(record: type) -> dict[str, StaticType]:
    """The types of a record's fields; a number has the unit that its name carries."""
    hints = get_type_hints(record)
    return {field.name: _type_of_hint(hints[field.name], field.name) for field in dataclasses.fields(record)}


def _type_of_hint(hint: object, name: str) -> StaticType:
    if hint is float or hint is int:
        return StaticType(ValueType.NUMBER, unit_of_name(name) or Unit())
    if hint is bool:
        return BOOLEAN
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return type_of_record(hint)
    origin = get_origin(hint)
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return StaticType(ValueType.LIST, item=_type_of_hint(get_args(hint)[0], name))
    return TEXT if hint is str or getattr(hint, "__supertype__", None) is str else ANYTHING
