"""The prediction as a picture: when the orders end, and what the cells do."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from robot_cells.twins.prediction import OrderForecast, Prediction

WIDTH_IN, ROW_IN, FRAME_IN, DPI = 13.0, 0.42, 1.9, 110
BASE, CHANGED, DUE = "#0072B2", "#D55E00", "#000000"
"""Blue and vermillion of M. Okabe and K. Ito's palette, which colour-blind people can tell apart."""
USES = (("busy", "#009E73"), ("blocked", "#9A9A9A"), ("down", "#3A3A3A"))
BAR = 0.36


def write_plot(base: Prediction, changed: Prediction | None, path: Path, *, title: str = "") -> None:
    """Draw the picture and write it as PNG."""
    figure = plot_figure(base, changed, title=title)
    FigureCanvasAgg(figure)
    figure.savefig(path, format="png", dpi=DPI)


def plot_figure(base: Prediction, changed: Prediction | None = None, *, title: str = "") -> Figure:
    """Left a bar from P10 to P90 of each order's end with a mark at P50; right the cells' shares of time.

    Where something was changed the changed variant is the lower bar of each pair.
    """
    variants = [(base, BASE)] if changed is None else [(base, BASE), (changed, CHANGED)]
    rows = max(len(item.orders) for item, _ in variants), max(len(item.cells) for item, _ in variants)
    figure = Figure(figsize=(WIDTH_IN, FRAME_IN + ROW_IN * max(rows)), layout="constrained")
    ends, uses = figure.subplots(1, 2)
    ends_s = {order: forecast.end_s.p50 for item, _ in reversed(variants) for order, forecast in item.orders.items()}
    orders = sorted(ends_s, key=ends_s.__getitem__)
    cells = list(dict.fromkeys(cell for item, _ in variants for cell in item.cells))
    for place, (prediction, colour) in enumerate(variants):
        shift = 0.0 if len(variants) == 1 else (place - 0.5) * (BAR + 0.06)
        for order, forecast in prediction.orders.items():
            _draw_end(ends, forecast, orders.index(order) + shift, colour)
        for cell in prediction.cells:
            _draw_use(uses, prediction, cell, cells.index(cell) + shift)
    _dress_ends(ends, [str(order) for order in orders], changed is not None)
    _dress_uses(uses, [str(cell) for cell in cells], changed is not None)
    figure.suptitle(title, fontsize=11)
    return figure


def _draw_end(axes: Axes, forecast: OrderForecast, row: float, colour: str) -> None:
    spread, minute = forecast.end_s, 60.0
    width = max(spread.p90 - spread.p10, 0.0) / minute
    axes.barh(row, width, BAR, left=spread.p10 / minute, color=colour, alpha=0.45)
    axes.plot([spread.p50 / minute] * 2, [row - BAR / 2, row + BAR / 2], color=colour, linewidth=2.5)
    if forecast.due_s is not None:
        axes.plot(forecast.due_s / minute, row, marker="<", color=DUE, markersize=6, linestyle="none")


def _draw_use(axes: Axes, prediction: Prediction, cell: str, row: float) -> None:
    forecast = {str(name): item for name, item in prediction.cells.items()}[str(cell)]
    left = 0.0
    for name, colour in USES:
        share = 100.0 * float(getattr(forecast, name))
        axes.barh(row, share, BAR, left=left, color=colour)
        left += share
    if cell == prediction.bottleneck:
        axes.text(left + 1.0, row, "bottleneck", va="center", fontsize=8)


def _dress_ends(axes: Axes, names: list[str], has_changed: bool) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.use_sticky_edges = False  # Bars would cling to the frame.
    axes.margins(x=0.05)
    axes.set_xlabel("line time, minutes")
    axes.set_title("end of the orders: P10 to P90, mark at P50", fontsize=10)
    axes.grid(axis="x", alpha=0.3)
    shown: list[Patch | Line2D] = [Patch(color=BASE, alpha=0.6, label="as it is")]
    if has_changed:
        shown.append(Patch(color=CHANGED, alpha=0.6, label="changed"))
    shown.append(Line2D([], [], marker="<", color=DUE, linestyle="none", label="due"))
    axes.legend(handles=shown, loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=3, fontsize=8, frameon=False)


def _dress_uses(axes: Axes, names: list[str], has_changed: bool) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlim(0.0, 100.0)
    axes.set_xlabel("share of the time, %")
    axes.set_title("cells: above as it is, below changed" if has_changed else "cells", fontsize=10)
    axes.grid(axis="x", alpha=0.3)
    shown = [Patch(color=colour, label=name) for name, colour in USES]
    axes.legend(handles=shown, loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=3, fontsize=8, frameon=False)
