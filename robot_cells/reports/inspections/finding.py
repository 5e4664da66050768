"""The mistakes that deserve a look: what was missed, and what was called though nothing is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from robot_cells.inspections.metrics.confusion import pair_up
from robot_cells.inspections.metrics.f_score import threshold_of
from robot_cells.inspections.metrics.judged_picture import JudgedPicture, corners, judged_pictures, overlaps
from robot_cells.inspections.samples.sample import LabelledBox, Sample
from robot_cells.inspections.verdict import Detection, InspectionResult, Verdict


class Mistake(Enum):
    """What kind of mistake."""

    MISS = "missed"
    """A defect that nothing sure enough marks, or only as another class."""
    FALSE_CALL = "called"
    """A detection, sure enough, where there is no such defect."""
    ESCAPE = "passed"
    """A bad picture that passed."""
    FALSE_FAIL = "failed"
    """A good picture that failed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake: `truth` is the defect that was missed, `detection` the one that is false or comes nearest to it.

    Both are None where the whole picture is meant. `truths` and `detections` are all of the picture, `is_counted` says
    of each detection whether it reaches its threshold. `badness` orders them, the worst having the greatest;
    `overlap` is that of `truth` and `detection`, 0 to 1.
    """

    mistake: Mistake
    sample: Sample
    truth: LabelledBox | None
    detection: Detection | None
    truths: tuple[LabelledBox, ...]
    detections: tuple[Detection, ...]
    is_counted: tuple[bool, ...]
    badness: float
    said: str
    overlap: float = 0.0

    @property
    def what(self) -> str:
        """One line: what it is, and what was said."""
        match self.mistake:
            case Mistake.MISS if self.truth is not None:
                nearest = self.detection
                seen = "nothing seen" if nearest is None else f"seen: {_named(nearest)}, overlap {self.overlap:.2f}"
                return f"{self.truth.defect_class} missed; {seen}"
            case Mistake.FALSE_CALL if self.detection is not None:
                there = "nothing is there" if self.truth is None else f"there: {self.truth.defect_class}"
                return f"{_named(self.detection)} called; {there}"
            case _:
                return f"{self.sample.picture_class or 'the picture'} {self.mistake.value}: {self.said}"


def box_findings(
    samples: Sequence[Sample],
    results: Sequence[InspectionResult],
    thresholds: Mapping[str, float],
    only: str | None = None,
) -> list[Finding]:
    """Misses and false calls of boxes. The less was seen, the worse the miss; the surer, the worse the false call.

    With `only` all true boxes have that class: that of a model that knows no other.
    """
    by_name = {sample.name: sample for sample in samples}
    found: list[Finding] = []
    for picture in judged_pictures(samples, results, only):
        found += _of_picture(picture, by_name[picture.name], thresholds)
    return sorted(found, key=lambda item: (-item.badness, item.sample.name))


def picture_findings(samples: Sequence[Sample], results: Sequence[InspectionResult]) -> list[Finding]:
    """Escapes and false calls of whole pictures, the most wrong score first."""
    found = []
    for sample, result in zip(samples, results, strict=True):
        mistake = _of_verdict(sample, result)
        if mistake is not None:
            score = 0.5 if result.score is None else result.score
            badness = score if mistake is Mistake.FALSE_FAIL else 1.0 - score
            said = result.message or result.verdict.value
            boxes = (sample.boxes or (), result.detections, (True,) * len(result.detections))
            found.append(Finding(mistake, sample, None, None, *boxes, badness, said))
    return sorted(found, key=lambda item: (-item.badness, item.sample.name))


def _of_verdict(sample: Sample, result: InspectionResult) -> Mistake | None:
    if sample.is_good is False and result.verdict is Verdict.PASS:
        return Mistake.ESCAPE
    if sample.is_good is True and result.verdict is Verdict.FAIL:
        return Mistake.FALSE_FAIL
    return None


def _of_picture(picture: JudgedPicture, sample: Sample, thresholds: Mapping[str, float]) -> list[Finding]:
    pairing = pair_up(picture, thresholds)
    overlap = overlaps(corners(picture.truths), corners(picture.detections))
    counted = tuple(item.probability >= threshold_of(thresholds, item.defect_class) for item in picture.detections)
    boxes = (picture.truths, picture.detections, counted)
    wrong_class = {
        truth: place
        for truth, place in pairing.pairs
        if picture.truths[truth].defect_class != picture.detections[place].defect_class
    }
    found = []
    for truth in (*pairing.misses, *wrong_class):
        near = [place for place in range(len(picture.detections)) if overlap[truth, place] > 0.1]
        nearest = wrong_class.get(truth, near[0] if near else None)
        seen = None if nearest is None else picture.detections[nearest]
        badness = 1.0 - max((picture.detections[place].probability for place in near), default=0.0)
        shared = 0.0 if nearest is None else float(overlap[truth, nearest])
        found.append(Finding(Mistake.MISS, sample, picture.truths[truth], seen, *boxes, badness, "", shared))
    by_detection = {place: truth for truth, place in wrong_class.items()}
    for place in (*pairing.false_calls, *by_detection):
        item, other = picture.detections[place], by_detection.get(place)
        there = None if other is None else picture.truths[other]
        found.append(Finding(Mistake.FALSE_CALL, sample, there, item, *boxes, item.probability, ""))
    return found


def _named(item: Detection) -> str:
    return f"{item.defect_class} {item.probability:.2f}"
