"""`python -m benchmarks`: measures, prints a table, writes JSON, and on demand the page in the docs."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
import yaml
from rich.console import Console

from benchmarks.action_beside import ActionBeside
from benchmarks.cell_death import measure_cell_deaths
from benchmarks.docs_page import write_page
from benchmarks.emergency_stops import measure_emergency_stops
from benchmarks.footprint import ProcessFootprint
from benchmarks.inspections.measuring import measure_few
from benchmarks.journal_writes import measure_journal_writes
from benchmarks.machine import describe_machine
from benchmarks.measures import (
    REFERENCE_ORDERS,
    SpeedRun,
    measure_dispatch,
    measure_reference,
    measure_throughput,
)
from benchmarks.physics.measuring import QUICK as QUICK_PHYSICS
from benchmarks.physics.measuring import measure_physics
from benchmarks.restarts import measure_restarts
from benchmarks.results import REFERENCE_SPEED, Results
from benchmarks.results_tables import results_view
from benchmarks.speed_search import search_highest
from benchmarks.twin_speed import measure_twins
from robot_cells.bringup.bringup_options import MAX_SPEED
from robot_cells.cli.json_text import json_text
from robot_cells.errors import RobotCellsError

RESULTS = Path("benchmarks/results")
IN_FLIGHT = 50
LINE_SIZES = (6, 48, 200)
ONE_TRAY = {"orders": [{"id": "WO-1", "product": "tray_a", "quantity": 1}]}
ONE_TRAY_S, DEMO_S = 600.0, 2400.0
"""About how much line time one tray and the demonstration orders take, in seconds."""
MAX_DOMAIN = 101
"""Domains above it use ports that Linux gives to outgoing connections."""
SEARCH_FROM, SEARCH_LOWEST = 10.0, 1.0


def benchmark(
    quick: Annotated[bool, typer.Option("--quick", help="Fewer repetitions, only speed 20: about a minute.")] = False,
    full: Annotated[
        bool, typer.Option("--full", help="The demonstration orders at speed 1 too: half an hour.")
    ] = False,
    json: Annotated[Path | None, typer.Option("--json", help="Where to write the results.")] = None,
    write_docs: Annotated[
        bool, typer.Option("--write-docs", help="Write docs/benchmarks.md from the results.")
    ] = False,
    domain: Annotated[int, typer.Option("--domain", min=0, max=232, help="ROS domain to measure in.")] = 99,
) -> None:
    """Measure what robot_cells costs in time and memory here; a line that runs beside it spoils it."""
    try:
        with tempfile.TemporaryDirectory(prefix="robot_cells_benchmark_") as folder:
            results = _measure(Path(folder), quick=quick, full=full, domain=domain)
    except RobotCellsError as error:
        typer.echo(f"benchmarks: {error}", err=True)
        raise typer.Exit(error.exit_code) from None
    path = json or RESULTS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json_text(results) + "\n", encoding="utf-8")
    Console().print(results_view(results))
    Console().print(f"Written to {path}", soft_wrap=True)
    if write_docs:
        write_page(results)


def _measure(folder: Path, *, quick: bool, full: bool, domain: int) -> Results:
    """Everything, one after the other."""
    machine = describe_machine()
    _say("throughput, and bare actions")
    bare, throughput = measure_throughput(
        folder / "throughput", cells=6, tasks=1000, in_flight=IN_FLIGHT, rounds=1 if quick else 5, domain=domain
    )
    dispatch = []
    for cells in LINE_SIZES:
        _say(f"dispatch with {cells} cells")
        tasks = 150 if quick else 600
        dispatch.append(measure_dispatch(folder / f"dispatch_{cells}", cells=cells, tasks=tasks, domain=domain))
    reference = _measure_reference_line(folder, quick=quick, full=full, domain=domain)
    _say("journal")
    writes = measure_journal_writes(folder / "journal_writes", events=250 if quick else 1000)
    _say("restarts")
    restarts = measure_restarts(folder / "restarts", kills=5 if quick else 25, domain=domain)
    _say("fast twin")
    twins = measure_twins()
    _say("emergency stops")
    stops = 10 if quick else 60
    emergency_stops = measure_emergency_stops(folder / "emergency_stops", stops=stops, domain=domain)
    _say("deaths of cells")
    cell_deaths = measure_cell_deaths(folder / "cell_deaths", kills=10 if quick else 60, domain=domain)
    _say("inspections, a few pictures of each")
    inspections = measure_few(folder / "inspections.json", domain=domain)
    physics = measure_physics(QUICK_PHYSICS, _say)
    return Results(
        machine,
        quick,
        bare,
        tuple(dispatch),
        throughput,
        reference.runs,
        reference.search,
        reference.highest_speed,
        reference.footprints,
        writes,
        restarts,
        twins,
        emergency_stops=emergency_stops,
        cell_deaths=cell_deaths,
        inspections=inspections,
        physics=physics,
    )


@dataclass(frozen=True, slots=True)
class _ReferenceLine:
    """What the reference line reaches; the fields are those of `Results`."""

    runs: tuple[SpeedRun, ...]
    footprints: tuple[ProcessFootprint, ...]
    search: tuple[SpeedRun, ...] = ()
    highest_speed: float | None = None


def _measure_reference_line(folder: Path, *, quick: bool, full: bool, domain: int) -> _ReferenceLine:
    """At the reference speed; unless it shall be quick at other speeds too, and at the highest that it can hold."""
    one_tray = folder / "one_tray.yaml"
    one_tray.write_text(yaml.safe_dump(ONE_TRAY), encoding="utf-8")
    _say(f"reference line at speed {REFERENCE_SPEED:g}")
    reference, footprints = measure_reference(
        folder / "reference",
        speed=REFERENCE_SPEED,
        orders=one_tray if quick else REFERENCE_ORDERS,
        line_time_s=DEMO_S,
        domain=domain,
        footprints=True,
        beside=ActionBeside((domain + 1) % (MAX_DOMAIN + 1)),
    )
    if quick:
        return _ReferenceLine((reference,), footprints)
    others = _other_speeds(folder, one_tray, full=full, domain=domain)

    def try_speed(speed: float) -> SpeedRun:
        """One tray at this speed."""
        _say(f"search: speed {speed:g}")
        where = folder / f"search_{speed:g}"
        return measure_reference(where, speed=speed, orders=one_tray, line_time_s=ONE_TRAY_S, domain=domain)[0]

    highest, search = search_highest(
        try_speed, lambda run: run.missed_deadlines == 0, first=SEARCH_FROM, lowest=SEARCH_LOWEST, limit=MAX_SPEED
    )
    return _ReferenceLine((reference, *others), footprints, search, highest)


def _other_speeds(folder: Path, one_tray: Path, *, full: bool, domain: int) -> list[SpeedRun]:
    """Speed 100 with the demonstration orders, and speed 1 with them or, as that takes half an hour, with one tray."""
    _say("reference line at speed 100")
    runs = [
        measure_reference(folder / "fast", speed=100.0, orders=REFERENCE_ORDERS, line_time_s=DEMO_S, domain=domain)[0]
    ]
    _say("reference line at speed 1")
    orders, line_time_s = (REFERENCE_ORDERS, DEMO_S) if full else (one_tray, ONE_TRAY_S)
    runs.append(measure_reference(folder / "life", speed=1.0, orders=orders, line_time_s=line_time_s, domain=domain)[0])
    return runs


def _say(what: str) -> None:
    """What comes now, for the person who waits."""
    typer.echo(what, err=True)


if __name__ == "__main__":
    typer.run(benchmark)
