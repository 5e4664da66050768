"""Squares show what they say they span, and boxes follow their squares through every symmetry."""

import numpy as np
import pytest

from robot_cells.inspections.defects.squares import (
    EDGE,
    MARGIN,
    PLANES,
    SPAN,
    closer_reach,
    folded,
    square,
    widened,
)
from robot_cells.inspections.defects.symmetries import Symmetry

ALL = [Symmetry(mirrored, quarters) for mirrored in (False, True) for quarters in range(4)]


def _marked(box):
    """A square with a bright box in it, x1, y1, x2, y2 about the middle in pixels."""
    plane = np.zeros((1, SPAN, SPAN), np.float32)
    x1, y1, x2, y2 = (int(edge) + SPAN // 2 for edge in box)
    plane[0, y1:y2, x1:x2] = 1
    return plane


def _box_of(plane):
    rows, columns = np.flatnonzero(plane[0].max(axis=1)), np.flatnonzero(plane[0].max(axis=0))
    return [edge - SPAN // 2 for edge in (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)]


@pytest.mark.parametrize("side", ALL)
def test_a_box_lies_where_its_square_shows_it(side):
    box = np.array([[-20, -7, 4, 11]], np.float32)
    assert _box_of(side.planes(_marked(box[0]))) == side.boxes(box)[0].tolist()


@pytest.mark.parametrize("side", ALL)
def test_what_was_changed_comes_back(side):
    box = np.array([[-0.3, -0.1, 0.2, 0.4]], np.float32)
    assert np.allclose(side.boxes_back(side.boxes(box)), box)


@pytest.mark.parametrize(("x", "y"), [(100, 60), (0, 0), (199, 149), (0, 149)])
@pytest.mark.parametrize("reach", [48, 64, 80, 150])
def test_the_middle_of_a_square_is_the_place(x, y, reach):
    picture = np.zeros((150, 200), np.uint8)
    picture[max(0, y - 3) : y + 4, max(0, x - 3) : x + 4] = 255
    seen = square(widened(picture, picture), x + 0.5, y + 0.5, reach)
    rows, columns = np.nonzero(seen.pixels[0] > 0)
    at_x = (columns.mean() + 0.5 - SPAN / 2) * seen.reach / SPAN + seen.x
    at_y = (rows.mean() + 0.5 - SPAN / 2) * seen.reach / SPAN + seen.y
    # At the edge of the picture the mark goes on into the margin.
    if 3 <= x < 197 and 3 <= y < 147:
        assert abs(at_x - (x + 0.5)) < 1.0
        assert abs(at_y - (y + 0.5)) < 1.0
    assert -0.5 <= seen.pixels.min() <= seen.pixels.max() <= 0.5


def test_a_square_is_never_larger_than_the_widened_picture():
    picture = np.zeros((64, 64), np.uint8)
    assert square(widened(picture, picture), 32, 32, 320).reach == 64 + 2 * MARGIN


def test_folding_keeps_every_pixel():
    pixels = np.arange(2 * SPAN * SPAN, dtype=np.float32).reshape(2, SPAN, SPAN)
    planes = folded(pixels[None], np.array([SPAN], np.float32))[0]
    assert planes.shape == (PLANES, EDGE, EDGE)
    assert sorted(planes[:-1].ravel()) == sorted(pixels.ravel())
    assert planes[1, 0, 0] == pixels[0, 0, 1]
    assert not planes[-1].any()


def test_the_second_look_spans_twice_the_defect_within_limits():
    assert [closer_reach(length) for length in (1, 34, 1000)] == [48, 68, 320]
