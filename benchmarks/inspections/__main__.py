"""`python -m benchmarks.inspections`: the inspections beside their aims, as a table, as JSON, and in the docs."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.inspections.aims import COLUMNS, AimRow, aim_rows
from benchmarks.inspections.defects_page import write_page
from benchmarks.inspections.findings import DEEPPCB, PARTS, RESULTS, TRIAL
from benchmarks.inspections.measuring import QUICK, Amounts, DeepPcb, measure_parts
from robot_cells.cli.table_style import table_of
from robot_cells.errors import RobotCellsError

TOLD_EVERY_S = 2.0


def main(
    deeppcb: Annotated[
        Path | None, typer.Option("--deeppcb", envvar="ROBOT_CELLS_DEEPPCB", help="Folder of DeepPCB's pairs.")
    ] = None,
    only: Annotated[str, typer.Option("--only", help=f"Parts to measure, with commas: {', '.join(PARTS)}.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help=f"Where the results are kept: {RESULTS}, of a mere trial {TRIAL}.")
    ] = None,
    groups: Annotated[str, typer.Option("--groups", help="Leave out only these board groups, with commas.")] = "",
    steps: Annotated[int | None, typer.Option("--steps", min=1, help="Of each training")] = None,
    disturbances: Annotated[str, typer.Option("--disturbances", help="Only those that begin so, with commas.")] = "",
    quick: Annotated[bool, typer.Option("--quick", help="Few trays, codes, pictures and requests.")] = False,
    domain: Annotated[int, typer.Option("--domain", min=0, max=232, help="ROS domain to measure in.")] = 98,
    write_docs: Annotated[bool, typer.Option("--write-docs", help="Write the tables of the docs' page.")] = False,
) -> None:
    """Measure inspections: DeepPCB with board groups left out, the reference line, codes, anomalies, ROS.

    Every part, and every board group, is written as soon as it is there; a run that was stopped goes on.
    """
    parts = _words(only) or PARTS
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise typer.BadParameter(f"There is no part {unknown[0]}: {', '.join(PARTS)}.", param_hint="--only")
    trial = None
    if deeppcb is not None and str(deeppcb) != ".":
        trial = DeepPcb(deeppcb, _words(groups), steps, _words(disturbances))
    is_trial = quick or (trial is not None and bool(trial.only or trial.disturbances or trial.steps))
    out = out or (TRIAL if is_trial else RESULTS)
    try:
        findings = measure_parts(parts, out, QUICK if quick else Amounts(), trial, domain, _Told().progress)
    except RobotCellsError as error:
        typer.echo(f"benchmarks.inspections: {error}", err=True)
        raise typer.Exit(error.exit_code) from None
    Console().print(aims_table(aim_rows(findings, has_folder=trial is not None)))
    if DEEPPCB in parts and trial is None:
        typer.echo("DeepPCB was not measured: name its folder with --deeppcb.", err=True)
    typer.echo(f"Kept in {out}")
    if write_docs:
        write_page(findings)


def aims_table(rows: Sequence[AimRow]) -> Table:
    """For the terminal."""
    table = table_of(*COLUMNS, folded=COLUMNS[:4])
    for row in rows:
        table.add_row(*(cell.replace("**", "") for cell in row.cells))
    return table


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


class _Told:
    """Tells on the error stream what is being done, now and then; what begins anew at once."""

    def __init__(self) -> None:
        self._last, self._told_s = "", -TOLD_EVERY_S

    def progress(self, what: str, done: int, total: int) -> None:
        """As in `Progress`."""
        begun, now_s = what.partition(" (")[0], time.monotonic()
        if begun == self._last and now_s - self._told_s < TOLD_EVERY_S:
            return
        self._last, self._told_s = begun, now_s
        print(f"{what} {done}/{total}" if total > 1 else what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    typer.run(main)
