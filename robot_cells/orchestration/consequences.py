"""What follows an event of itself: the recipe's failure rules, ends of orders, alarms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Failure, Phase
from robot_cells.errors import TransitionError
from robot_cells.ids import AlarmId, AttemptId, JobId, OperationId, PromptId, TaskId
from robot_cells.lines.line import TRANSPORT
from robot_cells.orchestration import choices
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.events import (
    AlarmAcknowledged,
    AlarmCleared,
    AlarmRaised,
    AttemptEnded,
    AttemptRefused,
    CancelRequested,
    CellAppeared,
    CellLost,
    Event,
    JobCompleted,
    JobMoved,
    JobRerouted,
    JobScrapped,
    LineStopped,
    OrderCancelled,
    OrderEnd,
    OrderEnded,
    PromptAnswered,
    PromptRaised,
    PromptTimedOut,
    RetryPlanned,
)
from robot_cells.orchestration.failure_rules import applicable_rule, backoff_s, uses
from robot_cells.orchestration.progress import is_finished
from robot_cells.orchestration.state import JobState, OrderState, State
from robot_cells.orchestration.task_names import split_attempt, split_job, split_task
from robot_cells.orders.operation import Consequence

ORDER_CANCELLED = "order.cancelled"
"""Why a piece of a cancelled order is scrapped."""
REFUSALS_BEFORE_ALARM = 3
"""So many refusals of one job in a row are worth a look."""

Events = tuple[Event, ...]
TRIP_TRIES = 3
"""A vehicle tries so often before somebody is asked."""
TRIP_BACKOFF_S = 10.0
"""What it waits before the second try; doubled each time."""


def consequences(state: State, event: Event, now_s: float) -> Events:
    """The events that follow from `event`, which has just been applied; decided at `now_s`."""
    rule = _CONSEQUENCES.get(type(event))
    return () if rule is None else rule(state, event, now_s)


def _attempt_ended(state: State, event: AttemptEnded, now_s: float) -> Events:
    job, operation = _job_and_operation(state, event.attempt)
    if state.orders[job.order].cancelled is not None:
        return (_cancelled_piece(job, now_s),)
    if event.outcome is Phase.SUCCEEDED:
        return (JobCompleted(now_s, job.id),) if is_finished(state.plant, job) else ()
    if event.has_not_begun:
        return ()
    failure = event.failure or Failure(f"attempt.{event.outcome.name.lower()}", "The cell gave no reason.")
    if operation == TRANSPORT:
        return _trip_failed(job, event, failure, now_s)
    if event.outcome is Phase.FAILED:
        return _failed(state, job, operation, event, failure, now_s)
    text = {
        Phase.CANCELLED: f"{operation} on {job.serial} was cancelled while it ran: go on how?",
        Phase.INTERRUPTED: f"{operation} on {job.serial} was interrupted, what was done is not known: go on how?",
    }[event.outcome]
    return _asked(job, operation, event.attempt, text, choices.AFTER_DOUBT, failure, now_s)


def _failed(
    state: State, job: JobState, operation: OperationId, event: AttemptEnded, failure: Failure, now_s: float
) -> Events:
    item = state.plant.operations[job.product, operation]
    found = applicable_rule(item, job, failure.code)
    if found is None:
        return _scrapped(job, operation, failure, now_s)
    number, rule = found
    defects = defects_of(event.result)
    if rule.consequence is Consequence.RETRY:
        return (_retry(job, event.attempt, now_s + backoff_s(rule, uses(item, number, rule, job)), number, now_s),)
    if rule.consequence is Consequence.REWORK:
        return (JobRerouted(now_s, job.id, rule.route, operation, number, defects or job.defects),)
    if rule.consequence is Consequence.ASK:
        text = f"{operation} on {job.serial} failed ({failure.code}: {failure.message}): go on how?"
        allowed = choices.after_failure(state.plant.product(job.product).recipe)
        return _asked(job, operation, event.attempt, text, allowed, failure, now_s, number, defects)
    return _scrapped(job, operation, failure, now_s)


def _trip_failed(job: JobState, event: AttemptEnded, failure: Failure, now_s: float) -> Events:
    parts = split_attempt(event.attempt)
    number = parts[2] if parts is not None else TRIP_TRIES
    if event.outcome is Phase.FAILED and number < TRIP_TRIES:
        return (_retry(job, event.attempt, now_s + TRIP_BACKOFF_S * 2.0 ** (number - 1), -1, now_s),)
    text = f"{job.carrier} did not bring {job.serial} to its target ({failure.code}: {failure.message}): go on how?"
    return _asked(job, OperationId(TRANSPORT), event.attempt, text, choices.AFTER_TRIP, failure, now_s)


def _retry(job: JobState, attempt: AttemptId, not_before_s: float, rule: int, now_s: float) -> RetryPlanned:
    parts = split_attempt(attempt)
    task = parts[1] if parts is not None else TaskId("")
    return RetryPlanned(now_s, job.id, task, not_before_s, rule)


def defects_of(result: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    """The defects in the result of an attempt (`result["defects"]`, a list of objects); anything else is left out."""
    found = result.get("defects", ())
    return tuple(item for item in found if isinstance(item, Mapping)) if isinstance(found, list | tuple) else ()


def _scrapped(job: JobState, operation: OperationId, failure: Failure, now_s: float) -> Events:
    alarm = Alarm(
        AlarmId(f"scrapped:{job.id}"),
        Severity.WARNING,
        "orchestrator",
        failure.code,
        f"{job.serial} was scrapped: {operation} failed ({failure.message})",
        failure.remedy or "Take the piece out of the line.",
        job.serial,
    )
    return (AlarmRaised(now_s, alarm), JobScrapped(now_s, job.id, failure.code, failure.message))


def _asked(
    job: JobState,
    operation: OperationId,
    attempt: AttemptId,
    text: str,
    allowed: tuple[str, ...],
    failure: Failure,
    now_s: float,
    rule: int = -1,
    defects: tuple[Mapping[str, object], ...] = (),
) -> Events:
    prompt = Prompt(PromptId(f"{attempt}?"), text, allowed, serial=job.serial, raised_at_s=now_s)
    alarm = Alarm(
        _alarm_of(prompt.id),
        Severity.ERROR,
        "orchestrator",
        failure.code,
        f"{job.serial} waits for an answer: {operation}: {failure.message}",
        failure.remedy or "Look at the piece, then answer the question.",
        job.serial,
        lasting=True,
    )
    return (AlarmRaised(now_s, alarm), PromptRaised(now_s, prompt, job.id, operation, rule, defects))


def _alarm_of(prompt: PromptId) -> AlarmId:
    return AlarmId(f"asked:{prompt}")


def _cancelled_piece(job: JobState, now_s: float) -> JobScrapped:
    return JobScrapped(now_s, job.id, ORDER_CANCELLED, "The order was cancelled.")


def _attempt_refused(state: State, event: AttemptRefused, now_s: float) -> Events:
    job, operation = _job_and_operation(state, event.attempt)
    if state.orders[job.order].cancelled is not None:
        return (_cancelled_piece(job, now_s),)
    if job.refusals != REFUSALS_BEFORE_ALARM:
        return ()
    reason = event.failure.message if event.failure is not None else "no reason was given"
    alarm = Alarm(
        AlarmId(f"refused:{event.attempt}"),
        Severity.WARNING,
        "orchestrator",
        event.failure.code if event.failure is not None else "attempt.refused",
        f"{operation} on {job.serial} has been refused {job.refusals} times: {reason}",
        "Look at the cells that can do it.",
        job.serial,
    )
    return (AlarmRaised(now_s, alarm),)


def _job_left(state: State, event: JobCompleted | JobScrapped, now_s: float) -> Events:
    order = state.orders[split_job(event.job)[0]]
    alarms = _cleared_alarms(state, event.job, now_s)
    return (*alarms, *_order_ended(order, now_s))


def _cleared_alarms(state: State, job: JobId, now_s: float) -> Events:
    """An alarm about a question is over when its job has gone."""
    start = f"asked:{state.journal_id}:{job}/"
    return tuple(
        AlarmCleared(now_s, alarm) for alarm, item in state.alarms.items() if item.active and alarm.startswith(start)
    )


def _order_ended(order: OrderState, now_s: float) -> Events:
    if order.end is not None or order.on_floor:
        return ()
    if order.cancelled is not None:
        return (OrderEnded(now_s, order.order.id, OrderEnd.CANCELLED),)
    if order.completed + order.scrapped < order.order.quantity:
        return ()
    end = OrderEnd.FAILED if order.scrapped else OrderEnd.COMPLETED
    return (OrderEnded(now_s, order.order.id, end),)


def _order_cancelled(state: State, event: OrderCancelled, now_s: float) -> Events:
    order = state.orders[event.order]
    result: list[Event] = []
    for job_id in sorted(order.on_floor):
        job = state.jobs[job_id]
        if job.attempt is None:
            result.append(_cancelled_piece(job, now_s))
        elif state.attempts[job.attempt].cancel is None:
            result.append(CancelRequested(now_s, job.attempt, event.policy, "The order was cancelled."))
    return (*result, *_order_ended(order, now_s))


def _line_stopped(state: State, event: LineStopped, now_s: float) -> Events:
    return tuple(
        CancelRequested(now_s, attempt.id, event.policy, event.reason or "The line was stopped.")
        for attempt in state.attempts.values()
        if attempt.cancel is None
    )


def _prompt_closed(state: State, event: PromptAnswered | PromptTimedOut, now_s: float) -> Events:
    alarm = state.alarms.get(_alarm_of(event.prompt))
    cleared: Events = (AlarmCleared(now_s, alarm.alarm.id),) if alarm is not None and alarm.active else ()
    job = next((item for item in state.jobs.values() if item.prompt == event.prompt), None)
    if job is None:
        return cleared  # A cell asked: the answer goes to it.
    return (*cleared, *_chosen(job, event, now_s))


def _chosen(job: JobState, event: PromptAnswered | PromptTimedOut, now_s: float) -> Events:
    attempt = AttemptId(event.prompt.removesuffix("?"))
    parts = split_attempt(attempt)
    operation = split_task(parts[1])[1] if parts is not None else OperationId("")
    if event.choice == choices.RETRY:
        return (_retry(job, attempt, now_s, -1, now_s),)
    if event.choice == choices.ARRIVED and job.trip is not None:
        return (JobMoved(now_s, job.id, job.trip.target),)
    if event.choice.startswith(choices.REWORK_PREFIX):
        route = event.choice.removeprefix(choices.REWORK_PREFIX)
        return (JobRerouted(now_s, job.id, route, operation, -1, job.defects),)
    who = event.operator_name if isinstance(event, PromptAnswered) and event.operator_name else "an operator"
    failure = Failure("operator.scrap", f"{who} chose so")
    return _scrapped(job, operation, failure, now_s)


def _cell_lost(state: State, event: CellLost, now_s: float) -> Events:
    cell = state.cells[event.cell]
    work = f"; {state.attempts[cell.attempt].task} is in its hands" if cell.attempt is not None else ""
    alarm = Alarm(
        AlarmId(f"cell.lost:{cell.id}"),
        Severity.ERROR,
        cell.id,
        "cell.lost",
        f"Nothing is heard of {cell.id}{': ' + event.reason if event.reason else ''}{work}.",
        "Look at its process and its network; what it had in work goes on or is asked about when it is back.",
        lasting=True,
    )
    return (AlarmRaised(now_s, alarm),)


def _cell_appeared(state: State, event: CellAppeared, now_s: float) -> Events:
    alarm = state.alarms.get(AlarmId(f"cell.lost:{event.cell}"))
    return (AlarmCleared(now_s, alarm.alarm.id),) if alarm is not None and alarm.active else ()


def _alarm_acknowledged(state: State, event: AlarmAcknowledged, now_s: float) -> Events:
    item = state.alarms.get(event.alarm)
    if item is None or not item.active or item.alarm.lasting:
        return ()
    return (AlarmCleared(now_s, event.alarm),)


def _job_and_operation(state: State, attempt: AttemptId) -> tuple[JobState, OperationId]:
    parts = split_attempt(attempt)
    if parts is None:
        raise TransitionError(f"{attempt!r} is not the id of an attempt.")
    job, operation, _ = split_task(parts[1])
    return state.jobs[job], operation


# An entry takes the state, the event of its key and the time; the table is what ties the types together.
_CONSEQUENCES: dict[type[Event], Callable[[State, Any, float], Events]] = {
    AttemptEnded: _attempt_ended,
    AttemptRefused: _attempt_refused,
    JobCompleted: _job_left,
    JobScrapped: _job_left,
    OrderCancelled: _order_cancelled,
    LineStopped: _line_stopped,
    PromptAnswered: _prompt_closed,
    PromptTimedOut: _prompt_closed,
    CellLost: _cell_lost,
    CellAppeared: _cell_appeared,
    AlarmAcknowledged: _alarm_acknowledged,
}
