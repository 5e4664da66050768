"""The search: tabu search from one solution after the other, and a pool of the best of them that is relinked.

The first runs start from dispatched solutions, swung forward and backward (`swinging.py`), and from shaken ones; when
the pool is full, from between two of it, and what they find may enter it (B. Peng, Z. Lu and T. C. E. Cheng, "A tabu
search/path relinking algorithm to solve the job shop scheduling problem", Computers & Operations Research 53, 2015).
When nothing new has entered it for long, all but the best is filled anew, and runs are given more patience.

It is a state and a function that advances it by a number of iterations: the same result in one slice or in many.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from robot_cells.schedules.compiled import compiled
from robot_cells.schedules.shop.dispatch import DRAWN, MOST_WORK, SHORTEST, dispatch, ranks
from robot_cells.schedules.shop.draws import Draws, drawn, seeded
from robot_cells.schedules.shop.plan import Plan, build, empty_plan
from robot_cells.schedules.shop.pool import Pool, admit, empty_pool, put
from robot_cells.schedules.shop.relinking import PARTS, in_jobs, relink, shake
from robot_cells.schedules.shop.shop import Ints, Shop
from robot_cells.schedules.shop.step import step
from robot_cells.schedules.shop.swinging import backwards, swing
from robot_cells.schedules.shop.tabu import VALUE, WORST, Tabu, nothing_tabu

POOL = 8
"""Solutions in the pool."""
LEAST_PATIENCE, FIRST_PATIENCE, MOST_PATIENCE = 1_000, 5_000, 40_000
"""Iterations without improvement after which a run ends: the first of a job shop, divided by the number of cells that a
task can choose from where there are several; never less, never more. Found by trial on public instances."""
REFUSALS = 3
"""The pool is filled anew when so many runs in a row for each of its places have not entered it."""

BROKEN_PROMISES, DOUBT = 20, 15
"""After so many moves that promised a better makespan and did not give it, what is tabu stays so for some iterations.
Where two critical paths are equally long, a move of one promises, and so does the one back: in a shop of 100 x 100
tasks the search went to and fro between the two until the run was over."""
IDLE_TURNS = 6
"""A start ends when so many turns forward and backward have found nothing better."""

ITERATION, MAKESPAN, RUN_BEST, BEST, STALE, RUNS, PATIENCE, REFUSED, GIVEN, GIVEN_MAKESPAN = range(10)
"""Places in `counts`: iterations so far, makespan now, the least of this run and of all, iterations since the run last
improved, runs so far, the patience, runs refused since the last admission, what is to be done with `given`, and its
makespan."""
STARTS, TURN, IDLE, UNSAVED, BROKEN, TRUSTED = range(10, 16)
"""More of them: the starts of this run that are not over, turns of the present one, turns since one was better; whether
the best of all is still to be written down; promises broken, and from which iteration on they are trusted again."""
START, OFFER = 1, 2
"""What can be done with a given solution: the next run starts from it, or it is put into the pool."""


class Search(NamedTuple):
    """All that a search has in hand; times in units. `given` is a solution from outside, as order and choices."""

    shop: Shop
    back: Shop
    plan: Plan
    tabu: Tabu
    pool: Pool
    draws: Draws
    path: Ints
    counts: Ints
    best_order: Ints
    best_choice: Ints
    run_order: Ints
    run_choice: Ints
    given_order: Ints
    given_choice: Ints


def new_search(shop: Shop, seed: int, size: int = POOL) -> Search:
    """A search that has not begun."""
    counts = np.zeros(16, np.int64)
    counts[[BEST, RUN_BEST]] = WORST
    counts[PATIENCE] = max(LEAST_PATIENCE, FIRST_PATIENCE * (len(shop.job) - 1) // max(1, len(shop.choice_cell)))
    one, two, three, four, five, six, seven = (np.zeros(len(shop.job), np.int64) for _ in range(7))
    return Search(
        shop,
        backwards(shop),
        empty_plan(shop),
        nothing_tabu(shop),
        empty_pool(shop, size),
        seeded(seed),
        one,
        counts,
        two,
        three,
        four,
        five,
        six,
        seven,
    )


def give(search: Search, order: Ints, choice: Ints, makespan: int, what: int) -> None:
    """Hand a solution in, to be started from (`START`) or put into the pool (`OFFER`); the last one given counts."""
    search.given_order[:] = order
    search.given_choice[:] = choice
    search.counts[GIVEN_MAKESPAN] = makespan
    search.counts[GIVEN] = what


@compiled
def advance(search: Search, iterations: int, enough: int) -> None:
    """Search for that many iterations, or until the best makespan is `enough`."""
    shop, plan, tabu, path, draws, counts = (
        search.shop,
        search.plan,
        search.tabu,
        search.path,
        search.draws,
        search.counts,
    )
    for _ in range(iterations):
        if counts[BEST] <= enough:
            break
        if counts[GIVEN] == OFFER:
            take(search)
        if counts[RUNS] == 0:
            begin_run(search)
        elif counts[STARTS] > 0:
            go_on_starting(search)
        elif counts[STALE] >= counts[PATIENCE]:
            end_run(search)
            begin_run(search)
        else:
            counts[STALE] += 1
            wanted = counts[RUN_BEST] if counts[ITERATION] >= counts[TRUSTED] else 0
            makespan = step(shop, plan, tabu, path, counts[ITERATION], counts[MAKESPAN], wanted, draws)
            if tabu.best[VALUE] < wanted <= makespan:
                doubt(counts, draws)
            if makespan == WORST:
                counts[STALE] = counts[PATIENCE]
            else:
                counts[MAKESPAN] = makespan
                if makespan < counts[RUN_BEST]:
                    keep(search)
        counts[ITERATION] += 1
    save(search)


@compiled
def doubt(counts: Ints, draws: Draws) -> None:
    """A move has promised a better makespan than this run had seen, and has not given it."""
    counts[BROKEN] += 1
    if counts[BROKEN] == BROKEN_PROMISES:
        counts[BROKEN] = 0
        counts[TRUSTED] = counts[ITERATION] + DOUBT + drawn(draws, DOUBT)


@compiled
def begin_run(search: Search) -> None:
    """Choose the next solution to start from, and start."""
    shop, plan, pool, counts, draws = search.shop, search.plan, search.pool, search.counts, search.draws
    counts[STARTS] = counts[TURN] = counts[IDLE] = 0
    if counts[GIVEN] == START:
        plan.order[:] = search.given_order
        plan.choice[:] = search.given_choice
        in_jobs(shop, plan)
        counts[GIVEN] = 0
    elif counts[RUNS] == 0:
        dispatch(shop, plan, ranks(shop, MOST_WORK, draws))
        counts[STARTS] = 2
    elif pool.filled[0] == len(pool.makespan):
        between(search)
    elif counts[RUNS] % 2 == 0:
        dispatch(shop, plan, ranks(shop, DRAWN, draws))
        counts[STARTS] = 1
    else:
        plan.order[:] = search.best_order
        plan.choice[:] = search.best_choice
        shake(shop, plan, len(shop.job) // 8, draws)
    counts[MAKESPAN] = build(shop, plan)
    counts[RUN_BEST] = WORST
    counts[RUNS] += 1
    search.tabu.choices[:] = 0
    search.tabu.pairs[:] = 0
    keep(search)


@compiled
def go_on_starting(search: Search) -> None:
    """One turn forward or backward; where these find nothing better, the next start, or the best of all of them."""
    shop, plan, counts = search.shop, search.plan, search.counts
    if counts[IDLE] < IDLE_TURNS:
        counts[MAKESPAN] = swing(shop, search.back, plan, counts[TURN])
        counts[TURN] += 1
        counts[IDLE] += 1
    elif counts[STARTS] > 1:
        dispatch(shop, plan, ranks(shop, SHORTEST, search.draws))
        counts[MAKESPAN] = build(shop, plan)
        counts[STARTS] -= 1
        counts[TURN] = counts[IDLE] = 0
    else:
        plan.order[:] = search.run_order
        plan.choice[:] = search.run_choice
        counts[MAKESPAN] = build(shop, plan)
        counts[STARTS] = 0
    if counts[MAKESPAN] < counts[RUN_BEST]:
        keep(search)
        counts[IDLE] = 0


@compiled
def between(search: Search) -> None:
    """Write a solution between two that are drawn from the pool, nearer to the first, into the plan."""
    pool, draws = search.pool, search.draws
    size = len(pool.makespan)
    one = drawn(draws, size)
    other = (one + 1 + drawn(draws, size - 1)) % size
    weight = PARTS // 10 + drawn(draws, PARTS * 3 // 10)
    relink(search.plan, pool.order[one], pool.choice[one], pool.order[other], pool.choice[other], weight, search.draws)


@compiled
def keep(search: Search) -> None:
    """Remember the present solution, the best of the run; and as the best of all where it is that."""
    counts, plan = search.counts, search.plan
    counts[RUN_BEST] = counts[MAKESPAN]
    counts[STALE] = counts[BROKEN] = 0
    search.run_order[:] = plan.order
    search.run_choice[:] = plan.choice
    if counts[MAKESPAN] < counts[BEST]:
        counts[BEST] = counts[MAKESPAN]
        counts[UNSAVED] = 1


@compiled
def save(search: Search) -> None:
    """Write down the best of all, where it is that of this run.

    Not with every improvement: in large shops there are thousands, one after the other.
    """
    if search.counts[UNSAVED]:
        search.counts[UNSAVED] = 0
        search.best_order[:] = search.run_order
        search.best_choice[:] = search.run_choice


@compiled
def end_run(search: Search) -> None:
    """Offer the best of the run to the pool; when nothing new comes, begin it anew with the best of all."""
    pool, counts = search.pool, search.counts
    save(search)
    if admit(search.shop, pool, search.run_order, search.run_choice, counts[RUN_BEST]):
        counts[REFUSED] = 0
        return
    counts[REFUSED] += 1
    if counts[REFUSED] >= REFUSALS * len(pool.makespan):
        counts[REFUSED] = 0
        counts[PATIENCE] = min(2 * counts[PATIENCE], MOST_PATIENCE)
        pool.filled[0] = 1
        put(pool, 0, search.best_order, search.best_choice, counts[BEST])


@compiled
def take(search: Search) -> None:
    """Offer the given solution to the pool, when that is full."""
    pool, counts = search.pool, search.counts
    counts[GIVEN] = 0
    if pool.filled[0] == len(pool.makespan):
        admit(search.shop, pool, search.given_order, search.given_choice, counts[GIVEN_MAKESPAN])
