"""The tasks of a problem as arrays.

Column by column: a Python loop that makes row after row takes several times as long, and after a breakdown reading the
problem is most of what a repair does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from itertools import chain
from typing import NamedTuple

import numpy as np

from robot_cells.errors import ScheduleError
from robot_cells.ids import CellId, JobId, ResourceId
from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.general.kernels.shapes import Whole
from robot_cells.schedules.general.nanoseconds import nanoseconds
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask


class TaskRows(NamedTuple):
    """Tables of tasks, of what they can be done on, come after, join and need (`kernels/columns.py`).

    Times in nanoseconds; what is fixed, frozen and old is not filled in.
    """

    task: Whole
    option: Whole
    pred: Whole
    join: Whole
    need: Whole


def task_rows(
    problem: Problem,
    cells: Mapping[CellId, int],
    jobs: Mapping[JobId, int],
    resources: Mapping[ResourceId, int],
) -> TaskRows:
    """The tables; names become rows of `cells`, `jobs` and `resources`.

    Raises `ScheduleError` for a task that no cell can do.
    """
    tasks = [task for job in problem.jobs for task in job.tasks]
    sizes = np.array([len(job.tasks) for job in problem.jobs], dtype=np.int64)
    task = np.zeros((len(tasks), col.TASK_COLUMNS), dtype=np.int64)
    task[:, col.JOB] = np.repeat(np.arange(len(sizes)), sizes)
    task[:, [col.FIXED_CELL, col.FROZEN_ON, col.OLD_CELL]] = -1
    task[:, col.RESUMABLE] = [item.resumable for item in tasks]
    option = _options(tasks, task, cells)
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    afters = [item.after for item in tasks]
    counts = _note_ranges(task, col.PRED_A, afters)
    pred = _whole(chain.from_iterable(afters)) + np.repeat(first, counts)
    joins = [item.joins for item in tasks]
    _note_ranges(task, col.JOIN_A, joins)
    needs = [item.needs for item in tasks]
    _note_ranges(task, col.NEED_A, needs)
    need = [(resources[name], units) for item in needs if item for name, units in item.items()]
    task[:, col.TAIL] = _tails(problem.jobs, task, option, pred, first, np.repeat(sizes, sizes))
    return TaskRows(
        task,
        option,
        pred,
        _whole(jobs[name] for name in chain.from_iterable(joins)),
        np.array(need, dtype=np.int64).reshape(-1, 2),
    )


def _whole(values: Iterable[int]) -> Whole:
    return np.fromiter(values, dtype=np.int64)


def _note_ranges(task: Whole, column: int, items: Sequence[Sized]) -> Whole:
    """Which rows of another table are each task's, in `column` and the one after it; how many these are."""
    counts = np.fromiter(map(len, items), dtype=np.int64, count=len(items))
    task[:, column + 1] = np.cumsum(counts)
    task[:, column] = task[:, column + 1] - counts
    return counts


def _options(tasks: Sequence[ProblemTask], task: Whole, cells: Mapping[CellId, int]) -> Whole:
    durations = [item.durations_s for item in tasks]
    counts = _note_ranges(task, col.OPTION_A, durations)
    if not counts.all():
        raise ScheduleError("No cell can do the task.", where=tasks[int(np.argmin(counts))].id)
    option = np.empty((int(counts.sum()), 2), dtype=np.int64)
    option[:, col.ON] = list(map(cells.__getitem__, chain.from_iterable(durations)))
    option[:, col.TIME] = nanoseconds([time_s for item in durations for time_s in item.values()])
    return option


def _tails(jobs: Sequence[ProblemJob], task: Whole, option: Whole, pred: Whole, first: Whole, size: Whole) -> Whole:
    """For each task the least work of its job that follows it; `first` and `size` are those of its job."""
    if not len(task):
        return np.zeros(0, dtype=np.int64)
    shortest = np.minimum.reduceat(option[:, col.TIME], task[:, col.OPTION_A])
    done = np.cumsum(shortest)
    tails: Whole = done[first + size - 1] - done
    row = np.arange(len(task))
    counts = task[:, col.PRED_Z] - task[:, col.PRED_A]
    in_chain = counts == (row != first)
    one = np.flatnonzero(in_chain & (counts == 1))
    in_chain[one] = pred[task[one, col.PRED_A]] == one - 1
    for number, at in zip(*np.unique(task[~in_chain, col.JOB], return_index=True), strict=True):
        low = first[~in_chain][at]
        high = low + len(jobs[number].tasks)
        tails[low:high] = _tails_of_graph(jobs[number].tasks, shortest[low:high].tolist())
    return tails


def _tails_of_graph(tasks: Sequence[ProblemTask], shortest: Sequence[int]) -> list[int]:
    """The same for one job whose recipe is no chain."""
    tails = [0] * len(shortest)
    before = [0] * len(shortest)
    for place, task in enumerate(tasks):
        for other in task.after:
            before[place] |= before[other] | 1 << other
        for other in range(place):
            if before[place] >> other & 1:
                tails[other] += shortest[place]
    return tails
