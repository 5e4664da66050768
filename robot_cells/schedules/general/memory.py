"""Room for states and plans of a problem."""

from __future__ import annotations

import numpy as np

from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.general.kernels.shapes import Arrays, Plan, State, Whole


def new_state(arrays: Arrays) -> State:
    """A state whose parts are views of one memory."""
    rooms = int(arrays.cell[:, col.OUT_Z].max(initial=0))
    units = int(arrays.resource[:, col.UNIT_Z].max(initial=0))
    shapes = [
        (len(arrays.cell), col.C_COLUMNS),
        (len(arrays.job), col.J_COLUMNS),
        (len(arrays.vehicle), col.V_COLUMNS),
        (units, col.HAD + 1),
        (rooms, col.HOLDER + 1),
    ]
    memory = np.zeros(sum(rows * width for rows, width in shapes) + col.T_COLUMNS, dtype=np.int64)
    parts: list[Whole] = []
    at = 0
    for rows, width in shapes:
        parts.append(memory[at : at + rows * width].reshape(rows, width))
        at += rows * width
    cells, jobs, vehicles, units_of, rooms_of = parts
    return State(memory, cells, jobs, vehicles, units_of, rooms_of, memory[at:])


def new_plan(arrays: Arrays) -> Plan:
    """An empty plan: no list, every cell and vehicle as it is found best."""
    tasks = len(arrays.task)
    carries = tasks + len(arrays.join)
    entries = tasks + carries
    return Plan(
        order=np.zeros(entries, dtype=np.int64),
        size=np.zeros(2, dtype=np.int64),
        option=np.full(tasks, -1, dtype=np.int64),
        vehicle=np.full(carries, -1, dtype=np.int64),
        sequence=np.zeros(entries, dtype=np.int64),
        place=np.full(entries, -1, dtype=np.int64),
        earliest=np.zeros(tasks, dtype=np.int64),
        used=np.full(tasks, -1, dtype=np.int64),
        start=np.zeros(tasks, dtype=np.int64),
        end=np.zeros(tasks, dtype=np.int64),
        why=np.full(entries, -1, dtype=np.int64),
        trip=np.zeros((carries, 5), dtype=np.int64),
        stack=np.zeros(entries + 1, dtype=np.int64),
    )


def copy_of(plan: Plan) -> Plan:
    """The same plan in memory of its own."""
    return Plan(*(part.copy() for part in plan))
