"""From decisions to what is sent to the cells."""

from __future__ import annotations

from collections.abc import Iterable

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.ids import AttemptId, CellId, PromptId
from robot_cells.lines.line import TRANSPORT
from robot_cells.orchestration.state import AttemptPhase, AttemptState, JobState, State
from robot_cells.orders.cancel_policy import CancelPolicy


def execute(state: State, attempt: AttemptState) -> Assignment:
    """Carry the attempt out. The same for an attempt whenever it is asked for, so that it can be sent again."""
    job = state.jobs[attempt.job]
    parameters = _trip_parameters(job, attempt) if attempt.trip is not None else _parameters(state, job, attempt)
    capability = TRANSPORT
    if attempt.trip is None:
        capability = state.plant.operations[job.product, attempt.operation].capability
    return Assignment(
        AssignmentKind.EXECUTE,
        state.journal_id,
        state.epoch,
        attempt.cell,
        attempt.id,
        attempt.task,
        job.order,
        job.serial,
        job.product,
        attempt.operation,
        capability,
        parameters,
        attempt.expected_s,
    )


def _parameters(state: State, job: JobState, attempt: AttemptState) -> dict[str, object]:
    """The capability's parameters, overridden by the operation's; then what only the orchestrator knows.

    `duration_s` where the operation says how long it takes on each cell, `changeover_s` where the cell must be set up,
    `defects` on a rework route.
    """
    operation = state.plant.operations[job.product, attempt.operation]
    capability = state.plant.cells[attempt.cell].capability(operation.capability)
    parameters: dict[str, object] = {**(capability.parameters if capability else {}), **operation.parameters}
    if operation.durations_s:
        parameters["duration_s"] = operation.durations_s[attempt.cell]
    if attempt.changeover_s > 0.0:
        parameters["changeover_s"] = attempt.changeover_s
    if job.detour and job.detour[0] == attempt.operation:
        parameters["defects"] = [dict(item) for item in job.defects]
    return parameters


def _trip_parameters(job: JobState, attempt: AttemptState) -> dict[str, object]:
    """`from` and `to` are cells; distances in metres, `approach_m` is the empty drive to `from`."""
    trip = attempt.trip
    if trip is None:
        return {}
    return {
        "from": trip.origin.cell,
        "to": trip.target.cell,
        "distance_m": trip.distance_m,
        "approach_m": trip.approach_m,
        "serial": job.serial,
    }


def cancel(state: State, attempt: AttemptState, policy: CancelPolicy) -> Assignment:
    """End the attempt before its time."""
    return Assignment(
        AssignmentKind.CANCEL, state.journal_id, state.epoch, attempt.cell, attempt.id, cancel_policy=policy
    )


def acknowledge(state: State, cell: CellId, attempt: AttemptId) -> Assignment:
    """The report of the end is durable."""
    return Assignment(AssignmentKind.ACKNOWLEDGE, state.journal_id, state.epoch, cell, attempt)


def greeting(state: State, cell: CellId) -> Assignment:
    """Says which epoch speaks from now on, and nothing else."""
    return acknowledge(state, cell, AttemptId(""))


def answer(state: State, cell: CellId, attempt: AttemptId, prompt: PromptId, choice: str) -> Assignment:
    """What the operator chose."""
    return Assignment(
        AssignmentKind.ANSWER, state.journal_id, state.epoch, cell, attempt, prompt_id=prompt, answer=choice
    )


def unanswered(state: State, attempts: Iterable[AttemptState]) -> list[Assignment]:
    """What to send again: work that no cell has accepted, cancels that have not ended, answers of open attempts."""
    result = []
    for attempt in attempts:
        if attempt.cancel is not None:
            result.append(cancel(state, attempt, attempt.cancel))
        elif attempt.phase is AttemptPhase.DISPATCHED:
            result.append(execute(state, attempt))
        for prompt, choice in attempt.answered.items():
            result.append(answer(state, attempt.cell, attempt.id, prompt, choice))
    return result
