"""An anomaly model in files, and back."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError
from robot_cells.inspections.anomaly.alignment import Alignment
from robot_cells.inspections.anomaly.anomaly_model import AnomalyModel, Scorer
from robot_cells.inspections.anomaly.anomaly_settings import Positions
from robot_cells.inspections.anomaly.conformal_limit import GoodScores
from robot_cells.inspections.anomaly.picture_features import CELL_PX, CHANNELS, COARSER, VIEWPOINTS
from robot_cells.inspections.anomaly.position_gaussian import PositionGaussian
from robot_cells.inspections.anomaly.preparation import Preparation
from robot_cells.inspections.anomaly.texture_gaussians import SPREADS_CELLS, TextureGaussians
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.samples.picture_file import read_picture

WEIGHTS, REFERENCE = "model.npz", "reference.png"
Arrays = dict[str, npt.NDArray[Any]]


def write_files(folder: Path, model: AnomalyModel) -> None:
    """Into an existing folder; the same model gives the same bytes."""
    arrays: Arrays = {"good": model.good.scores}
    scorer, alignment = model.scorer, model.preparation.alignment
    if alignment is not None:
        arrays["points"] = alignment.points
    if isinstance(scorer, PositionGaussian):
        arrays |= {"means": scorer.means, "deviations": scorer.deviations, "whitening": scorer.whitening}
    elif isinstance(scorer, TextureGaussians):
        arrays |= {"means": scorer.means, "whitening": scorer.whitenings, "scales": scorer.scales}
    np.savez(folder / WEIGHTS, allow_pickle=False, **arrays)
    if alignment is not None and not cv2.imwrite(str(folder / REFERENCE), alignment.reference):
        raise InspectionError("The reference picture cannot be written.", where=str(folder / REFERENCE))


def read_files(folder: Path, card: ModelCard) -> AnomalyModel:
    """Raises `InspectionError` for what is missing, does not fit the card, or is no number."""
    where = str(folder / WEIGHTS)
    arrays = _arrays(folder / WEIGHTS)
    preparation = _preparation(folder, card, arrays)
    good = _array(arrays, "good", (None,), where)
    if len(good) < 1 or (np.diff(good) < 0).any():
        raise InspectionError("The scores of the good pictures are not sorted.", where=where, remedy="Train it anew.")
    for name in ("", "undecided"):
        if not 0 < card.thresholds.get(name, -1.0) <= 1:
            raise InspectionError(
                f"The card has no threshold {name!r} between 0 and 1.", where=str(folder), remedy="Train it anew."
            )
    scorer = _scorer(arrays, card, preparation, where)
    return AnomalyModel(card, preparation, scorer, GoodScores(np.asarray(good, dtype=np.float64)))


def _preparation(folder: Path, card: ModelCard, arrays: Arrays) -> Preparation:
    try:
        width, height, work_width, work_height = (
            int(card.settings[name]) for name in ("width_px", "height_px", "work_width_px", "work_height_px")
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InspectionError(f"The card lacks a size: {error}.", where=str(folder), remedy="Train it anew.") from error
    if min(work_width, work_height) < 2 * CELL_PX or work_width > width or work_height > height:
        raise InspectionError("The card's sizes do not fit.", where=str(folder), remedy="Train it anew.")
    if not card.settings.get("registered"):
        return Preparation(width, height, work_width, work_height)
    reference = read_picture(folder / REFERENCE, colour=False)
    if reference.shape != (work_height, work_width):
        raise InspectionError(
            "The reference picture has not the size that the card tells.", where=str(folder / REFERENCE)
        )
    points = _array(arrays, "points", (None, 2), str(folder / WEIGHTS)).astype(np.float32)
    return Preparation(width, height, work_width, work_height, Alignment(reference, points))


def _arrays(path: Path) -> Arrays:
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
        raise InspectionError(f"The weights cannot be read: {error}.", where=str(path)) from error


def _scorer(arrays: Arrays, card: ModelCard, preparation: Preparation, where: str) -> Scorer:
    if card.settings.get("positions") == Positions.FREE.value:
        shape = (len(SPREADS_CELLS), len(VIEWPOINTS))
        scales = _array(arrays, "scales", (*shape, 2), where)
        if (scales[..., 1] <= 0).any():
            raise InspectionError("A standard deviation is not above 0.", where=where, remedy="Train it anew.")
        means = _array(arrays, "means", (shape[0], CHANNELS), where)
        return TextureGaussians(means, _array(arrays, "whitening", (*shape, CHANNELS, CHANNELS), where), scales)
    grid = (preparation.work_height_px // CELL_PX, preparation.work_width_px // CELL_PX, COARSER)
    deviations = _array(arrays, "deviations", grid, where)
    if (deviations <= 0).any():
        raise InspectionError("A standard deviation is not above 0.", where=where, remedy="Train it anew.")
    return PositionGaussian(
        _array(arrays, "means", grid, where), deviations, _array(arrays, "whitening", (COARSER, COARSER), where)
    )


def _array(arrays: Arrays, name: str, shape: tuple[int | None, ...], where: str) -> npt.NDArray[Any]:
    found = arrays.get(name)
    if found is None:
        raise InspectionError(f"The weights lack `{name}`.", where=where, remedy="Train it anew.")
    fits = found.ndim == len(shape) and all(want in {None, have} for want, have in zip(shape, found.shape, strict=True))
    if not fits or found.dtype.kind != "f" or not found.size or not np.isfinite(found).all():
        raise InspectionError(f"`{name}` does not fit the card.", where=where, remedy="Train it anew.")
    return found
