"""`robot-cells inspections evaluate`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from robot_cells.cli.evaluation_run import EvaluationRun, run_evaluation
from robot_cells.cli.evaluation_tables import class_table, detection_lines, picture_lines, time_line
from robot_cells.cli.inspection_options import (
    DataOption,
    LayoutOption,
    ModelArgument,
    ModelsOption,
    SplitOption,
    WorkersOption,
)
from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.inspections.metrics.detections_file import write_detections
from robot_cells.inspections.metrics.evaluation_document import evaluation_document
from robot_cells.inspections.samples.purpose import Purpose
from robot_cells.inspections.samples.sample import SampleSet
from robot_cells.inspections.samples.sample_folder import AUTO, read_samples

WIDTH = 160
"""Of a table that goes into a file: nothing is cut off."""


def evaluate(
    model: ModelArgument,
    *,
    data: DataOption,
    layout: LayoutOption = AUTO,
    split: SplitOption = "",
    workers: WorkersOption = 1,
    detections: Annotated[
        Path | None, typer.Option("--detections", dir_okay=False, help="Write every detection to this JSON file.")
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", file_okay=False, help="Write a page, figures and contact sheets into this folder."),
    ] = None,
    by_group: Annotated[bool, typer.Option("--by-group", help="Figures of each group (board, day), too.")] = False,
    models: ModelsOption = None,
    json: JsonOption = False,
) -> None:
    """Measure a model on labelled pictures.

    Boxes: average precision by class at an overlap of 0.33 and over 0.5 to 0.95, F at the model's thresholds, and
    DeepPCB's micro-AP. Pictures: escapes, false calls, undecided. Each process judges in one thread; times of one
    process compare.
    """
    samples = read_samples(data, layout, split, purpose=Purpose.EVALUATION)
    run = run_evaluation(model, models, samples, workers)
    if detections is not None:
        write_detections(detections, samples, run.results)
    page = None if report is None else _report(report, run, samples)
    if json:
        head = {"model": run.card.label, "kind": run.card.kind, "data": samples.content_hash(), "workers": workers}
        typer.echo(json_text(head | evaluation_document(run.evaluation) | {"times": asdict(run.times)}))
        return
    _print(run, workers, by_group=by_group)
    if page is not None:
        typer.echo(f"report {page}")


def _report(folder: Path, run: EvaluationRun, samples: SampleSet) -> Path:
    # Only a report needs what draws.
    from robot_cells.reports.inspections.evaluation_report import evaluation_report

    return evaluation_report(folder, run.card, samples, run.results, run.evaluation)


def _print(run: EvaluationRun, workers: int, *, by_group: bool) -> None:
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else WIDTH)
    boxes = run.evaluation.detections
    console.print(f"{run.card.label}, {run.card.kind}")
    if boxes is not None:
        console.print(class_table(boxes))
        if by_group:
            console.print(class_table(boxes, by_group=True))
        console.print(*detection_lines(boxes), sep="\n")
    console.print(*picture_lines(run.evaluation), sep="\n")
    console.print(time_line(run.times, workers))
