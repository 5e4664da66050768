"""One cell in a process: its worker, its devices, and the goals that were given to it by hand; without ROS."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.cell_state import CellState, CellTrigger
from robot_cells.attempts.emergency_stop import EmergencyStop
from robot_cells.attempts.ledger import Ledger
from robot_cells.attempts.report import Report
from robot_cells.attempts.worker import CellWorker
from robot_cells.ids import AttemptId, CellId, JournalId
from robot_cells.lines.cell import Cell

BY_HAND = JournalId("by_hand")
"""The journal of attempts that came through the action and not from an orchestrator."""
TICKS_A_TURN = 20
"""A cell that wants more ticks than this at once lets the others have their turn first."""


@dataclass(frozen=True, slots=True)
class HandGoal:
    """Who waits for an attempt that was given by hand: told of every step, and of the end."""

    on_step: Callable[[str, float], None]
    on_end: Callable[[Report], None]


class CellEquipment(Protocol):
    """What a host wants of the devices of a cell."""

    def missing(self) -> str:
        """What is not there yet, in words; empty when the cell can work."""
        ...

    def stop(self) -> None:
        """Have every device end what it does; to be called when none is missing."""
        ...

    def poll(self) -> float | None:
        """Let every driver do what is due; seconds of wall time until the next call (None: no call)."""
        ...

    def close(self) -> None:
        """End what is still commanded, let go of every driver."""
        ...


class HostedCell:
    """Used from the loop's thread alone. `send` publishes a report that is for the orchestrator."""

    def __init__(
        self, cell: Cell, worker: CellWorker, devices: CellEquipment, ledger: Ledger, send: Callable[[Report], None]
    ) -> None:
        self.cell = cell
        self.worker = worker
        self.is_due = True
        self._devices = devices
        self._ledger = ledger
        self._send = send
        self._goals: dict[AttemptId, HandGoal] = {}
        self._told: tuple[str, float] = ("", 0.0)
        self._is_active = self._has_worked = False
        # Nobody waits any more for what was given by hand before this process began.
        for report in worker.reports(BY_HAND):
            self._forget(report.attempt_id)

    @property
    def id(self) -> CellId:
        """The cell's id."""
        return self.cell.id

    def mark(self) -> None:
        """Something has happened that the cell's process may wait for."""
        self.is_due = True

    def receive(self, assignment: Assignment) -> None:
        """An assignment from the orchestrator; what the cell answers is sent at once."""
        self._pass_on(self.worker.receive(assignment))
        if not self._is_active and self.worker.state is CellState.IDLE:
            self._stop("The node of the cell is not active.")  # A reset does not activate it.
        self.is_due = True

    def hear_emergency_stop(self, stop: EmergencyStop) -> None:
        """What a source of emergency stops says; every device is told to stop before this returns."""
        self.worker.hear_emergency_stop(stop)
        self.is_due = True

    def execute(self, assignment: Assignment, goal: HandGoal) -> None:
        """The same door for a goal given by hand."""
        self._goals[assignment.attempt_id] = goal
        self._pass_on(self.worker.receive(replace(assignment, journal_id=BY_HAND, epoch=0)))
        self.is_due = True

    def reconcile(self, journal: JournalId, epoch: int) -> tuple[bool, list[Report], int]:
        """An orchestrator of this epoch asks: whether it is obeyed, what there is to tell, the newest epoch known."""
        accepted = self.worker.hear_epoch(journal, epoch)
        self.is_due = True
        return accepted, self.worker.reports(journal) if accepted else [], self.worker.epoch_of(journal)

    def turn(self, now_s: float) -> None:
        """Let the process go on as far as it can at `now_s` (node clock)."""
        for _ in range(TICKS_A_TURN):
            if not self.is_due and self.worker.wake_at_s > now_s:
                break
            self.is_due = False
            self._pass_on(self.worker.tick())
        self._tell_steps()

    def wake_at_s(self) -> float:
        """When the next turn is due by the node clock; infinite when only a message can make it so."""
        return -math.inf if self.is_due else self.worker.wake_at_s

    def poll(self) -> float | None:
        """Let the drivers do what is due by wall time; seconds until the next call (None: no call)."""
        return self._devices.poll()

    def repeat(self) -> None:
        """Send again what the orchestrator has not acknowledged."""
        for report in self.worker.unacknowledged():
            if report.attempt_id not in self._goals:
                self._send(report)

    def close(self) -> None:
        """Have the devices stop, close the ledger."""
        self._devices.close()
        self._ledger.close()

    def take_up(self) -> None:
        """The cell's node was activated: take work, as soon as the devices are there."""
        self._is_active = True
        self.see_devices()

    def lay_down(self, reason: str) -> None:
        """The cell's node was deactivated: end what is in work after its step, take nothing else."""
        self._is_active = False
        self._stop(reason)

    def see_devices(self) -> None:
        """Take work only while the devices are there: what waits for one would wait with a product in hand.

        A cell at work is left alone; a device that does not answer fails its command. So is one that somebody has
        stopped or aborted: only a reset lets it take work again.
        """
        state = self.worker.state
        if not self._is_active or state not in (CellState.IDLE, CellState.STOPPED):
            return
        missing = self._devices.missing()
        if missing and state is CellState.IDLE:
            self._stop(f"Its devices are not there: {missing}.")
        elif not missing and state is CellState.STOPPED and not self.worker.condition.needs_reset:
            if not self._has_worked:
                # They may still do what an earlier process told them; with that under way nothing new may begin.
                self._has_worked = True
                self._devices.stop()
            self.worker.reset()
            self.is_due = True

    def _stop(self, reason: str) -> None:
        if self.worker.condition.may(CellTrigger.STOP):
            self.worker.stop(reason=reason)
        self.is_due = True

    def _pass_on(self, reports: list[Report]) -> None:
        for report in reports:
            goal = self._goals.get(report.attempt_id)
            if goal is None:
                self._send(report)
            elif report.phase.is_end:
                del self._goals[report.attempt_id]
                self._forget(report.attempt_id)
                goal.on_end(report)

    def _forget(self, attempt: AttemptId) -> None:
        self.worker.receive(
            Assignment(
                AssignmentKind.ACKNOWLEDGE,
                journal_id=BY_HAND,
                epoch=self.worker.epoch_of(BY_HAND),
                cell=self.cell.id,
                attempt_id=attempt,
            )
        )

    def _tell_steps(self) -> None:
        goal = self._goals.get(self.worker.attempt_id)
        step = (self.worker.step, self.worker.progress)
        if goal is not None and step != self._told:
            self._told = step
            goal.on_step(*step)
