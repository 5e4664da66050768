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
from robot_cells.schedules.shop.together import can_be_made, look_at_all, make_row, renew

LEAST_TENURE = 10
"""Iterations for which an order is tabu at least; as in Peng, Lu and Cheng (2015), who add jobs divided by cells."""

LARGE = 3_000
"""Tasks from which on the good moves of a path are made together."""


@kernel
def step(shop: Shop, plan: Plan, tabu: Tabu, path: Ints, now: int, makespan: int, wanted: int, draws: Draws) -> int:
    """Make one move from a solution of this makespan; the makespan then, or `WORST` where there is no move at all.

    `now` is the number of the iteration; moves that are estimated to give less than `wanted` are made though tabu.
    """
    tabu.best[VALUE] = WORST
    count = critical_path(shop, plan, makespan, draws, path)
    if len(shop.job) > LARGE:
        seen, rows = look_at_all(shop, plan, path, count, tabu, now, wanted, makespan, draws)
        if rows > 1:
            make_together(shop, plan, tabu, rows, now, count, draws)
            return makespan_of(plan)
    else:
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
    forbid(shop, plan, tabu, chosen, now, count, draws)
    return move(shop, plan, chosen[TASK], chosen[CHOICE], chosen[BEFORE])


@kernel
def make_together(shop: Shop, plan: Plan, tabu: Tabu, rows: int, now: int, count: int, draws: Draws) -> None:
    """Make the first moves of the table one after the other, forbid to take them back, and renew times once."""
    touched = 0
    for number in range(rows):
        row = tabu.rows[number]
        if can_be_made(shop, plan, row):
            forbid(shop, plan, tabu, row, now, count, draws)
            touched = make_row(shop, plan, tabu, row, touched)
    renew(shop, plan, tabu, touched)


@kernel
def forbid(shop: Shop, plan: Plan, tabu: Tabu, chosen: Ints, now: int, count: int, draws: Draws) -> None:
    """Forbid to take back a move that is made next."""
    task = chosen[TASK]
    old = plan.choice[task]
    if chosen[CHOICE] == old:
        tenure = LEAST_TENURE + shop.job[len(shop.job) - 1] // len(shop.ready)
        until = now + tenure + drawn(draws, tenure)
        forbid_turning_back(shop, plan, tabu, task, chosen[BEFORE], until)
    else:
        tabu.choices[old] = now + count + shop.first_choice[task + 1] - shop.first_choice[task]
