"""What a run leaves: the report as JSON, the Gantt chart beside it, and a summary for the terminal."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from robot_cells.cli.line_time import time_text
from robot_cells.cli.run_directory import RunDirectory, folder_of
from robot_cells.cli.table_style import table_of
from robot_cells.inspections.metrics.wilson import wilson_interval
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.reports.gantt import write_gantt
from robot_cells.reports.inspection_figures import InspectionFigures
from robot_cells.reports.run_report import RunReport, load_truth, report_of

TRUTH = "truth.json"
"""What the simulated equipment says it did, in the folder of the run."""


def write_run_report(directory: RunDirectory, *, wall_s: float | None = None, nodes: int | None = None) -> RunReport:
    """Compute the report from the journal, and write it and the chart; raises `JournalError`.

    A journal without any work (broken off before the first task) gives a report and no chart.
    """
    with closing(SqliteJournalReader(directory.journal)) as journal:
        report = report_of(journal, truth=truth_beside(directory.journal), wall_s=wall_s, nodes=nodes)
        directory.report.write_text(report.to_json(), encoding="utf-8")
        if report.tasks.total:
            write_gantt(journal, directory.chart, title=report.line)
    return report


def truth_beside(journal: Path) -> dict[str, object] | None:
    """What the simulated equipment of the run says that it did; None for real equipment."""
    truth = folder_of(journal) / TRUTH
    return load_truth(truth) if truth.exists() else None


def show_report(report: RunReport, console: Console) -> None:
    """Orders, cells and figures on the terminal."""
    console.print(orders_summary(report), cells_summary(report), sep="\n")
    console.print(figures_text(report), markup=False)


def orders_summary(report: RunReport) -> Table:
    """One row an order: what became of it, and whether in time."""
    table = table_of("order", "product", "end", "done", "scrapped", "due", "ended", "late by")
    for order, item in report.per_order.items():
        table.add_row(
            Text(order),
            Text(item.product),
            Text(item.end or "open", style={"completed": "green", "failed": "red"}.get(item.end, "yellow")),
            f"{item.completed}/{item.quantity}",
            str(item.scrapped),
            time_text(item.due_s),
            time_text(item.ended_s),
            Text(time_text(item.tardiness_s), style="red") if item.tardiness_s else Text("-"),
        )
    return table


def cells_summary(report: RunReport) -> Table:
    """One row a cell: how it spent the run."""
    table = table_of("cell", "tasks", "busy", "blocked", "down", "waiting", "OEE")
    for cell, item in report.cells.items():
        total_s = item.busy_s + item.blocked_s + item.down_s + item.starved_s
        shares = (item.busy_s, item.blocked_s, item.down_s, item.starved_s)
        texts = [f"{value / total_s:.0%}" if total_s else "-" for value in shares]
        table.add_row(Text(cell), str(item.tasks), *texts, f"{item.oee:.2f}")
    return table


def figures_text(report: RunReport) -> str:
    """The figures that concern the whole run, a line each."""
    jobs, tasks, makespan = report.jobs, report.tasks, report.makespan
    attested = f"{tasks.attested} attested, " if tasks.attested else ""
    lines = [
        f"pieces    {jobs.completed} of {jobs.total} delivered, {jobs.scrapped} scrapped, {jobs.reworked} reworked",
        f"tasks     {tasks.succeeded} of {tasks.total} succeeded, {attested}{tasks.retried} retried, "
        f"{tasks.lost} lost, {tasks.executed_twice} executed twice",
        f"makespan  {time_text(makespan.makespan_s)} of line time, "
        f"no schedule can be shorter than {time_text(makespan.lower_bound_s)}",
    ]
    lines += [_inspection_text(item) for item in report.inspections]
    latency = report.dispatch_latency_ms
    if latency.p50 is not None and latency.p99 is not None:
        lines.append(f"dispatch  {latency.p50:.1f} ms median, {latency.p99:.1f} ms for 99 of 100")
    if report.wall_s is not None:
        speed = "" if report.speed is None else f", {report.speed:.1f} times as fast as life"
        lines.append(f"real time {report.wall_s:.1f} s{speed}")
    return "\n".join(lines)


def _inspection_text(item: InspectionFigures) -> str:
    """How often a model was wrong, where the simulation knows the truth."""
    wrong = f" ({item.wrongly_released} bad ones released)" if item.wrongly_released else ""
    persons = f", {item.decided_by_persons} decided by a person{wrong}" if item.decided_by_persons else ""
    return (
        f"{item.operation:9} {item.model or 'no model'}: {item.escapes} of {item.bad} bad ones escaped "
        f"({_interval(item.escapes, item.bad)}), {item.false_calls} of {item.good} good ones failed "
        f"({_interval(item.false_calls, item.good)}), {item.undecided} undecided{persons}"
    )


def _interval(events: int, trials: int) -> str:
    """Wilson's interval at 95 %."""
    low, high = wilson_interval(events, trials)
    return f"{low:.1%} to {high:.1%}" if trials else "none seen"
