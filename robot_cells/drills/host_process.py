"""The process of some cells in a drill: the true workers on ledgers that last, without ROS."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.cell_state import CellState
from robot_cells.attempts.emergency_stop import EmergencyStop
from robot_cells.attempts.report import Report
from robot_cells.attempts.worker import CellWorker
from robot_cells.drills.drill_network import Message, Question, Told
from robot_cells.drills.drill_process import DrillProcess
from robot_cells.drills.drill_runner import DrillRunner
from robot_cells.drills.fault import ORCHESTRATOR
from robot_cells.ids import CellId
from robot_cells.lines.cell import Cell
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.processes.runner import Runner

if TYPE_CHECKING:
    from robot_cells.drills.world import World

REPEAT_S = 0.5
"""As the node has it."""
BEAT_S = 0.5
SHORTEST_BEAT_S = 0.05
TICKS_A_TURN = 20


class HostProcess(DrillProcess):
    """One incarnation. Raises `JournalError` when a ledger cannot be read or written."""

    def __init__(self, world: World, name: str, incarnation: int) -> None:
        super().__init__(world, name, world.disk(name), incarnation)
        self._clock = world.node_clock(name)
        self.workers = {cell.id: self._worker(cell) for cell in world.scenario.cells_of[name]}
        self._due = dict.fromkeys(self.workers, True)
        self._shown: dict[CellId, tuple[object, ...]] = {}
        self._changed: list[CellId] = []
        self._inbox: list[Assignment | Question | EmergencyStop] = []
        self._repeat_at_s = self._beat_at_s = world.now_s
        self._beaten_s = -math.inf
        self.wake()

    def hear(self, message: Message) -> None:
        """An assignment, a question of the orchestrator, or an emergency stop."""
        if isinstance(message, Assignment | Question | EmergencyStop):
            self._inbox.append(message)
            self.wake()

    def stop(self, cell: CellId) -> None:
        """Somebody stops a cell at its panel."""
        worker = self.workers[cell]
        if worker.state in (CellState.IDLE, CellState.EXECUTE, CellState.STARTING):
            worker.stop(CancelPolicy.FINISH_STEP, "stopped by hand")
            self._mark(cell)

    def reset(self, cell: CellId) -> bool:
        """Somebody resets it; False while it is still stopping."""
        worker = self.workers[cell]
        if worker.state is CellState.STOPPED:
            worker.reset()
            self._mark(cell)
        return worker.state is not CellState.STOPPING

    def _stop_at_once(self, stop: EmergencyStop) -> None:
        for cell, worker in self.workers.items():
            worker.hear_emergency_stop(stop)
            self._due[cell] = True
        self._beaten_s = -math.inf

    def _worker(self, cell: Cell) -> CellWorker:
        world = self.world

        def build(assignment: Assignment) -> Runner:
            runner = DrillRunner(
                assignment,
                world.equipment,
                world.plan.seed,
                self._clock.now(),
                begun=self.disk.moved,
                wake=lambda: self._mark(cell.id),
            )
            return cast(Runner, runner)  # it has what the worker uses

        return world.parts.worker(cell, build, world.ledger(cell.id), self._clock)

    def _mark(self, cell: CellId) -> None:
        if self.is_alive:
            self._due[cell] = True
            self.wake()

    def _turn(self) -> float:
        inbox, self._inbox = self._inbox, []
        for message in inbox:
            if isinstance(message, EmergencyStop):
                self._stop_at_once(message)
                continue
            worker = self.workers[message.cell]
            if isinstance(message, Assignment):
                self._send(worker.receive(message))
            else:
                accepted = worker.hear_epoch(message.journal, message.epoch)
                reports = tuple(worker.reports(message.journal)) if accepted else ()
                self.post(ORCHESTRATOR, Told(message.cell, accepted, reports))
            self._due[message.cell] = True
        now_s, wall_s = self._clock.now(), self.world.now_s
        for cell, worker in self.workers.items():
            for _ in range(TICKS_A_TURN):
                if not self._due[cell] and worker.wake_at_s > now_s:
                    break
                self._due[cell] = False
                self._send(worker.tick())
            self._note(cell, worker)
        if wall_s >= self._repeat_at_s:
            self._repeat_at_s = wall_s + REPEAT_S
            for worker in self.workers.values():
                self._send(worker.unacknowledged())
        if wall_s >= self._beat_at_s or (self._changed and wall_s >= self._beaten_s + SHORTEST_BEAT_S):
            self._beat(wall_s)
        waits = [self._repeat_at_s - wall_s, self._beat_at_s - wall_s]
        if self._changed:
            waits.append(self._beaten_s + SHORTEST_BEAT_S - wall_s)
        waits += [worker.wake_at_s - now_s for worker in self.workers.values()]
        return max(0.0, min(waits))

    def _send(self, reports: list[Report]) -> None:
        for report in reports:
            self.post(ORCHESTRATOR, report)

    def _note(self, cell: CellId, worker: CellWorker) -> None:
        seen = (worker.state, worker.attempt_id, worker.message)
        if self._shown.get(cell) != seen:
            self._shown[cell] = seen
            if cell not in self._changed:
                self._changed.append(cell)

    def _beat(self, wall_s: float) -> None:
        told = list(self.workers)
        if wall_s < self._beat_at_s:
            told = self._changed
        else:
            self._beat_at_s = wall_s + BEAT_S
        self._changed = []
        self._beaten_s = wall_s
        heard = tuple(
            CellHeard(cell, int(worker.state), worker.message, worker.attempt_id)
            for cell, worker in ((cell, self.workers[cell]) for cell in told)
        )
        self.post(ORCHESTRATOR, HostHeard(self.name, f"{self.name}#{self.incarnation}", heard))
