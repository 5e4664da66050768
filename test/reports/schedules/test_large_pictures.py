"""A picture of a large schedule can still be read, or says what cannot be seen in it."""

from __future__ import annotations

from matplotlib.figure import Figure

from robot_cells.ids import OrderId, ProductId
from robot_cells.reports.schedules.chart import Bar, BarKind, Chart, ChartOrder, ChartRow, RowKind
from robot_cells.reports.schedules.picture import MOST_ROWS, WIDEST_IN, WIDTH_IN, picture_of

ORDER = ChartOrder(OrderId("o"), ProductId("p"), "#0072b2", 1, None, 0.0)


def chart(rows: int, tasks: int, length_s: float = 1.0) -> Chart:
    """So many rows with so many tasks each, one after the other."""
    bars = [
        Bar(row, BarKind.TASK, place * length_s, (place + 1) * length_s, 0, None, "1", "t", is_critical=True)
        for row in range(rows)
        for place in range(tasks)
    ]
    cells = tuple(ChartRow(f"c{row}", RowKind.CELL) for row in range(rows))
    return Chart("plan", cells, (ORDER,), tuple(bars), tasks * length_s, is_clock=False)


def words_of(drawn: Chart | Figure) -> str:
    axes = (picture_of(drawn) if isinstance(drawn, Chart) else drawn).axes[0]
    return " ".join(text.get_text() for text in axes.texts)


def width_in(drawn: Chart) -> float:
    return float(picture_of(drawn).get_figwidth())


def test_a_long_schedule_makes_a_wide_picture_and_none_too_wide() -> None:
    assert width_in(chart(2, 20)) == width_in(chart(2, 100, 60.0)) == WIDTH_IN
    assert WIDTH_IN < width_in(chart(2, 300)) < WIDEST_IN
    assert width_in(chart(2, 5000)) == WIDEST_IN


def test_tasks_that_are_too_short_to_be_seen_are_told() -> None:
    assert "too short to be seen" not in words_of(chart(2, 300))
    assert "10000 of 10000 tasks are too short to be seen here: a page (.html) can be zoomed" in words_of(
        chart(2, 5000)
    )


def test_of_too_many_rows_the_first_are_drawn_and_that_is_told() -> None:
    drawn = picture_of(chart(MOST_ROWS + 1, 1))
    assert f"rows {MOST_ROWS} of {MOST_ROWS + 1}, all of them in a page" in words_of(drawn)
    assert len(drawn.axes[0].get_yticks()) == MOST_ROWS


def test_a_frame_is_never_thicker_than_what_it_frames() -> None:
    filled, framed = picture_of(chart(1, 2000)).axes[0].collections[-2:]
    assert max(framed.get_linewidths()) <= 0.8
    assert max(filled.get_linewidths()) < 0.25
    assert max(picture_of(chart(1, 5)).axes[0].collections[-1].get_linewidths()) == 1.9
