"""Transitions by which people and safety devices take hold of the line or of one cell."""

from __future__ import annotations

from robot_cells.errors import TransitionError
from robot_cells.orchestration.cell_orders import STANDING_ORDERS
from robot_cells.orchestration.events.control_events import (
    CellCommanded,
    EmergencyReleased,
    EmergencyStopped,
    LineReset,
)
from robot_cells.orchestration.state import LineMode, State
from robot_cells.orchestration.transitions.lookups import cell_of
from robot_cells.orchestration.transitions.table import Transitions


def _commanded(state: State, event: CellCommanded) -> None:
    cell = cell_of(state, event.cell)
    cell.ordered = STANDING_ORDERS[event.command]
    cell.ordered_reason = event.reason if cell.ordered is not None else ""
    cell.ordered_s = event.at_s
    cell.stop_policy = event.policy
    cell.freed_by = state.events + 1


def _stopped(state: State, event: EmergencyStopped) -> None:
    state.mode, state.mode_reason = LineMode.EMERGENCY_STOPPED, event.reason
    state.emergency_stops[event.source] = event.reason


def _released(state: State, event: EmergencyReleased) -> None:
    if state.emergency_stops.pop(event.source, None) is None:
        raise TransitionError(f"{event.source!r} holds no emergency stop.", where=event.source)


def _reset(state: State, event: LineReset) -> None:
    if state.emergency_stops:
        raise TransitionError(f"The emergency stop is held by {', '.join(state.emergency_stops)}.")
    state.mode, state.mode_reason = LineMode.HELD, event.reason
    for cell in state.cells.values():
        # Cells that are lost, or whose word has not come yet, are told when they are heard.
        cell.ordered_s = event.at_s


TRANSITIONS: Transitions = {
    CellCommanded: _commanded,
    EmergencyStopped: _stopped,
    EmergencyReleased: _released,
    LineReset: _reset,
}
"""By event."""
