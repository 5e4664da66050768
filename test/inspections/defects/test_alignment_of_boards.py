"""Light and place of a picture are brought to those of its reference."""

import cv2
import numpy as np
import pytest
from drawn_boards import EDGE, drawn_board, with_defects

from robot_cells.inspections.defects.alignment import aligned
from robot_cells.inspections.defects.light import relit
from robot_cells.inspections.defects.proposals import proposals


def _moved(board, shift, degrees):
    matrix = cv2.getRotationMatrix2D((EDGE / 2, EDGE / 2), degrees, 1.0)
    matrix[:, 2] += shift
    return cv2.warpAffine(board, matrix, (EDGE, EDGE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _differing(one, other):
    return float(np.mean((one > 127) != (other > 127)))


@pytest.mark.parametrize(
    ("shift", "degrees"), [((0, 0), 0.0), ((4, -4), 0.0), ((-7, 3), 0.0), ((0, 0), 1.0), ((4, 4), -1.0), ((-3, 2), 2.0)]
)
def test_a_moved_and_turned_board_is_found_again(shift, degrees):
    board = drawn_board(np.random.default_rng(3))
    seen = _moved(board, shift, degrees)
    place = aligned(board, seen)
    assert _differing(seen, place) < 0.006
    if any(shift) or degrees:
        assert _differing(seen, board) > 5 * _differing(seen, place)


def test_boards_that_show_the_same_stay_as_they_are():
    board = drawn_board(np.random.default_rng(4))
    assert _differing(board, aligned(board, board)) < 0.001


def test_a_blank_reference_is_left_where_it_is():
    blank = np.full((EDGE, EDGE), 200, np.uint8)
    assert np.array_equal(aligned(blank, blank), blank)


def test_uneven_light_is_taken_out():
    board = drawn_board(np.random.default_rng(5))
    slope = np.linspace(0.55, 1.0, EDGE)
    dim = (board * np.outer(slope, slope[::-1]) ** 0.5 * 0.8 + 20).astype(np.uint8)
    clear = relit(dim, board)
    assert float(np.abs(clear.astype(int) - board).mean()) < 8
    assert float(np.abs(dim.astype(int) - board).mean()) > 30


def test_even_light_is_left_alone():
    board = drawn_board(np.random.default_rng(6))
    assert relit(board, board) is board


@pytest.mark.parametrize("seed", range(6))
def test_every_defect_is_proposed_and_little_else(seed):
    random = np.random.default_rng(seed)
    board = drawn_board(random)
    spoiled, boxes = with_defects(board, random)
    seen = _moved(spoiled, (2.5, -1.5), 0.0)
    places = proposals(seen, aligned(board, seen))
    for x1, y1, x2, y2, _ in boxes:
        assert any(x1 <= x - 2.5 <= x2 and y1 <= y + 1.5 <= y2 for x, y in places)
    assert len(places) <= 3 * len(boxes)


def test_a_good_board_proposes_nothing():
    board = drawn_board(np.random.default_rng(7))
    assert len(proposals(board, board)) == 0
