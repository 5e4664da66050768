"""From places to candidates: two looks of the network at each, and one answer for each defect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.defects.pyramid import Pyramid, level_for, look

Floats = npt.NDArray[np.float32]
Network = Callable[[Floats], Floats]
"""From squares (n, 3, EDGE, EDGE) to answers (n, classes + 1 + 4)."""

WORTH_A_SECOND_LOOK = 0.02
"""Places less likely to show a defect than this are dropped after the first look."""
SAME_AFTER_FIRST, SAME_AT_LAST = 0.6, 0.45
"""Candidates whose boxes overlap by more than this share (intersection over union) are one defect."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """`boxes` (n, 4) x1, y1, x2, y2 in pixels; `chances` (n, classes + 1), the first being that of no defect."""

    boxes: Floats
    chances: Floats

    def __len__(self) -> int:
        return len(self.boxes)

    def only(self, chosen: npt.NDArray[np.generic]) -> Candidates:
        """Those chosen by a mask or by numbers."""
        return Candidates(self.boxes[chosen], self.chances[chosen])


def find_candidates(network: Network, pictures: Pyramid, places: npt.NDArray[np.int64]) -> Candidates:
    """What the network sees at the places, each defect once; box and class are those of the second look."""
    first = _looked(network, pictures, places.astype(np.float32), [0] * len(places))
    first = first.only(first.chances[:, 0] < 1 - WORTH_A_SECOND_LOOK)
    first = first.only(distinct(first.boxes, 1 - first.chances[:, 0], SAME_AFTER_FIRST))
    middles = (first.boxes[:, :2] + first.boxes[:, 2:]) / 2
    lengths = (first.boxes[:, 2:] - first.boxes[:, :2]).max(axis=1) if len(first) else np.zeros(0)
    second = _looked(network, pictures, middles, [level_for(float(length)) for length in lengths])
    both = Candidates(second.boxes, (first.chances + second.chances) / 2)
    return both.only(distinct(both.boxes, both.chances[:, 1:].max(axis=1, initial=0.0), SAME_AT_LAST))


def distinct(boxes: Floats, scores: Floats, share: float) -> npt.NDArray[np.int64]:
    """Numbers of the boxes that no better one overlaps by more than the share, the best first."""
    kept: list[int] = []
    for number in np.argsort(-scores, kind="stable"):
        if not kept or float(overlaps(boxes[number], boxes[kept]).max()) <= share:
            kept.append(int(number))
    return np.array(kept, np.int64)


def overlaps(box: Floats, others: Floats) -> Floats:
    """Intersection over union of a box (4,) with others (n, 4)."""
    corner, far = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    shared = np.prod(np.maximum(0, far - corner), axis=1)
    areas = np.prod(np.maximum(0, others[:, 2:] - others[:, :2]), axis=1)
    whole = np.prod(np.maximum(0, box[2:] - box[:2])) + areas - shared
    return np.asarray(shared / np.maximum(whole, 1e-9), dtype=np.float32)


def _looked(network: Network, pictures: Pyramid, places: Floats, levels: list[int]) -> Candidates:
    if not len(places):
        # The network knows how many classes there are; without a place there is nothing to ask it.
        return Candidates(np.zeros((0, 4), np.float32), np.zeros((0, 2), np.float32))
    looks = [look(pictures, level, float(x), float(y)) for (x, y), level in zip(places, levels, strict=True)]
    answers = network(np.stack([item.pixels for item in looks]))
    spans = np.array([item.span for item in looks], np.float32)[:, None]
    middles = np.array([(item.x, item.y, item.x, item.y) for item in looks], np.float32)
    return Candidates(answers[:, -4:] * spans + middles, _softmax(answers[:, :-4]))


def _softmax(answers: Floats) -> Floats:
    powers = np.exp(answers - answers.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)
