"""`python -m benchmarks.physics`: measures, prints a table, writes JSON."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.machine import Machine, describe_machine
from benchmarks.physics.insertions import InsertionFigures, measure_insertions
from benchmarks.physics.running import RunningFigures, measure_running, picture_ms
from robot_cells.cli.json_text import json_text


@dataclass(frozen=True, slots=True)
class PhysicsFigures:
    """All that is measured here."""

    machine: Machine
    running: RunningFigures
    picture_ms: float
    insertions: InsertionFigures


def benchmark(
    trials: Annotated[int, typer.Option("--trials", min=1, help="How many insertions.")] = 200,
    seconds: Annotated[float, typer.Option("--seconds", min=1.0, help="Simulated time of each run.")] = 12.0,
    json: Annotated[Path | None, typer.Option("--json", help="Where to write the results.")] = None,
) -> None:
    """Measure the physics: speed, accuracy, pictures, insertions."""
    figures = PhysicsFigures(describe_machine(), measure_running(seconds), picture_ms(30), measure_insertions(trials))
    running, done = figures.running, figures.insertions
    typer.echo(f"assembly cell, {running.parts} parts  {running.cell_factor:6.1f} x real time")
    typer.echo(f"  nothing asleep          {running.cell_awake_factor:6.1f} x real time")
    typer.echo(f"whole line                {running.line_factor:6.1f} x real time")
    typer.echo(f"{running.moves} moves end within {running.worst_position_m * 1e3:.3f} mm, ")
    typer.echo(f"  and {math.degrees(running.worst_turn_rad):.4f} degrees of the plan")
    typer.echo(f"the same seed gives the same digest: {running.same_digest}")
    typer.echo(f"picture of 640 x 480      {figures.picture_ms:6.1f} ms")
    typer.echo(
        f"insertions: {done.seated} of {done.trials} seated, median {done.median_s:.2f} s, p95 {done.p95_s:.2f} s;"
    )
    typer.echo(f"  peak {done.peak_median_n:.0f} N in the median, {done.peak_most_n:.0f} N at most;")
    typer.echo(f"  above 20 N for {done.longest_over_limit_s * 1e3:.0f} ms in a row at most, {done.too_long} too long")
    if json is not None:
        json.parent.mkdir(parents=True, exist_ok=True)
        json.write_text(json_text(figures) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(benchmark)
