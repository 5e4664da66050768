"""Refuting makespans of a plain shop, and finding shorter schedules, in the process of CP-SAT.

*Destructive bounds* (R. Klein and A. Scholl, "Computing lower bounds by destructive improvement", European Journal of
Operational Research 112, 1999): a limit that no schedule keeps is below the bound. In rounds, each with twice the time:
where tasks have a choice first the bound itself (kept, nothing is better), then the limit just below the shortest known
schedule (refuted, that is proved to be the best), then halving the distance between what was refuted and what was too
hard. Wherever a limit is kept there is a shorter schedule.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from time import monotonic

from ortools.sat.python import cp_model

from robot_cells.schedules.cp_sat.inbox import Inbox
from robot_cells.schedules.cp_sat.messages import ShopNews, ShopWanted, Shorter
from robot_cells.schedules.cp_sat.shop_model import Option, ShopModel, ends_by, least_shared_work, shop_tasks
from robot_cells.schedules.shop.shop import Shop

FIRST_EFFORT = 0.25
"""How long a limit is tried in the first round, in CP-SAT's deterministic time: about a second of processor time, and
the same on a machine that has other work."""
HALVING_SHARE = 0.25
"""Of that, for limits that would only give a bound."""
LEAST_ROUNDS, LEAST_FLEXIBLE_ROUNDS = 4, 2
"""From so many on a round that tells nothing new is the last. Where tasks choose, most comes of sharing out work."""
NARROW = 400
"""Halving ends where the distance is a so-manieth of the makespan."""


class ShopSearch:
    """One shop; `tell` is handed news as they come."""

    def __init__(self, wanted: ShopWanted, inbox: Inbox, tell: Callable[[ShopNews], None]) -> None:
        self._wanted = wanted
        self._tasks = shop_tasks(wanted.shop)
        self._inbox = inbox
        self._tell = tell
        self._makespan = wanted.makespan
        self._bound = wanted.bound
        self._rounds = 0

    def run(self) -> None:
        """Until the bound is the makespan, the time is over, or a round has told nothing new."""
        if self._tasks.is_flexible:
            self._share_work()
        effort = FIRST_EFFORT
        least = LEAST_FLEXIBLE_ROUNDS if self._tasks.is_flexible else LEAST_ROUNDS
        for number in count(1):
            known = self._bound, self._makespan
            self._round(effort)
            effort *= 2.0
            if self._is_over() or (number >= least and known == (self._bound, self._makespan)):
                return

    def _round(self, effort: float) -> None:
        if self._tasks.is_flexible:
            self._try(self._bound, effort)
        self._try(self._makespan - 1, effort)
        hard, was_hard = self._makespan - 1, False
        while not self._is_over() and (hard - self._bound) * NARROW > self._makespan:
            middle = (self._bound + hard) // 2
            if not self._try(middle, HALVING_SHARE * effort):
                hard, was_hard = middle, True
            elif was_hard:
                return  # What lies between is for the next round: just above it all was too hard.
            hard = min(hard, self._makespan - 1)

    def _is_over(self) -> bool:
        for message in self._inbox.now():
            if isinstance(message, Shorter):
                self._makespan = min(self._makespan, message.makespan)
        return self._bound >= self._makespan or monotonic() >= self._wanted.until_s

    def _share_work(self) -> None:
        solver = self._solver(FIRST_EFFORT)
        solver.solve(least_shared_work(self._tasks))
        self._raise_bound(round(solver.best_objective_bound))

    def _try(self, limit: int, effort: float) -> bool:
        """Whether the limit is refuted or kept within the effort; what follows from that is told."""
        if self._is_over():
            return True
        built = ends_by(self._tasks, limit)
        solver = self._solver(effort)
        if not self._tasks.is_flexible:  # There is nothing to share out: propagation alone refutes most.
            solver.parameters.linearization_level = 0
            solver.parameters.use_dynamic_precedence_in_disjunctive = True
            solver.parameters.use_strong_propagation_in_disjunctive = True
        self._inbox.on_message = solver.stop_search
        status = solver.solve(built.model, _Keeper(built, self._keep))
        self._inbox.on_message = _nothing
        self._raise_bound(limit + 1 if status == cp_model.INFEASIBLE else round(solver.best_objective_bound))
        return status in {cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE}

    def _solver(self, effort: float) -> cp_model.CpSolver:
        self._rounds += 1
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = max(0.01, self._wanted.until_s - monotonic())
        solver.parameters.max_deterministic_time = effort
        solver.parameters.random_seed = (self._wanted.seed * 1000 + self._rounds) % (2**31 - 1)
        return solver

    def _raise_bound(self, bound: int) -> None:
        if bound > self._bound:
            self._bound = bound
            self._tell(ShopNews(min(bound, self._makespan)))

    def _keep(self, starts: list[int], taken: list[Option]) -> None:
        order = sorted(range(len(taken)), key=lambda task: (starts[task], starts[task] + taken[task].duration, task))
        choice = [option.number for option in taken]
        makespan = makespan_of(self._wanted.shop, order, choice)
        if makespan < self._makespan:
            self._makespan = makespan
            self._tell(ShopNews(self._bound, makespan, tuple(order), tuple(choice)))


class _Keeper(cp_model.CpSolverSolutionCallback):
    """Hands on every solution as it is found."""

    def __init__(self, built: ShopModel, keep: Callable[[list[int], list[Option]], None]) -> None:
        super().__init__()
        self._built = built
        self._keep = keep

    def on_solution_callback(self) -> None:
        """Called by the solver with each better solution."""
        taken = [
            next(option for option, literal in row if literal is True or self.value(literal))
            for row in self._built.taken
        ]
        self._keep([self.value(start) for start in self._built.starts], taken)


def makespan_of(shop: Shop, order: list[int], choice: list[int]) -> int:
    """When the last task ends, every task as early as it can be in this order; in units."""
    cells, durations, before = shop.choice_cell.tolist(), shop.choice_duration.tolist(), shop.job_before.tolist()
    free, release = shop.ready.tolist(), shop.release.tolist()
    ends = [0] * len(before)
    for task in order:
        cell = cells[choice[task]]
        ends[task] = free[cell] = max(ends[before[task]], free[cell], release[task]) + durations[choice[task]]
    return max(ends)


def _nothing() -> None:
    """A message that comes between two trials is read before the next."""
