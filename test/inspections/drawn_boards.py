"""Small boards of copper lines and pads, drawn for the tests, with defects of three kinds."""

import cv2
import numpy as np

CLASSES = ("open", "spur", "pin-hole")
EDGE = 240


def drawn_board(random):
    """A good board: black copper on white, (EDGE, EDGE) of uint8."""
    board = np.full((EDGE, EDGE), 255, np.uint8)
    for row in range(30, EDGE, 50):
        bend = int(random.integers(60, EDGE - 60))
        rise = int(random.integers(-12, 13))
        points = np.array([(0, row), (bend, row), (bend + abs(rise), row + rise), (EDGE, row + rise)])
        cv2.polylines(board, [points.reshape(-1, 1, 2)], False, 0, 12)
        cv2.circle(board, (int(random.integers(20, EDGE - 20)), row), 15, 0, -1)
    return board


def with_defects(board, random, count=2):
    """A copy with defects, and their boxes x1, y1, x2, y2 with the number of the class from 1."""
    spoiled, boxes = board.copy(), []
    copper = np.argwhere(cv2.erode(255 - board, np.ones((9, 9), np.uint8)) > 0)
    copper = copper[(copper.min(axis=1) > 25) & (copper.max(axis=1) < EDGE - 25)]
    while len(boxes) < count:
        y, x = copper[int(random.integers(len(copper)))]
        if any(abs(x - (a + c) / 2) + abs(y - (b + d) / 2) < 60 for a, b, c, d, _ in boxes):
            continue
        kind, before = int(random.integers(1, 4)), spoiled.copy()
        if kind == 1:
            cv2.rectangle(spoiled, (int(x) - 4, int(y) - 20), (int(x) + 4, int(y) + 20), 255, -1)
        elif kind == 2:
            cv2.line(spoiled, (int(x), int(y)), (int(x), int(y) - 18), 0, 7)
        else:
            cv2.circle(spoiled, (int(x), int(y)), 3, 255, -1)
        # A spur that is drawn on copper, or an opening where there is none, is no defect.
        if np.count_nonzero(before != spoiled) < 25:
            spoiled = before
            continue
        boxes.append((int(x) - 16, int(y) - 20, int(x) + 16, int(y) + 16, kind))
    return spoiled, boxes
