"""The curve of one measurement as a small drawing (SVG), with its limits where they are of the curve's own kind."""

from __future__ import annotations

from robot_cells.documents.units import split_unit
from robot_cells.reports.markup import Markup, element
from robot_cells.reports.number_text import number_text
from robot_cells.reports.part_record import Measurement
from robot_cells.reports.quantity_text import prefix_for, unit_text
from robot_cells.reports.scale import Scale, extent, ticks

WIDTH, HEIGHT = 250.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 42.0, 8.0, 8.0, 30.0
"""Room for what is written at the edges."""


def curve_chart(measurement: Measurement) -> Markup:
    """The first column across, the second upwards."""
    (x_name, x), (y_name, y), *_ = measurement.curve.items()
    limits = [limit for limit in (measurement.low, measurement.high) if limit is not None]
    shown = [*y, *limits] if split_unit(y_name)[1] == measurement.unit else [*y]
    across = Scale(*extent(x), LEFT, WIDTH - RIGHT)
    upwards = Scale(*extent(shown, margin=0.06), HEIGHT - BOTTOM, TOP)
    path = " ".join(f"{across(a):.1f},{upwards(b):.1f}" for a, b in zip(x, y, strict=True))
    lines = [
        element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=upwards(limit), y2=upwards(limit), class_="limit")
        for limit in limits
        if len(shown) > len(y)
    ]
    label = f"{measurement.name}: {_axis(y_name, '')} over {_axis(x_name, '')}"
    return element(
        "svg",
        *_across(across, x_name),
        *_upwards(upwards, y_name),
        *lines,
        element("polyline", points=path, class_=f"curve {measurement.verdict}"),
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        role="img",
        aria_label=label,
    )


def _across(scale: Scale, name: str) -> list[Markup]:
    factor, prefix = prefix_for(max(abs(scale.low), abs(scale.high)))
    floor = HEIGHT - BOTTOM
    marks = [element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=floor, y2=floor, class_="axis")]
    for value in ticks(scale.low / factor, scale.high / factor, 4):
        place = scale(value * factor)
        marks.append(element("line", x1=place, x2=place, y1=floor, y2=floor + 3, class_="axis"))
        marks.append(element("text", number_text(float(value)), x=place, y=floor + 13, text_anchor="middle"))
    middle = (LEFT + WIDTH - RIGHT) / 2
    return [*marks, element("text", _axis(name, prefix), x=middle, y=HEIGHT - 4, text_anchor="middle", class_="name")]


def _upwards(scale: Scale, name: str) -> list[Markup]:
    factor, prefix = prefix_for(max(abs(scale.low), abs(scale.high)))
    marks = []
    for value in ticks(scale.low / factor, scale.high / factor, 3):
        place = scale(value * factor)
        marks.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=place, y2=place, class_="grid"))
        marks.append(element("text", number_text(float(value)), x=LEFT - 4, y=place + 3, text_anchor="end"))
    turned = f"rotate(-90 9 {(TOP + HEIGHT - BOTTOM) / 2:g})"
    middle = (TOP + HEIGHT - BOTTOM) / 2
    title = element("text", _axis(name, prefix), x=9, y=middle, text_anchor="middle", transform=turned, class_="name")
    return [*marks, title]


def _axis(name: str, prefix: str) -> str:
    quantity, unit = split_unit(name)
    words = quantity.replace("_", " ")
    return f"{words} [{prefix}{unit_text(unit)}]" if unit else f"{words} {prefix}".strip()
