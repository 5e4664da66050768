"""Transitions of attempts, those of vehicles included."""

from __future__ import annotations

from robot_cells.attempts.report import PROCESS_ENDED, Phase
from robot_cells.errors import TransitionError
from robot_cells.ids import AttemptId, OperationId
from robot_cells.lines.line import TRANSPORT
from robot_cells.orchestration.events import (
    AttemptAccepted,
    AttemptDispatched,
    AttemptEnded,
    AttemptEndedLate,
    AttemptRefused,
    AttemptReopened,
    AttemptStarted,
    CancelRequested,
    TaskAttested,
)
from robot_cells.orchestration.places import Place, PlaceKind
from robot_cells.orchestration.state import AttemptPhase, AttemptState, CellState, JobState, State
from robot_cells.orchestration.task_names import split_attempt, split_task
from robot_cells.orchestration.transitions import locks, set_ups
from robot_cells.orchestration.transitions.jobs import close_visit, give_back_use
from robot_cells.orchestration.transitions.lookups import attempt_of, cell_of, doubted_of, job_of
from robot_cells.orchestration.transitions.standing import occupy, stand, unload, vacate
from robot_cells.orchestration.transitions.table import Transitions

REFUSAL_PAUSE_S = 5.0
"""A cell that refused is not asked for the same job again for this long; doubled with every refusal in a row."""
LONGEST_REFUSAL_PAUSE_S = 80.0
"""The doubling ends here."""


def _dispatched(state: State, event: AttemptDispatched) -> None:
    job, cell = job_of(state, event.job), cell_of(state, event.cell)
    if cell.attempt is not None or job.attempt is not None:
        raise TransitionError(f"{cell.id!r} or {job.id!r} is at work already.", where=event.attempt)
    if job.prompt is not None:
        raise TransitionError(f"{job.id!r} waits for an answer.", where=event.attempt)
    if event.locks:
        locks.check_free(state, event)
    if event.trip is None:
        stand(state, job, Place(cell.id, PlaceKind.STATION))
    else:
        occupy(state, job, event.trip.target)
        job.trip, job.carrier = event.trip, cell.id
        cell.carries = job.id
    cell.attempt = event.attempt
    job.attempt = event.attempt
    job.tries[event.operation] = event.number
    job.pinned = None
    job.not_before_s = 0.0
    attempt = state.attempts[event.attempt] = AttemptState(
        event.attempt,
        event.task,
        event.job,
        event.operation,
        event.visit,
        event.number,
        event.cell,
        event.at_s,
        event.expected_s,
        event.changeover_s,
        event.trip,
        locks=event.locks,
        incarnation=cell_of(state, event.cell).incarnation,
    )
    if event.locks or state.lock_waits:
        locks.take(state, attempt)


def _accepted(state: State, event: AttemptAccepted) -> None:
    attempt = attempt_of(state, event.attempt)
    attempt.phase = AttemptPhase.ACCEPTED
    cell = cell_of(state, attempt.cell)
    attempt.incarnation = cell.incarnation
    if cell.ordered is None and cell.ordered_s is not None and cell.ordered_s <= attempt.dispatched_s:
        cell.ordered_s = None  # It takes work, as it was commanded.


def _started(state: State, event: AttemptStarted) -> None:
    attempt = attempt_of(state, event.attempt)
    attempt.phase = AttemptPhase.RUNNING
    attempt.started_s = event.at_s
    attempt.incarnation = cell_of(state, attempt.cell).incarnation
    set_ups.begin(state, attempt)


def _over(state: State, attempt: AttemptState, at_s: float) -> tuple[JobState, CellState]:
    job, cell = job_of(state, attempt.job), cell_of(state, attempt.cell)
    del state.attempts[attempt.id]
    job.attempt = None
    job.ended_attempts.add(attempt.id)
    job.ready_s, job.ready_by = at_s, state.events + 1
    if cell.attempt == attempt.id:
        cell.attempt = None
        cell.freed_by = state.events + 1
    for prompt in [item for item, open_one in state.prompts.items() if open_one.prompt.attempt_id == attempt.id]:
        del state.prompts[prompt]
    return job, cell


def _let_go(state: State, job: JobState) -> None:
    """Nothing has moved: the place that was kept free at the target is given back."""
    if job.trip is not None:
        vacate(state, job, job.trip.target)
        unload(state, job)


def _refused(state: State, event: AttemptRefused) -> None:
    attempt = attempt_of(state, event.attempt)
    job, cell = _over(state, attempt, event.at_s)
    _let_go(state, job)
    locks.give_back(state, attempt.id)
    job.refused[cell.id] = event.at_s + min(REFUSAL_PAUSE_S * 2.0**job.refusals, LONGEST_REFUSAL_PAUSE_S)
    job.refusals += 1


