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
    """Tasks with the same set of alternatives, and that set."""
    low, high = arrays.task[free, col.OPTION_A].tolist(), arrays.task[free, col.OPTION_Z].tolist()
    on = arrays.option[:, col.ON].tolist()
    listed: dict[tuple[int, ...], list[int]] = {}
    for task, a, z in zip(free.tolist(), low, high, strict=True):
        listed.setdefault(tuple(on[a:z]), []).append(task)
    groups: dict[tuple[int, ...], list[int]] = {}
    for cells, tasks in listed.items():
        groups.setdefault(tuple(sorted(cells)), []).extend(tasks)
    return [(np.array(tasks), np.array(cells)) for cells, tasks in groups.items() if len(tasks) > len(cells)]


def _load_bound(head: Whole, work: Whole, tail: Whole, cells: Whole, arrays: Arrays) -> int:
    head = np.maximum(head, arrays.cell[cells, col.READY].min())
    by_head = np.argsort(-head, kind="stable")
    later = head[by_head] + np.cumsum(work[by_head]) // len(cells) + np.minimum.accumulate(tail[by_head])
    by_tail = np.argsort(-tail, kind="stable")
    longer = np.minimum.accumulate(head[by_tail]) + np.cumsum(work[by_tail]) // len(cells) + tail[by_tail]
    return int(max(later.max(), longer.max()))
