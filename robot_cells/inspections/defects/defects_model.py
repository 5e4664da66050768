"""The model: a picture and its reference in, defects with boxes and probabilities out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.defects.calibration import Calibration
from robot_cells.inspections.defects.candidates import Candidates, Floats, Network, find_candidates
from robot_cells.inspections.defects.picture_pair import Grey
from robot_cells.inspections.defects.preparation import prepared
from robot_cells.inspections.defects.readings import readings
from robot_cells.inspections.detection_verdict import judged
from robot_cells.inspections.given_picture import UnjudgeableError
from robot_cells.inspections.model import View
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.verdict import Detection, InspectionResult, Verdict

WEIGHTS_FILE = "network.onnx"
REFERENCES_FOLDER = "references"
REFERENCE_PARAMETER = "reference"
"""The parameter of an inspection that names one of the model's own reference pictures."""
LEAST_PROBABILITY = 0.001
"""Less likely candidates are not told."""


@dataclass(frozen=True, slots=True)
class DefectsModel:
    """Weights, margins, calibration and the model's own reference pictures by name.

    `weights` is an ONNX file's content; `margins` (classes, 4), in pixels, are those of `Weights`.
    """

    card: ModelCard
    weights: bytes
    network: Network
    margins: Floats
    calibration: Calibration
    references: Mapping[str, Grey] = field(default_factory=lambda: MappingProxyType({}))

    def inspect(self, view: View) -> InspectionResult:
        """Judges a picture against `view.reference`, or against the model's own of that name or its only one."""
        begun = time.perf_counter()
        try:
            detections = self._detections(view)
        except UnjudgeableError as error:
            return InspectionResult(Verdict.UNDECIDED, self.card.label, time.perf_counter() - begun, str(error))
        verdict, defects, message = judged(detections, self.card.thresholds)
        worst = max((item.probability for item in detections), default=0.0)
        lasted = time.perf_counter() - begun
        return InspectionResult(verdict, self.card.label, lasted, message, defects, detections=detections, score=worst)

    def save(self, folder: Path) -> None:
        """The network and the reference pictures."""
        (folder / WEIGHTS_FILE).write_bytes(self.weights)
        for name, picture in self.references.items():
            place = folder / REFERENCES_FOLDER
            place.mkdir(exist_ok=True)
            (place / f"{name}.png").write_bytes(cv2.imencode(".png", picture)[1].tobytes())

    def _detections(self, view: View) -> tuple[Detection, ...]:
        pair = prepared(view.image, self._reference(view))
        found = find_candidates(self.network, self.margins, pair.pictures, pair.places)
        return self._named(found, pair.shape)

    def _reference(self, view: View) -> npt.NDArray[np.generic] | None:
        if view.reference is not None:
            return view.reference
        name = str(view.parameters.get(REFERENCE_PARAMETER, ""))
        if name and name not in self.references:
            known = ", ".join(self.references) or "none"
            raise UnjudgeableError(f"The model has no reference picture {name!r}; it has {known}.")
        if name or len(self.references) == 1:
            return self.references[name or next(iter(self.references))]
        return None

    def _named(self, found: Candidates, shape: tuple[int, int]) -> tuple[Detection, ...]:
        """Readings of the candidates as detections, the surest first, their boxes cut to the picture."""
        if not len(found):
            return ()
        read = readings(found)
        chances = self.calibration.probability(read.worth)
        rows, columns = shape
        boxes = np.clip(read.boxes, 0, np.array((columns, rows, columns, rows), np.float32))
        detections = [
            Detection(self.card.classes[int(kind)], float(chance), *(float(edge) for edge in box))
            for kind, chance, box in zip(read.kinds, chances, boxes, strict=True)
            if chance >= LEAST_PROBABILITY and box[2] > box[0] and box[3] > box[1]
        ]
        return tuple(sorted(detections, key=lambda item: -item.probability))
