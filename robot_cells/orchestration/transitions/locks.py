"""Transitions of locks on zones.

Taken all together when an attempt is dispatched. Given back when it has succeeded, was refused, or had not begun. After
any other end its arm may stand anywhere: then they are kept until it is settled what follows. An operator's answer
settles it, whatever became of the cell; a rule does only when the cell is heard and has nothing in doubt.
"""

from __future__ import annotations

from robot_cells.attempts.report import Phase
from robot_cells.errors import TransitionError
from robot_cells.ids import AttemptId, CellId, JobId
from robot_cells.orchestration.events import AttemptDispatched, AttemptEnded, LocksAwaited
from robot_cells.orchestration.locked_zones import in_the_way
from robot_cells.orchestration.state import AttemptState, HeldLocks, JobState, LockWait, State
from robot_cells.orchestration.task_names import split_task
from robot_cells.orchestration.transitions.lookups import cell_of
from robot_cells.orchestration.transitions.table import Transitions


def check_free(state: State, event: AttemptDispatched) -> None:
    """Raises `TransitionError` when the attempt needs a zone that another has locked."""
    for held in in_the_way(state, event.locks):
        zones = ", ".join(lock.zone for lock in event.locks)
        raise TransitionError(f"A zone of {zones} is locked by {held.attempt!r}.", where=event.attempt)


def take(state: State, attempt: AttemptState) -> None:
    """The attempt has its locks, and its task waits for them no longer."""
    if attempt.locks:
        state.locks[attempt.id] = HeldLocks(attempt.id, attempt.job, attempt.cell, attempt.locks)
    for cell in [item.cell for item in state.lock_waits.values() if item.task == attempt.task]:
        del state.lock_waits[cell]


def give_back(state: State, attempt: AttemptId) -> None:
    """Nothing stands in the zones any more."""
    state.locks.pop(attempt, None)


def end(state: State, event: AttemptEnded) -> None:
    """The attempt has ended; where it did not succeed, what stands in its zones is for people or rules to say."""
    held = state.locks.get(event.attempt)
    if held is None:
        return
    if event.outcome is Phase.SUCCEEDED or event.has_not_begun:
        give_back(state, event.attempt)
    else:
        held.ended = True


def settle(state: State, job: JobState) -> None:
    """It is settled how the job goes on; to be called before its question is forgotten."""
    if not state.locks:
        return
    answered = job.prompt is not None and job.prompt not in state.prompts
    for held in [item for item in state.locks.values() if item.job == job.id and item.ended]:
        if answered or _is_told(state, held):
            del state.locks[held.attempt]


def look_again(state: State, cell: CellId) -> None:
    """The cell is heard, or has told what became of its attempt."""
    for held in [item for item in state.locks.values() if item.cell == cell and item.ended]:
        if _is_told(state, held) and not _is_asked(state, held):
            del state.locks[held.attempt]


def _is_told(state: State, held: HeldLocks) -> bool:
    return state.cells[held.cell].present and held.attempt not in state.doubted


def _is_asked(state: State, held: HeldLocks) -> bool:
    job = state.jobs.get(held.job)
    return job is not None and job.prompt == f"{held.attempt}?"


def forget_waits(state: State, job: JobId) -> None:
    """The job has left the floor: nothing of it waits."""
    for cell in [item.cell for item in state.lock_waits.values() if split_task(item.task)[0] == job]:
        del state.lock_waits[cell]


def _awaited(state: State, event: LocksAwaited) -> None:
    cell = cell_of(state, event.cell)
    state.lock_waits.pop(cell.id, None)  # The newest wait stands last: they are served in this order.
    state.lock_waits[cell.id] = LockWait(cell.id, event.task, event.locks, event.at_s)


TRANSITIONS: Transitions = {LocksAwaited: _awaited}
"""By event."""
