"""What the process of some cells does in one turn; without the middleware, so that nodes and drills share it.

Times handed in and given back are seconds: of the node clock where something is due in the process of a cell, of a
monotonic wall clock for everything that is only told again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from robot_cells.attempts.emergency_stop import EmergencyStop
from robot_cells.clock import Clock
from robot_cells.ids import CellId
from robot_cells.nodes.hosted_cell import HostedCell

REPEAT_S = 0.5
"""Reports are sent again after so many seconds of wall time, until they are acknowledged."""
BEAT_S = 0.25
"""`cell_states` comes at least so often, in seconds of wall time."""
SHORTEST_BEAT_S = 0.05
"""And, however fast the states change, not more often than this."""
QUIET_S = 0.01
"""A change waits so long, in seconds of wall time: the orchestrator's answer to the cell's report comes first."""


class HostTurn:
    """Lets the cells go on, repeats their reports, and has the process beat.

    `tell` is given the cells to be told of: all of them when it is time, else those that have changed.
    """

    def __init__(
        self,
        cells: Sequence[HostedCell],
        clock: Clock,
        wall: Callable[[], float],
        tell: Callable[[Sequence[HostedCell]], None],
    ) -> None:
        self._cells = tuple(cells)
        self._clock = clock
        self._wall = wall
        self._tell = tell
        self._is_urgent = False
        self._repeat_at_s = self._repeated_s = self._beaten_s = wall()
        self._beat_at_s = self._beaten_s  # The first word of all cells comes at once.
        self._shown: dict[CellId, tuple[object, ...]] = {}
        self._changed: dict[CellId, HostedCell] = {}
        self._changed_at_s = -math.inf

    def hear_emergency_stop(self, stop: EmergencyStop) -> None:
        """Every device is told to stop before this returns; what follows is told with this very turn."""
        for cell in self._cells:
            cell.hear_emergency_stop(stop)
        self._is_urgent = True

    def beat_soon(self) -> None:
        """Somebody listens from now on: the next word of all cells comes as soon as it may."""
        self._beat_at_s = min(self._beat_at_s, self._beaten_s + SHORTEST_BEAT_S)

    def repeat_soon(self) -> None:
        """Somebody hears reports from now on: what is not acknowledged is told as soon as it may."""
        self._repeat_at_s = min(self._repeat_at_s, self._repeated_s + SHORTEST_BEAT_S)

    def turn(self, *, is_clock_heard: bool) -> float:
        """All that is due now; seconds of wall time until the next turn is needed.

        With `is_clock_heard` the clock's own messages bring a turn, so that nothing is waited for by its time.
        """
        now_s = self._clock.now()
        for cell in self._cells:
            if cell.wake_at_s() <= now_s:
                cell.turn(now_s)
                self._note(cell)
        waits = [wait_s for cell in self._cells if (wait_s := cell.poll()) is not None]
        wall_s = self._wall()
        if wall_s >= self._repeat_at_s:
            self._repeated_s, self._repeat_at_s = wall_s, wall_s + REPEAT_S
            for cell in self._cells:
                cell.repeat()
        if wall_s >= self._beat_at_s or (self._changed and wall_s >= self._tellable_s):
            self._beat(wall_s)
        waits += [self._repeat_at_s - wall_s, self._beat_at_s - wall_s]
        if self._changed:
            waits.append(self._tellable_s - wall_s)
        wake_at_s = min((cell.wake_at_s() for cell in self._cells), default=math.inf)
        if not is_clock_heard or wake_at_s <= self._clock.now():
            waits.append(wake_at_s - self._clock.now())
        return max(0.0, min(waits))

    @property
    def _tellable_s(self) -> float:
        """When what has changed may be told."""
        return -math.inf if self._is_urgent else max(self._beaten_s + SHORTEST_BEAT_S, self._changed_at_s + QUIET_S)

    def _note(self, cell: HostedCell) -> None:
        """Whether the cell looks different from what was last told of it; mere progress waits for the next beat."""
        worker = cell.worker
        seen = (worker.state, worker.attempt_id, worker.step, worker.message)
        if self._shown.get(cell.id) != seen:
            self._shown[cell.id] = seen
            if not self._changed:
                self._changed_at_s = self._wall()
            self._changed[cell.id] = cell

    def _beat(self, wall_s: float) -> None:
        """Tell of all cells when it is time, else of those that have changed."""
        told = tuple(self._changed.values())
        if wall_s >= self._beat_at_s:
            self._beat_at_s = wall_s + BEAT_S
            told = self._cells
            for cell in told:
                cell.see_devices()
        self._changed.clear()
        self._is_urgent = False
        self._beaten_s = wall_s
        self._tell(told)
