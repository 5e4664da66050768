"""Random problems that have a solution, of any size and with any of the model's features; for tests and benchmarks.

All of them can be solved by doing one job after the other, those that are joined first. That needs some care: cells
that join pieces have room for all of these; where buffers are finite at most one task is settled, and one that joins
nothing; settled tasks come first in their jobs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from robot_cells.ids import CellId, OperationId, OrderId, ProductId, ResourceId, TaskId, job_id, task_id
from robot_cells.lines.buffer import Buffer
from robot_cells.schedules.calendar import Calendar, Closure
from robot_cells.schedules.problem import (
    Buffers,
    Problem,
    ProblemJob,
    ProblemTask,
    ProblemVehicle,
    Resource,
)
from robot_cells.schedules.schedule import ScheduledTask


class Feature(StrEnum):
    """What a problem can have besides tasks on cells."""

    ALTERNATIVES = "alternatives"
    """Several cells can do a task, each in its own time."""
    GRAPHS = "graphs"
    """Recipes that leave orders open; without it each task comes after the one before it."""
    DATES = "dates"
    """Releases, due dates, weights, priorities, cells that are free later."""
    CHANGEOVERS = "changeovers"
    VEHICLES = "vehicles"
    BUFFERS = "buffers"
    CALENDARS = "calendars"
    RESOURCES = "resources"
    JOINS = "joins"
    FIXED = "fixed"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Size:
    """The most that there is of each; at least one."""

    jobs: int = 4
    tasks: int = 4
    """Of each job."""
    cells: int = 3
    products: int = 2
    longest_s: int = 9


def random_problem(
    random: Random, features: Collection[Feature] = tuple(Feature), size: Size = Size(), *, full: bool = False
) -> Problem:
    """A problem with these features; the same one for the same state of `random`. `full`: exactly of that size.

    Times are multiples of half a second. Distances obey no triangle inequality.
    """
    return _Draw(random, features, size, full).problem()


class _Draw:
    """One problem in the making."""

    def __init__(self, random: Random, features: Collection[Feature], size: Size, full: bool) -> None:
        self._random = random
        self._features = frozenset(features)
        self._size = size
        self._full = full
        self._cells = [CellId(f"m{number}") for number in range(self._up_to(size.cells))]
        self._products = [ProductId(f"p{number}") for number in range(self._up_to(size.products))]

    def problem(self) -> Problem:
        """The problem; to be called once."""
        resources = self._resources()
        jobs = [self._job(number, resources) for number in range(self._up_to(self._size.jobs))]
        if Feature.JOINS in self._features:
            jobs = self._joined(jobs)
        has_dates = Feature.DATES in self._features
        problem = Problem(
            tuple(jobs),
            ready_s={cell: self._seconds() for cell in self._cells} if has_dates else {},
            changeovers_s=self._changeovers() if Feature.CHANGEOVERS in self._features else {},
            set_up=self._set_up() if Feature.CHANGEOVERS in self._features else {},
            vehicles=self._vehicles() if Feature.VEHICLES in self._features else (),
            distances_m=self._distances() if Feature.VEHICLES in self._features else {},
            calendars=self._calendars() if Feature.CALENDARS in self._features else {},
            resources=resources,
            buffers=self._buffers(jobs) if Feature.BUFFERS in self._features else {},
        )
        return self._settled(problem)

    def _up_to(self, most: int) -> int:
        return most if self._full else self._random.randint(1, most)

    def _chance(self, one_in: int) -> bool:
        return self._random.randrange(one_in) == 0

    def _seconds(self) -> float:
        seconds = float(self._random.randint(0, self._size.longest_s))
        return seconds + 0.5 if self._chance(8) else seconds

    def _resources(self) -> dict[ResourceId, Resource]:
        if Feature.RESOURCES not in self._features:
            return {}
        return {
            ResourceId(name): Resource(
                self._random.randint(1, 3),
                self._calendar() if Feature.CALENDARS in self._features and self._chance(3) else Calendar(),
            )
            for name in ("operators", "tool")
        }

    def _job(self, number: int, resources: dict[ResourceId, Resource]) -> ProblemJob:
        name = job_id(OrderId(f"j{number}"), 1)
        tasks = []
        for place in range(self._up_to(self._size.tasks)):
            operation = OperationId(f"t{place}")
            needs = {
                item: self._random.randint(1, resource.capacity)
                for item, resource in resources.items()
                if self._chance(3)
            }
            resumable = Feature.CALENDARS in self._features and self._chance(3)
            tasks.append(
                ProblemTask(
                    task_id(name, operation, 1),
                    operation,
                    {cell: self._seconds() for cell in self._able()},
                    self._after(place),
                    needs=needs,
                    resumable=resumable,
                )
            )
        job = ProblemJob(name, self._random.choice(self._products), tuple(tasks))
        if Feature.DATES in self._features:
            job = replace(
                job,
                release_s=self._seconds(),
                due_s=None if self._chance(3) else 2.0 * self._seconds(),
                weight=float(self._random.randint(1, 3)),
                priority=self._random.randrange(2),
            )
        return replace(job, cell=self._random.choice(self._cells)) if self._chance(3) else job

    def _able(self) -> list[CellId]:
        if Feature.ALTERNATIVES not in self._features:
            return [self._random.choice(self._cells)]
        return sorted(self._random.sample(self._cells, self._random.randint(1, min(3, len(self._cells)))))

    def _after(self, place: int) -> tuple[int, ...]:
        if not place:
            return ()
        if Feature.GRAPHS not in self._features:
            return (place - 1,)
        earlier = range(max(0, place - 3), place)
        return tuple(item for item in earlier if self._chance(2))

    def _joined(self, jobs: list[ProblemJob]) -> list[ProblemJob]:
        """Some jobs' pieces go into a task of one of the next three jobs."""
        for number in range(len(jobs) - 1):
            if self._chance(2):
                continue
            host = self._random.randint(number + 1, min(number + 3, len(jobs) - 1))
            place = self._random.randrange(len(jobs[host].tasks))
            tasks = list(jobs[host].tasks)
            tasks[place] = replace(tasks[place], joins=(*tasks[place].joins, jobs[number].id))
            jobs[host] = replace(jobs[host], tasks=tuple(tasks))
        return jobs

    def _changeovers(self) -> dict[CellId, dict[tuple[ProductId, ProductId], float]]:
        pairs = [(one, other) for one in self._products for other in self._products if one != other]
        return {cell: {pair: self._seconds() for pair in pairs} for cell in self._cells if self._chance(2)}

    def _set_up(self) -> dict[CellId, ProductId]:
        return {cell: self._random.choice(self._products) for cell in self._cells if self._chance(2)}

    def _vehicles(self) -> tuple[ProblemVehicle, ...]:
        return tuple(
            ProblemVehicle(
                self._random.choice(self._cells),
                self._random.choice((1.0, 2.0)),
                float(self._random.randrange(3)),
                self._seconds() if Feature.DATES in self._features else 0.0,
            )
            for _ in range(self._up_to(2))
        )

    def _distances(self) -> dict[tuple[CellId, CellId], float]:
        return {(one, other): self._seconds() for one in self._cells for other in self._cells if one != other}

    def _calendar(self) -> Calendar:
        closures, time_s = [], 0.0
        for _ in range(self._random.randint(1, 4)):
            start_s = time_s + (0.5 if self._chance(3) else float(self._random.randint(1, 2 * self._size.longest_s)))
            time_s = start_s + float(self._random.randint(1, self._size.longest_s))
            closures.append(Closure(start_s, time_s))
        return Calendar(tuple(closures))

    def _calendars(self) -> dict[CellId, Calendar]:
        return {cell: self._calendar() for cell in self._cells if self._chance(2)}

    def _buffers(self, jobs: list[ProblemJob]) -> dict[CellId, Buffers]:
        joining = {cell for job in jobs for task in job.tasks if task.joins for cell in task.durations_s}
        pieces = sum(len(task.joins) for job in jobs for task in job.tasks)
        result = {}
        for cell in self._cells:
            if cell in joining:
                result[cell] = Buffers(Buffer(pieces + self._random.randrange(2)), Buffer())
            elif not self._chance(3):
                result[cell] = Buffers(self._buffer(), self._buffer())
        return result

    def _buffer(self) -> Buffer:
        return Buffer() if self._chance(5) else Buffer(self._random.randrange(3))

    def _settled(self, problem: Problem) -> Problem:
        """Some of the tasks that can come first are fixed or frozen, at most one of a job."""
        hosts = {job.id for job in problem.jobs if any(task.joins for task in job.tasks)}
        left = 1 if problem.buffers else len(problem.jobs)
        fixed: dict[TaskId, ScheduledTask] = {}
        frozen: dict[CellId, tuple[TaskId, ...]] = {}
        used: dict[ResourceId, int] = {}
        taken: set[CellId] = set()
        for job in problem.jobs:
            task = job.tasks[0]
            cell = self._random.choice(sorted(task.durations_s))
            if not left or task.joins or (problem.buffers and job.id in hosts) or not self._chance(3):
                continue
            if Feature.FIXED in self._features and cell not in taken and self._fits(problem, task, used):
                start_s = float(self._random.randrange(4))
                fixed[task.id] = ScheduledTask(task.id, cell, start_s, start_s + self._seconds())
                used.update({name: used.get(name, 0) + units for name, units in task.needs.items()})
                taken.add(cell)
                left -= 1
            elif Feature.FROZEN in self._features:
                frozen[cell] = (*frozen.get(cell, ()), task.id)
                left -= 1
        return replace(problem, fixed=fixed, frozen=frozen)

    @staticmethod
    def _fits(problem: Problem, task: ProblemTask, used: dict[ResourceId, int]) -> bool:
        """Whether the resources take this fixed task beside the others."""
        return all(used.get(name, 0) + units <= problem.resources[name].capacity for name, units in task.needs.items())
