"""What a change makes different, and what it does not.

Behind a change most entries of a list are done as before: nothing that they wait for has another time. Those are not
put again, only passed: their cell, piece and vehicle are left as the plan that stands says. As soon as nothing is
different any more, the rest of the list need not even be passed. So a change costs what it changes, however long the
list is; and what it costs is exact.

That holds where nothing but cells, pieces and vehicles connects the entries (`is_local`): no rooms in buffers, no
units of resources, no joined pieces and no frozen orders; and where neither shifts nor change-overs are a goal.
"""

from __future__ import annotations

from typing import NamedTuple

from robot_cells.schedules.compiled import in_place
from robot_cells.schedules.general.kernels.columns import (
    ARRIVES,
    BY,
    C_FAMILY,
    C_FIXED,
    C_FREE,
    C_LAST,
    FAMILY,
    FIXED_START,
    FIXED_Z,
    J_ARRIVAL,
    J_CARRIED,
    J_CELL,
    J_LAST,
    J_LEFT,
    J_READY,
    JOB,
    ON,
    T_MAKESPAN,
    TO,
    V_AT,
    V_FREE,
    V_LAST,
)
from robot_cells.schedules.general.kernels.placing import record
from robot_cells.schedules.general.kernels.shapes import Arrays, Plan, Real, State, Whole


class Ripple(NamedTuple):
    """Which cells, jobs and vehicles are different from what they are in the plan that stands, at this place.

    `state`: how many are, how many vehicles of them, whether it is worth looking (`is_local`), and the place from which
    on nothing was. `latest_before` and `latest_after` hold for each place of the plan that stands the latest end before
    it, and from it on. `late` is what each job costs by being late in the plan that stands; `ended` the jobs whose last
    task was put anew (the first number is how many), `cost` what they cost then, and `more[0]` how much more that is.
    `in_order`: whether the recipe leaves nothing open in the order of a job's tasks.
    """

    cell: Whole
    job: Whole
    vehicle: Whole
    state: Whole
    latest_before: Whole
    latest_after: Whole
    late: Real
    ended: Whole
    cost: Real
    more: Real
    in_order: Whole


ALL, VEHICLES, IS_LOCAL, STOP = 0, 1, 2, 3


@in_place
def calm(ripple: Ripple) -> None:
    """Nothing is different."""
    ripple.ended[0] = 0
    ripple.more[0] = 0.0
    if ripple.state[ALL] > 0:
        for cell in range(len(ripple.cell)):
            ripple.cell[cell] = 0
        for vehicle in range(len(ripple.vehicle)):
            ripple.vehicle[vehicle] = 0
        for job in range(len(ripple.job)):
            ripple.job[job] = 0
    ripple.state[ALL] = 0
    ripple.state[VEHICLES] = 0


@in_place
def _flag(flags: Whole, row: int, ripple: Ripple, differs: int) -> None:
    ripple.state[ALL] += differs - flags[row]
    flags[row] = differs


@in_place
def _flag_vehicle(ripple: Ripple, vehicle: int, differs: int) -> None:
    if vehicle >= 0:
        ripple.state[VEHICLES] += differs - ripple.vehicle[vehicle]
        _flag(ripple.vehicle, vehicle, ripple, differs)


@in_place
def _flag_job(state: State, ripple: Ripple, job: int, differs: int) -> None:
    """A job that has ended is the same to all others, if nothing of it can still come in another order."""
    ended = state.jobs[job, J_LEFT] == 0 and ripple.in_order[job] != 0
    _flag(ripple.job, job, ripple, 0 if ended else differs)


@in_place
def is_as_before(arrays: Arrays, now: Plan, ripple: Ripple, entry: int) -> bool:
    """Whether nothing that the entry waits for, or is chosen by, is different."""
    tasks = len(arrays.task)
    if entry < tasks:
        cell = arrays.option[now.used[entry], ON]
        return bool(ripple.cell[cell] == 0 and ripple.job[arrays.task[entry, JOB]] == 0)
    row = entry - tasks
    if ripple.job[arrays.task[row, JOB]] != 0:
        return False
    if now.vehicle[row] >= 0:
        return bool(ripple.vehicle[now.vehicle[row]] == 0)
    return bool(ripple.state[VEHICLES] == 0)


