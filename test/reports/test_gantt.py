"""The chart shows what happened; colours can be told apart."""

from pathlib import Path
from typing import Any

import cv2
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex

from robot_cells.attempts.report import Phase
from robot_cells.errors import JournalError
from robot_cells.ids import CellId, OrderId
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.orchestration.events import CellHeld, CellReleased, JobCompleted, OrderEnd, OrderEnded, Trip
from robot_cells.orchestration.places import Place, PlaceKind
from robot_cells.reports.gantt import gantt_figure, write_gantt
from robot_cells.reports.history_reader import history_of
from robot_cells.reports.order_colours import PALETTE, is_dark, order_colours


def a_run(story: Any) -> None:
    story.order("WO-1", due_s=60.0)
    story.order("WO-2", due_s=9_000.0)
    first, second = story.release("WO-1", 1, 0.0, "a"), story.release("WO-2", 1, 0.0, "b")
    story.work(first, "press", "a", 0.0, 20.0, Phase.FAILED, code="x")
    story.work(first, "press", "a", 20.0, 45.0, number=2, changeover_s=5.0)
    trip = Trip(Place(CellId("a"), PlaceKind.STATION), Place(CellId("c"), PlaceKind.INPUT), 5.0, 5.0)
    story.work(first, "transport", "amr", 50.0, 70.0, trip=trip)
    story.work(second, "press", "b", 10.0, 40.0, visit=2)
    story.tell(CellHeld(45.0, CellId("b"), 11), CellReleased(55.0, CellId("b")))
    story.work(first, "pack", "c", 70.0, 100.0)
    story.tell(JobCompleted(100.0, first), JobCompleted(100.0, second))
    story.tell(*(OrderEnded(100.0, OrderId(name), OrderEnd.COMPLETED) for name in ("WO-1", "WO-2")))


def spans(axes: Axes, colour: str) -> set[tuple[float, float, int]]:
    """Start, end and row of every bar of a colour."""
    found = set()
    for item in axes.collections:
        if isinstance(item, PolyCollection) and to_hex(item.get_facecolor()[0]).upper() == colour:
            for path in item.get_paths():
                box = path.get_extents()
                found.add((box.x0, box.x1, round((box.y0 + box.y1) / 2)))
    return found


def test_every_attempt_is_a_bar_in_its_cells_row_and_its_orders_colour(story: Any, journal: SqliteJournal) -> None:
    a_run(story)
    axes = gantt_figure(history_of(journal)).axes[0]
    rows = [label.get_text() for label in axes.get_yticklabels()]
    assert rows == ["a", "b", "c", "amr"]
    colours = order_colours([OrderId("WO-1"), OrderId("WO-2")])
    assert spans(axes, colours[OrderId("WO-1")]) == {(0, 20, 0), (20, 45, 0), (50, 70, 3), (70, 100, 2)}
    assert spans(axes, colours[OrderId("WO-2")]) == {(10, 40, 1)}


def test_rework_failures_change_overs_and_outages_are_marked(story: Any, journal: SqliteJournal) -> None:
    a_run(story)
    axes = gantt_figure(history_of(journal)).axes[0]
    bars = [item for item in axes.collections if isinstance(item, PolyCollection)]
    assert sum(item.get_hatch() == "////" for item in bars) == 1
    assert spans(axes, "#FFFFFF") == {(20, 25, 0)}
    assert spans(axes, "#D9D9D9") == {(45, 55, 1)}
    crosses = [line.get_xydata()[0][0] for line in axes.lines if line.get_marker() == "X"]
    assert crosses == [20.0]


def test_due_dates_on_the_chart_are_marked_and_far_ones_do_not_squeeze_it(story: Any, journal: SqliteJournal) -> None:
    a_run(story)
    figure = gantt_figure(history_of(journal), title="line")
    axes = figure.axes[0]
    assert [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "v"] == [60.0]
    assert axes.get_xlim()[1] < 110
    assert "WO-2 (1 x tray, due 9000 s)" in [text.get_text() for text in figure.legends[0].get_texts()]
    assert axes.get_title(loc="left") == "line · makespan 100 s"


def test_the_file_is_a_picture_that_grows_with_the_rows(story: Any, journal: SqliteJournal, tmp_path: Path) -> None:
    a_run(story)
    write_gantt(journal, tmp_path / "gantt.png")
    picture = cv2.imread(str(tmp_path / "gantt.png"))
    assert picture is not None
    assert picture.shape[1] > 1500
    assert (picture < 250).any()


def test_a_journal_without_work_is_refused(journal: SqliteJournal, tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="no work"):
        write_gantt(journal, tmp_path / "gantt.png")


def test_sixteen_orders_have_sixteen_colours() -> None:
    colours = order_colours([OrderId(str(number)) for number in range(16)])
    assert len(set(colours.values())) == 16
    assert list(colours.values())[:8] == list(PALETTE)


@pytest.mark.parametrize("colour", ["#000000", "#0072B2"])
def test_letters_on_dark_colours_are_white(colour: str) -> None:
    assert is_dark(colour)


@pytest.mark.parametrize("colour", ["#FFFFFF", "#F0E442"])
def test_letters_on_light_colours_are_black(colour: str) -> None:
    assert not is_dark(colour)
