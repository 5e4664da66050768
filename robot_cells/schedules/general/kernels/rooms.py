"""Rooms in buffers and units of resources, each as the time from which it is free."""

from __future__ import annotations

from robot_cells.schedules.compiled import in_place
from robot_cells.schedules.general.kernels.columns import (
    C_BLOCKED,
    C_FREE,
    C_LAST,
    FOREVER,
    FREE,
    HAD,
    HOLDER,
    J_CELL,
    J_LEFT,
    J_OUT,
    J_OUT_FROM,
    JOINED_BY,
    KEPT_A,
    KEPT_FOR,
    KEPT_FROM,
    KEPT_UNITS,
    KEPT_UNTIL,
    KEPT_Z,
    LIMITED_OUT,
    NEED_A,
    NEED_Z,
    OUT_A,
    OUT_Z,
    UNIT_A,
    UNIT_Z,
    UNITS,
    WHICH,
)
from robot_cells.schedules.general.kernels.shapes import Arrays, State, Whole


@in_place
def first_free(timeline: Whole, low: int, high: int) -> int:
    """The row of `low` to `high` that is free first; -1 where there is none."""
    best = -1
    for row in range(low, high):
        if best < 0 or timeline[row, FREE] < timeline[best, FREE]:
            best = row
    return best


@in_place
def units_free(arrays: Arrays, state: State, task: int) -> tuple[int, int]:
    """From when all units that the task needs are free, and which entry had the last of them."""
    at, had = 0, -1
    for row in range(arrays.task[task, NEED_A], arrays.task[task, NEED_Z]):
        resource = arrays.need[row, WHICH]
        low, high = arrays.resource[resource, UNIT_A], arrays.resource[resource, UNIT_Z]
        _sort_units(state.units, low, high)
        last = low + arrays.need[row, UNITS] - 1
        if last >= low and state.units[last, FREE] > at:
            at, had = state.units[last, FREE], state.units[last, HAD]
    return at, had


@in_place
def units_short(arrays: Arrays, state: State, task: int, start: int, end: int) -> tuple[int, int]:
    """Where fixed tasks need too many units meanwhile: a later time to be tried, and what ends then; -1 where none do.

    What is free at the start stays so until the end, since tasks are put behind one another; `units_free` has sorted.
    """
    if len(arrays.kept) == 0:
        return -1, -1
    for row in range(arrays.task[task, NEED_A], arrays.task[task, NEED_Z]):
        resource = arrays.need[row, WHICH]
        low, high = arrays.resource[resource, UNIT_A], arrays.resource[resource, UNIT_Z]
        kept = _most_kept(arrays, resource, start, end)
        last = low + arrays.need[row, UNITS] + kept - 1
        if kept > 0 and (last >= high or state.units[last, FREE] > start):
            at, had = FOREVER, -1
            for unit in range(low, high):
                if start < state.units[unit, FREE] < at:
                    at, had = state.units[unit, FREE], state.units[unit, HAD]
            for other in range(arrays.resource[resource, KEPT_A], arrays.resource[resource, KEPT_Z]):
                if start < arrays.kept[other, KEPT_UNTIL] < at:
                    at, had = arrays.kept[other, KEPT_UNTIL], arrays.kept[other, KEPT_FOR]
            return at, had
    return -1, -1


@in_place
def _most_kept(arrays: Arrays, resource: int, start: int, end: int) -> int:
    """How many units of the resource fixed tasks need at one time between start and end, at most."""
    low, high = arrays.resource[resource, KEPT_A], arrays.resource[resource, KEPT_Z]
    most = 0
    for row in range(low - 1, high):
        at = start if row < low else arrays.kept[row, KEPT_FROM]
        if start <= at < end:
            count = 0
            for other in range(low, high):
                if arrays.kept[other, KEPT_FROM] <= at < arrays.kept[other, KEPT_UNTIL]:
                    count += arrays.kept[other, KEPT_UNITS]
            most = max(most, count)
    return most


@in_place
def take_units(arrays: Arrays, state: State, task: int, until: int) -> None:
    """Give the task the units that are free first; they are sorted."""
    for row in range(arrays.task[task, NEED_A], arrays.task[task, NEED_Z]):
        low = arrays.resource[arrays.need[row, WHICH], UNIT_A]
        for unit in range(low, low + arrays.need[row, UNITS]):
            state.units[unit, FREE] = until
            state.units[unit, HAD] = task


