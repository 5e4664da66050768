"""Seeded imitations of public families of job shops and flexible job shops, after their published descriptions.

Machines in random order and uniform durations: E. Taillard, European Journal of Operational Research 64 (1993); with
larger ranges and sizes E. Demirkol, S. Mehta and R. Uzsoy, same journal 109 (1998), and G. Da Col and E. Teppan,
"Industrial-size job shop scheduling with constraint programming", Operations Research Perspectives 9 (2022). Two sets
of machines, of which each job visits all of the first before any of the second: R. Storer, S. Wu and R. Vaccari,
Management Science 38 (1992), and half of Demirkol's. Alternatives, a few more machines of the same duration: J. Hurink,
B. Jurisch and M. Thole, OR Spektrum 15 (1994).
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from robot_cells.ids import CellId, JobId, OperationId, ProductId, TaskId
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask


@dataclass(frozen=True, slots=True)
class Family:
    """Durations from `shortest` to `longest`; so many `sets` of machines, visited one after the other.

    A task has up to `more` alternatives besides its own machine.
    """

    like: str
    jobs: int
    machines: int
    shortest: int
    longest: int
    sets: int = 1
    more: int = 0

    @property
    def size(self) -> str:
        """In words of the literature."""
        return f"{self.jobs} x {self.machines}"


FAMILIES = (
    Family("Taillard", 50, 20, 1, 99),
    Family("Yamada and Nakano", 20, 20, 10, 50),
    Family("Storer", 20, 10, 1, 100, sets=2),
    Family("Storer", 50, 10, 1, 100, sets=2),
    Family("Demirkol", 40, 20, 1, 200),
    Family("Demirkol, two sets", 20, 15, 1, 200, sets=2),
    Family("Demirkol, two sets", 50, 15, 1, 200, sets=2),
    Family("Hurink, few", 15, 10, 5, 99, more=2),
    Family("Hurink, many", 15, 10, 5, 99, more=8),
    Family("Da Col and Teppan", 10, 1000, 1, 999),
    Family("Da Col and Teppan", 100, 100, 1, 999),
    Family("Da Col and Teppan", 1000, 100, 1, 999),
    Family("Da Col and Teppan", 100, 1000, 1, 999),
    Family("Da Col and Teppan", 1000, 1000, 1, 999),
)
"""From small to a million tasks."""


def shop_like(family: Family, seed: int) -> Problem:
    """The shop of that family and seed, durations in seconds; the same on every machine."""
    random_of = random.Random(f"{family} {seed}")
    cells = [CellId(f"m{number}") for number in range(family.machines)]
    return Problem(tuple(_job(family, f"j{number}", cells, random_of) for number in range(family.jobs)))


def _job(family: Family, name: str, cells: list[CellId], random_of: random.Random) -> ProblemJob:
    half = -(-len(cells) // family.sets)
    order: list[CellId] = []
    for begin in range(0, len(cells), half):
        order += random_of.sample(cells[begin : begin + half], len(cells[begin : begin + half]))
    tasks = []
    for place, cell in enumerate(order):
        duration_s = float(random_of.randint(family.shortest, family.longest))
        more = random_of.randint(0, family.more)
        others = random_of.sample([item for item in cells if item != cell], more) if more else []
        task = TaskId(f"{name}/t{place}")
        durations_s = dict.fromkeys([cell, *others], duration_s)
        tasks.append(ProblemTask(task, OperationId(f"t{place}"), durations_s, (place - 1,) if place else ()))
    return ProblemJob(JobId(name), ProductId("piece"), tuple(tasks))
