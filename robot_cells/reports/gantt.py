"""The Gantt chart of a run: what each cell did when, for which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
from robot_cells.reports.history import AttemptRecord, History, OrderRecord
from robot_cells.reports.history_reader import history_of
from robot_cells.reports.order_colours import is_dark, order_colours

WIDTH_IN, ROW_IN, FRAME_IN, DPI = 17.0, 0.42, 2.1, 110
BAR, THIN = 0.74, 0.16
"""Height of the bars of work, and of those of blocked time, as a share of a row."""
LABEL_IN = 0.13
"""A bar narrower than this for each character of its label goes without."""
BLOCKED, DOWN, SET_UP, BAD = "#9A9A9A", "#3A3A3A", "#FFFFFF", "#C00000"
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
    for cell, row in rows.items():
        _draw_standing(axes, history, cell, row)
    bars = [_bar(history, item, rows[item.cell], colours) for item in history.attempts.values() if _is_drawn(item)]
    _draw_bars(axes, bars)
    for bar in bars:
        _draw_marks(axes, bar, span_s / (WIDTH_IN * 0.86))
    right_s = _dress(axes, history, rows, span_s, title)
    _draw_due_dates(axes, history, colours, right_s)
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


def _is_drawn(attempt: AttemptRecord) -> bool:
    return attempt.outcome is not Phase.REFUSED and (attempt.ended_s is None or attempt.ended_s > attempt.begun_s)


@dataclass(frozen=True, slots=True)
class _Bar:
    """One attempt as it is drawn."""

    attempt: AttemptRecord
    row: int
    colour: str
    start_s: float
    end_s: float

    @property
    def set_up_s(self) -> float:
        """How much of it is a changeover, in seconds."""
        return min(self.attempt.changeover_s, self.end_s - self.start_s)

    @property
    def height(self) -> float:
        """Of the bar, in rows."""
        return BAR * 0.62 if self.attempt.is_transport else BAR

    @property
    def ended_badly(self) -> bool:
        """Whether it has ended, and not well."""
        return self.attempt.outcome is not None and not is_good(self.attempt)


def _bar(history: History, attempt: AttemptRecord, row: int, colours: dict[OrderId, str]) -> _Bar:
    end_s = history.last_s if attempt.ended_s is None else attempt.ended_s
    return _Bar(attempt, row, colours[attempt.order], attempt.begun_s, end_s)


def _draw_bars(axes: Axes, bars: Iterable[_Bar]) -> None:
    """All bars, those that look alike in one stroke: a chart of thousands would take minutes bar by bar."""
    alike: dict[tuple[int, str, float, bool, bool], list[tuple[float, float]]] = {}
    set_ups: dict[tuple[int, str, float], list[tuple[float, float]]] = {}
    for bar in bars:
        look = (bar.row, bar.colour, bar.height, bar.attempt.is_rework, bar.ended_badly)
        alike.setdefault(look, []).append((bar.start_s, bar.end_s - bar.start_s))
        if bar.set_up_s > 0:
            set_ups.setdefault(look[:3], []).append((bar.start_s, bar.set_up_s))
    for (row, colour, height, is_rework, is_bad), spans in alike.items():
        axes.broken_barh(
            spans,
            (row - height / 2, height),
            facecolors=colour,
            edgecolor=BAD if is_bad else "black",
            linewidth=1.6 if is_bad else 0.5,
            hatch="////" if is_rework else None,
            zorder=3 if is_bad else 2,
        )
    for (row, colour, height), spans in set_ups.items():
        axes.broken_barh(spans, (row - height / 2, height), facecolors=SET_UP, edgecolor=colour, lw=1.2, zorder=3)


def _draw_marks(axes: Axes, bar: _Bar, seconds_per_inch: float) -> None:
    """The cross of what went wrong, and the number of the piece where there is room for it."""
    if bar.attempt.outcome is Phase.FAILED or bar.ended_badly:
        axes.plot([bar.end_s], [bar.row - bar.height / 2], marker="X", ms=7, mfc=BAD, mec="white", mew=0.8, zorder=5)
    text, start_s = str(split_job(bar.attempt.job)[1]), bar.start_s + bar.set_up_s
    if (bar.end_s - start_s) / seconds_per_inch < LABEL_IN * len(text):
        return
    label = axes.text((start_s + bar.end_s) / 2, bar.row, text, ha="center", va="center", zorder=4)
    label.set_color("white" if is_dark(bar.colour) else "black")
    label.set_fontsize(6.5 if bar.attempt.is_transport else 8)
    if bar.attempt.is_rework:
        # Letters on a hatch want a ground of their own.
        label.set_bbox({"facecolor": bar.colour, "edgecolor": "none", "pad": 0.6})


def _draw_due_dates(axes: Axes, history: History, colours: dict[OrderId, str], right_s: float) -> None:
    """Those on the chart; a later one stands in the legend."""
    for order, record in history.orders.items():
        due_s, colour = record.due_at_s, colours[order]
        if due_s is None or due_s > right_s:
            continue
        axes.axvline(due_s, color=colour, lw=1.0, ls=(0, (4, 3)), zorder=0)
        mark = Line2D([due_s], [MARK_HEIGHT], marker="v", mfc=colour, mec="black", ms=9, mew=0.6, clip_on=False)
        axes.add_line(mark)


def _dress(axes: Axes, history: History, rows: dict[CellId, int], span_s: float, title: str) -> float:
    """Axes, grid and title; gives the line time at the right edge."""
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
    return right_s


def _draw_legend(figure: Figure, history: History, colours: dict[OrderId, str]) -> None:
    orders = [
        Patch(facecolor=colours[order], edgecolor="black", lw=0.5, label=_label(record))
        for order, record in history.orders.items()
    ]
    signs = [
        Patch(facecolor="white", edgecolor="black", hatch="////", label="rework"),
        Patch(facecolor=SET_UP, edgecolor="#555555", lw=1.2, label="change-over"),
        Line2D([], [], marker="X", ls="", ms=8, mfc=BAD, mec="white", label="failed, or found bad"),
        Line2D([], [], color=BLOCKED, lw=4, label="blocked"),
        Patch(facecolor="#D9D9D9", edgecolor=DOWN, hatch="xxxx", label="down"),
        Line2D([], [], marker="v", ls="", ms=9, mfc="white", mec="black", label="due"),
    ]
    columns = min(len(orders) + len(signs), 7)
    figure.legend(handles=[*orders, *signs], loc="outside lower left", ncols=columns, fontsize=8, frameon=False)


def _label(record: OrderRecord) -> str:
    due = "" if record.due_at_s is None else f", due {record.due_at_s:.0f} s"
    return f"{record.order.id} ({record.order.quantity} x {record.order.product}{due})"
