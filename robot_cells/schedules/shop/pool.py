"""The pool: the best solutions of the runs so far, no two of them nearly the same."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from robot_cells.schedules.compiled import kernel
from robot_cells.schedules.shop.shop import Ints, Shop
from robot_cells.schedules.shop.tabu import WORST

NEAR = 25
"""Solutions are nearly the same where at most one task in so many has another cell or place."""


class Pool(NamedTuple):
    """Rows of orders and choices, with their makespans in units; `filled`, in an array of one, rows are in use.

    The rest is room for `distance`: the next place by cell, the place on its cell by task.
    """

    order: Ints
    choice: Ints
    makespan: Ints
    filled: Ints
    next_place: Ints
    place: Ints


def empty_pool(shop: Shop, size: int) -> Pool:
    """A pool with room for `size` solutions."""
    tasks = len(shop.job)
    return Pool(
        np.zeros((size, tasks), np.int64),
        np.zeros((size, tasks), np.int64),
        np.full(size, WORST, np.int64),
        np.zeros(1, np.int64),
        np.zeros(len(shop.ready), np.int64),
        np.zeros(tasks, np.int64),
    )


@kernel
def put(pool: Pool, row: int, order: Ints, choice: Ints, makespan: int) -> None:
    """Write a solution into a row."""
    for task in range(len(order)):
        pool.order[row, task] = order[task]
        pool.choice[row, task] = choice[task]
    pool.makespan[row] = makespan


@kernel
def distance(shop: Shop, pool: Pool, row: int, order: Ints, choice: Ints) -> int:
    """How many tasks have another cell, or another place in the sequence of their cell, than in a row of the pool."""
    tasks = len(order) - 1
    for cell in range(len(pool.next_place)):
        pool.next_place[cell] = 0
    for index in range(tasks):
        task = order[index]
        cell = shop.choice_cell[choice[task]]
        pool.place[task] = pool.next_place[cell]
        pool.next_place[cell] += 1
    for cell in range(len(pool.next_place)):
        pool.next_place[cell] = 0
    differing = 0
    for index in range(tasks):
        task = pool.order[row, index]
        cell = shop.choice_cell[pool.choice[row, task]]
        if pool.choice[row, task] != choice[task] or pool.place[task] != pool.next_place[cell]:
            differing += 1
        pool.next_place[cell] += 1
    return differing


@kernel
def admit(shop: Shop, pool: Pool, order: Ints, choice: Ints, makespan: int) -> bool:
    """Take a solution in, for the one that it nearly is or for the worst; False where it is not better than that."""
    filled = pool.filled[0]
    nearest, least, worst = 0, len(order), 0
    for row in range(filled):
        if pool.makespan[row] > pool.makespan[worst]:
            worst = row
        away = distance(shop, pool, row, order, choice)
        if away < least:
            nearest, least = row, away
    if least * NEAR <= len(order):
        if makespan >= pool.makespan[nearest]:
            return False
        put(pool, nearest, order, choice, makespan)
        return True
    if filled < len(pool.makespan):
        pool.filled[0] += 1
        put(pool, filled, order, choice, makespan)
        return True
    if makespan > pool.makespan[worst]:
        return False
    put(pool, worst, order, choice, makespan)
    return True
