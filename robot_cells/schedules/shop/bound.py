"""The lower bounds of `schedules/bounds.py` for a plain shop, on its arrays, compiled.

Sets of cells are those on which some task can be done, the first `SETS` of them, and all cells together.
"""

from __future__ import annotations

import heapq

import numpy as np

from robot_cells.schedules.compiled import compiled
from robot_cells.schedules.shop.dispatch import work_left
from robot_cells.schedules.shop.shop import Ints, Shop

SETS = 500
"""Each costs a look at every choice: with 100,000 tasks about a thousandth of a second."""


@compiled
def least_makespan(shop: Shop) -> int:
    """A time, in units, before which no schedule ends its last task; 0 where there is none."""
    tasks, cells = len(shop.job) - 1, len(shop.ready)
    left = work_left(shop)
    head = np.zeros(tasks + 1, np.int64)
    shortest = np.zeros(tasks + 1, np.int64)
    bound = 0
    for task in range(tasks):
        before = shop.job_before[task]
        first, end = shop.first_choice[task], shop.first_choice[task + 1]
        shortest[task] = shop.choice_duration[first:end].min()
        ready = shop.ready[shop.choice_cell[first:end]].min()
        head[task] = max(shop.release[task], head[before] + shortest[before], ready)
        bound = max(bound, head[task] + left[task])
    by_head = np.argsort(-head[:tasks])
    by_tail = np.argsort(-(left[:tasks] - shortest[:tasks]))
    inside = np.ones(cells, np.int64)
    bound = max(bound, load_bound(shop, head, shortest, left, by_head, by_tail, inside))
    seen = {np.int64(0)}
    for task in range(tasks):
        if len(seen) > SETS:
            break
        inside[:] = 0
        key = np.int64(0)
        for choice in range(shop.first_choice[task], shop.first_choice[task + 1]):
            cell = shop.choice_cell[choice]
            inside[cell] = 1
            key ^= (np.int64(cell) + 1) * np.int64(7046029254386353131)
        if key in seen:
            continue
        seen.add(key)
        bound = max(bound, load_bound(shop, head, shortest, left, by_head, by_tail, inside))
        if shop.first_choice[task + 1] - shop.first_choice[task] == 1:
            bound = max(bound, one_cell_bound(shop, head, shortest, left, by_head, inside))
    return bound


@compiled
def within(shop: Shop, task: int, inside: Ints) -> bool:
    """Whether a task can be done on cells of this set only."""
    for choice in range(shop.first_choice[task], shop.first_choice[task + 1]):
        if not inside[shop.choice_cell[choice]]:
            return False
    return True


@compiled
def load_bound(shop: Shop, head: Ints, shortest: Ints, left: Ints, by_head: Ints, by_tail: Ints, inside: Ints) -> int:
    """Least head, work shared by the cells of the set, least tail: for the largest heads, and the largest tails."""
    cells = inside.sum()
    bound = work = 0
    least = 2**62
    for task in by_head:
        if within(shop, task, inside):
            work += shortest[task]
            least = min(least, left[task] - shortest[task])
            bound = max(bound, head[task] + -(-work // cells) + least)
    work = 0
    least = 2**62
    for task in by_tail:
        if within(shop, task, inside):
            work += shortest[task]
            least = min(least, head[task])
            bound = max(bound, least + -(-work // cells) + left[task] - shortest[task])
    return bound


@compiled
def one_cell_bound(shop: Shop, head: Ints, shortest: Ints, left: Ints, by_head: Ints, inside: Ints) -> int:
    """The makespan of Jackson's preemptive schedule: whenever a task arrives, the longest tail goes on."""
    waiting = [(0, 0, 0)]
    waiting.pop()
    bound = now = 0
    place = len(by_head) - 1
    while place >= 0 or len(waiting) > 0:
        if len(waiting) == 0:
            now = max(now, head[by_head[place]])
        while place >= 0 and head[by_head[place]] <= now:
            task = by_head[place]
            if within(shop, task, inside):
                heapq.heappush(waiting, (shortest[task] - left[task], task, shortest[task]))
            place -= 1
        if len(waiting) == 0:
            continue
        minus_tail, task, work = heapq.heappop(waiting)
        step = work if place < 0 else min(work, head[by_head[place]] - now)
        now += step
        if step < work:
            heapq.heappush(waiting, (minus_tail, task, work - step))
        else:
            bound = max(bound, now - minus_tail)
    return bound
