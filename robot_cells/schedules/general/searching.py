"""A search in Python's hands: made from a plan, run for a number of changes, asked for what it has found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from robot_cells.errors import ScheduleError
from robot_cells.schedules.general.dispatch_rules import shortest_times
from robot_cells.schedules.general.encoding import Encoding
from robot_cells.schedules.general.first import GOAL_COLUMNS, Figures
from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.general.kernels.annealing import Search, anneal, settle
from robot_cells.schedules.general.kernels.neighbours import Change
from robot_cells.schedules.general.kernels.shapes import Plan, Whole
from robot_cells.schedules.general.memory import new_plan, new_state
from robot_cells.schedules.goal import Goal

SAVED = 48
"""Into how many parts a list is divided by saved states."""
NEXT_GOAL = 0.02
"""What a goal counts beside the one before it, when it is decided which change is kept."""
COOLINGS = 40
"""Steps from the highest to the lowest temperature of a round."""
HOTTEST, COLDEST = 0.5, 0.005
"""Temperatures, in mean differences by which a change makes a plan worse."""
FIRST_ROUND = 40
"""Changes in each step of the first round for each entry; every round has twice as many as the one before."""


class Searching:
    """One worker's search from a decoded plan: annealing in rounds, each from the best plan, twice as long, and cooler.

    What it has found after a number of changes depends on problem, plan and seed alone.
    """

    def __init__(
        self, encoding: Encoding, plan: Plan, goals: Sequence[Goal], seed: int, most_moved: int | None = None
    ) -> None:
        self._encoding = encoding
        self._state = new_state(encoding.arrays)
        self._search = _new_search(encoding, len(self._state.memory), goals, seed, most_moved)
        self.iterations = 0
        self.improved = False
        self._round = 0
        self._step = 0
        self._left = 0
        self._begin_from(plan)

    @property
    def plan(self) -> Plan:
        """The best plan, decoded."""
        return self._search.best

    @property
    def figures(self) -> Figures:
        """What it costs."""
        return tuple(self._search.found.tolist())

    def run(self, changes: int) -> None:
        """Try so many changes."""
        search = self._search
        before = self.iterations
        while self.iterations < before + changes:
            if self._left == 0:
                self._cool()
            now = min(self._left, before + changes - self.iterations)
            if anneal(self._encoding.arrays, self._state, search, now, self._temperature()):
                self.improved = True
            self._left -= now
            self.iterations += now

    def _temperature(self) -> float:
        if self._round == 0 or not self._search.uphill[1]:
            return 0.0
        typical = float(self._search.uphill[0] / self._search.uphill[1])
        hottest = HOTTEST / (1.0 + 0.25 * (self._round - 1))
        return typical * hottest * float((COLDEST / hottest) ** (self._step / COOLINGS))

    def _cool(self) -> None:
        """The next step of this round, or the first of the next one; round 0 takes nothing that is worse."""
        self._step += 1
        entries = max(int(self._search.best.size[1]), 10)
        if self._round == 0 or self._step > COOLINGS:
            if self.iterations:
                self._begin_from(self._search.best)
                self._round += 1
            self._step = 0
        self._left = max(1, FIRST_ROUND * entries * 2 ** max(self._round - 1, 0) // COOLINGS)

    def _begin_from(self, plan: Plan) -> None:
        """Make the decoded plan the one that stands."""
        tries = self._search.tries
        size = int(plan.size[1])
        tries.order[:size] = plan.sequence[:size]
        tries.size[0] = size
        tries.option[:] = plan.used
        tries.vehicle[:] = plan.vehicle
        tries.earliest[:] = plan.earliest
        self._search.change.what[:] = -1
        if not settle(self._encoding.arrays, self._state, self._search):
            raise ScheduleError("A decoded plan cannot be decoded again; this is a defect of the general engine.")


def _new_search(encoding: Encoding, memory: int, goals: Sequence[Goal], seed: int, most_moved: int | None) -> Search:
    arrays = encoding.arrays
    entries = len(new_plan(arrays).place)
    every = max(4, -(-entries // SAVED))
    rows = entries // every + 1
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
        saved=np.zeros((2 * rows, memory), dtype=np.int64),
        row=np.arange(2 * rows, dtype=np.int64).reshape(2, rows),
        saved_at=np.full(2 * rows, col.FOREVER, dtype=np.int64),
        every=np.full(1, every, dtype=np.int64),
        dice=np.array([(seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) % 2**64 or 1], dtype=np.uint64),
        change=Change(np.full(9, -1, dtype=np.int64), np.zeros(min(entries, 5_000) + 1, dtype=np.int64)),
        goals=np.array([GOAL_COLUMNS[goal] for goal in goals], dtype=np.int64),
        weight=weight,
        tried=np.zeros(len(GOAL_COLUMNS), dtype=np.float64),
        stands=np.zeros(len(GOAL_COLUMNS), dtype=np.float64),
        found=np.full(len(GOAL_COLUMNS), np.inf, dtype=np.float64),
        cost=np.zeros(1, dtype=np.float64),
        uphill=np.zeros(2, dtype=np.float64),
        limits=np.array([limit, Goal.SHIFTS in goals], dtype=np.int64),
    )


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
