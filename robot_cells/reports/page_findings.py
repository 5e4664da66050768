"""What was measured in the steps: a table for each, and its curves as small drawings."""

from __future__ import annotations

from collections.abc import Sequence

from robot_cells.reports.curve_chart import curve_chart
from robot_cells.reports.markup import Markup, element, together
from robot_cells.reports.number_text import number_text
from robot_cells.reports.page_tables import table
from robot_cells.reports.part_record import Measurement, PartRecord, StepRecord
from robot_cells.reports.quantity_text import limits_text, quantity_text
from robot_cells.reports.time_text import time_text

MARKS = {"pass": "✓", "fail": "✗"}
DETAILS = 4
"""So many further values of a measurement stand in the table; the data has all."""


def findings(record: PartRecord) -> Markup:
    """Every step that measured something."""
    return together(_step(step) for step in record.steps if step.measurements)


def step_name(step: StepRecord) -> str:
    """Operation, and which time it was done, where more than once."""
    name = f"{step.operation}.{step.visit}" if step.visit > 1 else step.operation
    return f"{name}, try {step.number}" if step.number > 1 else name


def _step(step: StepRecord) -> Markup:
    good = sum(item.verdict == "pass" for item in step.measurements)
    curves = [item for item in step.measurements if item.curve]
    plain = [item for item in step.measurements if not item.curve]
    heading = element(
        "h3",
        step_name(step),
        element("span", f"{step.cell}, {time_text(step.began.at_s)}", class_="tag"),
        element("span", f"{good} of {len(step.measurements)} within limits", class_="tag"),
        element("span", "rework", class_="tag") if step.is_rework else None,
    )
    charts = element("div", *(_figure(item) for item in curves), class_="charts") if curves else None
    return together([heading, charts, _table(plain) if plain else None])


def _figure(item: Measurement) -> Markup:
    caption = element(
        "figcaption",
        element("div", item.name, class_="name"),
        element(
            "div",
            element("b", f"{quantity_text(item.value, item.unit)} {MARKS.get(item.verdict, '')}", class_=item.verdict),
            element("span", f" {limits_text(item.low, item.high, item.unit)}", class_="faint"),
        ),
    )
    return element("figure", caption, curve_chart(item), class_="chart")


def _table(items: Sequence[Measurement]) -> Markup:
    more = any(item.details for item in items)
    heads = ("measurement", "step", "#value", "within", "verdict", *(["more"] if more else []))
    rows = [
        (
            item.name,
            item.step,
            quantity_text(item.value, item.unit),
            limits_text(item.low, item.high, item.unit),
            element("span", f"{MARKS.get(item.verdict, '')} {item.verdict}".strip(), class_=item.verdict or None),
            *([_details(item)] if more else []),
        )
        for item in items
    ]
    return table(heads, rows)


def _details(item: Measurement) -> str:
    shown = [
        f"{name} {number_text(value)}" for name, value in item.details.items() if not isinstance(value, list | dict)
    ]
    return ", ".join(shown[:DETAILS])
