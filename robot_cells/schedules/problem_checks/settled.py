"""Fixed tasks do not contradict one another: by cell, piece, recipe, join, frozen order and resource."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from robot_cells.ids import CellId, ResourceId, TaskId
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.problem_checks.precedence import Befores, Precedence
from robot_cells.schedules.schedule import ScheduledTask


def faults_of_settled(precedence: Precedence) -> list[str]:
    """Fixed tasks that overlap, or are in another order than they have to be."""
    problem = precedence.problem
    if not problem.fixed:
        return []
    faults = list(_in_order(problem, precedence.recipes, "by its recipe or what it joins"))
    faults += _in_order(problem, precedence.frozen, "by the frozen order of its cell")
    by_cell: dict[CellId, list[ScheduledTask]] = {}
    for item in problem.fixed.values():
        by_cell.setdefault(item.cell, []).append(item)
    for cell, items in by_cell.items():
        faults += _overlapping(items, f"on {cell}")
    for job in problem.jobs:
        items = [problem.fixed[task.id] for task in job.tasks if task.id in problem.fixed]
        faults += _overlapping(items, f"and are both done to the piece of {job.id}")
    for name in problem.resources:
        faults += _of_resource(problem, name)
    return faults


def _in_order(problem: Problem, befores: Befores, why: str) -> Iterator[str]:
    for name, item in problem.fixed.items():
        for before in befores.get(name, ()):
            other = problem.fixed.get(before)
            if other is not None and other.end_s > item.start_s:
                yield (
                    f"{name} is fixed at {item.start_s} s and {before} until {other.end_s} s, which {why} has to end "
                    f"first."
                )


def _overlapping(items: list[ScheduledTask], where: str) -> Iterator[str]:
    ordered = sorted(items, key=lambda item: (item.start_s, item.end_s))
    for before, item in pairwise(ordered):
        if item.start_s < before.end_s:
            yield (
                f"{before.task} (until {before.end_s} s) and {item.task} (from {item.start_s} s) are fixed at the same "
                f"time {where}."
            )


def _of_resource(problem: Problem, name: ResourceId) -> Iterator[str]:
    needs: dict[TaskId, int] = {
        task.id: task.needs[name]
        for job in problem.jobs
        for task in job.tasks
        if task.id in problem.fixed and task.needs.get(name)
    }
    capacity = problem.resources[name].capacity
    items = sorted((problem.fixed[task] for task in needs), key=lambda item: item.start_s)
    for place, item in enumerate(items):
        together = [other.task for other in items[: place + 1] if other.end_s > item.start_s or other is item]
        used = sum(needs[task] for task in together)
        if used > capacity:
            tasks = ", ".join(together)
            yield f"{tasks} are fixed at {item.start_s} s and need {used} of {name}; there are {capacity}."
