"""Rules on the calendars of cells."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.documents.document import Document
from robot_cells.documents.line_model import CellModel
from robot_cells.documents.problem import Problem
from robot_cells.lines.working_times import DAY_S, ClosedTime, WorkingTimes


def check_calendar(document: Document, index: int, cell: CellModel) -> Iterator[Problem]:
    """Closed times that end before they begin or after the day, and work for which no day is open for long enough."""
    is_sound = True
    for name, times in (("closed", cell.calendar.closed), ("daily", cell.calendar.daily)):
        for place, item in enumerate(times):
            path = ("cells", index, "calendar", name, place, "to_s")
            if item.to_s <= item.from_s:
                is_sound = False
                yield document.problem(path, f"{item.to_s:g} is not after {item.from_s:g}", "close it for some time")
            elif name == "daily" and item.to_s > DAY_S:
                is_sound = False
                what = f"{item.to_s:g} is after the end of the day, which is {DAY_S:g}"
                yield document.problem(
                    path, what, "make it two times: up to the end of the day, and from its beginning"
                )
    if not is_sound or not cell.calendar.daily:
        return
    open_s = WorkingTimes(
        daily=tuple(ClosedTime(item.from_s, item.to_s) for item in cell.calendar.daily)
    ).longest_open_s()
    set_up_s = max((item.duration_s for item in cell.changeovers), default=0.0)
    for place, capability in enumerate(cell.capabilities):
        if capability.duration_s + set_up_s > open_s:
            what = f"{capability.name} takes {capability.duration_s:g} s"
            what += f" after a change-over of up to {set_up_s:g} s" if set_up_s else ""
            yield document.problem(
                ("cells", index, "capabilities", place, "duration_s"),
                f"{what}, and {cell.id} is never open for longer than {open_s:g} s a day",
                "open it for longer, or let another cell do it",
            )
