"""`python -m benchmarks.repairs`: repairs after breakdowns and first schedules, as tables and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.disruptions.shops import SIZES
from benchmarks.machine import describe_machine
from benchmarks.repairs.first_times import FirstTimes, first_times
from benchmarks.repairs.repair_times import RepairTimes, repair_times
from robot_cells.cli.json_text import json_text
from robot_cells.cli.table_style import table_of


def main(
    tasks: Annotated[str, typer.Option("--tasks", help="Sizes of the shops to repair, with commas.")] = "1000,10000",
    repairs: Annotated[int, typer.Option("--repairs", min=1, help="Breakdowns a size.")] = 200,
    first: Annotated[str, typer.Option("--first", help="Sizes to plan from nothing, with commas.")] = "10000,100000",
    seed: Annotated[int, typer.Option("--seed", help="Of shops and breakdowns.")] = 1,
    json: Annotated[Path | None, typer.Option("--json", help="Where to write the results.")] = None,
) -> None:
    """How long a repair after a breakdown takes, and a first schedule; every schedule is checked afterwards."""
    machine = describe_machine()
    sizes = _sizes(tasks, "--tasks")
    first_sizes = _sizes(first, "--first")
    repaired = [repair_times(size, repairs, seed) for size in sizes]
    planned = [first_times(size, seed) for size in first_sizes]
    console = Console()
    console.print(_repair_table(repaired))
    console.print(_first_table(planned))
    if json is not None:
        found = {"machine": machine, "repairs": repaired, "first_schedules": planned}
        json.write_text(json_text(found) + "\n", encoding="utf-8")
    raise typer.Exit(1 if any(row.violations for row in (*repaired, *planned)) else 0)


def _sizes(words: str, option: str) -> list[int]:
    sizes = [int(word) for word in words.split(",") if word.strip().isdecimal()]
    if len(sizes) != len([word for word in words.split(",") if word]) or not set(sizes) <= set(SIZES):
        raise typer.BadParameter(f"There are shops of {', '.join(map(str, SIZES))} tasks.", param_hint=option)
    return sizes


def _repair_table(rows: Sequence[RepairTimes]) -> Table:
    """Milliseconds, of processor and wall."""
    table = table_of("tasks", "open", "repairs", "cpu p50", "p99", "max", "wall p50", "p99", "max", "faults")
    for row in rows:
        cpu = (row.cpu_p50_ms, row.cpu_p99_ms, row.cpu_max_ms)
        wall = (row.wall_p50_ms, row.wall_p99_ms, row.wall_max_ms)
        table.add_row(
            str(row.tasks),
            f"{row.open_tasks:.0f}",
            str(row.repairs),
            *(f"{value:.1f}" for value in (*cpu, *wall)),
            str(row.violations),
        )
    return table


def _first_table(rows: Sequence[FirstTimes]) -> Table:
    table = table_of("tasks", "first schedule, cpu s", "wall s", "memory MB", "faults")
    for row in rows:
        figures = (f"{row.cpu_s:.2f}", f"{row.wall_s:.2f}", f"{row.memory_mb:.0f}", str(row.violations))
        table.add_row(str(row.tasks), *figures)
    return table


if __name__ == "__main__":
    typer.run(main)
