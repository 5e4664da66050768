"""Measures anomaly models on rendered trays and drawn textures that they have not seen.

python -m robot_cells.inspections.anomaly.evaluation --product config/products/tray_a.yaml --good 120 --fresh 200
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.anomaly.anomaly_model import AnomalyModel
from robot_cells.inspections.anomaly.kind import KIND
from robot_cells.inspections.anomaly.ranking import area_under_roc
from robot_cells.inspections.anomaly.region_overlap import region_overlap
from robot_cells.inspections.anomaly.seeded_textures import TEXTURES, TexturePicture, seeded_texture
from robot_cells.inspections.evaluations.evaluation_command import evaluation_parser, print_evaluation
from robot_cells.inspections.given_picture import UnjudgeableError
from robot_cells.inspections.golden_sample.seeded_defects import SEEDERS, seeded_tray
from robot_cells.inspections.model import FitOptions, View
from robot_cells.inspections.samples.sample import Sample, SampleSet
from robot_cells.inspections.verdict import Verdict
from robot_cells.orders.layout import Layout
from robot_cells.simulations.tray_picture import render

Draw = Callable[[int, bool], TexturePicture]
TRAY_WIDTH_PX = 480
VISIBLE = 14
"""Grey levels by which a defect changes a pixel at least where it counts as seen there."""
HEADER = (
    "subject  positions  good fresh  rate  false doubt  found doubt missed  AUROC  pixel overlap p50 ms p99 ms    s"
)
TRAY_DEFECTS = tuple(code for code in SEEDERS if code != "inspect.wrong_code")


@dataclass(frozen=True, slots=True)
class AnomalyRow:
    """What a model made of `fresh` good pictures and as many bad ones.

    `stated_rate` is the false-call rate that it was trained for, `false_calls` how many good pictures it failed,
    `doubts` how many it left undecided; `found`, `undecided` and `escapes` count the bad ones. Areas are under
    the ROC curve of pictures and of pixels, and of the overlap with regions; times in milliseconds and seconds.
    """

    subject: str
    positions: str
    trained_on: int
    fresh: int
    stated_rate: float
    false_calls: int
    doubts: int
    found: int
    undecided: int
    escapes: int
    auroc: float
    pixel_auroc: float
    region_overlap: float
    ms_p50: float
    ms_p99: float
    training_s: float


def evaluate_anomaly(
    subjects: dict[str, Draw], good: int, fresh: int, seed: int, *, rate: float = 0.02
) -> list[AnomalyRow]:
    """Trains on `good` pictures of each subject, then looks at `fresh` good and as many bad ones."""
    rows = []
    for name, draw in subjects.items():
        with tempfile.TemporaryDirectory(prefix="robot_cells_anomaly_") as folder:
            samples = _written(Path(folder), [draw(number, False).image for number in range(good)])
            start = perf_counter()
            model = KIND.fit(samples, FitOptions(name, seed=seed, settings={"false_call_rate": rate}))
            training_s = perf_counter() - start
        assert isinstance(model, AnomalyModel)
        rows.append(_row(name, model, draw, good, fresh, rate, training_s))
    return rows


def texture_subjects(seed: int, *, side_px: int = 384) -> dict[str, Draw]:
    """Every material of `TEXTURES`."""

    def drawer(texture: str) -> Draw:
        """Of one material."""
        return lambda number, bad: seeded_texture(texture, seed, number, bad=bad, side_px=side_px)

    return {texture: drawer(texture) for texture in TEXTURES}


def tray_subject(layout: Layout, seed: int) -> dict[str, Draw]:
    """Trays of a product, the bad ones with one seeded defect each, of every code but the wrong serial number."""

    def draw(number: int, bad: bool) -> TexturePicture:
        """The picture of a tray; of a bad one with what the defect changed in it."""
        code = TRAY_DEFECTS[number % len(TRAY_DEFECTS)] if bad else ""
        seeded = seeded_tray(layout, code, np.random.default_rng((seed, number, 0x7A)))
        shot = seed * 1_000_003 + number
        image = render(layout, seeded.tray, shot, width_px=TRAY_WIDTH_PX, foreign=seeded.foreign).image
        if not bad:
            return TexturePicture(image, np.zeros(image.shape[:2], dtype=np.bool_), "")
        perfect = seeded_tray(layout, "", np.random.default_rng((seed, number, 0x7A)))
        without = render(layout, perfect.tray, shot, width_px=TRAY_WIDTH_PX).image
        changed = cv2.absdiff(image, without).max(axis=2) > VISIBLE
        return TexturePicture(image, np.asarray(changed, dtype=np.bool_), code)

    return {"trays": draw}


def _written(folder: Path, pictures: Sequence[npt.NDArray[np.uint8]]) -> SampleSet:
    found = []
    for number, picture in enumerate(pictures):
        path = folder / f"good_{number:04d}.png"
        cv2.imwrite(str(path), picture)
        found.append(Sample(path.name, path, is_good=True))
    return SampleSet(folder, tuple(found), (), "plain")


def _row(
    name: str, model: AnomalyModel, draw: Draw, good: int, fresh: int, rate: float, training_s: float
) -> AnomalyRow:
    verdicts: dict[bool, list[Verdict]] = {False: [], True: []}
    scores: dict[bool, list[float]] = {False: [], True: []}
    times: list[float] = []
    maps, masks = [], []
    for number in range(good, good + fresh):
        for bad in (False, True):
            picture = draw(number, bad)
            result = model.inspect(View(picture.image))
            verdicts[bad].append(result.verdict)
            scores[bad] += [] if result.score is None else [result.score]
            times.append(1000 * result.duration_s)
            if bad and picture.mask.any():
                scored = _in_picture(model, picture.image)
                if scored is not None:
                    maps.append(scored)
                    masks.append(picture.mask)
    pixels = area_under_roc(
        np.concatenate([scored[~mask][::16] for scored, mask in zip(maps, masks, strict=True)]),
        np.concatenate([scored[mask] for scored, mask in zip(maps, masks, strict=True)]),
    )
    counts = (verdicts[False].count(Verdict.FAIL), verdicts[False].count(Verdict.UNDECIDED))
    of_bad = [verdicts[True].count(one) for one in (Verdict.FAIL, Verdict.UNDECIDED, Verdict.PASS)]
    areas = (area_under_roc(scores[False], scores[True]), pixels, region_overlap(maps, masks))
    p50, p99 = (float(value) for value in np.percentile(times, (50, 99)))
    positions = str(model.card.settings["positions"])
    return AnomalyRow(
        name, positions, good, fresh, rate, *counts, of_bad[0], of_bad[1], of_bad[2], *areas, p50, p99, training_s
    )


def _in_picture(model: AnomalyModel, image: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32] | None:
    """The score map in pixels of the picture; None where it cannot be judged."""
    try:
        prepared, scores = model.score_map(View(image))
    except UnjudgeableError:
        return None
    # From the middles of cells to the middles of pixels.
    matrix = prepared.to_picture.copy()
    matrix[:, 2] += prepared.to_picture[:, :2] @ np.array((0.5, 0.5)) - 0.5
    size = (image.shape[1], image.shape[0])
    return np.asarray(cv2.warpAffine(scores, matrix, size, flags=cv2.INTER_LINEAR), dtype=np.float32)


def main(argv: Sequence[str] | None = None) -> int:
    """The command: a table, or with `--json` the figures."""
    from robot_cells.inspections.golden_sample.layout_json import layout_of

    parser = evaluation_parser("robot_cells.inspections.anomaly.evaluation", __doc__)
    parser.add_argument("--product", type=Path, help="product document with a layout; none: textures only")
    parser.add_argument("--good", type=int, default=120, help="good pictures to train with")
    parser.add_argument("--fresh", type=int, default=200, help="good and bad pictures to measure with")
    parser.add_argument("--rate", type=float, default=0.02, help="false-call rate to train for")
    parser.add_argument("--subject", action="append", help="only this one (repeatable)")
    arguments = parser.parse_args(argv)

    def measure() -> list[AnomalyRow]:
        """The subjects that were asked for."""
        subjects = texture_subjects(arguments.seed)
        if arguments.product:
            subjects |= tray_subject(layout_of(arguments.product), arguments.seed)
        chosen = {name: subjects[name] for name in subjects if not arguments.subject or name in arguments.subject}
        return evaluate_anomaly(chosen, arguments.good, arguments.fresh, arguments.seed, rate=arguments.rate)

    return print_evaluation(measure, HEADER, _line, as_json=arguments.json)


def _line(row: AnomalyRow) -> str:
    return (
        f"{row.subject:8} {row.positions:9} {row.trained_on:5} {row.fresh:5} {row.stated_rate:5.1%}"
        f" {row.false_calls:6} {row.doubts:5} {row.found:6} {row.undecided:5} {row.escapes:6}"
        f" {row.auroc:6.4f} {row.pixel_auroc:6.4f} {row.region_overlap:7.3f}"
        f" {row.ms_p50:6.1f} {row.ms_p99:6.1f} {row.training_s:5.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
