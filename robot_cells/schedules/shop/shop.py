"""A plain shop as flat arrays: what the compiled search reads and never changes.

Tasks, cells and jobs are numbers in the order of the problem. A task's alternatives ("choices") lie side by side, from
`first_choice[task]` up to `first_choice[task + 1]`. Where there is no task, arrays of tasks say `nobody`, the number
of tasks, and have an entry for it: nobody takes no time and ends at once.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from robot_cells.ids import CellId
from robot_cells.schedules.problem import Problem

Ints = NDArray[np.int64]

LARGEST = 2**52
"""No sum of durations in units may pass this: with it, sums and comparisons are exact."""
MICROSECONDS = 10**6
"""Units a second where no exact unit is coarse enough."""


class Shop(NamedTuple):
    """Arrays of 64-bit integers; times in units.

    By task, `nobody` at the end: the tasks of the job before and after it, the job, the release (of a job's first
    task, else 0). By choice: cell and duration. By cell: from when it is free. `cells` and `jobs` are numbers in
    arrays of one.
    """

    job_before: Ints
    job_after: Ints
    job: Ints
    release: Ints
    first_choice: Ints
    choice_cell: Ints
    choice_duration: Ints
    ready: Ints


def cells_of(problem: Problem) -> tuple[CellId, ...]:
    """All cells that can do a task of the problem, in the order in which they are met first."""
    return tuple(dict.fromkeys(cell for job in problem.jobs for task in job.tasks for cell in task.durations_s))


def units_per_second(problem: Problem) -> Fraction:
    """The coarsest unit of which all times are whole multiples; microseconds where sums in it would be too large."""
    times = {Fraction(str(seconds)) for seconds in _times_s(problem)} - {Fraction(0)}
    if not times:
        return Fraction(1)
    denominator = lcm(*{time.denominator for time in times})
    numerator = gcd(*{int(time * denominator) for time in times})
    units = Fraction(denominator, numerator)
    longest_s = sum(max(task.durations_s.values()) for job in problem.jobs for task in job.tasks)
    latest_s = max([job.release_s for job in problem.jobs] + list(problem.ready_s.values()), default=0.0)
    return units if (longest_s + latest_s) * units < LARGEST else Fraction(MICROSECONDS)


def _times_s(problem: Problem) -> set[float]:
    durations = {seconds for job in problem.jobs for task in job.tasks for seconds in task.durations_s.values()}
    return durations | {job.release_s for job in problem.jobs} | set(problem.ready_s.values())


def shop_of(problem: Problem) -> Shop:
    """The arrays of a plain problem, times in units of `units_per_second`, rounded to whole ones."""
    units = units_per_second(problem)
    exact = {seconds: round(Fraction(str(seconds)) * units) for seconds in _times_s(problem)}
    cells = {cell: number for number, cell in enumerate(cells_of(problem))}
    tasks = [(number, task) for number, job in enumerate(problem.jobs) for task in job.tasks]
    nobody = len(tasks)
    job = np.array([number for number, _ in tasks] + [len(problem.jobs)], np.int64)
    same = np.append(job[1:] == job[:-1], False)
    numbers = np.arange(nobody + 1, dtype=np.int64)
    job_after = np.where(same, numbers + 1, nobody)
    job_before = np.where(np.roll(same, 1), numbers - 1, nobody)
    release = np.zeros(nobody + 1, np.int64)
    released = np.array([exact[item.release_s] for item in problem.jobs] + [0], np.int64)
    first = job_before == nobody
    release[first] = released[job[first]]
    counts = [len(task.durations_s) for _, task in tasks]
    ready = np.zeros(len(cells), np.int64)
    for cell, number in cells.items():
        ready[number] = exact[problem.ready_s[cell]] if cell in problem.ready_s else 0
    return Shop(
        job_before,
        job_after,
        job,
        release,
        np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64))),
        np.array([cells[cell] for _, task in tasks for cell in task.durations_s], np.int64),
        np.array([exact[seconds] for _, task in tasks for seconds in task.durations_s.values()], np.int64),
        ready,
    )
