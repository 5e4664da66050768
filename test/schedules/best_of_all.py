"""The best schedule of a tiny problem, found by trying every order of tasks and trips with every cell and vehicle.

Whatever a schedule does, the order in which its tasks and trips begin, decoded with each as early as it can be behind
those before it on its cell, piece and vehicle, is no worse by a measure that never falls when something ends later. So
one of all orders gives the best. Finite buffers are not looked at: with these, earlier is not always better.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from one_by_one import fitted

from robot_cells.schedules.goal import Goal
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask
from robot_cells.schedules.schedule import Schedule, ScheduledTask, ScheduledTrip


def best_of_all(problem: Problem, goal: Goal) -> Schedule:
    """The schedule of the least makespan or weighted tardiness; for about six tasks, fewer with vehicles."""
    assert goal in {Goal.MAKESPAN, Goal.TARDINESS}
    assert not any(item.input.capacity or item.output.capacity for item in problem.buffers.values())
    search = _Search(problem, goal)
    search.go_on(_Partial({}, (), {}, {}, {}, {}, dict(enumerate(problem.vehicles))))
    assert search.best is not None, "The problem has no solution."
    return search.best


@dataclass(frozen=True)
class _Partial:
    """What is decided so far."""

    placed: dict[str, ScheduledTask]
    trips: tuple[ScheduledTrip, ...]
    cell_free_s: dict[str, float]
    product: dict[str, str]
    piece_free_s: dict[str, float]
    at: dict[str, tuple[str, bool]]
    """Where a piece is, and whether it was just carried there: then it has to be worked on there next."""
    vehicles: dict[int, Any]


class _Search:
    def __init__(self, problem: Problem, goal: Goal) -> None:
        self.problem = problem
        self.goal = goal
        self.best: Schedule | None = None
        self.count = sum(len(job.tasks) for job in problem.jobs)
        self.joined_at = {name: task for job in problem.jobs for task in job.tasks for name in task.joins}
        self.jobs = {job.id: job for job in problem.jobs}
        self.needs = {task.id: task.needs for job in problem.jobs for task in job.tasks}

    def go_on(self, partial: _Partial) -> None:
        if self.best is not None and self.cost(partial) >= self.best.objective.key([self.goal])[0]:
            return
        if len(partial.placed) == self.count:
            tasks = tuple(partial.placed.values())
            self.best = Schedule(tasks, self.problem.objective(tasks), trips=partial.trips)
            return
        for further in self.steps(partial):
            self.go_on(further)

    def cost(self, partial: _Partial) -> float:
        """What the schedule costs at least."""
        ends = {name: item.end_s for name, item in partial.placed.items()}
        if self.goal is Goal.MAKESPAN:
            return max(ends.values(), default=0.0)
        return sum(
            job.weight * max(0.0, max((ends.get(task.id, 0.0) for task in job.tasks), default=0.0) - job.due_s)
            for job in self.problem.jobs
            if job.due_s is not None
        )

    def steps(self, partial: _Partial) -> Iterator[_Partial]:
        for job in self.problem.jobs:
            open_tasks = [
                task
                for task in job.tasks
                if task.id not in partial.placed
                and all(job.tasks[place].id in partial.placed for place in task.after)
                and all(item.id in partial.placed for name in task.joins for item in self.jobs[name].tasks)
            ]
            for task in open_tasks:
                for cell in sorted(task.durations_s):
                    yield from self.with_task(partial, job, task, cell)
            targets = {cell for task in open_tasks for cell in task.durations_s}
            joined_at = self.joined_at.get(job.id)
            if joined_at is not None and joined_at.id not in partial.placed and not open_tasks:
                targets = {cell for cell in joined_at.durations_s if all(t.id in partial.placed for t in job.tasks)}
            for target in sorted(targets) if self.problem.vehicles else ():
                yield from self.with_trips(partial, job, target)

    def place_of(self, partial: _Partial, job: ProblemJob) -> tuple[str | None, bool]:
        return partial.at.get(job.id, (job.cell, False))

    def with_trips(self, partial: _Partial, job: ProblemJob, target: str) -> Iterator[_Partial]:
        origin, just_carried = self.place_of(partial, job)
        if origin in (None, target) or just_carried:
            return
        ready_s = max(partial.piece_free_s.get(job.id, 0.0), job.release_s)
        for number, vehicle in partial.vehicles.items():
            picks_up_s = max(ready_s, vehicle.ready_s + self.metres(vehicle.position, origin) / vehicle.speed_mps)
            arrives_s = picks_up_s + self.metres(origin, target) / vehicle.speed_mps + 2 * vehicle.transfer_s
            yield replace(
                partial,
                trips=(*partial.trips, ScheduledTrip(job.id, number, origin, target, picks_up_s, arrives_s)),
                piece_free_s={**partial.piece_free_s, job.id: arrives_s},
                at={**partial.at, job.id: (target, True)},
                vehicles={**partial.vehicles, number: replace(vehicle, position=target, ready_s=arrives_s)},
            )

    def metres(self, origin: str, target: str) -> float:
        return 0.0 if origin == target else self.problem.distances_m.get((origin, target), 0.0)

    def with_task(self, partial: _Partial, job: ProblemJob, task: ProblemTask, cell: str) -> Iterator[_Partial]:
        fixed = self.problem.fixed.get(task.id)
        if any(task.id in names and name != cell for name, names in self.problem.frozen.items()):
            return
        frozen = [item for item in self.problem.frozen.get(cell, ()) if item not in partial.placed]
        if frozen and frozen[0] != task.id and fixed is None:
            return
        pieces = [job, *(self.jobs[name] for name in task.joins)]
        carried = self.problem.vehicles and fixed is None
        if carried and any(self.place_of(partial, piece)[0] not in (None, cell) for piece in pieces):
            return
        free_s = max(max(partial.piece_free_s.get(piece.id, 0.0), piece.release_s) for piece in pieces)
        cell_free_s = partial.cell_free_s.get(cell, 0.0)
        if fixed is not None:
            before_s = max(partial.piece_free_s.get(job.id, 0.0), cell_free_s)
            if cell != fixed.cell or before_s > fixed.start_s:
                return
            item = fixed
        else:
            earliest_s = max(free_s, cell_free_s, self.problem.ready_s.get(cell, 0.0))
            item = self.placed_from(partial, job, task, cell, earliest_s)
        yield replace(
            partial,
            placed={**partial.placed, task.id: item},
            cell_free_s={**partial.cell_free_s, cell: item.end_s},
            product={**partial.product, cell: job.product},
            piece_free_s={**partial.piece_free_s, job.id: item.end_s},
            at={**partial.at, job.id: (cell, False)},
        )

    def placed_from(
        self, partial: _Partial, job: ProblemJob, task: ProblemTask, cell: str, earliest_s: float
    ) -> ScheduledTask:
        """The task at the first time from `earliest_s` on at which calendars and resources allow it."""
        before = partial.product.get(cell, self.problem.set_up.get(cell))
        needed_s = task.durations_s[cell]
        if before not in (None, job.product):
            needed_s += self.problem.changeovers_s.get(cell, {}).get((before, job.product), 0.0)
        calendars = [self.problem.calendars[cell]] if cell in self.problem.calendars else []
        calendars += [self.problem.resources[name].calendar for name in task.needs]
        closed = sorted(item for calendar in calendars for item in calendar.closures)
        others = [*{**self.problem.fixed, **partial.placed}.values()]
        for from_s in sorted({earliest_s, *(item.end_s for item in others if item.end_s > earliest_s)}):
            start_s, end_s = fitted(closed, from_s, needed_s, task.resumable)
            if self.enough(task, others, start_s, end_s):
                return ScheduledTask(task.id, cell, start_s, end_s)
        raise AssertionError(f"{task.id} needs more than there is.")

    def enough(self, task: ProblemTask, others: list[ScheduledTask], start_s: float, end_s: float) -> bool:
        """Whether the resources suffice all through the task."""
        if start_s == end_s:
            return True
        for name, units in task.needs.items():
            users = [item for item in others if self.needs[item.task].get(name, 0) and item.end_s > start_s]
            moments = [start_s, *(item.start_s for item in users if start_s < item.start_s < end_s)]
            for moment in moments:
                used = sum(self.needs[item.task][name] for item in users if item.start_s <= moment < item.end_s)
                if used + units > self.problem.resources[name].capacity:
                    return False
        return True
