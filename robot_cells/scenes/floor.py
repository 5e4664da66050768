"""The floor, and the lanes on it along which vehicles drive."""

from __future__ import annotations

from collections.abc import Sequence

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.scenes import palette
from robot_cells.scenes.blocks import Span, block
from robot_cells.scenes.lanes import LANE_M, aisle_y

THICK_M = 0.10
AROUND_M = 2.5
"""The floor goes so far beyond what stands on it."""
BEYOND_M = 0.65
"""A lane goes so far beyond the middle of a vehicle that has docked."""
AISLE_ENDS_M = 2.4
"""The aisle goes so far beyond the last docks: a vehicle that backs out of them turns there."""
_LINE_M = 0.05
_LANE_M = (0.0, 0.004)
"""The paint of a lane; thick enough to be told from the floor by a camera's depth buffer far away."""


def floor_mechanism(x_m: Span, y_m: Span, docks: Sequence[Span] = (), kept_free: Sequence[Span] = ()) -> Mechanism:
    """A floor round this rectangle (frame `line`), its top at z = 0; with docks (x, y), the lanes between them.

    An aisle of two lanes runs along x; to each dock leads a lane along y. `kept_free` are the spans of y where no aisle
    can run because tables stand there.
    """
    x, y = (x_m[0] - AROUND_M, x_m[1] + AROUND_M), (y_m[0] - AROUND_M, y_m[1] + AROUND_M)
    geometries = [block("floor", x, y, (-THICK_M, 0.0), palette.FLOOR), *_lanes(docks, kept_free)]
    return Mechanism("floor", (Body("floor", geometries=tuple(geometries)),))


def _lanes(docks: Sequence[Span], kept_free: Sequence[Span]) -> list[Geometry]:
    if len(docks) < 2:
        return []
    main = aisle_y(docks, kept_free)
    half = LANE_M / 2
    xs = sorted({round(dock[0], 3) for dock in docks})
    ends = (xs[0] - AISLE_ENDS_M, xs[-1] + AISLE_ENDS_M)
    rectangles = [(ends, (main - LANE_M, main)), (ends, (main, main + LANE_M))]
    for x in xs:
        ys = [dock[1] for dock in docks if round(dock[0], 3) == x]
        # Each ends at the aisle's side: what lies in one plane twice flickers.
        if min(ys) < main - LANE_M:
            rectangles.append(((x - half, x + half), (min(ys) - BEYOND_M, main - LANE_M)))
        if max(ys) > main + LANE_M:
            rectangles.append(((x - half, x + half), (main + LANE_M, max(ys) + BEYOND_M)))
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
