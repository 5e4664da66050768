"""Compares pictures with one good picture of anything."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.detection_verdict import UNDECIDED, judged
from robot_cells.inspections.given_picture import UnjudgeableError, as_bgr
from robot_cells.inspections.golden_sample.foreign_objects import Blob, difference, find_blobs
from robot_cells.inspections.golden_sample.illumination import relight
from robot_cells.inspections.golden_sample.picture_check import check_light
from robot_cells.inspections.golden_sample.placing import Placer, Placing
from robot_cells.inspections.golden_sample.plain_settings import PlainSettings, plain_settings
from robot_cells.inspections.golden_sample.registration import apply
from robot_cells.inspections.golden_sample.tolerances import DEFAULTS
from robot_cells.inspections.golden_sample.visibility import saturated, unseen
from robot_cells.inspections.model import Image, View
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.verdict import Detection, InspectionResult, Verdict

Grey = npt.NDArray[np.uint8]

REFERENCE_FILE, SPREAD_FILE = "reference.png", "spread.png"
DIFFERENCE = "difference"
"""The class of all that is found; its code is `inspect.difference`."""
THRESHOLD_PICTURES, MARGIN, WIDEST = 3, 1.5, 4.0
"""With that many good pictures the least area is set by them, with that margin, up to so many times the settings'."""
MOVING_PX = 25
"""What is larger than that and differs among good pictures is forgiven so far around, too."""
EDGE_PX = 1
"""So far an edge may lie from where the reference has it: what registration leaves, and a little blur."""
NOTICED = 0.25
"""Differences of this share of the least contrast and area are candidates, below the threshold."""


