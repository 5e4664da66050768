"""The results as tables; the same rows on the terminal and in the docs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.text import Text

from benchmarks.cell_death import CellDeaths
from benchmarks.emergency_stops import EmergencyStops
from benchmarks.inspections.aims import COLUMNS, aim_rows
from benchmarks.inspections.findings import Findings
from benchmarks.journal_writes import JournalWrites
from benchmarks.measures import SpeedRun
from benchmarks.physics.figures import COLUMNS as PHYSICS_COLUMNS
from benchmarks.physics.figures import rows as physics_rows
from benchmarks.restarts import Restarts
from benchmarks.results import Results, comparisons
from robot_cells.cli.table_style import table_of


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A heading, the names of the columns, and rows of texts."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def result_tables(results: Results) -> tuple[ResultTable, ...]:
    """Every table, those with aims first."""
    tables = [_aims(results), _bare(results), _dispatch(results), _throughput(results)]
    tables.append(_speeds("Reference line", results.speed_runs))
    if results.speed_search:
        tables.append(_speeds("Search for the highest speed", results.speed_search))
    if results.journal_writes is not None:
        tables.append(_journal_writes(results.journal_writes))
    if results.restarts is not None:
        tables.append(_restarts(results.restarts))
    if results.emergency_stops is not None:
        tables.append(_emergency_stops(results.emergency_stops))
    if results.cell_deaths is not None:
        tables.append(_cell_deaths(results.cell_deaths))
    tables.append(_footprints(results))
    if results.twins:
        tables.append(_twins(results))
    if results.inspections is not None:
        tables.append(inspection_table(results.inspections))
    if results.physics is not None:
        tables.append(ResultTable("Physics and motion", PHYSICS_COLUMNS, tuple(physics_rows(results.physics))))
    return tuple(tables)


def results_view(results: Results) -> RenderableType:
    """All of it for the terminal."""
    machine = results.machine
    parts: list[RenderableType] = [
        Text(
            f"{machine.processor}, {machine.cores} cores, {machine.memory_gib:g} GiB, load before: {machine.load_1min}"
        )
    ]
    for item in result_tables(results):
        table = table_of(*item.columns, folded=("what",))
        for row in item.rows:
            table.add_row(*map(Text, row))
        parts += [Text(f"\n{item.heading}", style="bold"), table]
    if results.highest_speed is not None:
        parts.append(Text(f"\nHighest speed without a missed deadline: {results.highest_speed:g}"))
    return Group(*parts)


def inspection_table(findings: Findings) -> ResultTable:
    """Inspections beside their aims."""
    rows = tuple(row.cells for row in aim_rows(findings, has_folder=True))
    return ResultTable("Inspections", (*COLUMNS[:-1], "met"), rows)


def _aims(results: Results) -> ResultTable:
    rows = tuple(
        (
            item.name,
            f"{item.value:.1f} {item.unit}",
            f"{item.reference:.1f} {item.unit}",
            f"{item.ratio:.2f}",
            f"{'>=' if item.at_least else '<='} {item.aim:g}",
            "yes" if item.is_met else "no",
        )
        for item in comparisons(results)
    )
    return ResultTable("Aims", ("what", "measured", "beside", "ratio", "aim", "met"), rows)


def _bare(results: Results) -> ResultTable:
    bare = results.bare_action
    row = (
        f"{bare.one_at_a_time.p50_ms:.1f} ms",
        f"{bare.one_at_a_time.p99_ms:.1f} ms",
        f"{bare.goals_per_s:.0f} 1/s",
        f"{bare.goals} each",
        str(bare.lost),
    )
    return ResultTable("Bare rclpy action", ("p50", "p99", f"{bare.in_flight} in flight", "goals", "lost"), (row,))


def _dispatch(results: Results) -> ResultTable:
    rows = tuple(
        (str(item.cells), str(item.processes), f"{item.p50_ms:.1f} ms", f"{item.p99_ms:.1f} ms", str(item.count))
        for item in results.dispatch
    )
    return ResultTable("Dispatch of short tasks", ("cells", "processes", "p50", "p99", "dispatches"), rows)


def _throughput(results: Results) -> ResultTable:
    item = results.throughput
    counts = (item.succeeded, item.lost, item.executed_twice)
    row = (str(item.cells), str(item.in_flight), str(item.tasks), *map(str, counts), f"{item.tasks_per_s:.0f} 1/s")
    columns = ("cells", "in flight", "tasks", "succeeded", "lost", "twice", "tasks per second")
    return ResultTable("Throughput of short tasks", columns, (row,))


def _speeds(heading: str, runs: Sequence[SpeedRun]) -> ResultTable:
    rows = tuple(
        (
            f"{run.speed:g}",
            run.orders.removesuffix(".yaml"),
            str(run.pieces),
            f"{run.started_in_s:.1f} s",
            f"{run.wall_s:.1f} s",
            f"{run.ended_in_s:.1f} s",
            f"{run.makespan_s:.0f} s",
            str(run.missed_deadlines),
            f"{run.dispatch_p50_ms:.1f} / {run.dispatch_p99_ms:.1f} ms",
        )
        for run in runs
    )
    columns = ("speed", "orders", "pieces", "up", "made", "down", "line time", "missed", "p50 / p99")
    return ResultTable(heading, columns, rows)


def _journal_writes(writes: JournalWrites) -> ResultTable:
    rates = (writes.bare_per_s, writes.single_per_s, writes.grouped_per_s)
    columns = ("bare SQLite, one a transaction", "journal, one a turn", f"journal, {writes.group} a turn")
    return ResultTable("Durable events", columns, (tuple(f"{rate:.0f} 1/s" for rate in rates),))


def _restarts(restarts: Restarts) -> ResultTable:
    parts = (
        ("the journal is opened", restarts.opened),
        ("the first record", restarts.started),
        ("the first decision", restarts.decided),
    )
    rows = tuple((name, f"{item.p50_ms:.0f} ms", f"{item.p99_ms:.0f} ms", str(item.count)) for name, item in parts)
    heading = f"Orchestrator killed and restarted, {restarts.records} to {restarts.latest_records} records"
    return ResultTable(heading, ("from the kill to", "p50", "p99", "restarts"), rows)


def _emergency_stops(stops: EmergencyStops) -> ResultTable:
    item = stops.aborting
    row = (str(stops.cells), f"{item.p50_ms:.0f} ms", f"{item.p99_ms:.0f} ms", str(item.count))
    return ResultTable("Emergency stop until every cell aborts", ("cells", "p50", "p99", "stops"), (row,))


def _cell_deaths(deaths: CellDeaths) -> ResultTable:
    parts = (("it is noticed", deaths.noticed), ("its work is given to the other cell", deaths.reassigned))
    rows = tuple((name, f"{item.p50_ms:.0f} ms", f"{item.p99_ms:.0f} ms", str(item.count)) for name, item in parts)
    heading = f"A cell at work is killed, {deaths.kills} times"
    return ResultTable(heading, ("from the kill until", "p50", "p99", "samples"), rows)


def _footprints(results: Results) -> ResultTable:
    rows = [
        (item.name, f"{item.pss_mib:.0f} MiB", f"{item.uss_mib:.0f} MiB", f"{item.cores:.2f}")
        for item in results.footprints
    ]
    total = (
        "all",
        f"{sum(item.pss_mib for item in results.footprints):.0f} MiB",
        f"{sum(item.uss_mib for item in results.footprints):.0f} MiB",
        f"{sum(item.cores for item in results.footprints):.2f}",
    )
    return ResultTable("Processes of the reference line", ("process", "PSS", "USS", "cores"), (*rows, total))


def _twins(results: Results) -> ResultTable:
    rows = tuple(
        (
            item.name,
            str(item.vehicles),
            str(item.tasks),
            str(item.trips),
            f"{item.line_time_s / 3600:.1f} h",
            f"{item.cpu_s:.1f} s",
            f"<= {item.aim_s:g} s",
            "yes" if item.is_met else "no",
        )
        for item in results.twins
    )
    columns = ("what", "vehicles", "tasks", "trips", "line time", "processor time", "aim", "met")
    return ResultTable("Fast twin", columns, rows)
