"""A model that is an exported network with its settings."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.detection_verdict import UNDECIDED, judged
from robot_cells.inspections.given_picture import UnjudgeableError
from robot_cells.inspections.model import View
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.onnx.candidates import OutputError, suppressed
from robot_cells.inspections.onnx.heads.head import decoded
from robot_cells.inspections.onnx.network_settings import NetworkSettings
from robot_cells.inspections.onnx.preparation import prepared, usable
from robot_cells.inspections.onnx.runtime import Network, RunError
from robot_cells.inspections.verdict import Detection, InspectionResult, Verdict


class NetworkModel:
    """Judges with a network; `data` are the bytes of its ONNX file."""

    def __init__(self, card: ModelCard, settings: NetworkSettings, network: Network, data: bytes) -> None:
        self._card = card
        self._settings = settings
        self._network = network
        self._data = data

    @property
    def card(self) -> ModelCard:
        """As it was handed in."""
        return self._card

    def inspect(self, view: View) -> InspectionResult:
        """Judges by the thresholds of the card, or by those in the view's parameters (`thresholds`)."""
        begun = time.perf_counter()
        try:
            thresholds = self._thresholds(view.parameters)
            detections = self.detections(view.image)
        except (UnjudgeableError, OutputError, RunError, cv2.error) as error:
            told = f"The network failed on this picture: {error}." if isinstance(error, RunError) else str(error)
            return InspectionResult(Verdict.UNDECIDED, self._card.label, time.perf_counter() - begun, told)
        verdict, defects, message = judged(detections, thresholds)
        score = max((item.probability for item in detections), default=0.0)
        duration_s = time.perf_counter() - begun
        return InspectionResult(
            verdict, self._card.label, duration_s, message, defects, detections=detections, score=score
        )

    def detections(self, image: npt.NDArray[np.generic]) -> tuple[Detection, ...]:
        """What the network believes to see, from `least` on, the surest first; classes that are good left out.

        Raises `UnjudgeableError` for a picture, and `OutputError` or `RunError` for a network that cannot judge it.
        """
        settings, classes = self._settings, self._card.classes
        values, placement = prepared(usable(image, settings), settings)
        found = decoded(self._network.run(values), settings, len(classes))
        found = suppressed(found, settings.overlap, settings.most)
        boxes = placement.in_picture(found.boxes)
        return tuple(
            Detection(classes[number], float(probability), *(float(value) for value in box))
            for number, probability, box in zip(found.numbers, found.probabilities, boxes, strict=True)
            # What lies in the filling beside the picture is not in the picture.
            if classes[number] not in settings.good and box[2] > box[0] and box[3] > box[1]
        )

    def save(self, folder: Path) -> None:
        """Writes the network's file."""
        (folder / self._settings.weights).write_bytes(self._data)

    def _thresholds(self, parameters: Mapping[str, object]) -> Mapping[str, float]:
        unknown = [name for name in parameters if name != "thresholds"]
        changed = parameters.get("thresholds", {})
        if unknown or not isinstance(changed, Mapping):
            told = unknown[0] if unknown else "thresholds"
            raise UnjudgeableError(f"The parameter {told!r} is none of this model's: `thresholds` by class is.")
        for name, value in changed.items():
            fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
            if name not in ("", UNDECIDED, *self._card.classes) or not fits:
                raise UnjudgeableError(f"The threshold {value!r} of {name!r} is not that of a class, from 0 to 1.")
        return {**self._card.thresholds, **changed}
