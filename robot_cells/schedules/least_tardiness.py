"""A weighted tardiness of orders that no schedule of a problem can undercut.

Two bounds, each valid by itself, so their maximum is one.

*Alone.* An order ends no earlier than it could if it had the line to itself (`bounds.py` with its jobs alone); summed.

*In turn.* Take any set S of m cells. The orders end their work on S one after the other. By the time at which the k-th
has ended it, the work of k orders has been done on S, its own among it: at least its own and the k - 1 least of the
others, by m cells, begun no earlier than the least head; and what comes after S in that order follows. That is the
least end, and so the least cost, of each order in each place; whatever the sequence, it costs no less than the cheapest
assignment of orders to places (A. H. G. Rinnooy Kan, B. J. Lageweg and J. K. Lenstra, "Minimizing total costs in
one-machine scheduling", Operations Research 23, 1975). Evaluated for every set of alternatives that occurs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from robot_cells.ids import CellId
from robot_cells.schedules.bounds import Load, loads_of, lower_bound_s
from robot_cells.schedules.least_assignment import least_assignment
from robot_cells.schedules.problem import Problem, ProblemJob
from robot_cells.schedules.ways import Ways

MOST_IN_TURN = 24
"""With more orders than this only the first bound is taken: the assignment takes the cube of their number."""


@dataclass(frozen=True, slots=True)
class DueOrder:
    """What is left of one order: it ends with the last of its jobs, is due at `due_s`, and late costs `weight`."""

    jobs: tuple[ProblemJob, ...]
    due_s: float
    weight: float

    def cost_s(self, end_s: float) -> float:
        """Its weighted tardiness when it ends then, in seconds."""
        return self.weight * max(0.0, end_s - self.due_s)


@dataclass(frozen=True, slots=True)
class _Share:
    """What an order has to do on a set of cells: work, least time before it and after it, in seconds."""

    order: DueOrder
    alone_s: float
    work_s: float
    head_s: float
    tail_s: float


def least_tardiness_s(problem: Problem, orders: Sequence[DueOrder]) -> float:
    """The greater of the bounds, in seconds times weight; the problem has jobs of other orders besides."""
    alone_s = [_alone_s(problem, order) for order in orders]
    alone = sum(order.cost_s(end_s) for order, end_s in zip(orders, alone_s, strict=True))
    if not 1 < len(orders) <= MOST_IN_TURN:
        return alone
    ways = Ways(problem)
    loads = [[load for job in order.jobs for load in loads_of(problem, job, ways)] for order in orders]
    sets = dict.fromkeys(load.cells for items in loads for load in items)
    return max([alone, *(_in_turn_s(problem, orders, alone_s, loads, cells) for cells in sets)])


def _alone_s(problem: Problem, order: DueOrder) -> float:
    released_s = max((job.release_s for job in order.jobs), default=0.0)
    own = {task.id for job in order.jobs for task in job.tasks}
    fixed = {task: item for task, item in problem.fixed.items() if task in own}
    return max(released_s, lower_bound_s(replace(problem, jobs=order.jobs, fixed=fixed)))


def _in_turn_s(
    problem: Problem,
    orders: Sequence[DueOrder],
    alone_s: Sequence[float],
    loads: Sequence[list[Load]],
    cells: frozenset[CellId],
) -> float:
    """The bound for one set of cells; orders without work there count alone."""
    shares = []
    bound = 0.0
    for order, end_s, items in zip(orders, alone_s, loads, strict=True):
        inside = [load for load in items if load.cells <= cells]
        if inside:
            shares.append(_share(order, end_s, inside))
        else:
            bound += order.cost_s(end_s)
    if not shares:
        return bound
    ready_s = min(problem.ready_s.get(cell, 0.0) for cell in cells)
    begin_s = max(ready_s, min(item.head_s for item in shares))
    return bound + least_assignment([_costs(item, shares, begin_s, len(cells)) for item in shares])


def _share(order: DueOrder, alone_s: float, inside: Iterable[Load]) -> _Share:
    found = list(inside)
    return _Share(
        order,
        alone_s,
        sum(load.duration_s for load in found),
        min(load.head_s for load in found),
        min(load.tail_s for load in found),
    )


def _costs(own: _Share, shares: Sequence[_Share], begin_s: float, cells: int) -> list[float]:
    """The least cost of an order as the first, second, ... that ends its work on the cells."""
    others = sorted(item.work_s for item in shares if item is not own)
    work_s = own.work_s
    costs = []
    for other_s in (0.0, *others):
        work_s += other_s
        costs.append(own.order.cost_s(max(own.alone_s, begin_s + work_s / cells + own.tail_s)))
    return costs
