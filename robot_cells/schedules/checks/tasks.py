"""Each task is done once, on a cell that can do it, at times that are numbers."""

from __future__ import annotations

import math
from collections import Counter

from robot_cells.schedules.problem import Problem
from robot_cells.schedules.schedule import Schedule


def faults_of_tasks(problem: Problem, schedule: Schedule) -> list[str]:
    """What is missing, unknown, there twice, where it cannot be done, or not a time."""
    wanted = {task.id: task for job in problem.jobs for task in job.tasks}
    found = Counter(item.task for item in schedule.tasks)
    faults = [f"{task} is missing." for task in wanted if task not in found]
    faults += [f"{task} is not in the problem." for task in found if task not in wanted]
    faults += [f"{task} is there {count} times." for task, count in found.items() if count > 1]
    for item in schedule.tasks:
        if item.task in wanted and item.cell not in wanted[item.task].durations_s:
            faults.append(f"{item.task} cannot be done on {item.cell}.")
        if not (math.isfinite(item.start_s) and math.isfinite(item.end_s)):
            faults.append(f"{item.task} is said to last from {item.start_s} s to {item.end_s} s: these are no times.")
        elif item.end_s < item.start_s:
            faults.append(f"{item.task} ends at {item.end_s} s, before it begins at {item.start_s} s.")
    return faults
