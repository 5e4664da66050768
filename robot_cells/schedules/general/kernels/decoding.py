"""From a list to times: entry after entry, and before each what it needs."""

from __future__ import annotations

from robot_cells.schedules.compiled import in_place
from robot_cells.schedules.general.kernels.columns import (
    C_BLOCKED,
    C_FAMILY,
    C_FIXED,
    C_FREE,
    C_FROZEN,
    C_LAST,
    CHANGEOVERS,
    DUE,
    FIRST,
    FIXED_A,
    FIXED_CELL,
    FIXED_END,
    FIXED_START,
    FREE,
    FROZEN_A,
    HAD,
    HOME,
    J_CARRIED,
    J_CELL,
    J_IN,
    J_LAST,
    J_LEFT,
    J_OUT,
    J_READY,
    JOB,
    LAST,
    MAKESPAN,
    MOVES,
    NOT_YET,
    OLD_CELL,
    OLD_START,
    ON,
    ORIGIN,
    READY,
    RELEASE,
    SET_UP,
    SHIFTS,
    STACKED,
    T_CHANGEOVER,
    T_MAKESPAN,
    T_PUT,
    TARDINESS,
    V_AT,
    V_FREE,
    V_LAST,
    VEHICLE_READY,
)
from robot_cells.schedules.general.kernels.needs import NOTHING, needed, needed_to_carry
from robot_cells.schedules.general.kernels.placing import finish, pass_frozen, put_carry, put_task
from robot_cells.schedules.general.kernels.rooms import settle_output
from robot_cells.schedules.general.kernels.shapes import Arrays, Plan, Real, State


@in_place
def begin(arrays: Arrays, state: State, plan: Plan) -> None:
    """The state before anything is put but the fixed tasks; the plan has nothing in it."""
    for cell in range(len(arrays.cell)):
        state.cells[cell, C_FREE] = arrays.cell[cell, READY]
        state.cells[cell, C_FAMILY] = arrays.cell[cell, SET_UP]
        state.cells[cell, C_LAST] = -1
        state.cells[cell, C_BLOCKED] = -1
        state.cells[cell, C_FIXED] = arrays.cell[cell, FIXED_A]
        state.cells[cell, C_FROZEN] = arrays.cell[cell, FROZEN_A]
    for job in range(len(arrays.job)):
        state.jobs[job, J_READY] = arrays.job[job, RELEASE]
        state.jobs[job, J_CELL] = arrays.job[job, ORIGIN]
        state.jobs[job, J_LAST] = -1
        state.jobs[job, J_LEFT] = arrays.job[job, LAST] - arrays.job[job, FIRST]
        state.jobs[job, J_CARRIED] = -1
        state.jobs[job, J_IN] = -1
        state.jobs[job, J_OUT] = -1
    for vehicle in range(len(arrays.vehicle)):
        state.vehicles[vehicle, V_FREE] = arrays.vehicle[vehicle, VEHICLE_READY]
        state.vehicles[vehicle, V_AT] = arrays.vehicle[vehicle, HOME]
        state.vehicles[vehicle, V_LAST] = -1
    for unit in range(len(state.units)):
        state.units[unit, FREE] = 0
        state.units[unit, HAD] = -1
    for room in range(len(state.rooms)):
        state.rooms[room, FREE] = 0
        state.rooms[room, HAD] = -1
    for total in range(len(state.totals)):
        state.totals[total] = 0
    for entry in range(len(plan.place)):
        plan.place[entry] = NOT_YET
    for task in range(len(arrays.task)):
        plan.used[task] = plan.option[task]
    _put_fixed(arrays, state, plan)


@in_place
def _put_fixed(arrays: Arrays, state: State, plan: Plan) -> None:
    """Fixed tasks are done when they are, whatever stands in the way; others are put around them (`put_task`)."""
    for row in range(len(arrays.fixed_by_end)):
        task = arrays.fixed_by_end[row]
        cell, end = arrays.task[task, FIXED_CELL], arrays.task[task, FIXED_END]
        job = arrays.task[task, JOB]
        plan.start[task] = arrays.task[task, FIXED_START]
        plan.end[task] = end
        plan.place[task] = 0
        plan.why[task] = -1
        finish(state, job, cell, task, end)
        settle_output(arrays, state, job, cell, end)
    for cell in range(len(arrays.cell)):
        pass_frozen(arrays, state, plan, cell)


@in_place
def put(arrays: Arrays, state: State, plan: Plan, entry: int) -> bool:
    """Put the entry, and before it what it needs; False where it would need itself."""
    tasks = len(arrays.task)
    depth = 0
    plan.stack[0] = entry
    while depth >= 0:
        top = plan.stack[depth]
        before = needed_to_carry(arrays, state, plan, top) if top >= tasks else needed(arrays, state, plan, top)
        if before == NOTHING:
            if top >= tasks:
                if plan.place[top] < 0:
                    plan.place[top] = NOT_YET
                    put_carry(arrays, state, plan, top)
            elif not put_task(arrays, state, plan, top):
                return _give_up(plan, depth)
            depth -= 1
        elif plan.place[before] == STACKED:
            return _give_up(plan, depth)
        else:
            plan.place[top] = STACKED
            depth += 1
            plan.stack[depth] = before
    return True


@in_place
def _give_up(plan: Plan, depth: int) -> bool:
    """Leave no trace of what was to be put."""
    for row in range(depth + 1):
        if plan.place[plan.stack[row]] == STACKED:
            plan.place[plan.stack[row]] = NOT_YET
    return False


@in_place
def decode(arrays: Arrays, state: State, plan: Plan) -> bool:
    """All of the plan's list, from the beginning; False where the list cannot be done."""
    begin(arrays, state, plan)
    for row in range(plan.size[0]):
        entry = plan.order[row]
        if plan.place[entry] < 0 and not put(arrays, state, plan, entry):
            return False
    plan.size[1] = state.totals[T_PUT]
    return True


@in_place
def figures(arrays: Arrays, state: State, plan: Plan, result: Real) -> None:
    """What the finished plan costs, by goal, in units of time."""
    tardiness = 0.0
    for job in range(len(arrays.job)):
        last = state.jobs[job, J_LAST]
        late = (plan.end[last] if last >= 0 else arrays.job[job, RELEASE]) - arrays.job[job, DUE]
        if late > 0:
            tardiness += arrays.weight[job] * late
    moved, shifted = 0.0, 0.0
    for task in range(len(arrays.task)):
        cell = arrays.task[task, OLD_CELL]
        if cell >= 0:
            shifted += abs(plan.start[task] - arrays.task[task, OLD_START])
            if arrays.task[task, FIXED_CELL] < 0:
                moved += arrays.option[plan.used[task], ON] != cell
            else:
                moved += arrays.task[task, FIXED_CELL] != cell
    result[TARDINESS] = tardiness
    result[MAKESPAN] = state.totals[T_MAKESPAN]
    result[MOVES] = moved
    result[SHIFTS] = shifted
    result[CHANGEOVERS] = state.totals[T_CHANGEOVER]
