"""A solution in the search: the choice of every task and the sequence on every cell, with the times that follow.

Sequences are doubly linked. `order` is a topological order of all tasks, kept through every move. `ends` is when a task
ends at the earliest; `rest` the longest time from its start to the end of all, its own duration counted. So the
longest path through a task has the length `ends + rest - duration`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from robot_cells.schedules.compiled import kernel
from robot_cells.schedules.shop.shop import Ints, Shop


class Plan(NamedTuple):
    """Arrays of 64-bit integers, by task (`nobody` at the end) unless said otherwise; times in units.

    `floor` is the earliest start that release and cell allow; `place` the position in `order`; `first` and `last` are
    by cell. What follows is room for the kernels, all zero between two calls: `dirty` by position, a byte each, and the
    same bytes by eight, `marked` by task, and `room` of any content.
    """

    choice: Ints
    cell: Ints
    duration: Ints
    floor: Ints
    before: Ints
    after: Ints
    first: Ints
    last: Ints
    order: Ints
    place: Ints
    ends: Ints
    rest: Ints
    dirty: NDArray[np.uint8]
    dirty_eights: NDArray[np.uint64]
    marked: Ints
    room: Ints


def empty_plan(shop: Shop) -> Plan:
    """Room for a solution of this shop."""
    tasks, cells = len(shop.job), len(shop.ready)
    choice, cell, duration, floor, before, after = (np.zeros(tasks, np.int64) for _ in range(6))
    order, place, ends, rest, marked, room = (np.zeros(tasks, np.int64) for _ in range(6))
    first, last = (np.zeros(cells, np.int64) for _ in range(2))
    eights = np.zeros(tasks // 8 + 1, np.uint64)
    return Plan(
        choice, cell, duration, floor, before, after, first, last, order, place, ends, rest,
        eights.view(np.uint8), eights, marked, room,
    )  # fmt: skip


@kernel
def build(shop: Shop, plan: Plan) -> int:
    """Links and times from `order` and `choice`: on each cell tasks follow one another as in `order`; the makespan."""
    nobody = len(shop.job) - 1
    plan.first[:] = nobody
    plan.last[:] = nobody
    plan.place[nobody] = nobody
    makespan = 0
    for place in range(nobody):
        task = plan.order[place]
        choice = plan.choice[task]
        cell = shop.choice_cell[choice]
        plan.place[task] = place
        plan.cell[task] = cell
        plan.duration[task] = shop.choice_duration[choice]
        plan.floor[task] = max(shop.release[task], shop.ready[cell])
        previous = plan.last[cell]
        plan.before[task] = previous
        plan.after[task] = nobody
        if previous == nobody:
            plan.first[cell] = task
        else:
            plan.after[previous] = task
        plan.last[cell] = task
        start = max(plan.ends[shop.job_before[task]], plan.ends[previous], plan.floor[task])
        plan.ends[task] = start + plan.duration[task]
        makespan = max(makespan, plan.ends[task])
    for place in range(nobody - 1, -1, -1):
        task = plan.order[place]
        plan.rest[task] = plan.duration[task] + max(plan.rest[shop.job_after[task]], plan.rest[plan.after[task]])
    return makespan


@kernel
def makespan_of(plan: Plan) -> int:
    """When the last task of all cells ends."""
    makespan = 0
    for cell in range(len(plan.last)):
        makespan = max(makespan, plan.ends[plan.last[cell]])
    return makespan
