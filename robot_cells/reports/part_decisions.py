"""What happened to a piece between its steps, in words."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.orchestration.events import (
    AlarmAcknowledged,
    AlarmRaised,
    CancelRequested,
    CellAppeared,
    CellHeld,
    CellLost,
    CellReleased,
    Event,
    JobRerouted,
    OrchestratorStarted,
    OrderCancelled,
    OrderPrioritised,
    PromptAnswered,
    PromptRaised,
    PromptTimedOut,
    RetryPlanned,
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
        case CellLost() | CellAppeared() | CellHeld() | CellReleased():
            said = _of_cell(event)
        case AlarmRaised() | AlarmAcknowledged():
            said = _of_alarm(event)
        case JobRerouted() | RetryPlanned() | CancelRequested():
            said = _of_job(event)
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


def _of_cell(event: CellLost | CellAppeared | CellHeld | CellReleased) -> Said:
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
    return Said("cell", text)


def _of_alarm(event: AlarmRaised | AlarmAcknowledged) -> Said:
    if isinstance(event, AlarmAcknowledged):
        return Said("acknowledgement", f"alarm {event.alarm} acknowledged", event.operator_name)
    return Said("alarm", f"{event.alarm.code}: {event.alarm.text}")


def _of_job(event: JobRerouted | RetryPlanned | CancelRequested) -> Said:
    match event:
        case JobRerouted():
            return Said("rework", f"{event.operation} failed: rework by the route {event.route}")
        case RetryPlanned():
            task = event.task.rpartition("/")[2]
            return Said("retry", f"{task} again, not before {event.not_before_s:.1f} s")
        case CancelRequested():
            why = f": {event.reason}" if event.reason else ""
            return Said("cancel", f"cancel ({event.policy.name.lower().replace('_', ' ')}){why}", attempt=event.attempt)


def _of_line(event: Event) -> Said | None:
    """Of the order and of the whole line; what a later version adds about the line is told by its name."""
    match event:
        case OrchestratorStarted():
            return Said("restart", f"the orchestrator was restarted: epoch {event.epoch}")
        case OrderCancelled():
            return Said("order", f"order {event.order} cancelled", _operator(event))
        case OrderPrioritised():
            return Said("order", f"order {event.order} has priority {event.priority} now", _operator(event))
    if not event.kind.startswith(("line_", "emergency_")):
        return None
    reason = str(getattr(event, "reason", "") or getattr(event, "source", ""))
    text = event.kind.replace("_", " ")
    return Said("line", f"{text}: {reason}" if reason else text, _operator(event))


def _operator(event: Event) -> str:
    return str(getattr(event, "operator_name", ""))
