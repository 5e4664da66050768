"""What `robot-cells bench schedules` prints."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from robot_cells.cli.table_style import table_of
from robot_cells.schedules.benchmarks.summary import FamilyFigures, GapFigures
from robot_cells.schedules.benchmarks.trial import Trial

OVERRUN = 1.1
"""A run that takes so many times its limit is told."""


def family_table(rows: Sequence[FamilyFigures], limits_s: Sequence[float]) -> Table:
    """Below each family a row an engine: at each limit the mean gap to the best known values / the worst, in per cent.

    `best` counts the instances at the best known value (or below), `proved` those that the engine has proved to be
    optimal, `bound` is by how much its bounds are below the best known values, mean, in per cent.
    """
    table = table_of("engine", "n", *(f"{limit_s:g} s" for limit_s in limits_s), "best", "proved", "bound")
    for family in dict.fromkeys(row.family for row in rows):
        table.add_row(Text(family, style="bold"))
        for row in (item for item in rows if item.family == family):
            table.add_row(
                f"  {row.engine}",
                str(row.instances),
                *(_gap(item, row.instances) for item in row.gaps),
                str(row.gaps[-1].at_best),
                "-" if row.proved is None else str(row.proved),
                "-" if row.bound_gap is None else f"{100.0 * row.bound_gap:.1f}",
            )
    return table


def fault_lines(trials: Sequence[Trial]) -> list[Text]:
    """Every violation by name, or that there is none."""
    faults = [f"{item.instance}, {item.engine}: {fault}" for item in trials for fault in item.faults]
    if not faults:
        return [
            Text(f"{len(trials)} schedules checked: no constraint is broken, no bound is above a best known value.")
        ]
    return [Text(line, style="red") for line in faults]


def trial_line(trial: Trial, limits_s: Sequence[float]) -> str:
    """One trial, as it ends."""
    found = [
        f"{limit_s:g} s: none" if makespan is None else f"{limit_s:g} s: {makespan:g} ({100.0 * (gap or 0.0):+.2f} %)"
        for place, (limit_s, makespan) in enumerate(zip(limits_s, trial.makespans, strict=True))
        for gap in [trial.gap(place)]
    ]
    late = f"  took {trial.seconds:.1f} s" if trial.seconds > OVERRUN * limits_s[-1] else ""
    return f"{trial.family} {trial.instance} {trial.engine}  {'  '.join(found)}  bound {trial.lower_bound:g}{late}"


def _gap(item: GapFigures, instances: int) -> str:
    if item.mean is None or item.worst is None:
        return "none"
    missing = f"\nof {item.found}" if item.found < instances else ""
    return f"{100.0 * item.mean:.2f} / {100.0 * item.worst:.1f}{missing}"
