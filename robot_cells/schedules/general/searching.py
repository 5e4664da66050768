"""A search in Python's hands: made from a plan, run for a number of changes, asked for what it has found."""

from __future__ import annotations

from collections.abc import Sequence

from robot_cells.errors import ScheduleError
from robot_cells.schedules.general.dispatch_rules import shortest_times
from robot_cells.schedules.general.encoding import Encoding
from robot_cells.schedules.general.first import Figures, figures_of, key_of
from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.general.kernels.annealing import anneal, settle
from robot_cells.schedules.general.kernels.decoding import decode
from robot_cells.schedules.general.kernels.shapes import Plan
from robot_cells.schedules.general.memory import copy_of, new_plan, new_state
from robot_cells.schedules.general.search_memory import new_search
from robot_cells.schedules.goal import Goal

COOLINGS = 40
"""Steps from the highest to the lowest temperature of a round."""
HOTTEST, COLDEST = 0.5, 0.005
"""Temperatures, in mean differences by which a change makes a plan worse."""
READ_OUT = 1_000
"""After so many changes the best that was found is decoded from its beginning."""
LONG_LIST = 80
"""Entries; where it is lateness that counts first, a longer list is begun the cooler, the longer it is."""
FIRST_ROUND = 40
"""Changes in each step of the first round for each entry; every round has twice as many as the one before."""


MOST_IN_FIRST_ROUND = 4_000
"""Changes of round 0 from each plan to begin with."""
MOVE_PRICE, DEARER, CHEAPER, NEARLY = 5.0, 1.3, 1.15, 0.95
"""What a move costs at first, in mean durations, and by what that changes as the moves made are nearly all that may be.

So moves are spent where they gain most, and given back for better ones, instead of on whatever comes first.
"""


class Searching:
    """One worker's search from a decoded plan: annealing in rounds, each from the best plan, twice as long, and cooler.

    Round 0 takes nothing that is worse, from each of `others` and from the plan: what is better at first is not always
    what more comes of. Where the list is long, it ends as soon as something better than the plan has been found.

    What it has found after a number of changes depends on problem, plan and seed alone.
    """

    def __init__(
        self,
        encoding: Encoding,
        plan: Plan,
        goals: Sequence[Goal],
        seed: int,
        most_moved: int | None = None,
        others: Sequence[Plan] = (),
    ) -> None:
        self._encoding = encoding
        self._goals = goals
        self._state = new_state(encoding.arrays)
        self._search = new_search(encoding, len(self._state.memory), goals, seed, most_moved)
        self.iterations = 0
        self._round = 0
        self._step = 0
        self._left = 0
        self._improved = False
        self._temperature = 0.0
        self._starts = [*others, plan]
        self._priced = most_moved is not None and Goal.MOVES not in goals
        if self._priced:
            self._search.weight[col.MOVES] = MOVE_PRICE * max(float(shortest_times(encoding.arrays).mean()), 1.0)
        self._kept, self._spare = copy_of(plan), new_plan(encoding.arrays)
        if not self._begin_from(plan):
            raise ScheduleError("A decoded plan cannot be decoded again; this is a defect of the general engine.")
        self._figures: Figures = tuple(self._search.stands.tolist())
        self._at_first = self._figures

    @property
    def plan(self) -> Plan:
        """The best plan, decoded; a copy."""
        return copy_of(self._kept)

    @property
    def figures(self) -> Figures:
        """What it costs."""
        return self._figures

    def run(self, changes: int) -> None:
        """Try so many changes."""
        before = self.iterations
        while self.iterations < before + changes:
            if self._left == 0:
                self._cool()
            until_look = READ_OUT - self.iterations % READ_OUT
            now = min(self._left, before + changes - self.iterations, until_look)
            found = anneal(self._encoding.arrays, self._state, self._search, now, self._temperature)
            self._improved |= found > 0
            self._left -= now
            self.iterations += now
            if now == until_look:
                self.read_out()
                self._price_moves()
                self._temperature = self._new_temperature()

    def _new_temperature(self) -> float:
        """For what comes until the next look; asked for at certain numbers of changes, whatever the clock says."""
        if self._round == 0 or not self._search.uphill[1]:
            return 0.0
        typical = float(self._search.uphill[0] / self._search.uphill[1])
        cooler = max(1.0, int(self._kept.size[1]) / LONG_LIST) if self._goals[0] is Goal.TARDINESS else 1.0
        hottest = HOTTEST / (1.0 + 0.25 * (self._round - 1)) / cooler
        coldest = min(COLDEST, hottest / 20.0)
        return typical * hottest * float((coldest / hottest) ** (self._step / COOLINGS))

    def _cool(self) -> None:
        """The next step of this round, or the first of the next one; round 0 takes nothing that is worse."""
        self._step += 1
        entries = max(int(self._kept.size[1]), 10)
        if self._round == 0 or self._step > COOLINGS:
            self.read_out()
            self._begin_next()
            self._step = 0
        self._temperature = self._new_temperature()
        self._left = max(1, FIRST_ROUND * entries * 2 ** max(self._round - 1, 0) // COOLINGS)
        if self._round == 0:
            self._left = min(self._left, MOST_IN_FIRST_ROUND)

    def _begin_next(self) -> None:
        """From the next plan to begin with; where there is none, or none is needed, another round from the best."""
        is_long = int(self._kept.size[1]) > MOST_IN_FIRST_ROUND
        while self._starts and (self._figures == self._at_first or not is_long):
            if self._begin_from(self._starts.pop(0)):
                return
        if not self._begin_from(self._kept):
            raise ScheduleError("A decoded plan cannot be decoded again; this is a defect of the general engine.")
        self._round += 1

    def _price_moves(self) -> None:
        """Make a move dearer or cheaper, as nearly all that may be are made or not."""
        search = self._search
        if self._priced:
            is_near = search.stands[col.MOVES] >= NEARLY * search.limits[0]
            search.weight[col.MOVES] *= DEARER if is_near else 1.0 / CHEAPER
            search.cost[0] = float((search.weight * search.stands).sum())

    def _begin_from(self, plan: Plan) -> bool:
        """Make the decoded plan the one that stands; False where its list means something else from its beginning."""
        tries = self._search.tries
        size = int(plan.size[1])
        tries.order[:size] = plan.sequence[:size]
        tries.size[0] = size
        tries.option[:], tries.vehicle[:], tries.earliest[:] = plan.used, plan.vehicle, plan.earliest
        self._search.change.what[:] = -1
        return settle(self._encoding.arrays, self._state, self._search)

    def read_out(self) -> None:
        """Decode the best that was found, and keep it where it is what it seemed to be.

        That happens after certain numbers of changes, whatever the clock says: a list that was made change by change
        need not mean the same from its beginning on, where a task's new cell gives room to what comes before it.
        """
        if not self._improved:
            return
        self._improved = False
        best = self._search.best
        arrays, spare, size = self._encoding.arrays, self._spare, int(best.size[1])
        spare.order[:size] = best.sequence[:size]
        spare.size[0] = size
        spare.option[:], spare.vehicle[:], spare.earliest[:] = best.option, best.vehicle, best.earliest
        if not decode(arrays, self._state, spare):
            return
        found = figures_of(arrays, self._state, spare)
        if self._is_better(found):
            self._kept, self._spare = spare, self._kept
            self._figures = found

    def _is_better(self, found: Figures) -> bool:
        limit = int(self._search.limits[0])
        if limit >= 0 and found[2] > max(limit, self._figures[2]):
            return False
        return key_of(found, self._goals) < key_of(self._figures, self._goals)
