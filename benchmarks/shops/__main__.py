"""`python -m benchmarks.shops`: gaps to the lower bound on imitated families, by processor time."""

from __future__ import annotations

from time import process_time
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.shops.families import FAMILIES, Family, shop_like
from robot_cells.cli.table_style import table_of
from robot_cells.schedules.checker import check_schedule
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget
from robot_cells.schedules.solve import solve
from robot_cells.schedules.warm_up import warm_up_shop


def main(
    seconds: Annotated[float, typer.Option("--seconds", min=0.0, help="Processor time of each search.")] = 1.0,
    tasks: Annotated[int, typer.Option("--tasks", min=1, help="No shop of more tasks.")] = 100_000,
    seed: Annotated[int, typer.Option("--seed", help="Of shops and search.")] = 1,
) -> None:
    """One shop of each family, one thread; every schedule is checked."""
    warm_up_shop()
    table = table_of("like", "size", "lower bound", "first", "then", "seconds")
    for family in FAMILIES:
        if family.jobs * family.machines <= tasks:
            table.add_row(*row_of(family, shop_like(family, seed), seconds, seed))
    Console().print(table)


def row_of(family: Family, problem: Problem, seconds: float, seed: int) -> tuple[str, ...]:
    """Gaps of the first schedule and of the last, in per cent, and the processor time from problem to schedule."""
    begun_s = process_time()
    budget = Budget(seconds=None, seed=seed)
    result = solve(problem, budget, goals=(Goal.MAKESPAN,), stopped=lambda: process_time() - begun_s >= seconds)
    took_s = process_time() - begun_s
    check_schedule(problem, result.schedule)
    first, last = (
        100.0 * (point.objective.makespan_s / result.lower_bound - 1.0) for point in (result.trace[0], result.trace[-1])
    )
    return family.like, family.size, f"{result.lower_bound:.0f}", f"{first:.1f} %", f"{last:.1f} %", f"{took_s:.1f}"


if __name__ == "__main__":
    typer.run(main)
