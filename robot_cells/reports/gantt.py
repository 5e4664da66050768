"""The Gantt chart of a run: what each cell did when, for which order."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from robot_cells.attempts.report import Phase
from robot_cells.errors import JournalError
from robot_cells.ids import CellId, OrderId
from robot_cells.journals.journal import JournalReader
from robot_cells.orchestration.task_names import split_job
from robot_cells.reports.cell_figures import cell_times, is_good
from robot_cells.reports.history import AttemptRecord, History
from robot_cells.reports.history_reader import history_of
from robot_cells.reports.order_colours import is_dark, order_colours

WIDTH_IN, ROW_IN, FRAME_IN, DPI = 17.0, 0.42, 2.1, 110
BAR, THIN = 0.74, 0.16
"""Height of the bars of work, and of those of blocked time, as a share of a row."""
LABEL_IN = 0.13
"""A bar narrower than this for each character of its label goes without."""
BLOCKED, DOWN, SET_UP = "#9A9A9A", "#3A3A3A", "#FFFFFF"
MARK_HEIGHT = -0.62


def write_gantt(journal: JournalReader, path: Path, *, title: str = "") -> None:
    """Draw the chart of a journal and write it as PNG; raises `JournalError` for a journal without any work."""
    figure = gantt_figure(history_of(journal), title=title)
    FigureCanvasAgg(figure)
    figure.savefig(path, format="png", dpi=DPI)


def gantt_figure(history: History, *, title: str = "") -> Figure:
    """The chart: one row a cell or vehicle, one bar an attempt, in the colour of its order and numbered by its unit.

    Rework is hatched, what did not succeed has a red frame and a cross, set-up is the light beginning of a bar. Thin
    grey is a cell that is blocked, a grey hatch one that is down. Triangles on the upper edge are due dates.
    """
    if not history.attempts:
        raise JournalError("The journal holds no work yet: there is nothing to draw.", where=history.journal_id)
    rows = {cell: place for place, cell in enumerate(_rows(history))}
    figure = Figure(figsize=(WIDTH_IN, FRAME_IN + ROW_IN * len(rows)), layout="constrained")
    axes = figure.add_subplot()
    colours = order_colours(history.orders)
    span_s = max(history.end_s - history.begin_s, 1e-9)
    seconds_per_inch = span_s / (WIDTH_IN * 0.86)
    for cell, row in rows.items():
        _draw_standing(axes, history, cell, row)
    for attempt in history.attempts.values():
        if attempt.outcome is not Phase.REFUSED:
            _draw_attempt(axes, history, attempt, rows[attempt.cell], colours[attempt.order], seconds_per_inch)
    _draw_due_dates(axes, history, colours)
    _dress(axes, history, rows, span_s, title)
    _draw_legend(figure, history, colours)
    return figure


def _rows(history: History) -> list[CellId]:
    """Cells in the order in which work first came to them, vehicles below."""
    first: dict[CellId, float] = {}
    vehicles: dict[CellId, None] = {}
    for attempt in history.attempts.values():
        first.setdefault(attempt.cell, attempt.begun_s)
        if attempt.is_transport:
            vehicles.setdefault(attempt.cell)
    idle = [cell for cell in history.cells if cell not in first]
    worked = sorted(first, key=lambda cell: (cell in vehicles, first[cell]))
    return [*worked, *idle]


def _draw_standing(axes: Axes, history: History, cell: CellId, row: int) -> None:
    times = cell_times(history, cell)
    blocked = [(item.start_s, item.duration_s) for item in times.blocked]
    down = [(item.start_s, item.duration_s) for item in times.down]
    axes.broken_barh(blocked, (row - THIN / 2, THIN), facecolors=BLOCKED, zorder=1)
    axes.broken_barh(down, (row - BAR / 2, BAR), facecolors="#D9D9D9", edgecolor=DOWN, hatch="xxxx", lw=0.6, zorder=1)


def _draw_attempt(
    axes: Axes, history: History, attempt: AttemptRecord, row: int, colour: str, seconds_per_inch: float
) -> None:
    start_s = attempt.begun_s
    end_s = history.last_s if attempt.ended_s is None else attempt.ended_s
    if end_s <= start_s:
        return
    height = BAR * 0.62 if attempt.is_transport else BAR
    ended_badly = attempt.outcome is not None and not is_good(attempt)
    found_bad = attempt.outcome is Phase.FAILED and is_good(attempt)
    axes.broken_barh(
        [(start_s, end_s - start_s)],
        (row - height / 2, height),
        facecolors=colour,
        edgecolor="#C00000" if ended_badly else "black",
        linewidth=1.6 if ended_badly else 0.5,
        hatch="////" if attempt.is_rework else None,
        zorder=3 if ended_badly else 2,
    )
    set_up_s = min(attempt.changeover_s, end_s - start_s)
    if set_up_s > 0:
        axes.broken_barh(
            [(start_s, set_up_s)], (row - height / 2, height), facecolors=SET_UP, edgecolor=colour, lw=1.2, zorder=3
        )
    if ended_badly or found_bad:
        axes.plot([end_s], [row - height / 2], marker="X", ms=7, mfc="#C00000", mec="white", mew=0.8, zorder=5)
    _draw_label(axes, attempt, (start_s + set_up_s, end_s), row, colour, seconds_per_inch)


def _draw_label(
    axes: Axes, attempt: AttemptRecord, span: tuple[float, float], row: int, colour: str, seconds_per_inch: float
) -> None:
    text = str(split_job(attempt.job)[1])
    if (span[1] - span[0]) / seconds_per_inch < LABEL_IN * len(text):
        return
    label = axes.text((span[0] + span[1]) / 2, row, text, ha="center", va="center", zorder=4)
    label.set_color("white" if is_dark(colour) else "black")
    label.set_fontsize(6.5 if attempt.is_transport else 8)
    if attempt.is_rework:
        # Letters on a hatch want a ground of their own.
        label.set_bbox({"facecolor": colour, "edgecolor": "none", "pad": 0.6})


def _draw_due_dates(axes: Axes, history: History, colours: dict[OrderId, str]) -> None:
    for order, record in history.orders.items():
        if record.due_at_s is not None:
            axes.axvline(record.due_at_s, color=colours[order], lw=1.0, ls=(0, (4, 3)), zorder=0)
            axes.plot(
                [record.due_at_s],
                [MARK_HEIGHT],
                marker="v",
                ms=9,
                mfc=colours[order],
                mec="black",
                mew=0.6,
                zorder=6,
                clip_on=False,
            )


def _dress(axes: Axes, history: History, rows: dict[CellId, int], span_s: float, title: str) -> None:
    axes.set_yticks(range(len(rows)), list(rows), fontsize=9)
    axes.set_ylim(len(rows) - 0.4, MARK_HEIGHT)
    dues = [record.due_at_s for record in history.orders.values() if record.due_at_s is not None]
    # A due date far beyond the end would squeeze the run into a corner.
    right_s = max([history.end_s, *(due_s for due_s in dues if due_s < history.end_s + 0.15 * span_s)])
    axes.set_xlim(history.begin_s - 0.005 * span_s, right_s + 0.01 * span_s)
    axes.set_xlabel("line time [s]")
    axes.axvline(history.end_s, color="black", lw=1.2, zorder=0)
    for row in rows.values():
        axes.axhline(row + 0.5, color="#E4E4E4", lw=0.7, zorder=0)
    axes.grid(axis="x", color="#ECECEC", lw=0.7)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    makespan = f"makespan {history.end_s - history.begin_s:.0f} s"
    axes.set_title(" · ".join(part for part in (title, makespan) if part), loc="left", fontsize=11, pad=12)


def _draw_legend(figure: Figure, history: History, colours: dict[OrderId, str]) -> None:
    orders = [
        Patch(
            facecolor=colours[order],
            edgecolor="black",
            lw=0.5,
            label=f"{order} ({record.order.quantity} x {record.order.product})",
        )
        for order, record in history.orders.items()
    ]
    signs = [
        Patch(facecolor="white", edgecolor="black", hatch="////", label="rework"),
        Patch(facecolor=SET_UP, edgecolor="#555555", lw=1.2, label="change-over"),
        Line2D([], [], marker="X", ls="", ms=8, mfc="#C00000", mec="white", label="failed, or found bad"),
        Line2D([], [], color=BLOCKED, lw=4, label="blocked"),
        Patch(facecolor="#D9D9D9", edgecolor=DOWN, hatch="xxxx", label="down"),
        Line2D([], [], marker="v", ls="", ms=9, mfc="white", mec="black", label="due"),
    ]
    columns = min(len(orders) + len(signs), 9)
    figure.legend(handles=[*orders, *signs], loc="outside lower left", ncols=columns, fontsize=8, frameon=False)
