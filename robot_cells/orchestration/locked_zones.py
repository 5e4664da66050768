"""Who has locked which zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from robot_cells.lines.zone import Lock, LockMode
from robot_cells.orchestration.state import HeldLocks, State


def collide(some: Iterable[Lock], others: Iterable[Lock]) -> bool:
    """Whether they name a zone that cannot be had by both."""
    modes = {lock.zone: lock.mode for lock in others}
    shared = LockMode.SHARED
    return any(lock.zone in modes and not lock.mode is modes[lock.zone] is shared for lock in some)


def in_the_way(state: State, locks: tuple[Lock, ...]) -> Iterator[HeldLocks]:
    """Those who have locked a zone of these so that it cannot be had, in the order in which they took it."""
    return (held for held in state.locks.values() if collide(locks, held.locks)) if locks else iter(())


def is_in_doubt(state: State, held: HeldLocks) -> bool:
    """Whether nobody can tell when they are given back: a question is open, or the cell is not heard."""
    return held.ended or not state.cells[held.cell].present