class PlainModel:
    """One reference picture, how far good ones differ from it, and the rules. Judging changes nothing in it."""

    def __init__(
        self, card: ModelCard, settings: PlainSettings, reference: Image, spread: npt.NDArray[np.uint8]
    ) -> None:
        """`spread` (height, width) is by how much more than usual good pictures differ there, in grey levels."""
        self._card, self._settings = card, settings
        self._reference, self._spread = reference, spread
        self._judged = np.full(reference.shape[:2], 255, dtype=np.uint8)
        for x1, y1, x2, y2 in settings.ignore:
            self._judged[int(y1) : int(np.ceil(y2)), int(x1) : int(np.ceil(x2))] = 0
        self._placer = Placer(_grey(reference), self._judged)

    @property
    def card(self) -> ModelCard:
        """See `Model`."""
        return self._card

    def inspect(self, view: View) -> InspectionResult:
        """See `Model`; a reference in the view takes the place of the model's own, settings in it of the card's."""
        begun = time.perf_counter()
        try:
            model = self._for(view)
            detections = model.differences(view.image)
        except UnjudgeableError as error:
            return InspectionResult(Verdict.UNDECIDED, self._card.label, time.perf_counter() - begun, str(error))
        verdict, defects, message = judged(detections, self._card.thresholds)
        score = max((item.probability for item in detections), default=0.0)
        took = time.perf_counter() - begun
        return InspectionResult(
            verdict, self._card.label, took, message or "No defect found.", defects, "", tuple(detections), score
        )

    def save(self, folder: Path) -> None:
        """See `Model`."""
        for name, picture in ((REFERENCE_FILE, self._reference), (SPREAD_FILE, self._spread)):
            (folder / name).write_bytes(cv2.imencode(".png", picture)[1].tobytes())

    def differences(self, image: npt.NDArray[np.generic]) -> list[Detection]:
        """What differs in a picture, the surest first; raises `UnjudgeableError` when it cannot be compared."""
        picture = as_bgr(image)
        check_light(picture, DEFAULTS)
        placing = self._placer.place(_grey(picture))
        delta, lost = self._delta(picture, placing)
        judged = self._judged > 0
        share = float(np.mean(lost[judged] > 0)) if judged.any() else 1.0
        if share > self._settings.unseen_share:
            raise UnjudgeableError(f"{share:.1%} of it cannot be seen for glare, darkness, or the picture's edge.")
        where = np.asarray(cv2.bitwise_and(self._judged, cv2.bitwise_not(lost)), dtype=np.uint8)
        blobs = find_blobs(delta, where, NOTICED * self._settings.contrast, NOTICED * self._settings.area_px)
        found = [self._detection(delta, where, blob, placing) for blob in blobs]
        return sorted(found, key=lambda item: -item.probability)

    def placed(self, image: npt.NDArray[np.generic]) -> Image:
        """The picture in the reference's place and light; raises `UnjudgeableError`."""
        picture = as_bgr(image)
        return self._lit(picture, self._placer.place(_grey(picture)))[0]

    def _for(self, view: View) -> PlainModel:
        if view.reference is None and not view.parameters:
            return self
        settings = plain_settings({**self._settings.as_json(), **view.parameters}, "parameters")
        reference = self._reference if view.reference is None else as_bgr(view.reference)
        is_own = reference.shape == self._reference.shape
        spread = self._spread if is_own else np.zeros(reference.shape[:2], dtype=np.uint8)
        return PlainModel(self._card, settings, reference, spread)

    def _lit(self, picture: Image, placing: Placing) -> tuple[Image, Image, npt.NDArray[np.uint8]]:
        """The picture in the reference's place and light, the same in its own light, and where it cannot be judged."""
        size, flags = self._reference.shape[1::-1], cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        there = cv2.warpAffine(picture, placing.matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        full = np.full(picture.shape[:2], 255, dtype=np.uint8)
        covered = np.asarray(cv2.warpAffine(full, placing.matrix, size, flags=flags), dtype=np.uint8)
        own = np.asarray(there, dtype=np.uint8)
        lit, gloom = relight(own, self._reference)
        lost = cv2.bitwise_or(unseen(own, covered, self._reference), gloom)
        return lit, own, np.asarray(lost, dtype=np.uint8)

    def _delta(self, picture: Image, placing: Placing) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
        lit, own, lost = self._lit(picture, placing)
        delta = difference(lit, self._reference, saturated(own), EDGE_PX)
        return np.asarray(cv2.subtract(delta, self._spread), dtype=np.uint8), lost

    def _detection(
        self, delta: npt.NDArray[np.uint8], where: npt.NDArray[np.uint8], blob: Blob, placing: Placing
    ) -> Detection:
        """What a spot of differing pixels is, in the picture as it was handed in."""
        window = np.s_[blob.y : blob.y + blob.height, blob.x : blob.x + blob.width]
        area = float(np.count_nonzero((delta[window] >= self._settings.contrast) & (where[window] > 0)))
        corners = [(blob.x + u * blob.width - 0.5, blob.y + v * blob.height - 0.5) for u in (0, 1) for v in (0, 1)]
        places = apply(placing.matrix, np.asarray(corners, dtype=np.float64)) + 0.5
        (x1, y1), (x2, y2) = places.min(axis=0), places.max(axis=0)
        probability = _probability(area, self._settings)
        return Detection(DIFFERENCE, probability, float(x1), float(y1), float(x2), float(y2))


def _probability(area_px: float, settings: PlainSettings) -> float:
    """A half is where it has just the least area at the least contrast; ten times that is 0.99."""
    excess = max(area_px, 1e-3) / max(settings.area_px, 1e-3)
    return excess**2 / (1.0 + excess**2)


def learned(
    card: ModelCard, settings: PlainSettings, pictures: Sequence[Image], *, is_area_given: bool = False
) -> PlainModel:
    """A model of one or more good pictures: the median of them brought together, and how far each differs from it.

    From three on, the least area is 1.5 times the largest difference that a good picture shows beside what the others
    show, up to four times what the settings say, unless it is given; between the two areas it is undecided. The card's
    figures say how much of the picture is forgiven. Raises `UnjudgeableError` for a picture that does not show the
    same as the first.
    """
    nothing = np.zeros(pictures[0].shape[:2], dtype=np.uint8)
    first = PlainModel(card, settings, pictures[0], nothing)
    if len(pictures) == 1:
        return first
    placed = [pictures[0], *(first.placed(picture) for picture in pictures[1:])]
    reference = np.asarray(np.median(np.stack(placed), axis=0), dtype=np.uint8)
    deltas = [difference(picture, reference, saturated(picture), EDGE_PX) for picture in placed]
    figures: dict[str, Any] = {}
    if len(pictures) >= THRESHOLD_PICTURES:
        largest = max(_left_out(deltas, index, settings) for index in range(len(deltas)))
        figures["largest_good_difference_px"] = largest
        if not is_area_given:
            asked_px = settings.area_px
            settings = replace(settings, area_px=min(max(asked_px, MARGIN * largest), WIDEST * asked_px))
            # What is larger than was asked for and smaller than good pictures differ may be either.
            if settings.area_px > asked_px:
                card = replace(card, thresholds={**card.thresholds, UNDECIDED: _probability(asked_px, settings)})
    spread = _spread(deltas, settings)
    figures["forgiven_share"] = round(float(np.mean(spread >= settings.contrast)), 4)
    card = replace(card, settings={**card.settings, **settings.as_json()}, figures=figures)
    return PlainModel(card, settings, reference, spread)


def _spread(deltas: Sequence[Grey], settings: PlainSettings) -> Grey:
    """How far good pictures differ at each place; what is large and moves (cables) may lie farther on next time."""
    largest = np.asarray(np.max(np.stack(deltas), axis=0), dtype=np.uint8)
    everywhere = np.full(largest.shape, 255, dtype=np.uint8)
    moving = np.zeros_like(largest)
    for blob in find_blobs(largest, everywhere, settings.contrast, WIDEST * settings.area_px):
        window = np.s_[blob.y : blob.y + blob.height, blob.x : blob.x + blob.width]
        moving[window] = largest[window]
    near = cv2.dilate(largest, np.ones((5, 5), np.uint8))
    far = cv2.dilate(moving, np.ones((MOVING_PX, MOVING_PX), np.uint8))
    return np.asarray(cv2.max(near, far), dtype=np.uint8)


def _left_out(deltas: Sequence[Grey], index: int, settings: PlainSettings) -> float:
    """Area of the largest difference in one good picture, judged by what the others show."""
    others = _spread([*deltas[:index], *deltas[index + 1 :]], settings)
    delta = np.asarray(cv2.subtract(deltas[index], others), dtype=np.uint8)
    blobs = find_blobs(delta, np.full(delta.shape, 255, dtype=np.uint8), settings.contrast, 1.0)
    return max((float(blob.area_px) for blob in blobs), default=0.0)


def _grey(image: Image) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
