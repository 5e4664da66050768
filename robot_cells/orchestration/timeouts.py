"""What follows when something has taken too long."""

from __future__ import annotations

from robot_cells.attempts.report import Failure
from robot_cells.ids import AlarmId, AttemptId, JobId, OrderId, attempt_id
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.events import (
    AlarmCleared,
    AlarmRaised,
    CancelRequested,
    Event,
    OrderCancelled,
    OrderTimedOut,
    QueueTimedOut,
)
from robot_cells.orchestration.events.timeout_events import ORDER, QUEUED, RUNNING
from robot_cells.orchestration.failure_rules import naming_rule
from robot_cells.orchestration.failures import by_rule
from robot_cells.orchestration.state import State
from robot_cells.orchestration.task_names import split_task
from robot_cells.orders.work_order import OnTimeout

Events = tuple[Event, ...]


def after_queue_timeout(state: State, event: QueueTimedOut, now_s: float) -> Events:
    """What a rule of the operation says that names the code; else somebody is told, and the task waits on."""
    job = state.jobs[event.job]
    _, operation, _ = split_task(event.task)
    text = f"{operation} on {job.serial} has been waiting for a cell for {event.waited_s:g} s: {event.reason}"
    found = naming_rule(state.plant.operations[job.product, operation], job, (QUEUED,))
    if found is None:
        remedy = "Bring a cell back that can do it, or give the line another one; the task waits on."
        alarm_id = AlarmId(f"{QUEUED}:{event.task}")
        alarm = Alarm(alarm_id, Severity.WARNING, "orchestrator", QUEUED, f"{text}.", remedy, job.serial, lasting=True)
        return (AlarmRaised(now_s, alarm),)
    # No attempt was made: what follows goes by the name of the one that would have been the next.
    attempt = attempt_id(state.journal_id, event.task, job.tries.get(operation, 0) + 1)
    failure = Failure(QUEUED, text)
    return by_rule(state, job, operation, attempt, failure, found, f"{text}: go on how?", now_s)


def no_longer_queued(state: State, job: JobId, now_s: float) -> Events:
    """The job is at work: what was told about its waits is over."""
    start = f"{QUEUED}:{job}/"
    return tuple(
        AlarmCleared(now_s, alarm) for alarm, item in state.alarms.items() if item.active and alarm.startswith(start)
    )


def after_order_timeout(state: State, event: OrderTimedOut, now_s: float) -> Events:
    """Somebody is told; the order goes on or is cancelled, as it says itself."""
    order = state.orders[event.order]
    ends = order.order.on_timeout is OnTimeout.CANCEL
    done = f"{order.completed} of {order.order.quantity} pieces are done"
    alarm = Alarm(
        AlarmId(f"{ORDER}:{event.order}"),
        Severity.WARNING,
        "orchestrator",
        ORDER,
        f"{event.order} has not ended within {order.order.timeout_s:g} s of its release: {done}"
        + ("; it is cancelled." if ends else "; it goes on."),
        "Take its pieces off the line."
        if ends
        else "Look at what its pieces wait for; give it a larger priority, or cancel it.",
        lasting=True,
    )
    return (AlarmRaised(now_s, alarm), *((OrderCancelled(now_s, event.order, None),) if ends else ()))


def no_longer_open(state: State, order: OrderId, now_s: float) -> Events:
    """The order has ended: what was told about its time-out is over."""
    return _cleared(state, AlarmId(f"{ORDER}:{order}"), now_s)


def after_cancel(state: State, event: CancelRequested, now_s: float) -> Events:
    """Where a time-out is the cause somebody is told, until the attempt has ended."""
    if not event.code:
        return ()
    attempt = state.attempts[event.attempt]
    serial = state.jobs[attempt.job].serial
    text = f"{attempt.operation} on {serial} is cancelled ({event.policy.name.lower()}). {event.reason}"
    remedy = f"See what {attempt.cell} does; where it does not end by itself, stop the cell."
    alarm_id = AlarmId(f"{event.code}:{event.attempt}")
    alarm = Alarm(alarm_id, Severity.WARNING, attempt.cell, event.code, text, remedy, serial, lasting=True)
    return (AlarmRaised(now_s, alarm),)


def no_longer_running(state: State, attempt: AttemptId, now_s: float) -> Events:
    """The attempt has ended: what was told about its time is over."""
    return _cleared(state, AlarmId(f"{RUNNING}:{attempt}"), now_s)


def _cleared(state: State, alarm: AlarmId, now_s: float) -> Events:
    found = state.alarms.get(alarm)
    return (AlarmCleared(now_s, alarm),) if found is not None and found.active else ()
