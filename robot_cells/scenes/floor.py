"""The floor, and the lanes on it along which vehicles drive."""

from __future__ import annotations

from collections.abc import Sequence

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.scenes import palette
from robot_cells.scenes.blocks import Span, block

THICK_M = 0.10
AROUND_M = 2.5
"""The floor goes so far beyond what stands on it."""
LANE_M = 1.0
"""Width of a lane."""
BEYOND_M = 0.65
"""A lane goes so far beyond the middle of a vehicle that has docked."""
_LINE_M = 0.05
_LANE_M = (0.0, 0.004)
"""The paint of a lane; thick enough to be told from the floor by a camera's depth buffer far away."""


def floor_mechanism(x_m: Span, y_m: Span, docks: Sequence[Span] = (), kept_free: Sequence[Span] = ()) -> Mechanism:
    """A floor round this rectangle (frame `line`), its top at z = 0; with docks (x, y), the lanes between them.

    A main lane runs along x; to each dock leads a lane along y. `kept_free` are the spans of y where no main lane
    can run because tables stand there.
    """
    x, y = (x_m[0] - AROUND_M, x_m[1] + AROUND_M), (y_m[0] - AROUND_M, y_m[1] + AROUND_M)
    geometries = [block("floor", x, y, (-THICK_M, 0.0), palette.FLOOR), *_lanes(docks, kept_free)]
    return Mechanism("floor", (Body("floor", geometries=tuple(geometries)),))


def _lanes(docks: Sequence[Span], kept_free: Sequence[Span]) -> list[Geometry]:
    if len(docks) < 2:
        return []
    main = main_lane_y(docks, kept_free)
    half = LANE_M / 2
    xs = sorted({round(dock[0], 3) for dock in docks})
    rectangles = [((xs[0] - half, xs[-1] + half), (main - half, main + half))]
    for x in xs:
        ends = [dock[1] for dock in docks if round(dock[0], 3) == x]
        # Each ends at the main lane's side: what lies in one plane twice flickers.
        if min(ends) < main - half:
            rectangles.append(((x - half, x + half), (min(ends) - BEYOND_M, main - half)))
        if max(ends) > main + half:
            rectangles.append(((x - half, x + half), (main + half, max(ends) + BEYOND_M)))
    lanes = [block(f"lane_{n}", x, y, _LANE_M, palette.LANE, "visual") for n, (x, y) in enumerate(rectangles)]
    return [*_edges(rectangles), *lanes]


def _edges(rectangles: Sequence[tuple[Span, Span]]) -> list[Geometry]:
    """A line round each lane, a little below it, so that lanes that touch cover each other's lines."""
    return [
        block(
            f"edge_{n}",
            (x0 - _LINE_M, x1 + _LINE_M),
            (y0 - _LINE_M, y1 + _LINE_M),
            (0.0, _LANE_M[1] / 3 * (1.0 + 0.1 * n / len(rectangles))),
            palette.LANE_EDGE,
            "visual",
        )
        for n, ((x0, x1), (y0, y1)) in enumerate(rectangles)
    ]


def main_lane_y(docks: Sequence[Span], kept_free: Sequence[Span]) -> float:
    """The middle between the docks; where tables stand there, beyond the last of them."""
    middle = (min(dock[1] for dock in docks) + max(dock[1] for dock in docks)) / 2
    if all(middle + LANE_M / 2 < low or middle - LANE_M / 2 > high for low, high in kept_free):
        return middle
    return max(high for _, high in kept_free) + LANE_M
