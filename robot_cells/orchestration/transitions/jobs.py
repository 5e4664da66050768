"""Transitions of jobs."""

from __future__ import annotations

from robot_cells.errors import TransitionError
from robot_cells.ids import OperationId, serial_number
from robot_cells.lines.line import TRANSPORT
from robot_cells.orchestration.events import (
    JobCompleted,
    JobMoved,
    JobReleased,
    JobRerouted,
    JobScrapped,
    RetryPlanned,
)
from robot_cells.orchestration.places import Place, PlaceKind
from robot_cells.orchestration.state import AttemptState, JobState, OrderState, State
from robot_cells.orchestration.task_names import split_job, split_task
from robot_cells.orchestration.transitions.locks import forget_waits, settle
from robot_cells.orchestration.transitions.lookups import job_of, order_of
from robot_cells.orchestration.transitions.standing import leave, occupy, stand
from robot_cells.orchestration.transitions.table import Transitions


def _released(state: State, event: JobReleased) -> None:
    order_id, unit = split_job(event.job)
    order = order_of(state, order_id)
    if order.is_released(unit):
        raise TransitionError("The job has been released already.", where=event.job)
    place = Place(event.cell, PlaceKind.STATION)
    job = JobState(
        event.job,
        order_id,
        unit,
        serial_number(order_id, unit),
        order.order.product,
        place,
        released_s=event.at_s,
        ready_s=event.at_s,
        ready_by=order.ready_by,
        waits_since_s=event.at_s,
    )
    occupy(state, job, place)
    state.jobs[job.id] = job
    order.on_floor.add(job.id)
    order.released_ahead.add(unit)
    while order.released_through + 1 in order.released_ahead:
        order.released_through += 1
        order.released_ahead.discard(order.released_through)


def _moved(state: State, event: JobMoved) -> None:
    job = job_of(state, event.job)
    if job.prompt is not None and job.prompt not in state.prompts:
        job.prompt = None  # It was answered: the product has arrived.
    if job.pinned == TRANSPORT:
        job.pinned = None
        job.waits_since_s = event.at_s
    if job.trip is not None:
        close_visit(job, OperationId(TRANSPORT))  # The next trip is another task.
    stand(state, job, event.place)


def _removed(state: State, job: JobState) -> OrderState:
    if job.attempt is not None:
        raise TransitionError(f"The job still has the open attempt {job.attempt!r}.", where=job.id)
    if state.locks or state.lock_waits:
        settle(state, job)
        forget_waits(state, job.id)
    leave(state, job)
    del state.jobs[job.id]
    if job.prompt is not None:
        state.prompts.pop(job.prompt, None)
    order = order_of(state, job.order)
    order.on_floor.discard(job.id)
    return order


def _completed(state: State, event: JobCompleted) -> None:
    _removed(state, job_of(state, event.job)).completed += 1


def _scrapped(state: State, event: JobScrapped) -> None:
    _removed(state, job_of(state, event.job)).scrapped += 1


def count_use(state: State, job: JobState, operation: OperationId, rule: int, scope: str = "") -> None:
    """Count one use of the failure rule `rule` of `operation`; a rule of -1 is none."""
    if rule < 0:
        return
    key = rule_key(operation, rule, scope)
    job.uses[key] = job.uses.get(key, 0) + 1
    latest = (job.id, operation, job.visit(operation), job.tries.get(operation))
    for attempt in state.doubted.values():
        if (attempt.job, attempt.operation, attempt.visit, attempt.number) == latest:
            attempt.counted = (*attempt.counted, key)


def give_back_use(job: JobState, attempt: AttemptState) -> None:
    """What was presumed of the attempt is taken back, and with it the uses of the rules that were followed."""
    for key in attempt.counted:
        job.uses[key] -= 1
        if not job.uses[key]:
            del job.uses[key]
    attempt.counted = ()


def rule_key(operation: OperationId, rule: int, scope: str = "") -> str:
    """Under what name uses of a failure rule are counted; `scope` is the visit for retries, which count per task."""
    return f"{operation}.{scope}#{rule}" if scope else f"{operation}#{rule}"


def close_visit(job: JobState, operation: OperationId) -> None:
    """The visit in hand is over; the next time that the job comes to the operation is a new one."""
    job.closed[operation] = job.closed.get(operation, 0) + 1
    job.tries.pop(operation, None)
    job.interruptions.pop(operation, None)


def _rerouted(state: State, event: JobRerouted) -> None:
    job = job_of(state, event.job)
    route = state.plant.product(job.product).recipe.rework_routes.get(event.route)
    if route is None:
        raise TransitionError(f"The product {job.product!r} has no rework route {event.route!r}.", where=job.id)
    count_use(state, job, event.operation, event.rule)
    close_visit(job, event.operation)
    settle(state, job)
    job.detour = tuple(operation.id for operation in route.operations)
    job.done -= {route.resume_at} | state.plant.successors[job.product, route.resume_at]
    job.defects = event.defects
    job.pinned = None
    job.prompt = None
    job.not_before_s = 0.0
    job.ready_s, job.ready_by = event.at_s, state.events + 1
    job.waits_since_s = event.at_s
    job.overdue.clear()


def _retry(state: State, event: RetryPlanned) -> None:
    job = job_of(state, event.job)
    _, operation, visit = split_task(event.task)
    count_use(state, job, operation, event.rule, str(visit))
    settle(state, job)
    job.pinned = operation
    job.not_before_s = event.not_before_s
    job.prompt = None
    job.ready_s, job.ready_by = event.at_s, state.events + 1
    job.waits_since_s = event.at_s
    job.overdue.clear()


TRANSITIONS: Transitions = {
    JobReleased: _released,
    JobMoved: _moved,
    JobCompleted: _completed,
    JobScrapped: _scrapped,
    JobRerouted: _rerouted,
    RetryPlanned: _retry,
}
"""By event."""
