"""The shops of the traces: seeded problems with alternatives, change-overs, vehicles, releases and tight due dates.

A shop of some size has `tasks` tasks in jobs of 4 to 8. Cells stand in groups of 2 to 4; a task can be done on every
cell of one group, on each at its own speed. Four product families; a change-over costs between an eighth and a half of
a mean task. Jobs arrive so that the busiest group has work for 90 % of its time, and each is due after
`TIGHTNESS` times its own work, which is about what it takes in a shop of that load.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from robot_cells.ids import CellId, JobId, OperationId, ProductId, TaskId
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask, ProblemVehicle

TIGHTNESS = 2.0
LOAD = 0.9
FAMILIES = tuple(ProductId(f"family_{letter}") for letter in "abcd")
SHORTEST_S, LONGEST_S = 60, 600
SPEED_MPS, TRANSFER_S = 1.5, 8.0
DEPOT = CellId("depot")


@dataclass(frozen=True, slots=True)
class ShopSize:
    """How large a shop is."""

    tasks: int
    groups: int
    vehicles: int


SIZES = {
    100: ShopSize(100, 4, 3),
    1_000: ShopSize(1_000, 8, 6),
    10_000: ShopSize(10_000, 20, 15),
    100_000: ShopSize(100_000, 60, 45),
}
"""By the number of tasks."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A problem at line time 0, and its groups of cells."""

    problem: Problem
    groups: tuple[tuple[CellId, ...], ...]


def shop_of(size: ShopSize, seed: int) -> Shop:
    """The shop of that size and seed; the same on every machine."""
    random_of = random.Random(f"shop {size.tasks} {seed}")
    groups = _groups(size, random_of)
    cells = [cell for group in groups for cell in group]
    jobs = _jobs(size, groups, random_of)
    places = {cell: (random_of.uniform(0, 40), random_of.uniform(0, 20)) for cell in [DEPOT, *cells]}
    distances = {
        (a, b): round(abs(places[a][0] - places[b][0]) + abs(places[a][1] - places[b][1]), 1)
        for a in places
        for b in places
        if a != b
    }
    problem = Problem(
        jobs,
        set_up={cell: random_of.choice(FAMILIES) for cell in cells},
        changeovers_s={cell: _changeovers(random_of) for cell in cells},
        vehicles=tuple(ProblemVehicle(DEPOT, SPEED_MPS, TRANSFER_S) for _ in range(size.vehicles)),
        distances_m=distances,
    )
    return Shop(problem, groups)


def job_of(name: str, groups: tuple[tuple[CellId, ...], ...], random_of: random.Random) -> ProblemJob:
    """A job that stands at the depot, released at once and due never."""
    job = JobId(name)
    routing = random_of.choices(range(len(groups)), k=random_of.randint(4, 8))
    tasks = [_task(job, place, groups[group], random_of) for place, group in enumerate(routing)]
    return ProblemJob(job, random_of.choice(FAMILIES), tuple(tasks), cell=DEPOT)


def work_s(job: ProblemJob) -> float:
    """The job's own work in seconds, on the fastest cells."""
    return sum(task.shortest_s for task in job.tasks)


def _groups(size: ShopSize, random_of: random.Random) -> tuple[tuple[CellId, ...], ...]:
    return tuple(
        tuple(CellId(f"cell_{group}_{place}") for place in range(random_of.randint(2, 4)))
        for group in range(size.groups)
    )


def _jobs(size: ShopSize, groups: tuple[tuple[CellId, ...], ...], random_of: random.Random) -> tuple[ProblemJob, ...]:
    jobs: list[ProblemJob] = []
    left = size.tasks
    while left > 0:
        job = job_of(f"job_{len(jobs)}", groups, random_of)
        jobs.append(_shortened(job, left))
        left -= len(jobs[-1].tasks)
    span_s = max(_load_s(jobs, group) for group in groups) / LOAD
    released = []
    for place, job in enumerate(jobs):
        release_s = float(round(span_s * place / len(jobs)))
        due_s = release_s + round(TIGHTNESS * work_s(job))
        weight = random_of.choice((1.0, 1.0, 1.0, 2.0, 3.0))
        released.append(
            ProblemJob(job.id, job.product, job.tasks, release_s=release_s, due_s=due_s, weight=weight, cell=DEPOT)
        )
    return tuple(released)


def _shortened(job: ProblemJob, most: int) -> ProblemJob:
    return ProblemJob(job.id, job.product, job.tasks[:most], cell=job.cell)


def _load_s(jobs: list[ProblemJob], group: tuple[CellId, ...]) -> float:
    return sum(task.shortest_s for job in jobs for task in job.tasks if group[0] in task.durations_s) / len(group)


def _task(job: JobId, place: int, group: tuple[CellId, ...], random_of: random.Random) -> ProblemTask:
    usual_s = random_of.randint(SHORTEST_S, LONGEST_S)
    durations = {cell: float(round(usual_s * random_of.uniform(0.8, 1.25))) for cell in group}
    operation = OperationId(f"op_{place}")
    return ProblemTask(TaskId(f"{job}/{operation}"), operation, durations, (place - 1,) if place else ())


def _changeovers(random_of: random.Random) -> dict[tuple[ProductId, ProductId], float]:
    mean_s = (SHORTEST_S + LONGEST_S) / 2
    return {
        (a, b): float(round(random_of.uniform(mean_s / 8, mean_s / 2))) for a in FAMILIES for b in FAMILIES if a != b
    }
