"""The typed parameters of a skill: a frozen dataclass whose fields say unit, bounds and meaning."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_origin, get_type_hints

from robot_cells.errors import ProcessError
from robot_cells.skills.unit import Unit, parse_unit

Parameters = TypeVar("Parameters")


class ValueType(Enum):
    """What a value may be, by the names that process documents use."""

    NUMBER = "number"
    """A finite float; an integer passes too."""
    INTEGER = "integer"
    """A whole number."""
    TEXT = "text"
    """A string."""
    BOOLEAN = "boolean"
    """True or false."""
    LIST = "list"
    """A list."""
    OBJECT = "object"
    """A mapping, or a frozen record such as a screw of the layout."""

    def accepts(self, value: object) -> bool:
        """Whether a value is of this type."""
        match self:
            case ValueType.NUMBER:
                return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
            case ValueType.INTEGER:
                return isinstance(value, int) and not isinstance(value, bool)
            case ValueType.TEXT:
                return isinstance(value, str)
            case ValueType.BOOLEAN:
                return isinstance(value, bool)
            case ValueType.LIST:
                return isinstance(value, Sequence) and not isinstance(value, str | bytes)
            case ValueType.OBJECT:
                return isinstance(value, Mapping) or dataclasses.is_dataclass(value)


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """One parameter: name, type, unit, bounds (in that unit), and the default where it is not required."""

    name: str
    type: ValueType
    unit: Unit = Unit()
    required: bool = True
    default: object = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    description: str = ""

    def fault(self, value: object) -> str | None:
        """Why a value does not fit, in half a sentence; None when it fits."""
        if not self.type.accepts(value):
            return f"`{self.name}` is a {self.type.value}, not {value!r}"
        if isinstance(value, int | float):
            if self.minimum is not None and value < self.minimum:
                return f"`{self.name}` is at least {self.minimum:g} {self.unit_text}, not {value:g}".replace("  ", " ")
            if self.maximum is not None and value > self.maximum:
                return f"`{self.name}` is at most {self.maximum:g} {self.unit_text}, not {value:g}".replace("  ", " ")
        if self.choices and value not in self.choices:
            return f"`{self.name}` is one of {', '.join(self.choices)}, not {value!r}"
        return None

    @property
    def unit_text(self) -> str:
        """The unit for people; empty for a mere number."""
        return "" if self.unit.is_dimensionless else str(self.unit)


def parameter(
    description: str,
    *,
    unit: str = "",
    default: Any = dataclasses.MISSING,  # noqa: ANN401 - as dataclasses.field, whose stand-in this is
    minimum: float | None = None,
    maximum: float | None = None,
    choices: Sequence[str] = (),
) -> Any:  # noqa: ANN401
    """A field of a skill's parameters; without a default it must be given."""
    metadata = {
        "description": description,
        "unit": unit,
        "minimum": minimum,
        "maximum": maximum,
        "choices": tuple(choices),
    }
    if isinstance(default, Mapping):
        return dataclasses.field(default_factory=lambda: default, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def parameter_specs(parameters_type: type[Any]) -> Mapping[str, ParameterSpec]:
    """What a skill's parameters are, by name, in the order of the fields."""
    return _specs(parameters_type)  # type: ignore[arg-type]  # a class is hashable, whatever its metaclass


@cache
def _specs(parameters_type: type[Any]) -> Mapping[str, ParameterSpec]:
    hints = get_type_hints(parameters_type)
    return {field.name: _spec(field, hints[field.name]) for field in dataclasses.fields(parameters_type)}


def bind(parameters_type: type[Parameters], values: Mapping[str, object], where: str) -> Parameters:
    """The parameters as their dataclass; raises `ProcessError` that names `where` and every value that does not fit."""
    specs = parameter_specs(parameters_type)
    faults = [f"there is no parameter `{name}`" for name in values if name not in specs]
    bound: dict[str, object] = {}
    for spec in specs.values():
        if spec.name in values:
            value = values[spec.name]
            fault = spec.fault(value)
            faults += [fault] if fault else []
            bound[spec.name] = float(value) if spec.type is ValueType.NUMBER and isinstance(value, int) else value
        elif spec.required:
            faults.append(f"`{spec.name}` is missing")
    if faults:
        raise ProcessError("; ".join(faults) + ".", where=where, remedy="Correct the step's `with`.")
    return parameters_type(**bound)


def _spec(field: dataclasses.Field[Any], hint: object) -> ParameterSpec:
    required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    default = None if required or field.default is dataclasses.MISSING else field.default
    return ParameterSpec(
        name=field.name,
        type=_value_type(hint),
        unit=parse_unit(str(field.metadata.get("unit", ""))),
        required=required,
        default=default,
        minimum=field.metadata.get("minimum"),
        maximum=field.metadata.get("maximum"),
        choices=field.metadata.get("choices", ()),
        description=str(field.metadata.get("description", "")),
    )


def _value_type(hint: object) -> ValueType:
    plain = {float: ValueType.NUMBER, int: ValueType.INTEGER, str: ValueType.TEXT, bool: ValueType.BOOLEAN}
    for known, kind in plain.items():
        if hint is known:
            return kind
    origin = get_origin(hint) or hint
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return ValueType.LIST
    return ValueType.OBJECT
