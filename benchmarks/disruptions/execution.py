"""Carries a schedule out as planned up to a time, and says which problem is left then."""

from __future__ import annotations

from dataclasses import replace

from robot_cells.ids import CellId, JobId, ProductId, TaskId
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask, ProblemVehicle
from robot_cells.schedules.schedule import Schedule, ScheduledTask, ScheduledTrip


def remaining_after(problem: Problem, schedule: Schedule, now_s: float) -> Problem:
    """What is left at `now_s`: what has ended is gone, what runs is fixed, what is under way arrives.

    A vehicle that drives empty is taken to stand where it set out.
    """
    times = {item.task: item for item in schedule.tasks}
    trips = [item for item in schedule.trips if item.picks_up_s < now_s]
    jobs = []
    fixed: dict[TaskId, ScheduledTask] = {}
    for job in problem.jobs:
        left = _left(job, times, [item for item in trips if item.job == job.id], now_s)
        if left.tasks:
            jobs.append(left)
            fixed.update({task.id: times[task.id] for task in left.tasks if times[task.id].start_s < now_s})
    set_up = {**problem.set_up, **_last_products(problem, schedule, now_s)}
    return replace(
        problem,
        jobs=tuple(jobs),
        ready_s=dict.fromkeys(sorted({item.cell for item in schedule.tasks} | problem.ready_s.keys()), now_s),
        set_up=set_up,
        vehicles=_vehicles(problem, trips, now_s),
        fixed=fixed,
    )


def ended_by(schedule: Schedule, now_s: float) -> dict[TaskId, float]:
    """When what has ended by `now_s` did; seconds."""
    return {item.task: item.end_s for item in schedule.tasks if item.end_s <= now_s}


def _left(job: ProblemJob, times: dict[TaskId, ScheduledTask], trips: list[ScheduledTrip], now_s: float) -> ProblemJob:
    done = [task for task in job.tasks if times[task.id].end_s <= now_s]
    begun = [times[task.id] for task in job.tasks if times[task.id].start_s < now_s]
    cell: CellId | None = job.cell
    release_s = max(job.release_s, now_s) if begun else job.release_s
    # The last thing that has happened to the piece says where it is.
    happened = [(item.start_s, item.end_s, item.cell) for item in begun]
    happened += [(item.picks_up_s, item.arrives_s, item.target) for item in trips]
    if happened:
        _, until_s, cell = max(happened)
        release_s = max(release_s, until_s, now_s)
    return replace(job, tasks=_without(job.tasks, {task.id for task in done}), release_s=release_s, cell=cell)


def _without(tasks: tuple[ProblemTask, ...], gone: set[TaskId]) -> tuple[ProblemTask, ...]:
    place: dict[int, int] = {}
    for old, task in enumerate(tasks):
        if task.id not in gone:
            place[old] = len(place)
    return tuple(
        replace(tasks[old], after=tuple(place[item] for item in tasks[old].after if item in place)) for old in place
    )


def _last_products(problem: Problem, schedule: Schedule, now_s: float) -> dict[CellId, ProductId]:
    products: dict[TaskId, ProductId] = {task.id: job.product for job in problem.jobs for task in job.tasks}
    begun = sorted((item for item in schedule.tasks if item.start_s < now_s), key=lambda item: item.start_s)
    return {item.cell: products[item.task] for item in begun}


def _vehicles(problem: Problem, trips: list[ScheduledTrip], now_s: float) -> tuple[ProblemVehicle, ...]:
    last: dict[int, ScheduledTrip] = {}
    for item in sorted(trips, key=lambda trip: trip.picks_up_s):
        if item.vehicle is not None:
            last[item.vehicle] = item
    return tuple(
        replace(vehicle, position=last[number].target, ready_s=max(now_s, last[number].arrives_s))
        if number in last
        else replace(vehicle, ready_s=max(now_s, vehicle.ready_s))
        for number, vehicle in enumerate(problem.vehicles)
    )


def tardiness_s(jobs: dict[JobId, ProblemJob], ends: dict[TaskId, float]) -> float:
    """Weighted tardiness in seconds of what really happened; `jobs` with all tasks that they came to have."""
    total_s = 0.0
    for job in jobs.values():
        if job.due_s is not None:
            total_s += job.weight * max(0.0, max(ends[task.id] for task in job.tasks) - job.due_s)
    return total_s
