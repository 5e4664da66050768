"""How a line stands where a twin goes on, told as events: what figures of what follows need of the past."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.attempts.report import Phase
from robot_cells.ids import AttemptId, job_id
from robot_cells.orchestration.events import (
    AttemptDispatched,
    AttemptEnded,
    AttemptStarted,
    CellAppeared,
    CellHeld,
    CellLost,
    Event,
    JobCompleted,
    JobMoved,
    JobReleased,
    JobScrapped,
    OrderSubmitted,
    PromptRaised,
)
from robot_cells.orchestration.places import PlaceKind
from robot_cells.orchestration.state import AttemptState, CellState, JobState, OrderState, PromptState, State
from robot_cells.orchestration.task_names import split_attempt, split_task


def standing_events(state: State, now_s: float) -> Iterator[Event]:
    """Cells, open orders with their pieces, attempts in work, open questions, at line time `now_s`.

    Orders that have ended are left out, and of pieces that have left the line only that they have: they say nothing of
    what comes.
    """
    for cell in state.cells.values():
        yield from _cell(cell, now_s)
    for order in state.orders.values():
        if order.end is None:
            yield from _order(order, next(iter(state.cells.values())))
    for job in state.jobs.values():
        yield from _job(job)
    for attempt in state.attempts.values():
        yield from _attempt(attempt)
    for question in state.prompts.values():
        yield from _question(state, question)


def _cell(cell: CellState, now_s: float) -> Iterator[Event]:
    if cell.host:
        yield CellAppeared(now_s, cell.id, cell.host, cell.incarnation)
    if cell.host and not cell.present:
        yield CellLost(now_s, cell.id)
    if cell.held is not None:
        yield CellHeld(now_s, cell.id, cell.held, cell.held_reason)


def _order(order: OrderState, anywhere: CellState) -> Iterator[Event]:
    """The order, and the pieces that have left the line already, whichever of them were scrapped."""
    submitted_s = order.submitted_s
    yield OrderSubmitted(submitted_s, order.order)
    units = [job_id(order.order.id, unit) for unit in range(1, order.order.quantity + 1) if order.is_released(unit)]
    gone = [job for job in units if job not in order.on_floor]
    for number, job in enumerate(gone):
        yield JobReleased(submitted_s, job, anywhere.id)
        is_good = number < order.completed
        yield JobCompleted(submitted_s, job) if is_good else JobScrapped(submitted_s, job, "", "")


def _job(job: JobState) -> Iterator[Event]:
    yield JobReleased(job.released_s, job.id, job.place.cell)
    if job.place.kind is not PlaceKind.STATION:
        yield JobMoved(job.released_s, job.id, job.place)


def _attempt(attempt: AttemptState) -> Iterator[Event]:
    yield AttemptDispatched(
        attempt.dispatched_s,
        attempt.id,
        attempt.task,
        attempt.job,
        attempt.operation,
        attempt.visit,
        attempt.number,
        attempt.cell,
        attempt.expected_s,
        attempt.changeover_s,
        attempt.trip,
    )
    if attempt.started_s is not None:
        yield AttemptStarted(attempt.started_s, attempt.id)


def _question(state: State, question: PromptState) -> Iterator[Event]:
    """With the attempt that it is about, which has ended: an answer may say of it that it is done."""
    attempt = AttemptId(question.prompt.id.removesuffix("?"))
    parts = split_attempt(attempt)
    job = state.jobs.get(question.job)
    if parts is not None and job is not None and attempt not in state.attempts:
        _, operation, visit = split_task(parts[1])
        cell = job.carrier or job.place.cell
        at_s = question.raised_s
        yield AttemptDispatched(at_s, attempt, parts[1], job.id, operation, visit, parts[2], cell, 0.0, 0.0, job.trip)
        # Nothing of it lies after the start.
        yield AttemptEnded(at_s, attempt, cell, Phase.INTERRUPTED)
    yield PromptRaised(question.raised_s, question.prompt, question.job)
