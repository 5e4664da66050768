"""What each candidate may be: every class that is not out of the question, not the likeliest alone.

A mousebite that is nearly as wide as its line may as well be an open. Who asks for all mousebites gets it, too, with
its own, lower probability.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.defects.candidates import SAME_AT_LAST, Candidates, Floats, overlaps

LEAST_CHANCE = 0.01
"""What a candidate is less likely than this, it is not read as."""


@dataclass(frozen=True, slots=True)
class Readings:
    """One row for each class that a candidate may be of, the worthiest first.

    `candidates` (m,) are their numbers, `kinds` (m,) the classes from 0, `boxes` (m, 4) in pixels, `worth` (m,) as of
    candidates. A candidate's first reading is its likeliest.
    """

    candidates: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int64]
    boxes: Floats
    worth: Floats

    def __len__(self) -> int:
        return len(self.kinds)


def readings(found: Candidates) -> Readings:
    """All readings; none beside a worthier one of the same class that overlaps as if it were the same defect."""
    chances = found.chances[:, 1:]
    candidates, kinds = np.nonzero((chances >= LEAST_CHANCE) | (chances == chances.max(axis=1, keepdims=True)))
    worth = found.worth_of(chances)[candidates, kinds]
    boxes = found.boxes[candidates]
    kept: list[int] = []
    for number in np.argsort(-worth, kind="stable"):
        same = [other for other in kept if kinds[other] == kinds[number]]
        if not same or not (overlaps(boxes[number], boxes[same]) > SAME_AT_LAST).any():
            kept.append(int(number))
    order = np.array(kept, np.int64)
    return Readings(candidates[order], kinds[order], boxes[order], worth[order])
