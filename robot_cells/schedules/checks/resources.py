"""The tasks that run at one time need no more units of a resource than there are.

A task has its units from its start to its end: one that pauses in closed time keeps them, as it keeps its cell.
"""

from __future__ import annotations

import heapq

from robot_cells.ids import ResourceId, TaskId
from robot_cells.schedules.checks.laid_out import LaidOut, Visit
from robot_cells.schedules.checks.tolerance import TOLERANCE_S


def faults_of_resources(plan: LaidOut) -> list[str]:
    """For each resource the starts at which more is needed than there is; what is fixed alone is not the schedule's."""
    users: dict[ResourceId, list[Visit]] = {name: [] for name in plan.problem.resources}
    for job in plan.problem.jobs:
        for visit in plan.by_job[job.id]:
            for name, units in visit.task.needs.items():
                if units > 0 and visit.item.end_s > visit.item.start_s:
                    users[name].append(visit)
    return [fault for name, visits in users.items() for fault in _faults_of(plan, name, visits)]


def _faults_of(plan: LaidOut, name: ResourceId, visits: list[Visit]) -> list[str]:
    faults = []
    capacity = plan.problem.resources[name].capacity
    running: list[tuple[float, TaskId, int]] = []
    used = 0
    for visit in sorted(visits, key=lambda visit: (visit.item.start_s, visit.item.end_s, visit.position)):
        item = visit.item
        while running and running[0][0] <= item.start_s + TOLERANCE_S:
            used -= heapq.heappop(running)[2]
        units = visit.task.needs[name]
        heapq.heappush(running, (item.end_s, item.task, units))
        used += units
        tasks = sorted(task for _, task, _ in running) if used > capacity else []
        if any(task not in plan.problem.fixed for task in tasks):
            faults.append(
                f"At {item.start_s} s {', '.join(tasks)} together need {used} of {name}; there are {capacity}."
            )
    return faults
