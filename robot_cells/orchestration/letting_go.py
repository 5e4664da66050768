"""What people would have to do so that a line which stands goes on; whoever looks ahead takes it for done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from robot_cells.attempts.assignment import CellCommand
from robot_cells.orchestration.events import CellCommanded, EmergencyReleased, Event, LineReset, LineResumed
from robot_cells.orchestration.state import LineMode, State

_WAYS_OUT: Mapping[CellCommand, tuple[CellCommand, ...]] = {
    CellCommand.HOLD: (CellCommand.UNHOLD,),
    CellCommand.SUSPEND: (CellCommand.UNSUSPEND,),
    CellCommand.STOP: (CellCommand.RESET,),
    CellCommand.ABORT: (CellCommand.CLEAR, CellCommand.RESET),
}
"""By what holds for a cell: what leads out of it."""


def letting_go(state: State, now_s: float) -> Iterator[Event]:
    """Emergency stops are let go and reset, cells that somebody holds are released, the line is resumed."""
    if state.mode is LineMode.EMERGENCY_STOPPED:
        for source in state.emergency_stops:
            yield EmergencyReleased(now_s, source)
        yield LineReset(now_s)
    for cell in state.cells.values():
        for command in _WAYS_OUT.get(cell.ordered, ()) if cell.ordered is not None else ():
            yield CellCommanded(now_s, cell.id, command)
    if state.mode is not LineMode.RUNNING:
        yield LineResumed(now_s)
