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


def says_more(attempt: AttemptState, named: CancelPolicy | None) -> bool:
    """Whether a cancel by this policy changes how the attempt ends: the first does, then only to stop it at once."""
    stops_now = named is CancelPolicy.STOP_NOW and attempt.cancel is not CancelPolicy.STOP_NOW
    return attempt.cancel is None or stops_now


def cancelled(
    state: State, attempt: AttemptState, reason: str, now_s: float, named: CancelPolicy | None = None, code: str = ""
) -> CancelRequested:
    """The event that ends the attempt before its time; `code` where a time-out is the cause, or was."""
    return CancelRequested(now_s, attempt.id, cancel_policy(state, attempt, named), reason, code or attempt.cancel_code)
