"""One entry of a list: when it is done.

A serial schedule-generation scheme (R. Kolisch, "Serial and parallel resource-constrained project scheduling methods
revisited", European Journal of Operational Research 90, 1996) that appends: an entry comes after everything that was
put before it on its cell, its vehicle, its rooms and its units, at the earliest time that all constraints allow.
"""

from __future__ import annotations

from robot_cells.schedules.compiled import in_place
from robot_cells.schedules.general.kernels.columns import (
    AT_ONCE,
    BY,
    C_FAMILY,
    C_FIXED,
    C_FREE,
    C_FROZEN,
    C_LAST,
    FAMILY,
    FIXED_END,
    FIXED_START,
    FIXED_Z,
    FREE,
    FROZEN_Z,
    HAD,
    J_ARRIVAL,
    J_CARRIED,
    J_CELL,
    J_IN,
    J_IN_FROM,
    J_LAST,
    J_LEFT,
    J_READY,
    JOB,
    JOIN_A,
    JOIN_Z,
    NOT_YET,
    ON,
    T_CHANGEOVER,
    T_MAKESPAN,
    T_PUT,
    TIME,
    V_LAST,
    WAITING,
)
from robot_cells.schedules.general.kernels.needs import can_go_now, carried
from robot_cells.schedules.general.kernels.options import changeover
from robot_cells.schedules.general.kernels.rooms import leave_output, settle_output, take_units, units_free, units_short
from robot_cells.schedules.general.kernels.shapes import Arrays, Plan, State
from robot_cells.schedules.general.kernels.trips import arrival, carry, choose_vehicle, has_room, piece_entry
from robot_cells.schedules.general.kernels.working_time import working_span


@in_place
def record(state: State, plan: Plan, entry: int) -> None:
    """The entry has been put."""
    put = state.totals[T_PUT]
    plan.sequence[put] = entry
    plan.place[entry] = put
    state.totals[T_PUT] = put + 1


@in_place
def put_carry(arrays: Arrays, state: State, plan: Plan, entry: int) -> None:
    """Bring a piece to its next task before that task's turn, where that can be; else its task has it brought."""
    task, job = carried(arrays, entry)
    if not can_go_now(arrays, state, plan, task, job):
        return
    target = arrays.option[plan.used[task], ON]
    vehicle = choose_vehicle(arrays, state, plan, task, entry, job, target)
    carry(arrays, state, plan, entry, job, target, vehicle, AT_ONCE)
    state.jobs[job, J_CARRIED] = task
    record(state, plan, entry)


@in_place
def put_task(arrays: Arrays, state: State, plan: Plan, task: int) -> bool:
    """Do the task, and bring what is not there. False where one vehicle would have to bring two pieces at a time."""
    job, row = arrays.task[task, JOB], plan.used[task]
    cell = arrays.option[row, ON]
    at, why = _pieces_there(arrays, state, plan, task, cell)
    if at < 0:
        return False
    at = max(at, plan.earliest[task])
    if state.cells[cell, C_FREE] > at:
        at, why = state.cells[cell, C_FREE], state.cells[cell, C_LAST]
    units_at, had = units_free(arrays, state, task)
    if units_at > at:
        at, why = units_at, had
    fits = False
    while not fits:
        change = _change(arrays, state, task, cell)
        start, end = working_span(arrays, task, cell, at, change + arrays.option[row, TIME])
        fixed = state.cells[cell, C_FIXED]
        if fixed < arrays.cell[cell, FIXED_Z] and end > arrays.task[arrays.fixed[fixed], FIXED_START]:
            other = arrays.fixed[fixed]
            state.cells[cell, C_FIXED] = fixed + 1
            state.cells[cell, C_FAMILY] = arrays.job[arrays.task[other, JOB], FAMILY]
            if arrays.task[other, FIXED_END] > at:
                at, why = arrays.task[other, FIXED_END], other
        else:
            units_at, had = units_short(arrays, state, task, start, end)
            fits = units_at < 0
            if not fits:
                at, why = units_at, had
    plan.start[task] = start
    plan.end[task] = end
    plan.why[task] = why
    state.totals[T_CHANGEOVER] += change
    _use_pieces(arrays, state, plan, task, cell)
    take_units(arrays, state, task, end)
    record(state, plan, task)
    _leave_cell(arrays, state, plan, task, cell)
    settle_output(arrays, state, job, cell, end)
    return True


