"""The lower bounds of `schedules/bounds.py` for a plain shop, on its arrays, compiled.

Every cell for the tasks that only it can do; sets of cells on which some task can be done, the first `SETS` of them;
and all cells together.
"""

from __future__ import annotations

import heapq

import numpy as np

from robot_cells.schedules.compiled import compiled
from robot_cells.schedules.shop.dispatch import work_left
from robot_cells.schedules.shop.shop import Ints, Shop

SETS = 500
LOOKS = 20_000_000
"""Each set costs a look at every choice, some nanoseconds; so many in all: in shops of 100,000 tasks fewer sets."""


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
    bound = max(bound, load_bound(head, shortest, left, by_head, by_tail, cells))
    bound = max(bound, cells_bound(shop, head, shortest, left, by_head))
    if tasks < len(shop.choice_cell):
        bound = max(bound, sets_bound(shop, head, shortest, left, by_head, by_tail))
    return bound


@compiled
def cells_bound(shop: Shop, head: Ints, shortest: Ints, left: Ints, by_head: Ints) -> int:
    """The greatest of the bounds of one cell, each for the tasks that only that cell can do."""
    ends = np.zeros(len(shop.ready) + 1, np.int64)
    for task in by_head:
        if shop.first_choice[task + 1] - shop.first_choice[task] == 1:
            ends[shop.choice_cell[shop.first_choice[task]] + 1] += 1
    ends = np.cumsum(ends)
    filled = ends.copy()
    alone = np.zeros(ends[-1], np.int64)
    for task in by_head:
        if shop.first_choice[task + 1] - shop.first_choice[task] == 1:
            cell = shop.choice_cell[shop.first_choice[task]]
            alone[filled[cell]] = task
            filled[cell] += 1
    bound = 0
    for cell in range(len(shop.ready)):
        bound = max(bound, one_cell_bound(head, shortest, left, alone[ends[cell] : ends[cell + 1]]))
    return bound


@compiled
def sets_bound(shop: Shop, head: Ints, shortest: Ints, left: Ints, by_head: Ints, by_tail: Ints) -> int:
    """The greatest of the bounds of loads, for the sets of several cells on which some task can be done."""
    inside = np.zeros(len(shop.ready), np.int64)
    most = min(SETS, LOOKS // len(shop.choice_cell))
    seen = {np.int64(0)}
    bound = 0
    for task in range(len(shop.job) - 1):
        if len(seen) > most:
            break
        if shop.first_choice[task + 1] - shop.first_choice[task] == 1:
            continue
        inside[:] = 0
        key = np.int64(0)
        for choice in range(shop.first_choice[task], shop.first_choice[task + 1]):
            cell = shop.choice_cell[choice]
            inside[cell] = 1
            key ^= (np.int64(cell) + 1) * np.int64(7046029254386353131)
        if key in seen:
            continue
        seen.add(key)
        heads, tails = within(shop, by_head, inside), within(shop, by_tail, inside)
        bound = max(bound, load_bound(head, shortest, left, heads, tails, inside.sum()))
    return bound


@compiled
def within(shop: Shop, tasks: Ints, inside: Ints) -> Ints:
    """Those of the tasks that can be done on cells of this set only, in the same order."""
    kept = np.zeros(len(tasks), np.int64)
    count = 0
    for task in tasks:
        is_inside = True
        for choice in range(shop.first_choice[task], shop.first_choice[task + 1]):
            if not inside[shop.choice_cell[choice]]:
                is_inside = False
                break
        if is_inside:
            kept[count] = task
            count += 1
    return kept[:count]


@compiled
def load_bound(head: Ints, shortest: Ints, left: Ints, by_head: Ints, by_tail: Ints, cells: int) -> int:
    """Least head, work shared by so many cells, least tail: for the largest heads, and the largest tails."""
    bound = work = 0
    least = 2**62
    for task in by_head:
        work += shortest[task]
        least = min(least, left[task] - shortest[task])
        bound = max(bound, head[task] + -(-work // cells) + least)
    work = 0
    least = 2**62
    for task in by_tail:
        work += shortest[task]
        least = min(least, head[task])
        bound = max(bound, least + -(-work // cells) + left[task] - shortest[task])
    return bound


@compiled
def one_cell_bound(head: Ints, shortest: Ints, left: Ints, by_head: Ints) -> int:
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
            heapq.heappush(waiting, (shortest[task] - left[task], task, shortest[task]))
            place -= 1
        minus_tail, task, work = heapq.heappop(waiting)
        step = work if place < 0 else min(work, head[by_head[place]] - now)
        now += step
        if step < work:
            heapq.heappush(waiting, (minus_tail, task, work - step))
        else:
            bound = max(bound, now - minus_tail)
    return bound
