"""What the cells are still to be told, so that each comes to stand as it was commanded."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.attempts.assignment import Assignment, AssignmentKind, CellCommand
from robot_cells.attempts.cell_state import CellState as Packml
from robot_cells.ids import AttemptId
from robot_cells.orchestration.state import CellState, LineMode, State

STANDING_ORDERS = {
    CellCommand.HOLD: CellCommand.HOLD,
    CellCommand.UNHOLD: None,
    CellCommand.SUSPEND: CellCommand.SUSPEND,
    CellCommand.UNSUSPEND: None,
    CellCommand.STOP: CellCommand.STOP,
    CellCommand.ABORT: CellCommand.ABORT,
    CellCommand.CLEAR: CellCommand.STOP,
    CellCommand.RESET: None,
}
"""By command what holds for the cell from then on; None: it takes work."""

_HELD = (Packml.HOLDING, Packml.HELD)
_SUSPENDED = (Packml.SUSPENDING, Packml.SUSPENDED)
_ABORTED = (Packml.ABORTING, Packml.ABORTED)
_STOPPED = (Packml.STOPPING, Packml.STOPPED, Packml.CLEARING)


def commands_for(cell: CellState) -> tuple[CellCommand, ...]:
    """What leads the cell from where it was last heard to where it shall be; nothing where it is there.

    A cell without work is not told of a hold or a suspension: it simply gets no work.
    """
    order, heard = cell.ordered, cell.held
    if order is CellCommand.ABORT:
        return () if heard in _ABORTED else (CellCommand.ABORT,)
    if order is CellCommand.STOP:
        if heard in _ABORTED:
            return (CellCommand.CLEAR,)
        return () if heard in _STOPPED else (CellCommand.STOP,)
    out = _way_out(heard)
    if order is None or heard in _ABORTED or heard in _STOPPED:
        return out
    wanted = _HELD if order is CellCommand.HOLD else _SUSPENDED
    if heard in wanted or cell.attempt is None:
        return ()
    return (*out, order)


def _way_out(heard: int | None) -> tuple[CellCommand, ...]:
    if heard in _HELD:
        return (CellCommand.UNHOLD,)
    if heard in _SUSPENDED:
        return (CellCommand.UNSUSPEND,)
    if heard in _ABORTED:
        return (CellCommand.CLEAR, CellCommand.RESET)
    return (CellCommand.RESET,) if heard in _STOPPED else ()


def messages_to(state: State, cell: CellState) -> Iterator[Assignment]:
    """The messages that carry these commands; none to a cell that is lost, or while everything is stopped anyway."""
    if not cell.present or cell.ordered_s is None or state.mode is LineMode.EMERGENCY_STOPPED:
        return
    for command in commands_for(cell):
        yield Assignment(
            AssignmentKind.COMMAND,
            state.journal_id,
            state.epoch,
            cell.id,
            AttemptId(""),
            cancel_policy=cell.stop_policy,
            cell_command=command,
        )


def unanswered_commands(state: State, before_s: float) -> Iterator[Assignment]:
    """What was commanded before `before_s` and is not seen to be obeyed yet."""
    for cell in state.cells.values():
        if cell.ordered_s is not None and cell.ordered_s < before_s:
            yield from messages_to(state, cell)
