"""The chart of a schedule as one page (HTML) that needs nothing else: no network, no other file."""

from __future__ import annotations

import json
from importlib import resources

from robot_cells.ids import JobId
from robot_cells.reports.markup import Markup, element
from robot_cells.reports.schedules.chart import Bar, BarKind, Chart, ChartOrder, RowKind
from robot_cells.reports.time_text import time_text

DECIMALS = 3
"""Milliseconds: what is drawn needs no more, and the page stays light."""
KINDS = {kind: place for place, kind in enumerate((BarKind.TASK, BarKind.TRIP, BarKind.EMPTY, BarKind.USE))}
"""As `chart.js` numbers them."""


def chart_page(chart: Chart) -> str:
    """The page; the wheel zooms, dragging moves, what is under the mouse is told."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", chart.title or "Schedule"),
        element("style", Markup(_source("chart.css"))),
    )
    body = element(
        "body",
        element("header", element("h1", chart.title or "Schedule"), _figures(chart)),
        _tools(chart),
        element(
            "div",
            element("canvas", "", id="chart", tabindex="0", role="img", aria_label=f"Gantt chart of {chart.title}"),
            element("div", "", id="tip", hidden=""),
            id="stage",
        ),
        _legend(chart),
        element("script", Markup(_data(chart)), id="data", type="application/json"),
        element("script", Markup(_source("chart.js"))),
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def _source(name: str) -> str:
    return resources.files("robot_cells.reports.schedules").joinpath(name).read_text(encoding="utf-8")


def _figures(chart: Chart) -> Markup:
    pairs = [element("div", element("dt", name), element("dd", value)) for name, value in chart.figures]
    return element("dl", *pairs, class_="figures")


def _tools(chart: Chart) -> Markup:
    drives = any(bar.kind is BarKind.EMPTY for bar in chart.bars)
    switches = [("critical", "critical path"), ("labels", "labels"), *([("travel", "empty travel")] if drives else [])]
    boxes = [
        element("label", element("input", type="checkbox", id=name, checked=""), f" {words}")
        for name, words in switches
    ]
    hint = "wheel: zoom · drag: move · Ctrl + wheel: row height · double click: everything"
    button = element("button", "Everything", id="fit", type="button")
    return element("div", button, *boxes, element("span", hint, class_="hint"), class_="tools")


def _legend(chart: Chart) -> Markup:
    orders = [_order_button(chart, order) for order in chart.orders]
    signs = [
        element("span", element("span", "", class_=f"sign {name}"), words)
        for name, words, is_there in _signs(chart)
        if is_there
    ]
    return element("div", element("span", *signs, class_="signs"), *orders, id="legend")


def _order_button(chart: Chart, order: ChartOrder) -> Markup:
    pieces = f" · {order.pieces} x {order.product}" if order.pieces > 1 else ""
    due = "" if order.due_s is None else f" · due {_time(chart, order.due_s)}"
    late = element("span", f"{_time(chart, order.late_s)} late", class_="late") if order.late_s > 0 else None
    swatch = element("span", "", class_="swatch", style=f"background: {order.colour}")
    return element("button", swatch, f"{order.id}{pieces}{due}", late, type="button", aria_pressed="false")


def _signs(chart: Chart) -> list[tuple[str, str, bool]]:
    return [
        ("critical", "critical path", any(bar.is_critical for bar in chart.bars)),
        ("changeover", "change-over", any(bar.changeover_s > 0 for bar in chart.bars)),
        ("closed", "closed", any(row.closures for row in chart.rows)),
        ("empty", "empty travel", any(bar.kind is BarKind.EMPTY for bar in chart.bars)),
        ("use", "in use", any(row.kind is RowKind.RESOURCE for row in chart.rows)),
        ("bound", "lower bound", chart.bound_s is not None),
    ]


def _time(chart: Chart, seconds: float) -> str:
    return time_text(seconds) if chart.is_clock else f"{seconds:g}"


def _data(chart: Chart) -> str:
    """What `chart.js` reads; nothing in it can end the element that it stands in."""
    jobs = {job: place for place, job in enumerate(dict.fromkeys(bar.job for bar in chart.bars if bar.job is not None))}
    dues_s = [order.due_s for order in chart.orders if order.due_s is not None]
    span_s = max(chart.end_s - chart.begin_s, 1e-3)
    right_s = max([chart.end_s, *(due_s for due_s in dues_s if due_s < chart.end_s + 0.15 * span_s)])
    value = {
        "clock": chart.is_clock,
        "begin": _rounded(chart.begin_s),
        "span": _rounded(right_s - chart.begin_s),
        "end": _rounded(chart.end_s),
        "bound": None if chart.bound_s is None else _rounded(chart.bound_s),
        "rows": [
            {
                "name": row.name,
                "kind": row.kind.value,
                "closures": [[_rounded(x) for x in closure] for closure in row.closures],
            }
            for row in chart.rows
        ],
        "orders": [_order(order) for order in chart.orders],
        "jobs": list(jobs),
        "bars": [_bar(bar, jobs) for bar in chart.bars],
    }
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")


def _order(order: ChartOrder) -> dict[str, object]:
    due = None if order.due_s is None else _rounded(order.due_s)
    return {"product": order.product, "colour": order.colour, "due": due, "late": _rounded(order.late_s)}


def _bar(bar: Bar, jobs: dict[JobId, int]) -> list[object]:
    """In the order in which `chart.js` takes it apart."""
    return [
        bar.row,
        KINDS[bar.kind],
        _rounded(bar.start_s),
        _rounded(bar.end_s),
        bar.order,
        -1 if bar.job is None else jobs[bar.job],
        bar.label,
        bar.text,
        _rounded(bar.changeover_s),
        int(bar.is_critical),
        _rounded(bar.share),
    ]


def _rounded(value: float) -> float:
    short = round(value, DECIMALS)
    return int(short) if short == int(short) else short
