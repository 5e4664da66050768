"""A line that stands still though there is work: said once, with who waits for whom, and taken back when it moves."""

from __future__ import annotations

from robot_cells.ids import AlarmId
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.events import AlarmCleared, AlarmRaised, Event
from robot_cells.orchestration.progress import ready_operations
from robot_cells.orchestration.queue_reasons import why_waiting
from robot_cells.orchestration.reach import is_out_of_reach
from robot_cells.orchestration.state import LineMode, State
from robot_cells.orchestration.wait_for import stuck

STUCK = AlarmId("line.stuck")
"""The alarm, and its code."""


def standstill(state: State, is_timed: bool, now_s: float) -> tuple[Event, ...]:
    """The alarm to raise or to clear after a turn; `is_timed` where something becomes ready by time alone."""
    if state.mode is not LineMode.RUNNING:
        return ()
    known = state.alarms.get(STUCK)
    is_told = known is not None and known.active
    text = _why(state, is_timed) if state.jobs and not state.attempts else ""
    if text and not is_told:
        remedy = "Take one of these products off the line and cancel its order; keep the journal, and report it."
        alarm = Alarm(STUCK, Severity.ERROR, "orchestrator", "line.stuck", text, remedy, lasting=True)
        return (AlarmRaised(now_s, alarm),)
    return (AlarmCleared(now_s, STUCK),) if is_told and not text else ()


def _why(state: State, is_timed: bool) -> str:
    """Why nothing will ever go on; empty where something may."""
    cycle = stuck(state)
    if cycle is not None:
        return f"The line stands still: {cycle}."
    # Zones that are locked though nothing is at work are in doubt: a cell has to tell what became of an attempt.
    if is_timed or state.prompts or state.locks or not all(cell.usable for cell in state.cells.values()):
        return ""
    if any(is_out_of_reach(state, job) for job in state.jobs.values()):
        return ""
    reasons = [
        f"{operation} on {job.serial}: {why_waiting(state, job, operation)}"
        for job in state.jobs.values()
        for operation in ready_operations(state.plant, job)
        if (job.product, operation) in state.plant.options
    ]
    return f"The line stands still though nothing is missing: {'. '.join(reasons)}."
