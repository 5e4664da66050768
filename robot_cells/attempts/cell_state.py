"""The states of a cell and the way from each to the next: PackML (ANSI/ISA-TR88.00.02), one table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, IntEnum

from robot_cells.errors import TransitionError


class CellState(IntEnum):
    """Where a cell is: all seventeen states of PackML, with its numbers, which are those of `CellState.msg` too."""

    CLEARING = 1
    """Leaves the aborted state."""
    STOPPED = 2
    """Takes no work until it is reset."""
    STARTING = 3
    """Has accepted an attempt and enters it in its ledger."""
    IDLE = 4
    """Takes work."""
    SUSPENDED = 5
    """Stands between two steps for want of something outside the cell."""
    EXECUTE = 6
    """Works on an attempt."""
    STOPPING = 7
    """Ends its attempt, and will take no other."""
    ABORTING = 8
    """Stops every device at once."""
    ABORTED = 9
    """Was stopped at once; takes no work until it is cleared and reset."""
    HOLDING = 10
    """Finishes the running step."""
    HELD = 11
    """Stands between two steps."""
    UNHOLDING = 12
    """Takes the work up again after a hold."""
    SUSPENDING = 13
    """Finishes the running step, for want of something outside the cell."""
    UNSUSPENDING = 14
    """Takes the work up again after a suspension."""
    RESETTING = 15
    """Makes ready for work."""
    COMPLETING = 16
    """The attempt has ended; its end is being written down."""
    COMPLETE = 17
    """The end is written down."""


class CellTrigger(Enum):
    """What moves a cell from one state to the next; PackML's commands, its "state complete", and one of our own."""

    START = "start"
    STATE_COMPLETE = "state complete"
    HOLD = "hold"
    UNHOLD = "unhold"
    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    STOP = "stop"
    ABORT = "abort"
    CLEAR = "clear"
    RESET = "reset"
    WITHDRAW = "withdraw"
    """Ours: the accepted attempt is refused after all (ledger full, parameters wrong), before anything has moved."""


_NOT_STOPPABLE = (
    CellState.STOPPING,
    CellState.STOPPED,
    CellState.ABORTING,
    CellState.ABORTED,
    CellState.CLEARING,
)
_STOPPABLE = tuple(state for state in CellState if state not in _NOT_STOPPABLE)
_ABORTABLE = tuple(state for state in CellState if state not in (CellState.ABORTING, CellState.ABORTED))

TRANSITIONS: Mapping[tuple[CellState, CellTrigger], CellState] = {
    (CellState.IDLE, CellTrigger.START): CellState.STARTING,
    (CellState.STARTING, CellTrigger.STATE_COMPLETE): CellState.EXECUTE,
    (CellState.STARTING, CellTrigger.WITHDRAW): CellState.RESETTING,
    (CellState.EXECUTE, CellTrigger.STATE_COMPLETE): CellState.COMPLETING,
    (CellState.COMPLETING, CellTrigger.STATE_COMPLETE): CellState.COMPLETE,
    (CellState.COMPLETE, CellTrigger.RESET): CellState.RESETTING,
    (CellState.RESETTING, CellTrigger.STATE_COMPLETE): CellState.IDLE,
    (CellState.EXECUTE, CellTrigger.HOLD): CellState.HOLDING,
    (CellState.HOLDING, CellTrigger.STATE_COMPLETE): CellState.HELD,
    (CellState.HELD, CellTrigger.UNHOLD): CellState.UNHOLDING,
    (CellState.UNHOLDING, CellTrigger.STATE_COMPLETE): CellState.EXECUTE,
    (CellState.EXECUTE, CellTrigger.SUSPEND): CellState.SUSPENDING,
    (CellState.SUSPENDING, CellTrigger.STATE_COMPLETE): CellState.SUSPENDED,
    (CellState.SUSPENDED, CellTrigger.UNSUSPEND): CellState.UNSUSPENDING,
    (CellState.UNSUSPENDING, CellTrigger.STATE_COMPLETE): CellState.EXECUTE,
    **{(state, CellTrigger.STOP): CellState.STOPPING for state in _STOPPABLE},
    (CellState.STOPPING, CellTrigger.STATE_COMPLETE): CellState.STOPPED,
    (CellState.STOPPED, CellTrigger.RESET): CellState.RESETTING,
    **{(state, CellTrigger.ABORT): CellState.ABORTING for state in _ABORTABLE},
    (CellState.ABORTING, CellTrigger.STATE_COMPLETE): CellState.ABORTED,
    (CellState.ABORTED, CellTrigger.CLEAR): CellState.CLEARING,
    (CellState.CLEARING, CellTrigger.STATE_COMPLETE): CellState.STOPPED,
}
"""Every transition of the base state model of ANSI/ISA-TR88.00.02-2015, without its optional ways into Holding, and the
one of our own."""


def next_state(state: CellState, trigger: CellTrigger) -> CellState:
    """The state that follows; raises `TransitionError` where the table has none."""
    try:
        return TRANSITIONS[(state, trigger)]
    except KeyError:
        possible = ", ".join(known.value for origin, known in TRANSITIONS if origin is state)
        raise TransitionError(
            f"A cell that is {state.name} knows no `{trigger.value}`.", remedy=f"Possible are: {possible}."
        ) from None
