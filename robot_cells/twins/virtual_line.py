"""A whole line without ROS: the true orchestrator, workers, processes, equipment and inspection, on virtual time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.memory_ledger import MemoryLedger
from robot_cells.attempts.report import Report
from robot_cells.attempts.runner_factory import RunnerFactory
from robot_cells.attempts.worker import CellWorker
from robot_cells.clock import VirtualClock
from robot_cells.devices.device_client import CommandStatus, DeviceClient
from robot_cells.documents.plant import Plant
from robot_cells.errors import TwinError
from robot_cells.ids import CellId, JournalId
from robot_cells.inspections.inspector_library import InspectorLibrary
from robot_cells.lines.device import DeviceKind
from robot_cells.lines.vehicle_cell import all_cells
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.events import Event, OrderSubmitted, TimePassed
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orders.work_order import WorkOrder
from robot_cells.processes.process_model import ProcessModel
from robot_cells.schedules.rules import Rule, apparent_tardiness_cost
from robot_cells.simulations.change import Change, DeviceChange
from robot_cells.simulations.equipment_kinds import KINEMATIC, EquipmentKinds
from robot_cells.simulations.fault_plan import FaultSpec
from robot_cells.simulations.simulated_equipment import SimulatedEquipment
from robot_cells.skills.planned_ways import PlannedWays
from robot_cells.skills.registry import load_skills
from robot_cells.twins.equipment_client import EquipmentClient
from robot_cells.twins.instant_vision import InstantVision
from robot_cells.twins.model import Operator
from robot_cells.twins.operator_desk import OperatorDesk

HOST, INCARNATION, IDLE = "twin", "1", 4
"""What the cells say of themselves: one process, started once, in PackML's state Idle."""
JOURNAL = JournalId("0badcafe")
LONGEST_S = 40_000.0
"""Line time after which orders that have not ended never will."""


class VirtualLine:
    """Runs orders to their end; `recorded` is what the journal would hold.

    Without an `operator` nobody answers questions. `kinds` is which simulation the equipment is. `inspectors` are those
    of the plant's products, where another line has made them already.
    """

    def __init__(
        self,
        plant: Plant,
        processes: Mapping[str, ProcessModel],
        faults: tuple[FaultSpec, ...],
        seed: int,
        rule: Rule = apparent_tardiness_cost,
        *,
        operator: Operator | None = None,
        inspectors: InspectorLibrary | None = None,
        kinds: EquipmentKinds = KINEMATIC,
    ) -> None:
        self.clock = VirtualClock()
        self.equipment = SimulatedEquipment(plant.line, plant.products, faults, seed, kinds=kinds)
        self.orchestrator = Orchestrator(plant.line, plant.products, JOURNAL, rule, epoch=1)
        self.recorded: list[Event] = []
        self._mail: list[Assignment] = []
        self._desk = OperatorDesk(operator) if operator is not None else None
        self._clients: dict[tuple[str, str], EquipmentClient] = {}
        vision = InstantVision(inspectors or _inspectors(plant, kinds))
        skills = load_skills()
        self.workers: dict[CellId, CellWorker] = {}
        for cell in all_cells(plant.line).values():
            devices: dict[str, DeviceClient] = {item.id: self._client(cell.id, item.id) for item in cell.devices}
            factory = RunnerFactory(
                cell,
                processes=processes,
                products=plant.products,
                devices={**devices, "vision": vision},
                clock=self.clock,
                skills=skills,
                ways=PlannedWays(cell, plant.products),
            )
            self.workers[cell.id] = CellWorker(cell, factory, MemoryLedger(), self.clock)

    def run(self, orders: Iterable[WorkOrder], until_s: float = LONGEST_S) -> None:
        """Submit the orders and let time run until all have ended.

        Raises `TwinError` when they have not at `until_s`, or nothing is under way any more.
        """
        heard = HostHeard(HOST, INCARNATION, tuple(CellHeard(cell, IDLE) for cell in self.workers))
        self.handle([*self.orchestrator.observe_cells(heard, 0.0), *(OrderSubmitted(0.0, item) for item in orders)])
        while self.clock.now() < until_s:
            while self._turn():
                pass
            if all(item.end is not None for item in self.orchestrator.state.orders.values()):
                return
            next_s = min(
                *(worker.wake_at_s for worker in self.workers.values()),
                self.orchestrator.wake_at_s or math.inf,
                self._desk.next_s if self._desk is not None else math.inf,
            )
            if min(next_s, self.equipment.next_event_s) == math.inf:
                raise TwinError(
                    "Nothing is under way, and orders have not ended.",
                    where=f"{self.clock.now():g} s of line time",
                    remedy="See which questions wait for an answer.",
                )
            # Nobody can say before when bodies will have come to their end.
            changes = self.equipment.advance_to_change(min(next_s, until_s))
            self.clock.advance(max(0.0, self.equipment.now_s - self.clock.now()))
            self.hear(changes)
            answers = self._desk.answers(self.clock.now()) if self._desk is not None else []
            self.handle([TimePassed(self.clock.now()), *answers])
        raise TwinError(f"The orders have not ended after {until_s:g} s of line time.", remedy="Allow more time.")

    def handle(self, events: Iterable[Event]) -> None:
        """One turn of the orchestrator; what it sends is delivered with the next."""
        outcome = self.orchestrator.handle(events)
        self.recorded += outcome.recorded
        if self._desk is not None:
            for event in outcome.recorded:
                self._desk.hear(event)
        self._mail += outcome.assignments

    def hear(self, changes: Iterable[Change]) -> None:
        """Let the device clients know what the equipment says."""
        for change in changes:
            if isinstance(change, DeviceChange):
                result = dict(change.result)
                if change.picture is not None:
                    result["image"] = change.picture
                status = CommandStatus(change.state, change.progress, change.error_code, change.error_message, result)
                self._client(change.cell, change.device).statuses[change.command_id] = status

    def _turn(self) -> bool:
        """Deliver what is under way once; whether anything was."""
        mail, self._mail = self._mail, []
        reports: list[Report] = []
        for assignment in mail:
            reports += self.workers[assignment.cell].receive(assignment)
        for worker in self.workers.values():
            reports += worker.tick()
        for report in reports:
            self.handle(self.orchestrator.observe(report, self.clock.now()))
        return bool(mail or reports)

    def _client(self, cell: str, device: str) -> EquipmentClient:
        found = self._clients.get((cell, device))
        if found is None:
            found = EquipmentClient(self.equipment, self.clock, cell, device, self.hear)
            self._clients[cell, device] = found
        return found


def _inspectors(plant: Plant, kinds: EquipmentKinds) -> InspectorLibrary:
    """Taught what the line's own cameras see: drawings, or what is rendered."""
    layouts = {item.id: item.layout for item in plant.products.values() if item.layout is not None}
    if kinds.devices.get(DeviceKind.CAMERA) is KINEMATIC.devices[DeviceKind.CAMERA]:
        return InspectorLibrary(layouts)
    from robot_cells.inspections.rendered_library import RenderedLibrary

    return RenderedLibrary(plant.line, plant.products)
