"""The table of a cell's states."""

from __future__ import annotations

import pytest

from robot_cells.attempts.cell_state import TRANSITIONS, CellState, CellTrigger, next_state
from robot_cells.errors import TransitionError

STANDARD = """
state        start    complete   hold    unhold    suspend    unsuspend    stop     abort    clear    reset
IDLE         STARTING -          -       -         -          -            STOPPING ABORTING -        -
STARTING     -        EXECUTE    -       -         -          -            STOPPING ABORTING -        -
EXECUTE      -        COMPLETING HOLDING -         SUSPENDING -            STOPPING ABORTING -        -
COMPLETING   -        COMPLETE   -       -         -          -            STOPPING ABORTING -        -
COMPLETE     -        -          -       -         -          -            STOPPING ABORTING -        RESETTING
RESETTING    -        IDLE       -       -         -          -            STOPPING ABORTING -        -
HOLDING      -        HELD       -       -         -          -            STOPPING ABORTING -        -
HELD         -        -          -       UNHOLDING -          -            STOPPING ABORTING -        -
UNHOLDING    -        EXECUTE    -       -         -          -            STOPPING ABORTING -        -
SUSPENDING   -        SUSPENDED  -       -         -          -            STOPPING ABORTING -        -
SUSPENDED    -        -          -       -         -          UNSUSPENDING STOPPING ABORTING -        -
UNSUSPENDING -        EXECUTE    -       -         -          -            STOPPING ABORTING -        -
STOPPING     -        STOPPED    -       -         -          -            -        ABORTING -        -
STOPPED      -        -          -       -         -          -            -        ABORTING -        RESETTING
ABORTING     -        ABORTED    -       -         -          -            -        -        -        -
ABORTED      -        -          -       -         -          -            -        -        CLEARING -
CLEARING     -        STOPPED    -       -         -          -            -        ABORTING -        -
"""
"""The base state model of ANSI/ISA-TR88.00.02-2015, written out by hand: what each command makes of each state."""
OURS = {(CellState.STARTING, CellTrigger.WITHDRAW): CellState.RESETTING}


def standard() -> dict[tuple[str, str], str]:
    head, *rows = (line.split() for line in STANDARD.strip().splitlines())
    return {(row[0], command): target for row in rows for command, target in zip(head[1:], row[1:], strict=True)}


def expected(state: CellState, trigger: CellTrigger) -> CellState | None:
    if trigger is CellTrigger.WITHDRAW:
        return OURS.get((state, trigger))
    column = "complete" if trigger is CellTrigger.STATE_COMPLETE else trigger.value
    target = standard()[state.name, column]
    return None if target == "-" else CellState[target]


@pytest.mark.parametrize("state", list(CellState))
@pytest.mark.parametrize("trigger", list(CellTrigger))
def test_every_pair_leads_where_the_standard_says_or_is_refused(state: CellState, trigger: CellTrigger) -> None:
    target = expected(state, trigger)
    if target is not None:
        assert next_state(state, trigger) is target
    else:
        with pytest.raises(TransitionError, match=f"{state.name} knows no `{trigger.value}`"):
            next_state(state, trigger)


def test_the_cells_states_are_the_seventeen_of_the_standard_with_its_numbers() -> None:
    assert {name for name, _ in standard()} == {state.name for state in CellState}
    assert sorted(state.value for state in CellState) == list(range(1, 18))


def test_every_acting_state_ends_by_itself_and_no_waiting_state_does() -> None:
    waiting = {"STOPPED", "IDLE", "SUSPENDED", "ABORTED", "HELD", "COMPLETE"}
    ending = {state.name for state, trigger in TRANSITIONS if trigger is CellTrigger.STATE_COMPLETE}
    assert ending == {state.name for state in CellState} - waiting


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
