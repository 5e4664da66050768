"""Makes the golden sample of a tray: from photographs that samples name, or from the layout itself, rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from robot_cells.errors import InspectionError
from robot_cells.inspections.calibrations.calibration_model import LensModel
from robot_cells.inspections.calibrations.camera_calibration import lens_of, read_calibration
from robot_cells.inspections.given_picture import UnjudgeableError
from robot_cells.inspections.golden_sample.golden_folder import SCALE_KEYS
from robot_cells.inspections.golden_sample.golden_sample import GoldenSample, Image
from robot_cells.inspections.golden_sample.layout_json import layout_as_json, layout_from_json, layout_of
from robot_cells.inspections.golden_sample.placing import Placer
from robot_cells.inspections.golden_sample.rendered_sample import rendered_sample
from robot_cells.inspections.golden_sample.tolerances import DEFAULTS, Tolerances
from robot_cells.inspections.golden_sample.tray_plane import TrayPlane
from robot_cells.inspections.golden_sample.tray_scale import TrayScale
from robot_cells.inspections.model import Progress
from robot_cells.inspections.samples.picture_file import read_picture
from robot_cells.inspections.samples.sample import Sample, SampleSet
from robot_cells.orders.layout import Layout

BARE = "bare"
"""The class of pictures of a tray with its modules only."""
SETTINGS = ("product", "layout", "rendered", "homography", "lens", "calibration", "tolerances", *SCALE_KEYS)
MARGIN_M = 0.02


@dataclass(frozen=True, slots=True)
class TrayFit:
    """What a tray model is made of; `settings` is what stands on its card."""

    golden: GoldenSample
    tolerances: Tolerances
    plane: TrayPlane | None
    settings: Mapping[str, Any]


def fit_tray(name: str, samples: SampleSet, settings: Mapping[str, Any], progress: Progress) -> TrayFit:
    """Raises `InspectionError` for settings and samples that do not fit."""
    for key in settings:
        if key not in SETTINGS:
            raise InspectionError(f"There is no setting {key!r}.", where="settings", remedy=f"There are: {SETTINGS}.")
    layout = _layout(settings)
    settings = _with_calibration(settings)
    tolerances, plane = _tolerances(settings), _plane(settings)
    if settings.get("rendered", False) is True:
        golden = rendered_sample(layout)
    else:
        scale = _scale(settings, layout, plane)
        complete, bare = _pictures(samples, layout, scale, plane, progress)
        golden = GoldenSample.of_pictures(name, layout, scale, complete, bare)
    kept = {key: settings[key] for key in ("tolerances", "homography", "lens") if key in settings}
    return TrayFit(golden, tolerances, plane, {**kept, "layout": layout_as_json(layout)})


def read_tray(golden_folder: Path, settings: Mapping[str, Any]) -> tuple[Layout, Tolerances, TrayPlane | None]:
    """What the card of a tray model says; raises `InspectionError` for what does not fit."""
    where = f"{golden_folder}: settings"
    layout = layout_from_json(settings.get("layout"), f"{where}.layout")
    return layout, _tolerances(settings), _plane(settings)


def good_samples(samples: SampleSet) -> list[Sample]:
    """The samples that are good: said to be, or looked through without a box drawn."""
    return [item for item in samples.samples if item.is_good or (item.is_good is None and item.boxes == ())]


def _layout(settings: Mapping[str, Any]) -> Layout:
    if "layout" in settings:
        return layout_from_json(settings["layout"], "settings: layout")
    return layout_of(Path(str(settings["product"])))


def _tolerances(settings: Mapping[str, Any]) -> Tolerances:
    given = settings.get("tolerances", {})
    if not isinstance(given, Mapping):
        raise InspectionError("`tolerances` is no object.", where="settings", remedy="Give names with numbers.")
    return DEFAULTS.with_parameters(given)


def _plane(settings: Mapping[str, Any]) -> TrayPlane | None:
    if "homography" not in settings:
        return None
    plane = TrayPlane.of_numbers(settings["homography"], "settings: homography")
    if "lens" not in settings:
        return plane
    try:
        model = LensModel.model_validate(settings["lens"])
    except ValidationError as error:
        what = f"The lens is not what a calibration has: {error.errors(include_url=False)[0]['msg']}."
        raise InspectionError(what, where="settings: lens", remedy="Name a `calibration` instead.") from error
    return replace(plane, lens=lens_of(model))


def _with_calibration(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """A camera's document in the setting `calibration` becomes the numbers that the card keeps."""
    if "calibration" not in settings:
        return settings
    calibration = read_calibration(Path(str(settings["calibration"])))
    plane = TrayPlane.of_calibration(calibration.on_plane())
    lens = {} if calibration.model.lens is None else {"lens": calibration.model.lens.model_dump()}
    return {**settings, "homography": plane.homography.tolist(), **lens}


def _scale(settings: Mapping[str, Any], layout: Layout, plane: TrayPlane | None) -> TrayScale:
    """Where the tray lies in the golden sample's pictures; rectified ones are made so, with a margin around it."""
    needed = SCALE_KEYS[:1] if plane is not None else SCALE_KEYS
    values = [settings.get(key) for key in needed]
    numbers = [float(item) for item in values if isinstance(item, int | float) and not isinstance(item, bool)]
    if len(numbers) < len(needed) or not np.isfinite(numbers).all() or numbers[0] <= 0:
        raise InspectionError(
            "It is not known where the tray lies in the pictures.",
            where="settings",
            remedy=f"Give the numbers {', '.join(needed)}.",
        )
    if plane is None:
        return TrayScale(*numbers)
    return TrayScale(numbers[0], MARGIN_M * numbers[0], (MARGIN_M + layout.depth_m) * numbers[0])


def _pictures(
    samples: SampleSet, layout: Layout, scale: TrayScale, plane: TrayPlane | None, progress: Progress
) -> tuple[list[Image], list[Image]]:
    """The good pictures, complete and bare, each brought into the place of the first complete one."""
    good = good_samples(samples)
    complete = [item for item in good if item.picture_class != BARE]
    if not complete:
        raise InspectionError(
            "There is no picture of a good tray.",
            where=str(samples.folder),
            remedy="Give at least one, or the setting `rendered: true`.",
        )
    ordered = [*complete, *(item for item in good if item.picture_class == BARE)]
    size = (round((layout.width_m + 2 * MARGIN_M) * scale.pixels_per_metre),) * 2
    size = (size[0], round((layout.depth_m + 2 * MARGIN_M) * scale.pixels_per_metre))
    placed: list[Image] = []
    placer: Placer | None = None
    for number, item in enumerate(ordered):
        progress("reading good pictures", number, len(ordered))
        picture = read_picture(item.image, colour=True)
        if plane is not None:
            if misfit := plane.misfit(picture):
                raise InspectionError(misfit, where=item.name, remedy="Take it with that camera and resolution.")
            picture = plane.rectified(picture, scale, *size)
        placed.append(picture if placer is None else _placed(placer, picture, placed[0], item))
        placer = placer or Placer(_grey(picture), np.full(picture.shape[:2], 255, dtype=np.uint8))
    progress("reading good pictures", len(ordered), len(ordered))
    return placed[: len(complete)], placed[len(complete) :]


def _placed(placer: Placer, picture: Image, first: Image, item: Sample) -> Image:
    try:
        placing = placer.place(_grey(picture))
    except UnjudgeableError as error:
        raise InspectionError(str(error), where=item.name, remedy="Give pictures of the same tray only.") from error
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (first.shape[1], first.shape[0])
    there = cv2.warpAffine(picture, placing.matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(there, dtype=np.uint8)


def _grey(image: Image) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
