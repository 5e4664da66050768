"""Why a task waits though it could be done: what became of the cells that can do it."""

from __future__ import annotations

from robot_cells.ids import CellId, OperationId
from robot_cells.orchestration.locked_zones import in_the_way
from robot_cells.orchestration.state import JobState, State


def why_waiting(state: State, job: JobState, operation: OperationId) -> str:
    """A clause for every cell that can do the operation, in the order of the line: `a is held; b works on WO-1-002`."""
    options = state.plant.options[job.product, operation]
    return "; ".join(_clause(state, job, operation, option.cell) for option in options) or "no cell can do it"


def _clause(state: State, job: JobState, operation: OperationId, cell_id: CellId) -> str:
    cell = state.cells[cell_id]
    if not cell.usable:
        held = f"held ({cell.held_reason})" if cell.held_reason else "held"
        return f"{cell_id} is {held if cell.present else 'not there'}"
    if cell.attempt is not None:
        return f"{cell_id} works on {state.jobs[state.attempts[cell.attempt].job].serial}"
    if cell.station not in (None, job.id):
        return f"{state.jobs[cell.station].serial} stands at {cell_id}"
    if cell_id in job.refused:
        return f"{cell_id} has refused it"
    locked = next(in_the_way(state, state.plant.locks.get((cell_id, (job.product, operation)), ())), None)
    if locked is None:
        return f"{cell_id} is free, and other work comes first or must not be locked in"
    return (
        f"{cell_id} waits for a zone that {locked.attempt} has locked ({', '.join(lock.zone for lock in locked.locks)})"
    )
