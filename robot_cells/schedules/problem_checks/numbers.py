"""Every number of a problem is one that can be reckoned with."""

from __future__ import annotations

import math
from collections.abc import Iterator

from robot_cells.schedules.calendar import Calendar
from robot_cells.schedules.problem import Problem, ProblemJob

MOST_S = 1e9
"""No duration and no time is longer: some thirty years."""
LAST_S = 4e12
"""All work one after the other ends before; the engines count microseconds in 64 bits, up to 9.2e12 s."""


def faults_of_numbers(problem: Problem) -> list[str]:
    """Durations, dates, weights, capacities, speeds and distances out of their range; closed times out of order."""
    faults = [*_of_jobs(problem), *_of_cells(problem), *_of_vehicles(problem), *_of_resources(problem)]
    for cell, calendar in problem.calendars.items():
        faults += _of_calendar(f"cell {cell}", calendar)
    for name, fixed in problem.fixed.items():
        if not (_is_time(fixed.start_s) and _is_time(fixed.end_s) and fixed.start_s <= fixed.end_s):
            faults.append(f"{name} is fixed from {fixed.start_s} s to {fixed.end_s} s: it has to end after it begins.")
    return faults or _of_horizon(problem)


def _is_time(seconds: float) -> bool:
    return -MOST_S <= seconds <= MOST_S


def _is_length(seconds: float) -> bool:
    return 0.0 <= seconds <= MOST_S


def _of_jobs(problem: Problem) -> Iterator[str]:
    for job in problem.jobs:
        yield from _of_job(job)
        for task in job.tasks:
            for cell, seconds in task.durations_s.items():
                if not 0.0 <= seconds <= MOST_S:
                    yield f"{task.id} takes {seconds} s on {cell}: a duration is from 0 s to {MOST_S:g} s."
            for name, units in task.needs.items() if task.needs else ():
                if units < 0:
                    yield f"{task.id} needs {units} of {name}: that cannot be negative."
                elif name in problem.resources and units > problem.resources[name].capacity:
                    yield f"{task.id} needs {units} of {name}; there are {problem.resources[name].capacity}."


def _of_job(job: ProblemJob) -> Iterator[str]:
    if not _is_time(job.release_s):
        yield f"{job.id} is released at {job.release_s} s: that is no time."
    if job.due_s is not None and not _is_time(job.due_s):
        yield f"{job.id} is due at {job.due_s} s: that is no time. None is no due date."
    if not 0.0 <= job.weight < math.inf:
        yield f"{job.id} has the weight {job.weight}: it has to be a number that is not negative."


def _of_cells(problem: Problem) -> Iterator[str]:
    for cell, ready_s in problem.ready_s.items():
        if not _is_time(ready_s):
            yield f"{cell} is free from {ready_s} s on: that is no time."
    for cell, changeovers in problem.changeovers_s.items():
        for (before, product), seconds in changeovers.items():
            if not _is_length(seconds):
                yield f"The change-over from {before} to {product} on {cell} takes {seconds} s: from 0 s on."
    for cell, buffers in problem.buffers.items():
        for name, buffer in (("input", buffers.input), ("output", buffers.output)):
            if buffer.capacity is not None and buffer.capacity < 0:
                yield f"The {name} buffer of {cell} has room for {buffer.capacity}: that cannot be negative."


def _of_vehicles(problem: Problem) -> Iterator[str]:
    for number, vehicle in enumerate(problem.vehicles):
        if not 0.0 < vehicle.speed_mps < math.inf:
            yield f"Vehicle {number} drives at {vehicle.speed_mps} m/s: it has to be faster than 0."
        if not _is_length(vehicle.transfer_s):
            yield f"Vehicle {number} loads for {vehicle.transfer_s} s: from 0 s on."
        if not _is_time(vehicle.ready_s):
            yield f"Vehicle {number} is free from {vehicle.ready_s} s on: that is no time."
    for (origin, target), distance_m in problem.distances_m.items():
        if not 0.0 <= distance_m < math.inf:
            yield f"It is {distance_m} m from {origin} to {target}: a distance is from 0 m on."
        elif origin == target and distance_m:
            yield f"It is {distance_m} m from {origin} to itself: that is 0 m."


def _of_resources(problem: Problem) -> Iterator[str]:
    for name, resource in problem.resources.items():
        if resource.capacity < 0:
            yield f"There are {resource.capacity} of {name}: that cannot be negative."
        yield from _of_calendar(f"resource {name}", resource.calendar)


def _of_calendar(what: str, calendar: Calendar) -> Iterator[str]:
    before_s = -math.inf
    for start_s, end_s in calendar.closures:
        if not (_is_time(start_s) and _is_time(end_s) and start_s < end_s):
            yield f"The calendar of {what} is closed from {start_s} s to {end_s} s: it has to open again after that."
        elif start_s <= before_s:
            yield (
                f"The calendar of {what} is closed from {start_s} s on and before that until {before_s} s: closed "
                f"times have to be in order and apart."
            )
        before_s = end_s


def _of_horizon(problem: Problem) -> list[str]:
    """Whether all work one after the other is too long to be counted."""
    changeover_s = max((max(item.values(), default=0.0) for item in problem.changeovers_s.values()), default=0.0)
    slowest_mps = min((item.speed_mps for item in problem.vehicles), default=1.0)
    farthest_s = max(problem.distances_m.values(), default=0.0) / slowest_mps if problem.vehicles else 0.0
    transfer_s = max((item.transfer_s for item in problem.vehicles), default=0.0)
    work_s, count = 0.0, 0
    for job in problem.jobs:
        count += len(job.tasks)
        for task in job.tasks:
            work_s += max(task.durations_s.values(), default=0.0)
    last_s = work_s + count * (changeover_s + 2.0 * (farthest_s + transfer_s))
    if last_s <= LAST_S:
        return []
    return [f"All work one after the other takes {last_s:g} s; more than {LAST_S:g} s cannot be counted."]
