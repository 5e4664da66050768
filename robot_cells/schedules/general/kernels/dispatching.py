"""A first schedule: time goes on from event to event, and a cell that is free takes what a rule prefers.

Every choice is put at once (`placing.py`), so that the times are those of the schedule. Of what waits at a cell only
the `CANDIDATES` of the best rank are looked at, so that a choice takes the same time with any amount of work.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from robot_cells.schedules.compiled import in_place
from robot_cells.schedules.general.kernels.columns import (
    C_FAMILY,
    C_FREE,
    DUE,
    FAMILY,
    FIRST,
    FOREVER,
    FROM,
    J_LEFT,
    J_READY,
    JOB,
    JOIN_A,
    JOIN_Z,
    JOINED_BY,
    LAST,
    OLD_CELL,
    ON,
    OPTION_A,
    OPTION_Z,
    PRIORITY,
    T_PUT,
    TAIL,
    TIME,
)
from robot_cells.schedules.general.kernels.decoding import begin, put
from robot_cells.schedules.general.kernels.heaps import pop, push
from robot_cells.schedules.general.kernels.needs import is_open
from robot_cells.schedules.general.kernels.options import changeover, estimated_span, is_under_way
from robot_cells.schedules.general.kernels.shapes import Arrays, Plan, Real, State, Whole

CANDIDATES = 16


class Floor(NamedTuple):
    """What waits where.

    `events` is a heap of (time, task or tasks + cell); `queue` holds a heap of (rank, task) for each
    cell, from row `queue_a` on.

    `rank` is each task's place by a rule that does not change with time; `mean_change` the mean change-over of each
    cell; `known` whether a task has been said to be ready; `look_ahead` of the apparent tardiness cost.

    `sticks` holds by how much earlier a task has to end on another cell than on the one that it had, to be moved, and
    how many may still be moved.
    """

    events: Whole
    size: Whole
    queue: Whole
    queue_a: Whole
    queue_size: Whole
    rank: Whole
    known: Whole
    aside: Whole
    mean_change: Real
    look_ahead: Real
    lead: Whole
    sticks: Whole


@in_place
def dispatch(arrays: Arrays, state: State, plan: Plan, floor: Floor) -> bool:
    """Put every task; `plan.sequence` is the list that came of it. False where the cells lock one another up."""
    begin(arrays, state, plan)
    tasks = len(arrays.task)
    floor.size[0] = 0
    for cell in range(len(arrays.cell)):
        floor.queue_size[cell] = 0
    for task in range(tasks):
        floor.known[task] = 0
    for job in range(len(arrays.job)):
        _announce(arrays, state, plan, floor, job)
    while floor.size[0] > 0:
        now, code = floor.events[0, 0], floor.events[0, 1]
        pop(floor.events, 0, floor.size[0])
        floor.size[0] -= 1
        if code >= tasks:
            if not _serve(arrays, state, plan, floor, code - tasks, now):
                return False
            continue
        if plan.place[code] >= 0:
            continue
        for row in range(arrays.task[code, OPTION_A], arrays.task[code, OPTION_Z]):
            cell = arrays.option[row, ON]
            push(floor.queue, floor.queue_a[cell], floor.queue_size[cell], floor.rank[code], code)
            floor.queue_size[cell] += 1
            _add_event(floor, max(now, state.cells[cell, C_FREE] - floor.lead[0]), tasks + cell)
    if not _rest(arrays, state, plan):
        return False
    plan.size[1] = state.totals[T_PUT]
    return True


@in_place
def _rest(arrays: Arrays, state: State, plan: Plan) -> bool:
    """What nobody was told of."""
    for task in range(len(arrays.task)):  # noqa: SIM110 - generators are not compiled
        if plan.place[task] < 0 and not put(arrays, state, plan, task):
            return False
    return True


@in_place
def _add_event(floor: Floor, at: int, code: int) -> None:
    push(floor.events, 0, floor.size[0], at, code)
    floor.size[0] += 1


@in_place
def _announce(arrays: Arrays, state: State, plan: Plan, floor: Floor, job: int) -> None:
    """Tell of the tasks of the job that could be next, or of the one that joins its finished piece."""
    for task in range(arrays.job[job, FIRST], arrays.job[job, LAST]):
        if plan.place[task] < 0 and floor.known[task] == 0 and is_open(arrays, plan, task):
            _announce_task(arrays, state, floor, task)
    joined_by = arrays.job[job, JOINED_BY]
    if joined_by < 0 or state.jobs[job, J_LEFT] > 0 or plan.place[joined_by] >= 0 or floor.known[joined_by] != 0:
        return
    if is_open(arrays, plan, joined_by):
        _announce_task(arrays, state, floor, joined_by)


@in_place
def _announce_task(arrays: Arrays, state: State, floor: Floor, task: int) -> None:
    at = _pieces_ready(arrays, state, task)
    if at < FOREVER:
        floor.known[task] = 1
        _add_event(floor, at, task)


@in_place
def _pieces_ready(arrays: Arrays, state: State, task: int) -> int:
    """From when all pieces of the task can be brought to it; FOREVER where one of another job is not finished."""
    at = state.jobs[arrays.task[task, JOB], J_READY]
    for row in range(arrays.task[task, JOIN_A], arrays.task[task, JOIN_Z]):
        other = arrays.join[row]
        if state.jobs[other, J_LEFT] > 0:
            return FOREVER
        at = max(at, state.jobs[other, J_READY])
    return int(at)


@in_place
def _serve(arrays: Arrays, state: State, plan: Plan, floor: Floor, cell: int, now: int) -> bool:
    """The cell takes a task, if one waits and it is free."""
    free = state.cells[cell, C_FREE] - floor.lead[0]
    if free > now or floor.queue_size[cell] == 0:
        return True
    task, row, later = _choose(arrays, state, plan, floor, cell, now)
    if task < 0:
        if later < FOREVER:
            _add_event(floor, later, len(arrays.task) + cell)
        return True
    if plan.option[task] < 0 and not is_under_way(arrays, plan, task):
        plan.option[task] = row
        if arrays.option[row, ON] != arrays.task[task, OLD_CELL] and _keeps_its_cell(arrays, task):
            floor.sticks[1] -= 1
    before = state.totals[T_PUT]
    if not put(arrays, state, plan, task):
        return False
    tasks = len(arrays.task)
    for place in range(before, state.totals[T_PUT]):
        entry = plan.sequence[place]
        if entry < tasks:
            used = arrays.option[plan.used[entry], ON]
            _add_event(floor, max(now, state.cells[used, C_FREE] - floor.lead[0]), tasks + used)
            _announce(arrays, state, plan, floor, arrays.task[entry, JOB])
        else:
            origin = plan.trip[entry - tasks, FROM]
            _add_event(floor, max(now, state.cells[origin, C_FREE] - floor.lead[0]), tasks + origin)
    if arrays.option[plan.used[task], ON] != cell:
        _add_event(floor, max(now, state.cells[cell, C_FREE] - floor.lead[0]), tasks + cell)
    return True


@in_place
def _choose(arrays: Arrays, state: State, plan: Plan, floor: Floor, cell: int, now: int) -> tuple[int, int, int]:
    """The task that is preferred of those that wait at the cell, and its option; -1 and when one can be brought."""
    first, aside = floor.queue_a[cell], 0
    best, best_row, best_score, later = -1, -1, 0.0, FOREVER
    while floor.queue_size[cell] > 0 and aside < CANDIDATES:
        task = floor.queue[first, 1]
        pop(floor.queue, first, floor.queue_size[cell])
        floor.queue_size[cell] -= 1
        if plan.place[task] >= 0:
            continue
        floor.aside[aside] = task
        aside += 1
        ready = _pieces_ready(arrays, state, task)
        if ready > now:
            later = min(later, ready)
            continue
        row = _row_on(arrays, task, cell)
        score = _urgency(arrays, state, plan, floor, task, row)
        if best < 0 or score > best_score:
            best, best_row, best_score = task, row, score
    for place in range(aside):
        if floor.aside[place] != best:
            task = floor.aside[place]
            push(floor.queue, first, floor.queue_size[cell], floor.rank[task], task)
            floor.queue_size[cell] += 1
    if best < 0:
        return -1, -1, later
    return best, _earliest_row(arrays, state, plan, floor, best, best_row), later


@in_place
def _row_on(arrays: Arrays, task: int, cell: int) -> int:
    for row in range(arrays.task[task, OPTION_A], arrays.task[task, OPTION_Z]):
        if arrays.option[row, ON] == cell:
            return row
    return -1


@in_place
def _keeps_its_cell(arrays: Arrays, task: int) -> bool:
    """Whether the cell that the task had in the earlier schedule can still do it."""
    return arrays.task[task, OLD_CELL] >= 0 and _row_on(arrays, task, arrays.task[task, OLD_CELL]) >= 0


@in_place
def _earliest_row(arrays: Arrays, state: State, plan: Plan, floor: Floor, task: int, row: int) -> int:
    """The option that ends the task first, this one where it is as good; the cell that it had is preferred."""
    keeps = floor.sticks[0] > 0 and _keeps_its_cell(arrays, task)
    if keeps and floor.sticks[1] <= 0:
        return _row_on(arrays, task, arrays.task[task, OLD_CELL])
    best_end = FOREVER
    for place in range(1 + arrays.task[task, OPTION_Z] - arrays.task[task, OPTION_A]):
        other = row if place == 0 else arrays.task[task, OPTION_A] + place - 1
        end = estimated_span(arrays, state, plan, task, other)[1]
        if keeps and arrays.option[other, ON] != arrays.task[task, OLD_CELL]:
            end += floor.sticks[0]
        if end < best_end:
            best_end, row = end, other
    return row


@in_place
def _urgency(arrays: Arrays, state: State, plan: Plan, floor: Floor, task: int, row: int) -> float:
    """By rank where `look_ahead` is 0, else the apparent tardiness cost with set-ups (`rules.py`); largest first."""
    if floor.look_ahead[0] <= 0.0:
        return -float(floor.rank[task])
    job, cell = arrays.task[task, JOB], arrays.option[row, ON]
    start = estimated_span(arrays, state, plan, task, row)[0]
    work = max(float(arrays.option[row, TIME]), 1.0)
    score = math.log(max(arrays.weight[job], 1e-9)) - math.log(work)
    if arrays.job[job, DUE] >= FOREVER:
        score = -1e6 + 1e-12 * (arrays.task[task, TAIL] + work)
    else:
        mean = (arrays.task[task, TAIL] + work) / max(state.jobs[job, J_LEFT], 1)
        spare = max(0.0, arrays.job[job, DUE] - start - work - arrays.task[task, TAIL])
        score -= spare / (floor.look_ahead[0] * mean)
    if floor.mean_change[cell] > 0.0:
        change = changeover(arrays, cell, state.cells[cell, C_FAMILY], arrays.job[job, FAMILY])
        score -= change / (0.4 * floor.mean_change[cell])
    score -= (start - state.cells[cell, C_FREE]) / work if start > state.cells[cell, C_FREE] else 0.0
    return float(score + 1e9 * arrays.job[job, PRIORITY])
