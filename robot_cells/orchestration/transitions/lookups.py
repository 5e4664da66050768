"""Finding what an event is about, with an error that says what is missing."""

from __future__ import annotations

from robot_cells.errors import TransitionError
from robot_cells.ids import AttemptId, CellId, JobId, OrderId
from robot_cells.orchestration.state import AttemptState, CellState, JobState, OrderState, State

_REMEDY = "The journal belongs to another line, or an event is missing from it."


def order_of(state: State, order: OrderId) -> OrderState:
    """The order; raises `TransitionError`."""
    found = state.orders.get(order)
    if found is None:
        raise TransitionError(f"There is no order {order!r}.", remedy=_REMEDY)
    return found


def job_of(state: State, job: JobId) -> JobState:
    """The job, which is on the floor; raises `TransitionError`."""
    found = state.jobs.get(job)
    if found is None:
        raise TransitionError(f"The job {job!r} is not on the floor.", remedy=_REMEDY)
    return found


def cell_of(state: State, cell: CellId) -> CellState:
    """The cell or vehicle; raises `TransitionError`."""
    found = state.cells.get(cell)
    if found is None:
        raise TransitionError(f"The line has no cell {cell!r}.", remedy=_REMEDY)
    return found


def attempt_of(state: State, attempt: AttemptId) -> AttemptState:
    """The attempt, which is open; raises `TransitionError`."""
    found = state.attempts.get(attempt)
    if found is None:
        raise TransitionError(f"The attempt {attempt!r} is not open.", remedy=_REMEDY)
    return found


def doubted_of(state: State, attempt: AttemptId) -> AttemptState:
    """The attempt that was taken for interrupted; raises `TransitionError`."""
    found = state.doubted.get(attempt)
    if found is None:
        raise TransitionError(f"The attempt {attempt!r} is not in doubt.", remedy=_REMEDY)
    return found
