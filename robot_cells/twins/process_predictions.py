"""How long a process takes, by the skills' own predictions: where nothing was measured."""

from __future__ import annotations

import json
from collections.abc import Mapping

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.runner_factory import RunnerFactory
from robot_cells.clock import VirtualClock
from robot_cells.devices.device_client import CommandStatus, DeviceClient
from robot_cells.errors import ProcessError
from robot_cells.ids import CellId, ProductId
from robot_cells.lines.cell import Cell
from robot_cells.orders.product import Product
from robot_cells.processes.process_model import ProcessModel
from robot_cells.skills.registry import load_skills


class _NoDevice:
    """A device that nobody commands: the tree is built, and never ticked."""

    def start(self, command_id: str, command: str, parameters: Mapping[str, object]) -> None:
        """Never called."""

    def status(self, command_id: str) -> CommandStatus:
        """Knows no command."""
        raise KeyError(command_id)

    def cancel(self, command_id: str) -> None:
        """Never called."""


class ProcessPredictions:
    """Predictions by assignment, remembered by what they depend on. `cells` are those of the line as documented."""

    def __init__(
        self,
        cells: Mapping[CellId, Cell],
        processes: Mapping[str, ProcessModel],
        products: Mapping[ProductId, Product],
    ) -> None:
        self._cells = cells
        self._processes = processes
        self._products = products
        self._factories: dict[CellId, RunnerFactory] = {}
        self._known: dict[str, float | None] = {}

    def duration_s(self, assignment: Assignment, cell: CellId) -> float | None:
        """Seconds without change-over, as if `cell` did it; None where its process cannot be built here."""
        given = {key: value for key, value in assignment.parameters.items() if key != "changeover_s"}
        key = json.dumps([cell, assignment.capability, assignment.product, given], sort_keys=True, default=str)
        if key not in self._known:
            self._known[key] = self._predicted_s(assignment, cell, given)
        return self._known[key]

    def _predicted_s(self, assignment: Assignment, cell: CellId, given: Mapping[str, object]) -> float | None:
        factory = self._factory(cell)
        if factory is None:
            return None
        plain = Assignment(
            assignment.kind,
            assignment.journal_id,
            assignment.epoch,
            cell,
            assignment.attempt_id,
            serial=assignment.serial,
            product=assignment.product,
            operation=assignment.operation,
            capability=assignment.capability,
            parameters=given,
            expected_s=assignment.expected_s,
        )
        try:
            return factory(plain).predicted_s
        except ProcessError:
            return None

    def _factory(self, cell: CellId) -> RunnerFactory | None:
        if cell not in self._cells:
            return None
        found = self._factories.get(cell)
        if found is None:
            known = self._cells[cell]
            devices: dict[str, DeviceClient] = {item.id: _NoDevice() for item in known.devices}
            found = self._factories[cell] = RunnerFactory(
                known,
                processes=self._processes,
                products=self._products,
                devices={**devices, "vision": _NoDevice()},
                clock=VirtualClock(),
                skills=load_skills(),
            )
        return found
