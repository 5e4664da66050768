"""Dispatch, compiled. Whatever could begin first is begun; the least rank decides between equals.

A heap holds the next task of every job by the earliest time at which it could begin on any of its cells. That time
only grows, so an entry that is out of date is found when it comes up, and is put back. In large shops, where hundreds
wait for a cell and would all be put back with every task that it begins, cells have queues (`queues.py`).
"""

from __future__ import annotations

import heapq

import numpy as np

from robot_cells.schedules.compiled import compiled
from robot_cells.schedules.shop.draws import Draws, drawn
from robot_cells.schedules.shop.plan import Plan
from robot_cells.schedules.shop.queues import dispatch_from_queues, earliest
from robot_cells.schedules.shop.shop import Ints, Shop

MOST_WORK, SHORTEST, FIRST_COME, DRAWN = range(4)
"""The rules: most work remaining in the job, shortest task, first in the problem, most work times a drawn factor."""
LARGE = 5_000
"""Tasks from which on cells have queues. With one cell a task both ways lead to the same; with several, the heap looks
at all that wait whenever a cell comes free, and its schedules are up to 5 % shorter."""


@compiled
def dispatch(shop: Shop, plan: Plan, rank: Ints) -> None:
    """Write `order` and `choice` of a solution; of two tasks the one of the smaller rank goes first."""
    if len(shop.job) > LARGE:
        dispatch_from_queues(shop, plan, rank)
        return
    nobody = len(shop.job) - 1
    free = shop.ready.copy()
    ready = shop.release.copy()
    heap = [(0, 0, 0)]
    heap.pop()
    for task in range(nobody):
        if shop.job_before[task] == nobody:
            choice = earliest(shop, task, ready[task], free)
            heapq.heappush(heap, (max(ready[task], free[shop.choice_cell[choice]]), rank[task], task))
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
            heapq.heappush(heap, (max(end, free[shop.choice_cell[choice]]), rank[following], following))


@compiled
def ranks(shop: Shop, rule: int, draws: Draws) -> Ints:
    """What the rule says of every task; the smallest goes first."""
    left = work_left(shop)
    rank = np.zeros(len(shop.job), np.int64)
    for task in range(len(shop.job) - 1):
        if rule == MOST_WORK:
            rank[task] = -left[task]
        elif rule == SHORTEST:
            rank[task] = left[task] - left[shop.job_after[task]]
        elif rule == FIRST_COME:
            rank[task] = task
        else:
            rank[task] = -left[task] * (64 + drawn(draws, 64))
    return rank


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
