"""Transitions of the line as a whole."""

from __future__ import annotations

from robot_cells.orchestration.events import LineHeld, LineResumed, LineStopped, OrchestratorStarted, ScheduleAdopted
from robot_cells.orchestration.state import LineMode, State
from robot_cells.orchestration.transitions.table import Transitions


def _started(state: State, event: OrchestratorStarted) -> None:
    state.epoch = event.epoch
    state.silent = dict.fromkeys(state.cells, event.at_s)
    for cell in state.cells.values():
        cell.present = False
        cell.held = None
        cell.held_reason = ""


def _held(state: State, event: LineHeld) -> None:
    state.mode, state.mode_reason = LineMode.HELD, event.reason


def _resumed(state: State, event: LineResumed) -> None:
    state.mode, state.mode_reason = LineMode.RUNNING, event.reason
    state.resumed_s = event.at_s


def _stopped(state: State, event: LineStopped) -> None:
    state.mode, state.mode_reason = LineMode.STOPPED, event.reason


def _adopted(state: State, event: ScheduleAdopted) -> None:
    state.schedule = event.schedule
    state.schedule_gives_way = event.gives_way
    for order in state.orders.values():
        order.ranked_priority, order.ranked_due_s = order.priority, order.due_at_s
    for rank in event.ranks:
        if rank.order in state.orders:
            order = state.orders[rank.order]
            order.ranked_priority, order.ranked_due_s = rank.priority, rank.due_s


TRANSITIONS: Transitions = {
    OrchestratorStarted: _started,
    LineHeld: _held,
    LineResumed: _resumed,
    LineStopped: _stopped,
    ScheduleAdopted: _adopted,
}
"""By event."""
