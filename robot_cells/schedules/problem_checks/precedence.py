"""What comes before what."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

from robot_cells.ids import CellId, TaskId
from robot_cells.schedules.problem import Problem

Befores = dict[TaskId, list[TaskId]]
"""For each task those that have to end before it begins."""


class Precedence:
    """The tasks that come before each task of a problem whose names are right; found when it is asked for."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    @cached_property
    def recipes(self) -> Befores:
        """For every task: what comes before it by its recipe and what it joins."""
        ends = {job.id: [task.id for task in job.tasks] for job in self.problem.jobs}
        found: Befores = {}
        for job in self.problem.jobs:
            names = ends[job.id]
            for task in job.tasks:
                found[task.id] = [names[place] for place in task.after]
                for joined in task.joins:
                    found[task.id] += ends[joined]
        return found

    @cached_property
    def frozen(self) -> Befores:
        """What comes before a task since cells do their frozen tasks first, in their order; tasks without are left out.

        A task that only one cell can do comes after what is frozen there; of others nobody knows.
        """
        found: Befores = {}
        last: dict[CellId, TaskId] = {}
        for cell, names in self.problem.frozen.items():
            for before, name in pairwise(names):
                found.setdefault(name, []).append(before)
            if names:
                last[cell] = names[-1]
        listed = {name for names in self.problem.frozen.values() for name in names}
        for task in (task for job in self.problem.jobs for task in job.tasks if last):
            if len(task.durations_s) == 1 and task.id not in listed and task.id not in self.problem.fixed:
                (cell,) = task.durations_s
                if cell in last:
                    found.setdefault(task.id, []).append(last[cell])
        return found

    @cached_property
    def all(self) -> Befores:
        """Both together, for every task."""
        if not self.frozen:
            return self.recipes
        return {name: [*found, *self.frozen.get(name, ())] for name, found in self.recipes.items()}
