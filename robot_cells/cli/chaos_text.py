"""The figures of a disturbed run for the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from robot_cells.chaos.chaos_report import ChaosReport, TimeFigures
from robot_cells.cli.line_time import time_text
from robot_cells.cli.table_style import table_of


def show_chaos(report: ChaosReport, console: Console) -> None:
    """Recoveries as a table, then a line for each of the other figures, and every violation."""
    console.print(_recoveries(report))
    for name, text in _figures(report).items():
        console.print(f"{name:<15} {text}", markup=False, soft_wrap=True)
    for sentence in (*report.violations, *(f"{item}: it has not come back" for item in report.not_recovered)):
        console.print(sentence, style="red", markup=False, soft_wrap=True)


def _recoveries(report: ChaosReport) -> Table:
    table = table_of("killed", "kills", "recovered", "median", "99 of 100")
    for kind, figures in report.recovery_s_by_kind.items():
        table.add_row(
            Text(kind), str(report.kills_by_kind[kind]), str(figures.count), _text(figures.p50), _text(figures.p99)
        )
    return table


def _figures(report: ChaosReport) -> dict[str, str]:
    return {
        "kills": f"{report.kills} ({_counts(report.kills_by_process)})",
        "others": f"{report.freezes} freezes, {report.cuts} cuts, {report.stalls} stalls",
        "orders": f"{report.ended} of {report.orders} ended",
        "pieces": f"{report.delivered} of {report.pieces} delivered, {report.scrapped} scrapped",
        "lost": str(report.lost),
        "executed_twice": str(report.executed_twice),
        "violations": str(len(report.violations)),
        "questions": f"{sum(report.questions_answered.values())} answered ({_counts(report.questions_answered)})",
        "recovery_s": _both(report.recovery_s),
        "stalls_s": _both(report.stall_recovery_s),
        "detection_s": _both(report.detection_s),
        "reassignment_s": _both(report.reassignment_s),
        "time": f"{report.wall_s:.0f} s, {time_text(report.line_time_s)} of line time, {report.epochs} orchestrators",
    }


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


def _both(figures: TimeFigures) -> str:
    if not figures.count:
        return "-"
    return f"{_text(figures.p50)} median, {_text(figures.p99)} for 99 of 100 ({figures.count})"


def _text(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.2f}"
