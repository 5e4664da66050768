"""The search: tabu search from one solution after the other, and a pool of the best of them that is relinked.

It is a state and a function that advances it by a number of iterations: the same result in one slice or in many.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from robot_cells.schedules.compiled import compiled, kernel
from robot_cells.schedules.shop.blocks import look_at_blocks
from robot_cells.schedules.shop.critical import critical_path
from robot_cells.schedules.shop.dispatch import DRAWN, MOST_WORK, dispatch
from robot_cells.schedules.shop.draws import Draws, drawn, seeded
from robot_cells.schedules.shop.insertion import look_at_other_cells
from robot_cells.schedules.shop.moves import move
from robot_cells.schedules.shop.plan import Plan, build, empty_plan, makespan_of
from robot_cells.schedules.shop.relinking import PARTS, in_jobs, relink
from robot_cells.schedules.shop.shop import Ints, Shop
from robot_cells.schedules.shop.tabu import (
    BEFORE,
    CHOICE,
    TASK,
    VALUE,
    WORST,
    Tabu,
    forbid_turning_back,
    nothing_tabu,
)

POOL = 8
"""Solutions in the pool."""
LEAST_TENURE = 10
"""Iterations for which an order is tabu at least; as in Peng, Lu and Cheng (2015), who add jobs divided by cells."""

ITERATION, MAKESPAN, RUN_BEST, BEST, STALE, FILLED, RUNS, PATIENCE = range(8)
"""Places in `counts`: iterations so far, makespan now, the least of this run and of all, iterations since the run last
improved, solutions in the pool, runs so far, iterations without improvement after which a run ends."""


class Search(NamedTuple):
    """All that a search has in hand; times in units."""

    shop: Shop
    plan: Plan
    tabu: Tabu
    draws: Draws
    path: Ints
    counts: Ints
    best_order: Ints
    best_choice: Ints
    run_order: Ints
    run_choice: Ints
    pool_order: Ints
    pool_choice: Ints
    pool_makespan: Ints


def new_search(shop: Shop, seed: int) -> Search:
    """A search that has not begun."""
    tasks = len(shop.job)
    one = [np.zeros(tasks, np.int64) for _ in range(5)]
    pool = [np.zeros((POOL, tasks), np.int64) for _ in range(2)]
    counts = np.zeros(8, np.int64)
    counts[[BEST, RUN_BEST]] = WORST
    counts[PATIENCE] = 5000
    return Search(
        shop,
        empty_plan(shop),
        nothing_tabu(shop),
        seeded(seed),
        one[0],
        counts,
        one[1],
        one[2],
        one[3],
        one[4],
        pool[0],
        pool[1],
        np.full(POOL, WORST, np.int64),
    )


@compiled
def begin_run(search: Search) -> None:
    """The next solution to start from: dispatched until the pool is full, then between two of the pool."""
    counts = search.counts
    if counts[FILLED] == 0:
        dispatch(search.shop, search.plan, MOST_WORK, search.draws)
    elif counts[FILLED] < POOL:
        dispatch(search.shop, search.plan, DRAWN, search.draws)
    else:
        one = drawn(search.draws, POOL)
        other = (one + 1 + drawn(search.draws, POOL - 1)) % POOL
        weight = PARTS * 3 // 10 + drawn(search.draws, PARTS * 4 // 10)
        relink(
            search.plan,
            search.pool_order[one],
            search.pool_choice[one],
            search.pool_order[other],
            search.pool_choice[other],
            weight,
            search.draws,
        )
    settle(search)


@compiled
def begin_with(search: Search, order: Ints, choice: Ints) -> None:
    """Start from a given solution."""
    search.plan.order[:] = order
    search.plan.choice[:] = choice
    in_jobs(search.shop, search.plan)
    settle(search)


@compiled
def settle(search: Search) -> None:
    """Begin a run with the plan's order and choices."""
    counts = search.counts
    counts[MAKESPAN] = build(search.shop, search.plan)
    counts[RUN_BEST] = WORST
    counts[STALE] = 0
    counts[RUNS] += 1
    search.tabu.choices[:] = 0
    search.tabu.pairs[:] = 0
    keep(search)


