"""Who has locked which zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from robot_cells.ids import AttemptId, ZoneId
from robot_cells.lines.zone import Lock, LockMode
from robot_cells.orchestration.state import HeldLocks, State


def collide(some: Iterable[Lock], others: Iterable[Lock]) -> bool:
    """Whether they name a zone that cannot be had by both."""
    modes = {lock.zone: lock.mode for lock in others}
    shared = LockMode.SHARED
    return any(lock.zone in modes and not lock.mode is modes[lock.zone] is shared for lock in some)


def in_the_way(state: State, locks: tuple[Lock, ...], besides: AttemptId | None = None) -> Iterator[HeldLocks]:
    """Those who have locked a zone of these so that it cannot be had, in the order in which they took it.

    Where as many share a zone as may, all of them are. What the attempt `besides` has does not count.
    """
    if not locks:
        return
    others = [held for held in state.locks.values() if held.attempt != besides]
    full = {lock.zone for lock in locks if _is_full(state, lock.zone, others)}
    for held in others:
        if collide(locks, held.locks) or any(lock.zone in full for lock in held.locks):
            yield held


def _is_full(state: State, zone: ZoneId, holders: list[HeldLocks]) -> bool:
    sharers = state.plant.sharers.get(zone)
    return sharers is not None and sum(lock.zone == zone for held in holders for lock in held.locks) >= sharers


def is_in_doubt(state: State, held: HeldLocks) -> bool:
    """Whether nobody can tell when they are given back: a question is open, or the cell is not heard."""
    return held.ended or not state.cells[held.cell].present
