"""What a network believes to see, before thresholds: boxes, classes, probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
Numbers = npt.NDArray[np.int64]
LOOKED_AT = 10
"""Before suppression so many times as many candidates are kept as may remain: its work grows with their square."""
PROBABILITY_SLACK = 1e-3
"""Probabilities of half precision end this much beyond 0 and 1."""


class OutputError(Exception):
    """An output is not what the card says, or no number; the text says why and becomes the message of `undecided`."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """`boxes` (n, 4) of left, top, right, bottom in pixels of the network's input; `numbers` (n,) index the classes.

    `probabilities` (n,) are between 0 and 1.
    """

    boxes: Floats
    numbers: Numbers
    probabilities: Floats

    @classmethod
    def none(cls) -> Candidates:
        """Nothing was seen."""
        return cls(np.zeros((0, 4)), np.zeros(0, np.int64), np.zeros(0))

    def taken(self, index: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> Candidates:
        """Those of an index or mask, in its order."""
        return Candidates(self.boxes[index], self.numbers[index], self.probabilities[index])


def from_centres(boxes: Floats) -> Floats:
    """Boxes (n, 4) of centre, width and height as left, top, right, bottom."""
    half = boxes[:, 2:] / 2
    return np.concatenate([boxes[:, :2] - half, boxes[:, :2] + half], axis=1)


def checked_probabilities(values: Floats) -> Floats:
    """The values, brought to 0 to 1; raises `OutputError` for what is far from that: these are no probabilities."""
    if values.size and (values.min() < -PROBABILITY_SLACK or values.max() > 1 + PROBABILITY_SLACK):
        raise OutputError(
            f"The network gives {values.min():.3g} to {values.max():.3g}, which are no probabilities: "
            "the setting `activation` does not fit it."
        )
    return np.clip(values, 0.0, 1.0)


def best_classes(scores: Floats, least: float) -> tuple[npt.NDArray[np.intp], Numbers, Floats]:
    """Of scores (n, classes): which pairs are at least `least`, as rows, class numbers and probabilities."""
    rows, numbers = np.nonzero(scores >= least)
    return rows, numbers.astype(np.int64), scores[rows, numbers]


def suppressed(found: Candidates, overlap: float, most: int) -> Candidates:
    """Non-maximum suppression within each class: at most `most`, the most probable first; `overlap` 1 keeps all.

    Greedy, as in Felzenszwalb et al., IEEE TPAMI 32 (2010), section 4.4.
    """
    order = np.argsort(-found.probabilities, kind="stable")[: LOOKED_AT * most]
    if overlap >= 1.0:
        return found.taken(order[:most])
    kept: list[int] = []
    open_ = np.ones(len(order), dtype=bool)
    sizes = np.prod(found.boxes[:, 2:] - found.boxes[:, :2], axis=1)
    for place, index in enumerate(order):
        if not open_[place]:
            continue
        kept.append(int(index))
        if len(kept) == most:
            break
        rest = order[place + 1 :]
        inner = np.minimum(found.boxes[index, 2:], found.boxes[rest, 2:])
        inner = np.maximum(0.0, inner - np.maximum(found.boxes[index, :2], found.boxes[rest, :2]))
        shared = inner[:, 0] * inner[:, 1]
        union = np.maximum(sizes[index] + sizes[rest] - shared, 1e-12)
        open_[place + 1 :] &= ~((shared / union > overlap) & (found.numbers[rest] == found.numbers[index]))
    return found.taken(np.asarray(kept, dtype=np.intp))
