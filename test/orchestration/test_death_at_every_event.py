"""Orchestrator or cell die at every single event of a run; what follows ends as the undisturbed run does."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.report import Failure, Phase, Report
from robot_cells.ids import AttemptId, CellId, JournalId, OperationId, OrderId, ProductId
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.events import (
    CellLost,
    Event,
    OrchestratorStarted,
    OrderEnd,
    OrderSubmitted,
    TimePassed,
)
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.recipe import ReworkRoute
from robot_cells.orders.work_order import WorkOrder

JOURNAL = JournalId("9f2c41aa")
AWAY_S = 5.0
"""For so long a killed cell is away."""


@dataclass
class LedgerCell:
    """A cell that does what it is told and remembers it through its own death; `begun` is what physically happened."""

    id: CellId
    incarnation: int = 1
    is_up: bool = True
    known: dict[AttemptId, Phase] = field(default_factory=dict)
    unacknowledged: dict[AttemptId, Report] = field(default_factory=dict)
    begun: list[AttemptId] = field(default_factory=list)

    def report(self, attempt: AttemptId, at_s: float) -> Report:
        phase = self.known[attempt]
        failure = Failure("cell.interrupted", "died") if phase is Phase.INTERRUPTED else None
        failure = Failure("test.bad", "is bad") if phase is Phase.FAILED else failure
        return Report(self.id, 1, attempt, phase, at_s, failure)

    def end(self, attempt: AttemptId, phase: Phase, at_s: float) -> Report:
        self.known[attempt] = phase
        self.unacknowledged[attempt] = self.report(attempt, at_s)
        return self.unacknowledged[attempt]

    def die(self, at_s: float) -> None:
        self.is_up = False
        self.incarnation += 1
        for attempt in [item for item, phase in self.known.items() if phase is Phase.RUNNING]:
            self.end(attempt, Phase.INTERRUPTED, at_s)


class World:
    """Cells that outlive the orchestrator, on a clock of its own. `kill_at` counts the events on record."""

    def __init__(self, kit: Any, vehicles: bool, kill_at: int = 0, victim: str = "") -> None:
        rules = (FailureRule(Consequence.REWORK, ("test.bad",), route="r"),)
        route = ReworkRoute("r", (Operation(OperationId("mend"), "mend"),), OperationId("weld"))
        test = Operation(OperationId("test"), "test", on_failure=rules)
        every = ("cut", "weld", "test", "mend")
        cells = [
            kit.cell("a", "cut", "mend", inputs=1, outputs=1, repeatable=every),
            kit.cell("b", "cut", "weld", duration_s=12.0, inputs=1, outputs=1, x_m=6.0, repeatable=every),
            kit.cell("c", "test", "weld", duration_s=13.0, inputs=1, outputs=1, x_m=9.0, repeatable=every),
        ]
        self.line = kit.line(*cells, vehicles=[Vehicle("amr_1", "a")] if vehicles else [], wip_limit=3)
        self.products = {"p": kit.chain("p", "cut", "weld", test, routes=[route])}
        self.kill_at, self.victim = kill_at, victim
        self.now_s = 0.0
        self.epoch = 0
        self.recorded: list[Event] = []
        self.cells = {name: LedgerCell(name) for name in [item.id for item in cells] + [CellId("amr_1")] * vehicles}
        self.timers: list[tuple[float, int, str, str]] = []
        self.mail: list[Assignment] = []
        self.count = 0
        self.start()

    def start(self) -> None:
        """An orchestrator reads what is durable, and hears and asks every cell that is up."""
        self.epoch += 1
        self.orchestrator = Orchestrator(self.line, self.products, JOURNAL, epoch=self.epoch)
        self.orchestrator.replay(self.recorded)
        self.mail.clear()
        self.turn(OrchestratorStarted(self.now_s, self.epoch))
        for cell in self.cells.values():
            if cell.is_up:
                self.appear(cell)
        self.turn(*(OrderSubmitted(self.now_s, WorkOrder(OrderId("WO-1"), ProductId("p"), 3)),))

    def appear(self, cell: LedgerCell) -> None:
        cell.is_up = True
        heard = HostHeard(f"host_{cell.id}", str(cell.incarnation), (CellHeard(cell.id, 4),))
        events = list(self.orchestrator.observe_cells(heard, self.now_s))
        reports = [cell.report(attempt, self.now_s) for attempt, phase in cell.known.items() if phase is Phase.RUNNING]
        for report in [*cell.unacknowledged.values(), *reports]:
            events += self.orchestrator.observe(report, self.now_s)
        self.turn(*events)

    def turn(self, *events: Event) -> None:
        """One turn; the kill that falls into it leaves what was durable up to there, and sends nothing."""
        outcome = self.orchestrator.handle(events)
        before = len(self.recorded)
        self.recorded += outcome.recorded
        if self.kill_at and before < self.kill_at <= len(self.recorded):
            if self.victim == "orchestrator":
                del self.recorded[self.kill_at :]
                self.kill_at = 0
                self.start()
                return
            self.kill_at = 0
            self.mail += outcome.assignments
            cell = self.cells[CellId(self.victim)]
            cell.die(self.now_s)
            self.wait(0.5, "lost", cell.id)
            self.wait(AWAY_S, "back", cell.id)
            return
        self.mail += outcome.assignments

    def wait(self, after_s: float, what: str, whom: str) -> None:
        self.count += 1
        heapq.heappush(self.timers, (self.now_s + after_s, self.count, what, whom))

    def take(self, assignment: Assignment) -> None:
        cell = self.cells[assignment.cell]
        attempt = assignment.attempt_id
        if not cell.is_up:
            return
        if assignment.kind is AssignmentKind.ACKNOWLEDGE:
            cell.unacknowledged.pop(attempt, None)
        elif attempt in cell.known:
            self.hear(cell.report(attempt, self.now_s))
        elif assignment.kind is AssignmentKind.EXECUTE:
            cell.begun.append(attempt)
            cell.known[attempt] = Phase.RUNNING
            self.wait(assignment.expected_s, "end", f"{cell.id}|{attempt}")
            self.hear(cell.report(attempt, self.now_s))
        else:
            self.hear(Report(cell.id, 1, attempt, Phase.REFUSED, self.now_s, Failure("cell.unknown_attempt", "no")))

    def hear(self, report: Report) -> None:
        self.turn(*self.orchestrator.observe(report, self.now_s))

    def run(self) -> World:
        """Until every order has ended; what is not answered is sent again before time goes on."""
        for _ in range(5000):
            self.deliver()
            self.mail += self.orchestrator.unanswered(self.now_s + 1.0)
            self.deliver()
            if all(item.end is not None for item in self.orchestrator.state.orders.values()):
                return self
            self.step()
        raise AssertionError("It comes to no end.")

    def deliver(self) -> None:
        while self.mail:
            self.take(self.mail.pop(0))

    def step(self) -> None:
        wake_s = self.orchestrator.wake_at_s
        assert self.timers or wake_s is not None, "nothing is under way"
        if wake_s is not None and (not self.timers or wake_s <= self.timers[0][0]):
            self.now_s = max(self.now_s, wake_s)
            self.turn(TimePassed(self.now_s))
            return
        self.now_s, _, what, whom = heapq.heappop(self.timers)
        cell = self.cells[CellId(whom.partition("|")[0])]
        if what == "lost":
            self.turn(CellLost(self.now_s, cell.id))
        elif what == "back":
            self.appear(cell)
        elif cell.known[AttemptId(whom.partition("|")[2])] is Phase.RUNNING:
            attempt = AttemptId(whom.partition("|")[2])
            bad = attempt.endswith("WO-1/002/test.1#1")
            self.hear(cell.end(attempt, Phase.FAILED if bad else Phase.SUCCEEDED, self.now_s))

    def begun(self) -> Counter[str]:
        """How often each task was physically begun."""
        return Counter(item.rpartition("#")[0] for cell in self.cells.values() for item in cell.begun)


@pytest.mark.parametrize("vehicles", [False, True], ids=["without vehicles", "with a vehicle"])
def test_an_orchestrator_that_dies_at_any_event_is_followed_by_one_that_ends_the_same(kit: Any, vehicles: bool) -> None:
    calm = World(kit, vehicles).run()
    assert len(calm.recorded) > 60
    for place in range(1, len(calm.recorded) + 1):
        world = World(kit, vehicles, place, "orchestrator").run()
        state = world.orchestrator.state
        assert state.epoch == 2, f"killed at {place}"
        assert state.orders[OrderId("WO-1")].end is OrderEnd.COMPLETED
        assert (state.orders[OrderId("WO-1")].completed, state.prompts, state.jobs) == (3, {}, {}), f"killed at {place}"
        assert set(world.begun().values()) == {1}, f"killed at {place}: something was begun twice"
        if not vehicles:
            assert set(world.begun()) == set(calm.begun())


@pytest.mark.parametrize("vehicles", [False, True], ids=["without vehicles", "with a vehicle"])
@pytest.mark.parametrize("victim", ["a", "b", "c"])
def test_a_cell_that_dies_at_any_event_costs_time_and_nothing_else(kit: Any, vehicles: bool, victim: str) -> None:
    calm = World(kit, vehicles).run()
    for place in range(5, len(calm.recorded) - 1):
        world = World(kit, vehicles, place, victim).run()
        state = world.orchestrator.state
        order = state.orders[OrderId("WO-1")]
        assert (order.end, order.completed, state.prompts) == (OrderEnd.COMPLETED, 3, {}), f"killed at {place}"
        again = {task for task, count in world.begun().items() if count > 1}
        ends = [item for item in world.recorded if item.kind == "attempt_ended"]
        interrupted = {item.attempt.rpartition("#")[0] for item in ends if item.outcome is Phase.INTERRUPTED}
        assert len(again) <= 1
        assert again <= interrupted, f"killed at {place}: begun again without having been interrupted"
        done = Counter(item.attempt.rpartition("#")[0] for item in ends if item.outcome is Phase.SUCCEEDED)
        assert set(done.values()) == {1}, f"killed at {place}: done twice"
        other = Orchestrator(world.line, world.products, JOURNAL, epoch=world.epoch)
        other.replay(world.recorded)
        assert other.state == state
