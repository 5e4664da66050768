"""What a command makes of a cell. Commands are repeated until they are seen to be obeyed: each does no harm twice."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from robot_cells.attempts.assignment import CellCommand
from robot_cells.attempts.cell_state import CellState, CellTrigger
from robot_cells.orders.cancel_policy import CancelPolicy

if TYPE_CHECKING:
    from robot_cells.attempts.worker import CellWorker

_log = logging.getLogger(__name__)


def obey(cell: CellWorker, command: CellCommand, policy: CancelPolicy) -> None:
    """Do as commanded where the state allows it; what does not fit now is passed over, and comes again."""
    condition = cell.condition
    if command is CellCommand.HOLD:
        _pause(cell, CellTrigger.HOLD)
    elif command is CellCommand.SUSPEND:
        _pause(cell, CellTrigger.SUSPEND)
    elif command is CellCommand.UNHOLD:
        _go_on(cell, CellTrigger.UNHOLD)
    elif command is CellCommand.UNSUSPEND:
        _go_on(cell, CellTrigger.UNSUSPEND)
    elif command is CellCommand.STOP:
        if condition.may(CellTrigger.STOP):
            cell.stop(policy, "stopped by command")
        condition.needs_reset = True
    elif command is CellCommand.ABORT:
        if condition.may(CellTrigger.ABORT):
            cell.abort("aborted by command")
        condition.needs_reset = True
    elif command is CellCommand.CLEAR:
        if condition.may(CellTrigger.CLEAR) and not cell.is_stop_held:
            cell.clear()
    elif condition.state is CellState.STOPPED and condition.needs_reset:
        cell.reset()
    else:
        _log.debug("%s does nothing in the state %s", command.name, condition.state.name)


def _pause(cell: CellWorker, trigger: CellTrigger) -> None:
    condition = cell.condition
    if condition.state is CellState.STARTING:
        condition.wanted_pause = trigger
    elif condition.may(trigger):
        (cell.hold if trigger is CellTrigger.HOLD else cell.suspend)()


def _go_on(cell: CellWorker, trigger: CellTrigger) -> None:
    condition = cell.condition
    condition.wanted_pause = None
    if condition.may(trigger):
        (cell.unhold if trigger is CellTrigger.UNHOLD else cell.unsuspend)()
