"""A plant on virtual time for the tests of the decision core: it answers every assignment, without middleware."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.report import Failure, Phase, Report
from robot_cells.ids import AttemptId, CellId, JournalId, OrderId, ProductId
from robot_cells.lines.buffer import Buffer
from robot_cells.lines.capability import Capability
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.line import Line
from robot_cells.lines.pose import Pose2D
from robot_cells.lines.vehicle import Vehicle
from robot_cells.lines.zone import Lock, LockMode
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.events import (
    CellAppeared,
    Event,
    OrchestratorStarted,
    OrderSubmitted,
    PromptAnswered,
    TimePassed,
)
from robot_cells.orchestration.orchestrator import Orchestrator, Outcome
from robot_cells.orders.operation import Operation
from robot_cells.orders.product import Product
from robot_cells.orders.recipe import Recipe, ReworkRoute
from robot_cells.orders.work_order import WorkOrder

JOURNAL = JournalId("9f2c41aa")


@dataclass(frozen=True)
class End:
    """How the fake plant ends an attempt."""

    phase: Phase = Phase.SUCCEEDED
    code: str = ""
    result: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Endless:
    """The fake plant works on it until it is cancelled; then it ends so, or (None) goes on all the same."""

    phase: Phase | None = Phase.CANCELLED


Fate = Callable[[Assignment], End | Endless | None]
"""Decides how an attempt ends; None: the cell never answers."""


def all_succeed(assignment: Assignment) -> End | None:
    return End()


class FakePlant:
    """Cells that take exactly the expected time, and a clock that jumps from event to event."""

    def __init__(self, line: Line, products: Iterable[Product], fate: Fate = all_succeed, **settings: object) -> None:
        self.orchestrator = Orchestrator(line, {item.id: item for item in products}, JOURNAL, **settings)
        self.fate = fate
        self.now_s = 0.0
        self.recorded: list[Event] = []
        self.sent: list[Assignment] = []
        self._reports: list[tuple[float, int, Report]] = []
        self._count = 0
        self._running: dict[AttemptId, CellId] = {}
        self._endless: dict[AttemptId, Endless] = {}
        self.start(1)

    def start(self, epoch: int) -> None:
        """An orchestrator takes over and every cell is heard."""
        cells = self.orchestrator.state.cells
        self.tell(
            OrchestratorStarted(self.now_s, epoch),
            *(CellAppeared(self.now_s, cell, f"host_{cell}", "first") for cell in cells),
        )

    def submit(self, order: str, product: str, quantity: int = 1, **more: object) -> None:
        self.tell(OrderSubmitted(self.now_s, WorkOrder(OrderId(order), ProductId(product), quantity, **more)))

    def tell(self, *events: Event) -> Outcome:
        outcome = self.orchestrator.handle(events)
        self.recorded += outcome.recorded
        self.check()
        for assignment in outcome.assignments:
            self.take(assignment)
        return outcome

    def take(self, assignment: Assignment) -> None:
        """What a cell does with what it is sent."""
        self.sent.append(assignment)
        if assignment.kind is AssignmentKind.CANCEL and assignment.attempt_id in self._running:
            self._running.pop(assignment.attempt_id)
            if assignment.attempt_id in self._endless:
                ending = self._endless.pop(assignment.attempt_id).phase
                if ending is not None:
                    self.report(assignment, ending, 0.0, Failure("cut.late", "said the fake plant"))
                return
            self._reports = [item for item in self._reports if item[2].attempt_id != assignment.attempt_id]
            heapq.heapify(self._reports)
            self.report(assignment, Phase.CANCELLED, 0.0)
        if assignment.kind is not AssignmentKind.EXECUTE:
            return
        end = self.fate(assignment)
        if end is None:
            return
        if end.phase is not Phase.REFUSED:
            self.report(assignment, Phase.ACCEPTED, 0.0)
            self.report(assignment, Phase.RUNNING, 0.0)
        self._running[assignment.attempt_id] = assignment.cell
        if isinstance(end, Endless):
            self._endless[assignment.attempt_id] = end
            return
        duration_s = 0.0 if end.phase is Phase.REFUSED else assignment.expected_s
        failure = (
            Failure(end.code or "cell.trouble", "said the fake plant") if end.phase is not Phase.SUCCEEDED else None
        )
        self.report(assignment, end.phase, duration_s, failure, end.result)

    def report(
        self,
        assignment: Assignment,
        phase: Phase,
        after_s: float,
        failure: Failure | None = None,
        result: dict[str, object] | None = None,
    ) -> None:
        at_s = self.now_s + after_s
        report = Report(
            assignment.cell, assignment.epoch, assignment.attempt_id, phase, at_s, failure, dict(result or {})
        )
        self._count += 1
        heapq.heappush(self._reports, (at_s, self._count, report))

    def run(self, until_s: float = 1e9) -> None:
        """Until nothing more happens, or the time has come."""
        while True:
            wake_s = self.orchestrator.wake_at_s
            next_s = self._reports[0][0] if self._reports else None
            times = [time_s for time_s in (wake_s, next_s) if time_s is not None]
            if not times or min(times) > until_s:
                self.now_s = max(self.now_s, until_s) if until_s < 1e9 else self.now_s
                return
            self.now_s = max(self.now_s, min(times))
            if next_s is not None and next_s <= self.now_s:
                report = heapq.heappop(self._reports)[2]
                if report.phase.is_end:
                    self._running.pop(report.attempt_id, None)
                self.tell(*self.orchestrator.observe(report, self.now_s))
            else:
                self.tell(TimePassed(self.now_s))

    def answer(self, choice: str) -> None:
        """An operator answers the oldest question."""
        prompt = next(iter(self.orchestrator.state.prompts))
        self.tell(PromptAnswered(self.now_s, prompt, choice, "operator"))

    def check(self) -> None:
        """What is true of every line at every moment."""
        state = self.orchestrator.state
        for cell in state.plant.cells.values():
            item = state.cells[cell.id]
            for capacity, standing in (
                (cell.input_buffer.capacity, item.input),
                (cell.output_buffer.capacity, item.output),
            ):
                assert capacity is None or len(standing) <= capacity, f"{cell.id} is overfull: {list(standing)}"
            for job in [item.station, *item.input, *item.output]:
                assert job is None or job in state.jobs
        modes: dict[str, list[LockMode]] = {}
        for held in state.locks.values():
            for lock in held.locks:
                modes.setdefault(lock.zone, []).append(lock.mode)
        for zone, taken in modes.items():
            assert len(taken) == 1 or LockMode.EXCLUSIVE not in taken, f"{zone} is locked by several: {taken}"
        if state.plant.line.wip_limit is not None:
            assert len(state.jobs) <= state.plant.line.wip_limit

    def ended(self, kind: str) -> list[Event]:
        return [event for event in self.recorded if event.kind == kind]

    def replayed(self) -> Orchestrator:
        """Another orchestrator that has read the journal."""
        plant = self.orchestrator.state.plant
        other = Orchestrator(plant.line, plant.products, JOURNAL)
        other.replay(self.recorded)
        return other


def cell(
    name: str,
    *capabilities: str,
    duration_s: float = 10.0,
    inputs: int | None = None,
    outputs: int | None = None,
    x_m: float = 0.0,
    repeatable: Sequence[str] = (),
    locks: tuple[Lock, ...] = (),
    **more: object,
) -> Cell:
    return Cell(
        CellId(name),
        CellKind.ASSEMBLY,
        tuple(Capability(item, duration_s, item, repeatable=item in repeatable, locks=locks) for item in capabilities),
        input_buffer=Buffer(inputs),
        output_buffer=Buffer(outputs),
        pose=Pose2D(x_m, 0.0),
        **more,
    )


def line(*cells: Cell, vehicles: Sequence[Vehicle] = (), **more: object) -> Line:
    return Line("line", cells, tuple(vehicles), **more)


def chain(name: str, *operations: Operation | str, routes: Sequence[ReworkRoute] = ()) -> Product:
    """A product whose operations come one after another; a bare name needs the capability of that name."""
    steps: list[Operation] = []
    for item in operations:
        step = Operation(item, item) if isinstance(item, str) else item
        after = (steps[-1].id,) if steps else ()
        steps.append(replace(step, after=after))
    return Product(ProductId(name), Recipe(tuple(steps), {route.id: route for route in routes}))


def heard(name: str, incarnation: str, state: int = 4) -> HostHeard:
    return HostHeard(f"host_{name}", incarnation, (CellHeard(CellId(name), state),))


class Toolbox:
    """What the tests of the decision core are written with."""

    FakePlant = FakePlant
    End = End
    Endless = Endless
    all_succeed = staticmethod(all_succeed)
    cell = staticmethod(cell)
    line = staticmethod(line)
    chain = staticmethod(chain)
    heard = staticmethod(heard)


@pytest.fixture(scope="session")
def kit() -> type[Toolbox]:
    return Toolbox
