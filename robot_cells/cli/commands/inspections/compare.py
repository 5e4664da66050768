"""`robot-cells inspections compare`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from robot_cells.cli.evaluation_run import run_evaluation
from robot_cells.cli.evaluation_tables import side_by_side, time_line
from robot_cells.cli.inspection_options import (
    DataOption,
    LayoutOption,
    ModelsOption,
    SplitOption,
    WorkersOption,
)
from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.cli.table_style import table_of
from robot_cells.inspections.evaluations.comparison import Comparison, compared
from robot_cells.inspections.metrics.evaluation_document import evaluation_document
from robot_cells.inspections.samples.purpose import Purpose
from robot_cells.inspections.samples.sample_folder import AUTO, read_samples

SHOWN = 20
"""Pictures listed where the models disagree; JSON has all."""
WIDTH = 160


def compare(
    first: Annotated[str, typer.Argument(help="The folder of a model; with --models its name.")],
    second: Annotated[str, typer.Argument(help="The model that is held against it.")],
    *,
    data: DataOption,
    layout: LayoutOption = AUTO,
    split: SplitOption = "",
    workers: WorkersOption = 1,
    models: ModelsOption = None,
    json: JsonOption = False,
    shown: Annotated[int, typer.Option("--shown", min=0, help="Pictures to list where they disagree.")] = SHOWN,
) -> None:
    """Show two models side by side on the same pictures, and where they disagree.

    Whether the second is better or it is chance, McNemar's exact test says, over the pictures that one of them judged
    rightly and the other did not.
    """
    samples = read_samples(data, layout, split, purpose=Purpose.EVALUATION)
    runs = [run_evaluation(model, models, samples, workers) for model in (first, second)]
    comparison = compared(samples.samples, runs[0].results, runs[1].results)
    if json:
        documents = [
            {"model": run.card.label, **evaluation_document(run.evaluation), "times": asdict(run.times)} for run in runs
        ]
        typer.echo(json_text({"models": documents, "comparison": comparison}))
        return
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else WIDTH)
    console.print(side_by_side([run.card.label for run in runs], [run.evaluation for run in runs]))
    for run in runs:
        console.print(f"{run.card.label}: {time_line(run.times, workers).removeprefix('time').strip()}")
    _print(console, comparison, shown)


def _print(console: Console, comparison: Comparison, shown: int) -> None:
    count = len(comparison.disagreements)
    console.print(f"They disagree on {count} of {comparison.pictures} pictures.")
    if count and shown:
        table = table_of("picture", "truth", "first", "second", ids=("picture",))
        for item in comparison.disagreements[:shown]:
            truth = {True: "good", False: "bad", None: "-"}[item.is_good]
            table.add_row(item.name, truth, item.first.value, item.second.value)
        console.print(table)
        if count > shown:
            console.print(f"and {count - shown} more")
    only, other = comparison.only_first, comparison.only_second
    console.print(
        f"Only the first is right on {only}, only the second on {other}: by chance with p = {comparison.p_value:.3g} "
        "(McNemar, exact)."
    )
