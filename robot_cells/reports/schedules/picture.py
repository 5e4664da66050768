"""The chart of a schedule as a picture (PNG)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from robot_cells.reports.order_colours import is_dark
from robot_cells.reports.scale import ticks, time_ticks
from robot_cells.reports.schedules.chart import Bar, BarKind, Chart, RowKind
from robot_cells.reports.time_text import time_text

WIDTH_IN, WIDEST_IN, ROW_IN, LOWEST_ROW_IN, FRAME_IN, DPI = 17.0, 51.0, 0.42, 0.2, 2.1, 110
MANY_ROWS = 30
"""From here on rows are lower, so that the picture fits a screen."""
MOST_ROWS = 300
"""So many rows are drawn; a picture of more would be too high for the programs that show it."""
TASK_IN, NARROW_IN = 0.12, 0.02
"""How wide the task in the middle, by length, should be; and below which width a bar is no more than a line."""
PLOT_SHARE = 0.9
"""How much of the width the rows have."""
HEIGHTS = {BarKind.TASK: 0.76, BarKind.TRIP: 0.5, BarKind.EMPTY: 0.14, BarKind.USE: 0.7}
"""Of a bar, as a share of its row."""
CRITICAL, CLOSED, EMPTY, USE, LATE = "#111111", "#E3E5E8", "#A9AFB8", "#8FA3BF", "#C00000"
CHARACTER_IN = 0.075
"""Width of a character of a label; a bar that is narrower than its label goes without."""
MOST_IN_LEGEND = 20


def write_picture(chart: Chart, path: Path) -> None:
    """Draw it and write it as PNG."""
    figure = picture_of(chart)
    FigureCanvasAgg(figure)
    figure.savefig(path, format="png", dpi=DPI)


def picture_of(chart: Chart) -> Figure:
    """A row a cell, vehicle and shared resource, a bar a task in the colour of its order.

    The hatched beginning of a bar is the change-over; a black frame marks the critical path; grey ground is closed
    time; triangles above are due dates. A long schedule makes a wide picture; where even that is not enough, or there
    are too many rows, the picture says so.
    """
    chart = _cut(chart)
    right_s = _right_s(chart)
    width_in = _width_in(chart, right_s)
    row_in = ROW_IN if len(chart.rows) <= MANY_ROWS else max(LOWEST_ROW_IN, ROW_IN * MANY_ROWS / len(chart.rows))
    figure = Figure(figsize=(width_in, FRAME_IN + row_in * len(chart.rows)), layout=ConstrainedLayoutEngine(h_pad=0.08))
    axes = figure.add_subplot()
    inches_per_second = width_in * PLOT_SHARE / (right_s - chart.begin_s)
    _draw_ground(axes, chart, right_s)
    _draw_bars(axes, chart, inches_per_second)
    _draw_labels(axes, chart, 1.0 / inches_per_second, row_in)
    _dress(axes, chart, right_s, width_in, _remarks(chart, inches_per_second))
    _draw_due_dates(axes, chart, right_s)
    _draw_legend(figure, chart)
    return figure


def _cut(chart: Chart) -> Chart:
    """The first rows, where there are too many."""
    if len(chart.rows) <= MOST_ROWS:
        return chart
    figures = (*chart.figures, ("rows", f"{MOST_ROWS} of {len(chart.rows)}, all of them in a page (.html)"))
    bars = tuple(bar for bar in chart.bars if bar.row < MOST_ROWS)
    return replace(chart, rows=chart.rows[:MOST_ROWS], bars=bars, figures=figures)


def _width_in(chart: Chart, right_s: float) -> float:
    lengths_s = [bar.end_s - bar.start_s for bar in chart.bars if bar.kind is BarKind.TASK and bar.end_s > bar.start_s]
    if not lengths_s:
        return WIDTH_IN
    return min(WIDEST_IN, max(WIDTH_IN, TASK_IN * (right_s - chart.begin_s) / median(lengths_s) / PLOT_SHARE))


def _remarks(chart: Chart, inches_per_second: float) -> list[str]:
    """What cannot be seen."""
    tasks = [bar for bar in chart.bars if bar.kind is BarKind.TASK]
    narrow = sum((bar.end_s - bar.start_s) * inches_per_second < NARROW_IN for bar in tasks)
    if 2 * narrow <= len(tasks):
        return []
    return [f"{narrow} of {len(tasks)} tasks are too short to be seen here: a page (.html) can be zoomed"]


def _right_s(chart: Chart) -> float:
    """Due dates shortly after the end are shown; one far beyond would squeeze the schedule into a corner."""
    span_s = max(chart.end_s - chart.begin_s, 1e-9)
    dues_s = [order.due_s for order in chart.orders if order.due_s is not None]
    return max([chart.end_s, *(due_s for due_s in dues_s if due_s < chart.end_s + 0.15 * span_s)]) + 0.01 * span_s


def _draw_ground(axes: Axes, chart: Chart, right_s: float) -> None:
    for number, row in enumerate(chart.rows):
        spans = [
            (closure.start_s, min(closure.end_s, right_s) - closure.start_s)
            for closure in row.closures
            if closure.start_s < right_s
        ]
        axes.broken_barh(
            spans, (number - 0.5, 1.0), facecolors=CLOSED, edgecolor="#CDD1D6", hatch="...", lw=0, zorder=0
        )


def _draw_bars(axes: Axes, chart: Chart, inches_per_second: float) -> None:
    """Those that look alike in one stroke: a chart of thousands would take minutes bar by bar."""
    set_ups: dict[str, list[_Corners]] = {}
    colours = [_colour(chart, bar) for bar in chart.bars]
    whole = [_corners(bar, bar.start_s, bar.end_s) for bar in chart.bars]
    critical = [corners for corners, bar in zip(whole, chart.bars, strict=True) if bar.is_critical]
    # Frames as thick as ever would hide what they frame.
    thick = [min(1.0, (right - left) * inches_per_second / TASK_IN) for (left, _), (right, _), *_ in whole]
    edges = [0.5 * share for share in thick]
    frames = [max(0.5, 1.9 * share) for share, bar in zip(thick, chart.bars, strict=True) if bar.is_critical]
    filled = PolyCollection(whole, facecolors=colours, edgecolors="white", linewidths=edges or 0.5, zorder=3)
    framed = PolyCollection(critical, facecolors="none", edgecolors=CRITICAL, linewidths=frames or 1.9, zorder=4)
    axes.add_collection(filled, autolim=False)
    axes.add_collection(framed, autolim=False)
    for bar in chart.bars:
        if bar.changeover_s > 0:
            corners = _corners(bar, bar.start_s, bar.start_s + bar.changeover_s)
            set_ups.setdefault(_colour(chart, bar), []).append(corners)
    for colour, verts in set_ups.items():
        hatched = PolyCollection(
            verts, facecolors="#FFFFFFC0", edgecolors=colour, hatch="//////", linewidths=0, zorder=3.5
        )
        axes.add_collection(hatched, autolim=False)


_Corners = list[tuple[float, float]]


def _corners(bar: Bar, start_s: float, end_s: float) -> _Corners:
    """Of the whole bar or a part of it. What is in use of a resource stands on the floor of its row."""
    height = HEIGHTS[bar.kind]
    low, high = bar.row + height / 2, bar.row - height / 2
    if bar.kind is BarKind.USE:
        high = low - height * bar.share
    return [(start_s, low), (end_s, low), (end_s, high), (start_s, high)]


def _colour(chart: Chart, bar: Bar) -> str:
    if bar.kind is BarKind.EMPTY:
        return EMPTY
    return USE if bar.kind is BarKind.USE else chart.orders[bar.order].colour


def _draw_labels(axes: Axes, chart: Chart, seconds_per_inch: float, row_in: float) -> None:
    """The number of the piece where there is room for it, with the operation where there is more."""
    size = min(8.0, row_in * 21.0)
    for bar in chart.bars:
        if bar.kind is BarKind.EMPTY:
            continue
        start_s = bar.start_s + bar.changeover_s
        room = (bar.end_s - start_s) / seconds_per_inch / CHARACTER_IN * 8.0 / size
        both = f"{bar.label} {bar.text}" if bar.kind is BarKind.TASK else bar.label
        text = next((item for item in (both, bar.label) if len(item) <= room), "")
        if text:
            label = axes.text((start_s + bar.end_s) / 2, bar.row, text, ha="center", va="center", zorder=5)
            label.set_in_layout(False)  # It lies inside the axes: measuring thousands of them would take seconds.
            label.set_fontsize(size if bar.kind is BarKind.TASK else size * 0.8)
            label.set_color("white" if is_dark(_colour(chart, bar)) else "black")


def _dress(axes: Axes, chart: Chart, right_s: float, width_in: float, remarks: Sequence[str]) -> None:
    span_s = max(chart.end_s - chart.begin_s, 1e-9)
    axes.set_yticks(
        range(len(chart.rows)), [row.name for row in chart.rows], fontsize=9 if len(chart.rows) <= 45 else 7
    )
    axes.set_ylim(len(chart.rows) - 0.4, -0.62)
    axes.set_xlim(chart.begin_s - 0.004 * span_s, right_s)
    count = round(12 * width_in / WIDTH_IN)
    places = time_ticks(chart.begin_s, right_s, count) if chart.is_clock else ticks(chart.begin_s, right_s, count)
    axes.set_xticks(places, [time_text(place) if chart.is_clock else f"{place:g}" for place in places], fontsize=9)
    for number, row in enumerate(chart.rows):
        is_last = number + 1 < len(chart.rows) and chart.rows[number + 1].kind is not row.kind
        axes.axhline(number + 0.5, color="#8A9099" if is_last else "#E4E6E9", lw=0.9 if is_last else 0.7, zorder=0.5)
    axes.axvline(chart.end_s, color=CRITICAL, lw=1.2, zorder=2)
    if chart.bound_s is not None and chart.begin_s < chart.bound_s < chart.end_s:
        axes.axvline(chart.bound_s, color=CRITICAL, lw=1.0, ls=(0, (1, 2)), zorder=2)
    axes.grid(axis="x", color="#E9EBEE", lw=0.7)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    words = " · ".join([*(f"{name} {value}" for name, value in chart.figures), *remarks])
    axes.set_title(chart.title, loc="left", fontsize=13, fontweight="bold", pad=26)
    axes.annotate(
        words,
        (0, 1),
        xycoords="axes fraction",
        xytext=(0, 13),
        textcoords="offset points",
        fontsize=9.5,
        color="#444B55",
    )


def _draw_due_dates(axes: Axes, chart: Chart, right_s: float) -> None:
    for order in chart.orders:
        if order.due_s is None or order.due_s > right_s:
            continue
        axes.axvline(order.due_s, color=order.colour, lw=1.2, ls=(0, (4, 3)), zorder=1)
        edge = LATE if order.late_s > 0 else "black"
        mark = Line2D([order.due_s], [-0.62], marker="v", mfc=order.colour, mec=edge, ms=10, mew=0.8, clip_on=False)
        mark.set_zorder(6)
        axes.add_line(mark)


def _draw_legend(figure: Figure, chart: Chart) -> None:
    handles: list[Patch | Line2D] = []
    if len(chart.orders) <= MOST_IN_LEGEND:
        handles += [
            Patch(facecolor=order.colour, label=label)
            for order, label in zip(chart.orders, _labels(chart), strict=True)
        ]
    handles += _signs(chart)
    if handles:
        columns = min(len(handles), 7 if chart.is_clock else 10)
        figure.legend(handles=handles, loc="outside lower left", ncols=columns, fontsize=8.5, frameon=False)


def _labels(chart: Chart) -> Sequence[str]:
    labels = []
    for order in chart.orders:
        due = "" if order.due_s is None else f", due {_time(chart, order.due_s)}"
        late = f", {_time(chart, order.late_s)} late" if order.late_s > 0 else ""
        pieces = (
            f" ({order.pieces} x {order.product})" if order.pieces > 1 or str(order.product) != str(order.id) else ""
        )
        labels.append(f"{order.id}{pieces}{due}{late}")
    return labels


def _time(chart: Chart, seconds: float) -> str:
    return time_text(seconds) if chart.is_clock else f"{seconds:g}"


def _signs(chart: Chart) -> list[Patch | Line2D]:
    """Only those that occur."""
    signs: list[Patch | Line2D] = []
    if any(bar.is_critical for bar in chart.bars):
        signs.append(Patch(facecolor="white", edgecolor=CRITICAL, lw=1.9, label="critical path"))
    if any(bar.changeover_s > 0 for bar in chart.bars):
        signs.append(Patch(facecolor="white", edgecolor="#555555", hatch="//////", lw=0, label="change-over"))
    if any(bar.kind is BarKind.EMPTY for bar in chart.bars):
        signs.append(Line2D([], [], color=EMPTY, lw=3, label="empty travel"))
    if any(row.closures for row in chart.rows):
        signs.append(Patch(facecolor=CLOSED, edgecolor="#CDD1D6", hatch="...", lw=0, label="closed"))
    if any(row.kind is RowKind.RESOURCE for row in chart.rows):
        signs.append(Patch(facecolor=USE, label="in use"))
    if any(order.due_s is not None for order in chart.orders):
        signs.append(Line2D([], [], marker="v", ls="", ms=9, mfc="white", mec="black", label="due"))
    if chart.bound_s is not None and chart.begin_s < chart.bound_s < chart.end_s:
        signs.append(Line2D([], [], color=CRITICAL, lw=1.0, ls=(0, (1, 2)), label="lower bound"))
    return signs
