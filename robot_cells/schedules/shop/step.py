"""One iteration of the tabu search: the best move of a critical path that is not tabu is made."""

from __future__ import annotations

from robot_cells.schedules.compiled import kernel
from robot_cells.schedules.shop.blocks import look_at_blocks
from robot_cells.schedules.shop.critical import critical_path
from robot_cells.schedules.shop.draws import Draws, drawn
from robot_cells.schedules.shop.insertion import look_at_other_cells
from robot_cells.schedules.shop.moves import move
from robot_cells.schedules.shop.plan import Plan, makespan_of
from robot_cells.schedules.shop.shop import Ints, Shop
from robot_cells.schedules.shop.tabu import BEFORE, CHOICE, TASK, VALUE, WORST, Tabu, forbid_turning_back

LEAST_TENURE = 10
"""Iterations for which an order is tabu at least; as in Peng, Lu and Cheng (2015), who add jobs divided by cells."""


@kernel
def step(shop: Shop, plan: Plan, tabu: Tabu, path: Ints, now: int, makespan: int, wanted: int, draws: Draws) -> int:
    """Make one move from a solution of this makespan; the makespan then, or `WORST` where there is no move at all.

    `now` is the number of the iteration; moves that are estimated to give less than `wanted` are made though tabu.
    """
    tabu.best[VALUE] = WORST
    count = critical_path(shop, plan, makespan, draws, path)
    seen = look_at_blocks(shop, plan, path, count, tabu, now, wanted, draws)
    seen = look_at_other_cells(shop, plan, path, count, tabu, now, wanted, draws, seen)
    if seen == 0:
        return WORST
    chosen = tabu.best if tabu.best[VALUE] < WORST else tabu.drawn
    if not make(shop, plan, tabu, chosen, now, count, draws):
        make(shop, plan, tabu, tabu.drawn, now, count, draws)
    return makespan_of(plan)


@kernel
def make(shop: Shop, plan: Plan, tabu: Tabu, chosen: Ints, now: int, count: int, draws: Draws) -> bool:
    """Make a move, found on a path of `count` tasks, and forbid to take it back.

    False, and no move, where it closes a circle: with tasks that take no time the conditions do not see every one.
    """
    task = chosen[TASK]
    old = plan.choice[task]
    if chosen[CHOICE] == old:
        tenure = LEAST_TENURE + shop.job[len(shop.job) - 1] // len(shop.ready)
        until = now + tenure + drawn(draws, tenure)
        forbid_turning_back(shop, plan, tabu, task, chosen[BEFORE], until)
    else:
        tabu.choices[old] = now + count + shop.first_choice[task + 1] - shop.first_choice[task]
    return move(shop, plan, task, chosen[CHOICE], chosen[BEFORE])
