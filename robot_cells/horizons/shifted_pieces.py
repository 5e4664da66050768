"""A neighbour of a schedule: one piece is brought forward or put back as a whole, or one task goes to another cell."""

from __future__ import annotations

import random
from dataclasses import replace

from robot_cells.ids import TaskId
from robot_cells.schedules.problem import Problem, ProblemJob
from robot_cells.schedules.schedule import Schedule, ScheduledTask

FORWARD = 0.7
"""So often a piece is brought forward; else it is put back."""
ELSEWHERE = 0.3
"""So often a task of the piece also goes to another cell, where there is one."""


def shifted(schedule: Schedule, problem: Problem, chance: random.Random) -> Schedule:
    """Another schedule, whose times only say who goes first; what is frozen stays.

    The shift is drawn evenly up to a third of the time that is left: a short one changes places with a neighbour, a
    long one enters the line at another place of the queue.
    """
    frozen = {task for tasks in problem.frozen.values() for task in tasks}
    times = {item.task: item for item in schedule.tasks}
    job = chance.choice(problem.jobs)
    span_s = schedule.objective.makespan_s - min(item.start_s for item in schedule.tasks)
    shift_s = chance.random() * span_s / 3.0
    if chance.random() < FORWARD:
        shift_s = -shift_s
    moved: dict[TaskId, ScheduledTask] = {}
    for task in job.tasks:
        item = times.get(task.id)
        if item is not None and task.id not in frozen:
            moved[task.id] = replace(item, start_s=item.start_s + shift_s, end_s=item.end_s + shift_s)
    if chance.random() < ELSEWHERE:
        _send_elsewhere(moved, job, chance)
    return Schedule(tuple(moved.get(item.task, item) for item in schedule.tasks), schedule.objective)


def _send_elsewhere(moved: dict[TaskId, ScheduledTask], job: ProblemJob, chance: random.Random) -> None:
    choices = [
        (task.id, cell)
        for task in job.tasks
        if task.id in moved
        for cell in task.durations_s
        if cell != moved[task.id].cell
    ]
    if choices:
        task, cell = chance.choice(choices)
        moved[task] = replace(moved[task], cell=cell)
