"""From places to candidates: two looks of the network at each, and one answer for each defect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.defects.squares import FIRST_REACH, closer_reach, folded, square
from robot_cells.inspections.defects.symmetries import AS_IT_IS, SIDES, Symmetry
from robot_cells.inspections.given_picture import UnjudgeableError

Floats = npt.NDArray[np.float32]
Network = Callable[[Floats], Floats]
"""From squares (n, PLANES, EDGE, EDGE) to answers (n, classes + 1 + 4)."""

WORTH_A_SECOND_LOOK = 0.02
"""Places less likely to show a defect than this are dropped after the first look."""
SAME_AFTER_FIRST, SAME_AT_LAST = 0.6, 0.45
"""Candidates of one class whose boxes overlap by more than this (intersection over union) are one defect."""
SAME_OF_ANY_CLASS = 0.75
"""And of two classes by more than this: a pin hole may well lie in the box of a short."""
SECOND_FOR_CHANCES, SECOND_FOR_BOX = 0.8, 0.7
"""Weight of the second look against the first."""
PIXEL_MIDDLE = 0.5
"""Labelled boxes count whole pixels; the middle of a pixel lies half a pixel farther."""


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


def find_candidates(network: Network, pictures: npt.NDArray[np.uint8], places: npt.NDArray[np.int64]) -> Candidates:
    """What the network sees at the places (n, 2) of the widened `pictures`, each defect once, the surest first.

    Raises `UnjudgeableError` when the network's answers are no numbers.
    """
    first = _looked(network, pictures, places.astype(np.float32), [FIRST_REACH] * len(places), (AS_IT_IS,))
    first = first.only(first.chances[:, 0] < 1 - WORTH_A_SECOND_LOOK)
    first = first.only(distinct(first, SAME_AFTER_FIRST))
    if not len(first):
        return first
    middles = ((first.boxes[:, :2] + first.boxes[:, 2:]) / 2).astype(np.float32)
    lengths = (first.boxes[:, 2:] - first.boxes[:, :2]).max(axis=1)
    second = _looked(network, pictures, middles, [closer_reach(float(length)) for length in lengths], SIDES)
    boxes = first.boxes + SECOND_FOR_BOX * (second.boxes - first.boxes)
    chances = first.chances + SECOND_FOR_CHANCES * (second.chances - first.chances)
    both = Candidates(boxes, chances)
    return both.only(distinct(both, SAME_AT_LAST))


def distinct(found: Candidates, share: float) -> npt.NDArray[np.int64]:
    """Numbers of the candidates that no surer one overlaps too much, the surest first."""
    kinds, beliefs = found.chances[:, 1:].argmax(axis=1), found.chances[:, 1:].max(axis=1)
    kept: list[int] = []
    for number in np.argsort(-beliefs, kind="stable"):
        if kept:
            allowed = np.where(kinds[kept] == kinds[number], share, max(share, SAME_OF_ANY_CLASS))
            if (overlaps(found.boxes[number], found.boxes[kept]) > allowed).any():
                continue
        kept.append(int(number))
    return np.array(kept, np.int64)


def overlaps(box: Floats, others: Floats) -> Floats:
    """Intersection over union of a box (4,) with others (n, 4)."""
    corner, far = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    shared = np.prod(np.maximum(0, far - corner), axis=1)
    areas = np.prod(np.maximum(0, others[:, 2:] - others[:, :2]), axis=1)
    whole = np.prod(np.maximum(0, box[2:] - box[:2])) + areas - shared
    return np.asarray(shared / np.maximum(whole, 1e-9), dtype=np.float32)


def _looked(
    network: Network,
    pictures: npt.NDArray[np.uint8],
    places: Floats,
    reaches: Sequence[float],
    sides: Sequence[Symmetry],
) -> Candidates:
    """The mean of the answers from all sides."""
    if not len(places):
        # The network knows how many classes there are; without a place there is nothing to ask it.
        return Candidates(np.zeros((0, 4), np.float32), np.zeros((0, 2), np.float32))
    seen = [square(pictures, float(x), float(y), reach) for (x, y), reach in zip(places, reaches, strict=True)]
    handed = [folded(side.planes(item.pixels), item.reach) for side in sides for item in seen]
    answers = network(np.stack(handed)).reshape(len(sides), len(seen), -1)
    if not bool(np.isfinite(answers).all()):
        raise UnjudgeableError("The network gives answers that are no numbers; its weights are spoiled.")
    boxes = np.mean([side.boxes_back(told[:, -4:]) for side, told in zip(sides, answers, strict=True)], axis=0)
    chances = np.mean([_softmax(told[:, :-4]) for told in answers], axis=0)
    reach = np.array([item.reach for item in seen], np.float32)[:, None]
    middles = np.array([(item.x, item.y, item.x, item.y) for item in seen], np.float32)
    return Candidates((boxes * reach + middles - PIXEL_MIDDLE).astype(np.float32), chances.astype(np.float32))


def _softmax(answers: Floats) -> Floats:
    powers = np.exp(answers - answers.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)
