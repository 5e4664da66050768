"""The least that vehicles add to the time of a piece."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from robot_cells.ids import CellId
from robot_cells.schedules.problem import Problem, ProblemJob

MOST_TASKS = 40
"""With more tasks than this a job counts without its ways: each is looked at beside each."""

_Shape = tuple[object, ...]


class Ways:
    """For each task of a job the least time of the way to it; jobs that are alike are looked at once.

    A piece comes to a task from the one that it did immediately before, which is one that need not come later, and
    between which and this one nothing has to come; or from where it stands at first. From which of them, and from which
    cell to which, is not known: the shortest with the fastest vehicle counts, nothing where one cell can do both. These
    ways and the tasks lie one after the other, since a job is one piece.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._known: dict[_Shape, Sequence[float]] = {}

    def of(self, job: ProblemJob, before: Sequence[Collection[int]]) -> Sequence[float]:
        """In seconds, by place; `before` are the places of all tasks that come before each.

        A fixed task is brought its piece by no trip, so a job that has one counts without ways.
        """
        problem = self._problem
        if not problem.vehicles or len(job.tasks) > MOST_TASKS or any(task.id in problem.fixed for task in job.tasks):
            return [0.0] * len(job.tasks)
        shape: _Shape = (job.cell, *((tuple(task.durations_s), task.after) for task in job.tasks))
        if shape not in self._known:
            self._known[shape] = [self._least_s(job, before, place) for place in range(len(job.tasks))]
        return self._known[shape]

    def _least_s(self, job: ProblemJob, before: Sequence[Collection[int]], place: int) -> float:
        cells = job.tasks[place].durations_s
        origins: set[CellId | None] = set() if before[place] else {job.cell}
        far = {other for item in before[place] for other in before[item]}
        for other in range(len(job.tasks)):
            if other != place and place not in before[other] and other not in far:
                origins.update(job.tasks[other].durations_s)
        return min(self._problem.least_travel_s(origin, cell) for origin in origins for cell in cells)
