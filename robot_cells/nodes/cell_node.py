"""The node of one cell among several in a process: its lifecycle, its action and service, its diagnostics."""

from __future__ import annotations

from collections.abc import Sequence

from robot_cells.attempts.cell_state import CellState
from robot_cells.nodes.cell_face import CellFace
from robot_cells.nodes.health import Health, HealthLevel
from robot_cells.nodes.hosted_cell import HostedCell
from robot_cells.nodes.lifecycle import ManagedNode
from robot_cells.nodes.message_loop import MessageLoop

_STANDING = {
    CellState.HELD: HealthLevel.WARN,
    CellState.HOLDING: HealthLevel.WARN,
    CellState.SUSPENDED: HealthLevel.WARN,
    CellState.SUSPENDING: HealthLevel.WARN,
    CellState.STOPPED: HealthLevel.WARN,
    CellState.STOPPING: HealthLevel.WARN,
    CellState.ABORTED: HealthLevel.ERROR,
    CellState.ABORTING: HealthLevel.ERROR,
}


class CellNode(ManagedNode):
    """Lives in the process of a `CellHostNode`, whose message loop does the cell's work."""

    def __init__(self, cell: HostedCell, loop: MessageLoop) -> None:
        # The host's own renaming must not reach this node; and its clock is the host's, so it hears no /clock.
        super().__init__(cell.id, cli_args=["--ros-args", "-r", f"__node:={cell.id}", "-p", "use_sim_time:=false"])
        self._cell = cell
        self._loop = loop
        self._face: CellFace | None = None

    def configure(self) -> None:
        """Offer action and service."""
        self._face = CellFace(self, self._loop, self._cell)

    def activate(self) -> None:
        """The cell takes work."""
        self._loop.post(self._cell.take_up)

    def deactivate(self) -> None:
        """The cell ends what it has in work, and takes nothing else."""
        self._loop.post(lambda: self._cell.lay_down("The node of the cell was deactivated."))

    def cleanup(self) -> None:
        """Take action and service away."""
        if self._face is not None:
            self._face.close()
            self._face = None

    def health(self) -> Health:
        """That of the cell."""
        return cell_health([self._cell]) if self.is_active else Health.inactive()


def cell_health(cells: Sequence[HostedCell]) -> Health:
    """The worst level of some cells, and the state of each."""
    levels = {cell: _STANDING.get(cell.worker.state, HealthLevel.OK) for cell in cells}
    values: dict[str, object] = {cell.id: _line(cell) for cell in cells}
    for level in (HealthLevel.ERROR, HealthLevel.WARN):
        bad = [cell for cell, found in levels.items() if found is level]
        if bad:
            worst = bad[0].worker
            return Health(level, f"{bad[0].id} is {worst.state.name}: {worst.message or 'no reason given'}", values)
    return Health(HealthLevel.OK, "active", values)


def _line(cell: HostedCell) -> str:
    worker = cell.worker
    return " ".join(part for part in (worker.state.name, worker.attempt_id, worker.step) if part)
