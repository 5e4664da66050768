"""From a list to times: entry after entry, and before each what it needs."""

from __future__ import annotations

from robot_cells.schedules.compiled import compiled
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
    J_ARRIVAL,
    J_CARRIED,
    J_CELL,
    J_IN,
    J_IN_FROM,
    J_LAST,
    J_LEFT,
    J_OUT,
    J_OUT_FROM,
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
    TARDINESS,
    V_AT,
    V_FREE,
    V_LAST,
    VEHICLE_READY,
)
from robot_cells.schedules.general.kernels.needs import NOTHING, needed
from robot_cells.schedules.general.kernels.placing import finish, pass_frozen, put_carry, put_task
from robot_cells.schedules.general.kernels.rooms import settle_output, take_units, units_free
from robot_cells.schedules.general.kernels.shapes import Arrays, Plan, Real, State


@compiled
def begin(arrays: Arrays, state: State, plan: Plan) -> None:
    """The state before anything is put but the fixed tasks; the plan has nothing in it."""
    state.cells[:, C_FREE] = arrays.cell[:, READY]
    state.cells[:, C_FAMILY] = arrays.cell[:, SET_UP]
    state.cells[:, C_LAST] = -1
    state.cells[:, C_BLOCKED] = -1
    state.cells[:, C_FIXED] = arrays.cell[:, FIXED_A]
    state.cells[:, C_FROZEN] = arrays.cell[:, FROZEN_A]
    state.jobs[:, J_READY] = arrays.job[:, RELEASE]
    state.jobs[:, J_CELL] = arrays.job[:, ORIGIN]
    state.jobs[:, J_LAST] = -1
    state.jobs[:, J_LEFT] = arrays.job[:, LAST] - arrays.job[:, FIRST]
    state.jobs[:, J_CARRIED] = -1
    state.jobs[:, J_ARRIVAL] = 0
    state.jobs[:, J_IN] = -1
    state.jobs[:, J_IN_FROM] = 0
    state.jobs[:, J_OUT] = -1
    state.jobs[:, J_OUT_FROM] = 0
    state.vehicles[:, V_FREE] = arrays.vehicle[:, VEHICLE_READY]
    state.vehicles[:, V_AT] = arrays.vehicle[:, HOME]
    state.vehicles[:, V_LAST] = -1
    state.units[:, FREE] = 0
    state.units[:, HAD] = -1
    state.rooms[:, FREE] = 0
    state.rooms[:, HAD] = -1
    state.totals[:] = 0
    plan.place[:] = NOT_YET
    plan.used[:] = plan.option
    _put_fixed(arrays, state, plan)


@compiled
def _put_fixed(arrays: Arrays, state: State, plan: Plan) -> None:
    """Fixed tasks are done when they are, whatever stands in the way; a task cannot be done in their place (`placing`)."""
    for row in range(len(arrays.fixed_by_end)):
        task = arrays.fixed_by_end[row]
        cell, end = arrays.task[task, FIXED_CELL], arrays.task[task, FIXED_END]
        job = arrays.task[task, JOB]
        plan.start[task] = arrays.task[task, FIXED_START]
        plan.end[task] = end
        plan.place[task] = 0
        plan.why[task] = -1
        units_free(arrays, state, task)
        take_units(arrays, state, task, end)
        finish(state, job, cell, task, end)
        settle_output(arrays, state, job, cell, end)
    for cell in range(len(arrays.cell)):
        pass_frozen(arrays, state, plan, cell)


@compiled
def put(arrays: Arrays, state: State, plan: Plan, entry: int) -> bool:
    """Put the entry, and before it what it needs; False where it would need itself."""
    tasks = len(arrays.task)
    depth = 0
    plan.stack[0] = entry
    while depth >= 0:
        top = plan.stack[depth]
        if top >= tasks:
            put_carry(arrays, state, plan, top)
            depth -= 1
            continue
        before = needed(arrays, state, plan, top)
        if before == NOTHING:
            if not put_task(arrays, state, plan, top):
                return False
            depth -= 1
        elif plan.place[before] == STACKED:
            for row in range(depth + 1):
                if plan.place[plan.stack[row]] == STACKED:
                    plan.place[plan.stack[row]] = NOT_YET
            return False
        else:
            plan.place[top] = STACKED
            depth += 1
            plan.stack[depth] = before
    return True


@compiled
def decode(arrays: Arrays, state: State, plan: Plan) -> bool:
    """All of the plan's list, from the beginning; False where the list cannot be done."""
    begin(arrays, state, plan)
    for row in range(plan.size[0]):
        entry = plan.order[row]
        if plan.place[entry] < 0 and not put(arrays, state, plan, entry):
            return False
    return True


@compiled
def figures(arrays: Arrays, state: State, plan: Plan, result: Real) -> None:
    """What the finished plan costs, by goal, in units of time."""
    tardiness = 0.0
    for job in range(len(arrays.job)):
        late = state.jobs[job, J_READY] - arrays.job[job, DUE]
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
