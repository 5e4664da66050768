"""What the network is trained with shows what its labels say."""

import numpy as np
import pytest

from robot_cells.inspections.defects.lessons import BATCH, Lesson, Lessons
from robot_cells.inspections.defects.squares import FOLD, PLANES, SPAN, widened

BOX = (90.0, 60.0, 113.0, 69.0)
"""x1, y1, x2, y2: not square and not in the middle of the picture, so that every turn shows."""


@pytest.fixture(scope="module")
def batch():
    """Squares of a dark picture with one bright box of the class 3."""
    picture = np.zeros((160, 200), np.uint8)
    x1, y1, x2, y2 = (int(edge) for edge in BOX)
    picture[y1 : y2 + 1, x1 : x2 + 1] = 255
    places = np.array([(101, 64), (20, 140), (180, 20)])
    boxes, classes = np.array([BOX], np.float32), np.array([3], np.int32)
    lesson = Lesson(widened(picture, np.zeros_like(picture)), places, boxes, classes)
    return Lessons([lesson], np.random.default_rng(4)).batch()


def _picture(square):
    """The plane (SPAN, SPAN) of the picture in a square of a batch."""
    edge = SPAN // FOLD
    folds = square[..., : FOLD * FOLD].reshape(edge, edge, FOLD, FOLD)
    return folds.transpose(0, 2, 1, 3).reshape(SPAN, SPAN)


def test_the_box_of_a_square_lies_where_the_defect_is_seen(batch):
    assert len(batch.classes) == BATCH
    shown = np.flatnonzero(batch.classes)
    assert len(shown) > BATCH / 2
    wide = 0
    for number in shown:
        assert batch.classes[number] == 3
        rows, columns = np.nonzero(_picture(batch.squares[number]) > 0)
        seen = np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]) / SPAN - 0.5
        inner = (seen > 0.01 - 0.5) & (seen < 0.5 - 0.01)
        # Labelled boxes count whole pixels: their edges go through the middle of the outermost ones.
        assert (np.abs(seen - batch.boxes[number])[inner] < 2 / SPAN).all()
        wide += seen[2] - seen[0] > 1.5 * (seen[3] - seen[1])
    assert 0.3 < wide / len(shown) < 0.7


def test_squares_without_a_defect_have_neither_box_nor_frame(batch):
    clear = batch.classes == 0
    assert clear.any()
    assert not batch.boxes[clear].any()
    assert not batch.frames[clear].any()


def test_frames_take_margins_along_with_the_boxes(batch):
    for number in np.flatnonzero(batch.classes):
        reach = SPAN * 4 ** batch.squares[number, 0, 0, PLANES - 1]
        length, height = np.sort(np.abs((batch.boxes[number][2:] - batch.boxes[number][:2]) * reach))[::-1]
        assert (length, height) == pytest.approx((BOX[2] - BOX[0], BOX[3] - BOX[1]), rel=1e-4)
        # Wider by two pixels on all sides is wider by two pixels on all sides, however it is turned.
        outward = batch.frames[number] @ np.array([-2, -2, 2, 2], np.float32)
        assert np.allclose(outward * reach, [-2, -2, 2, 2], atol=1e-3)
