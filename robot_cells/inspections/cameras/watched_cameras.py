"""The health of cameras, judged in a worker as products are: each camera is a model with a memory."""

from __future__ import annotations

import time
from pathlib import Path

from robot_cells.errors import InspectionError
from robot_cells.inspections.cameras.camera_watch import CameraWatch
from robot_cells.inspections.model import Model, View
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.verdict import Box, Defect, InspectionResult, Verdict

AT, SCENE = "at_s", "scene"
"""Parameters of a view: its stamp in seconds, and what it shows."""
_EVERYWHERE = Box(0, 0, 0, 0)


class WatchedCamera:
    """What is wrong with one camera, as defects: their code is that of the alarm, their subject the sentence."""

    def __init__(self, camera: str) -> None:
        self.card = ModelCard(camera, "1", "camera", "watch a camera")
        self._watch = CameraWatch()

    def inspect(self, view: View) -> InspectionResult:
        """Takes one more picture into account."""
        begun_s = time.perf_counter()
        findings = self._watch.observe(view.image, float(str(view.parameters[AT])), str(view.parameters[SCENE]))
        defects = tuple(Defect(item.code, item.message, 1.0, _EVERYWHERE) for item in findings)
        verdict = Verdict.FAIL if defects else Verdict.PASS
        return InspectionResult(verdict, self.card.label, time.perf_counter() - begun_s, "", defects)

    def save(self, folder: Path) -> None:
        """It is learned anew from the first pictures."""
        raise InspectionError("What is known of a camera is not saved.", where=str(folder))


class WatchedCameras:
    """The cameras that a worker watches, by name."""

    def __init__(self) -> None:
        self._cameras: dict[str, WatchedCamera] = {}

    def model(self, product: str, model: str) -> Model:
        """The camera of that name, which stands in the place of the product."""
        return self._cameras.setdefault(product, WatchedCamera(product))

    def drop(self, label: str) -> None:
        """Cameras are kept."""
