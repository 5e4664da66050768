"""A schedule at once: the best of dispatch rules over the whole model, and of what still holds of an earlier one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from robot_cells.errors import ScheduleError
from robot_cells.schedules.general.dispatch_rules import LOOK_AHEAD, new_floor, ranks, shortest_times
from robot_cells.schedules.general.encoding import Encoding, encode
from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.general.kernels.decoding import decode, figures
from robot_cells.schedules.general.kernels.dispatching import dispatch
from robot_cells.schedules.general.kernels.shapes import Arrays, Plan, State, Whole
from robot_cells.schedules.general.memory import new_plan, new_state
from robot_cells.schedules.general.repair import keep_options, planned_starts, repaired_plan
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.schedule import Schedule

GOAL_COLUMNS = {
    Goal.TARDINESS: col.TARDINESS,
    Goal.MAKESPAN: col.MAKESPAN,
    Goal.MOVES: col.MOVES,
    Goal.SHIFTS: col.SHIFTS,
    Goal.CHANGEOVERS: col.CHANGEOVERS,
}
"""Where a goal's figure stands."""
MANY_TASKS = 20_000
"""With more, two rules are tried instead of all."""

STICKS = (0.5, 1.0, 1.5, 2.0, 3.0)
"""How much earlier a task has to end on another cell to be moved by a rule, in mean durations; each is tried."""

Figures = tuple[float, ...]
"""What a plan costs, by goal (`GOAL_COLUMNS`), in units of time and tasks."""


def figures_of(arrays: Arrays, state: State, plan: Plan) -> Figures:
    """What the plan that has just been decoded costs."""
    result = np.zeros(len(GOAL_COLUMNS), dtype=np.float64)
    figures(arrays, state, plan, result)
    return tuple(result.tolist())


def key_of(found: Figures, goals: Sequence[Goal]) -> Figures:
    """The figures of the goals in their order; the smaller the better."""
    return tuple(found[GOAL_COLUMNS[goal]] for goal in goals)


def first_plan(
    encoding: Encoding,
    goals: Sequence[Goal],
    start: Schedule | None,
    in_time: Callable[[], bool],
    most_moved: int | None = None,
    first: Schedule | None = None,
) -> tuple[Plan, Figures]:
    """The best of `first`, of what `start` still says and of the dispatch rules that are tried while it is `in_time`.

    The plan is decoded. Where `most_moved` limits how many tasks are moved, none is that need not be.

    Raises `ScheduleError` where no order of the tasks keeps every constraint.
    """
    arrays = encoding.arrays
    state = new_state(arrays)
    best: tuple[Plan, Figures] | None = None
    for plan in _attempts(encoding, state, start, first, most_moved):
        found = figures_of(arrays, state, plan)
        if best is None or key_of(found, goals) < key_of(best[1], goals):
            best = plan, found
        if not in_time():
            break
    if best is None:
        raise ScheduleError(
            "No schedule was found: pieces lock one another up.",
            where="buffers and joins",
            remedy="Give the cells that join pieces, and those before them, more room.",
        )
    return best


def _attempts(
    encoding: Encoding, state: State, start: Schedule | None, first: Schedule | None, most_moved: int | None
) -> Iterator[Plan]:
    """Decoded plans, the likeliest first; where moves are limited, on the cells of `start` or few others."""
    arrays = encoding.arrays
    keeps = most_moved is not None
    if first is not None and first is not start:
        # Read with `first` as the earlier schedule: only the rows that say so differ.
        plan = repaired_plan(encode(encoding.problem, first), first, holds=False)
        if decode(arrays, state, plan):
            yield plan
    if start is not None:
        for holds in (False, True):
            plan = repaired_plan(encoding, start, holds=holds)
            if decode(arrays, state, plan):
                yield plan
    done = False
    for plan in _dispatched(arrays, state, keeps=keeps):
        done = True
        yield plan
    if most_moved:
        yield from _moved_by_rule(arrays, state, most_moved)
    if not done:
        plan = _empty_plan(arrays, keeps=keeps)
        order = _job_after_job(arrays)
        plan.order[: len(order)] = order
        plan.size[0] = len(order)
        if decode(arrays, state, plan):
            yield plan


def _empty_plan(arrays: Arrays, *, keeps: bool) -> Plan:
    plan = new_plan(arrays)
    if keeps:
        keep_options(arrays, plan)
    return plan


def _dispatched(arrays: Arrays, state: State, *, keeps: bool) -> Iterator[Plan]:
    floor = new_floor(arrays)
    named = ranks(arrays)
    looks: tuple[float, ...] = (LOOK_AHEAD, 4.0 * LOOK_AHEAD)
    if len(arrays.task) > MANY_TASKS:
        named, looks = {"minimum_slack": named["minimum_slack"]}, (LOOK_AHEAD,)
    for look_ahead in looks:
        floor.rank[:] = ranks(arrays)["minimum_slack"]
        floor.look_ahead[0] = look_ahead
        plan = _empty_plan(arrays, keeps=keeps)
        if dispatch(arrays, state, plan, floor):
            yield plan
    floor.look_ahead[0] = 0.0
    for rank in named.values():
        floor.rank[:] = rank
        plan = _empty_plan(arrays, keeps=keeps)
        if dispatch(arrays, state, plan, floor):
            yield plan


def _moved_by_rule(arrays: Arrays, state: State, most_moved: int) -> Iterator[Plan]:
    """Rules by which a task is moved only where it ends so much earlier elsewhere; not too many.

    The apparent tardiness cost, and what was planned first: whoever is there takes the turn of one that is late.
    """
    floor = new_floor(arrays)
    mean = max(1, int(shortest_times(arrays).mean())) if len(arrays.task) else 1
    planned = np.empty(len(arrays.task), dtype=np.int64)
    planned[np.argsort(planned_starts(arrays), kind="stable")] = np.arange(len(arrays.task))
    for rank, look_ahead in ((ranks(arrays)["minimum_slack"], LOOK_AHEAD), (planned, 0.0)):
        floor.rank[:] = rank
        floor.look_ahead[0] = look_ahead
        for part in STICKS:
            floor.sticks[:] = max(1, int(part * mean)), most_moved
            plan = _empty_plan(arrays, keeps=False)
            if dispatch(arrays, state, plan, floor):
                yield plan


def _job_after_job(arrays: Arrays) -> Whole:
    """All tasks of a job, then those of the next; those that are joined before the one that joins them."""
    order: list[int] = []
    placed = [False] * len(arrays.job)
    urgent = np.lexsort((arrays.job[:, col.DUE], -arrays.job[:, col.PRIORITY]))
    for job in urgent.tolist():
        waiting = [job]
        while waiting:
            top = waiting[-1]
            tasks = range(arrays.job[top, col.FIRST], arrays.job[top, col.LAST])
            rows = [row for task in tasks for row in range(*arrays.task[task, [col.JOIN_A, col.JOIN_Z]])]
            before = [int(arrays.join[row]) for row in rows if not placed[arrays.join[row]]]
            if placed[top] or not before:
                waiting.pop()
                order += [] if placed[top] else list(tasks)
                placed[top] = True
            else:
                waiting += before
    return np.array([task for task in order if arrays.task[task, col.FIXED_CELL] < 0], dtype=np.int64)
