"""Solutions between two solutions, and beside one.

Every topological order is a schedule, and the weighted mean of the positions in two of them is one again: what comes
first in both comes first in the mean. So by its weight the mean passes from the one solution to the other through
feasible ones only, pair by pair (path relinking: F. Glover, M. Laguna and R. Marti, Control and Cybernetics 29, 2000;
B. Peng, Z. Lu and T. C. E. Cheng, Computers & Operations Research 53, 2015, for the job shop).
"""

from __future__ import annotations

import numpy as np

from robot_cells.schedules.compiled import compiled
from robot_cells.schedules.shop.draws import Draws, drawn
from robot_cells.schedules.shop.plan import Plan
from robot_cells.schedules.shop.shop import Ints, Shop

PARTS = 1000
"""Weights are given in parts of this."""


@compiled
def relink(
    plan: Plan, order: Ints, choice: Ints, target_order: Ints, target_choice: Ints, weight: int, draws: Draws
) -> None:
    """Write `order` and `choice` of a solution that is `weight` parts of the way from the first to the second."""
    nobody = len(plan.order) - 1
    middle = np.zeros(nobody, np.int64)
    for place in range(nobody):
        middle[order[place]] += (PARTS - weight) * place
        middle[target_order[place]] += weight * place
    keys = np.zeros(nobody, np.int64)
    for place in range(nobody):
        keys[place] = middle[order[place]] * nobody + place
    keys.sort()
    for place in range(nobody):
        plan.order[place] = order[keys[place] % nobody]
    for task in range(nobody):
        plan.choice[task] = target_choice[task] if drawn(draws, PARTS) < weight else choice[task]


@compiled
def shake(shop: Shop, plan: Plan, strength: int, draws: Draws) -> None:
    """Change the plan's `order` and some choices at random: every task is brought up to `strength` places forward."""
    nobody = len(plan.order) - 1
    keys = np.zeros(nobody, np.int64)
    for place in range(nobody):
        keys[place] = (place + drawn(draws, strength + 1)) * nobody + place
    keys.sort()
    old = plan.order.copy()
    for place in range(nobody):
        plan.order[place] = old[keys[place] % nobody]
    in_jobs(shop, plan)


@compiled
def in_jobs(shop: Shop, plan: Plan) -> None:
    """Read `order` as a permutation with repetition: the k-th place of a job is its k-th task (C. Bierwirth 1995)."""
    nobody = len(plan.order) - 1
    jobs = shop.job[nobody]
    following = np.full(jobs, nobody, np.int64)
    for task in range(nobody - 1, -1, -1):
        following[shop.job[task]] = task
    for place in range(nobody):
        job = shop.job[plan.order[place]]
        task = following[job]
        plan.order[place] = task
        following[job] = shop.job_after[task]
