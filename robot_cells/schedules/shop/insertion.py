"""Moves to other cells in the flexible job shop: a critical task into every place there that may be worth it.

After M. Mastrolilli and L. M. Gambardella, "Effective neighbourhood functions for the flexible job shop problem",
Journal of Scheduling 3 (2000). On a cell, behind the tasks that end before the task could begin and have more after
them, and before those that have less after them, every place is feasible: a path that closed a circle would be longer
than it can be. The longest path through the task there is at most

    max(end of the task before it in its job, end of its neighbour before) + its duration + max(rest of both after it)

Ends and rests are the present ones, as if the task were still in its old place too. Without it they are not larger; to
renew them for every task of the path made an iteration up to twice as long, and the gaps after a second wider.
"""

from __future__ import annotations

from robot_cells.schedules.compiled import kernel
from robot_cells.schedules.shop.draws import Draws, drawn
from robot_cells.schedules.shop.plan import Plan
from robot_cells.schedules.shop.shop import Ints, Shop
from robot_cells.schedules.shop.tabu import Tabu, offer

LOOKED_AT = 50
"""Tasks of a path that are looked at in an iteration, about; in shops with thousands of tasks paths are far longer."""


@kernel
def look_at_other_cells(
    shop: Shop, plan: Plan, path: Ints, count: int, tabu: Tabu, now: int, wanted: int, draws: Draws, seen: int
) -> int:
    """Offer the moves of the tasks of a path to other cells; how many moves have been offered in this iteration.

    Of a path that is longer than `LOOKED_AT` twice or more, tasks at equal distances, the first one drawn.
    """
    stride = max(1, count // LOOKED_AT)
    for index in range(drawn(draws, stride), count, stride):
        task = path[index]
        for choice in range(shop.first_choice[task], shop.first_choice[task + 1]):
            if choice != plan.choice[task]:
                seen = look_at_cell(shop, plan, task, choice, tabu, now, wanted, draws, seen)
    return seen


@kernel
def look_at_cell(
    shop: Shop, plan: Plan, task: int, choice: int, tabu: Tabu, now: int, wanted: int, draws: Draws, seen: int
) -> int:
    """Offer the moves of a task to one other cell. Those that are estimated to give less than `wanted` are free."""
    nobody = len(shop.job) - 1
    cell = shop.choice_cell[choice]
    start = max(plan.ends[shop.job_before[task]], shop.release[task], shop.ready[cell])
    rest = plan.rest[shop.job_after[task]]
    duration = shop.choice_duration[choice]
    allowed = tabu.choices[choice] <= now
    before, after = nobody, plan.first[cell]
    while after != nobody and plan.ends[after] <= start and plan.rest[after] > rest:
        before, after = after, plan.after[after]
    inside = True
    while inside:
        value = max(start, plan.ends[before]) + duration + max(rest, plan.rest[after])
        seen += 1
        offer(tabu, draws, allowed or value < wanted, seen, (value, task, choice, before))
        inside = after != nobody and plan.rest[after] > rest
        if inside:
            before, after = after, plan.after[after]
    return seen
