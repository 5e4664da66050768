"""Whether a cell takes an attempt on."""

from __future__ import annotations

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.cell_condition import CellCondition
from robot_cells.attempts.cell_state import CellState
from robot_cells.attempts.report import Failure
from robot_cells.ids import AttemptId
from robot_cells.lines.cell import Cell

_STANDING = (CellState.STOPPING, CellState.STOPPED, CellState.ABORTING, CellState.ABORTED, CellState.CLEARING)


def reason_to_refuse(
    cell: Cell, assignment: Assignment, condition: CellCondition, in_work: AttemptId, newest_epoch: int
) -> Failure | None:
    """Why the cell will not carry out `assignment`; None when it will.

    `in_work` is the attempt that it works on (empty: none), `newest_epoch` the newest of the assignment's journal.
    """
    name = cell.id
    if assignment.epoch < newest_epoch:
        what = f"{name} obeys epoch {newest_epoch} of this journal, not {assignment.epoch}."
        return Failure("cell.stale_epoch", what, "End the older orchestrator.")
    if cell.capability(assignment.capability) is None:
        known = ", ".join(capability.name for capability in cell.capabilities)
        what = f"{name} cannot `{assignment.capability}`; it can {known}."
        return Failure("cell.unknown_capability", what, "Compare the line document with the one that the cell runs.")
    if condition.state in _STANDING:
        what = f"{name} is {condition.state.name}: {condition.message}."
        return Failure("cell.stopped", what, "Clear and reset the cell.")
    if in_work:
        return Failure(
            "cell.busy", f"{name} works on {in_work}.", "Wait for the end of that attempt, or choose another cell."
        )
    if condition.state is not CellState.IDLE:
        return Failure("cell.held", f"{name} is {condition.state.name}.", "Take the cell out of hold.")
    return None
