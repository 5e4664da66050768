"""Makes models that compare with a golden sample: of a tray with a layout, or of anything, plainly."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError
from robot_cells.inspections.given_picture import UnjudgeableError
from robot_cells.inspections.golden_sample.golden_folder import load_golden_folder
from robot_cells.inspections.golden_sample.inspector import GRAVEST_FIRST, GoldenSampleInspector
from robot_cells.inspections.golden_sample.plain_model import (
    DIFFERENCE,
    REFERENCE_FILE,
    SPREAD_FILE,
    PlainModel,
    learned,
)
from robot_cells.inspections.golden_sample.plain_settings import plain_settings
from robot_cells.inspections.golden_sample.tray_fit import fit_tray, good_samples, read_tray
from robot_cells.inspections.golden_sample.tray_model import TrayModel
from robot_cells.inspections.model import FitOptions, Model, Progress, no_progress
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.samples.picture_file import read_picture
from robot_cells.inspections.samples.sample import SampleSet

TRAY_TASK = "compare a tray with its golden sample, part by part"
PLAIN_TASK = "compare with a good picture"
PLAIN_RULES = ("contrast", "area_px", "unseen_share", "ignore")


class GoldenSampleKind:
    """With the setting `product` or `layout` a tray is judged part by part; without, anything by one good picture."""

    name = "golden_sample"

    def fit(self, samples: SampleSet, options: FitOptions, progress: Progress = no_progress) -> Model:
        """See `ModelKind`; of the samples only the good ones are looked at."""
        if "product" in options.settings or "layout" in options.settings:
            fit = fit_tray(options.name, samples, options.settings, progress)
            classes = tuple(code.partition(".")[2] for code in GRAVEST_FIRST)
            card = ModelCard(
                options.name,
                options.version,
                self.name,
                TRAY_TASK,
                classes,
                settings=fit.settings,
                training_data=samples.content_hash(),
                training_samples=len(good_samples(samples)),
            )
            return TrayModel(card, GoldenSampleInspector(fit.golden), fit.tolerances, fit.plane)
        return self._plain(samples, options, progress)

    def load(self, folder: Path, card: ModelCard) -> Model:
        """See `ModelKind`."""
        if "layout" in card.settings:
            layout, tolerances, plane = read_tray(folder, card.settings)
            golden = load_golden_folder(folder, layout)
            return TrayModel(card, GoldenSampleInspector(golden), tolerances, plane)
        settings = plain_settings(card.settings, f"{folder}: settings")
        # A folder of photographs for a tray, put there by hand, has no reference: its first complete picture is it.
        by_hand = sorted(folder.glob("complete*.png"))
        path = by_hand[0] if by_hand and not (folder / REFERENCE_FILE).exists() else folder / REFERENCE_FILE
        reference = read_picture(path, colour=True)
        spread = np.zeros(reference.shape[:2], dtype=np.uint8)
        if (folder / SPREAD_FILE).exists():
            spread = read_picture(folder / SPREAD_FILE, colour=False)
        if spread.shape != reference.shape[:2]:
            raise InspectionError("Reference and spread differ in size.", where=str(folder), remedy="Train it anew.")
        return PlainModel(card, settings, reference, spread)

    def _plain(self, samples: SampleSet, options: FitOptions, progress: Progress) -> Model:
        settings = plain_settings(options.settings, "settings")
        good = good_samples(samples)
        if not good:
            raise InspectionError(
                "There is no good picture.", where=str(samples.folder), remedy="Say of at least one that it is good."
            )
        pictures: list[npt.NDArray[np.uint8]] = []
        for number, item in enumerate(good):
            progress("reading good pictures", number, len(good))
            pictures.append(read_picture(item.image, colour=True))
        card = ModelCard(
            options.name,
            options.version,
            self.name,
            PLAIN_TASK,
            (DIFFERENCE,),
            {"": 0.5},
            settings.as_json(),
            samples.content_hash(),
            len(good),
        )
        try:
            model = learned(card, settings, pictures, is_area_given="area_px" in options.settings)
        except UnjudgeableError as error:
            raise InspectionError(
                str(error), where=str(samples.folder), remedy="Give pictures of one thing."
            ) from error
        except cv2.error as error:
            raise InspectionError("The good pictures cannot be compared.", where=str(samples.folder)) from error
        progress("reading good pictures", len(good), len(good))
        return model


KIND = GoldenSampleKind()
