"""A whole line without ROS: the true orchestrator, workers, processes, equipment and inspection, on virtual time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.memory_ledger import MemoryLedger
from robot_cells.attempts.report import Report
from robot_cells.attempts.runner_factory import RunnerFactory
from robot_cells.attempts.worker import CellWorker
from robot_cells.clock import VirtualClock
from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.ids import JournalId, ProductId
from robot_cells.inspections.inspector_library import InspectorLibrary
from robot_cells.lines.vehicle_cell import all_cells
from robot_cells.nodes.process_library import processes_of
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.events import Event, OrderSubmitted, TimePassed
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orders.work_order import WorkOrder
from robot_cells.processes.process_model import ProcessModel
from robot_cells.simulations.change import Change, DeviceChange
from robot_cells.simulations.fault_plan import FaultSpec
from robot_cells.simulations.simulated_equipment import SimulatedEquipment
from robot_cells.skills.registry import load_skills

ROOT = Path(__file__).parents[2]


class EquipmentClient:
    """A device client that hands its commands to the simulated equipment, and hears what it says."""

    def __init__(self, line: VirtualLine, cell: str, device: str) -> None:
        self._line = line
        self._cell = cell
        self._device = device
        self.statuses: dict[str, CommandStatus] = {}

    def start(self, command_id: str, command: str, parameters: Mapping[str, object]) -> None:
        self.statuses.setdefault(command_id, CommandStatus(CommandState.RUNNING))
        now_s = self._line.clock.now()
        self._line.hear(self._line.equipment.command(self._cell, self._device, command_id, command, parameters, now_s))

    def status(self, command_id: str) -> CommandStatus:
        return self.statuses[command_id]

    def cancel(self, command_id: str) -> None:
        self._line.hear(self._line.equipment.cancel(self._cell, self._device, command_id, self._line.clock.now()))


class VisionClient:
    """Judges in the very moment of the command, as the vision node would a little later."""

    def __init__(self, library: InspectorLibrary) -> None:
        self._library = library
        self._statuses: dict[str, CommandStatus] = {}

    def start(self, command_id: str, command: str, parameters: Mapping[str, object]) -> None:
        inspector = self._library.inspector(ProductId(str(parameters["product"])))
        found = inspector.inspect(parameters["image"], str(parameters["serial"]))
        defects = [
            {
                "code": item.code,
                "subject": item.subject,
                "score": item.score,
                "offset_x_m": item.offset_x_m,
                "offset_y_m": item.offset_y_m,
                "rotation_rad": item.rotation_rad,
            }
            for item in found.defects
        ]
        result = {"verdict": found.verdict.value, "defects": defects, "message": found.message, "model": "golden"}
        self._statuses[command_id] = CommandStatus(CommandState.SUCCEEDED, result=result)

    def status(self, command_id: str) -> CommandStatus:
        return self._statuses[command_id]

    def cancel(self, command_id: str) -> None:
        pass


class VirtualLine:
    """Runs orders to their end; `recorded` is what the journal would hold."""

    def __init__(self, plant: Plant, processes: Mapping[str, ProcessModel], faults: tuple[FaultSpec, ...], seed: int):
        self.clock = VirtualClock()
        self.equipment = SimulatedEquipment(plant.line, plant.products, faults, seed)
        self.orchestrator = Orchestrator(plant.line, plant.products, JournalId("0badcafe"), epoch=1)
        self.recorded: list[Event] = []
        self._mail: list[Assignment] = []
        self._clients: dict[tuple[str, str], EquipmentClient] = {}
        self._deaf: list[DeviceChange] = []
        layouts = {item.id: item.layout for item in plant.products.values() if item.layout is not None}
        vision = VisionClient(InspectorLibrary(layouts, None))
        skills = load_skills()
        self.workers: dict[str, CellWorker] = {}
        for cell in all_cells(plant.line).values():
            devices = {item.id: self._client(cell.id, item.id) for item in cell.devices}
            factory = RunnerFactory(
                cell,
                processes=processes,
                products=plant.products,
                devices={**devices, "vision": vision},
                clock=self.clock,
                skills=skills,
            )
            self.workers[cell.id] = CellWorker(cell, factory, MemoryLedger(), self.clock)

    def run(self, orders: Iterable[WorkOrder], until_s: float = 40_000.0) -> None:
        heard = HostHeard("host", "1", tuple(CellHeard(worker, 4) for worker in self.workers))
        self.handle([*self.orchestrator.observe_cells(heard, 0.0), *(OrderSubmitted(0.0, item) for item in orders)])
        while self.clock.now() < until_s:
            while self._turn():
                pass
            if all(item.end is not None for item in self.orchestrator.state.orders.values()):
                return
            next_s = min(
                self.equipment.next_event_s,
                *(worker.wake_at_s for worker in self.workers.values()),
                self.orchestrator.wake_at_s or math.inf,
            )
            assert next_s < math.inf, "nothing is under way, and orders have not ended"
            self.clock.advance(max(0.0, next_s - self.clock.now()))
            self.hear(self.equipment.advance(self.clock.now()))
            self.handle([TimePassed(self.clock.now())])
        raise AssertionError(f"Not ended after {until_s} s of line time.")

    def handle(self, events: Iterable[Event]) -> None:
        outcome = self.orchestrator.handle(events)
        self.recorded += outcome.recorded
        self._mail += outcome.assignments

    def hear(self, changes: Iterable[Change]) -> None:
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
        return self._clients.setdefault((cell, device), EquipmentClient(self, cell, device))


@pytest.fixture(scope="session")
def reference_plant() -> Plant:
    return load_plant(ROOT / "config/lines/compute_tray.yaml")


@pytest.fixture(scope="session")
def virtual_line(reference_plant: Plant):
    processes = processes_of(reference_plant)
    return lambda faults, seed: VirtualLine(reference_plant, processes, tuple(faults), seed)


@pytest.fixture(scope="session")
def demo_orders(reference_plant: Plant):
    return load_orders(ROOT / "config/orders/demo.yaml", reference_plant)
