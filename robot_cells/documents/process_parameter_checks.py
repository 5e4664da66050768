"""Rules between processes and those who give them parameters: capabilities of the line, operations of the recipes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from robot_cells.documents.document import Document, KeyPath
from robot_cells.documents.line_model import CapabilityModel, LineModel
from robot_cells.documents.problem import Problem
from robot_cells.documents.product_model import OperationModel, ProductModel
from robot_cells.documents.recipe_checks import operations_of
from robot_cells.processes.process_model import ProcessModel
from robot_cells.processes.process_parameters import parameter_faults


def process_of(capability: CapabilityModel) -> str:
    """The name of the process that carries a capability out."""
    return capability.process or capability.name


def check_capability_parameters(
    document: Document, line: LineModel, processes: Mapping[str, ProcessModel]
) -> Iterator[Problem]:
    """Parameters of capabilities that their process does not take."""
    for index, cell in enumerate(line.cells):
        for place, capability in enumerate(cell.capabilities):
            process = processes.get(process_of(capability))
            if process is not None:
                path = ("cells", index, "capabilities", place, "parameters")
                yield from _check_given(document, path, capability.parameters, process)


def check_operation_parameters(
    document: Document, product: ProductModel, line: LineModel, processes: Mapping[str, ProcessModel]
) -> Iterator[Problem]:
    """Parameters of operations that a process does not take, and those that nobody gives."""
    for path, operation in operations_of(product):
        told: set[str] = set()
        for cell, capability in able_cells(line, operation):
            process = processes.get(process_of(capability))
            if process is None:
                continue
            if process.process not in told:
                yield from _check_given(document, (*path, "parameters"), operation.parameters, process)
            told.add(process.process)
            given = {**capability.parameters, **operation.parameters}
            for name, declared in process.parameters.items():
                if declared.is_required and name not in given:
                    yield document.problem(
                        (*path, "parameters", name),
                        f"missing: the process {process.process} needs it on {cell}",
                        f"give {name} here, or to the capability {operation.capability} of {cell}",
                    )


def able_cells(line: LineModel, operation: OperationModel) -> list[tuple[str, CapabilityModel]]:
    """The cells that may carry an operation out, with the capability that it uses there."""
    return [
        (cell.id, capability)
        for cell in line.cells
        for capability in cell.capabilities
        if capability.name == operation.capability and (not operation.durations_s or cell.id in operation.durations_s)
    ]


def _check_given(
    document: Document, path: KeyPath, given: Mapping[str, object], process: ProcessModel
) -> Iterator[Problem]:
    for name, fault in parameter_faults(process, given).items():
        what, _, meant = fault.partition("; ")
        known = ", ".join(process.parameters) or "none"
        yield document.problem((*path, name), what, meant or f"the process {process.process} takes: {known}")
