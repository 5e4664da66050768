"""The report of a run: every figure, computed from the journal alone."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from robot_cells.documents.plant import Plant
from robot_cells.errors import DocumentError, JournalError
from robot_cells.ids import CellId, JournalId, OrderId
from robot_cells.journals.journal import JournalReader
from robot_cells.reports.cell_figures import CellFigures, cell_figures
from robot_cells.reports.dispatch_latency import LatencyFigures, dispatch_latency_ms
from robot_cells.reports.history import History
from robot_cells.reports.history_reader import history_of
from robot_cells.reports.inspection_figures import InspectionFigures, inspection_figures, judged_of
from robot_cells.reports.journal_plant import plant_of_journal
from robot_cells.reports.makespan import MakespanFigures, makespan_figures
from robot_cells.reports.order_figures import (
    JobCounts,
    OrderCounts,
    OrderFigures,
    first_pass_yield,
    job_counts,
    order_counts,
    order_figures,
)
from robot_cells.reports.task_figures import TaskFigures, task_figures

VERSION = 1
"""Of the JSON form."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run came to. `to_dict` gives the form that docs/report.md describes.

    `nodes` (ROS nodes of the line), `wall_s` (seconds of real time) and `speed` (line time over real time) are those
    that the caller measured; without them `wall_s` is the real time between first and last record.
    """

    journal: JournalId
    epochs: int
    line: str
    orders: OrderCounts
    jobs: JobCounts
    tasks: TaskFigures
    makespan: MakespanFigures
    first_pass_yield: float | None
    cells: Mapping[CellId, CellFigures]
    per_order: Mapping[OrderId, OrderFigures]
    dispatch_latency_ms: LatencyFigures
    inspections: tuple[InspectionFigures, ...] = ()
    wall_s: float | None = None
    speed: float | None = None
    nodes: int | None = None

    def to_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON; numbers rounded to a microsecond, and never NaN."""
        makespan = asdict(self.makespan)
        plain = {
            "version": VERSION,
            "journal": self.journal,
            "epochs": self.epochs,
            "line": self.line,
            "orders": asdict(self.orders),
            "jobs": asdict(self.jobs),
            "tasks": asdict(self.tasks),
            "makespan_s": makespan.pop("makespan_s"),
            "lower_bound_s": makespan.pop("lower_bound_s"),
            "planned_makespan_s": makespan.pop("planned_s"),
            "first_planned_makespan_s": makespan.pop("first_planned_s"),
            "executed_makespan_s": makespan.pop("executed_s"),
            "first_pass_yield": self.first_pass_yield,
            "cells": {cell: asdict(figures) for cell, figures in self.cells.items()},
            "per_order": {order: asdict(figures) for order, figures in self.per_order.items()},
            "dispatch_latency_ms": asdict(self.dispatch_latency_ms),
            "inspections": [item.to_dict() for item in self.inspections],
            "nodes": self.nodes,
            "wall_s": self.wall_s,
            "speed": self.speed,
        }
        return {key: _plain(value) for key, value in plain.items()}

    def to_json(self) -> str:
        """The text of the report file."""
        return json.dumps(self.to_dict(), indent=2, allow_nan=False) + "\n"


def report_of(
    journal: JournalReader,
    *,
    truth: Mapping[str, object] | None = None,
    nodes: int | None = None,
    wall_s: float | None = None,
    speed: float | None = None,
) -> RunReport:
    """The report of a journal, of a run that has ended or still goes on.

    `truth` is the document of the simulated equipment (`load_truth`), against which repetition and inspections are
    checked. Raises
    `JournalError` for a journal that cannot be understood.
    """
    history, plant = history_of(journal), _plant(journal)
    if wall_s is None and history.moments:
        wall_s = (history.moments[-1][1] - history.moments[0][1]) * 1e-9
    if speed is None and wall_s:
        speed = (history.end_s - history.begin_s) / wall_s
    return _report(history, plant, truth, nodes, wall_s, speed)


def load_truth(path: Path) -> dict[str, object]:
    """The document `truth.json` that the simulation wrote; raises `JournalError` when it cannot be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise JournalError(
            f"The truth of the simulation cannot be read: {error}.", where=str(path), remedy="Name its truth.json."
        ) from error
    if not isinstance(found, dict):
        raise JournalError("The truth of the simulation is no JSON object.", where=str(path))
    return found


def _report(
    history: History,
    plant: Plant | None,
    truth: Mapping[str, object] | None,
    nodes: int | None,
    wall_s: float | None,
    speed: float | None,
) -> RunReport:
    return RunReport(
        history.journal_id,
        history.epochs,
        "" if plant is None else plant.line.id,
        order_counts(history),
        job_counts(history),
        task_figures(history, truth),
        makespan_figures(history, plant),
        first_pass_yield(history),
        _in_order(cell_figures(history), plant),
        order_figures(history),
        dispatch_latency_ms(history),
        inspection_figures(judged_of(history), truth),
        wall_s,
        speed,
        nodes,
    )


def _in_order(figures: Mapping[CellId, CellFigures], plant: Plant | None) -> dict[CellId, CellFigures]:
    """Cells as the line document has them, vehicles below; the journal's order is that in which they were heard."""
    cells = [] if plant is None else [item.id for item in plant.line.cells]
    vehicles = [] if plant is None else [item.id for item in plant.line.vehicles]
    return {cell: figures[cell] for cell in dict.fromkeys((*cells, *vehicles, *figures)) if cell in figures}


def _plant(journal: JournalReader) -> Plant | None:
    """The plant of the journal; documents that this version no longer takes cost the lower bound, not the report."""
    try:
        return plant_of_journal(journal)
    except DocumentError:
        return None


def _plain(value: object) -> object:
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
