"""Measures the presence check on rendered trays with seeded faults: escapes, false calls, undecided, time.

python -m robot_cells.inspections.presence.evaluation --product config/products/tray_a.yaml --trays 500 --json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from robot_cells.errors import RobotCellsError
from robot_cells.inspections.evaluations.evaluation_command import evaluation_parser
from robot_cells.inspections.golden_sample.layout_json import layout_of
from robot_cells.inspections.metrics.wilson import wilson_interval
from robot_cells.inspections.presence.inspector import PresenceInspector
from robot_cells.inspections.presence.rendered_model import rendered_presence
from robot_cells.inspections.presence.seeded_faults import NEEDS, SEEDERS, faulty_tray, line_conditions
from robot_cells.inspections.verdict import Verdict
from robot_cells.orders.layout import Layout
from robot_cells.simulations.camera_conditions import CameraConditions
from robot_cells.simulations.golden_pictures import Image
from robot_cells.simulations.tray import Tray
from robot_cells.simulations.tray_picture import render

GOOD = ""


@dataclass(frozen=True, slots=True)
class FaultTally:
    """What became of the trays with one fault (`fault` empty: good trays).

    `escapes` are faulty trays that passed, `false_calls` good ones that failed; undecided is neither. `named` faulty
    trays were failed with the right code at the right part. The interval is Wilson's, 95 %, of the error rate.
    """

    fault: str
    trays: int
    escapes: int
    false_calls: int
    undecided: int
    named: int
    error_rate_low: float
    error_rate_high: float
    duration_ms_p50: float
    duration_ms_p99: float


@dataclass(frozen=True, slots=True)
class Bench:
    """A camera, and an inspector that was taught by it: `picture` gives what is seen of a tray, by a seed."""

    layout: Layout
    inspector: PresenceInspector
    picture: Callable[[Tray, CameraConditions, int], Image]


def drawn_bench(layout: Layout) -> Bench:
    """The simulated camera that draws."""
    return Bench(
        layout,
        rendered_presence(layout),
        lambda tray, conditions, seed: render(layout, tray, seed, conditions=conditions).image,
    )


def evaluate(
    bench: Bench, trays: int, seed: int = 1, told: Callable[[FaultTally], None] = lambda _: None
) -> list[FaultTally]:
    """`trays` good trays, and as many faulty ones, shared evenly among the faults that the product can have.

    `told` hears of each tally as it is there.
    """
    layout = bench.layout
    faults = [fault for fault in SEEDERS if fault not in NEEDS or NEEDS[fault](layout)]
    shares = [trays // len(faults) + (index < trays % len(faults)) for index in range(len(faults))]
    tallies = []
    for fault, share in zip((GOOD, *faults), (trays, *shares), strict=True):
        tallies.append(_tally(bench, fault, share, seed))
        told(tallies[-1])
    return tallies


def total(tallies: Sequence[FaultTally]) -> FaultTally:
    """All faulty trays as one row."""
    faulty = [item for item in tallies if item.fault != GOOD]
    trays, escapes = sum(item.trays for item in faulty), sum(item.escapes for item in faulty)
    return FaultTally(
        "all faults",
        trays,
        escapes,
        0,
        sum(item.undecided for item in faulty),
        sum(item.named for item in faulty),
        *wilson_interval(escapes, trays),
        float(np.median([item.duration_ms_p50 for item in faulty] or [0.0])),
        max((item.duration_ms_p99 for item in faulty), default=0.0),
    )


def bench_rows(products: Sequence[Path], trays: int = 500, seed: int = 1) -> list[dict[str, object]]:
    """The aims of the reference line by product: escapes, false-call rate, undecided rate, milliseconds a tray."""
    rows: list[dict[str, object]] = []
    for product in products:
        tallies = evaluate(drawn_bench(layout_of(product)), trays, seed)
        good, faulty = tallies[0], total(tallies)
        rows.append(
            {
                "product": product.stem,
                "faulty_trays": faulty.trays,
                "escapes": faulty.escapes,
                "good_trays": good.trays,
                "false_calls": good.false_calls,
                "undecided": good.undecided + faulty.undecided,
                "duration_ms_p50": round(good.duration_ms_p50, 1),
                "duration_ms_p99": round(max(good.duration_ms_p99, faulty.duration_ms_p99), 1),
            }
        )
    return rows


def _tally(bench: Bench, fault: str, trays: int, seed: int) -> FaultTally:
    layout, verdicts, times, named = bench.layout, [], [], 0
    for number in range(trays):
        random = np.random.default_rng((seed, number, sum(fault.encode())))
        seeded = faulty_tray(layout, fault, random)
        picture = bench.picture(seeded.tray, line_conditions(random), seed * 1_000_003 + number)
        result = bench.inspector.inspect(picture, seeded.expected_serial)
        verdicts.append(result.verdict)
        times.append(result.duration_s * 1000)
        named += any((item.code, item.subject) == (seeded.code, seeded.subject) for item in result.defects)
    escapes = verdicts.count(Verdict.PASS) if fault else 0
    false_calls = 0 if fault else verdicts.count(Verdict.FAIL)
    return FaultTally(
        fault,
        trays,
        escapes,
        false_calls,
        verdicts.count(Verdict.UNDECIDED),
        named,
        *wilson_interval(escapes + false_calls, trays),
        float(np.percentile(times, 50)) if times else 0.0,
        float(np.percentile(times, 99)) if times else 0.0,
    )


def main(argv: Sequence[str] | None = None) -> int:
    """The command: a table, or with `--json` the figures."""
    parser = evaluation_parser("robot_cells.inspections.presence.evaluation", __doc__)
    parser.add_argument("--product", type=Path, action="append", required=True, help="product document (repeatable)")
    parser.add_argument("--trays", type=int, default=500, help="good trays, and as many faulty ones")
    parser.add_argument(
        "--rendered", type=Path, metavar="LINE", help="line document whose own camera renders the trays"
    )
    arguments = parser.parse_args(argv)
    results = {}
    try:
        for path in arguments.product:
            layout = layout_of(path)
            if not arguments.json:
                print(f"{path.stem:18} trays escapes false calls undecided named  error rate (95 %)   p50 ms p99 ms")
            results[path.stem] = evaluate(
                _bench(layout, arguments.rendered),
                arguments.trays,
                arguments.seed,
                _no_row if arguments.json else _print_row,
            )
            if not arguments.json:
                _print_row(total(results[path.stem]))
    except RobotCellsError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    if arguments.json:
        print(json.dumps({name: [asdict(item) for item in items] for name, items in results.items()}, indent=2))
    return 0


def _bench(layout: Layout, rendered: Path | None) -> Bench:
    if rendered is None:
        return drawn_bench(layout)
    from robot_cells.inspections.presence.rendered_bench import rendered_bench

    return rendered_bench(layout, rendered)


def _no_row(item: FaultTally) -> None:
    del item


def _print_row(item: FaultTally) -> None:
    print(
        f"{item.fault or '(good)':18} {item.trays:5} {item.escapes:7} {item.false_calls:11}"
        f" {item.undecided:9} {item.named:5}  {item.error_rate_low:7.2%} to {item.error_rate_high:6.2%}"
        f" {item.duration_ms_p50:7.0f} {item.duration_ms_p99:6.0f}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
