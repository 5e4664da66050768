"""Makes the runner of an assignment: finds process, product and parameters."""

from __future__ import annotations

from collections.abc import Mapping

from robot_cells.attempts.assignment import Assignment
from robot_cells.clock import Clock
from robot_cells.devices.device_client import DeviceClient
from robot_cells.errors import ProcessError
from robot_cells.ids import ProductId
from robot_cells.lines.cell import Cell
from robot_cells.orders.product import Product
from robot_cells.processes.content_hash import content_hash
from robot_cells.processes.process_model import ProcessModel
from robot_cells.processes.runner import Runner, RunOrder
from robot_cells.skills.registry import SkillType
from robot_cells.skills.ways import StraightWays, Ways
from robot_cells.skills.workplace import Workplace

_FIRST_TRY = ".1#1"
"""How the id of the first try at a task ends, when the product comes to the operation for the first time (ids.py)."""


class RunnerFactory:
    """Makes runners for one cell.

    `devices` are the clients by device id; `vision` is one of them where the cell has pictures judged. `speed` is how
    many seconds of line time pass in a second of real time.
    """

    def __init__(
        self,
        cell: Cell,
        *,
        processes: Mapping[str, ProcessModel],
        products: Mapping[ProductId, Product],
        devices: Mapping[str, DeviceClient],
        clock: Clock,
        skills: Mapping[str, SkillType],
        speed: float = 1.0,
        ways: Ways | None = None,
    ) -> None:
        """`ways` say how arms may move in the cell; None: straight, whatever stands there."""
        self._cell = cell
        self._processes = processes
        self._products = products
        self._devices = devices
        self._clock = clock
        self._skills = skills
        self._hashes: dict[str, str] = {}
        self._workplace = Workplace(cell.id, cell.devices, speed=max(1.0, speed), ways=ways or StraightWays())

    def __call__(self, assignment: Assignment) -> Runner:
        """The runner of an assignment; raises `ProcessError` when there can be none. Nothing moves."""
        capability = self._cell.capability(assignment.capability)
        if capability is None:
            raise ProcessError(f"It cannot `{assignment.capability}`.", where=f"cell {self._cell.id}")
        process = self._processes.get(capability.process)
        if process is None:
            remedy = "Add its document to the folder of processes."
            raise ProcessError(f"There is no process `{capability.process}`.", where="processes", remedy=remedy)
        product = self._products.get(assignment.product)
        if product is None and assignment.product:
            raise ProcessError(f"There is no product `{assignment.product}`.", where="products")
        order = RunOrder(
            attempt=assignment.attempt_id,
            serial=assignment.serial,
            product=assignment.product,
            layout=product.layout if product is not None else None,
            parameters={**capability.parameters, **assignment.parameters},
            expected_s=assignment.expected_s or capability.duration_s,
            is_first=assignment.attempt_id.endswith(_FIRST_TRY),
            program_hash=self._hash(process),
        )
        return Runner(
            process,
            order,
            workplace=self._workplace,
            devices=self._devices,
            clock=self._clock,
            skills=self._skills,
        )

    def _hash(self, process: ProcessModel) -> str:
        """Computed once a process: every attempt tells it."""
        if process.process not in self._hashes:
            self._hashes[process.process] = content_hash(process)
        return self._hashes[process.process]
