"""How an attempt is ended before its time."""

from __future__ import annotations

from robot_cells.orchestration.events import CancelRequested
from robot_cells.orchestration.state import AttemptState, State
from robot_cells.orders.cancel_policy import CancelPolicy


def cancel_policy(state: State, attempt: AttemptState, named: CancelPolicy | None = None) -> CancelPolicy:
    """The policy that the caller names, else that of the operation; a trip ends after the step that is running."""
    if named is not None:
        return named
    operation = state.plant.operations.get((state.jobs[attempt.job].product, attempt.operation))
    return operation.cancel if operation is not None else CancelPolicy.FINISH_STEP


def cancelled(
    state: State, attempt: AttemptState, reason: str, now_s: float, named: CancelPolicy | None = None, code: str = ""
) -> CancelRequested:
    """The event that ends the attempt before its time; `code` where a time-out is the cause."""
    return CancelRequested(now_s, attempt.id, cancel_policy(state, attempt, named), reason, code)