@compiled
def keep(search: Search) -> None:
    """Remember the present solution where it is the best of the run, or of all."""
    counts, plan = search.counts, search.plan
    if counts[MAKESPAN] < counts[RUN_BEST]:
        counts[RUN_BEST] = counts[MAKESPAN]
        counts[STALE] = 0
        search.run_order[:] = plan.order
        search.run_choice[:] = plan.choice
        if counts[MAKESPAN] < counts[BEST]:
            counts[BEST] = counts[MAKESPAN]
            search.best_order[:] = plan.order
            search.best_choice[:] = plan.choice


@compiled
def end_run(search: Search) -> None:
    """Into the pool with the best of the run, in the place of the worst there, unless it has nothing new."""
    counts = search.counts
    slot = counts[FILLED]
    if slot < POOL:
        counts[FILLED] += 1
    else:
        slot = np.argmax(search.pool_makespan)
        if counts[RUN_BEST] > search.pool_makespan[slot]:
            return
        for other in range(POOL):
            if search.pool_makespan[other] == counts[RUN_BEST] and same(search, other):
                return
    search.pool_makespan[slot] = counts[RUN_BEST]
    search.pool_order[slot, :] = search.run_order
    search.pool_choice[slot, :] = search.run_choice


@compiled
def same(search: Search, slot: int) -> bool:
    """Whether the best of the run is the solution in this slot of the pool, as far as choices and order tell."""
    for task in range(len(search.run_choice) - 1):
        if search.pool_choice[slot, task] != search.run_choice[task]:
            return False
        if search.pool_order[slot, task] != search.run_order[task]:
            return False
    return True


@kernel
def step(search: Search) -> None:
    """One move of the tabu search; a run in which there is none is over."""
    shop, plan, tabu, counts, draws = search.shop, search.plan, search.tabu, search.counts, search.draws
    now = counts[ITERATION]
    tabu.best[VALUE] = WORST
    count = critical_path(shop, plan, counts[MAKESPAN], draws, search.path)
    seen = look_at_blocks(shop, plan, search.path, count, tabu, now, counts[RUN_BEST], draws)
    seen = look_at_other_cells(shop, plan, search.path, count, tabu, now, counts[RUN_BEST], draws, seen)
    if seen == 0:
        counts[STALE] = counts[PATIENCE]
        return
    chosen = tabu.best if tabu.best[VALUE] < WORST else tabu.drawn
    if not make(shop, plan, tabu, chosen, now, count, draws):
        make(shop, plan, tabu, tabu.drawn, now, count, draws)
    counts[MAKESPAN] = makespan_of(plan)


@kernel
def make(shop: Shop, plan: Plan, tabu: Tabu, chosen: Ints, now: int, count: int, draws: Draws) -> bool:
    """Make a move, found on a path of `count` tasks, and forbid to take it back; False where it closed a circle."""
    task = chosen[TASK]
    old = plan.choice[task]
    if chosen[CHOICE] == old:
        tenure = LEAST_TENURE + shop.job[len(shop.job) - 1] // len(shop.ready)
        until = now + tenure + drawn(draws, tenure)
        forbid_turning_back(shop, plan, tabu, task, chosen[BEFORE], until)
    else:
        tabu.choices[old] = now + count + shop.first_choice[task + 1] - shop.first_choice[task]
    return move(shop, plan, task, chosen[CHOICE], chosen[BEFORE])


@compiled
def advance(search: Search, iterations: int, enough: int) -> None:
    """Search for that many iterations, or until the best makespan is `enough`."""
    counts = search.counts
    for _ in range(iterations):
        if counts[BEST] <= enough:
            return
        if counts[RUNS] == 0:
            begin_run(search)
        elif counts[STALE] >= counts[PATIENCE]:
            end_run(search)
            begin_run(search)
        else:
            counts[STALE] += 1
            step(search)
            if counts[MAKESPAN] < counts[RUN_BEST]:
                keep(search)
        counts[ITERATION] += 1


@compiled
def adopt(search: Search, order: Ints, choice: Ints, makespan: int) -> None:
    """Put a solution that another search has found into the pool, in the place of the worst; it may be relinked."""
    counts = search.counts
    if counts[FILLED] < POOL:
        return
    slot = np.argmax(search.pool_makespan)
    if makespan < search.pool_makespan[slot]:
        search.pool_makespan[slot] = makespan
        search.pool_order[slot, :] = order
        search.pool_choice[slot, :] = choice
