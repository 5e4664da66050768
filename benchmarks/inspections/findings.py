"""All that was found about the inspections, as a file; each part with the machine and the hour of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter, ValidationError

from benchmarks.inspection_latency import InspectionLatency
from benchmarks.inspections.pooled_figures import DeepPcbFigures
from benchmarks.machine import Machine
from robot_cells.cli.json_text import json_text
from robot_cells.errors import InspectionError
from robot_cells.inspections.anomaly.evaluation import AnomalyRow
from robot_cells.inspections.code.evaluation import CodeRow

RESULTS = Path("benchmarks/results/inspections.json")
TRIAL = Path("benchmarks/results/inspections_trial.json")
"""Of runs with few trays, steps or groups: they shall not overwrite what was measured in earnest."""
DEEPPCB, LINE, CODES, ANOMALY, LATENCY = "deeppcb", "line", "codes", "anomaly", "latency"
PARTS = (DEEPPCB, LINE, CODES, ANOMALY, LATENCY)


@dataclass(frozen=True, slots=True)
class LineFigures:
    """What the presence check made of rendered trays of a product; times are of the whole inspection."""

    product: str
    faulty_trays: int
    escapes: int
    good_trays: int
    false_calls: int
    undecided: int
    duration_ms_p50: float
    duration_ms_p99: float


@dataclass(frozen=True, slots=True)
class Findings:
    """Parts that were not measured are None or empty; `machines` say by part where and when it was."""

    deeppcb: DeepPcbFigures | None = None
    line: tuple[LineFigures, ...] = ()
    codes: tuple[CodeRow, ...] = ()
    anomaly: tuple[AnomalyRow, ...] = ()
    latency: InspectionLatency | None = None
    machines: Mapping[str, Machine] = field(default_factory=lambda: MappingProxyType({}))


def read_findings(path: Path) -> Findings:
    """What a file has; nothing where there is none. Raises `InspectionError` for a file that is something else."""
    if not path.exists():
        return Findings()
    try:
        plain: Any = TypeAdapter(Findings).validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise InspectionError(
            "The results of an earlier run cannot be read.", where=str(path), remedy="Move the file away."
        ) from error
    found: Findings = plain
    return found


def write_findings(path: Path, findings: Findings) -> None:
    """Writes them beside their place and renames the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_text(json_text(findings) + "\n", encoding="utf-8")
    beside.replace(path)
