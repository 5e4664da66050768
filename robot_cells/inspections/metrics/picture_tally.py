"""Escapes and false calls: what became of whole pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from robot_cells.inspections.metrics.wilson import wilson_interval
from robot_cells.inspections.samples.sample import Sample
from robot_cells.inspections.verdict import InspectionResult, Verdict


@dataclass(frozen=True, slots=True)
class Share:
    """`events` of `trials`, with Wilson's interval at 95 %."""

    events: int
    trials: int

    @property
    def rate(self) -> float | None:
        """None without trials."""
        return self.events / self.trials if self.trials else None

    @property
    def interval(self) -> tuple[float, float]:
        """Bounds of the true rate."""
        return wilson_interval(self.events, self.trials)


@dataclass(frozen=True, slots=True)
class PictureTally:
    """Of pictures whose state is known. `escapes` are bad ones that passed, `false_calls` good ones that failed.

    `undecided_bad` and `undecided_good` are neither: what cannot be judged is no pass, and costs a person's look.
    `separation` is the chance that a bad picture has a higher score than a good one (area under the ROC curve; Hanley,
    McNeil, Radiology 143, 1982), for models that give scores; None where either kind is missing.
    """

    escapes: Share
    false_calls: Share
    undecided_bad: Share
    undecided_good: Share
    separation: float | None


def picture_tally(samples: Sequence[Sample], results: Sequence[InspectionResult]) -> PictureTally:
    """Counts whole pictures."""
    pairs = list(zip(samples, results, strict=True))
    bad = [result for sample, result in pairs if sample.is_good is False]
    good = [result for sample, result in pairs if sample.is_good is True]
    scores = [[item.score for item in items if item.score is not None] for items in (bad, good)]
    return PictureTally(
        _share(bad, Verdict.PASS),
        _share(good, Verdict.FAIL),
        _share(bad, Verdict.UNDECIDED),
        _share(good, Verdict.UNDECIDED),
        separation(scores[0], scores[1]),
    )


def separation(bad: Sequence[float], good: Sequence[float]) -> float | None:
    """Area under the ROC curve by ranks; equal scores count half."""
    if not bad or not good:
        return None
    ordered = np.sort(np.array(good))
    below = np.searchsorted(ordered, bad, side="left") + np.searchsorted(ordered, bad, side="right")
    return float(below.sum() / (2 * len(bad) * len(good)))


def _share(results: Sequence[InspectionResult], verdict: Verdict) -> Share:
    return Share(sum(item.verdict is verdict for item in results), len(results))
