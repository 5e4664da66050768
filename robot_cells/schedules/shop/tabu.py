"""What is tabu, and the choice among the moves of one iteration.

A task that has changed cells does not go back for some iterations; two tasks whose order a move on a cell has turned
keep the new order for some. A tabu move may be made all the same where it is estimated to give a better makespan than
the run has seen. Where everything is tabu, a move is drawn.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from robot_cells.schedules.compiled import kernel
from robot_cells.schedules.shop.draws import Draws, drawn
from robot_cells.schedules.shop.plan import Plan
from robot_cells.schedules.shop.shop import Ints, Shop

VALUE, TASK, CHOICE, BEFORE, TIES = range(5)
"""What a move is: the makespan that it is estimated to give, the task, its choice, the neighbour that it goes behind;
and how many moves were equally good."""
WORST = 2**62
LARGEST_TABLE = 20
"""Bits of the number of a pair; in shops with more pairs some of them share an entry."""


AT_ONCE = 100
"""Moves that are made in one iteration at most, in large shops."""


class Tabu(NamedTuple):
    """Until which iteration each choice and each pair is tabu; the best move that may be made, and one drawn of all.

    `rows` are moves that are made together; `touched` the tasks between which they take a task and put it.
    """

    choices: Ints
    pairs: Ints
    best: Ints
    drawn: Ints
    rows: Ints
    touched: Ints


def nothing_tabu(shop: Shop) -> Tabu:
    """The beginning."""
    bits = min(LARGEST_TABLE, (len(shop.job) * int(shop.job[-1])).bit_length())
    return Tabu(
        np.zeros(len(shop.choice_cell), np.int64),
        np.zeros(1 << bits, np.int64),
        np.zeros(5, np.int64),
        np.zeros(5, np.int64),
        np.zeros((AT_ONCE, 5), np.int64),
        np.zeros(5 * AT_ONCE, np.int64),
    )


@kernel
def pair(shop: Shop, tabu: Tabu, first: int, second: int) -> int:
    """The entry for `first` before `second` on a cell."""
    return int((first * shop.job[len(shop.job) - 1] + shop.job[second]) & (len(tabu.pairs) - 1))


@kernel
def offer(tabu: Tabu, draws: Draws, free: bool, seen: int, row: tuple[int, int, int, int]) -> None:
    """Keep a move where it is the best of the free ones, ties drawn; and one of all, each with the same chance.

    `seen` is how many have been offered in this iteration, this one counted.
    """
    value, task, choice, before = row
    if drawn(draws, seen) == 0:
        tabu.drawn[VALUE], tabu.drawn[TASK], tabu.drawn[CHOICE], tabu.drawn[BEFORE] = value, task, choice, before
    best = tabu.best
    if not free or value > best[VALUE]:
        return
    if value == best[VALUE]:
        best[TIES] += 1
        if drawn(draws, best[TIES]) != 0:
            return
    else:
        best[TIES] = 1
    best[VALUE], best[TASK], best[CHOICE], best[BEFORE] = value, task, choice, before


@kernel
def forbid_turning_back(shop: Shop, plan: Plan, tabu: Tabu, task: int, before: int, until: int) -> None:
    """Called before the move of `task` behind `before` on its cell: the pairs that it turns are tabu from now on."""
    nobody = len(shop.job) - 1
    if before != nobody and plan.place[before] > plan.place[task]:
        other = task
        while other != before:
            other = plan.after[other]
            tabu.pairs[pair(shop, tabu, task, other)] = until
    else:
        other = plan.before[task]
        while other != before:
            tabu.pairs[pair(shop, tabu, other, task)] = until
            other = plan.before[other]
