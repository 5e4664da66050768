"""The parameters of one attempt, checked against what the process declares."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from robot_cells.errors import ProcessError
from robot_cells.processes.process_model import ParameterModel, ProcessModel
from robot_cells.processes.template import resolve
from robot_cells.skills.parameter import ParameterSpec, ValueType
from robot_cells.skills.unit import parse_unit

IMPLIED: Mapping[str, object] = {"defects": [], "changeover_s": 0.0}
"""Parameters that the orchestrator may give to every process, with what they are when it does not."""
OFFERED = frozenset({"serial", "duration_s"})
"""What the orchestrator gives along on some lines; a process that does not declare it does without."""


def spec_of(name: str, declared: ParameterModel) -> ParameterSpec:
    """The declaration in the form that skills use; raises `ValueError` for a unit that does not exist."""
    return ParameterSpec(
        name=name,
        type=ValueType(declared.type),
        unit=parse_unit(declared.unit),
        required=declared.is_required,
        default=declared.default,
        minimum=declared.minimum,
        maximum=declared.maximum,
        choices=tuple(declared.choices),
        description=declared.description,
    )


def parameter_faults(process: ProcessModel, given: Mapping[str, object]) -> dict[str, str]:
    """What is wrong with parameters given in a line or product document, by parameter; they need not be complete."""
    faults: dict[str, str] = {}
    for name, value in given.items():
        declared = process.parameters.get(name)
        if declared is not None:
            fault = spec_of(name, declared).fault(value)
            faults.update({name: fault} if fault else {})
        elif name not in IMPLIED and name not in OFFERED:
            near = difflib.get_close_matches(name, process.parameters, n=1)
            meant = f"; did you mean `{near[0]}`?" if near else ""
            faults[name] = f"the process `{process.process}` has no parameter `{name}`{meant}"
    return faults


def complete_parameters(
    process: ProcessModel, given: Mapping[str, object], names: Mapping[str, object]
) -> dict[str, object]:
    """The parameters of an attempt with their defaults; a default may be an expression over `names`.

    Raises `ProcessError` with every parameter that is unknown, missing or does not fit.
    """
    faults = list(parameter_faults(process, given).values())
    values: dict[str, object] = {**IMPLIED, **{name: given[name] for name in given if name in IMPLIED}}
    for name, declared in process.parameters.items():
        if name in given:
            values[name] = given[name]
        elif declared.is_required:
            faults.append(f"`{name}` is missing")
        else:
            values[name] = resolve(declared.default, {**names, **values})
            fault = spec_of(name, declared).fault(values[name]) if declared.default is not None else None
            faults += [f"the default: {fault}"] if fault else []
    values["parameters"] = dict(values)
    if faults:
        where = f"parameters of process {process.process}"
        raise ProcessError("; ".join(faults) + ".", where=where, remedy="Correct the capability or the operation.")
    return values
