"""What follows an event of itself: ends of attempts (`failures`) and of orders, answers, cancels, alarms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from robot_cells.attempts.assignment import CellCommand
from robot_cells.attempts.report import Failure
from robot_cells.ids import AlarmId, AttemptId, CellId, JobId, OperationId
from robot_cells.orchestration import choices
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.attestations import after_attestation, attestation
from robot_cells.orchestration.cancel_policies import cancelled, says_more
from robot_cells.orchestration.doubts import (
    after_late_end,
    after_reopening,
    goes_elsewhere,
    in_doubt,
    presumed_end,
    silent_s,
)
from robot_cells.orchestration.emergencies import after_reset, after_stop
from robot_cells.orchestration.escalations import alarm_of_silence
from robot_cells.orchestration.events import (
    AlarmAcknowledged,
    AlarmCleared,
    AlarmRaised,
    AttemptEnded,
    AttemptEndedLate,
    AttemptRefused,
    AttemptReopened,
    AttemptStarted,
    CancelRequested,
    CellAppeared,
    CellCommanded,
    CellLost,
    EmergencyStopped,
    Event,
    JobCompleted,
    JobMoved,
    JobRerouted,
    JobScrapped,
    LineReset,
    LineStopped,
    OrderCancelled,
    OrderEnd,
    OrderEnded,
    OrderTimedOut,
    PromptAnswered,
    PromptTimedOut,
    QueueTimedOut,
    TaskAttested,
)
from robot_cells.orchestration.events.timeout_events import QUEUED
from robot_cells.orchestration.failures import (
    after_end,
    after_refusal,
    alarm_of_prompt,
    cancelled_piece,
    no_longer_refused,
    retry,
    scrapped,
    why_asked,
)
from robot_cells.orchestration.reviews import after_review
from robot_cells.orchestration.state import AttemptState, JobState, OrderState, State
from robot_cells.orchestration.task_names import split_attempt, split_job, split_task
from robot_cells.orchestration.timeouts import (
    after_cancel,
    after_order_timeout,
    after_queue_timeout,
    no_longer_open,
    no_longer_queued,
    no_longer_running,
)
from robot_cells.orders.cancel_policy import CancelPolicy

Events = tuple[Event, ...]


def consequences(state: State, event: Event, now_s: float) -> Events:
    """The events that follow from `event`, which has just been applied; decided at `now_s`."""
    rule = _CONSEQUENCES.get(type(event))
    return () if rule is None else rule(state, event, now_s)


def _job_left(state: State, event: JobCompleted | JobScrapped, now_s: float) -> Events:
    order = state.orders[split_job(event.job)[0]]
    alarms = _cleared_alarms(state, event.job, now_s)
    return (*alarms, *_order_ended(order, now_s))


def _cleared_alarms(state: State, job: JobId, now_s: float) -> Events:
    """An alarm about a question or a wait is over when its job has gone."""
    starts = (f"asked:{state.journal_id}:{job}/", f"{QUEUED}:{job}/")
    return tuple(
        AlarmCleared(now_s, alarm) for alarm, item in state.alarms.items() if item.active and alarm.startswith(starts)
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
            result.append(cancelled_piece(job, now_s))
        elif says_more(state.attempts[job.attempt], event.policy):
            attempt = state.attempts[job.attempt]
            result.append(cancelled(state, attempt, "The order was cancelled.", now_s, event.policy))
    return (*result, *_order_ended(order, now_s))


def _line_stopped(state: State, event: LineStopped, now_s: float) -> Events:
    return tuple(
        cancelled(state, attempt, event.reason or "The line was stopped.", now_s, event.policy)
        for attempt in state.attempts.values()
        if says_more(attempt, event.policy)
    )


def _cell_commanded(state: State, event: CellCommanded, now_s: float) -> Events:
    """A stop at once ends what a gentler one has let go on: a cell that is stopping obeys no other stop."""
    cell = state.cells[event.cell]
    if event.command is not CellCommand.STOP or event.policy is not CancelPolicy.STOP_NOW or cell.attempt is None:
        return ()
    attempt = state.attempts[cell.attempt]
    why = event.reason or "The cell was stopped."
    return (cancelled(state, attempt, why, now_s, event.policy),) if says_more(attempt, event.policy) else ()


def _attempt_started(state: State, event: AttemptStarted, now_s: float) -> Events:
    attempt = state.attempts[event.attempt]
    job = state.jobs[attempt.job]
    cleared = no_longer_refused(state, attempt.cell, now_s) if state.alarms else ()
    return (*cleared, *(no_longer_queued(state, job.id, now_s) if job.overdue else ()))


def _attempt_ended(state: State, event: AttemptEnded, now_s: float) -> Events:
    cleared = no_longer_running(state, event.attempt, now_s) if state.alarms else ()
    return (*cleared, *after_end(state, event, now_s))


def _order_has_ended(state: State, event: OrderEnded, now_s: float) -> Events:
    return no_longer_open(state, event.order, now_s)


def _prompt_closed(state: State, event: PromptAnswered | PromptTimedOut, now_s: float) -> Events:
    cleared = _question_is_over(state, event, now_s)
    job = next((item for item in state.jobs.values() if item.prompt == event.prompt), None)
    if job is None:
        return cleared  # A cell asked: the answer goes to it.
    return (*cleared, *_chosen(state, job, event, now_s))


def _question_is_over(state: State, event: PromptAnswered | PromptTimedOut, now_s: float) -> Events:
    """The alarms about a question end with it; who has answered it has seen them."""
    names = (alarm_of_prompt(event.prompt), alarm_of_silence(event.prompt))
    found: list[Event] = []
    for alarm in [name for name in names if name in state.alarms]:
        if state.alarms[alarm].active:
            found.append(AlarmCleared(now_s, alarm))
        if isinstance(event, PromptAnswered) and not state.alarms[alarm].acknowledged:
            found.append(AlarmAcknowledged(now_s, alarm, event.operator_name))
    return tuple(found)


def _chosen(state: State, job: JobState, event: PromptAnswered | PromptTimedOut, now_s: float) -> Events:
    attempt = AttemptId(event.prompt.removesuffix("?"))
    parts = split_attempt(attempt)
    operation = split_task(parts[1])[1] if parts is not None else OperationId("")
    if event.choice == choices.RETRY:
        return (retry(job, attempt, now_s, -1, now_s),)
    if isinstance(event, PromptAnswered) and job.judged is not None:
        decided = after_review(state, job, attempt, event, why_asked(state, event.prompt), now_s)
        if event.choice == choices.GOOD:
            return decided
        return (*decided, *_piece_goes(job, operation, event, now_s))
    if event.choice == choices.DONE and isinstance(event, PromptAnswered):
        reason = why_asked(state, event.prompt)
        return (attestation(state, job, attempt, event.operator_name, reason, now_s),)
    if event.choice == choices.ARRIVED and job.trip is not None:
        return (JobMoved(now_s, job.id, job.trip.target),)
    return _piece_goes(job, operation, event, now_s)


def _piece_goes(job: JobState, operation: OperationId, event: PromptAnswered | PromptTimedOut, now_s: float) -> Events:
    """It goes along a rework route, or is given up."""
    if event.choice.startswith(choices.REWORK_PREFIX):
        route = event.choice.removeprefix(choices.REWORK_PREFIX)
        return (JobRerouted(now_s, job.id, route, operation, -1, job.defects),)
    who = event.operator_name if isinstance(event, PromptAnswered) and event.operator_name else "an operator"
    failure = Failure("operator.scrap", f"{who} chose so")
    return scrapped(job, operation, failure, now_s)


def _cell_lost(state: State, event: CellLost, now_s: float) -> Events:
    cell = state.cells[event.cell]
    reason = f": {event.reason}" if event.reason else ""
    in_hand = [item for item in in_doubt(state) if item.cell == cell.id]
    elsewhere = [item for item in in_hand if goes_elsewhere(state, item)]
    work = "".join(_in_hand_text(state, item, item in elsewhere) for item in in_hand)
    alarm = Alarm(
        AlarmId(f"cell.lost:{cell.id}"),
        Severity.ERROR,
        cell.id,
        "cell.lost",
        f"The cell {cell.id} is lost{reason}{work}{_locked_text(state, cell.id)}.",
        "Look at its process and its network; when it is back, its ledger tells what became of its work.",
        lasting=True,
    )
    return (AlarmRaised(now_s, alarm), *(presumed_end(state, item, now_s) for item in elsewhere))


def _in_hand_text(state: State, attempt: AttemptState, elsewhere: bool) -> str:
    follows = "is repeated by another cell"
    if not elsewhere:
        follows = f"is in doubt, and is waited for {silent_s(state, attempt):g} s"
    return f"; {attempt.task} was in its hands and {follows}"


def _locked_text(state: State, cell: CellId) -> str:
    zones = sorted({lock.zone for held in state.locks.values() if held.cell == cell for lock in held.locks})
    return f"; its arm may stand in {', '.join(zones)}, which stays locked" if zones else ""


def _cell_appeared(state: State, event: CellAppeared, now_s: float) -> Events:
    alarm = state.alarms.get(AlarmId(f"cell.lost:{event.cell}"))
    return (AlarmCleared(now_s, alarm.alarm.id),) if alarm is not None and alarm.active else ()


def _alarm_acknowledged(state: State, event: AlarmAcknowledged, now_s: float) -> Events:
    item = state.alarms.get(event.alarm)
    if item is None or not item.active or item.alarm.lasting:
        return ()
    return (AlarmCleared(now_s, event.alarm),)


# An entry takes the state, the event of its key and the time; the table is what ties the types together.
_CONSEQUENCES: dict[type[Event], Callable[[State, Any, float], Events]] = {
    AttemptStarted: _attempt_started,
    AttemptEnded: _attempt_ended,
    CancelRequested: after_cancel,
    QueueTimedOut: after_queue_timeout,
    OrderTimedOut: after_order_timeout,
    OrderEnded: _order_has_ended,
    AttemptRefused: after_refusal,
    JobCompleted: _job_left,
    JobScrapped: _job_left,
    OrderCancelled: _order_cancelled,
    LineStopped: _line_stopped,
    CellCommanded: _cell_commanded,
    EmergencyStopped: after_stop,
    LineReset: after_reset,
    PromptAnswered: _prompt_closed,
    PromptTimedOut: _prompt_closed,
    TaskAttested: after_attestation,
    CellLost: _cell_lost,
    CellAppeared: _cell_appeared,
    AttemptReopened: after_reopening,
    AttemptEndedLate: after_late_end,
    AlarmAcknowledged: _alarm_acknowledged,
}
