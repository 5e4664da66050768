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

from robot_cells.ids import CellId, TaskId, ZoneId
from robot_cells.lines.zone import Lock, LockMode
from robot_cells.orchestration.locked_zones import is_in_doubt
from robot_cells.orchestration.state import HeldLocks, LockWait, State

_SHARED = LockMode.SHARED


class LockQueue:
    """The waits that count now, the oldest first. Nothing here is state: `refresh` reads it before every decision."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._cells: dict[CellId, LockWait] = {}
        self._places: dict[TaskId, int] = {}
        self._wanted: dict[ZoneId, list[tuple[int, LockMode]]] = {}
        self._held: dict[ZoneId, list[HeldLocks]] = {}
        self._modes: dict[ZoneId, LockMode] = {}

    def refresh(self, could_begin: Callable[[LockWait], bool]) -> None:
        """Look at everything again; `could_begin` tells whether a wait could begin on its cell, locks not counted."""
        for table in (self._cells, self._places, self._wanted, self._held, self._modes):
            table.clear()
        for held in self._state.locks.values():
            for lock in held.locks:
                self._held.setdefault(lock.zone, []).append(held)
                self._modes[lock.zone] = lock.mode
        for number, wait in enumerate(self._state.lock_waits.values()):
            if self.is_doubtful(wait.locks) or not could_begin(wait):
                continue
            self._cells[wait.cell] = wait
            # One task waits for two cells where the first was lost meanwhile: it must not stand in its own way.
            place = self._places.setdefault(wait.task, number)
            for lock in wait.locks:
                self._wanted.setdefault(lock.zone, []).append((place, lock.mode))

    def is_doubtful(self, locks: tuple[Lock, ...]) -> bool:
        """Whether one of these is locked, and nobody can tell for how long."""
        return any(
            is_in_doubt(self._state, held) for lock in locks if self._is_locked(lock) for held in self._held[lock.zone]
        )

    def allows(self, task: TaskId, cell: CellId, locks: tuple[Lock, ...]) -> bool:
        """Whether the task may begin on the cell now: its zones are free, and no older wait has a better right."""
        own = self._places.get(task, len(self._state.lock_waits))
        turn = self._cells.get(cell)
        if turn is not None and self._places[turn.task] < own:
            return False
        return not any(self._is_locked(lock) or self._is_promised(lock, own) for lock in locks)

    def _is_promised(self, lock: Lock, own: int) -> bool:
        """Whether older waits than `own` collide with the lock, or take the last places among the sharers."""
        older = [mode for place, mode in self._wanted.get(lock.zone, ()) if place < own]
        if any(not lock.mode is mode is _SHARED for mode in older):
            return True
        return bool(older) and self._is_full(lock.zone, len(older))

    def _is_locked(self, lock: Lock) -> bool:
        mode = self._modes.get(lock.zone)
        return mode is not None and (not lock.mode is mode is _SHARED or self._is_full(lock.zone))

    def _is_full(self, zone: ZoneId, more: int = 0) -> bool:
        """Whether as many share the zone as may, with `more` who are to have it first."""
        sharers = self._state.plant.sharers.get(zone)
        return sharers is not None and len(self._held.get(zone, ())) + more >= sharers

    def turn_on(self, cell: CellId) -> LockWait | None:
        """The wait for which the station of the cell is kept free."""
        return self._cells.get(cell)

    def is_waiting(self, task: TaskId) -> bool:
        """Whether the task has its turn on some cell."""
        return task in self._places
