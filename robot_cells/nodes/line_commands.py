"""What the service `command_line` means to the decision core: for the whole line, or for one cell of it."""

from __future__ import annotations

from robot_cells.attempts.assignment import CellCommand
from robot_cells.attempts.emergency_stop import OPERATOR
from robot_cells.errors import OrderError
from robot_cells.ids import CellId
from robot_cells.nodes.policy_numbers import policy_of
from robot_cells.orchestration.cancel_policies import cancel_policy
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
_PAUSES = (CellCommand.HOLD, CellCommand.SUSPEND)
_GOING_ON = (CellCommand.UNHOLD, CellCommand.UNSUSPEND)
_OF_CELLS_ALONE = (CommandLine.Request.SUSPEND, CommandLine.Request.UNSUSPEND)


def command_line(core: Orchestrator, at_s: float, request: CommandLine.Request) -> tuple[Event, ...]:
    """Hold, resume, suspend, stop, stop everything at once, or reset; raises `OrderError` where that cannot be."""
    if request.cell:
        return _command_cell(core.state, at_s, request)
    if request.command == CommandLine.Request.EMERGENCY_STOP:
        return (EmergencyStopped(at_s, OPERATOR, request.reason),)
    if request.command == CommandLine.Request.RESET:
        return reset_of(core.state, request.reason, at_s)
    if request.command in _OF_CELLS_ALONE:
        raise OrderError(
            "Only a single cell is suspended: it waits for something outside it.",
            where="line",
            remedy="Name the cell, or hold the whole line.",
        )
    _check_no_emergency(core.state)
    if request.command == CommandLine.Request.HOLD:
        return (LineHeld(at_s, request.reason),)
    if request.command == CommandLine.Request.RESUME:
        return (LineResumed(at_s, request.reason),)
    if request.command == CommandLine.Request.STOP:
        return (LineStopped(at_s, request.reason, policy_of(request.cancel_policy, "line")),)
    raise _unknown(request.command)


def _command_cell(state: State, at_s: float, request: CommandLine.Request) -> tuple[Event, ...]:
    cell = state.cells.get(CellId(request.cell))
    if cell is None:
        known = ", ".join(state.cells)
        raise OrderError(f"The line has no cell {request.cell}.", where="line", remedy=f"It has {known}.")
    _check_no_emergency(state)
    command = _cell_command(cell, request.command)
    policy = _stop_policy(state, cell, request) if command is CellCommand.STOP else CancelPolicy.FINISH_STEP
    return (CellCommanded(at_s, cell.id, command, request.reason, policy),)


def _stop_policy(state: State, cell: CellState, request: CommandLine.Request) -> CancelPolicy:
    """How a stop ends what the cell has in work now; it gets nothing else before it is reset."""
    named = policy_of(request.cancel_policy, cell.id)
    if named is None and cell.attempt is not None:
        return cancel_policy(state, state.attempts[cell.attempt])
    return named if named is not None else CancelPolicy.FINISH_STEP


def _cell_command(cell: CellState, command: int) -> CellCommand:
    if command not in _CELL_COMMANDS:
        raise _unknown(command)
    wanted = _CELL_COMMANDS[command]
    if cell.ordered in _STANDING and wanted in _GOING_ON:
        what = f"The cell was told to {cell.ordered.name.lower()}: it cannot simply go on."
        raise OrderError(what, where=cell.id, remedy="Reset it, when the reason is gone.")
    if cell.ordered in _STANDING and wanted in _PAUSES:
        what = f"The cell was told to {cell.ordered.name.lower()}: it stands anyway."
        raise OrderError(what, where=cell.id, remedy="Reset it first.")
    if cell.ordered is CellCommand.HOLD and wanted in (CellCommand.SUSPEND, CellCommand.UNSUSPEND):
        # A hold is for what is wrong inside the cell: it must not be lifted by who waited for something outside.
        raise OrderError("The cell is held, which is more than suspended.", where=cell.id, remedy="Resume it first.")
    if command == CommandLine.Request.RESUME and cell.ordered is CellCommand.SUSPEND:
        return CellCommand.UNSUSPEND
    return wanted


def _check_no_emergency(state: State) -> None:
    if state.mode is LineMode.EMERGENCY_STOPPED:
        held = ", ".join(state.emergency_stops)
        raise OrderError(
            "The line is under an emergency stop" + (f", held by {held}." if held else "."),
            where="line",
            remedy="Reset the line; a stop that a button or guard has given is let go of there first.",
        )


def _unknown(command: int) -> OrderError:
    return OrderError(f"There is no command {command}.", where="line", remedy="See CommandLine.srv.")


_CELL_COMMANDS = {
    CommandLine.Request.HOLD: CellCommand.HOLD,
    CommandLine.Request.RESUME: CellCommand.UNHOLD,
    CommandLine.Request.SUSPEND: CellCommand.SUSPEND,
    CommandLine.Request.UNSUSPEND: CellCommand.UNSUSPEND,
    CommandLine.Request.STOP: CellCommand.STOP,
    CommandLine.Request.EMERGENCY_STOP: CellCommand.ABORT,
    CommandLine.Request.RESET: CellCommand.RESET,
}
