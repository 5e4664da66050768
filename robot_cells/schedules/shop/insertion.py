"""The insertion neighbourhood of the flexible job shop: a critical task into every place that may be worth it.

After M. Mastrolilli and L. M. Gambardella, "Effective neighbourhood functions for the flexible job shop problem",
Journal of Scheduling 3 (2000). The task is taken out, and the times of the rest are renewed. On a cell, behind the
tasks that cannot follow it usefully and before those that cannot go before it, every place is feasible; the longest
path through the task there is at most

    max(end of the task before it in its job, end of its neighbour before) + its duration + max(rest of both after it)

and the makespan is the larger one of this and the makespan of the rest.
"""

from __future__ import annotations

from typing import NamedTuple

from robot_cells.schedules.compiled import compiled
from robot_cells.schedules.shop.draws import Draws, drawn
from robot_cells.schedules.shop.moves import link, unlink
from robot_cells.schedules.shop.plan import Plan, makespan_of
from robot_cells.schedules.shop.shop import Ints, Shop
from robot_cells.schedules.shop.times import flag, renew_ends, renew_rest

VALUE, VIA, TASK, CHOICE, BEFORE, TIES = range(6)
"""What a row of `best` says: the makespan that a move is estimated to give, the longest path through the task, the
task, its choice, the neighbour before it, and how many moves were equally good."""
WORST = 2**62


class Tabu(NamedTuple):
    """Until which iteration each choice and each arc is tabu; the best move that is not tabu, and one drawn of all."""

    until: Ints
    arcs: Ints
    best: Ints
    drawn: Ints


@compiled
def take_out(shop: Shop, plan: Plan, task: int, nobody: int) -> tuple[int, int]:
    """Take a task out of its sequence and renew all times without it; the lengths of the logs of `ends` and `rest`.

    Its own `ends` is then when the task before it in its job ends, `rest` what follows it in its job.
    """
    before, after = plan.before[task], plan.after[task]
    unlink(plan, task, nobody)
    plan.before[task] = nobody
    plan.after[task] = nobody
    plan.duration[task] = 0
    plan.floor[task] = shop.release[task]
    place = plan.place[task]
    left = flag(plan, task, nobody) + flag(plan, after, nobody)
    ends = renew_ends(shop, plan, place, left, 0)
    left = flag(plan, task, nobody) + flag(plan, before, nobody)
    return ends, renew_rest(shop, plan, place, left, ends)


@compiled
def put_back(plan: Plan, task: int, before: int, after: int, ends: int, both: int, nobody: int) -> None:
    """Take `take_out` back."""
    link(plan, task, before, after, nobody)
    for index in range(ends):
        plan.ends[plan.log_task[index]] = plan.log_value[index]
    for index in range(ends, both):
        plan.rest[plan.log_task[index]] = plan.log_value[index]


@compiled
def offer(tabu: Tabu, draws: Draws, free: bool, seen: int, row: tuple[int, int, int, int, int]) -> None:
    """Keep a move where it is the best of the free ones, ties drawn; and one of all, each with the same chance."""
    value, via, task, choice, before = row
    if seen == 1 or drawn(draws, seen) == 0:
        tabu.drawn[VALUE], tabu.drawn[VIA], tabu.drawn[TASK] = value, via, task
        tabu.drawn[CHOICE], tabu.drawn[BEFORE] = choice, before
    best = tabu.best
    if not free or value > best[VALUE] or (value == best[VALUE] and via > best[VIA]):
        return
    if value == best[VALUE] and via == best[VIA]:
        best[TIES] += 1
        if drawn(draws, best[TIES]) != 0:
            return
    else:
        best[TIES] = 1
    best[VALUE], best[VIA], best[TASK], best[CHOICE], best[BEFORE] = value, via, task, choice, before


@compiled
def look_at_insertions(
    shop: Shop, plan: Plan, task: int, tabu: Tabu, now: int, wanted: int, draws: Draws, seen: int
) -> int:
    """Offer every insertion of one task but its present place; how many moves have been seen so far.

    A tabu move counts as free where it is estimated to give less than `wanted`.
    """
    nobody = len(shop.job) - 1
    before, after, duration, floor = plan.before[task], plan.after[task], plan.duration[task], plan.floor[task]
    logged, both = take_out(shop, plan, task, nobody)
    without = makespan_of(plan)
    for choice in range(shop.first_choice[task], shop.first_choice[task + 1]):
        cell = shop.choice_cell[choice]
        start = max(plan.ends[task], shop.ready[cell])
        rest = plan.rest[task]
        own = shop.choice_duration[choice]
        previous, other = nobody, plan.first[cell]
        while other != nobody and plan.ends[other] <= start and plan.rest[other] > rest:
            previous, other = other, plan.after[other]
        inside = True
        while inside:
            via = max(start, plan.ends[previous]) + own + max(rest, plan.rest[other])
            if choice != plan.choice[task] or previous != before:
                value = max(via, without)
                seen += 1
                free = tabu.until[choice] <= now or value < wanted
                offer(tabu, draws, free, seen, (value, via, task, choice, previous))
            inside = other != nobody and plan.rest[other] > rest
            if inside:
                previous, other = other, plan.after[other]
    plan.duration[task] = duration
    plan.floor[task] = floor
    put_back(plan, task, before, after, logged, both, nobody)
    return seen