@in_place
def _sort_units(units: Whole, low: int, high: int) -> None:
    """By when they are free; they are nearly sorted, and few."""
    for row in range(low + 1, high):
        free, had = units[row, FREE], units[row, HAD]
        place = row
        while place > low and units[place - 1, FREE] > free:
            units[place, FREE] = units[place - 1, FREE]
            units[place, HAD] = units[place - 1, HAD]
            place -= 1
        units[place, FREE] = free
        units[place, HAD] = had


@in_place
def settle_output(arrays: Arrays, state: State, job: int, cell: int, at: int) -> None:
    """The piece of the job is finished on the cell at `at`: it leaves the line, goes into the buffer, or blocks."""
    state.jobs[job, J_OUT] = -1
    leaves = state.jobs[job, J_LEFT] == 0 and arrays.job[job, JOINED_BY] < 0
    if leaves or arrays.cell[cell, LIMITED_OUT] == 0:
        return
    state.jobs[job, J_OUT] = -2 - state.cells[cell, C_BLOCKED]
    state.cells[cell, C_BLOCKED] = job
    state.jobs[job, J_OUT_FROM] = at
    unblock(arrays, state, cell)


@in_place
def stands_with(state: State, job: int) -> int:
    """Whose piece stands on the cell besides that of the job, which stands there, too; -1 for none.

    There are several only where tasks are fixed one after the other whatever stands in their way.
    """
    return int(-2 - state.jobs[job, J_OUT])


@in_place
def _leaves_cell(state: State, job: int, cell: int) -> bool:
    """Take the piece of the job from those that stand on the cell; whether it was one of them."""
    first = state.cells[cell, C_BLOCKED]
    if first == job:
        state.cells[cell, C_BLOCKED] = stands_with(state, job)
        state.jobs[job, J_OUT] = -1
        return True
    while first >= 0:
        second = stands_with(state, first)
        if second == job:
            state.jobs[first, J_OUT] = state.jobs[job, J_OUT]
            state.jobs[job, J_OUT] = -1
            return True
        first = second
    return False


@in_place
def let_others_leave_first(state: State, cell: int) -> None:
    """Of the pieces that stand on the cell name the next one instead of the first."""
    first = state.cells[cell, C_BLOCKED]
    second = stands_with(state, first)
    if second >= 0:
        state.cells[cell, C_BLOCKED] = second
        state.jobs[first, J_OUT] = state.jobs[second, J_OUT]
        state.jobs[second, J_OUT] = -2 - first


@in_place
def unblock(arrays: Arrays, state: State, cell: int) -> None:
    """Where a room of the output buffer is known to become free, the piece on the cell goes there."""
    job = state.cells[cell, C_BLOCKED]
    if job < 0:
        return
    room = first_free(state.rooms, arrays.cell[cell, OUT_A], arrays.cell[cell, OUT_Z])
    if room < 0 or state.rooms[room, FREE] >= FOREVER:
        return
    enters = max(state.jobs[job, J_OUT_FROM], state.rooms[room, FREE])
    state.cells[cell, C_BLOCKED] = stands_with(state, job)
    state.cells[cell, C_FREE] = max(state.cells[cell, C_FREE], enters)
    state.jobs[job, J_OUT] = room
    state.jobs[job, J_OUT_FROM] = enters
    state.rooms[room, FREE] = FOREVER
    state.rooms[room, HOLDER] = job


@in_place
def leave_output(arrays: Arrays, state: State, job: int, entry: int, at: int) -> None:
    """The piece of the job is picked up, or begun where it is, at `at`."""
    cell = state.jobs[job, J_CELL]
    if cell < 0:
        return
    room = state.jobs[job, J_OUT]
    if room >= 0:
        state.rooms[room, FREE] = max(at, state.jobs[job, J_OUT_FROM])
        state.rooms[room, HAD] = entry
        state.jobs[job, J_OUT] = -1
    elif _leaves_cell(state, job, cell) and at > state.cells[cell, C_FREE]:
        state.cells[cell, C_FREE] = at
        state.cells[cell, C_LAST] = entry
    unblock(arrays, state, cell)
