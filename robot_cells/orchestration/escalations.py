"""Questions that nobody answers: after a while an alarm calls for somebody else."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.ids import AlarmId, PromptId
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.events.alarm_events import AlarmCleared, AlarmRaised
from robot_cells.orchestration.events.event import Event
from robot_cells.orchestration.state import PromptState, State

CODE = "prompt.unanswered"
"""The code of the alarm."""
_START = "unanswered:"


def due_s(state: State) -> Iterator[tuple[float, PromptId]]:
    """When each open question is to be escalated, in line time; those that have been are left out."""
    for item in state.prompts.values():
        if item.prompt.escalate_s > 0.0 and alarm_of_silence(item.prompt.id) not in state.alarms:
            yield item.raised_s + item.prompt.escalate_s, item.prompt.id


def escalations(state: State, now_s: float) -> Iterator[Event]:
    """The alarms to raise about questions that are open for too long, and to clear about those that are closed."""
    for until_s, prompt in sorted(due_s(state)):
        if until_s <= now_s:
            yield AlarmRaised(now_s, _alarm(state, state.prompts[prompt]))
    for alarm, item in state.alarms.items():
        if item.active and item.alarm.code == CODE and PromptId(alarm.removeprefix(_START)) not in state.prompts:
            yield AlarmCleared(now_s, alarm)


def alarm_of_silence(prompt: PromptId) -> AlarmId:
    """The alarm that stays active while nobody answers a question that was escalated."""
    return AlarmId(f"{_START}{prompt}")


def _alarm(state: State, item: PromptState) -> Alarm:
    prompt = item.prompt
    who = state.plant.line.escalate_to or "Anyone who can command the line"
    answers = ", ".join(prompt.choices)
    return Alarm(
        alarm_of_silence(prompt.id),
        Severity.ERROR,
        prompt.cell or "orchestrator",
        CODE,
        f"Nobody has answered for {prompt.escalate_s:g} s: {prompt.text}",
        f"{who} may answer {prompt.id} with one of: {answers}.",
        prompt.serial,
        lasting=True,
    )
