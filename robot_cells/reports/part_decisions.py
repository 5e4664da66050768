"""What happened to a piece between its steps, in words."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.attempts.emergency_stop import EmergencyStop
from robot_cells.orchestration.events import (
    AlarmAcknowledged,
    AlarmRaised,
    AttemptEndedLate,
    AttemptReopened,
    CancelRequested,
    CellAppeared,
    CellCommanded,
    CellHeld,
    CellLost,
    CellReleased,
    EmergencyReleased,
    EmergencyStopped,
    Event,
    JobRerouted,
    LocksAwaited,
    OrchestratorStarted,
    OrderCancelled,
    OrderPrioritised,
    OrderTimedOut,
    PromptAnswered,
    PromptRaised,
    PromptTimedOut,
    QueueTimedOut,
    RetryPlanned,
    TaskAttested,
    VerdictReviewed,
)
from robot_cells.reports.history import History, PromptRecord


@dataclass(frozen=True, slots=True)
class Said:
    """One decision in words; its fields are those of `DecisionRecord`."""

    kind: str
    text: str
    operator: str = ""
    attempt: str = ""


def decision_of(event: Event, history: History) -> Said | None:
    """What an event decided or told about the piece; None for one that a step or the head of the record tells."""
    match event:
        case PromptRaised() | PromptAnswered() | PromptTimedOut():
            said: Said | None = _of_prompt(event, history)
        case CellLost() | CellAppeared() | CellHeld() | CellReleased() | CellCommanded():
            said = _of_cell(event)
        case AlarmRaised() | AlarmAcknowledged():
            said = _of_alarm(event)
        case JobRerouted() | RetryPlanned() | QueueTimedOut() | LocksAwaited():
            said = _of_task(event)
        case CancelRequested() | AttemptReopened() | AttemptEndedLate() | TaskAttested():
            said = _of_attempt(event)
        case VerdictReviewed():
            said = Said("review", reviewed_text(event), event.operator_name, event.attempt)
        case OrderCancelled() | OrderPrioritised() | OrderTimedOut():
            said = _of_order(event)
        case _:
            said = _of_line(event)
    return said


def _of_prompt(event: PromptRaised | PromptAnswered | PromptTimedOut, history: History) -> Said:
    if isinstance(event, PromptRaised):
        prompt = event.prompt
        return Said("question", f"{prompt.text} ({', '.join(prompt.choices)})", attempt=prompt.attempt_id)
    asked: PromptRecord | None = history.prompts.get(event.prompt)
    attempt = "" if asked is None else asked.prompt.attempt_id
    if isinstance(event, PromptAnswered):
        return Said("answer", event.choice, event.operator_name, attempt)
    return Said("default", f"{event.choice} (nobody answered in time)", attempt=attempt)


def _of_cell(event: CellLost | CellAppeared | CellHeld | CellReleased | CellCommanded) -> Said:
    """Of the cell that works on the piece."""
    match event:
        case CellLost():
            text = f"{event.cell} is lost: {event.reason or 'nothing is heard of it'}"
        case CellAppeared():
            text = f"{event.cell} is heard again"
        case CellHeld():
            text = f"{event.cell} takes no work: {event.reason or 'no reason given'}"
        case CellReleased():
            text = f"{event.cell} takes work again"
        case CellCommanded():
            text = f"{event.cell} is told: {event.command.name.lower()}{_because(event.reason)}"
    return Said("cell", text)


def _of_alarm(event: AlarmRaised | AlarmAcknowledged) -> Said:
    if isinstance(event, AlarmAcknowledged):
        return Said("acknowledgement", f"alarm {event.alarm} acknowledged", event.operator_name)
    return Said("alarm", f"{event.alarm.code}: {event.alarm.text}")


def _of_task(event: JobRerouted | RetryPlanned | QueueTimedOut | LocksAwaited) -> Said:
    match event:
        case JobRerouted():
            return Said("rework", f"{event.operation} failed: rework by the route {event.route}")
        case RetryPlanned():
            return Said("retry", f"{_step(event.task)} again, not before {event.not_before_s:.1f} s")
        case QueueTimedOut():
            return Said(
                "wait", f"{_step(event.task)} has waited {event.waited_s:.0f} s for a cell{_because(event.reason)}"
            )
        case LocksAwaited():
            zones = ", ".join(lock.zone for lock in event.locks)
            return Said("wait", f"{_step(event.task)} waits at {event.cell} for the zone {zones}")


def _of_attempt(event: CancelRequested | AttemptReopened | AttemptEndedLate | TaskAttested) -> Said:
    match event:
        case CancelRequested():
            policy = event.policy.name.lower().replace("_", " ")
            return Said("cancel", f"cancel ({policy}){_because(event.reason)}", attempt=event.attempt)
        case AttemptReopened():
            return Said("late", f"{event.cell} is heard again: it was not interrupted", attempt=event.attempt)
        case AttemptEndedLate():
            text = f"{event.cell} tells that it had {event.outcome.name.lower()}; the line has gone on"
            return Said("late", text, attempt=event.attempt)
        case TaskAttested():
            return Said("attestation", attested_text(event), event.operator_name, event.attempt)


def attested_text(event: TaskAttested) -> str:
    """Who says what, and why somebody had to be asked."""
    step = _step(event.attempt.partition(":")[2]).rpartition("#")[0]
    reason = f"; asked because of {event.reason}" if event.reason else ""
    if event.verdict:
        return f"{step} counts as {event.verdict}, decided by {event.operator_name}, not by the model{reason}"
    return f"{step} is done, attested by {event.operator_name}{reason}"


def reviewed_text(event: VerdictReviewed) -> str:
    """What a person says of a picture, against what the model said."""
    said = f"{event.judged.model or 'the model'}: {event.judged.verdict}"
    picture = f", picture {event.judged.evidence_path}" if event.judged.evidence_path else ""
    return f"{event.operator_name} says {event.verdict} ({said}{picture})"


def _step(task: str) -> str:
    return task.rpartition("/")[2]


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""


def _of_order(event: OrderCancelled | OrderPrioritised | OrderTimedOut) -> Said:
    match event:
        case OrderCancelled():
            text = f"order {event.order} cancelled"
        case OrderPrioritised():
            text = f"order {event.order} has priority {event.priority} now"
        case OrderTimedOut():
            text = f"order {event.order} has not ended within its time-out"
    return Said("order", text, str(getattr(event, "operator_name", "")))


def _of_line(event: Event) -> Said | None:
    """Of the whole line; what a later version adds about it is told by its name."""
    match event:
        case OrchestratorStarted():
            return Said("restart", f"the orchestrator was restarted: epoch {event.epoch}")
        case EmergencyStopped():
            return Said("line", f"emergency stop by {EmergencyStop(event.source, event.reason)}")
        case EmergencyReleased():
            return Said("line", f"{event.source} has let the emergency stop go")
    if not event.kind.startswith(("line_", "emergency_")):
        return None
    reason = _because(str(getattr(event, "reason", "")))
    return Said("line", event.kind.replace("_", " ") + reason, str(getattr(event, "operator_name", "")))
