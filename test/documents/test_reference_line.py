"""The reference line makes its demonstration orders, faults and all: every room of the package but the middleware.

The decision core drives the processes of all cells on the simulated equipment, on virtual time; pictures are rendered
and judged.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.report import Phase, Report
from robot_cells.attempts.runner_factory import RunnerFactory
from robot_cells.clock import VirtualClock
from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.documents.order_book import OrderBook, load_orders
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.ids import AttemptId, CellId, DeviceId, JournalId, ProductId
from robot_cells.inspections.inspector_library import InspectorLibrary
from robot_cells.lines.capability import Capability
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import TRANSPORT
from robot_cells.nodes.process_library import processes_of
from robot_cells.orchestration.events import (
    CellAppeared,
    Event,
    JobCompleted,
    JobRerouted,
    JobScrapped,
    OrchestratorStarted,
    OrderEnded,
    OrderSubmitted,
    PromptRaised,
    TimePassed,
)
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.processes.runner import Runner, RunStatus
from robot_cells.simulations.change import Change, DeviceChange
from robot_cells.simulations.simulated_equipment import VEHICLE, SimulatedEquipment
from robot_cells.skills.registry import load_skills

CONFIG = Path(__file__).parents[2] / "config"
PHASES = {RunStatus.SUCCEEDED: Phase.SUCCEEDED, RunStatus.FAILED: Phase.FAILED, RunStatus.CANCELLED: Phase.CANCELLED}
SIX_HOURS_S = 21_600.0


class Equipment:
    """The simulated devices, and what each command has come to."""

    def __init__(self, plant: Plant, book: OrderBook, clock: VirtualClock) -> None:
        self.hall = SimulatedEquipment(plant.line, plant.products, book.faults, seed=1)
        self.clock = clock
        self.states: dict[str, CommandStatus] = {}

    def take(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if isinstance(change, DeviceChange):
                picture = {} if change.picture is None else {"image": change.picture}
                self.states[change.command_id] = CommandStatus(
                    change.state, change.progress, change.error_code, change.error_message, {**change.result, **picture}
                )


class Client:
    """One device of one cell."""

    def __init__(self, equipment: Equipment, cell: str, device: str) -> None:
        self.equipment, self.cell, self.device = equipment, cell, device

    def start(self, command_id: str, command: str, parameters: Mapping[str, object]) -> None:
        hall, now_s = self.equipment.hall, self.equipment.clock.now()
        self.equipment.take(hall.command(self.cell, self.device, command_id, command, parameters, now_s))

    def status(self, command_id: str) -> CommandStatus:
        return self.equipment.states[command_id]

    def cancel(self, command_id: str) -> None:
        raise AssertionError("nobody cancels here")


class Vision:
    """Judges pictures against the rendered golden sample."""

    def __init__(self, plant: Plant) -> None:
        layouts = {item.id: item.layout for item in plant.products.values() if item.layout is not None}
        self.library = InspectorLibrary(layouts)
        self.answers: dict[str, CommandStatus] = {}

    def start(self, command_id: str, command: str, parameters: Mapping[str, object]) -> None:
        inspector = self.library.inspector(ProductId(str(parameters["product"])))
        found = inspector.inspect(parameters["image"], str(parameters["serial"]))
        keys = ("code", "subject", "score", "offset_x_m", "offset_y_m", "rotation_rad")
        defects = [{key: getattr(defect, key) for key in keys} for defect in found.defects]
        result = {"verdict": found.verdict.name.lower(), "defects": defects, "message": found.message}
        self.answers[command_id] = CommandStatus(CommandState.SUCCEEDED, 1.0, result=result)

    def status(self, command_id: str) -> CommandStatus:
        return self.answers[command_id]

    def cancel(self, command_id: str) -> None:
        raise AssertionError("nobody cancels here")


class VirtualLine:
    """Decision core, cells and equipment; the clock jumps from event to event."""

    def __init__(self, plant: Plant, book: OrderBook) -> None:
        self.clock = VirtualClock()
        self.equipment = Equipment(plant, book, self.clock)
        self.core = Orchestrator(plant.line, plant.products, JournalId("virtual"))
        self.cells = self._cells(plant)
        self.running: dict[AttemptId, tuple[Assignment, Runner, float]] = {}
        self.recorded: list[Event] = []
        self.took: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self.orders = book.orders

    def run(self) -> None:
        """From the submission of all orders to the end of the last."""
        cells = [CellAppeared(0.0, cell, f"host_{cell}", "first") for cell in self.core.state.cells]
        self.tell([OrchestratorStarted(0.0, 1), *cells, *(OrderSubmitted(0.0, order) for order in self.orders)])
        while self.clock.now() < SIX_HOURS_S and len(self.of(OrderEnded)) < len(self.orders):
            while self._tick():
                pass
            wakes = [runner.wake_at_s for _, runner, _ in self.running.values()]
            core_s = math.inf if self.core.wake_at_s is None else self.core.wake_at_s
            next_s = min([self.equipment.hall.next_event_s, core_s, *wakes])
            if not math.isfinite(next_s):
                return
            self.clock.advance(max(0.0, next_s - self.clock.now()))
            self.equipment.take(self.equipment.hall.advance(self.clock.now()))
            self.tell([TimePassed(self.clock.now())])

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.recorded if isinstance(event, kind)]

    def tell(self, events: Iterable[Event]) -> None:
        outcome = self.core.handle(events)
        self.recorded += outcome.recorded
        for assignment in outcome.assignments:
            if assignment.kind is AssignmentKind.EXECUTE:
                runner = self.cells[assignment.cell](assignment)
                self.running[assignment.attempt_id] = (assignment, runner, self.clock.now())
                self.report(assignment, Phase.RUNNING)

    def report(self, assignment: Assignment, phase: Phase, runner: Runner | None = None) -> None:
        failure = None if runner is None else runner.failure
        result = {} if runner is None else runner.result
        report = Report(assignment.cell, 1, assignment.attempt_id, phase, self.clock.now(), failure, result)
        self.tell(self.core.observe(report, self.clock.now()))

    def _tick(self) -> bool:
        """Tick every runner; whether one has ended."""
        ended = [entry for entry in self.running.values() if entry[1].tick() is not RunStatus.RUNNING]
        for assignment, runner, start_s in ended:
            del self.running[assignment.attempt_id]
            self.took[assignment.capability].append((self.clock.now() - start_s, assignment.expected_s))
            self.report(assignment, PHASES[runner.tick()], runner)
        return bool(ended)

    def _cells(self, plant: Plant) -> dict[CellId, RunnerFactory]:
        vision, processes, skills = Vision(plant), processes_of(plant), load_skills()
        trip = (Capability(TRANSPORT, 1.0, TRANSPORT),)
        drive = (Device(VEHICLE, DeviceKind.VEHICLE),)
        vehicles = [Cell(vehicle.id, CellKind.LOGISTICS, trip, drive) for vehicle in plant.line.vehicles]
        return {
            cell.id: RunnerFactory(
                cell,
                processes=processes,
                products=plant.products,
                devices={device.id: Client(self.equipment, cell.id, device.id) for device in cell.devices}
                | {DeviceId("vision"): vision},
                clock=self.clock,
                skills=skills,
            )
            for cell in (*plant.line.cells, *vehicles)
        }


@pytest.fixture(scope="module")
def line() -> VirtualLine:
    plant = load_plant(CONFIG / "lines" / "compute_tray.yaml")
    line = VirtualLine(plant, load_orders(CONFIG / "orders" / "demo.yaml", plant))
    line.run()
    return line


def test_all_twelve_trays_are_delivered_and_nobody_is_asked(line: VirtualLine) -> None:
    assert len(line.of(JobCompleted)) == sum(order.quantity for order in line.orders) == 12
    assert line.of(JobScrapped) == line.of(PromptRaised) == []
    assert {event.order: event.end.value for event in line.of(OrderEnded)} == dict.fromkeys(
        [order.id for order in line.orders], "completed"
    )


def test_every_fault_that_was_planned_is_found_and_put_right(line: VirtualLine) -> None:
    found = {
        (event.job, event.route, event.defects[0]["code"], event.defects[0]["subject"])
        for event in line.of(JobRerouted)
    }
    assert found == {
        ("WO-1/002", "refit", "inspect.missing_screw", "cp_1_s3"),
        ("WO-1/003", "remate", "leak_test.leak", ""),
        ("WO-2/001", "refit", "inspect.turned_module", "nic_1"),
    }
    assert line.equipment.hall.plant.faults.pending == ()


def test_every_order_is_on_time_the_rush_order_too(line: VirtualLine) -> None:
    ends_s = {event.order: event.at_s for event in line.of(OrderEnded)}
    assert {order.id: ends_s[order.id] <= (order.due_s or math.inf) for order in line.orders} == dict.fromkeys(
        ends_s, True
    )


def test_nominal_durations_are_near_those_of_the_processes(line: VirtualLine) -> None:
    shares = {
        name: sum(took for took, _ in rows) / sum(expected for _, expected in rows) for name, rows in line.took.items()
    }
    assert {name: round(share, 2) for name, share in shares.items() if not 0.8 <= share <= 1.25} == {}
