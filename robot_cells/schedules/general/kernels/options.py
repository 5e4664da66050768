"""Which of its cells a task is done on, and how long it takes there."""

from __future__ import annotations

from robot_cells.schedules.compiled import in_place
from robot_cells.schedules.general.kernels.columns import (
    C_FAMILY,
    C_FREE,
    CHANGE,
    FAMILY,
    FOREVER,
    JOB,
    JOIN_A,
    JOIN_Z,
    ON,
    OPTION_A,
    OPTION_Z,
    TIME,
)
from robot_cells.schedules.general.kernels.shapes import Arrays, Plan, State
from robot_cells.schedules.general.kernels.trips import estimated_arrival, piece_entry
from robot_cells.schedules.general.kernels.working_time import working_span


@in_place
def changeover(arrays: Arrays, cell: int, before: int, after: int) -> int:
    """The set-up time between two families on the cell."""
    matrix = arrays.cell[cell, CHANGE]
    if matrix < 0 or before < 0 or after < 0:
        return 0
    return int(arrays.change[matrix, before, after])


@in_place
def estimated_span(arrays: Arrays, state: State, plan: Plan, task: int, row: int) -> tuple[int, int]:
    """Start and end of the task with this option, if it were put now; units of resources left out."""
    job, cell = arrays.task[task, JOB], arrays.option[row, ON]
    at = max(estimated_arrival(arrays, state, plan, task, job, cell), state.cells[cell, C_FREE])
    change = changeover(arrays, cell, state.cells[cell, C_FAMILY], arrays.job[job, FAMILY])
    return working_span(arrays, task, cell, at, change + arrays.option[row, TIME])


@in_place
def is_under_way(arrays: Arrays, plan: Plan, task: int) -> bool:
    """Whether a piece has been brought to the task already."""
    for piece in range(1 + arrays.task[task, JOIN_Z] - arrays.task[task, JOIN_A]):
        if plan.place[piece_entry(arrays, task, piece)] >= 0:
            return True
    return False


@in_place
def choose_option(arrays: Arrays, state: State, plan: Plan, task: int) -> None:
    """The option that the plan names, else the one that ends the task first; kept once a piece is on its way there."""
    if plan.option[task] >= 0:
        plan.used[task] = plan.option[task]
        return
    if is_under_way(arrays, plan, task):
        return
    best_start, best_end = FOREVER, FOREVER
    for row in range(arrays.task[task, OPTION_A], arrays.task[task, OPTION_Z]):
        start, end = estimated_span(arrays, state, plan, task, row)
        if end < best_end or (end == best_end and start < best_start):
            best_start, best_end = start, end
            plan.used[task] = row
