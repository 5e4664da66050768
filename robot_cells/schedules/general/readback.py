"""A plan as a schedule."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from robot_cells.schedules.general.encoding import NANOSECONDS, Encoding
from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.general.kernels.shapes import Plan
from robot_cells.schedules.schedule import Objective, Schedule, ScheduledTask, ScheduledTrip


def schedule_of(encoding: Encoding, plan: Plan, objective: Objective, lower_bound_s: float) -> Schedule:
    """The decoded plan in seconds, which costs `objective`; fixed tasks exactly as they were stated."""
    tasks = _tasks(encoding, plan)
    trips = _trips(encoding, plan) if encoding.has_trips else ()
    return Schedule(tasks, objective, lower_bound_s, trips)


def objective_of(encoding: Encoding, found: Sequence[float], reference: Schedule | None) -> Objective:
    """Figures by goal (`first.GOAL_COLUMNS`), in seconds."""
    tardiness, makespan, moves, shifts, changeovers = found
    moved = (0, 0.0) if reference is None else (round(moves), encoding.seconds(shifts))
    return Objective(encoding.seconds(tardiness), encoding.seconds(makespan), *moved, encoding.seconds(changeovers))


def _tasks(encoding: Encoding, plan: Plan) -> tuple[ScheduledTask, ...]:
    """In the order in which they were put, so that of tasks at the same time the first comes first."""
    cells = encoding.cells
    fixed = encoding.problem.fixed
    on = encoding.arrays.option[plan.used, col.ON].tolist() if len(plan.used) else []
    starts = (plan.start * encoding.unit_ns / NANOSECONDS).tolist()
    ends = (plan.end * encoding.unit_ns / NANOSECONDS).tolist()
    result = []
    for row in np.argsort(plan.place[: len(on)], kind="stable").tolist():
        task = encoding.tasks[row]
        result.append(fixed[task] if task in fixed else ScheduledTask(task, cells[on[row]], starts[row], ends[row]))
    return tuple(result)


def _trips(encoding: Encoding, plan: Plan) -> tuple[ScheduledTrip, ...]:
    arrays, cells, jobs = encoding.arrays, encoding.cells, encoding.problem.jobs
    tasks = len(arrays.task)
    result = []
    places = plan.place[tasks:]
    for row in np.argsort(places, kind="stable").tolist():
        if places[row] >= 0:
            origin, target, picks, arrives, vehicle = plan.trip[row].tolist()
            job = arrays.task[row, col.JOB] if row < tasks else arrays.join[row - tasks]
            by = vehicle if vehicle >= 0 else None
            times = encoding.seconds(picks), encoding.seconds(arrives)
            result.append(ScheduledTrip(jobs[job].id, by, cells[origin], cells[target], *times))
    return tuple(sorted(result, key=lambda trip: (trip.picks_up_s, trip.arrives_s)))
