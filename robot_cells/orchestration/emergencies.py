"""What the orchestrator makes of emergency stops: what people are told, when the line may be reset."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.attempts.cell_state import CellState as Packml
from robot_cells.attempts.emergency_stop import EMERGENCY_STOP, OPERATOR, EmergencyStop
from robot_cells.errors import OrderError
from robot_cells.ids import AlarmId
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.cell_heard import CellHeard
from robot_cells.orchestration.events.alarm_events import AlarmCleared, AlarmRaised
from robot_cells.orchestration.events.control_events import EmergencyReleased, EmergencyStopped, LineReset
from robot_cells.orchestration.events.event import Event
from robot_cells.orchestration.state import CellState, LineMode, State

CODE = "line.emergency_stop"
"""The code of the alarm."""


def after_stop(state: State, event: EmergencyStopped, now_s: float) -> tuple[Event, ...]:
    """An alarm names the source and says what to do."""
    stop = EmergencyStop(event.source, event.reason.rstrip(". "))
    alarm = Alarm(
        AlarmId(f"emergency_stop:{event.source}"),
        Severity.ERROR,
        event.source,
        CODE,
        f"{EMERGENCY_STOP} by {stop}. Every cell has been aborted; nothing moves.",
        "See that nobody is in danger, and put right what is wrong; let go of the button or guard that gave the stop; "
        "then reset the line, look at the products, and resume.",
        lasting=True,
    )
    return (AlarmRaised(now_s, alarm),)


def after_reset(state: State, event: LineReset, now_s: float) -> tuple[Event, ...]:
    """The alarms of the stop are over."""
    return tuple(
        AlarmCleared(now_s, alarm) for alarm, item in state.alarms.items() if item.alarm.code == CODE and item.active
    )


def reset_of(state: State, reason: str, at_s: float) -> tuple[Event, ...]:
    """The events of a reset by command; raises `OrderError` when there is nothing to reset or a source holds on."""
    if state.mode not in (LineMode.EMERGENCY_STOPPED, LineMode.STOPPED):
        what = f"The line is {state.mode.value}: there is nothing to reset."
        raise OrderError(what, where="line", remedy="Resume it, or reset a single cell by its name.")
    others = [str(source) for source in state.emergency_stops if source != OPERATOR]
    if others:
        held = ", ".join(others)
        raise OrderError(
            f"The emergency stop is still held by {held}.",
            where="line",
            remedy="Let go of it there (`active: false` on the topic `emergency_stop`), then reset again.",
        )
    released = tuple(EmergencyReleased(at_s, source) for source in state.emergency_stops)
    return (*released, LineReset(at_s, reason))


def stop_of_cell(state: State, cell: CellState, heard: CellHeard, at_s: float) -> Iterator[Event]:
    """A cell that is heard anew stands under an emergency stop that the journal does not know: then everything does.

    It was given while no orchestrator was there to hear it. Whoever gave it need not be there any more: the reset lets
    go for him, as for an operator.
    """
    if is_under_unknown_stop(state, cell, heard.state, heard.message):
        yield EmergencyStopped(at_s, OPERATOR, heard.message)


def is_under_unknown_stop(state: State, cell: CellState, packml: int, message: str) -> bool:
    """Whether what a cell tells of itself is an emergency stop of which the journal knows nothing."""
    is_aborted = packml in (Packml.ABORTING, Packml.ABORTED) and message.startswith(EMERGENCY_STOP)
    return is_aborted and state.mode is not LineMode.EMERGENCY_STOPPED and cell.ordered_s is None
