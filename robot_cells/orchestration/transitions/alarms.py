"""Transitions of alarms."""

from __future__ import annotations

from robot_cells.errors import TransitionError
from robot_cells.ids import AlarmId
from robot_cells.orchestration.events import AlarmAcknowledged, AlarmCleared, AlarmRaised
from robot_cells.orchestration.state import AlarmState, State
from robot_cells.orchestration.transitions.table import Transitions


def _raised(state: State, event: AlarmRaised) -> None:
    state.alarms[event.alarm.id] = AlarmState(event.alarm, event.at_s)


def _found(state: State, alarm: AlarmId) -> AlarmState:
    item = state.alarms.get(alarm)
    if item is None:
        raise TransitionError(f"There is no alarm {alarm!r}.", where=alarm)
    return item


def _dropped_when_over(state: State, item: AlarmState) -> None:
    if item.acknowledged and not item.active:
        del state.alarms[item.alarm.id]


def _cleared(state: State, event: AlarmCleared) -> None:
    item = _found(state, event.alarm)
    item.active = False
    _dropped_when_over(state, item)


def _acknowledged(state: State, event: AlarmAcknowledged) -> None:
    item = _found(state, event.alarm)
    item.acknowledged = True
    item.acknowledged_by = event.operator_name
    item.acknowledged_s = event.at_s
    _dropped_when_over(state, item)


TRANSITIONS: Transitions = {AlarmRaised: _raised, AlarmCleared: _cleared, AlarmAcknowledged: _acknowledged}
"""By event."""
