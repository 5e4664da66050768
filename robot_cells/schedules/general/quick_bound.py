"""A lower bound of the makespan for any amount of work, in a time that hardly counts.

The bounds on jobs and on loads of `robot_cells/schedules/bounds.py`, where their proof is; loads over all cells, and
for each set of alternatives that occurs over the tasks that have exactly this set. A task's head is its release.
"""

from __future__ import annotations

import numpy as np

from robot_cells.schedules.general.dispatch_rules import shortest_times
from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.general.kernels.shapes import Arrays, Whole


def quick_bound(arrays: Arrays) -> int:
    """A time before which no schedule can end its last task, in units of time."""
    free = np.flatnonzero(arrays.task[:, col.FIXED_CELL] < 0)
    bound = int(arrays.task[:, col.FIXED_END].max(initial=0))
    if not len(free):
        return bound
    shortest = shortest_times(arrays)
    job = arrays.task[:, col.JOB]
    work = np.zeros(len(arrays.job), dtype=np.int64)
    np.add.at(work, job[free], shortest[free])
    busy = work > 0
    ends = arrays.job[busy, col.RELEASE] + work[busy]
    bound = max(bound, int(ends.max(initial=0)))
    head = arrays.job[job, col.RELEASE]
    tail = _tails(arrays, shortest)
    used = np.unique(arrays.option[:, col.ON])
    bound = max(bound, _load_bound(head[free], shortest[free], tail[free], used, arrays))
    for tasks, cells in _groups(arrays, free):
        bound = max(bound, _load_bound(head[tasks], shortest[tasks], tail[tasks], cells, arrays))
    return bound


def _tails(arrays: Arrays, shortest: Whole) -> Whole:
    """What follows each task in its job; nothing where some of it is fixed."""
    tail = arrays.task[:, col.TAIL].copy()
    settled = np.unique(arrays.task[arrays.fixed, col.JOB])
    tail[np.isin(arrays.task[:, col.JOB], settled)] = 0
    return tail


def _groups(arrays: Arrays, free: Whole) -> list[tuple[Whole, Whole]]:
    """Tasks with the same set of alternatives, and that set, where it has fewer cells than tasks."""
    low = arrays.task[free, col.OPTION_A]
    sizes = arrays.task[free, col.OPTION_Z] - low
    places = np.arange(int(sizes.max()))
    rows = np.minimum(low[:, None] + places, len(arrays.option) - 1)
    sets = np.where(places < sizes[:, None], arrays.option[rows, col.ON], -1)
    sets.sort(axis=1)
    labels = _labels(sets, len(arrays.cell) + 1)
    order = np.argsort(labels, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
    return [(free[part], sets[part[0], -sizes[part[0]] :]) for part in parts if len(part) > sizes[part[0]]]


def _labels(sets: Whole, base: int) -> Whole:
    """A number for each row, the same for rows that are the same; what is in them is from -1 to `base` - 2."""
    labels, bound = np.zeros(len(sets), dtype=np.int64), 1
    for column in sets.T:
        if bound > (1 << 62) // base:
            labels = np.unique(labels, return_inverse=True)[1]
            bound = len(labels)
        labels = labels * base + column + 1
        bound *= base
    return labels


def _load_bound(head: Whole, work: Whole, tail: Whole, cells: Whole, arrays: Arrays) -> int:
    head = np.maximum(head, arrays.cell[cells, col.READY].min())
    by_head = np.argsort(-head, kind="stable")
    later = head[by_head] + np.cumsum(work[by_head]) // len(cells) + np.minimum.accumulate(tail[by_head])
    by_tail = np.argsort(-tail, kind="stable")
    longer = np.minimum.accumulate(head[by_tail]) + np.cumsum(work[by_tail]) // len(cells) + tail[by_tail]
    return int(max(later.max(), longer.max()))