def _ended(state: State, event: AttemptEnded) -> None:
    attempt = attempt_of(state, event.attempt)
    if not event.outcome.is_end or event.outcome is Phase.REFUSED:
        raise TransitionError(f"{event.outcome.name} is not how an attempt ends.", where=event.attempt)
    job, cell = _over(state, attempt, event.at_s)
    job.refused.clear()
    job.refusals = 0
    job.waits_since_s = event.at_s
    job.overdue.clear()
    job.cancelled_for = attempt.cancel_code
    has_died = event.failure is not None and event.failure.code == PROCESS_ENDED
    job.broken_off_by = attempt.incarnation if has_died else ""
    if event.outcome is Phase.INTERRUPTED:
        job.interruptions[attempt.operation] = job.interruptions.get(attempt.operation, 0) + 1
        if event.is_presumed:
            state.doubted[attempt.id] = attempt
    if attempt.locks:
        locks.end(state, event)
    if event.outcome is Phase.SUCCEEDED:
        _done(state, job, attempt.operation, cell)
    elif event.has_not_begun:
        _let_go(state, job)
        return
    set_ups.end(state, attempt, event)


def _attested(state: State, event: TaskAttested) -> None:
    """The same as a success, later: whatever was to follow the doubt does not."""
    job, operation = _task_of(state, event.attempt)
    if job.attempt is not None or event.attempt not in job.ended_attempts:
        raise TransitionError(f"{event.attempt!r} has not ended, or something else has begun.", where=job.id)
    if job.prompt != event.prompt or event.prompt in state.prompts:
        raise TransitionError(f"The question {event.prompt!r} was not answered.", where=job.id)
    locks.settle(state, job)
    job.prompt = job.pinned = None
    job.not_before_s = 0.0
    job.ready_s, job.ready_by = event.at_s, state.events + 1
    job.waits_since_s = event.at_s
    job.overdue.clear()
    if event.attempt in state.doubted:
        state.doubted[event.attempt].attested = True
    _done(state, job, operation, cell_of(state, event.cell))


def _task_of(state: State, attempt: AttemptId) -> tuple[JobState, OperationId]:
    """The job and the operation of an attempt that has ended."""
    parts = split_attempt(attempt)
    if parts is None:
        raise TransitionError(f"{attempt!r} is not the id of an attempt.")
    job_id, operation, _ = split_task(parts[1])
    job = job_of(state, job_id)
    if (operation == TRANSPORT) is not (job.trip is not None):
        raise TransitionError(f"{job_id!r} is not on the way that {attempt!r} speaks of.")
    return job, operation


def _done(state: State, job: JobState, operation: OperationId, cell: CellState) -> None:
    """The visit is over: the vehicle has brought the piece to its target, or the piece is one operation further."""
    close_visit(job, operation)
    if job.trip is not None:
        cell.position = job.trip.target.cell
        stand(state, job, job.trip.target)
        return
    if job.detour and job.detour[0] == operation:
        job.detour = job.detour[1:]
    else:
        job.done.add(operation)
    if not job.detour:
        job.defects = ()
    state.tasks_done += 1


def _cancel(state: State, event: CancelRequested) -> None:
    attempt = attempt_of(state, event.attempt)
    attempt.cancel, attempt.cancel_code = event.policy, event.code


def _reopened(state: State, event: AttemptReopened) -> None:
    attempt = doubted_of(state, event.attempt)
    job, cell = job_of(state, attempt.job), cell_of(state, attempt.cell)
    if job.attempt is not None:
        raise TransitionError(f"{job.id!r} is at work already.", where=event.attempt)
    del state.doubted[attempt.id]
    if job.prompt is not None:
        state.prompts.pop(job.prompt, None)
    job.prompt = job.pinned = None
    job.not_before_s = 0.0
    job.interruptions[attempt.operation] -= 1
    give_back_use(job, attempt)
    job.ended_attempts.discard(attempt.id)
    job.attempt = attempt.id
    state.attempts[attempt.id] = attempt
    locks.take(state, attempt)
    if cell.attempt is None:
        cell.attempt = attempt.id
    set_ups.go_on(state, attempt)


def _ended_late(state: State, event: AttemptEndedLate) -> None:
    attempt = doubted_of(state, event.attempt)
    del state.doubted[attempt.id]
    locks.look_again(state, attempt.cell)
    set_ups.end_late(state, attempt, event)


TRANSITIONS: Transitions = {
    AttemptDispatched: _dispatched,
    AttemptAccepted: _accepted,
    AttemptRefused: _refused,
    AttemptStarted: _started,
    AttemptEnded: _ended,
    AttemptReopened: _reopened,
    AttemptEndedLate: _ended_late,
    TaskAttested: _attested,
    CancelRequested: _cancel,
}
"""By event."""
