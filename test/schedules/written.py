"""Problems and schedules written by hand in a few characters."""

from __future__ import annotations

from typing import Any

from robot_cells.lines.buffer import Buffer
from robot_cells.schedules.calendar import Calendar, Closure
from robot_cells.schedules.problem import Buffers, Problem, ProblemJob, ProblemTask, ProblemVehicle
from robot_cells.schedules.schedule import Schedule, ScheduledTask, ScheduledTrip

INSTANTLY = ProblemVehicle("a", 1.0, 0.0)


def task(name: str, durations_s: dict[str, float], *after: int, **more: Any) -> ProblemTask:
    return ProblemTask(name, name, durations_s, after, **more)


def job(name: str, *tasks: ProblemTask, product: str = "p", **more: Any) -> ProblemJob:
    return ProblemJob(name, product, tasks, **more)


def closed(*times_s: tuple[float, float]) -> Calendar:
    return Calendar(tuple(Closure(*item) for item in times_s))


def room(before: int | None, after: int | None) -> Buffers:
    return Buffers(Buffer(before), Buffer(after))


def at(text: str) -> ScheduledTask:
    """`x1 a 0 3`: the task x1 on the cell a from 0 s to 3 s."""
    name, cell, start_s, end_s = text.split()
    return ScheduledTask(name, cell, float(start_s), float(end_s))


def trip(text: str) -> ScheduledTrip:
    """`x 0 a b 3 5`: the piece of job x with vehicle 0 (`-` for none) from a to b, picked up at 3 s, there at 5 s."""
    name, vehicle, origin, target, picks_up_s, arrives_s = text.split()
    number = None if vehicle == "-" else int(vehicle)
    return ScheduledTrip(name, number, origin, target, float(picks_up_s), float(arrives_s))


def schedule(problem: Problem, tasks: str, trips: str = "") -> Schedule:
    """Tasks, and trips, each parted by commas; with the figures that the problem gives them."""
    items = tuple(at(text) for text in tasks.split(","))
    known = {task.id for job in problem.jobs for task in job.tasks}
    figures = problem.objective(items if {item.task for item in items} == known else tuple(_all(problem)))
    return Schedule(items, figures, trips=tuple(trip(text) for text in trips.split(",") if text))


def _all(problem: Problem) -> list[ScheduledTask]:
    return [ScheduledTask(task.id, min(task.durations_s), 0.0, 0.0) for job in problem.jobs for task in job.tasks]
