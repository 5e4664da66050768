"""What a cell is set up for: a change-over counts when it is known to be finished, and not before."""

from __future__ import annotations

from robot_cells.orchestration.events import AttemptEnded, AttemptEndedLate
from robot_cells.orchestration.state import AttemptPhase, AttemptState, State
from robot_cells.orchestration.task_names import split_job
from robot_cells.orchestration.transitions.lookups import cell_of, job_of, order_of


def begin(state: State, attempt: AttemptState) -> None:
    """The first step begins: where a change-over is due, the cell stands between the products until that is done."""
    if attempt.trip is not None:
        return
    cell, product = cell_of(state, attempt.cell), job_of(state, attempt.job).product
    before = cell.between or ((cell.product,) if cell.product is not None else ())
    cell.between = tuple(dict.fromkeys((*before, product))) if attempt.changeover_s > 0.0 else ()
    cell.product, cell.set_up_by = product, attempt.id


def go_on(state: State, attempt: AttemptState) -> None:
    """What was presumed of the attempt is taken back: the cell is at it, unless it has begun something else since."""
    cell = cell_of(state, attempt.cell)
    if cell.set_up_by == attempt.id:
        cell.product = job_of(state, attempt.job).product


def end(state: State, attempt: AttemptState, event: AttemptEnded) -> None:
    """The attempt is over, having begun: what it has left the cell set up for.

    An attempt that was interrupted, cancelled or failed before its change-over was finished, as far as is known, has
    left it set up for nothing: the next one changes over again.
    """
    if attempt.trip is not None:
        return
    if attempt.phase is not AttemptPhase.RUNNING:
        begin(state, attempt)  # Its start was never heard.
    cell = cell_of(state, attempt.cell)
    if cell.set_up_by != attempt.id:
        return  # A doubt that is resolved late: the cell has begun something else since.
    if event.has_changed_over:
        cell.between = ()
    elif cell.between:
        cell.product = None


def end_late(state: State, attempt: AttemptState, event: AttemptEndedLate) -> None:
    """The cell tells how the doubt truly ended, and the line has gone on: what it stands set up for is settled.

    The word of a person that the task is done (`TaskAttested`) settles nothing here: the work may have been finished by
    hand, on a cell that stands half way.
    """
    cell = cell_of(state, attempt.cell)
    if attempt.trip is None and cell.set_up_by == attempt.id and event.has_changed_over:
        # The piece may have left the line since.
        order, _ = split_job(attempt.job)
        cell.product, cell.between = order_of(state, order).order.product, ()
