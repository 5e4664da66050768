"""Pieces that change cells: which vehicle, when, and where they wait."""

from __future__ import annotations

from robot_cells.schedules.compiled import in_place
from robot_cells.schedules.general.kernels.columns import (
    ARRIVES,
    AT_ONCE,
    BY,
    CLASS,
    EMPTY,
    FOREVER,
    FREE,
    FROM,
    HAD,
    HOLDER,
    IN_A,
    IN_Z,
    J_ARRIVAL,
    J_CELL,
    J_IN,
    J_IN_FROM,
    J_LAST,
    J_READY,
    JOIN_A,
    JOIN_Z,
    LIMITED_IN,
    LOADED,
    PICKS,
    TO,
    V_AT,
    V_FREE,
    V_LAST,
    WAITING,
)
from robot_cells.schedules.general.kernels.rooms import first_free, leave_output
from robot_cells.schedules.general.kernels.shapes import Arrays, Plan, State


@in_place
def arrival(arrays: Arrays, state: State, vehicle: int, job: int, target: int) -> int:
    """When the vehicle could have brought the piece of the job to the cell."""
    origin = state.jobs[job, J_CELL]
    kind = arrays.vehicle[vehicle, CLASS]
    there = state.vehicles[vehicle, V_FREE] + arrays.drive[kind, EMPTY, state.vehicles[vehicle, V_AT], origin]
    return int(max(state.jobs[job, J_READY], there) + arrays.drive[kind, LOADED, origin, target])


@in_place
def piece_entry(arrays: Arrays, task: int, piece: int) -> int:
    """The entry that carries the task's piece of this number: 0 its own job's, then those that it joins."""
    tasks = len(arrays.task)
    return tasks + task if piece == 0 else 2 * tasks + arrays.task[task, JOIN_A] + piece - 1


@in_place
def is_booked(arrays: Arrays, plan: Plan, task: int, vehicle: int) -> bool:
    """Whether the vehicle waits with another piece of the task for the moment at which the task begins."""
    for piece in range(1 + arrays.task[task, JOIN_Z] - arrays.task[task, JOIN_A]):
        entry = piece_entry(arrays, task, piece)
        if plan.place[entry] == WAITING and plan.trip[entry - len(arrays.task), BY] == vehicle:
            return True
    return False


@in_place
def choose_vehicle(arrays: Arrays, state: State, plan: Plan, task: int, entry: int, job: int, target: int) -> int:
    """The vehicle that the plan names, else the one that could bring the piece first; -1 where all are booked."""
    named = -1 if entry < 0 else plan.vehicle[entry - len(arrays.task)]
    if named >= 0 and not is_booked(arrays, plan, task, named):
        return named
    best, best_at = -1, FOREVER
    for vehicle in range(len(arrays.vehicle)):
        at = arrival(arrays, state, vehicle, job, target)
        if at < best_at and not is_booked(arrays, plan, task, vehicle):
            best, best_at = vehicle, at
    return best


@in_place
def estimated_arrival(arrays: Arrays, state: State, plan: Plan, task: int, job: int, target: int) -> int:
    """When the piece of the job could be at the cell."""
    origin = state.jobs[job, J_CELL]
    if origin < 0 or origin == target or len(arrays.vehicle) == 0:
        return int(state.jobs[job, J_READY])
    return arrival(arrays, state, choose_vehicle(arrays, state, plan, task, -1, job, target), job, target)


@in_place
def has_room(arrays: Arrays, state: State, cell: int) -> bool:
    """Whether it is known from when one more piece can wait before the cell."""
    if arrays.cell[cell, LIMITED_IN] == 0:
        return True
    room = first_free(state.rooms, arrays.cell[cell, IN_A], arrays.cell[cell, IN_Z])
    return room >= 0 and state.rooms[room, FREE] < FOREVER


@in_place
def carry(
    arrays: Arrays, state: State, plan: Plan, entry: int, job: int, target: int, vehicle: int, not_before: int
) -> int:
    """Bring the piece of the job to the cell, and give back when it arrives.

    `AT_ONCE`: it takes a room of the input buffer that is known to become free (`state.jobs[job, J_IN]`), where rooms
    are limited. Else no earlier than `not_before`, when it is begun, without a room.
    """
    origin = state.jobs[job, J_CELL]
    ready = state.jobs[job, J_READY]
    arrives, loaded = ready, 0
    why = state.jobs[job, J_LAST]
    if vehicle >= 0:
        arrives = arrival(arrays, state, vehicle, job, target)
        loaded = arrays.drive[arrays.vehicle[vehicle, CLASS], LOADED, origin, target]
        if arrives - loaded > ready:
            why = state.vehicles[vehicle, V_LAST]
    arrives = max(arrives, not_before)
    state.jobs[job, J_IN] = -1
    if arrays.cell[target, LIMITED_IN] != 0 and not_before == AT_ONCE:
        room = first_free(state.rooms, arrays.cell[target, IN_A], arrays.cell[target, IN_Z])
        state.jobs[job, J_IN_FROM] = state.rooms[room, FREE]
        if state.rooms[room, FREE] > arrives:
            why = state.rooms[room, HAD]
            arrives = state.rooms[room, FREE]
        state.jobs[job, J_IN] = room
        state.rooms[room, FREE] = FOREVER
        state.rooms[room, HOLDER] = job
    leave_output(arrays, state, job, entry, arrives - loaded)
    if vehicle >= 0:
        state.vehicles[vehicle, V_FREE] = arrives
        state.vehicles[vehicle, V_AT] = target
        state.vehicles[vehicle, V_LAST] = entry
    plan.why[entry] = why
    row = entry - len(arrays.task)
    plan.trip[row, FROM] = origin
    plan.trip[row, TO] = target
    plan.trip[row, PICKS] = arrives - loaded
    plan.trip[row, ARRIVES] = arrives
    plan.trip[row, BY] = vehicle
    state.jobs[job, J_CELL] = target
    state.jobs[job, J_ARRIVAL] = arrives
    return int(arrives)
