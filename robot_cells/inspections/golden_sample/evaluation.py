"""Measures an inspection on trays with known defects: escapes, false calls, undecided, time.

python -m robot_cells.inspections.golden_sample.evaluation --product tray_a.yaml --trays 300 --seed 1
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from robot_cells.inspections.evaluations.evaluation_command import evaluation_parser, print_evaluation
from robot_cells.inspections.golden_sample.inspector import GoldenSampleInspector
from robot_cells.inspections.golden_sample.layout_json import layout_of
from robot_cells.inspections.golden_sample.rendered_sample import rendered_sample
from robot_cells.inspections.golden_sample.seeded_defects import SEEDERS, SeededTray, seeded_tray
from robot_cells.inspections.metrics.wilson import wilson_interval
from robot_cells.inspections.verdict import Defect, InspectionResult, Verdict
from robot_cells.orders.layout import Layout
from robot_cells.simulations.tray_picture import DEFAULT_WIDTH_PX, render

HEADER = f"{'defect':26} trays passed failed undecided named extra  error rate (95 %)   p50 ms p99 ms"
KINDS = ("", *SEEDERS)
"""Good trays, and every kind of defect."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the trays with one kind of defect (`kind` empty: good trays).

    `escapes` passed though they are bad; `named` were failed for the right reason at the right part; `extra` is how
    many defects were named that are not there (a thing seen in two pieces is there). The interval is Wilson's, 95 %,
    of the error rate: of escapes for bad trays, of false calls (`failed`) for good ones.
    """

    kind: str
    trays: int
    passed: int
    failed: int
    undecided: int
    escapes: int
    named: int
    extra: int
    error_rate_low: float
    error_rate_high: float
    duration_ms_p50: float
    duration_ms_p99: float


def evaluate(
    layout: Layout, trays: int, seed: int, kinds: Sequence[str] = KINDS, *, width_px: int = DEFAULT_WIDTH_PX
) -> list[Tally]:
    """`trays` trays of every kind, rendered with typical light and noise, judged against the rendered golden sample."""
    inspector = GoldenSampleInspector(rendered_sample(layout, width_px=width_px))
    return [_tally(kind, inspector, trays, seed, width_px) for kind in kinds if _can_be_seeded(layout, kind)]


def _can_be_seeded(layout: Layout, kind: str) -> bool:
    needs = {"inspect.missing_screw": layout.screws, "inspect.missing_cable": layout.cables}
    needs["inspect.unmated_coupling"] = layout.couplings
    return bool(needs.get(kind, True))


def _tally(kind: str, inspector: GoldenSampleInspector, trays: int, seed: int, width_px: int) -> Tally:
    layout, results = inspector.golden.layout, []
    for number in range(trays):
        seeded = seeded_tray(layout, kind, np.random.default_rng((seed, number, sum(kind.encode()))))
        picture = render(layout, seeded.tray, seed * 1_000_003 + number, width_px=width_px, foreign=seeded.foreign)
        results.append((seeded, inspector.inspect(picture.image, seeded.expected_serial)))
    verdicts = [result.verdict for _, result in results]
    passed, failed = verdicts.count(Verdict.PASS), verdicts.count(Verdict.FAIL)
    wrong = passed if kind else failed
    low, high = wilson_interval(wrong, trays)
    times = [result.duration_s * 1000 for _, result in results]
    named = sum(_is_named(seeded, result) for seeded, result in results) if kind else 0
    extra = sum(not _is_seeded(seeded, item) for seeded, result in results for item in result.defects)
    quantiles = (float(np.percentile(times, 50)), float(np.percentile(times, 99)))
    undecided = verdicts.count(Verdict.UNDECIDED)
    return Tally(kind, trays, passed, failed, undecided, passed if kind else 0, named, extra, low, high, *quantiles)


def _is_named(seeded: SeededTray, result: InspectionResult) -> bool:
    return any(_is_seeded(seeded, item) for item in result.defects)


def _is_seeded(seeded: SeededTray, defect: Defect) -> bool:
    return (defect.code, defect.subject) == (seeded.code, seeded.subject)


def main(argv: Sequence[str] | None = None) -> int:
    """The command: a table, or with `--json` the figures."""
    parser = evaluation_parser("robot_cells.inspections.golden_sample.evaluation", __doc__)
    parser.add_argument("--product", type=Path, required=True, help="product document with a layout")
    parser.add_argument("--trays", type=int, default=300, help="trays of each kind")
    parser.add_argument("--kind", action="append", help="only this kind (repeatable; empty: good trays)")
    arguments = parser.parse_args(argv)
    kinds = arguments.kind or KINDS
    return print_evaluation(
        lambda: evaluate(layout_of(arguments.product), arguments.trays, arguments.seed, kinds),
        HEADER,
        _line,
        as_json=arguments.json,
    )


def _line(item: Tally) -> str:
    return (
        f"{item.kind or '(good)':26} {item.trays:5} {item.passed:6} {item.failed:6} {item.undecided:9}"
        f" {item.named:5} {item.extra:5}  {item.error_rate_low:7.2%} to {item.error_rate_high:6.2%}"
        f" {item.duration_ms_p50:7.0f} {item.duration_ms_p99:6.0f}"
    )


if __name__ == "__main__":
    sys.exit(main())
