"""The figures of an evaluation as plain values, ready for JSON: shares with six digits, never NaN."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from robot_cells.inspections.metrics.calibration import Calibration
from robot_cells.inspections.metrics.confusion import BACKGROUND
from robot_cells.inspections.metrics.evaluation import (
    ClassFigures,
    DetectionFigures,
    Evaluation,
    quantile_ms,
)
from robot_cells.inspections.metrics.f_score import FScore
from robot_cells.inspections.metrics.matching import LITERATURE_IOU
from robot_cells.inspections.metrics.picture_tally import PictureTally, Share

VERSION = 1


def evaluation_document(evaluation: Evaluation) -> dict[str, object]:
    """The document that `robot-cells inspections evaluate --json` prints, and that lies beside the report."""
    boxes = evaluation.detections
    durations = evaluation.duration_ms
    times = {"p50": quantile_ms(evaluation, 0.5), "p99": quantile_ms(evaluation, 0.99)}
    plain = {
        "version": VERSION,
        "samples": evaluation.samples,
        "verdicts": dict(evaluation.verdicts),
        "pictures": _tally(evaluation.pictures),
        "pictures_by_group": {name: _tally(item) for name, item in evaluation.groups.items()},
        "pictures_by_class": {name: _tally(item) for name, item in evaluation.picture_classes.items()},
        "detections": None if boxes is None else _detections(boxes),
        "duration_ms": times | {"mean": float(np.mean(durations)) if durations else None},
    }
    return {key: _rounded(value) for key, value in plain.items()}


def _detections(boxes: DetectionFigures) -> dict[str, object]:
    published = {"micro_ap": boxes.published.average_precision, **_score(boxes.published.score)}
    return {
        "iou": LITERATURE_IOU,
        "pictures": boxes.pictures,
        "mean": _figures(boxes.mean),
        "by_class": {
            name: _figures(item) | {"threshold": boxes.thresholds[name]} for name, item in boxes.classes.items()
        },
        "by_group": {name: _figures(item) for name, item in boxes.groups.items()},
        "mean_ap_by_overlap": {f"{iou:.2f}": value for iou, value in boxes.ap_by_overlap.items()},
        "best_f": _score(boxes.best) | {"threshold": boxes.best_threshold},
        "published_protocol": published,
        "confusion": {
            "classes": [*boxes.confusion.classes, BACKGROUND],
            "counts": boxes.confusion.counts.tolist(),
        },
        "calibration": _calibration(boxes.calibration),
    }


def _figures(item: ClassFigures) -> dict[str, object]:
    strict = {"ap_50_95": item.ap_strict, "ap_50_95_101_points": item.ap_strict_101}
    return {"ap": item.ap, **strict, **_score(item.score)}


def _score(score: FScore) -> dict[str, object]:
    counts = {"truths": score.truths, "detections": score.detections, "found": score.found}
    return {"f": score.f, "precision": score.precision, "recall": score.recall, **counts}


def _calibration(item: Calibration) -> dict[str, object]:
    return {
        "error": item.error,
        "count": item.count.astype(int).tolist(),
        "said": item.said.tolist(),
        "true": item.true.tolist(),
    }


def _tally(tally: PictureTally) -> dict[str, object]:
    shares = {
        "escapes": tally.escapes,
        "false_calls": tally.false_calls,
        "undecided_bad": tally.undecided_bad,
        "undecided_good": tally.undecided_good,
    }
    return {name: _share(item) for name, item in shares.items()} | {"separation": tally.separation}


def _share(share: Share) -> dict[str, object]:
    low, high = share.interval
    return {"events": share.events, "trials": share.trials, "rate": share.rate, "low": low, "high": high}


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value
