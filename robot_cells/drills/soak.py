"""Many drills, one seed after the other, in one process or in several."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from robot_cells.drills.drill import DrillResult, run_drill
from robot_cells.drills.drill_plan import DrillPlan, Sizes
from robot_cells.drills.scenario import Scenario
from robot_cells.lines.scheduling import Scheduler

CHUNK = 20
"""So many seeds a process is given at once."""


@dataclass(frozen=True, slots=True)
class SoakResult:
    """What one seed came to: invariants that broke (none when all is well), records and digest of the run."""

    seed: int
    broken: tuple[str, ...]
    records: int
    digest: str


def soak(
    first: int,
    count: int,
    sizes: Sizes,
    processes: int = 1,
    scenario: Scenario | None = None,
    scheduler: Scheduler = Scheduler.RULES,
) -> Iterator[SoakResult]:
    """The seeds from `first` on, in their order, each on a line of its own or all on `scenario`.

    The results do not depend on the number of processes.
    """
    jobs = [(DrillPlan(seed=seed, sizes=sizes, scheduler=scheduler), scenario) for seed in range(first, first + count)]
    if processes == 1:
        yield from map(_one, jobs)
        return
    with multiprocessing.get_context("spawn").Pool(processes, initializer=_quiet) as pool:
        yield from pool.imap(_one, jobs, chunksize=CHUNK)


@contextmanager
def quiet() -> Iterator[None]:
    """Without the warnings of workers and cores: in a drill, trouble is what is wanted."""
    level = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(level)


def _quiet() -> None:
    logging.disable(logging.CRITICAL)


def _one(job: tuple[DrillPlan, Scenario | None]) -> SoakResult:
    found: DrillResult = run_drill(*job)
    broken = tuple(dict.fromkeys(item.invariant for item in found.violations))
    return SoakResult(found.plan.seed, broken, found.records, found.digest)
