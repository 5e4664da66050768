"""The process of some cells in a drill: the true workers and the true turn of a host, on ledgers that last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.cell_state import CellState
from robot_cells.attempts.emergency_stop import EmergencyStop
from robot_cells.attempts.worker import CellWorker
from robot_cells.drills.drill_network import Message, Question, Told
from robot_cells.drills.drill_process import DrillProcess
from robot_cells.drills.drill_runner import DrillRunner
from robot_cells.drills.fault import ORCHESTRATOR
from robot_cells.ids import CellId
from robot_cells.lines.cell import Cell
from robot_cells.nodes.host_turn import HostTurn
from robot_cells.nodes.hosted_cell import HostedCell
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.processes.runner import Runner

if TYPE_CHECKING:
    from robot_cells.drills.world import World


class _Devices:
    """The devices of one cell: always there, and halted when their process takes up its work (`CellEquipment`)."""

    def __init__(self, world: World, cell: CellId) -> None:
        self._world = world
        self._cell = cell

    def missing(self) -> str:
        """Nothing."""
        return ""

    def stop(self) -> None:
        """Nothing of the cell moves any more."""
        self._world.equipment.halt(self._cell)

    def poll(self) -> float | None:
        """The equipment speaks by itself."""
        return None

    def close(self) -> None:
        """Nothing to do."""


class HostProcess(DrillProcess):
    """One incarnation. Raises `JournalError` when a ledger cannot be read or written."""

    def __init__(self, world: World, name: str, incarnation: int) -> None:
        super().__init__(world, name, world.disk(name), incarnation)
        self._clock = world.node_clock(name)
        self.cells = {cell.id: self._hosted(cell) for cell in world.scenario.cells_of[name]}
        for hosted in self.cells.values():
            hosted.take_up()
        self._host_turn = HostTurn(tuple(self.cells.values()), self._clock, lambda: world.now_s, self._tell)
        self._inbox: list[Assignment | Question | EmergencyStop] = []
        self.wake()

    def hear(self, message: Message) -> None:
        """An assignment, a question of the orchestrator, or an emergency stop."""
        if isinstance(message, Assignment | Question | EmergencyStop):
            self._inbox.append(message)
            self.wake()

    def stop(self, cell: CellId) -> None:
        """Somebody stops a cell at its panel."""
        worker = self.cells[cell].worker
        if worker.state in (CellState.IDLE, CellState.EXECUTE, CellState.STARTING):
            worker.stop(CancelPolicy.FINISH_STEP, "stopped by hand")
            worker.condition.needs_reset = True
            self._mark(cell)

    def reset(self, cell: CellId) -> bool:
        """Somebody resets it; False while it is still stopping."""
        worker = self.cells[cell].worker
        if worker.state is CellState.STOPPED:
            worker.reset()
            self._mark(cell)
        return worker.state is not CellState.STOPPING

    def _hosted(self, cell: Cell) -> HostedCell:
        world, ledger = self.world, self.world.ledger(cell.id)

        def build(assignment: Assignment) -> Runner:
            """The runner of one assignment, on the equipment of the drill."""
            runner = DrillRunner(
                assignment,
                world.equipment,
                world.plan.seed,
                self._clock.now(),
                begun=self.disk.moved,
                wake=lambda: self._mark(cell.id),
            )
            return cast(Runner, runner)  # it has what the worker uses

        worker = CellWorker(cell, build, ledger, self._clock)
        return HostedCell(
            cell, worker, _Devices(world, cell.id), ledger, lambda report: self.post(ORCHESTRATOR, report)
        )

    def _mark(self, cell: CellId) -> None:
        if self.is_alive:
            self.cells[cell].mark()
            self.wake()

    def _turn(self) -> float:
        inbox, self._inbox = self._inbox, []
        for message in inbox:
            if isinstance(message, EmergencyStop):
                self._host_turn.hear_emergency_stop(message)
            elif isinstance(message, Assignment):
                self.cells[message.cell].receive(message)
            else:
                accepted, reports, newest = self.cells[message.cell].reconcile(message.journal, message.epoch)
                self.post(ORCHESTRATOR, Told(message.cell, message.epoch, newest, accepted, tuple(reports)))
        return self._host_turn.turn(is_clock_heard=False)

    def _tell(self, cells: Sequence[HostedCell]) -> None:
        heard = tuple(
            CellHeard(item.id, int(item.worker.state), item.worker.message, item.worker.attempt_id) for item in cells
        )
        self.post(ORCHESTRATOR, HostHeard(self.name, f"{self.name}#{self.incarnation}", heard))
