"""The table of a cell's states."""

from __future__ import annotations

import pytest

from robot_cells.attempts.cell_state import TRANSITIONS, CellState, CellTrigger, next_state
from robot_cells.errors import TransitionError

ACTING = (
    CellState.CLEARING,
    CellState.STARTING,
    CellState.EXECUTE,
    CellState.STOPPING,
    CellState.ABORTING,
    CellState.HOLDING,
    CellState.UNHOLDING,
    CellState.RESETTING,
    CellState.COMPLETING,
)


@pytest.mark.parametrize("state", list(CellState))
@pytest.mark.parametrize("trigger", list(CellTrigger))
def test_every_pair_is_in_the_table_or_is_refused(state: CellState, trigger: CellTrigger) -> None:
    if (state, trigger) in TRANSITIONS:
        assert next_state(state, trigger) is TRANSITIONS[(state, trigger)]
    else:
        with pytest.raises(TransitionError, match=f"{state.name} knows no `{trigger.value}`"):
            next_state(state, trigger)


def test_every_acting_state_ends_by_itself_and_no_waiting_state_does() -> None:
    ending = {state for state, trigger in TRANSITIONS if trigger is CellTrigger.STATE_COMPLETE}
    assert ending == set(ACTING)


def test_every_state_can_be_left_for_aborted_but_aborted_itself() -> None:
    for state in CellState:
        expected = state not in (CellState.ABORTING, CellState.ABORTED)
        assert ((state, CellTrigger.ABORT) in TRANSITIONS) is expected


def test_idle_can_be_reached_from_every_state() -> None:
    for state in CellState:
        reached = {state}
        while True:
            further = {target for (origin, _), target in TRANSITIONS.items() if origin in reached} - reached
            if not further:
                break
            reached |= further
        assert CellState.IDLE in reached


def test_the_numbers_are_those_of_packml() -> None:
    assert (CellState.STOPPED, CellState.IDLE, CellState.EXECUTE, CellState.HELD, CellState.COMPLETE) == (
        2,
        4,
        6,
        11,
        17,
    )
