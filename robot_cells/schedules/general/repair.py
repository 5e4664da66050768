"""What still holds of an earlier schedule: right-shift repair.

Cells, vehicles and order are kept as far as they still are there, and all is put anew at the earliest times; so what a
breakdown has made late pushes on what comes after it and nothing else.
"""

from __future__ import annotations

import numpy as np

from robot_cells.schedules.general.dispatch_rules import shortest_times
from robot_cells.schedules.general.encoding import Encoding
from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.general.kernels.shapes import Arrays, Plan, Whole
from robot_cells.schedules.general.memory import new_plan
from robot_cells.schedules.general.old_trips import OldTrips
from robot_cells.schedules.schedule import Schedule


def repaired_plan(encoding: Encoding, start: Schedule, *, holds: bool) -> Plan:
    """The list that `start` has become, to be decoded. Tasks that are new come by when they could begin.

    `holds`: no task begins before it did in `start`.
    """
    arrays = encoding.arrays
    plan = new_plan(arrays)
    begins = planned_starts(arrays)
    old = arrays.task[:, col.OLD_CELL] >= 0
    if holds:
        plan.earliest[old] = arrays.task[old, col.OLD_START]
    free = arrays.task[:, col.FIXED_CELL] < 0
    keep_options(arrays, plan)
    entries = np.flatnonzero(free)
    turn = arrays.task[entries, col.OLD_TURN]
    ends = begins + shortest_times(arrays)
    times, second = begins[entries], ends[entries]
    if start.trips:
        trips = OldTrips(encoding, start)
        plan.vehicle[trips.entry - len(arrays.task)] = trips.vehicle
        entries = np.concatenate([entries, trips.entry])
        times = np.concatenate([times, trips.picks_up])
        second = np.concatenate([second, trips.picks_up])
        turn = np.concatenate([turn, 2 * len(arrays.task) + trips.turn])
    order = entries[np.lexsort((turn, second, times))]
    plan.order[: len(order)] = order
    plan.size[0] = len(order)
    return plan


def may_still_hold(encoding: Encoding) -> bool:
    """Whether nothing shows at once that the earlier schedule is broken: something new, moved, closed or late."""
    task, cell = encoding.arrays.task, encoding.arrays.cell
    on, begins, ends = task[:, col.OLD_CELL], task[:, col.OLD_START], task[:, col.OLD_END]
    if ((on < 0) | (on >= len(cell))).any():
        return False
    free = task[:, col.FIXED_CELL] < 0
    if (begins[~free] != task[~free, col.FIXED_START]).any() or (ends[~free] != task[~free, col.FIXED_END]).any():
        return False
    late = (begins < cell[on, col.READY]) | (begins < encoding.arrays.job[task[:, col.JOB], col.RELEASE])
    plan = new_plan(encoding.arrays)
    keep_options(encoding.arrays, plan)
    if (late & free).any() or (plan.option[free] < 0).any():
        return False
    for number in np.flatnonzero(cell[:, col.CLOSED_Z] > cell[:, col.CLOSED_A]).tolist():
        closed = encoding.arrays.closure[cell[number, col.CLOSED_A] : cell[number, col.CLOSED_Z]]
        rows = np.flatnonzero(free & (on == number) & (task[:, col.RESUMABLE] == 0))
        after = np.searchsorted(closed[:, col.OPENS], begins[rows], side="right")
        inside = after < len(closed)
        if (closed[after[inside], col.CLOSES] < ends[rows[inside]]).any():
            return False
    return True


def keep_options(arrays: Arrays, plan: Plan) -> None:
    """Give every task the cell that it had, where that can still do it."""
    tasks = np.flatnonzero((arrays.task[:, col.OLD_CELL] >= 0) & (arrays.task[:, col.FIXED_CELL] < 0))
    low, high = arrays.task[tasks, col.OPTION_A], arrays.task[tasks, col.OPTION_Z]
    cells = arrays.task[tasks, col.OLD_CELL]
    for place in range(int((high - low).max(initial=0))):
        rows = np.minimum(low + place, high - 1)
        same = arrays.option[rows, col.ON] == cells
        plan.option[tasks[same]] = rows[same]


def planned_starts(arrays: Arrays) -> Whole:
    """When each task began in the earlier schedule; a new one, when it could if only its own job stood in its way."""
    shortest = shortest_times(arrays)
    release = arrays.job[arrays.task[:, col.JOB], col.RELEASE]
    total = np.zeros(len(arrays.job), dtype=np.int64)
    np.add.at(total, arrays.task[:, col.JOB], shortest)
    head: Whole = release + total[arrays.task[:, col.JOB]] - shortest - arrays.task[:, col.TAIL]
    old = arrays.task[:, col.OLD_CELL] >= 0
    head[old] = arrays.task[old, col.OLD_START]
    return head
