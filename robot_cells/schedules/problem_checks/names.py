"""Everything that is named is there, and is there once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from robot_cells.ids import JobId, TaskId
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask


def faults_of_names(problem: Problem) -> list[str]:
    """Ids that occur twice, names of nothing, tasks without a cell, tasks after ones that are not before them.

    Cells are not listed anywhere, so a calendar, buffer or distance of a cell that no task needs is none.
    """
    tasks = [task for job in problem.jobs for task in job.tasks]
    faults = [f"{count} jobs are called {name}." for name, count in _twice(job.id for job in problem.jobs)]
    faults += [f"{count} tasks are called {name}." for name, count in _twice(task.id for task in tasks)]
    jobs = {job.id for job in problem.jobs}
    joined: dict[JobId, TaskId] = {}
    for job in problem.jobs:
        for place, task in enumerate(job.tasks):
            if not task.durations_s:
                faults.append(f"No cell can do {task.id}.")
            for before in task.after:
                if not 0 <= before < place:
                    faults.append(_fault_of_after(job, place, task, before))
            if task.needs:
                faults += [
                    f"{task.id} needs {name}, which is no resource of the problem."
                    for name in task.needs
                    if name not in problem.resources
                ]
            if task.joins:
                faults += _faults_of_joins(job, task, jobs, joined)
    return [*faults, *_faults_of_settled_names(problem, {task.id: task for task in tasks})]


def _twice(names: Iterable[str]) -> list[tuple[str, int]]:
    counts = Counter(names)
    return [(name, count) for name, count in counts.items() if count > 1] if len(counts) < counts.total() else []


def _fault_of_after(job: ProblemJob, place: int, task: ProblemTask, before: int) -> str:
    return f"{task.id} is task {place} of {job.id} and cannot come after task {before}: only after those before it."


def _faults_of_joins(job: ProblemJob, task: ProblemTask, jobs: set[JobId], joined: dict[JobId, TaskId]) -> list[str]:
    faults = []
    for name in task.joins:
        if name not in jobs:
            faults.append(f"{task.id} joins {name}, which is no job of the problem.")
        elif name == job.id:
            faults.append(f"{task.id} joins its own job {name}.")
        elif name in joined:
            faults.append(f"{task.id} joins {name}, whose piece goes into {joined[name]} already.")
        joined.setdefault(name, task.id)
    return faults


def _faults_of_settled_names(problem: Problem, tasks: dict[TaskId, ProblemTask]) -> list[str]:
    faults = []
    for name, fixed in problem.fixed.items():
        if name not in tasks:
            faults.append(f"{name} is fixed, and is no task of the problem.")
        elif fixed.task != name:
            faults.append(f"{name} is fixed with the times of {fixed.task}.")
        elif fixed.cell not in tasks[name].durations_s:
            faults.append(f"{name} is fixed on {fixed.cell}, which cannot do it.")
    faults += [
        f"{name} is frozen {count} times."
        for name, count in _twice(name for names in problem.frozen.values() for name in names)
    ]
    for cell, names in problem.frozen.items():
        for name in names:
            if name not in tasks:
                faults.append(f"{name} is frozen on {cell}, and is no task of the problem.")
            elif cell not in tasks[name].durations_s:
                faults.append(f"{name} is frozen on {cell}, which cannot do it.")
            elif name in problem.fixed and problem.fixed[name].cell != cell:
                faults.append(f"{name} is frozen on {cell} and fixed on {problem.fixed[name].cell}.")
    return faults
