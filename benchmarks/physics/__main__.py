"""`python -m benchmarks.physics`: measures, prints a table, writes JSON and on demand the table in docs/physics.md."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.physics.figures import COLUMNS, rows
from benchmarks.physics.measuring import QUICK, Amounts, measure_physics
from benchmarks.physics.page import read_figures, write_table
from robot_cells.cli.json_text import json_text
from robot_cells.cli.table_style import table_of
from robot_cells.errors import RobotCellsError

RESULTS = Path("benchmarks/results/physics.json")


def benchmark(
    quick: Annotated[bool, typer.Option("--quick", help="A little of everything: about a minute.")] = False,
    trials: Annotated[int, typer.Option("--trials", min=1, help="How many insertions.")] = 200,
    seconds: Annotated[float, typer.Option("--seconds", min=1.0, help="Simulated time of each run.")] = 12.0,
    orders: Annotated[Path | None, typer.Option("--orders", help="Orders for the makespans.")] = None,
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="So many seeds for the makespans.")] = 1,
    json: Annotated[Path, typer.Option("--json", help="Where to write the results.")] = RESULTS,
    write_docs: Annotated[bool, typer.Option("--write-docs", help="Write the table into docs/physics.md.")] = False,
    from_json: Annotated[bool, typer.Option("--from-json", help="Measure nothing, take results as written.")] = False,
) -> None:
    """Measure physics and motion beside what is aimed at; processor time, so that it holds on a busy machine too."""
    try:
        if from_json:
            figures = read_figures(json)
        else:
            amounts = QUICK if quick else Amounts(trials=trials, seconds=seconds, orders=orders, seeds=seeds)
            figures = measure_physics(amounts, lambda what: typer.echo(what, err=True))
    except RobotCellsError as error:
        typer.echo(f"benchmarks.physics: {error}", err=True)
        raise typer.Exit(error.exit_code) from None
    if not from_json:
        json.parent.mkdir(parents=True, exist_ok=True)
        json.write_text(json_text(figures) + "\n", encoding="utf-8")
    table = table_of(*COLUMNS, folded=COLUMNS[:2])
    for row in rows(figures):
        table.add_row(*row)
    Console().print(table)
    if write_docs:
        write_table(figures)


if __name__ == "__main__":
    typer.run(benchmark)
