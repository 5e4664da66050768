"""What a model saw in a picture beside what is truly in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.samples.sample import LabelledBox, Sample
from robot_cells.inspections.verdict import Detection, InspectionResult

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class JudgedPicture:
    """A picture's boxes: the true ones, and the detections from the surest down."""

    name: str
    group: str
    truths: tuple[LabelledBox, ...]
    detections: tuple[Detection, ...]


def only_class(model_classes: Sequence[str], sample_classes: Sequence[str]) -> str | None:
    """The one class that a model knows, if the samples do not have it: then it cannot tell theirs apart."""
    is_alone = len(model_classes) == 1 and model_classes[0] not in sample_classes
    return model_classes[0] if is_alone else None


def judged_pictures(
    samples: Sequence[Sample], results: Sequence[InspectionResult], only: str | None = None
) -> list[JudgedPicture]:
    """Those of which the boxes are known, each with its result; equally sure detections keep their order.

    With `only` all true boxes are given that class.
    """
    return [
        JudgedPicture(sample.name, sample.group, _named(sample.boxes, only), surest_first(result.detections))
        for sample, result in zip(samples, results, strict=True)
        if sample.boxes is not None
    ]


def _named(boxes: tuple[LabelledBox, ...], only: str | None) -> tuple[LabelledBox, ...]:
    return boxes if only is None else tuple(replace(box, defect_class=only) for box in boxes)


def surest_first(detections: Sequence[Detection]) -> tuple[Detection, ...]:
    """In order of probability; the sort is stable."""
    return tuple(sorted(detections, key=lambda item: -item.probability))


def corners(boxes: Sequence[LabelledBox | Detection]) -> Numbers:
    """(boxes, 4): x1, y1, x2, y2 in pixels."""
    return np.array([(item.x1, item.y1, item.x2, item.y2) for item in boxes], dtype=np.float64).reshape(-1, 4)


def overlaps(first: Numbers, second: Numbers) -> Numbers:
    """(n, m): intersection over union of every box (n, 4) with every other (m, 4); 0 where both have no area."""
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:], second[None, :, 2:])
    shared = np.clip(high - low, 0.0, None).prod(axis=2)
    areas = [np.clip(boxes[:, 2:] - boxes[:, :2], 0.0, None).prod(axis=1) for boxes in (first, second)]
    union = areas[0][:, None] + areas[1][None, :] - shared
    shares: Numbers = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return shares