@in_place
def miss(arrays: Arrays, state: State, now: Plan, ripple: Ripple, entry: int) -> None:
    """In the plan that stands the entry is done here, and not in the one that is tried."""
    tasks = len(arrays.task)
    if entry < tasks:
        _flag(ripple.cell, arrays.option[now.used[entry], ON], ripple, 1)
        _flag_job(state, ripple, arrays.task[entry, JOB], 1)
        return
    row = entry - tasks
    _flag_vehicle(ripple, now.trip[row, BY], 1)
    _flag_job(state, ripple, arrays.task[row, JOB], 1)


@in_place
def compare(arrays: Arrays, state: State, tries: Plan, now: Plan, ripple: Ripple, entry: int, in_turn: bool) -> None:
    """The entry has been put: what it leaves is different or not. `in_turn`: the same entry has this place in both."""
    tasks = len(arrays.task)
    differs = 0 if in_turn and now.place[entry] >= 0 else 1
    if entry < tasks:
        job = arrays.task[entry, JOB]
        cell = arrays.option[tries.used[entry], ON]
        if tries.end[entry] != now.end[entry] or tries.used[entry] != now.used[entry]:
            differs = 1
        _flag(ripple.cell, cell, ripple, differs)
        before = arrays.option[now.used[entry], ON]
        if before != cell:
            _flag(ripple.cell, before, ripple, 1)
        _flag_job(state, ripple, job, differs)
        return
    row = entry - tasks
    for column in range(tries.trip.shape[1]):
        if column in (TO, ARRIVES, BY) and tries.trip[row, column] != now.trip[row, column]:
            differs = 1
    if now.place[entry] >= 0 and now.trip[row, BY] != tries.trip[row, BY]:
        _flag_vehicle(ripple, now.trip[row, BY], 1)
    _flag_vehicle(ripple, tries.trip[row, BY], differs)
    _flag_job(state, ripple, arrays.task[row, JOB], differs)


@in_place
def pass_by(arrays: Arrays, state: State, tries: Plan, now: Plan, entry: int) -> None:
    """Leave cell, piece and vehicle as they are behind the entry in the plan that stands."""
    tasks = len(arrays.task)
    if entry >= tasks:
        row = entry - tasks
        job, vehicle = arrays.task[row, JOB], now.trip[row, BY]
        arrives, target = now.trip[row, ARRIVES], now.trip[row, TO]
        if vehicle >= 0:
            state.vehicles[vehicle, V_FREE] = arrives
            state.vehicles[vehicle, V_AT] = target
            state.vehicles[vehicle, V_LAST] = entry
        state.jobs[job, J_CELL] = target
        state.jobs[job, J_ARRIVAL] = arrives
        state.jobs[job, J_CARRIED] = row
        record(state, tries, entry)
        return
    job, cell, end = arrays.task[entry, JOB], arrays.option[now.used[entry], ON], now.end[entry]
    state.cells[cell, C_FREE] = end
    state.cells[cell, C_FAMILY] = arrays.job[job, FAMILY]
    state.cells[cell, C_LAST] = entry
    fixed = state.cells[cell, C_FIXED]
    while fixed < arrays.cell[cell, FIXED_Z] and end > arrays.task[arrays.fixed[fixed], FIXED_START]:
        fixed += 1
    state.cells[cell, C_FIXED] = fixed
    state.jobs[job, J_READY] = max(state.jobs[job, J_READY], end)
    state.jobs[job, J_CELL] = cell
    state.jobs[job, J_LAST] = entry
    state.jobs[job, J_LEFT] -= 1
    state.jobs[job, J_CARRIED] = -1
    state.totals[T_MAKESPAN] = max(state.totals[T_MAKESPAN], end)
    record(state, tries, entry)
