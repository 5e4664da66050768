"""What the service `command_line` means to the decision core: for the whole line, or for one cell of it."""

from __future__ import annotations

from robot_cells.attempts.assignment import CellCommand
from robot_cells.attempts.emergency_stop import OPERATOR
from robot_cells.errors import OrderError
from robot_cells.ids import CellId
from robot_cells.orchestration.emergencies import reset_of
from robot_cells.orchestration.events import (
    CellCommanded,
    EmergencyStopped,
    Event,
    LineHeld,
    LineResumed,
    LineStopped,
)
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.state import CellState, LineMode, State
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells_msgs.srv import CommandLine

_STANDING = (CellCommand.STOP, CellCommand.ABORT)


def command_line(core: Orchestrator, at_s: float, request: CommandLine.Request) -> tuple[Event, ...]:
    """Hold, resume, stop, stop everything at once, or reset; raises `OrderError` where that cannot be."""
    policy = _policy(request.cancel_policy)
    if request.cell:
        return _command_cell(core.state, at_s, request, policy)
    if request.command == CommandLine.Request.EMERGENCY_STOP:
        return (EmergencyStopped(at_s, OPERATOR, request.reason),)
    if request.command == CommandLine.Request.RESET:
        return reset_of(core.state, request.reason, at_s)
    _check_no_emergency(core.state)
    if request.command == CommandLine.Request.HOLD:
        return (LineHeld(at_s, request.reason),)
    if request.command == CommandLine.Request.RESUME:
        return (LineResumed(at_s, request.reason),)
    if request.command == CommandLine.Request.STOP:
        # The message cannot say that nobody names a policy: its first one stands for what the operations say.
        named = None if policy is CancelPolicy.FINISH_STEP else policy
        return (LineStopped(at_s, request.reason, named),)
    raise _unknown(request.command)


def _command_cell(state: State, at_s: float, request: CommandLine.Request, policy: CancelPolicy) -> tuple[Event, ...]:
    cell = state.cells.get(CellId(request.cell))
    if cell is None:
        known = ", ".join(state.cells)
        raise OrderError(f"The line has no cell {request.cell}.", where="line", remedy=f"It has {known}.")
    _check_no_emergency(state)
    return (CellCommanded(at_s, cell.id, _cell_command(cell, request.command), request.reason, policy),)


def _cell_command(cell: CellState, command: int) -> CellCommand:
    if command == CommandLine.Request.RESUME and cell.ordered in _STANDING:
        what = f"The cell was told to {cell.ordered.name.lower()}: it cannot simply go on."
        raise OrderError(what, where=cell.id, remedy="Reset it, when the reason is gone.")
    if command == CommandLine.Request.RESUME:
        return CellCommand.UNSUSPEND if cell.ordered is CellCommand.SUSPEND else CellCommand.UNHOLD
    if command == CommandLine.Request.HOLD and cell.ordered in _STANDING:
        raise OrderError(
            f"The cell was told to {cell.ordered.name.lower()}: it stands anyway.",
            where=cell.id,
            remedy="Reset it first.",
        )
    try:
        return _CELL_COMMANDS[command]
    except KeyError:
        raise _unknown(command) from None


def _check_no_emergency(state: State) -> None:
    if state.mode is LineMode.EMERGENCY_STOPPED:
        held = ", ".join(state.emergency_stops)
        raise OrderError(
            "The line is under an emergency stop" + (f", held by {held}." if held else "."),
            where="line",
            remedy="Let go of it where it was given, then reset the line.",
        )


def _policy(number: int) -> CancelPolicy:
    try:
        return CancelPolicy(number)
    except ValueError:
        raise OrderError(f"There is no cancel policy {number}.", where="line", remedy="See CommandLine.srv.") from None


def _unknown(command: int) -> OrderError:
    return OrderError(f"There is no command {command}.", where="line", remedy="See CommandLine.srv.")


_CELL_COMMANDS = {
    CommandLine.Request.HOLD: CellCommand.HOLD,
    CommandLine.Request.STOP: CellCommand.STOP,
    CommandLine.Request.EMERGENCY_STOP: CellCommand.ABORT,
    CommandLine.Request.RESET: CellCommand.RESET,
}
