"""First solutions: non-delay dispatch, compiled. Whatever could begin first is begun; a rule decides between equals.

A heap holds the next task of every job by the earliest time at which it could begin on any of its cells. That time
only grows, so an entry that is out of date is found when it comes up, and is put back. n log n steps.
"""

from __future__ import annotations

import heapq

from robot_cells.schedules.compiled import compiled
from robot_cells.schedules.shop.draws import Draws, drawn
from robot_cells.schedules.shop.plan import Plan
from robot_cells.schedules.shop.shop import Ints, Shop

MOST_WORK, SHORTEST, FIRST_COME, DRAWN = range(4)
"""The rules: most work remaining in the job, shortest task, first in the problem, most work times a drawn factor."""


@compiled
def dispatch(shop: Shop, plan: Plan, rule: int, draws: Draws) -> None:
    """Write `order` and `choice` of a solution by this rule."""
    nobody = len(shop.job) - 1
    free = shop.ready.copy()
    ready = shop.release.copy()
    left = work_left(shop)
    heap = [(0, 0, 0)]
    heap.pop()
    for task in range(nobody):
        if shop.job_before[task] == nobody:
            choice = earliest(shop, task, ready[task], free)
            start = max(ready[task], free[shop.choice_cell[choice]])
            heapq.heappush(heap, (start, rank(shop, task, choice, left, rule, draws), task))
    place = 0
    while heap:
        start, priority, task = heapq.heappop(heap)
        choice = earliest(shop, task, ready[task], free)
        now = max(ready[task], free[shop.choice_cell[choice]])
        if now > start:
            heapq.heappush(heap, (now, priority, task))
            continue
        end = now + shop.choice_duration[choice]
        free[shop.choice_cell[choice]] = end
        plan.order[place] = task
        plan.choice[task] = choice
        place += 1
        following = shop.job_after[task]
        if following != nobody:
            ready[following] = end
            choice = earliest(shop, following, end, free)
            start = max(end, free[shop.choice_cell[choice]])
            heapq.heappush(heap, (start, rank(shop, following, choice, left, rule, draws), following))


@compiled
def work_left(shop: Shop) -> Ints:
    """For every task the shortest durations of it and of those after it in its job, summed."""
    left = shop.release * 0
    for task in range(len(shop.job) - 2, -1, -1):
        shortest = shop.choice_duration[shop.first_choice[task]]
        for choice in range(shop.first_choice[task], shop.first_choice[task + 1]):
            shortest = min(shortest, shop.choice_duration[choice])
        left[task] = shortest + left[shop.job_after[task]]
    return left


@compiled
def earliest(shop: Shop, task: int, ready: int, free: Ints) -> int:
    """The choice on which a task would end first."""
    best = shop.first_choice[task]
    best_end = max(ready, free[shop.choice_cell[best]]) + shop.choice_duration[best]
    for choice in range(best + 1, shop.first_choice[task + 1]):
        end = max(ready, free[shop.choice_cell[choice]]) + shop.choice_duration[choice]
        if end < best_end:
            best, best_end = choice, end
    return int(best)


@compiled
def rank(shop: Shop, task: int, choice: int, left: Ints, rule: int, draws: Draws) -> int:
    """What the rule says of a task; the smallest goes first."""
    if rule == MOST_WORK:
        return -int(left[task])
    if rule == SHORTEST:
        return int(shop.choice_duration[choice])
    if rule == FIRST_COME:
        return task
    return -int(left[task]) * (64 + drawn(draws, 64))
