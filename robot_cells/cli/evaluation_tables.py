"""The figures of an evaluation as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table

from robot_cells.cli.table_style import table_of
from robot_cells.inspections.metrics.evaluation import ClassFigures, DetectionFigures, Evaluation
from robot_cells.inspections.metrics.picture_tally import Share


@dataclass(frozen=True, slots=True)
class Times:
    """In milliseconds a picture: of the model itself, and with the reading of the files; of all together the rate.

    `processor` is the model's processor time, which other work on the machine does not lengthen much.
    """

    model_p50_ms: float
    model_p99_ms: float
    with_reading_p50_ms: float
    with_reading_p99_ms: float
    processor_p50_ms: float
    processor_p99_ms: float
    pictures_per_s: float


def class_table(figures: DetectionFigures, *, by_group: bool = False) -> Table:
    """A row for each class (or group) and one for all."""
    head = "group" if by_group else "class"
    table = table_of(head, "true", "AP", "AP 50:95", "F", "precision", "recall", "threshold")
    rows = figures.groups if by_group else figures.classes
    for name, item in rows.items():
        threshold = "" if by_group else _text(figures.thresholds.get(name))
        table.add_row(name or "-", *_row(item), threshold)
    if not by_group:
        table.add_row("all", *_row(figures.mean), "")
    return table


def picture_lines(evaluation: Evaluation) -> list[str]:
    """Verdicts, escapes, false calls."""
    verdicts = ", ".join(f"{count} {name}" for name, count in evaluation.verdicts.items())
    tally = evaluation.pictures
    lines = [f"pictures     {evaluation.samples}: {verdicts}"]
    named = {
        "escapes": tally.escapes,
        "false calls": tally.false_calls,
        "undecided, bad": tally.undecided_bad,
        "undecided, good": tally.undecided_good,
    }
    lines += [f"{name:<16} {_share(item)}" for name, item in named.items() if item.trials]
    if tally.separation is not None:
        lines.append(f"AUROC            {tally.separation:.4f}")
    return lines


def detection_lines(figures: DetectionFigures) -> list[str]:
    """Over all classes together."""
    published = figures.published
    return [
        f"micro-AP         {_text(published.average_precision)} "
        f"(F {_text(published.score.f)} at the model's thresholds) by DeepPCB's protocol",
        f"best F           {_text(figures.best.f)} at one threshold of {_text(figures.best_threshold)} for all classes",
        f"calibration      error {_text(figures.calibration.error)}",
    ]


def time_line(times: Times, workers: int) -> str:
    """How long it took."""
    return (
        f"time             {times.model_p50_ms:.1f} ms a picture (p99 {times.model_p99_ms:.1f} ms), of the processor "
        f"{times.processor_p50_ms:.1f} ms (p99 {times.processor_p99_ms:.1f} ms), with reading "
        f"{times.with_reading_p50_ms:.1f} ms (p99 {times.with_reading_p99_ms:.1f} ms); "
        f"{times.pictures_per_s:.1f} pictures/s in {workers} process{'es' if workers > 1 else ''}"
    )


def side_by_side(names: Sequence[str], evaluations: Sequence[Evaluation]) -> Table:
    """The figures of two models, and how the second differs."""
    table = table_of("figure", *names, "difference", ids=("figure",))
    rows = [dict(_figures(item)) for item in evaluations]
    for key in dict.fromkeys((*rows[0], *rows[1])):
        first, second = rows[0].get(key), rows[1].get(key)
        difference = f"{second - first:+.4f}" if first is not None and second is not None else "-"
        table.add_row(key, _text(first), _text(second), difference)
    return table


def _figures(evaluation: Evaluation) -> list[tuple[str, float | None]]:
    tally, boxes = evaluation.pictures, evaluation.detections
    found: list[tuple[str, float | None]] = [
        ("escapes, share", tally.escapes.rate),
        ("false calls, share", tally.false_calls.rate),
        ("undecided, share", evaluation.verdicts.get("undecided", 0) / max(1, evaluation.samples)),
        ("AUROC", tally.separation),
    ]
    if boxes is not None:
        found += [
            ("mean AP", boxes.mean.ap),
            ("mean AP 50:95", boxes.mean.ap_strict),
            ("F", boxes.mean.score.f),
            ("micro-AP", boxes.published.average_precision),
        ]
        found += [(f"AP {name}", item.ap) for name, item in boxes.classes.items()]
    return found


def _row(item: ClassFigures) -> list[str]:
    score = item.score
    values = (item.ap, item.ap_strict, score.f, score.precision, score.recall)
    return [str(score.truths), *(_text(value) for value in values)]


def _share(share: Share) -> str:
    low, high = share.interval
    return f"{share.events} of {share.trials} ({share.rate or 0:.2%}; 95 %: {low:.2%} to {high:.2%})"


def _text(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
