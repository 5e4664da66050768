"""The picture of a control chart: values, limits, baselines, and what signalled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from robot_cells.errors import InspectionError
from robot_cells.inspections.control_chart import ChartPoint, ControlChart, Phase

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH_IN, HEIGHT_IN, DPI = 11.0, 4.2, 110
VALUE, BASELINE, AVERAGE, SIGNAL, LIMIT = "#1f5fbf", "#9aa4b2", "#a35a00", "#c0262d", "#5b6470"
FORMATS = (".png", ".svg")


def write_control_chart(chart: ControlChart, path: Path, *, title: str = "", unit: str = "score") -> None:
    """Draw the chart's latest points as PNG or SVG, by the path's ending; raises `InspectionError` for another one.

    `unit` is what stands at the values. Limits are drawn where they held.
    """
    if path.suffix.lower() not in FORMATS:
        raise InspectionError(
            f"A control chart is drawn as {' or '.join(FORMATS)}.", where=str(path), remedy="Name a file like that."
        )
    if not chart.points:
        raise InspectionError("The control chart has no values yet: there is nothing to draw.", where=str(path))
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    _draw_limits(axes, chart.points)
    _draw_values(axes, chart.points)
    first, last = chart.points[0].number, chart.points[-1].number
    for number, reason in chart.baselines:
        if number >= first:
            axes.axvline(number - 0.5, color=LIMIT, lw=0.8)
            axes.annotate(reason, (number, 1.0), xycoords=("data", "axes fraction"), va="bottom", fontsize=8)
    axes.set_xlim(first - 1, last + 1)
    axes.set_xlabel("inspection")
    axes.set_ylabel(unit)
    axes.set_title(title, loc="left", fontweight="bold", pad=28)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.04), fontsize=8, ncols=4, frameon=False)
    # Without a date and with a fixed salt the same values give the same file.
    with matplotlib.rc_context():
        matplotlib.rc("svg", hashsalt="control_chart")
        metadata = {"Date": None} if path.suffix.lower() == ".svg" else None
        figure.savefig(path, dpi=DPI, metadata=metadata)


def _draw_limits(axes: Axes, points: Sequence[ChartPoint]) -> None:
    for limits, group in groupby(points, key=lambda point: point.limits):
        held = list(group)
        if limits is None:
            continue
        begin, end = held[0].number - 0.5, held[-1].number + 0.5
        for sigmas in range(-3, 4):
            style, width = ("-", 1.0) if sigmas == 0 else ("--", 1.0) if abs(sigmas) == 3 else (":", 0.6)
            level = limits.at(sigmas)
            axes.plot([begin, end], [level, level], color=LIMIT, lw=width, ls=style)
            label = f"{limits.centre:.3g}" if sigmas == 0 else f"{sigmas:+d} s"
            if held[-1] is points[-1]:
                place = ("axes fraction", "data")
                axes.annotate(label, (1.003, level), xycoords=place, va="center", color=LIMIT, fontsize=8)


def _draw_values(axes: Axes, points: Sequence[ChartPoint]) -> None:
    numbers = [point.number for point in points]
    axes.plot(numbers, [point.value for point in points], color=VALUE, lw=0.8, marker=".", ms=4, label="value")
    averages = [math.nan if point.ewma is None else point.ewma for point in points]
    axes.plot(numbers, averages, color=AVERAGE, lw=1.4, label="moving average (EWMA)")
    _mark(axes, [point for point in points if point.phase is Phase.BASELINE], BASELINE, "baseline", "o")
    _mark(axes, [point for point in points if point.is_signal], SIGNAL, "signal", "s")


def _mark(axes: Axes, points: Sequence[ChartPoint], colour: str, label: str, marker: str) -> None:
    if points:
        places = [point.number for point in points], [point.value for point in points]
        axes.scatter(*places, color=colour, label=label, marker=marker, s=22, zorder=3)
