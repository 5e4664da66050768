"""The first schedule of a shop of the disruption benchmark: how long it takes, and what memory the process takes."""

from __future__ import annotations

import resource
from dataclasses import dataclass
from time import perf_counter, process_time

from benchmarks.disruptions.shops import SIZES, shop_of
from robot_cells.schedules.checker import faults_of
from robot_cells.schedules.result import Budget
from robot_cells.schedules.solve import solve
from robot_cells.schedules.warm_up import warm_up


@dataclass(frozen=True, slots=True)
class FirstTimes:
    """From the problem in memory to a schedule: wall time and the process's processor time in seconds.

    `memory_mb` is the most that the process has had in memory so far, with everything that is loaded.
    """

    tasks: int
    wall_s: float
    cpu_s: float
    memory_mb: float
    violations: int


def first_times(tasks: int, seed: int) -> FirstTimes:
    """Plan a shop of so many tasks; the schedule is checked afterwards."""
    shop = shop_of(SIZES[tasks], seed)
    warm_up(shop.problem)
    begun_s, begun_cpu_s = perf_counter(), process_time()
    schedule = solve(shop.problem, Budget(seconds=0.0)).schedule
    cpu_s, wall_s = process_time() - begun_cpu_s, perf_counter() - begun_s
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return FirstTimes(tasks, wall_s, cpu_s, memory_mb, len(faults_of(shop.problem, schedule)))
