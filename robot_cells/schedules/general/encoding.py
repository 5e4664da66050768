"""A problem as arrays of whole numbers, and back.

Times are nanoseconds, divided by what divides all of them: exact for everything that is given in decimal fractions
down to a nanosecond, and no sum of them is ever rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from robot_cells.errors import ScheduleError
from robot_cells.ids import CellId, JobId, ProductId, ResourceId, TaskId
from robot_cells.schedules.calendar import Calendar
from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.general.kernels.shapes import Arrays, Whole
from robot_cells.schedules.problem import Problem, ProblemJob
from robot_cells.schedules.schedule import Schedule

NANOSECONDS = 1_000_000_000


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
    named: dict[CellId, None] = dict.fromkeys(problem.ready_s)
    seen: set[int] = set()
    for job in problem.jobs:
        if job.cell is not None:
            named[job.cell] = None
        for task in job.tasks:
            if id(task.durations_s) not in seen:
                seen.add(id(task.durations_s))
                named.update(dict.fromkeys(task.durations_s))
    named.update(dict.fromkeys(item.cell for item in problem.fixed.values()))
    named.update(dict.fromkeys(vehicle.position for vehicle in problem.vehicles))
    return named


def _ns(seconds: float) -> int:
    return round(seconds * NANOSECONDS)


class _Encoder:
    """One encoding in the making; all times in nanoseconds until the end."""

    def __init__(self, problem: Problem, cells: Mapping[CellId, int], start: Schedule | None) -> None:
        self._problem = problem
        self._cells = cells
        self._start = start
        self._jobs: dict[JobId, int] = {job.id: row for row, job in enumerate(problem.jobs)}
        self._resources: dict[ResourceId, int] = {name: row for row, name in enumerate(problem.resources)}
        self._tasks: dict[TaskId, int] = {}
        for job in problem.jobs:
            for task in job.tasks:
                self._tasks[task.id] = len(self._tasks)
        self._families: dict[ProductId, int] = {}
        for times in problem.changeovers_s.values():
            for pair in times:
                for product in pair:
                    self._families.setdefault(product, len(self._families))

    def encoding(self) -> Encoding:
        """All arrays."""
        task, option, pred, join, need = self._task_rows()
        job = self._job_rows(task, join)
        closure, cell, resource = self._plant_rows()
        fixed, fixed_by_end, frozen = self._settled(task, option, cell)
        vehicle, drive = self._vehicle_rows()
        change = self._change_matrices(cell)
        self._note_start(task)
        arrays = Arrays(
            task, option, pred, _successors(task, pred), join, need, job,
            np.array([item.weight for item in self._problem.jobs], dtype=np.float64),
            cell, closure, change, resource, vehicle, drive, fixed, fixed_by_end, frozen,
        )  # fmt: skip
        unit_ns = _to_units(arrays)
        # A cell that no task can be done on counts too: what a schedule has to tell follows from the problem alone.
        rooms = [room for buffers in self._problem.buffers.values() for room in (buffers.input, buffers.output)]
        has_trips = bool(self._problem.vehicles) or any(room.capacity is not None for room in rooms)
        return Encoding(self._problem, arrays, tuple(self._cells), tuple(self._tasks), unit_ns, has_trips)

    def _task_rows(self) -> tuple[Whole, Whole, Whole, Whole, Whole]:
        rows: list[tuple[int, ...]] = []
        options: list[tuple[int, int]] = []
        preds: list[int] = []
        joins: list[int] = []
        needs: list[tuple[int, int]] = []
        known: dict[int, tuple[list[tuple[int, int]], int]] = {}
        for number, job in enumerate(self._problem.jobs):
            first = len(rows)
            shortest = []
            for task in job.tasks:
                cached = known.get(id(task.durations_s))
                if cached is None:
                    found = [(self._cells[cell], _ns(time_s)) for cell, time_s in task.durations_s.items()]
                    if not found:
                        raise ScheduleError("No cell can do the task.", where=task.id)
                    cached = known[id(task.durations_s)] = (found, min(time for _, time in found))
                a = (len(options), len(preds), len(joins), len(needs))
                options += cached[0]
                shortest.append(cached[1])
                preds += [first + place for place in task.after]
                joins += [self._jobs[name] for name in task.joins]
                needs += [(self._resources[name], units) for name, units in task.needs.items()]
                rows.append(
                    (
                        *(number, a[0], len(options), a[1], len(preds), 0, 0, a[2], len(joins), a[3], len(needs)),
                        *(int(task.resumable), -1, 0, 0, -1, -1, 0),
                    )
                )
            rows[first:] = [(*row, tail, 0, 0) for row, tail in zip(rows[first:], _tails(job, shortest), strict=True)]
        return (
            np.array(rows, dtype=np.int64).reshape(-1, col.TASK_COLUMNS),
            np.array(options, dtype=np.int64).reshape(-1, 2),
            np.array(preds, dtype=np.int64),
            np.array(joins, dtype=np.int64),
            np.array(needs, dtype=np.int64).reshape(-1, 2),
        )

    def _job_rows(self, task: Whole, join: Whole) -> Whole:
        rows = []
        first = 0
        for job in self._problem.jobs:
            due = col.FOREVER if job.due_s is None else _ns(job.due_s)
            origin = -1 if job.cell is None else self._cells[job.cell]
            family = self._families.get(job.product, -1)
            last = first + len(job.tasks)
            rows.append((first, last, _ns(job.release_s), due, job.priority, origin, family, -1, -1))
            first = last
        result = np.array(rows, dtype=np.int64).reshape(-1, col.JOB_COLUMNS)
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
            cell[row, col.READY] = _ns(problem.ready_s.get(name, 0.0))
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
            resource[row] = units, units + item.capacity, closed_a, closed_z
            units += item.capacity
        return np.array(closures, dtype=np.int64).reshape(-1, 2), cell, resource

    def _settled(self, task: Whole, option: Whole, cell: Whole) -> tuple[Whole, Whole, Whole]:
        """Fixed tasks by cell and start, fixed tasks by end, frozen tasks by cell."""
        problem = self._problem
        for item in problem.fixed.values():
            row = self._tasks[item.task]
            task[row, col.FIXED_CELL] = self._cells[item.cell]
            task[row, col.FIXED_START] = _ns(item.start_s)
            task[row, col.FIXED_END] = _ns(item.end_s)
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

    def _vehicle_rows(self) -> tuple[Whole, Whole]:
        problem = self._problem
        kinds: dict[tuple[float, float], int] = {}
        rows = []
        for vehicle in problem.vehicles:
            kind = kinds.setdefault((vehicle.speed_mps, vehicle.transfer_s), len(kinds))
            rows.append((kind, self._cells[vehicle.position], _ns(vehicle.ready_s)))
        size = len(self._cells) if kinds else 0
        drive = np.zeros((len(kinds), 2, size, size), dtype=np.int64)
        for (speed_mps, transfer_s), kind in kinds.items():
            drive[kind, col.LOADED] = _ns(2.0 * transfer_s)
            for (origin, target), distance_m in problem.distances_m.items():
                if origin in self._cells and target in self._cells and origin != target:
                    place = self._cells[origin], self._cells[target]
                    drive[(kind, col.LOADED, *place)] = _ns(distance_m / speed_mps + 2.0 * transfer_s)
                    drive[(kind, col.EMPTY, *place)] = _ns(distance_m / speed_mps)
        return np.array(rows, dtype=np.int64).reshape(-1, col.VEHICLE_COLUMNS), drive

    def _change_matrices(self, cell: Whole) -> Whole:
        size = len(self._families)
        tables = [(name, times) for name, times in self._problem.changeovers_s.items() if name in self._cells]
        change = np.zeros((len(tables), size, size), dtype=np.int64)
        cell[:, col.CHANGE] = -1
        for matrix, (name, times) in enumerate(tables):
            cell[self._cells[name], col.CHANGE] = matrix
            for (before, after), time_s in times.items():
                if before != after:
                    change[matrix, self._families[before], self._families[after]] = _ns(time_s)
        return change

    def _note_start(self, task: Whole) -> None:
        for turn, item in enumerate(() if self._start is None else self._start.tasks):
            row = self._tasks.get(item.task)
            if row is not None:
                task[row, col.OLD_CELL] = self._cells.get(item.cell, col.FOREVER)
                task[row, col.OLD_START] = _ns(item.start_s)
                task[row, col.OLD_END] = _ns(item.end_s)
                task[row, col.OLD_TURN] = turn


_TIMES = (col.FIXED_START, col.FIXED_END, col.OLD_START, col.OLD_END, col.TAIL)
_ROOM_COLUMNS = ((col.IN_A, col.IN_Z, col.LIMITED_IN), (col.OUT_A, col.OUT_Z, col.LIMITED_OUT))


def _close(closures: list[tuple[int, int]], calendar: Calendar | None) -> tuple[int, int]:
    first = len(closures)
    if calendar is not None:
        closures += [(_ns(item.start_s), _ns(item.end_s)) for item in calendar.closures]
    return first, len(closures)


def _tails(job: ProblemJob, shortest: list[int]) -> list[int]:
    """For each task the least work of the job that follows it."""
    tails = [0] * len(shortest)
    if all(task.after == ((place - 1,) if place else ()) for place, task in enumerate(job.tasks)):
        for place in range(len(shortest) - 2, -1, -1):
            tails[place] = tails[place + 1] + shortest[place + 1]
        return tails
    before = [0] * len(shortest)
    for place, task in enumerate(job.tasks):
        for other in task.after:
            before[place] |= before[other] | 1 << other
        for other in range(place):
            if before[place] >> other & 1:
                tails[other] += shortest[place]
    return tails


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
        *(arrays.closure.ravel(), arrays.change.ravel(), arrays.drive.ravel(), arrays.vehicle[:, col.VEHICLE_READY]),
    ]
    unit = int(np.gcd.reduce([int(np.gcd.reduce(item)) for item in (*times, arrays.job[dated, col.DUE]) if len(item)]))
    if unit > 1:
        for item in times:
            np.floor_divide(item, unit, out=item)
        arrays.job[dated, col.DUE] //= unit
    return max(unit, 1)
