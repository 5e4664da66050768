"""What the network is trained with: squares about labelled defects, about ragged edges, and variations of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.defects.learning import Batch
from robot_cells.inspections.defects.pyramid import EDGE, Pyramid, level_for, look

Boxes = npt.NDArray[np.float32]

BATCH = 256
SHARE_PLACES, SHARE_BOXES = 0.30, 0.42
"""Shares of squares about places that lie in a labelled box, and about the middles of boxes; the rest shows no defect."""
OFF_PX = 5.0
"""Squares are moved by up to this, for no place is ever found exactly."""
SIZE_SCATTER = 0.2
"""Standard deviation of the logarithm of the size by which the level is chosen."""
NOISY_SHARE, NOISE = 0.3, 0.06
"""Share of squares with noise, and the greatest standard deviation of it (1 is the whole range of grey)."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One picture: `boxes` (n, 4) x1, y1, x2, y2 in pixels, `classes` (n,) from 1, `places` (m, 2) of proposals."""

    pictures: Pyramid
    places: npt.NDArray[np.int64]
    boxes: Boxes
    classes: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Square:
    lesson: int
    x: float
    y: float
    box: int
    """Number of the box, -1 for none."""


class Lessons:
    """Draws batches from lessons; the same seed draws the same."""

    def __init__(self, lessons: Sequence[Lesson], random: np.random.Generator) -> None:
        self._lessons, self._random = lessons, random
        self._places: list[_Square] = []
        self._boxes: list[_Square] = []
        self._clear: list[_Square] = []
        for number, lesson in enumerate(lessons):
            for (x, y), box in zip(lesson.places, box_at(lesson.places, lesson.boxes), strict=True):
                (self._places if box >= 0 else self._clear).append(_Square(number, float(x), float(y), int(box)))
            for box, (x1, y1, x2, y2) in enumerate(lesson.boxes):
                self._boxes.append(_Square(number, float(x1 + x2) / 2, float(y1 + y2) / 2, box))

    @property
    def boxes(self) -> int:
        """How many defects there are to learn from."""
        return len(self._boxes)

    def batch(self) -> Batch:
        """`BATCH` squares, turned and mirrored at random."""
        squares = np.empty((BATCH, EDGE, EDGE, 3), np.float32)
        classes, boxes = np.zeros(BATCH, np.int32), np.zeros((BATCH, 4), np.float32)
        for number in range(BATCH):
            squares[number], classes[number], boxes[number] = self._square()
        return Batch(squares, classes, boxes)

    def _square(self) -> tuple[npt.NDArray[np.float32], int, Boxes]:
        random, drawn = self._random, float(self._random.random())
        about_place = drawn < SHARE_PLACES and bool(self._places)
        if not about_place and drawn >= SHARE_PLACES + SHARE_BOXES:
            square = self._no_defect()
        else:
            pool = self._places if about_place else self._boxes
            square = pool[int(random.integers(len(pool)))]
        lesson = self._lessons[square.lesson]
        level = self._level(lesson, square, about_place)
        off = random.uniform(-OFF_PX, OFF_PX, 2)
        seen = look(lesson.pictures, level, square.x + float(off[0]), square.y + float(off[1]))
        pixels = seen.pixels
        if random.random() < NOISY_SHARE:
            pixels[0] += random.normal(0, random.uniform(0, NOISE), pixels[0].shape).astype(np.float32)
        box, kind = np.zeros(4, np.float32), 0
        if square.box >= 0:
            box = ((lesson.boxes[square.box] - (seen.x, seen.y, seen.x, seen.y)) / seen.span).astype(np.float32)
            kind = int(lesson.classes[square.box])
        mirrored, turns = bool(random.integers(2)), int(random.integers(4))
        pixels = np.rot90(pixels[:, :, ::-1] if mirrored else pixels, turns, (1, 2))
        return pixels.transpose(1, 2, 0), kind, turned_box(box, mirrored, turns)

    def _no_defect(self) -> _Square:
        """A place that is no defect, or where there are none anywhere in the picture."""
        if self._clear:
            return self._clear[int(self._random.integers(len(self._clear)))]
        number = int(self._random.integers(len(self._lessons)))
        rows, columns = self._lessons[number].pictures.levels[0].shape[1:]
        x, y = self._random.uniform(0, 2 * (columns - 2 * EDGE)), self._random.uniform(0, 2 * (rows - 2 * EDGE))
        box = box_at(np.array([(x, y)]).astype(np.int64), self._lessons[number].boxes)[0]
        return _Square(number, float(x), float(y), int(box))

    def _level(self, lesson: Lesson, square: _Square, about_place: bool) -> int:
        if square.box < 0:
            return int(self._random.random() < 0.2)
        if about_place:
            return 0
        x1, y1, x2, y2 = lesson.boxes[square.box]
        return level_for(float(max(x2 - x1, y2 - y1)) * float(np.exp(self._random.normal(0, SIZE_SCATTER))))


def box_at(places: npt.NDArray[np.int64], boxes: Boxes) -> npt.NDArray[np.int64]:
    """For each place (n, 2) the box that holds it, the one whose middle is nearest where several do; -1 for none."""
    if not len(boxes) or not len(places):
        return np.full(len(places), -1)
    x, y = places[:, :1], places[:, 1:]
    inside = (x >= boxes[:, 0]) & (x <= boxes[:, 2]) & (y >= boxes[:, 1]) & (y <= boxes[:, 3])
    far = np.hypot(x - (boxes[:, 0] + boxes[:, 2]) / 2, y - (boxes[:, 1] + boxes[:, 3]) / 2)
    nearest = np.where(inside, far, np.inf).argmin(axis=1)
    return np.where(inside.any(axis=1), nearest, -1)


def turned_box(box: Boxes, mirrored: bool, turns: int) -> Boxes:
    """A box about the middle of its square, mirrored left to right, then turned by quarters counter-clockwise."""
    x1, y1, x2, y2 = box
    if mirrored:
        x1, x2 = -x2, -x1
    for _ in range(turns):
        x1, y1, x2, y2 = y1, -x2, y2, -x1
    return np.array((x1, y1, x2, y2), np.float32)
