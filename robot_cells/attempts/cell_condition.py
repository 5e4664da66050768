"""How a cell stands: its PackML state, why it stands still, and what has to happen before it takes work again."""

from __future__ import annotations

from robot_cells.attempts.cell_state import TRANSITIONS, CellState, CellTrigger, next_state

_PAUSES = {
    CellTrigger.HOLD: (CellState.HOLDING, CellState.HELD, CellTrigger.UNHOLD),
    CellTrigger.SUSPEND: (CellState.SUSPENDING, CellState.SUSPENDED, CellTrigger.UNSUSPEND),
}
PAUSING = (CellState.HOLDING, CellState.SUSPENDING)
"""The running step still goes on, then the cell stands still."""


class CellCondition:
    """`message` says why the cell stands still, where it does.

    A cell that `needs_reset` was stopped or aborted by somebody, who alone lets it take work again; any other stopped
    cell waits for its node or its devices. `wanted_pause` is a hold or a suspension that came before there was
    anything to hold: it takes effect as soon as the attempt has been begun.
    """

    def __init__(self) -> None:
        self.state = CellState.IDLE
        self.message = ""
        self.needs_reset = False
        self.wanted_pause: CellTrigger | None = None

    def may(self, trigger: CellTrigger) -> bool:
        """Whether the table has a way out of this state by that trigger."""
        return (self.state, trigger) in TRANSITIONS

    def move(self, *triggers: CellTrigger) -> None:
        """Go from state to state; raises `TransitionError` where the table has no way."""
        for trigger in triggers:
            self.state = next_state(self.state, trigger)

    def complete(self) -> None:
        """The attempt has ended and its end is written down: ready for the next."""
        done = CellTrigger.STATE_COMPLETE
        self.move(done, done, CellTrigger.RESET, done)

    def end_pause(self) -> None:
        """Out of a hold or a suspension, at work again; nothing where there is none."""
        self.wanted_pause = None
        for pausing, paused, trigger in _PAUSES.values():
            if self.state is pausing:
                self.move(CellTrigger.STATE_COMPLETE)
            if self.state is paused:
                self.move(trigger, CellTrigger.STATE_COMPLETE)
                self.message = ""
