"""Between schedules and the arrays of the search."""

from __future__ import annotations

import numpy as np

from robot_cells.schedules.problem import Problem
from robot_cells.schedules.schedule import Schedule, ScheduledTask
from robot_cells.schedules.shop.shop import Ints, Shop, cells_of


def schedule_of(problem: Problem, shop: Shop, order: Ints, choice: Ints, reference: Schedule | None) -> Schedule:
    """Every task as early as it can be in this order, with these choices; times computed anew in seconds.

    Moved and shifted tasks are counted against `reference`.
    """
    cells = cells_of(problem)
    tasks = [(job, task) for job in problem.jobs for task in job.tasks]
    chosen = [cells[number] for number in shop.choice_cell[choice[: len(tasks)]].tolist()]
    before = shop.job_before.tolist()
    free_s = {cell: problem.ready_s.get(cell, 0.0) for cell in cells}
    done: list[ScheduledTask | None] = [None] * len(tasks)
    for number in order[: len(tasks)].tolist():
        job, task = tasks[number]
        cell = chosen[number]
        previous = done[before[number]] if before[number] < len(tasks) else None
        start_s = max(job.release_s if previous is None else previous.end_s, free_s[cell])
        free_s[cell] = start_s + task.durations_s[cell]
        done[number] = ScheduledTask(task.id, cell, start_s, free_s[cell])
    scheduled = tuple(item for item in done if item is not None)
    return Schedule(scheduled, problem.objective(scheduled, reference))


def arrays_of(problem: Problem, shop: Shop, schedule: Schedule) -> tuple[Ints, Ints] | None:
    """Order and choices of a schedule; None where it lacks a task or has one on a cell that cannot do it."""
    items = {item.task: item for item in schedule.tasks}
    tasks = [task for job in problem.jobs for task in job.tasks]
    found: list[ScheduledTask] = []
    places: list[int] = []
    for task in tasks:
        item = items.get(task.id)
        if item is None or item.cell not in task.durations_s:
            return None
        found.append(item)
        places.append(list(task.durations_s).index(item.cell))
    order, choice = np.zeros(len(tasks) + 1, np.int64), np.zeros(len(tasks) + 1, np.int64)
    choice[: len(tasks)] = shop.first_choice[: len(tasks)] + np.array(places, np.int64)
    order[: len(tasks)] = np.lexsort(([item.end_s for item in found], [item.start_s for item in found]))
    return order, choice
