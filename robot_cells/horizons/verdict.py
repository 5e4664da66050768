"""Whether an answer still holds, and is worth its disturbance."""

from __future__ import annotations

from enum import Enum

from robot_cells.horizons.frozen_tasks import frozen_tasks, moved_tasks
from robot_cells.horizons.question import Answer
from robot_cells.ids import CellId, TaskId
from robot_cells.lines.scheduling import Scheduling
from robot_cells.orchestration.state import State
from robot_cells.orchestration.task_names import split_job, split_task
from robot_cells.schedules.schedule import Schedule


class Verdict(Enum):
    """What becomes of an answer."""

    ADOPTED = "adopted"
    """It is better by what was asked for, and the line can do what it says."""
    NO_GAIN = "no gain"
    """It is not better, or not by enough to be worth the disturbance."""
    OVERTAKEN = "overtaken"
    """The line has gone on otherwise since it was asked: a task has begun elsewhere or before its turn."""
    FROZEN = "frozen"
    """It moves what begins within the frozen horizon."""
    IMPOSSIBLE = "impossible"
    """It gives work to a cell that takes none."""
    LATE = "late"
    """It came after its deadline."""


def judged(state: State, now_s: float, answer: Answer, settings: Scheduling) -> tuple[Verdict, Schedule]:
    """What becomes of an answer at `now_s`, line time in seconds; and what of its schedule has not begun yet."""
    if not is_worth_it(answer, settings):
        return Verdict.NO_GAIN, answer.schedule
    ahead = _still_ahead(state, answer.schedule)
    if ahead is None:
        return Verdict.OVERTAKEN, answer.schedule
    if moved_tasks(ahead, frozen_tasks(state, now_s, now_s + settings.frozen_s), state.schedule):
        return Verdict.FROZEN, ahead
    if any(not state.cells[item.cell].usable for item in ahead.tasks if item.start_s < now_s + settings.repair_s):
        return Verdict.IMPOSSIBLE, ahead
    return Verdict.ADOPTED, ahead


def is_worth_it(answer: Answer, settings: Scheduling) -> bool:
    """Whether it takes away enough weighted tardiness or, where that stays the same, enough of the time left."""
    cost_s = settings.move_s * answer.moved_tasks
    kept, promised = answer.kept, answer.promised
    gain_s = kept.weighted_tardiness_s - promised.weighted_tardiness_s
    if abs(gain_s) > _SAME_S:
        return gain_s >= settings.minimum_gain * kept.weighted_tardiness_s + cost_s
    begin_s = min((item.start_s for item in answer.schedule.tasks), default=0.0)
    shorter_s = kept.makespan_s - promised.makespan_s
    return shorter_s > _SAME_S and shorter_s >= settings.minimum_gain * (kept.makespan_s - begin_s) + cost_s


_SAME_S = 1e-6
"""Figures that differ by less are the same: sums of seconds in another order."""


def _still_ahead(state: State, schedule: Schedule) -> Schedule | None:
    """What of the schedule has not begun yet; None where something has begun otherwise than it says."""
    begun: dict[TaskId, CellId] = {item.task: item.cell for item in state.attempts.values() if item.trip is None}
    left = []
    over: dict[CellId, bool] = {}
    for item in sorted(schedule.tasks, key=lambda task: (task.start_s, task.end_s)):
        has_begun = item.task in begun or is_over(state, item.task)
        if not has_begun:
            left.append(item)
            over[item.cell] = True
        elif begun.get(item.task, item.cell) != item.cell or over.get(item.cell, False):
            return None
    return Schedule(tuple(left), schedule.objective, schedule.lower_bound_s)


def is_over(state: State, task: TaskId) -> bool:
    """Whether the task is done or will never be."""
    name, operation, visit = split_task(task)
    job = state.jobs.get(name)
    if job is not None:
        return job.closed.get(operation, 0) >= visit
    return not _is_outside(state, task)


def _is_outside(state: State, task: TaskId) -> bool:
    order, unit = split_job(split_task(task)[0])
    known = state.orders.get(order)
    return known is not None and known.cancelled is None and not known.is_released(unit)
