"""The model that calls out what is unlike the good pictures."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np

from robot_cells.inspections.anomaly.conformal_limit import GoodScores
from robot_cells.inspections.anomaly.picture_features import Features
from robot_cells.inspections.anomaly.preparation import Preparation, Prepared
from robot_cells.inspections.anomaly.score_map import OddPlace, Plane, odd_places, smoothed
from robot_cells.inspections.given_picture import UnjudgeableError
from robot_cells.inspections.model import View
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.verdict import Box, Defect, Detection, InspectionResult, Verdict

ANOMALY = "anomaly"
MOST_ODD = 0.5
"""When more of a picture is odd it shows something else, and nothing is said of the product."""
LEAST_SEEN = 0.85
"""Share of the places of the good pictures that have to lie in the picture."""


class Scorer(Protocol):
    """Says how odd every place of a picture is."""

    def score(self, features: Features) -> Plane:
        """Shape (rows, columns), 0 and more; comparable between pictures, not between scorers."""
        ...


class AnomalyModel:
    """Scores places, and judges the worst of them by how good pictures scored that had been held out."""

    def __init__(self, card: ModelCard, preparation: Preparation, scorer: Scorer, good: GoodScores) -> None:
        self._card = card
        self.preparation, self.scorer, self.good = preparation, scorer, good
        self._fails_at, self._doubts_at = card.thresholds[""], card.thresholds["undecided"]
        self._odd_from = good.score_at(self._doubts_at)

    @property
    def card(self) -> ModelCard:
        """What it is; its thresholds are shares of good pictures that score less."""
        return self._card

    def score_map(self, view: View) -> tuple[Prepared, Plane]:
        """How odd every cell of a picture is; raises `UnjudgeableError` for one that cannot be judged."""
        prepared = self.preparation.prepare(view.image)
        return prepared, smoothed(self.scorer.score(prepared.features), prepared.seen)

    def inspect(self, view: View) -> InspectionResult:
        """Fails a picture that scores above the limit of the stated false-call rate; doubts one that is near it."""
        start = time.perf_counter()
        try:
            prepared, scores = self.score_map(view)
            result = self._judged(prepared, scores)
        except UnjudgeableError as error:
            result = InspectionResult(Verdict.UNDECIDED, self._card.label, 0.0, str(error))
        return replace(result, duration_s=time.perf_counter() - start)

    def save(self, folder: Path) -> None:
        """Weights as `model.npz`, the mean good picture as `reference.png`."""
        from robot_cells.inspections.anomaly.anomaly_files import write_files

        write_files(folder, self)

    def _judged(self, prepared: Prepared, scores: Plane) -> InspectionResult:
        raw = float(scores.max())
        score = self.good.share_below(raw)
        odd_share = float(np.mean(scores[prepared.seen] > self.good.score_at(self._fails_at)))
        if odd_share > MOST_ODD:
            return self._said(Verdict.UNDECIDED, f"It shows something else: {odd_share:.0%} of it is odd.", score)
        places = [self._detection(item, prepared) for item in odd_places(scores, self._odd_from)]
        failing = tuple(item for item in places if item.probability > self._fails_at)
        if failing:
            count = len(failing)
            what = "One place is" if count == 1 else f"{count} places are"
            defects = tuple(Defect(f"inspect.{ANOMALY}", "", item.probability, _box(item)) for item in failing)
            message = f"{what} unlike anything in the good pictures."
            return self._said(Verdict.FAIL, message, score, defects, tuple(places))
        seen_share = float(prepared.seen.mean())
        if seen_share < LEAST_SEEN:
            message = f"Only {seen_share:.0%} of what is to be judged lies in the picture."
            return self._said(Verdict.UNDECIDED, message, score, (), tuple(places))
        if score > self._doubts_at:
            message = f"It is odder than {score:.1%} of the good pictures: nearly too much to pass."
            return self._said(Verdict.UNDECIDED, message, score, (), tuple(places))
        return self._said(Verdict.PASS, f"Odder than {score:.1%} of the good pictures.", score, (), tuple(places))

    def _said(
        self,
        verdict: Verdict,
        message: str,
        score: float,
        defects: tuple[Defect, ...] = (),
        detections: tuple[Detection, ...] = (),
    ) -> InspectionResult:
        return InspectionResult(verdict, self._card.label, 0.0, message, defects, detections=detections, score=score)

    def _detection(self, place: OddPlace, prepared: Prepared) -> Detection:
        cells = np.array([(x, y) for x in (place.x1, place.x2) for y in (place.y1, place.y2)])
        corners = cells @ prepared.to_picture[:, :2].T + prepared.to_picture[:, 2]
        size = (self.preparation.width_px, self.preparation.height_px)
        low, high = np.clip(corners.min(axis=0), 0, size), np.clip(corners.max(axis=0), 0, size)
        probability = self.good.share_below(place.peak)
        return Detection(ANOMALY, probability, float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _box(item: Detection) -> Box:
    left, top = int(item.x1), int(item.y1)
    return Box(left, top, max(1, round(item.x2) - left), max(1, round(item.y2) - top))
