"""The trips of an earlier schedule as carries: which change of cell each of them made."""

from __future__ import annotations

import numpy as np

from robot_cells.schedules.general.encoding import Encoding
from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.general.kernels.shapes import Arrays, Whole
from robot_cells.schedules.general.nanoseconds import nanoseconds
from robot_cells.schedules.schedule import Schedule


class OldTrips:
    """For each trip of `start` that still is one: entry, time of picking up, vehicle (-1 none), place in `start`.

    Of several trips of a piece to one cell the first made the first change to it, and so on.
    """

    def __init__(self, encoding: Encoding, start: Schedule) -> None:
        jobs = {job.id: row for row, job in enumerate(encoding.problem.jobs)}
        cells = {cell: row for row, cell in enumerate(encoding.cells)}
        trips = start.trips
        job = np.array([jobs.get(trip.job, -1) for trip in trips], dtype=np.int64)
        target = np.array([cells.get(trip.target, -1) for trip in trips], dtype=np.int64)
        known = np.flatnonzero((job >= 0) & (target >= 0))
        places = len(cells)
        changed, entry = _changes(encoding.arrays, places)
        mine = _numbered(job[known] * places + target[known])
        theirs = _numbered(changed)
        _, here, there = np.intersect1d(mine, theirs, assume_unique=True, return_indices=True)
        self.turn: Whole = known[here]
        self.entry: Whole = entry[there]
        self.picks_up: Whole = nanoseconds([trip.picks_up_s for trip in trips])[self.turn] // encoding.unit_ns
        by = np.array([-1 if trip.vehicle is None else trip.vehicle for trip in trips], dtype=np.int64)[self.turn]
        self.vehicle: Whole = np.where(by < len(encoding.arrays.vehicle), by, -1)


def _numbered(keys: Whole) -> Whole:
    """Every key with how many of the same came before it, as one number that is there once."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    row = np.arange(len(keys))
    begins = np.ones(len(keys), dtype=np.bool_)
    begins[1:] = ordered[1:] != ordered[:-1]
    earlier = np.empty(len(keys), dtype=np.int64)
    earlier[order] = row - np.maximum.accumulate(np.where(begins, row, 0))
    return keys * (1 << 24) + earlier


def _changes(arrays: Arrays, places: int) -> tuple[Whole, Whole]:
    """What pieces did in the earlier schedule: job * places + cell of each change of cell, and its carry; in order."""
    task, job = arrays.task, arrays.job
    there = np.flatnonzero((task[:, col.OLD_CELL] >= 0) & (task[:, col.OLD_CELL] < places))
    there = there[np.lexsort((task[there, col.OLD_START], task[there, col.JOB]))]
    owner, on = task[there, col.JOB], task[there, col.OLD_CELL]
    at = np.empty(len(there), dtype=np.int64)
    at[1:] = on[:-1]
    begins = np.ones(len(there), dtype=np.bool_)
    begins[1:] = owner[1:] != owner[:-1]
    at[begins] = job[owner[begins], col.ORIGIN]
    moved = (at >= 0) & (at != on) & (task[there, col.FIXED_CELL] < 0)
    last = job[:, col.ORIGIN].copy()
    last[owner] = on  # The last one of each job stays.
    joined = np.flatnonzero(job[:, col.JOINED_BY] >= 0)
    target = task[job[joined, col.JOINED_BY], col.OLD_CELL]
    carried = (target >= 0) & (target < places) & (target != last[joined])
    return (
        np.concatenate([owner[moved] * places + on[moved], joined[carried] * places + target[carried]]),
        np.concatenate([len(task) + there[moved], job[joined[carried], col.JOINED_CARRY]]),
    )