@in_place
def _change(arrays: Arrays, state: State, task: int, cell: int) -> int:
    """The change-over to the task."""
    return changeover(arrays, cell, state.cells[cell, C_FAMILY], arrays.job[arrays.task[task, JOB], FAMILY])


@in_place
def _pieces_there(arrays: Arrays, state: State, plan: Plan, task: int, cell: int) -> tuple[int, int]:
    """When all pieces are at the cell, and what brought the last; -1 where there are too few vehicles."""
    at, why = 0, -1
    for piece in range(1 + arrays.task[task, JOIN_Z] - arrays.task[task, JOIN_A]):
        job = arrays.task[task, JOB] if piece == 0 else arrays.join[arrays.task[task, JOIN_A] + piece - 1]
        entry = piece_entry(arrays, task, piece)
        there, by = state.jobs[job, J_READY], state.jobs[job, J_LAST]
        if state.jobs[job, J_CARRIED] == task:
            there, by = state.jobs[job, J_ARRIVAL], entry
        elif state.jobs[job, J_CELL] >= 0 and state.jobs[job, J_CELL] != cell:
            vehicle = -1
            if len(arrays.vehicle) > 0:
                vehicle = choose_vehicle(arrays, state, plan, task, entry, job, cell)
                if vehicle < 0:
                    for other in range(piece):
                        if plan.place[piece_entry(arrays, task, other)] == WAITING:
                            plan.place[piece_entry(arrays, task, other)] = NOT_YET
                    return -1, -1
            if has_room(arrays, state, cell):
                there, by = carry(arrays, state, plan, entry, job, cell, vehicle, AT_ONCE), entry
                record(state, plan, entry)
            else:
                if vehicle >= 0:
                    there, by = arrival(arrays, state, vehicle, job, cell), state.vehicles[vehicle, V_LAST]
                plan.place[entry] = WAITING
                plan.trip[entry - len(arrays.task), BY] = vehicle
        if there > at or piece == 0:
            at, why = there, by
    return at, why


@in_place
def _use_pieces(arrays: Arrays, state: State, plan: Plan, task: int, cell: int) -> None:
    """The pieces leave where they waited when the task starts; those that had no room arrive then."""
    start = plan.start[task]
    for piece in range(1 + arrays.task[task, JOIN_Z] - arrays.task[task, JOIN_A]):
        job = arrays.task[task, JOB] if piece == 0 else arrays.join[arrays.task[task, JOIN_A] + piece - 1]
        entry = piece_entry(arrays, task, piece)
        if plan.place[entry] == WAITING:
            plan.place[entry] = NOT_YET
            carry(arrays, state, plan, entry, job, cell, plan.trip[entry - len(arrays.task), BY], start)
            record(state, plan, entry)
        room = state.jobs[job, J_IN]
        if room >= 0:
            waited = state.jobs[job, J_ARRIVAL] < start
            state.rooms[room, FREE] = start if waited else state.jobs[job, J_IN_FROM]
            if waited:
                state.rooms[room, HAD] = task
            state.jobs[job, J_IN] = -1
        leave_output(arrays, state, job, task, start)
        state.jobs[job, J_CARRIED] = -1
        if piece > 0:
            state.jobs[job, J_CELL] = -1


@in_place
def _leave_cell(arrays: Arrays, state: State, plan: Plan, task: int, cell: int) -> None:
    """Cell and job after the task."""
    job, end = arrays.task[task, JOB], plan.end[task]
    state.cells[cell, C_FREE] = end
    state.cells[cell, C_FAMILY] = arrays.job[job, FAMILY]
    state.cells[cell, C_LAST] = task
    pass_frozen(arrays, state, plan, cell)
    finish(state, job, cell, task, end)


@in_place
def pass_frozen(arrays: Arrays, state: State, plan: Plan, cell: int) -> None:
    """Which of the cell's frozen tasks is next."""
    frozen = state.cells[cell, C_FROZEN]
    while frozen < arrays.cell[cell, FROZEN_Z] and plan.place[arrays.frozen[frozen]] >= 0:
        frozen += 1
    state.cells[cell, C_FROZEN] = frozen


@in_place
def finish(state: State, job: int, cell: int, task: int, end: int) -> None:
    """The piece of the job after the task."""
    state.jobs[job, J_READY] = max(state.jobs[job, J_READY], end)
    state.jobs[job, J_CELL] = cell
    state.jobs[job, J_LAST] = task
    state.jobs[job, J_LEFT] -= 1
    state.totals[T_MAKESPAN] = max(state.totals[T_MAKESPAN], end)
