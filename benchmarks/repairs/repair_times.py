"""Breakdowns in the shops of the disruption benchmark, each repaired from the schedule that held."""

from __future__ import annotations

import random
from dataclasses import dataclass
from time import perf_counter, process_time

from benchmarks.disruptions.disruption import Disruption, disrupted
from benchmarks.disruptions.execution import remaining_after
from benchmarks.disruptions.shops import SIZES, shop_of
from benchmarks.percentiles import percentile
from robot_cells.schedules.checker import faults_of
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget
from robot_cells.schedules.schedule import Schedule
from robot_cells.schedules.solve import solve
from robot_cells.schedules.warm_up import warm_up

AT_ONCE = Budget(seconds=0.0)
"""Repair, and no search."""
EARLY = 0.05
"""Breakdowns come in so much of the makespan, so that nearly all tasks are still open."""


@dataclass(frozen=True, slots=True)
class RepairTimes:
    """Wall time and the process's own processor time of repairs, in milliseconds; `open_tasks` is their mean number."""

    tasks: int
    repairs: int
    open_tasks: float
    wall_p50_ms: float
    wall_p99_ms: float
    wall_max_ms: float
    cpu_p50_ms: float
    cpu_p99_ms: float
    cpu_max_ms: float
    violations: int


def repair_times(tasks: int, repairs: int, seed: int) -> RepairTimes:
    """Repair a shop of so many tasks after so many breakdowns, each of the first schedule; every result is checked."""
    shop = shop_of(SIZES[tasks], seed)
    warm_up(shop.problem)
    first = solve(shop.problem, AT_ONCE).schedule
    random_of = random.Random(f"repairs {tasks} {seed}")
    wall_ms, cpu_ms = [], []
    open_tasks = violations = 0
    for number in range(repairs):
        at_s = float(round(random_of.uniform(0.0, EARLY) * first.objective.makespan_s))
        left = remaining_after(shop.problem, first, at_s)
        problem = disrupted(left, shop, Disruption(at_s, "breakdown", f"{seed} {number}"))
        begun_s, begun_cpu_s = perf_counter(), process_time()
        repaired = repair(problem, first)
        cpu_ms.append(1000.0 * (process_time() - begun_cpu_s))
        wall_ms.append(1000.0 * (perf_counter() - begun_s))
        open_tasks += len(repaired.tasks)
        violations += len(faults_of(problem, repaired, first))
    wall_ms.sort()
    cpu_ms.sort()
    return RepairTimes(
        tasks,
        repairs,
        open_tasks / repairs,
        percentile(wall_ms, 0.5),
        percentile(wall_ms, 0.99),
        wall_ms[-1],
        percentile(cpu_ms, 0.5),
        percentile(cpu_ms, 0.99),
        cpu_ms[-1],
        violations,
    )


def repair(problem: Problem, before: Schedule) -> Schedule:
    """What a breakdown has left, on the cells and in the orders that held."""
    return solve(problem, AT_ONCE, start=before, most_moved=0).schedule
