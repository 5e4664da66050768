"""Whose turn it is to lock zones.

A lock set is taken whole or not at all, when the attempt is dispatched, and an attempt needs nothing further to end:
so nobody holds a zone while waiting for anything else, and locks cannot close a circle.

Nobody is overtaken for ever. A task that would begin but for a locked zone waits (`LocksAwaited`), one for each cell.
As long as it could begin otherwise, its cell begins nothing else, and nobody who came later gets a zone that it needs:
those who have its zones now end, then it begins. Where nobody can tell when they end (a question is open, a cell is
lost) others go on, and it has its turn when that is settled.
"""

from __future__ import annotations

from collections.abc import Callable

from robot_cells.ids import CellId, TaskId
from robot_cells.lines.zone import Lock
from robot_cells.orchestration.locked_zones import collide, in_the_way, is_in_doubt
from robot_cells.orchestration.state import LockWait, State


class LockQueue:
    """The waits that count now, the oldest first. Nothing here is state: `refresh` reads it."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._turns: tuple[LockWait, ...] = ()

    def refresh(self, could_begin: Callable[[LockWait], bool]) -> None:
        """Look at all waits again; `could_begin` tells whether one could begin on its cell, locks not counted."""
        waits = self._state.lock_waits.values()
        self._turns = tuple(item for item in waits if not self.is_doubtful(item.locks) and could_begin(item))

    def is_doubtful(self, locks: tuple[Lock, ...]) -> bool:
        """Whether nobody can tell when these can be had."""
        return any(is_in_doubt(self._state, held) for held in in_the_way(self._state, locks))

    def allows(self, task: TaskId, cell: CellId, locks: tuple[Lock, ...]) -> bool:
        """Whether the task may begin on the cell now: its zones are free, and no older wait has a better right."""
        for turn in self._turns:
            if turn.task == task:
                break
            if turn.cell == cell or collide(turn.locks, locks):
                return False
        return next(in_the_way(self._state, locks), None) is None

    def keeps(self, cell: CellId, task: TaskId | None = None) -> bool:
        """Whether the station of the cell is kept free for a wait of another task."""
        return any(turn.cell == cell and turn.task != task for turn in self._turns)

    def is_waiting(self, task: TaskId) -> bool:
        """Whether the task has its turn on some cell."""
        return any(turn.task == task for turn in self._turns)
