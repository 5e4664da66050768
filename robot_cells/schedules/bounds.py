"""A time before which no schedule of a problem can end its last task.

Three bounds, each valid by itself, so their maximum is one. Durations below are the shortest over the alternatives,
and change-overs and buffers are left out: every schedule takes at least that long. A fixed task counts with its end
alone.

*Travel.* A piece is carried from where it stands to its first cell and from each cell to the next: that takes at least
what the fastest vehicle takes between the two nearest cells that can do what may follow one another (`ways.py`).

*Jobs.* A job is one piece, so its tasks do not overlap: it ends no earlier than its release plus the sum of its
durations, and of its travel.

*Loads.* Take any set S of m cells and any set of tasks that can be done on cells of S only. None of them begins before
the least head (release, durations of the tasks before it in its job, travel up to it), m cells do at most m seconds of
work a second, and after the last of them ends, at least the least tail (durations and travel after it) follows. So the
end is at least: least head + sum of durations / m + least tail. Evaluated for the tasks with the largest heads and for
those with the largest tails, over every set of alternatives that occurs, and over all cells.

*One cell.* For the tasks that only one cell can do, with heads and tails, the makespan with preemption allowed is a
bound, and Jackson's preemptive schedule (always work on what has the longest tail) attains it (J. Carlier, "The
one-machine sequencing problem", European Journal of Operational Research 11, 1982).
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

from robot_cells.ids import CellId
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask
from robot_cells.schedules.ways import Ways


class Load(NamedTuple):
    """A task as the bounds see it; seconds."""

    head_s: float
    duration_s: float
    tail_s: float
    cells: frozenset[CellId]


def lower_bound_s(problem: Problem) -> float:
    """The greatest of the bounds, line time in seconds; 0 for a problem without tasks."""
    ways = Ways(problem)
    loads = [load for job in problem.jobs for load in loads_of(problem, job, ways)]
    fixed_s = max((item.end_s for item in problem.fixed.values()), default=0.0)
    if not loads:
        return fixed_s
    bound_s = max(
        job.release_s + sum(_shortest_s(problem, task) for task in job.tasks) + sum(ways.of(job, _before(job)))
        for job in problem.jobs
        if any(task.id not in problem.fixed for task in job.tasks)
    )
    bound_s = max(bound_s, fixed_s)
    sets = {load.cells for load in loads}
    for cells in sets | {frozenset().union(*sets)}:
        inside = [load for load in loads if load.cells <= cells]
        ready_s = min(problem.ready_s.get(cell, 0.0) for cell in cells)
        inside = [load._replace(head_s=max(load.head_s, ready_s)) for load in inside]
        bound_s = max(bound_s, _load_bound_s(inside, len(cells)))
        if len(cells) == 1:
            bound_s = max(bound_s, _one_cell_bound_s(inside))
    return bound_s


def _shortest_s(problem: Problem, task: ProblemTask) -> float:
    """The least that a task adds in seconds; nothing when it is fixed, since it may lie before its job's release."""
    return 0.0 if task.id in problem.fixed else task.shortest_s


def _before(job: ProblemJob) -> list[set[int]]:
    """For each task the places of all that come before it."""
    before: list[set[int]] = []
    for task in job.tasks:
        before.append(set(task.after).union(*(before[place] for place in task.after)))
    return before


def loads_of(problem: Problem, job: ProblemJob, ways: Ways) -> list[Load]:
    """The tasks of a job that are not fixed, as the bounds see them."""
    before = _before(job)
    travel_s = ways.of(job, before)
    added_s = [_shortest_s(problem, task) + travel_s[place] for place, task in enumerate(job.tasks)]
    result = []
    for place, task in enumerate(job.tasks):
        if task.id in problem.fixed:
            continue
        head_s = job.release_s + sum(added_s[item] for item in before[place]) + travel_s[place]
        tail_s = sum(added_s[item] for item in range(len(job.tasks)) if place in before[item])
        result.append(Load(head_s, task.shortest_s, tail_s, frozenset(task.durations_s)))
    return result


def _load_bound_s(loads: list[Load], cells: int) -> float:
    bound_s = 0.0
    work_s, tail_s = 0.0, float("inf")
    for load in sorted(loads, key=lambda item: -item.head_s):
        work_s += load.duration_s
        tail_s = min(tail_s, load.tail_s)
        bound_s = max(bound_s, load.head_s + work_s / cells + tail_s)
    work_s, head_s = 0.0, float("inf")
    for load in sorted(loads, key=lambda item: -item.tail_s):
        work_s += load.duration_s
        head_s = min(head_s, load.head_s)
        bound_s = max(bound_s, head_s + work_s / cells + load.tail_s)
    return bound_s


def _one_cell_bound_s(loads: list[Load]) -> float:
    """The makespan of Jackson's preemptive schedule: whenever a task arrives, the longest tail goes on."""
    arriving = sorted(loads, key=lambda item: item.head_s)
    waiting: list[tuple[float, int, float]] = []
    bound_s, now_s, place = 0.0, 0.0, 0
    while place < len(arriving) or waiting:
        if not waiting:
            now_s = max(now_s, arriving[place].head_s)
        while place < len(arriving) and arriving[place].head_s <= now_s:
            heapq.heappush(waiting, (-arriving[place].tail_s, place, arriving[place].duration_s))
            place += 1
        minus_tail_s, number, left_s = heapq.heappop(waiting)
        until_s = arriving[place].head_s if place < len(arriving) else float("inf")
        step_s = min(left_s, until_s - now_s)
        now_s += step_s
        if step_s < left_s:
            heapq.heappush(waiting, (minus_tail_s, number, left_s - step_s))
        else:
            bound_s = max(bound_s, now_s - minus_tail_s)
    return bound_s
