"""Ranks of tasks by dispatch rules that do not change with time, and the floor on which they are applied."""

from __future__ import annotations

import numpy as np

from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.general.kernels.dispatching import CANDIDATES, Floor
from robot_cells.schedules.general.kernels.shapes import Arrays, Real, Whole

LOOK_AHEAD = 3.0
"""Mean durations that the apparent tardiness cost looks ahead (Vepsalainen and Morton 1987)."""


def ranks(arrays: Arrays) -> dict[str, Whole]:
    """Each task's place, 0 the first, by each rule; always the orders' priorities first.

    Sources: `robot_cells/schedules/rules.py`.
    """
    shortest = shortest_times(arrays)
    job = arrays.task[:, col.JOB]
    left = arrays.task[:, col.TAIL] + shortest
    due = arrays.job[job, col.DUE]
    return {
        "minimum_slack": _rank(arrays, due - left, -left),
        "most_work_remaining": _rank(arrays, -left, due),
        "earliest_release": _rank(arrays, arrays.job[job, col.RELEASE], due),
        "shortest_processing_time": _rank(arrays, shortest, due),
        "longest_processing_time": _rank(arrays, -shortest, due),
    }


def shortest_times(arrays: Arrays) -> Whole:
    """The duration of each task on its fastest cell."""
    if not len(arrays.task):
        return np.zeros(0, dtype=np.int64)
    order = np.argsort(arrays.task[:, col.OPTION_A], kind="stable")
    result = np.empty(len(arrays.task), dtype=np.int64)
    result[order] = np.minimum.reduceat(arrays.option[:, col.TIME], arrays.task[order, col.OPTION_A])
    return result


def _rank(arrays: Arrays, first: Whole, second: Whole) -> Whole:
    priority = arrays.job[arrays.task[:, col.JOB], col.PRIORITY]
    order = np.lexsort((np.arange(len(first)), second, first, -priority))
    result = np.empty(len(order), dtype=np.int64)
    result[order] = np.arange(len(order))
    return result


def new_floor(arrays: Arrays) -> Floor:
    """An empty floor; ranks and look-ahead are to be set."""
    tasks, cells = len(arrays.task), len(arrays.cell)
    per_cell = np.bincount(arrays.option[:, col.ON], minlength=cells)
    queue_a = np.zeros(cells, dtype=np.int64)
    queue_a[1:] = np.cumsum(per_cell)[:-1]
    events = len(arrays.option) + 4 * tasks + 2 * len(arrays.join) + cells + 16
    return Floor(
        events=np.zeros((4 * events, 2), dtype=np.int64),
        size=np.zeros(1, dtype=np.int64),
        queue=np.zeros((len(arrays.option) + CANDIDATES, 2), dtype=np.int64),
        queue_a=queue_a,
        queue_size=np.zeros(cells, dtype=np.int64),
        rank=np.zeros(tasks, dtype=np.int64),
        known=np.zeros(tasks, dtype=np.int64),
        aside=np.zeros(CANDIDATES, dtype=np.int64),
        mean_change=_mean_changes(arrays),
        look_ahead=np.zeros(1, dtype=np.float64),
        lead=np.full(1, _lead(arrays), dtype=np.int64),
        sticks=np.zeros(2, dtype=np.int64),
    )


def _mean_changes(arrays: Arrays) -> Real:
    result = np.zeros(len(arrays.cell), dtype=np.float64)
    for cell, matrix in enumerate(arrays.cell[:, col.CHANGE]):
        if matrix >= 0:
            set_ups = arrays.change[matrix]
            result[cell] = set_ups[set_ups > 0].mean() if (set_ups > 0).any() else 0.0
    return result


def _lead(arrays: Arrays) -> int:
    """How long before a cell is free its next piece sets out."""
    loaded = arrays.drive[:, col.LOADED]
    return int(loaded[loaded > 0].mean()) if (loaded > 0).any() else 0
