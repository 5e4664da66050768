"""Measures one part after the other and keeps what is found after each."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.inspections.disturbances import names_of
from benchmarks.inspections.findings import (
    ANOMALY,
    CODES,
    DEEPPCB,
    LATENCY,
    LINE,
    RESULTS,
    Findings,
    LineFigures,
    read_findings,
    write_findings,
)
from benchmarks.inspections.judged_group import JudgedGroup
from benchmarks.inspections.left_out_groups import Trial, judge_groups
from benchmarks.inspections.pooled_figures import pooled
from benchmarks.machine import describe_machine
from robot_cells.inspections.model import Progress, no_progress
from robot_cells.inspections.samples.deeppcb_layout import NAME as DEEPPCB_LAYOUT
from robot_cells.inspections.samples.sample_folder import read_samples

PRODUCTS = (Path("config/products/tray_a.yaml"), Path("config/products/tray_b.yaml"))
SEED = 1


@dataclass(frozen=True, slots=True)
class DeepPcb:
    """Where it lies and how to try it: `only` some groups left out, `steps` of each training, `disturbances`."""

    folder: Path
    only: tuple[str, ...] = ()
    steps: int | None = None
    disturbances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many trays (good, and as many faulty), codes of each kind, pictures of each subject, requests."""

    trays: int = 500
    codes: int = 1000
    good: int = 120
    fresh: int = 200
    subjects: tuple[str, ...] = ()
    requests: int = 500


QUICK = Amounts(trays=20, codes=40, good=60, fresh=40, subjects=("woven",), requests=100)
"""What takes a minute or two: enough to see that all of it works, not to conclude anything."""


def measure_parts(
    parts: Sequence[str], out: Path, amounts: Amounts, deeppcb: DeepPcb | None, domain: int, progress: Progress
) -> Findings:
    """Each of the parts; those that `out` has from an earlier run and that are not asked for stay.

    Raises `RobotCellsError` for what cannot be measured; what came before is written by then.
    """
    findings = read_findings(out)

    def found(part: str, **values: Any) -> None:  # noqa: ANN401 - the fields of `Findings`
        """Keeps what was found of a part, and on which machine."""
        nonlocal findings
        findings = replace(findings, **values, machines={**findings.machines, part: machine})
        write_findings(out, findings)

    for part in parts:
        machine = describe_machine()
        if part == DEEPPCB and deeppcb is not None:
            _measure_deeppcb(deeppcb, out, progress, lambda value: found(DEEPPCB, deeppcb=value))
        elif part == LINE:
            progress("reference line", 0, 1)
            found(LINE, line=measure_line(amounts.trays))
        elif part == CODES:
            from robot_cells.inspections.code.evaluation import evaluate_codes

            progress("codes", 0, 1)
            found(CODES, codes=tuple(evaluate_codes(amounts.codes, SEED)))
        elif part == ANOMALY:
            progress("anomaly", 0, 1)
            found(ANOMALY, anomaly=measure_anomaly(amounts))
        elif part == LATENCY:
            from benchmarks.inspection_latency import measure

            progress("action to verdict", 0, 1)
            with tempfile.TemporaryDirectory(prefix="inspection_latency_") as folder:
                found(LATENCY, latency=measure(Path(folder), amounts.requests, domain))
    return findings


def measure_few(out: Path, domain: int) -> Findings:
    """What takes a minute or two, on few pictures; DeepPCB's figures are those that were kept of its own run."""
    few = measure_parts((LINE, CODES, ANOMALY, LATENCY), out, QUICK, None, domain, no_progress)
    kept = read_findings(RESULTS)
    return replace(few, deeppcb=kept.deeppcb)


def measure_line(trays: int, products: Sequence[Path] = PRODUCTS) -> tuple[LineFigures, ...]:
    """Trays with seeded faults, and good ones, of each product."""
    from robot_cells.inspections.presence.evaluation import bench_rows

    rows: list[dict[str, Any]] = bench_rows(products, trays, SEED)
    return tuple(LineFigures(**row) for row in rows)


def measure_anomaly(amounts: Amounts) -> tuple[Any, ...]:
    """Every material and the trays of the first product, or those that `amounts` names."""
    from robot_cells.inspections.anomaly.evaluation import evaluate_anomaly, texture_subjects, tray_subject
    from robot_cells.inspections.golden_sample.layout_json import layout_of

    subjects = texture_subjects(SEED) | tray_subject(layout_of(PRODUCTS[0]), SEED)
    chosen = {name: draw for name, draw in subjects.items() if not amounts.subjects or name in amounts.subjects}
    return tuple(evaluate_anomaly(chosen, amounts.good, amounts.fresh, SEED))


def _measure_deeppcb(deeppcb: DeepPcb, out: Path, progress: Progress, told: Callable[[Any], None]) -> None:
    from robot_cells.inspections.defects.kind import KIND

    samples = read_samples(deeppcb.folder, DEEPPCB_LAYOUT)
    trial = Trial(names_of(deeppcb.disturbances), deeppcb.steps)

    def after_each(groups: Sequence[JudgedGroup]) -> None:
        """Pools what is there by now."""
        is_whole = len(groups) == len(samples.groups) and deeppcb.steps is None
        told(pooled(groups, samples.classes, is_whole=is_whole))

    kept = out.with_name(f"{out.stem}_groups")
    judge_groups(KIND, samples, trial, kept, progress, only=deeppcb.only, told=after_each)
