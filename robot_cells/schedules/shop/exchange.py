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
    cells = {cell: number for number, cell in enumerate(cells_of(problem))}
    items = {item.task: item for item in schedule.tasks}
    tasks = [task for job in problem.jobs for task in job.tasks]
    order, choice = np.zeros(len(tasks) + 1, np.int64), np.zeros(len(tasks) + 1, np.int64)
    keys = []
    for number, task in enumerate(tasks):
        item = items.get(task.id)
        if item is None or item.cell not in task.durations_s:
            return None
        first, end = shop.first_choice[number], shop.first_choice[number + 1]
        choice[number] = first + int(np.flatnonzero(shop.choice_cell[first:end] == cells[item.cell])[0])
        keys.append((item.start_s, item.end_s, number))
    order[: len(tasks)] = [number for _, _, number in sorted(keys)]
    return order, choice
