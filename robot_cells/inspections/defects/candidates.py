"""From places to candidates: two looks of the network at each, and one answer for each defect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.defects.network import BOX, LEAST_SPREAD, SPREADS, USUAL_SPREAD
from robot_cells.inspections.defects.squares import FIRST_REACH, closer_reach, folded, square
from robot_cells.inspections.defects.symmetries import AS_IT_IS, SIDES, Symmetry
from robot_cells.inspections.given_picture import UnjudgeableError

Floats = npt.NDArray[np.float32]
Network = Callable[[Floats], Floats]
"""From squares (n, PLANES, EDGE, EDGE) to answers (n, classes + 1 + 4 + 4)."""

WORTH_A_SECOND_LOOK = 0.02
"""Places less likely to show a defect than this are dropped after the first look."""
SAME_AFTER_FIRST, SAME_AT_LAST = 0.6, 0.45
"""Candidates of one class whose boxes overlap by more than this (intersection over union) are one defect."""
SAME_OF_ANY_CLASS = 0.75
"""And of two classes by more than this: a pin hole may well lie in the box of a short."""
SECOND_FOR_BOX = 0.7
"""Weight of the second look, from all sides together, against the first, where both are as sure of an edge."""
PRECISION_POWER = 2.0
"""The worth of a candidate is its chance times the expected overlap with the labelled box to this power."""
PIXEL_MIDDLE = 0.5
"""Labelled boxes count whole pixels; the middle of a pixel lies half a pixel farther."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """`boxes` (n, 4) x1, y1, x2, y2 in pixels; `chances` (n, classes + 1), the first being that of no defect.

    `spreads` (n, 4) are the mean errors of the boxes' edges that the network expects, in pixels.
    """

    boxes: Floats
    chances: Floats
    spreads: Floats

    def __len__(self) -> int:
        return len(self.boxes)

    def only(self, chosen: npt.NDArray[np.generic]) -> Candidates:
        """Those chosen by a mask or by numbers."""
        return Candidates(self.boxes[chosen], self.chances[chosen], self.spreads[chosen])

    @property
    def kinds(self) -> npt.NDArray[np.int64]:
        """The likeliest class of each (n,), from 0."""
        return _kinds(self.chances)

    @property
    def worth(self) -> Floats:
        """What candidates are ranked by (n,), 0 to 1: how likely they are, and how well their boxes may fit."""
        return np.asarray(self.worth_of(self.chances[:, 1:]).max(axis=1), dtype=np.float32)

    def worth_of(self, chances: Floats) -> Floats:
        """The same for chances (n, m)."""
        return np.asarray(chances * self.expected_overlaps[:, None] ** PRECISION_POWER, dtype=np.float32)

    @property
    def expected_overlaps(self) -> Floats:
        """Roughly the intersection over union with the labelled boxes (n,) if they are defects."""
        edges = np.maximum(1.0, self.boxes[:, 2:] - self.boxes[:, :2])
        share = ((self.spreads[:, :2] + self.spreads[:, 2:]) / edges).sum(axis=1)
        return np.asarray(1 / (1 + share), dtype=np.float32)


def find_candidates(
    network: Network, margins: Floats, pictures: npt.NDArray[np.uint8], places: npt.NDArray[np.int64]
) -> Candidates:
    """What the network sees at the places (n, 2) of the widened `pictures`, each defect once, the worthiest first.

    `margins` (classes, 4) in pixels are those of `Weights`. Raises `UnjudgeableError` when the network's answers are
    no numbers.
    """
    looked = partial(_looked, network, pictures)
    looks = looked(places.astype(np.float32), [FIRST_REACH] * len(places), (AS_IT_IS,))
    first = _weighed(looks, margins)
    chosen = np.flatnonzero(first.chances[:, 0] < 1 - WORTH_A_SECOND_LOOK)
    chosen = chosen[distinct(first.only(chosen), SAME_AFTER_FIRST)]
    if not len(chosen):
        return first.only(chosen)
    boxes = first.boxes[chosen]
    middles = ((boxes[:, :2] + boxes[:, 2:]) / 2).astype(np.float32)
    lengths = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    closer = looked(middles, [closer_reach(float(length)) for length in lengths], SIDES)
    both = _weighed(looks.only(chosen), margins, closer)
    return both.only(distinct(both, SAME_AT_LAST))


def distinct(found: Candidates, share: float) -> npt.NDArray[np.int64]:
    """Numbers of the candidates that no worthier one overlaps too much, the worthiest first."""
    kinds = found.kinds
    kept: list[int] = []
    for number in np.argsort(-found.worth, kind="stable"):
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


@dataclass(frozen=True, slots=True)
class _Looks:
    """`boxes` and `spreads` (sides, n, 4) in pixels of the upright picture.

    `beliefs` (sides, n, classes + 1) are logarithms of the chances, up to an addend.
    """

    boxes: Floats
    spreads: Floats
    beliefs: Floats

    def only(self, chosen: npt.NDArray[np.int64]) -> _Looks:
        return _Looks(self.boxes[:, chosen], self.spreads[:, chosen], self.beliefs[:, chosen])


def _weighed(first: _Looks, margins: Floats, closer: _Looks | None = None) -> Candidates:
    """One candidate from all looks at it; of its edges, those with the smaller spreads count more (by its square).

    What it is, the closer look knows better than both together: it says so alone, by the mean of its beliefs.
    """
    chances = _softmax((first if closer is None else closer).beliefs.mean(axis=0))
    margin = margins[_kinds(chances)]
    if closer is None:
        return Candidates(first.boxes[0] + margin, chances, first.spreads[0])
    sides = len(closer.boxes)
    weights = np.array([1 - SECOND_FOR_BOX, *[SECOND_FOR_BOX / sides] * sides], np.float32)[:, None, None]
    spreads = np.concatenate([first.spreads, closer.spreads])
    shares = weights / spreads**2
    boxes = (shares * np.concatenate([first.boxes, closer.boxes])).sum(axis=0) / shares.sum(axis=0)
    return Candidates(boxes + margin, chances, (weights * spreads).sum(axis=0))


def _looked(
    network: Network,
    pictures: npt.NDArray[np.uint8],
    places: Floats,
    reaches: Sequence[float],
    sides: Sequence[Symmetry],
) -> _Looks:
    """The answers from all sides."""
    if not len(places):
        # The network knows how many classes there are; without a place there is nothing to ask it.
        nothing = np.zeros((len(sides), 0, 4), np.float32)
        return _Looks(nothing, nothing, np.zeros((len(sides), 0, 2), np.float32))
    seen = [square(pictures, float(x), float(y), reach) for (x, y), reach in zip(places, reaches, strict=True)]
    pixels, reach = np.stack([item.pixels for item in seen]), np.array([item.reach for item in seen], np.float32)
    handed = np.concatenate([folded(side.planes(pixels), reach) for side in sides])
    answers = network(handed).reshape(len(sides), len(seen), -1)
    if not bool(np.isfinite(answers).all()):
        raise UnjudgeableError("The network gives answers that are no numbers; its weights are spoiled.")
    named, edges, told = np.split(answers, [-BOX - SPREADS, -SPREADS], axis=2)
    boxes = np.stack([side.boxes_back(part) for side, part in zip(sides, edges, strict=True)])
    # Spreads change places with their edges, but are never negative.
    spreads = np.stack([np.abs(side.boxes_back(part)) for side, part in zip(sides, spread_of(told), strict=True)])
    middles = np.array([(item.x, item.y, item.x, item.y) for item in seen], np.float32)
    return _Looks(boxes * reach[:, None] + (middles - np.float32(PIXEL_MIDDLE)), spreads * reach[:, None], named)


def spread_of(told: Floats) -> Floats:
    """What the network tells of its boxes' edges as mean errors, in units of the square's edge."""
    # Beyond any picture nothing is added by a greater one, and the exponential stays a number.
    return np.asarray(LEAST_SPREAD + USUAL_SPREAD * np.exp(np.minimum(told, 20)), dtype=np.float32)


def _softmax(answers: Floats) -> Floats:
    powers = np.exp(answers - answers.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def _kinds(chances: Floats) -> npt.NDArray[np.int64]:
    return np.asarray(chances[:, 1:].argmax(axis=1), dtype=np.int64)
