"""When work fits into the open time of a cell and of all resources that it needs."""

from __future__ import annotations

from robot_cells.schedules.compiled import in_place
from robot_cells.schedules.general.kernels.columns import (
    CLOSED_A,
    CLOSED_Z,
    CLOSES,
    FOREVER,
    NEED_A,
    NEED_Z,
    OPENS,
    RESOURCE_CLOSED_A,
    RESOURCE_CLOSED_Z,
    RESUMABLE,
    WHICH,
)
from robot_cells.schedules.general.kernels.shapes import Arrays, Whole


@in_place
def next_closure(closure: Whole, low: int, high: int, at: int) -> int:
    """The first row of `low` to `high` that ends after `at`; `high` for none."""
    while low < high:
        middle = (low + high) // 2
        if closure[middle, OPENS] > at:
            high = middle
        else:
            low = middle + 1
    return low


@in_place
def _calendar(arrays: Arrays, task: int, cell: int, number: int) -> tuple[int, int]:
    """The rows of closures of the task's number-th calendar: that of the cell, then those of what it needs."""
    if number == 0:
        return arrays.cell[cell, CLOSED_A], arrays.cell[cell, CLOSED_Z]
    resource = arrays.need[arrays.task[task, NEED_A] + number - 1, WHICH]
    return arrays.resource[resource, RESOURCE_CLOSED_A], arrays.resource[resource, RESOURCE_CLOSED_Z]


@in_place
def working_span(arrays: Arrays, task: int, cell: int, at: int, work: int) -> tuple[int, int]:
    """Start and end of `work` on the cell, no earlier than `at`, for all that is closed."""
    if len(arrays.closure) == 0:
        return at, at + work
    closure = arrays.closure
    calendars = 1 + arrays.task[task, NEED_Z] - arrays.task[task, NEED_A]
    resumable = arrays.task[task, RESUMABLE] != 0
    moved = True
    while moved:
        moved = False
        for number in range(calendars):
            low, high = _calendar(arrays, task, cell, number)
            row = next_closure(closure, low, high, at)
            if row < high and (closure[row, CLOSES] <= at or (not resumable and closure[row, CLOSES] < at + work)):
                at = closure[row, OPENS]
                moved = True
    if not resumable:
        return at, at + work
    return at, _resumed_end(arrays, task, cell, at, work, calendars)


@in_place
def _resumed_end(arrays: Arrays, task: int, cell: int, at: int, work: int, calendars: int) -> int:
    """When work that pauses in closed time ends; `at` is open."""
    closure = arrays.closure
    while True:
        closes, opens = FOREVER, at
        for number in range(calendars):
            low, high = _calendar(arrays, task, cell, number)
            row = next_closure(closure, low, high, at)
            if row < high:
                if closure[row, CLOSES] <= at:
                    opens = max(opens, closure[row, OPENS])
                else:
                    closes = min(closes, closure[row, CLOSES])
        if opens > at:
            at = opens
        elif closes - at >= work:
            return at + work
        else:
            work -= closes - at
            at = closes
