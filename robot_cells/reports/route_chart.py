"""The way of a piece through the line as a drawing (SVG): a row a cell, a bar a step, a line a decision."""

from __future__ import annotations

from robot_cells.reports.markup import Markup, element
from robot_cells.reports.part_record import PartRecord, StepRecord
from robot_cells.reports.scale import Scale, time_ticks
from robot_cells.reports.time_text import time_text

WIDTH, ROW, BAR = 1000.0, 26.0, 16.0
LEFT, RIGHT, TOP, BOTTOM = 130.0, 12.0, 18.0, 26.0
CHARACTER = 6.5
"""Width of a character of a label; where one would stand on another, the line stands alone."""
NARROWEST = 2.0
"""A bar is at least so wide, or it would not be seen."""
MARKED = ("rework", "question", "restart", "cell", "line", "cancel")
"""Decisions that stand in the drawing; the table below it has all of them."""


def route_chart(record: PartRecord) -> Markup:
    """From the arrival of the piece to its end, or to the last thing that is known of it."""
    cells = list(dict.fromkeys(step.cell for step in record.steps))
    end_s = max([record.released.at_s, *(_end_s(record, step) for step in record.steps)])
    end_s = max(end_s, record.ended.at_s) if record.ended is not None else end_s
    scale = Scale(record.released.at_s, end_s, LEFT, WIDTH - RIGHT)
    height = TOP + ROW * len(cells) + BOTTOM
    return element(
        "svg",
        _pattern(),
        *_rows(cells),
        *_ticks(scale, height),
        *_decisions(record, scale, height),
        *(_bar(record, step, cells.index(step.cell), scale) for step in record.steps),
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        role="img",
        aria_label=f"Way of {record.serial} through {len(cells)} cells",
        class_="route",
    )


def _end_s(record: PartRecord, step: StepRecord) -> float:
    """Line time at which it ended; the last that is known of the piece where it has not."""
    return step.ended.at_s if step.ended is not None else max(entry.at_s for entry in record.entries)


def _pattern() -> Markup:
    """Rework is hatched, in the Gantt chart too."""
    stroke = element("path", d="M0,6 L6,0", class_="hatch")
    return element("defs", element("pattern", stroke, id="rework", width=6, height=6, patternUnits="userSpaceOnUse"))


def _rows(cells: list[str]) -> list[Markup]:
    marks = []
    for number, cell in enumerate(cells):
        middle = TOP + ROW * (number + 0.5)
        marks.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=middle, y2=middle, class_="grid"))
        marks.append(element("text", cell, x=LEFT - 8, y=middle + 4, text_anchor="end"))
    return marks


def _ticks(scale: Scale, height: float) -> list[Markup]:
    floor = height - BOTTOM
    marks = [element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=floor, y2=floor, class_="axis")]
    for value in time_ticks(scale.low, scale.high, 9):
        place = scale(value)
        marks.append(element("line", x1=place, x2=place, y1=floor, y2=floor + 4, class_="axis"))
        marks.append(element("text", time_text(value), x=place, y=floor + 17, text_anchor="middle"))
    return marks


def _decisions(record: PartRecord, scale: Scale, height: float) -> list[Markup]:
    marks, free_from = [], 0.0
    for decision in record.decisions:
        if decision.kind not in MARKED or not scale.low <= decision.moment.at_s <= scale.high:
            continue
        place = scale(decision.moment.at_s)
        title = element("title", f"{time_text(decision.moment.at_s)} {decision.kind}: {decision.text}")
        marks.append(element("line", title, x1=place, x2=place, y1=TOP - 4, y2=height - BOTTOM, class_="decision"))
        half = CHARACTER * len(decision.kind) / 2
        if place - half >= free_from:
            middle = min(place, WIDTH - RIGHT - half)
            marks.append(element("text", decision.kind, x=middle, y=TOP - 7, text_anchor="middle", class_="decision"))
            free_from = place + half
    return marks


def _bar(record: PartRecord, step: StepRecord, row: int, scale: Scale) -> Markup:
    end_s = _end_s(record, step)
    left = scale(step.began.at_s)
    place = {
        "x": left,
        "width": max(scale(end_s) - left, NARROWEST),
        "y": TOP + ROW * row + (ROW - BAR) / 2,
        "height": BAR,
        "rx": 2.0,
    }
    name = step.operation if step.visit == 1 or step.target else f"{step.operation}.{step.visit}"
    way = f" {step.origin} → {step.target}" if step.target else ""
    title = element("title", f"{name}{way}: {step.outcome}, {time_text(step.began.at_s)} to {time_text(end_s)}")
    bar = element("rect", **place, class_=f"bar {step.outcome}{' trip' if step.target else ''}")
    hatch = element("rect", **place, fill="url(#rework)") if step.is_rework else None
    return element("g", title, bar, hatch)
