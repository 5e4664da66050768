"""A plan as a schedule."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from robot_cells.schedules.general.encoding import Encoding
from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.general.kernels.shapes import Plan, Whole
from robot_cells.schedules.general.nanoseconds import NANOSECONDS
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
    cells, fixed = encoding.cells, encoding.problem.fixed
    order = np.argsort(plan.place[: len(plan.used)], kind="stable")
    on = encoding.arrays.option[plan.used[order], col.ON].tolist() if len(order) else []
    found = map(
        ScheduledTask,
        map(encoding.tasks.__getitem__, order.tolist()),
        map(cells.__getitem__, on),
        _seconds(encoding, plan.start[order]),
        _seconds(encoding, plan.end[order]),
    )
    return tuple([fixed.get(item.task, item) for item in found] if fixed else found)


def _trips(encoding: Encoding, plan: Plan) -> tuple[ScheduledTrip, ...]:
    """By the time of picking up; of those at the same time in the order in which they were put."""
    arrays, cells, jobs = encoding.arrays, encoding.cells, encoding.problem.jobs
    tasks = len(arrays.task)
    places = plan.place[tasks:]
    rows = np.flatnonzero(places >= 0)
    rows = rows[np.lexsort((places[rows], plan.trip[rows, col.ARRIVES], plan.trip[rows, col.PICKS]))]
    owners = np.concatenate([arrays.task[:, col.JOB], arrays.join])[rows]
    trip = plan.trip[rows]
    return tuple(
        map(
            ScheduledTrip,
            [jobs[owner].id for owner in owners.tolist()],
            [None if by < 0 else by for by in trip[:, col.BY].tolist()],
            map(cells.__getitem__, trip[:, col.FROM].tolist()),
            map(cells.__getitem__, trip[:, col.TO].tolist()),
            _seconds(encoding, trip[:, col.PICKS]),
            _seconds(encoding, trip[:, col.ARRIVES]),
        )
    )


def _seconds(encoding: Encoding, units: Whole) -> list[float]:
    seconds: list[float] = (units * encoding.unit_ns / NANOSECONDS).tolist()
    return seconds
