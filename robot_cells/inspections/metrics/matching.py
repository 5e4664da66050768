"""Which detections are true: greedy matching by overlap, class by class, the surest first.

A detection takes the true box of its class that it overlaps most among those that no surer one has taken, if the
intersection over union reaches the threshold; what then is left over are misses and false calls. This is the matching
of COCO (Lin et al., Microsoft COCO, ECCV 2014; its `evaluateImg` without crowds); PASCAL VOC's own counts a detection
as false when the box that it overlaps most is taken, even where another would do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.metrics.judged_picture import JudgedPicture, Numbers, corners, overlaps

LITERATURE_IOU = 0.33
"""The overlap that DeepPCB's authors ask for (arXiv:1902.06197, 4.2): its boxes are loose."""
COCO_IOUS = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))
"""0.5 to 0.95 in steps of 0.05."""


@dataclass(frozen=True, slots=True)
class ClassMatches:
    """All detections of a class in all pictures, from the surest down.

    `probability` (n,); `picture` (n,) the number of the picture, `place` (n,) that of the detection in it;
    `truth` (thresholds, n): the number of the true box in the picture that it took, or -1. `truth_picture` (truths,)
    has the picture of each true box, `ious` are the thresholds.
    """

    defect_class: str
    truth_picture: npt.NDArray[np.int64]
    ious: tuple[float, ...]
    probability: Numbers
    picture: npt.NDArray[np.int64]
    place: npt.NDArray[np.int64]
    truth: npt.NDArray[np.int64]

    @property
    def is_true(self) -> npt.NDArray[np.bool_]:
        """(thresholds, n): whether a detection is true."""
        return self.truth >= 0

    @property
    def truths(self) -> int:
        """How many true boxes there are."""
        return len(self.truth_picture)

    def only(self, pictures: npt.NDArray[np.int64]) -> ClassMatches:
        """The matches in some of the pictures, given by number: each picture is matched by itself."""
        kept, there = np.isin(self.picture, pictures), np.isin(self.truth_picture, pictures)
        return replace(
            self,
            truth_picture=self.truth_picture[there],
            probability=self.probability[kept],
            picture=self.picture[kept],
            place=self.place[kept],
            truth=self.truth[:, kept],
        )


def match_classes(
    pictures: Sequence[JudgedPicture], classes: Sequence[str], ious: Sequence[float]
) -> dict[str, ClassMatches]:
    """The matches of each class at each threshold; equally sure detections are taken in the order of the pictures."""
    return {name: _match(pictures, name, tuple(ious)) for name in classes}


def greedy(overlap: Numbers, iou: float) -> npt.NDArray[np.int64]:
    """For each detection (row of `overlap`, surest first) the true box (column) that it takes, or -1."""
    taken = np.full(len(overlap), -1, dtype=np.int64)
    if not overlap.size:
        return taken
    free = overlap.copy()
    for row in range(len(free)):
        best = int(free[row].argmax())
        if free[row, best] >= iou:
            taken[row] = best
            free[:, best] = -1.0
    return taken


def _match(pictures: Sequence[JudgedPicture], name: str, ious: tuple[float, ...]) -> ClassMatches:
    probability: list[float] = []
    origin: list[tuple[int, int]] = []
    taken: list[npt.NDArray[np.int64]] = []
    truth_picture: list[int] = []
    for number, picture in enumerate(pictures):
        truths = [place for place, box in enumerate(picture.truths) if box.defect_class == name]
        places = [place for place, item in enumerate(picture.detections) if item.defect_class == name]
        truth_picture += [number] * len(truths)
        if not places:
            continue
        found = [picture.detections[place] for place in places]
        overlap = overlaps(corners(found), corners([picture.truths[place] for place in truths]))
        numbers = np.array([*truths, -1], dtype=np.int64)  # The last is what -1 points at.
        taken.append(np.stack([numbers[greedy(overlap, iou)] for iou in ious]))
        probability += [item.probability for item in found]
        origin += [(number, place) for place in places]
    order = np.argsort(-np.array(probability), kind="stable")
    where = np.array(origin, dtype=np.int64).reshape(-1, 2)[order]
    truth = np.concatenate(taken, axis=1)[:, order] if taken else np.empty((len(ious), 0), dtype=np.int64)
    there = np.array(truth_picture, dtype=np.int64)
    return ClassMatches(name, there, ious, np.array(probability)[order], where[:, 0], where[:, 1], truth)
