"""Which cells have been heard: what they last said, whose process is silent, who never came."""

from __future__ import annotations

from collections.abc import Iterable

from robot_cells.ids import AlarmId, AttemptId, CellId
from robot_cells.nodes.silence_watch import SilenceWatch
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.events import AlarmCleared, AlarmRaised, Event
from robot_cells.orchestration.state import State
from robot_cells_msgs.msg import CellState as CellStateMsg
from robot_cells_msgs.msg import CellStates as CellStatesMsg

MISSING = "cell.missing"
"""The code of the alarm about a cell that never came up."""


class CellRoll:
    """Wall times handed in are those of one monotonic clock, in seconds."""

    def __init__(self, *, silent_timeout_s: float, grace_s: float, began_s: float) -> None:
        self.heard: dict[CellId, CellStateMsg] = {}
        self._watch = SilenceWatch(silent_timeout_s)
        self._grace_s = grace_s
        self._began_s = began_s

    def hear(self, message: CellStatesMsg, now_s: float) -> HostHeard:
        """A process has spoken of its cells."""
        self._watch.heard(message.host, now_s)
        cells = []
        for item in message.cells:
            cell = CellId(item.cell)
            self.heard[cell] = item
            cells.append(CellHeard(cell, item.state, item.message, AttemptId(item.attempt_id)))
        return HostHeard(message.host, message.incarnation, tuple(cells))

    def fallen_silent(self, now_s: float) -> tuple[str, ...]:
        """The processes that have just fallen silent."""
        return self._watch.fallen_silent(now_s)

    def is_starting(self, state: State, now_s: float) -> bool:
        """Whether cells are still waited for."""
        return now_s - self._began_s < self._grace_s and any(cell not in self.heard for cell in state.cells)

    def missing(self, state: State, at_s: float, now_s: float) -> Iterable[Event]:
        """The alarms to raise about cells that have never been heard, and to clear about those that have come."""
        for cell in state.cells:
            alarm = AlarmId(f"{MISSING}:{cell}")
            known = state.alarms.get(alarm)
            if cell in self.heard:
                if known is not None and known.active:
                    yield AlarmCleared(at_s, alarm)
            elif now_s - self._began_s >= self._grace_s and (known is None or not known.active):
                yield AlarmRaised(at_s, _missing(alarm, cell, self._grace_s))


def _missing(alarm: AlarmId, cell: CellId, grace_s: float) -> Alarm:
    return Alarm(
        alarm,
        Severity.ERROR,
        cell,
        MISSING,
        f"The cell {cell} has not been heard {grace_s:g} s after the start; the line works without it.",
        "See the log of its process; it joins in as soon as it comes up.",
        lasting=True,
    )
