"""A flexible job shop with change-overs, closed cells and vehicles in whole tenths of a second, all rounded up.

What runs is counted as done: its cell is free and its piece is there when it ends.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from robot_cells.errors import ScheduleError
from robot_cells.ids import CellId, JobId, ProductId, TaskId
from robot_cells.schedules.problem import Problem, ProblemJob

UNITS = 10
"""Units of time in a second."""
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that is still to be begun, and how long it takes where."""

    id: TaskId
    durations: dict[CellId, int]


@dataclass(frozen=True, slots=True)
class OpenJob:
    """What is left of a job, one task after the other; its piece is free from `ready` at `cell`."""

    id: JobId
    product: ProductId
    tasks: tuple[OpenTask, ...]
    ready: int
    due: int | None
    weight: float
    cell: CellId | None


@dataclass(frozen=True, slots=True)
class Vehicle:
    """Where a vehicle is free, and from when."""

    position: CellId
    ready: int


@dataclass(frozen=True, slots=True)
class ShopData:
    """What the model is made of. `closed` holds for cells when they do not work.

    `most_change` is the longest change-over of a cell.
    """

    problem: Problem
    jobs: tuple[OpenJob, ...]
    vehicles: tuple[Vehicle, ...]
    free: dict[CellId, int]
    set_up: dict[CellId, ProductId]
    closed: dict[CellId, list[tuple[int, int]]]
    most_change: dict[CellId, int]

    def empty(self, origin: CellId, target: CellId) -> int:
        """How long a vehicle drives."""
        if origin == target:
            return 0
        return in_units(self.problem.distances_m.get((origin, target), 0.0) / self.problem.vehicles[0].speed_mps)

    def loaded(self, origin: CellId, target: CellId) -> int:
        """How long a trip takes, with loading and unloading."""
        return in_units(self.problem.least_travel_s(origin, target))

    def change(self, cell: CellId, before: ProductId | None, after: ProductId) -> int:
        """The change-over on the cell."""
        return in_units(self.problem.changeover_s(cell, before, after))


def in_units(seconds: float) -> int:
    """Units of time, rounded up."""
    return math.ceil(seconds * UNITS - ROUNDING)


def shop_data(problem: Problem) -> ShopData:
    """The problem for the model; raises `ScheduleError` where it has constraints that the model does not have."""
    if missing := missing_from_tardiness_model(problem):
        raise ScheduleError(
            f"The CP-SAT model of weighted tardiness has no {', '.join(missing)}.", remedy="Leave this engine out."
        )
    free = {cell: in_units(ready_s) for cell, ready_s in problem.ready_s.items()}
    set_up = dict(problem.set_up)
    products = {task.id: job.product for job in problem.jobs for task in job.tasks}
    for item in sorted(problem.fixed.values(), key=lambda fixed: fixed.end_s):
        free[item.cell] = max(free.get(item.cell, 0), in_units(item.end_s))
        set_up[item.cell] = products[item.task]
    closed = {
        cell: [(math.floor(item.start_s * UNITS + ROUNDING), in_units(item.end_s)) for item in calendar.closures]
        for cell, calendar in problem.calendars.items()
    }
    return ShopData(
        problem,
        tuple(_open_job(problem, job) for job in problem.jobs),
        tuple(Vehicle(item.position, in_units(item.ready_s)) for item in problem.vehicles),
        free,
        set_up,
        closed,
        {cell: in_units(max(times.values(), default=0.0)) for cell, times in problem.changeovers_s.items()},
    )


def missing_from_tardiness_model(problem: Problem) -> list[str]:
    """What the problem has and the model has not; empty for one that it can solve."""
    tasks = [task for job in problem.jobs for task in job.tasks]
    buffers = [room for item in problem.buffers.values() for room in (item.input, item.output)]
    closed = any(calendar.closures for calendar in problem.calendars.values())
    extras = {
        "resources": any(task.needs for task in tasks),
        "finite buffers": any(room.capacity is not None for room in buffers),
        "frozen tasks": any(problem.frozen.values()),
        "assembly": any(task.joins for task in tasks),
        "recipes that are no chains": not all(_is_chain(job) for job in problem.jobs),
        "tasks that pause": closed and any(task.resumable for task in tasks),
        "vehicles that differ": len({(item.speed_mps, item.transfer_s) for item in problem.vehicles}) > 1,
        "fixed tasks that have not begun": not all(_has_begun(problem, job) for job in problem.jobs),
    }
    return [name for name, is_there in extras.items() if is_there]


def _is_chain(job: ProblemJob) -> bool:
    return all(task.after == ((place - 1,) if place else ()) for place, task in enumerate(job.tasks))


def _has_begun(problem: Problem, job: ProblemJob) -> bool:
    """Whether what is fixed is the beginning of the job, and on its cell before everything that is free to be put."""
    fixed = [task.id in problem.fixed for task in job.tasks]
    if fixed != sorted(fixed, reverse=True):
        return False
    items = [problem.fixed[task.id] for task in job.tasks if task.id in problem.fixed]
    return all(item.start_s <= problem.ready_s.get(item.cell, 0.0) for item in items)


def _open_job(problem: Problem, job: ProblemJob) -> OpenJob:
    ready_s, cell = job.release_s, job.cell
    tasks = []
    for task in job.tasks:
        fixed = problem.fixed.get(task.id)
        if fixed is not None:
            ready_s, cell = max(ready_s, fixed.end_s), fixed.cell
        else:
            tasks.append(OpenTask(task.id, {on: in_units(time_s) for on, time_s in task.durations_s.items()}))
    due = None if job.due_s is None else math.floor(job.due_s * UNITS)
    return OpenJob(job.id, job.product, tuple(tasks), in_units(ready_s), due, job.weight, cell)
