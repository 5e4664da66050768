"""What has to be put before a task can be."""

from __future__ import annotations

from robot_cells.schedules.compiled import in_place
from robot_cells.schedules.general.kernels.columns import (
    C_BLOCKED,
    C_FROZEN,
    FIRST,
    FROZEN_Z,
    HOLDER,
    IN_A,
    IN_Z,
    J_CARRIED,
    J_CELL,
    J_LEFT,
    JOB,
    JOIN_A,
    JOIN_Z,
    JOINED_BY,
    JOINED_CARRY,
    LAST,
    ON,
    OUT_A,
    OUT_Z,
    PRED_A,
    PRED_Z,
    STACKED,
)
from robot_cells.schedules.general.kernels.options import choose_option
from robot_cells.schedules.general.kernels.rooms import let_others_leave_first, unblock
from robot_cells.schedules.general.kernels.shapes import Arrays, Plan, State
from robot_cells.schedules.general.kernels.trips import has_room

NOTHING = -1
"""What `needed` says where the task can be put."""


@in_place
def needed(arrays: Arrays, state: State, plan: Plan, task: int) -> int:
    """An entry that has to be put before the task, `NOTHING` where it can be put now; its option is chosen then."""
    job = arrays.task[task, JOB]
    for row in range(arrays.task[task, PRED_A], arrays.task[task, PRED_Z]):
        if plan.place[arrays.pred[row]] < 0:
            return int(arrays.pred[row])
    for row in range(arrays.task[task, JOIN_A], arrays.task[task, JOIN_Z]):
        if state.jobs[arrays.join[row], J_LEFT] > 0:
            return next_task(arrays, plan, arrays.join[row])
    carried = state.jobs[job, J_CARRIED]
    if carried >= 0 and carried != task:
        return int(carried)
    choose_option(arrays, state, plan, task)
    cell = arrays.option[plan.used[task], ON]
    frozen = state.cells[cell, C_FROZEN]
    if frozen < arrays.cell[cell, FROZEN_Z] and arrays.frozen[frozen] != task:
        return int(arrays.frozen[frozen])
    blocked = state.cells[cell, C_BLOCKED]
    if blocked >= 0 and (blocked == job or arrays.job[blocked, JOINED_BY] == task):
        let_others_leave_first(state, cell)
        blocked = state.cells[cell, C_BLOCKED]
    if blocked >= 0 and blocked != job and arrays.job[blocked, JOINED_BY] != task:
        unblock(arrays, state, cell)
        if state.cells[cell, C_BLOCKED] >= 0:
            return _what_makes_room(arrays, state, plan, cell)
    return NOTHING


@in_place
def next_task(arrays: Arrays, plan: Plan, job: int) -> int:
    """The task that the piece of the job goes to next; of several the first of the job."""
    for task in range(arrays.job[job, FIRST], arrays.job[job, LAST]):
        if plan.place[task] < 0 and is_open(arrays, plan, task):
            return task
    return int(arrays.job[job, JOINED_BY])


@in_place
def is_open(arrays: Arrays, plan: Plan, task: int) -> bool:
    """Whether all tasks before it have been put."""
    for row in range(arrays.task[task, PRED_A], arrays.task[task, PRED_Z]):  # noqa: SIM110 - generators are not compiled
        if plan.place[arrays.pred[row]] < 0:
            return False
    return True


@in_place
def can_go_now(arrays: Arrays, state: State, plan: Plan, task: int, job: int) -> bool:
    """Whether the piece of the job may be brought to the task now: nothing else comes first, and there is room."""
    if plan.place[task] >= 0 or state.jobs[job, J_CARRIED] >= 0 or state.jobs[job, J_CELL] < 0:
        return False
    if arrays.task[task, JOB] == job:
        if not is_open(arrays, plan, task):
            return False
    elif state.jobs[job, J_LEFT] > 0:
        return False
    choose_option(arrays, state, plan, task)
    target = arrays.option[plan.used[task], ON]
    return bool(state.jobs[job, J_CELL] != target and has_room(arrays, state, target))


@in_place
def carried(arrays: Arrays, entry: int) -> tuple[int, int]:
    """The task that a carry is for, and the job whose piece it brings."""
    tasks = len(arrays.task)
    if entry < 2 * tasks:
        return entry - tasks, arrays.task[entry - tasks, JOB]
    job = arrays.join[entry - 2 * tasks]
    return arrays.job[job, JOINED_BY], job


@in_place
def needed_to_carry(arrays: Arrays, state: State, plan: Plan, entry: int) -> int:
    """A task whose piece has the room that the carry waits for; `NOTHING` where the carry can be put, or left."""
    task, job = carried(arrays, entry)
    if plan.place[task] >= 0 or state.jobs[job, J_CARRIED] >= 0 or state.jobs[job, J_CELL] < 0:
        return NOTHING
    if state.jobs[job, J_LEFT] > 0 if arrays.task[task, JOB] != job else not is_open(arrays, plan, task):
        return NOTHING
    choose_option(arrays, state, plan, task)
    target = arrays.option[plan.used[task], ON]
    if state.jobs[job, J_CELL] == target or has_room(arrays, state, target):
        return NOTHING
    for room in range(arrays.cell[target, IN_A], arrays.cell[target, IN_Z]):
        waiting = state.jobs[state.rooms[room, HOLDER], J_CARRIED]
        if waiting >= 0 and plan.place[waiting] != STACKED:
            return int(waiting)
    return NOTHING


@in_place
def _what_makes_room(arrays: Arrays, state: State, plan: Plan, cell: int) -> int:
    """The cell cannot begin anything: the carry of a piece that can leave now, else the next task of one."""
    low, high = arrays.cell[cell, OUT_A], arrays.cell[cell, OUT_Z]
    for number in range(high - low + 1):
        job = state.cells[cell, C_BLOCKED] if number == 0 else state.rooms[low + number - 1, HOLDER]
        task = next_task(arrays, plan, job)
        if can_go_now(arrays, state, plan, task, job):
            if arrays.task[task, JOB] == job:
                return len(arrays.task) + task
            return int(arrays.job[job, JOINED_CARRY])
    for number in range(high - low + 1):
        job = state.cells[cell, C_BLOCKED] if number == 0 else state.rooms[low + number - 1, HOLDER]
        task = next_task(arrays, plan, job)
        if plan.place[task] != STACKED:
            return task
    return next_task(arrays, plan, state.cells[cell, C_BLOCKED])
