"""Pieces wait where there is room: before a cell in its input buffer, after it in its output buffer or on the cell.

A piece that is finished stands in the output buffer from then on, or, as long as that is full, on the cell, until it
is picked up, begins its next task on the same cell, or leaves the line. So a cell can begin a task when no more
finished pieces of other jobs stand there than the output buffer takes. A place that is given up and taken in the same
instant is free.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

from robot_cells.ids import CellId, JobId
from robot_cells.lines.buffer import Buffer
from robot_cells.schedules.checks.laid_out import LaidOut, Stay
from robot_cells.schedules.checks.tolerance import TOLERANCE_S
from robot_cells.schedules.checks.trips import Trips
from robot_cells.schedules.problem import Buffers, Problem


class _Wait(NamedTuple):
    """A piece in an input buffer."""

    from_s: float
    until_s: float
    job: JobId


def faults_of_buffers(plan: LaidOut, trips: Trips) -> list[str]:
    """Pieces for which there is no room; `trips` hold one for every change of cell."""
    return [*_faults_of_inputs(plan, trips), *_faults_of_outputs(plan, trips)]


def _room(problem: Problem, cell: CellId) -> tuple[Buffer, Buffer]:
    buffers = problem.buffers.get(cell, Buffers())
    return buffers.input, buffers.output


def _faults_of_inputs(plan: LaidOut, trips: Trips) -> list[str]:
    waits: dict[CellId, list[_Wait]] = {}
    for job, changes in plan.changes.items():
        for change, trip in zip(changes, trips[job], strict=True):
            if change.begin_s > trip.arrives_s + TOLERANCE_S:
                waits.setdefault(change.target, []).append(_Wait(trip.arrives_s, change.begin_s, job))
    faults = []
    for cell, found in waits.items():
        capacity = _room(plan.problem, cell)[0].capacity
        if capacity is None:
            continue
        inside: list[tuple[float, JobId]] = []
        for wait in sorted(found):
            while inside and inside[0][0] <= wait.from_s + TOLERANCE_S:
                heapq.heappop(inside)
            heapq.heappush(inside, (wait.until_s, wait.job))
            if len(inside) > capacity:
                faults.append(
                    f"The piece of {wait.job} arrives at {cell} at {wait.from_s} s and waits until {wait.until_s} s; "
                    f"the input buffer has room for {capacity}{_others(inside, wait.job)}."
                )
    return faults


def _faults_of_outputs(plan: LaidOut, trips: Trips) -> list[str]:
    stays: dict[CellId, list[Stay]] = {}
    for stay in plan.stays:
        stays.setdefault(stay.cell, []).append(stay)
    faults = []
    for cell, found in stays.items():
        capacity = _room(plan.problem, cell)[1].capacity
        if capacity is None:
            continue
        left_s = {stay.task: _left_s(stay, trips) for stay in found}
        standing: list[tuple[float, JobId]] = []
        for visit in plan.by_cell[cell]:
            item = visit.item
            while standing and standing[0][0] <= item.start_s + TOLERANCE_S:
                heapq.heappop(standing)
            if len(standing) > capacity and item.task not in plan.problem.fixed:
                faults.append(
                    f"{item.task} begins at {item.start_s} s on {cell}, where a finished piece blocks it: the output "
                    f"buffer has room for {capacity}{_others(standing, visit.job.id)}."
                )
            if item.task in left_s:
                heapq.heappush(standing, (left_s[item.task], visit.job.id))
    return faults


def _left_s(stay: Stay, trips: Trips) -> float:
    """When the piece is gone, line time in seconds."""
    return stay.until_s if stay.change is None else trips[stay.job][stay.change].picks_up_s


def _others(inside: list[tuple[float, JobId]], job: JobId) -> str:
    names = [f"{name} until {until_s} s" for until_s, name in sorted(inside) if name != job]
    return f", and there are {', '.join(names)}" if names else ""
