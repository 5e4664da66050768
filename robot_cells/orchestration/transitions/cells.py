"""Transitions of cells."""

from __future__ import annotations

from robot_cells.orchestration.events import CellAppeared, CellHeld, CellLost, CellReleased
from robot_cells.orchestration.state import AttemptPhase, State
from robot_cells.orchestration.transitions.locks import look_again
from robot_cells.orchestration.transitions.lookups import cell_of
from robot_cells.orchestration.transitions.table import Transitions


def _appeared(state: State, event: CellAppeared) -> None:
    cell = cell_of(state, event.cell)
    restarted = cell.incarnation not in ("", event.incarnation)
    cell.present = True
    state.silent.pop(event.cell, None)
    cell.host = event.host
    cell.incarnation = event.incarnation
    cell.held = None
    cell.held_reason = ""
    cell.freed_by = state.events + 1
    look_again(state, cell.id)
    attempt = state.attempts.get(cell.attempt) if cell.attempt is not None else None
    if restarted and attempt is not None and attempt.phase is AttemptPhase.ACCEPTED:
        # The word of a process that has died: it may have forgotten what it had not yet begun.
        attempt.phase = AttemptPhase.DISPATCHED


def _lost(state: State, event: CellLost) -> None:
    cell_of(state, event.cell).present = False
    state.silent[event.cell] = event.at_s


def _held(state: State, event: CellHeld) -> None:
    cell = cell_of(state, event.cell)
    cell.held = event.state
    cell.held_reason = event.reason


def _released(state: State, event: CellReleased) -> None:
    cell = cell_of(state, event.cell)
    cell.held = None
    cell.held_reason = ""
    cell.freed_by = state.events + 1
    if cell.ordered is None:
        cell.ordered_s = None  # As it was commanded.


TRANSITIONS: Transitions = {CellAppeared: _appeared, CellLost: _lost, CellHeld: _held, CellReleased: _released}
"""By event."""
