"""The charts of an evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from robot_cells.inspections.metrics.calibration import Calibration
from robot_cells.inspections.metrics.confusion import BACKGROUND, Confusion
from robot_cells.inspections.metrics.evaluation import DetectionFigures
from robot_cells.reports.inspections.chart_picture import BAD, COLOURS, FAINT, GOOD, INK, RULE, drawing
from robot_cells.reports.markup import Markup

MOST_IN_LEGEND = 12
MOST_LINEAR = 60
"""Higher bars are drawn on a logarithmic scale, so that single ones beside them are seen."""
BINS = [step / 40 for step in range(41)]


def precision_recall_chart(boxes: DetectionFigures) -> Markup:
    """A curve for each class; dots are where the model's thresholds lie."""
    known = [item.ap for item in boxes.classes.values() if item.ap is not None]
    low = next((edge for edge, least in ((0.8, 0.96), (0.5, 0.8)) if known and min(known) >= least), 0.0)

    def draw(axes: Axes) -> None:
        """Draws it."""
        shown = [name for name, item in boxes.classes.items() if item.ap is not None]
        for number, name in enumerate(shown):
            line, colour, figures = boxes.curves[name], COLOURS[number % len(COLOURS)], boxes.classes[name]
            label = f"{name}  {figures.ap:.3f}" if number < MOST_IN_LEGEND else None
            recall, precision = np.append(0.0, line.recall), np.append(1.0, line.precision)
            axes.plot(recall, precision, color=colour, lw=1.7, label=label)
            axes.plot(figures.score.recall, figures.score.precision, "o", color=colour, mec=INK, mew=0.8, ms=6)
        axes.set(xlabel="recall", ylabel="precision", xlim=(low, 1.005), ylim=(low, 1.005))
        axes.grid(color=RULE, lw=0.7)
        if shown:
            axes.legend(frameon=False, fontsize=9, loc="lower left")

    return drawing("precision_recall", draw)


def confusion_chart(confusion: Confusion) -> Markup:
    """Rows are what is there, columns what was said; the shade is the share of the row."""
    names, counts = [*confusion.classes, BACKGROUND], confusion.counts
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    size = max(4.1, 0.5 * len(names) + 1.4)

    def draw(axes: Axes) -> None:
        """Draws it."""
        for row in range(len(names)):
            for column in range(len(names)):
                is_corner = row == column == len(names) - 1
                colour = GOOD if row == column else BAD
                shade = 0.0 if is_corner else 0.12 * (counts[row, column] > 0) + 0.7 * shares[row, column]
                axes.add_patch(_square(column, row, colour, float(shade)))
                if counts[row, column]:
                    axes.text(column, row, f"{counts[row, column]}", ha="center", va="center", color=INK, fontsize=9)
        axes.set(xlabel="said", ylabel="there", xlim=(-0.5, len(names) - 0.5), ylim=(len(names) - 0.5, -0.5))
        axes.set_xticks(range(len(names)), names, rotation=40, ha="right")
        axes.set_yticks(range(len(names)), names)

    return drawing("confusion", draw, (size + 1.0, size))


def reliability_chart(item: Calibration) -> Markup:
    """How often detections of a probability are true; the bars behind are how many there are."""

    def draw(axes: Axes) -> None:
        """Draws it."""
        width = 1.0 / len(item.count)
        middle = (np.arange(len(item.count)) + 0.5) * width
        most = max(1.0, float(item.count.max(initial=0.0)))
        axes.bar(middle, item.count / most, width * 0.92, color=RULE, label=f"detections, of at most {most:.0f}")
        axes.plot([0, 1], [0, 1], color=FAINT, lw=1.0, ls=(0, (4, 3)), label="as it should be")
        is_known = item.count > 0
        label = "detections that are true" if item.error is None else f"true; error {item.error:.3f}"
        axes.plot(item.said[is_known], item.true[is_known], "o-", color=COLOURS[0], lw=1.7, ms=5, label=label)
        axes.set(xlabel="probability that the model says", ylabel="share that is true", xlim=(0, 1), ylim=(0, 1.02))
        axes.legend(frameon=False, fontsize=9, loc="upper left")

    return drawing("reliability", draw)


def probability_chart(boxes: DetectionFigures) -> Markup:
    """How many detections have which probability, the true and the false ones; dashed are the thresholds."""
    probability = np.concatenate([item.probability for item in boxes.matches.values()])
    is_true = np.concatenate([item.is_true[0] for item in boxes.matches.values()])
    parts = {"true": probability[is_true], "false": probability[~is_true]}
    return _histogram("probabilities", "probability", parts, sorted(set(boxes.thresholds.values())))


def score_chart(good: Sequence[float], bad: Sequence[float], thresholds: Sequence[float]) -> Markup:
    """How many pictures have which score, the good and the bad ones."""
    return _histogram("scores", "score of the picture", {"good": np.array(good), "bad": np.array(bad)}, thresholds)


def overlap_chart(ap_by_overlap: Mapping[float, float | None]) -> Markup:
    """Mean average precision over the overlap that is asked for: how well boxes fit."""
    known = {iou: value for iou, value in ap_by_overlap.items() if value is not None}

    def draw(axes: Axes) -> None:
        """Draws it."""
        axes.plot(list(known), list(known.values()), "o-", color=COLOURS[0], lw=1.7, ms=4)
        axes.set(xlabel="overlap (intersection over union)", ylabel="mean average precision", ylim=(0, 1.02))
        axes.grid(color=RULE, lw=0.7)

    return drawing("overlap", draw)


def _histogram(name: str, label: str, parts: Mapping[str, np.ndarray], thresholds: Sequence[float]) -> Markup:
    def draw(axes: Axes) -> None:
        """Draws it."""
        for (part, values), colour in zip(parts.items(), (GOOD, BAD), strict=True):
            axes.hist(values, bins=BINS, color=colour, alpha=0.72, label=f"{part}  {len(values)}")
        for number, threshold in enumerate(thresholds):
            line = axes.axvline(threshold, color=INK, lw=1.0, ls=(0, (4, 3)))
            line.set_label("threshold" if number == 0 else "_")
        axes.set(xlabel=label, ylabel="count", xlim=(0, 1))
        if axes.get_ylim()[1] > MOST_LINEAR:
            axes.set_yscale("symlog", linthresh=1)
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False, fontsize=9, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)

    return drawing(name, draw)


def _square(column: int, row: int, colour: str, shade: float) -> Rectangle:
    return Rectangle((column - 0.48, row - 0.48), 0.96, 0.96, facecolor=colour, alpha=shade, lw=0)
