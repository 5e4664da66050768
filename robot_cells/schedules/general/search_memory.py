"""Room for a search."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from robot_cells.schedules.general.dispatch_rules import shortest_times
from robot_cells.schedules.general.encoding import Encoding
from robot_cells.schedules.general.first import GOAL_COLUMNS
from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.general.kernels.annealing import Search
from robot_cells.schedules.general.kernels.neighbours import Change
from robot_cells.schedules.general.kernels.ripples import IS_LOCAL, Ripple
from robot_cells.schedules.general.kernels.shapes import Arrays, Whole
from robot_cells.schedules.general.memory import new_plan
from robot_cells.schedules.goal import Goal

SAVED = 48
"""Into how many parts a list is divided by saved states."""
LOOK_AHEAD_ENTRIES = 4
"""Entries for each cell, behind a change, that are looked at before it is given up for what has ended later."""
NEXT_GOAL = 0.02
"""What a goal counts beside the one before it, when it is decided which change is kept."""


def new_search(encoding: Encoding, memory: int, goals: Sequence[Goal], seed: int, most_moved: int | None) -> Search:
    """A search for `goals`, with states of `memory` numbers; at most `most_moved` tasks change cells needlessly."""
    arrays = encoding.arrays
    entries = len(new_plan(arrays).place)
    weight = np.zeros(len(GOAL_COLUMNS), dtype=np.float64)
    scale = 1.0
    mean = max(float(shortest_times(arrays).mean()), 1.0)
    for goal in goals:
        weight[GOAL_COLUMNS[goal]] = scale * (mean if goal is Goal.MOVES else 1.0)
        scale *= NEXT_GOAL
    limit = -1 if most_moved is None else most_moved + _unavoidable(encoding)
    return Search(
        tries=new_plan(arrays),
        now=new_plan(arrays),
        best=new_plan(arrays),
        saved=np.zeros((SAVED, memory), dtype=np.int64),
        saved_at=np.full(SAVED, col.FOREVER, dtype=np.int64),
        every=np.full(1, max(4, -(-entries // SAVED)), dtype=np.int64),
        dice=np.array([(seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) % 2**64 or 1], dtype=np.uint64),
        change=Change(np.full(9, -1, dtype=np.int64), np.zeros(min(entries, 5_000) + 1, dtype=np.int64)),
        goals=np.array([GOAL_COLUMNS[goal] for goal in goals], dtype=np.int64),
        weight=weight,
        tried=np.zeros(len(GOAL_COLUMNS), dtype=np.float64),
        stands=np.zeros(len(GOAL_COLUMNS), dtype=np.float64),
        found=np.full(len(GOAL_COLUMNS), np.inf, dtype=np.float64),
        cost=np.zeros(1, dtype=np.float64),
        uphill=np.zeros(2, dtype=np.float64),
        limits=np.array([limit, Goal.SHIFTS in goals, _look_ahead(arrays, goals)], dtype=np.int64),
        ripple=_new_ripple(arrays, entries, goals),
    )


def _new_ripple(arrays: Arrays, entries: int, goals: Sequence[Goal]) -> Ripple:
    jobs = len(arrays.job)
    count = np.zeros(4, dtype=np.int64)
    count[IS_LOCAL] = is_local(arrays, goals)
    return Ripple(
        cell=np.zeros(len(arrays.cell), dtype=np.int64),
        job=np.zeros(jobs, dtype=np.int64),
        vehicle=np.zeros(len(arrays.vehicle), dtype=np.int64),
        state=count,
        latest_before=np.zeros(entries + 1, dtype=np.int64),
        latest_after=np.zeros(entries + 1, dtype=np.int64),
        late=np.zeros(jobs, dtype=np.float64),
        ended=np.zeros(jobs + 1, dtype=np.int64),
        cost=np.zeros(jobs, dtype=np.float64),
        more=np.zeros(1, dtype=np.float64),
        in_order=_in_order(arrays),
    )


def _in_order(arrays: Arrays) -> Whole:
    """For each job whether each of its tasks but the first comes directly after the one before."""
    task = arrays.task
    begins = np.isin(np.arange(len(task)), arrays.job[:, col.FIRST])
    counts = task[:, col.PRED_Z] - task[:, col.PRED_A]
    before = np.full(len(task), -1, dtype=np.int64)
    before[counts == 1] = arrays.pred[task[counts == 1, col.PRED_A]]
    good = np.where(begins, counts == 0, before == np.arange(len(task)) - 1)
    result = np.ones(len(arrays.job), dtype=np.int64)
    result[task[~good, col.JOB]] = 0
    return result


def is_local(arrays: Arrays, goals: Sequence[Goal]) -> bool:
    """Whether nothing but cells, pieces and vehicles connects entries, in recipes without a choice of order.

    And no goal is one that every entry adds to.
    """
    limited = arrays.cell[:, col.LIMITED_IN].any() or arrays.cell[:, col.LIMITED_OUT].any()
    others = len(arrays.need) or len(arrays.join) or len(arrays.frozen)
    return (
        not limited
        and not others
        and bool(_in_order(arrays).all())
        and not {Goal.SHIFTS, Goal.CHANGEOVERS} & set(goals)
    )


def _look_ahead(arrays: Arrays, goals: Sequence[Goal]) -> int:
    """How many places behind a change are looked at before it is given up."""
    return LOOK_AHEAD_ENTRIES * len(np.unique(arrays.option[:, col.ON])) if goals[0] is Goal.TARDINESS else -1


def _unavoidable(encoding: Encoding) -> int:
    """How many tasks can no longer be done on the cell that they were on."""
    arrays = encoding.arrays
    count = 0
    for row in np.flatnonzero(arrays.task[:, col.OLD_CELL] >= 0).tolist():
        low, high, cell = (int(arrays.task[row, item]) for item in (col.OPTION_A, col.OPTION_Z, col.OLD_CELL))
        here: Whole = arrays.option[low:high, col.ON]
        fixed = int(arrays.task[row, col.FIXED_CELL])
        count += (fixed != cell) if fixed >= 0 else not bool((here == cell).any())
    return count
