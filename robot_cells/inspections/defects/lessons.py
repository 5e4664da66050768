"""What the network is trained with: squares about labelled defects, about ragged edges, and variations of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.defects.candidates import PIXEL_MIDDLE
from robot_cells.inspections.defects.learning import Batch
from robot_cells.inspections.defects.squares import EDGE, FIRST_REACH, MARGIN, PLANES, closer_reach, folded, square
from robot_cells.inspections.defects.symmetries import Symmetry

Floats = npt.NDArray[np.float32]

BATCH = 128
SHARE_PLACES, SHARE_BOXES = 0.34, 0.40
"""Shares of first looks at places in a labelled box, and of second looks at boxes; the rest shows no defect."""
OFF_PX, OFF_CLEAR_PX, OFF_SHARE = 4.0, 6.0, 0.12
"""Squares are moved by up to this: first looks, those at no defect, and second looks by a share of the box's length."""
REACH_SCATTER, CLOSER_SCATTER, CLEAR_SCATTER = 0.05, 0.15, 0.3
"""Standard deviations of the logarithm of what squares span."""
USUAL_LENGTH_PX = 34.0
"""Second looks at what is no defect span as much as those at a defect of this length."""
FIRST_SHARE_OF_CLEAR = 0.4
SLIPPED_SHARE, SLIP_PX = 0.2, 2
"""Share of squares whose reference is badly aligned, and by how much at most, along each axis."""
NOISY_SHARE, NOISE = 0.3, 0.06
"""Share of squares with noise, and the greatest standard deviation of it (1 is the whole range of grey)."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One picture, widened: `places` (m, 2) of proposals, `boxes` (n, 4) in pixels, `classes` (n,) from 1."""

    pictures: npt.NDArray[np.uint8]
    places: npt.NDArray[np.int64]
    boxes: Floats
    classes: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Spot:
    lesson: int
    x: float
    y: float
    box: int
    """Number of the box, -1 for none."""


class Lessons:
    """Draws batches from lessons; the same seed draws the same."""

    def __init__(self, lessons: Sequence[Lesson], random: np.random.Generator) -> None:
        self._lessons, self._random = lessons, random
        self._places: list[_Spot] = []
        self._boxes: list[_Spot] = []
        self._clear: list[_Spot] = []
        for number, lesson in enumerate(lessons):
            for (x, y), box in zip(lesson.places, box_at(lesson.places, lesson.boxes), strict=True):
                (self._places if box >= 0 else self._clear).append(_Spot(number, float(x), float(y), int(box)))
            for box, (x1, y1, x2, y2) in enumerate(lesson.boxes):
                self._boxes.append(_Spot(number, float(x1 + x2) / 2, float(y1 + y2) / 2, box))

    def batch(self) -> Batch:
        """`BATCH` squares, turned and mirrored at random."""
        squares = np.empty((BATCH, EDGE, EDGE, PLANES), np.float32)
        classes, boxes = np.zeros(BATCH, np.int32), np.zeros((BATCH, 4), np.float32)
        frames = np.zeros((BATCH, 4, 4), np.float32)
        for number in range(BATCH):
            squares[number], classes[number], boxes[number], frames[number] = self._square()
        return Batch(squares, classes, boxes, frames)

    def _square(self) -> tuple[Floats, int, Floats, Floats]:
        random, drawn = self._random, float(self._random.random())
        if drawn < SHARE_PLACES and self._places:
            spot, off, reach = self._drawn(self._places), OFF_PX, FIRST_REACH * self._scatter(REACH_SCATTER)
        elif drawn < SHARE_PLACES + SHARE_BOXES:
            spot = self._drawn(self._boxes)
            x1, y1, x2, y2 = self._lessons[spot.lesson].boxes[spot.box]
            length = float(max(x2 - x1, y2 - y1))
            off, reach = OFF_SHARE * length, closer_reach(length * self._scatter(CLOSER_SCATTER))
        else:
            spot, off, reach = self._no_defect(), OFF_CLEAR_PX, FIRST_REACH
            if random.random() >= FIRST_SHARE_OF_CLEAR:
                reach = closer_reach(USUAL_LENGTH_PX * self._scatter(CLEAR_SCATTER))
        return self._varied(spot, off, reach)

    def _varied(self, spot: _Spot, off: float, reach: float) -> tuple[Floats, int, Floats, Floats]:
        random, lesson = self._random, self._lessons[spot.lesson]
        moved = random.uniform(-off, off, 2)
        slip = (0, 0)
        if random.random() < SLIPPED_SHARE:
            slip = (int(random.integers(-SLIP_PX, SLIP_PX + 1)), int(random.integers(-SLIP_PX, SLIP_PX + 1)))
        seen = square(lesson.pictures, spot.x + float(moved[0]), spot.y + float(moved[1]), reach, slip)
        pixels = seen.pixels
        if random.random() < NOISY_SHARE:
            pixels[0] += random.normal(0, random.uniform(0, NOISE), pixels[0].shape).astype(np.float32)
        side = Symmetry(bool(random.integers(2)), int(random.integers(4)))
        planes = folded(side.planes(pixels)[None], np.array([seen.reach], np.float32))[0].transpose(1, 2, 0)
        if spot.box < 0:
            return planes, 0, np.zeros(4, np.float32), np.zeros((4, 4), np.float32)
        middle = (seen.x, seen.y, seen.x, seen.y)
        box = ((lesson.boxes[spot.box] + PIXEL_MIDDLE - middle) / seen.reach).astype(np.float32)
        frame = side.boxes(np.eye(4, dtype=np.float32)).T / np.float32(seen.reach)
        return planes, int(lesson.classes[spot.box]), side.boxes(box[None])[0], frame

    def _no_defect(self) -> _Spot:
        """A place that is no defect; anywhere in a picture where there are no such places."""
        if self._clear:
            return self._drawn(self._clear)
        number = int(self._random.integers(len(self._lessons)))
        rows, columns = (size - 2 * MARGIN for size in self._lessons[number].pictures.shape[1:])
        x, y = int(self._random.integers(columns)), int(self._random.integers(rows))
        return _Spot(number, x, y, int(box_at(np.array([(x, y)]), self._lessons[number].boxes)[0]))

    def _drawn(self, spots: Sequence[_Spot]) -> _Spot:
        return spots[int(self._random.integers(len(spots)))]

    def _scatter(self, deviation: float) -> float:
        return float(np.exp(self._random.normal(0, deviation)))


def box_at(places: npt.NDArray[np.int64], boxes: Floats) -> npt.NDArray[np.int64]:
    """For each place (n, 2) the box that holds it, the one whose middle is nearest where several do; -1 for none."""
    if not len(boxes) or not len(places):
        return np.full(len(places), -1)
    x, y = places[:, :1], places[:, 1:]
    inside = (x >= boxes[:, 0]) & (x <= boxes[:, 2]) & (y >= boxes[:, 1]) & (y <= boxes[:, 3])
    far = np.hypot(x - (boxes[:, 0] + boxes[:, 2]) / 2, y - (boxes[:, 1] + boxes[:, 3]) / 2)
    nearest = np.where(inside, far, np.inf).argmin(axis=1)
    return np.where(inside.any(axis=1), nearest, -1)
