"""Dispatch in large shops: the tasks that wait for a cell are in its queue, a pairing heap by rank.

Pairing heaps: M. L. Fredman, R. Sedgewick, D. D. Sleator and R. E. Tarjan, Algorithmica 1 (1986). A task waits for the
cell on which it would end first; when it is the next there, and again when a cell begins another one, it looks anew.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np

from robot_cells.schedules.compiled import compiled
from robot_cells.schedules.shop.plan import Plan
from robot_cells.schedules.shop.shop import Ints, Shop

ARRIVES, FREE = range(2)
"""What happens at a time: a task can begin as far as its job goes; a cell takes the next. Tasks arrive first."""


class Queues(NamedTuple):
    """By cell: the first of its queue, and whether an event is under way; by task: a heap's children and siblings."""

    root: Ints
    awake: Ints
    child: Ints
    sibling: Ints
    rank: Ints


@compiled
def dispatch_from_queues(shop: Shop, plan: Plan, rank: Ints) -> None:
    """Write `order` and `choice` of a solution; of two that wait for a cell, that of the smaller rank goes first."""
    nobody, cells = len(shop.job) - 1, len(shop.ready)
    free = shop.ready.copy()
    queues = Queues(
        np.full(cells, nobody, np.int64),
        np.zeros(cells, np.int64),
        np.full(nobody + 1, nobody, np.int64),
        np.full(nobody + 1, nobody, np.int64),
        rank,
    )
    events = [(0, 0, 0)]
    events.pop()
    for task in range(nobody):
        if shop.job_before[task] == nobody:
            heapq.heappush(events, (shop.release[task], ARRIVES, task))
    place = 0
    while events:
        now, kind, item = heapq.heappop(events)
        if kind == ARRIVES:
            cell = shop.choice_cell[earliest(shop, item, now, free)]
            if join(queues, cell, item):
                heapq.heappush(events, (max(now, free[cell]), FREE, cell))
            continue
        queues.awake[item] = 0
        while queues.root[item] != nobody:
            task = leave(queues, item)
            choice = earliest(shop, task, now, free)
            cell = shop.choice_cell[choice]
            if free[cell] > now:
                if join(queues, cell, task):
                    heapq.heappush(events, (free[cell], FREE, cell))
                if cell == item:
                    break
                continue
            free[cell] = now + shop.choice_duration[choice]
            plan.order[place] = task
            plan.choice[task] = choice
            place += 1
            if shop.job_after[task] != nobody:
                heapq.heappush(events, (free[cell], ARRIVES, shop.job_after[task]))


@compiled
def join(queues: Queues, cell: int, task: int) -> bool:
    """Put a task into the queue of a cell; True where the cell has to be woken."""
    queues.root[cell] = meld(queues, queues.root[cell], task)
    asleep = queues.awake[cell] == 0
    queues.awake[cell] = 1
    return bool(asleep)


@compiled
def leave(queues: Queues, cell: int) -> int:
    """Take the first task out of the queue of a cell: its children are melded in pairs, then these from the last on."""
    child, sibling = queues.child, queues.sibling
    nobody = len(child) - 1
    task = queues.root[cell]
    waiting = child[task]
    child[task] = nobody
    pairs = nobody
    while waiting != nobody:
        one, other = waiting, sibling[waiting]
        sibling[one] = nobody
        waiting = nobody
        if other != nobody:
            waiting = sibling[other]
            sibling[other] = nobody
        both = meld(queues, one, other)
        sibling[both] = pairs
        pairs = both
    root = nobody
    while pairs != nobody:
        both, pairs = pairs, sibling[pairs]
        sibling[both] = nobody
        root = meld(queues, root, both)
    queues.root[cell] = root
    return int(task)


@compiled
def meld(queues: Queues, one: int, other: int) -> int:
    """Make one heap of two; its root. Of equal ranks the smaller number goes first."""
    nobody = len(queues.child) - 1
    if one == nobody:
        return other
    if other == nobody:
        return one
    if (queues.rank[other], other) < (queues.rank[one], one):
        one, other = other, one
    queues.sibling[other] = queues.child[one]
    queues.child[one] = other
    return one


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
