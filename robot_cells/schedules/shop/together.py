"""Large shops: the good moves of a whole critical path are made together.

With ten thousand tasks, times after a move cost far more than finding it: half of all tasks may change. So the best
move of every block, and of every task that can go to another cell, is made where it promises a shorter path, and times
are renewed once for all. What they promise is estimated for each alone, and a move that closes a circle with others
is not made.
"""

from __future__ import annotations

from robot_cells.schedules.compiled import kernel
from robot_cells.schedules.shop.blocks import look_at_block
from robot_cells.schedules.shop.draws import Draws, drawn
from robot_cells.schedules.shop.insertion import LOOKED_AT, look_at_cell
from robot_cells.schedules.shop.moves import relocate
from robot_cells.schedules.shop.plan import Plan
from robot_cells.schedules.shop.shop import Ints, Shop
from robot_cells.schedules.shop.tabu import AT_ONCE, BEFORE, CHOICE, TASK, VALUE, WORST, Tabu
from robot_cells.schedules.shop.times import flag, renew_ends, renew_rest


@kernel
def copy_row(move: Ints, place: Ints) -> None:
    """Write a move into another place; slices would be counted, which kernels cannot."""
    for column in range(len(move)):
        place[column] = move[column]


@kernel
def close_row(tabu: Tabu, promised: int, kept: int) -> int:
    """Keep the best of the moves offered since the last row where it is less than `promised`; how many rows there are.

    The best of all stays in the last row of the table until the end.
    """
    best, rows = tabu.best, tabu.rows
    if best[VALUE] < promised and kept < AT_ONCE - 1:
        copy_row(best, rows[kept])
        kept += 1
    if best[VALUE] < rows[AT_ONCE - 1, VALUE]:
        copy_row(best, rows[AT_ONCE - 1])
    best[VALUE] = WORST
    return kept


@kernel
def look_at_all(
    shop: Shop, plan: Plan, path: Ints, count: int, tabu: Tabu, now: int, wanted: int, makespan: int, draws: Draws
) -> tuple[int, int]:
    """Offer the moves of blocks and to other cells; how many there are, and how many rows promise a shorter path."""
    seen = kept = end = 0
    tabu.best[VALUE] = tabu.rows[AT_ONCE - 1, VALUE] = WORST
    while end < count:
        begin = end
        while begin + 1 < count and plan.before[path[begin]] == path[begin + 1]:
            begin += 1
        if begin > end:
            seen = look_at_block(shop, plan, path, begin, end, tabu, now, wanted, draws, seen)
            kept = close_row(tabu, makespan, kept)
        end = begin + 1
    stride = max(1, count // LOOKED_AT)
    for index in range(drawn(draws, stride), count, stride):
        task = path[index]
        if shop.first_choice[task + 1] - shop.first_choice[task] == 1:
            continue
        for choice in range(shop.first_choice[task], shop.first_choice[task + 1]):
            if choice != plan.choice[task]:
                seen = look_at_cell(shop, plan, task, choice, tabu, now, wanted, draws, seen)
        kept = close_row(tabu, makespan, kept)
    copy_row(tabu.rows[AT_ONCE - 1], tabu.best)
    return seen, kept


@kernel
def can_be_made(shop: Shop, plan: Plan, row: Ints) -> bool:
    """Whether the neighbour of this move is still on that cell, after the moves made before."""
    before = row[BEFORE]
    return bool(before == len(shop.job) - 1 or plan.cell[before] == shop.choice_cell[row[CHOICE]])


@kernel
def make_row(shop: Shop, plan: Plan, tabu: Tabu, row: Ints, count: int) -> int:
    """Make a move without its times; how many tasks are touched then."""
    task, touched = row[TASK], tabu.touched
    old_before, old_after = plan.before[task], plan.after[task]
    if not relocate(shop, plan, task, row[CHOICE], row[BEFORE]):
        return count
    touched[count] = task
    touched[count + 1] = old_before
    touched[count + 2] = old_after
    touched[count + 3] = plan.before[task]
    touched[count + 4] = plan.after[task]
    return count + 5


@kernel
def renew(shop: Shop, plan: Plan, tabu: Tabu, count: int) -> None:
    """Renew ends and rests after the moves that have touched so many tasks."""
    nobody = len(shop.job) - 1
    first, last, left = nobody, 0, 0
    for index in range(count):
        task = tabu.touched[index]
        if task != nobody:
            left += flag(plan, task, nobody)
            first = min(first, plan.place[task])
            last = max(last, plan.place[task])
    renew_ends(shop, plan, first, left)
    left = 0
    for index in range(count):
        left += flag(plan, tabu.touched[index], nobody)
    renew_rest(shop, plan, last, left)
