"""A problem as arrays of whole numbers, and back.

Times are nanoseconds, divided by what divides all of them, and no sum of them is ever rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import nan

import numpy as np

from robot_cells.ids import CellId, JobId, ProductId, ResourceId, TaskId
from robot_cells.schedules.calendar import Calendar
from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.general.kernels.shapes import Arrays, Whole
from robot_cells.schedules.general.nanoseconds import NANOSECONDS, nanosecond, nanoseconds
from robot_cells.schedules.general.task_rows import task_rows
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Encoding:
    """The arrays of a problem, what their rows are, and how many nanoseconds a unit of time is.

    `has_trips`: whether it matters when pieces change cells, since there are vehicles or limited buffers.
    """

    problem: Problem
    arrays: Arrays
    cells: tuple[CellId, ...]
    tasks: tuple[TaskId, ...]
    unit_ns: int
    has_trips: bool

    def seconds(self, units: float) -> float:
        """Units of time in seconds."""
        return units * self.unit_ns / NANOSECONDS


def encode(problem: Problem, start: Schedule | None = None) -> Encoding:
    """The arrays of the problem; moved and shifted tasks are counted against `start`.

    Raises `ScheduleError` for a task that no cell can do.
    """
    cells = {cell: row for row, cell in enumerate(_cells(problem))}
    return _Encoder(problem, cells, start).encoding()


def _cells(problem: Problem) -> Iterable[CellId]:
    """Every cell that is named anywhere, once, in the order in which they are named."""
    named: dict[CellId, float | None] = dict.fromkeys(problem.ready_s)
    for job in problem.jobs:
        if job.cell is not None:
            named[job.cell] = None
        for task in job.tasks:
            named.update(task.durations_s)
    named.update(dict.fromkeys(item.cell for item in problem.fixed.values()))
    named.update(dict.fromkeys(vehicle.position for vehicle in problem.vehicles))
    return named


class _Encoder:
    """One encoding in the making; all times in nanoseconds until the end."""

    def __init__(self, problem: Problem, cells: Mapping[CellId, int], start: Schedule | None) -> None:
        self._problem = problem
        self._cells = cells
        self._start = start
        self._jobs: dict[JobId, int] = {job.id: row for row, job in enumerate(problem.jobs)}
        self._resources: dict[ResourceId, int] = {name: row for row, name in enumerate(problem.resources)}
        names = (task.id for job in problem.jobs for task in job.tasks)
        self._tasks: dict[TaskId, int] = {name: row for row, name in enumerate(names)}
        self._families: dict[ProductId, int] = {}
        for times in problem.changeovers_s.values():
            for pair in times:
                for product in pair:
                    self._families.setdefault(product, len(self._families))

    def encoding(self) -> Encoding:
        """All arrays."""
        task, option, pred, join, need = task_rows(self._problem, self._cells, self._jobs, self._resources)
        job = self._job_rows(task, join)
        closure, cell, resource = self._plant_rows()
        fixed, fixed_by_end, frozen = self._settled(task, option, cell)
        kept = self._kept(task, need, resource, fixed_by_end)
        vehicle, drive = self._vehicle_rows()
        change = self._change_matrices(cell)
        self._note_start(task)
        arrays = Arrays(
            task, option, pred, _successors(task, pred), join, need, job,
            np.array([item.weight for item in self._problem.jobs], dtype=np.float64),
            cell, closure, change, resource, vehicle, drive, fixed, fixed_by_end, frozen, kept,
        )  # fmt: skip
        unit_ns = _to_units(arrays)
        # A cell that no task can be done on counts too: what a schedule has to tell follows from the problem alone.
        rooms = [room for buffers in self._problem.buffers.values() for room in (buffers.input, buffers.output)]
        has_trips = bool(self._problem.vehicles) or any(room.capacity is not None for room in rooms)
        return Encoding(self._problem, arrays, tuple(self._cells), tuple(self._tasks), unit_ns, has_trips)

    def _job_rows(self, task: Whole, join: Whole) -> Whole:
        jobs = self._problem.jobs
        result = np.full((len(jobs), col.JOB_COLUMNS), -1, dtype=np.int64)
        result[:, col.LAST] = np.cumsum([len(job.tasks) for job in jobs])
        result[:, col.FIRST] = result[:, col.LAST] - [len(job.tasks) for job in jobs]
        result[:, col.RELEASE] = nanoseconds([job.release_s for job in jobs])
        due = [nan if job.due_s is None else job.due_s for job in jobs]
        dated = np.flatnonzero(~np.isnan(due))
        result[:, col.DUE] = col.FOREVER
        result[dated, col.DUE] = nanoseconds(np.array(due)[dated])
        result[:, col.PRIORITY] = [job.priority for job in jobs]
        result[:, col.ORIGIN] = [-1 if job.cell is None else self._cells[job.cell] for job in jobs]
        result[:, col.FAMILY] = [self._families.get(job.product, -1) for job in jobs]
        for number in np.flatnonzero(task[:, col.JOIN_Z] > task[:, col.JOIN_A]):
            for row in range(task[number, col.JOIN_A], task[number, col.JOIN_Z]):
                result[join[row], col.JOINED_BY] = number
                result[join[row], col.JOINED_CARRY] = 2 * len(task) + row
        return result

    def _plant_rows(self) -> tuple[Whole, Whole, Whole]:
        """Closures, cells and resources."""
        problem = self._problem
        closures: list[tuple[int, int]] = []
        cell = np.zeros((len(self._cells), col.CELL_COLUMNS), dtype=np.int64)
        rooms = 0
        for name, row in self._cells.items():
            cell[row, col.READY] = nanosecond(problem.ready_s.get(name, 0.0))
            cell[row, col.SET_UP] = self._families.get(problem.set_up[name], -1) if name in problem.set_up else -1
            cell[row, col.CLOSED_A], cell[row, col.CLOSED_Z] = _close(closures, problem.calendars.get(name))
            buffers = problem.buffers.get(name)
            for place, (a, z, limited) in enumerate(_ROOM_COLUMNS):
                capacity = None if buffers is None else (buffers.input, buffers.output)[place].capacity
                cell[row, a] = rooms
                rooms += capacity or 0
                cell[row, z] = rooms
                cell[row, limited] = capacity is not None
        resource = np.zeros((len(problem.resources), col.RESOURCE_COLUMNS), dtype=np.int64)
        units = 0
        for row, item in enumerate(problem.resources.values()):
            closed_a, closed_z = _close(closures, item.calendar)
            resource[row] = units, units + item.capacity, closed_a, closed_z, 0, 0
            units += item.capacity
        return np.array(closures, dtype=np.int64).reshape(-1, 2), cell, resource

    def _settled(self, task: Whole, option: Whole, cell: Whole) -> tuple[Whole, Whole, Whole]:
        """Fixed tasks by cell and start, fixed tasks by end, frozen tasks by cell."""
        problem = self._problem
        for item in problem.fixed.values():
            row = self._tasks[item.task]
            task[row, col.FIXED_CELL] = self._cells[item.cell]
            task[row, col.FIXED_START] = nanosecond(item.start_s)
            task[row, col.FIXED_END] = nanosecond(item.end_s)
        fixed = np.flatnonzero(task[:, col.FIXED_CELL] >= 0)
        by_end = fixed[np.lexsort((task[fixed, col.FIXED_START], task[fixed, col.FIXED_END]))]
        keys = (task[fixed, col.FIXED_END], task[fixed, col.FIXED_START], task[fixed, col.FIXED_CELL])
        fixed = fixed[np.lexsort(keys)]
        cell[:, col.FIXED_A] = np.searchsorted(task[fixed, col.FIXED_CELL], np.arange(len(cell)), side="left")
        cell[:, col.FIXED_Z] = np.searchsorted(task[fixed, col.FIXED_CELL], np.arange(len(cell)), side="right")
        frozen: list[int] = []
        for name, row in self._cells.items():
            cell[row, col.FROZEN_A] = len(frozen)
            for task_id in problem.frozen.get(name, ()):
                number = self._tasks[task_id]
                frozen.append(number)
                task[number, col.FROZEN_ON] = row
                low, high = task[number, col.OPTION_A], task[number, col.OPTION_Z]
                here = [place for place in range(low, high) if option[place, col.ON] == row]
                if here:
                    task[number, col.OPTION_A], task[number, col.OPTION_Z] = here[0], here[0] + 1
            cell[row, col.FROZEN_Z] = len(frozen)
        return fixed.astype(np.int64), by_end.astype(np.int64), np.array(frozen, dtype=np.int64)

    def _kept(self, task: Whole, need: Whole, resource: Whole, fixed: Whole) -> Whole:
        """The units of resources that fixed tasks keep, by resource."""
        rows: list[tuple[int, ...]] = []
        needs = [(number, row) for number in fixed.tolist() for row in range(*task[number, [col.NEED_A, col.NEED_Z]])]
        for which in range(len(resource)):
            resource[which, col.KEPT_A] = len(rows)
            for number, row in needs:
                if need[row, col.WHICH] == which:
                    times = task[number, col.FIXED_START], task[number, col.FIXED_END]
                    rows.append((*times, need[row, col.UNITS], number))
            resource[which, col.KEPT_Z] = len(rows)
        return np.array(rows, dtype=np.int64).reshape(-1, col.KEPT_COLUMNS)

    def _vehicle_rows(self) -> tuple[Whole, Whole]:
        problem = self._problem
        kinds: dict[tuple[float, float], int] = {}
        rows = []
        for vehicle in problem.vehicles:
            kind = kinds.setdefault((vehicle.speed_mps, vehicle.transfer_s), len(kinds))
            rows.append((kind, self._cells[vehicle.position], nanosecond(vehicle.ready_s)))
        size = len(self._cells) if kinds else 0
        origins, targets, distances_m = self._distances() if kinds else ([], [], [])
        drive = np.zeros((len(kinds), 2, size, size), dtype=np.int64)
        for (speed_mps, transfer_s), kind in kinds.items():
            drive[kind, col.LOADED] = nanosecond(2.0 * transfer_s)
            time_s = np.array(distances_m) / speed_mps
            drive[kind, col.LOADED, origins, targets] = nanoseconds(time_s + 2.0 * transfer_s)
            drive[kind, col.EMPTY, origins, targets] = nanoseconds(time_s)
        return np.array(rows, dtype=np.int64).reshape(-1, col.VEHICLE_COLUMNS), drive

    def _distances(self) -> tuple[list[int], list[int], list[float]]:
        """From where to where it is how far, in metres."""
        cells = self._cells
        known = [
            (cells[origin], cells[target], distance_m)
            for (origin, target), distance_m in self._problem.distances_m.items()
            if origin != target and origin in cells and target in cells
        ]
        return [item[0] for item in known], [item[1] for item in known], [item[2] for item in known]

    def _change_matrices(self, cell: Whole) -> Whole:
        size = len(self._families)
        tables = [(name, times) for name, times in self._problem.changeovers_s.items() if name in self._cells]
        change = np.zeros((len(tables), size, size), dtype=np.int64)
        cell[:, col.CHANGE] = -1
        for matrix, (name, times) in enumerate(tables):
            cell[self._cells[name], col.CHANGE] = matrix
            for (before, after), time_s in times.items():
                if before != after:
                    change[matrix, self._families[before], self._families[after]] = nanosecond(time_s)
        return change

    def _note_start(self, task: Whole) -> None:
        items = () if self._start is None else self._start.tasks
        rows = np.array([self._tasks.get(item.task, -1) for item in items], dtype=np.int64)
        known = rows >= 0
        rows = rows[known]
        on = np.array([self._cells.get(item.cell, col.FOREVER) for item in items], dtype=np.int64)
        task[rows, col.OLD_CELL] = on[known]
        task[rows, col.OLD_START] = nanoseconds([item.start_s for item in items])[known]
        task[rows, col.OLD_END] = nanoseconds([item.end_s for item in items])[known]
        task[rows, col.OLD_TURN] = np.flatnonzero(known)


_TIMES = (col.FIXED_START, col.FIXED_END, col.OLD_START, col.OLD_END, col.TAIL)
_ROOM_COLUMNS = ((col.IN_A, col.IN_Z, col.LIMITED_IN), (col.OUT_A, col.OUT_Z, col.LIMITED_OUT))


def _close(closures: list[tuple[int, int]], calendar: Calendar | None) -> tuple[int, int]:
    first = len(closures)
    if calendar is not None:
        closures += [(nanosecond(item.start_s), nanosecond(item.end_s)) for item in calendar.closures]
    return first, len(closures)


def _successors(task: Whole, pred: Whole) -> Whole:
    """For each task those of its job that come directly after it; sets their range."""
    owner = np.repeat(np.arange(len(task)), task[:, col.PRED_Z] - task[:, col.PRED_A])
    succ = owner[np.argsort(pred, kind="stable")].astype(np.int64)
    ends = np.cumsum(np.bincount(pred, minlength=len(task)))
    task[:, col.SUCC_Z] = ends
    task[1:, col.SUCC_A] = ends[:-1]
    return succ


def _to_units(arrays: Arrays) -> int:
    """Divide all times by their greatest common divisor, which is given back."""
    dated = arrays.job[:, col.DUE] < col.FOREVER
    times = [
        *(arrays.task[:, place] for place in _TIMES),
        *(arrays.option[:, col.TIME], arrays.job[:, col.RELEASE], arrays.cell[:, col.READY]),
        *(arrays.kept[:, col.KEPT_FROM], arrays.kept[:, col.KEPT_UNTIL]),
        *(arrays.closure.ravel(), arrays.change.ravel(), arrays.drive.ravel(), arrays.vehicle[:, col.VEHICLE_READY]),
    ]
    unit = int(np.gcd.reduce([int(np.gcd.reduce(item)) for item in (*times, arrays.job[dated, col.DUE]) if len(item)]))
    if unit > 1:
        for item in times:
            np.floor_divide(item, unit, out=item)
        arrays.job[dated, col.DUE] //= unit
    return max(unit, 1)
