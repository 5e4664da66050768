"""An inspector of trays as a model: with a card, with boxes in the camera's own pixels, in a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from robot_cells.inspections.given_picture import UnjudgeableError, as_bgr
from robot_cells.inspections.golden_sample.golden_folder import save_golden_folder
from robot_cells.inspections.golden_sample.inspector import GoldenSampleInspector
from robot_cells.inspections.golden_sample.tolerances import Tolerances
from robot_cells.inspections.golden_sample.tray_plane import TrayPlane
from robot_cells.inspections.golden_sample.tray_scale import TrayScale
from robot_cells.inspections.golden_sample.type_folder import save_types
from robot_cells.inspections.model import Image, View
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.verdict import Box, Defect, Detection, InspectionResult, Verdict


class TrayModel:
    """Judges whole trays by a layout; `plane` is the calibrated camera's, None where it looks straight down.

    `types` are the pictures by type that a presence check tells wrong parts by. Judging changes nothing in it.
    """

    def __init__(
        self,
        card: ModelCard,
        inspector: GoldenSampleInspector,
        tolerances: Tolerances,
        plane: TrayPlane | None = None,
        types: Mapping[str, Image] | None = None,
    ) -> None:
        self._card, self.inspector, self._tolerances = card, inspector, tolerances
        self._plane, self._types = plane, dict(types or {})

    @property
    def card(self) -> ModelCard:
        """See `Model`."""
        return self._card

    def inspect(self, view: View) -> InspectionResult:
        """See `Model`; raises `InspectionError` for parameters that are no tolerances. References are not used."""
        tolerances = self._tolerances.with_parameters(view.parameters)
        if self._plane is None:
            return self._named(self.inspector.inspect(view.image, view.serial, tolerances))
        golden = self.inspector.golden
        try:
            picture = as_bgr(view.image)
        except UnjudgeableError as error:
            return InspectionResult(Verdict.UNDECIDED, self._card.label, 0.0, str(error))
        if misfit := self._plane.misfit(picture):
            return InspectionResult(Verdict.UNDECIDED, self._card.label, 0.0, misfit)
        seen = self._plane.rectified(picture, golden.scale, golden.width_px, golden.height_px)
        result = self.inspector.inspect(seen, view.serial, tolerances)
        return self._named(
            replace(result, defects=tuple(_taken_back(item, self._plane, golden.scale) for item in result.defects))
        )

    def save(self, folder: Path) -> None:
        """See `Model`."""
        save_golden_folder(folder, self.inspector.golden)
        save_types(folder, self._types)

    def _named(self, result: InspectionResult) -> InspectionResult:
        detections = tuple(_detection(item) for item in result.defects)
        score = max((item.probability for item in detections), default=0.0)
        return replace(result, model=self._card.label, detections=detections, score=score)


def _taken_back(defect: Defect, plane: TrayPlane, scale: TrayScale) -> Defect:
    """The defect with its box in the pixels of the camera's picture."""
    box = defect.box
    right, bottom = box.x + box.width, box.y + box.height
    corners = plane.seen_from(scale, [(box.x, box.y), (right, box.y), (right, bottom), (box.x, bottom)])
    (left, top), (far, low) = np.floor(corners.min(axis=0)), np.ceil(corners.max(axis=0))
    left, top = max(0.0, left), max(0.0, top)
    return replace(defect, box=Box(int(left), int(top), max(1, int(far - left)), max(1, int(low - top))))


def _detection(defect: Defect) -> Detection:
    box, name = defect.box, defect.code.partition(".")[2]
    x2, y2 = float(box.x + box.width), float(box.y + box.height)
    return Detection(name, min(1.0, max(0.0, defect.score)), float(box.x), float(box.y), x2, y2)
