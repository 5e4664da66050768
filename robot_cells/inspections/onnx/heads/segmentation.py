"""The head `segmentation`: a map for each class, whose connected regions are the defects."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.onnx.candidates import Candidates, Floats, OutputError
from robot_cells.inspections.onnx.heads.activations import activated
from robot_cells.inspections.onnx.network_settings import Activation, NetworkSettings
from robot_cells.inspections.onnx.runtime import Array

REGION_SHARE = 0.5
"""A pixel belongs to a region of its class from this probability on."""
HALF_SHARE = 0.1
"""Regions that are only half believed are looked for from here on, so that they can make a picture undecided."""


def segmentation(outputs: Mapping[str, Array], settings: NetworkSettings, classes: int) -> Candidates:
    """Logits ((1,) n, height, width), or class numbers (1, height, width) or (1, 1, height, width).

    A map may be smaller than the input. A region is as probable as its pixels in the mean, boxes span them; regions of
    less than `least_area_px` of the input are dropped.
    """
    values = next(iter(outputs.values()))
    if values.ndim == 4 and values.shape[:2] == (1, 1) and values.dtype.kind in "iu":
        values = values[:, 0]
    if values.ndim == 3 and values.dtype.kind == "f":
        values = values[None]
    if values.ndim not in (3, 4) or values.shape[0] != 1 or 0 in values.shape:
        raise OutputError(f"The network's output has the shape {values.shape}, not that of a map.")
    layers = (
        _layers_of_numbers(values[0], settings, classes) if values.ndim == 3 else _layers(values[0], settings, classes)
    )
    scale_y, scale_x = settings.height / layers.shape[1], settings.width / layers.shape[2]
    least_area = settings.least_area_px / (scale_x * scale_y)
    found = [_regions(layer, least_area) for layer in layers]
    numbers = np.repeat(np.arange(len(found)), [len(item[1]) for item in found]).astype(np.int64)
    boxes = np.concatenate([item[0] for item in found]) * np.array([scale_x, scale_y] * 2)
    return Candidates(boxes, numbers, np.concatenate([item[1] for item in found]))


def _layers(values: Array, settings: NetworkSettings, classes: int) -> Floats:
    """Probabilities (classes, height, width) of the card's classes."""
    count, last = values.shape[0], settings.first_class + classes
    if settings.activation is Activation.SIGMOID and count == classes:
        return activated(values.astype(np.float32), settings.activation, 0)
    if count != last:
        raise OutputError(f"The network gives {count} maps; the card says {last}.")
    return activated(values.astype(np.float32), settings.activation, 0)[settings.first_class :]


def _layers_of_numbers(values: Array, settings: NetworkSettings, classes: int) -> Floats:
    last = settings.first_class + classes
    if values.min() < 0 or values.max() >= last:
        raise OutputError(
            f"The network gives classes {values.min()} to {values.max()}; the card says up to {last - 1}."
        )
    return np.stack([(values == number).astype(np.float32) for number in range(settings.first_class, last)])


def _regions(layer: Floats, least_area: float) -> tuple[Floats, Floats]:
    """Boxes (n, 4) and probabilities (n,) of the connected regions: of what is believed, and of what is half believed.

    What is half believed around something believed is that.
    """
    believed, halfway = layer >= REGION_SHARE, layer >= HALF_SHARE
    sure = _connected(layer, believed, least_area, ~believed)
    half = _connected(layer, halfway, least_area, believed)
    return np.concatenate([sure[0], half[0]]), np.concatenate([sure[1], half[1]])


def _connected(
    layer: Floats, mask: npt.NDArray[np.bool_], least_area: float, without: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Regions of the mask that have no pixel of `without`.

    A noisy map has a hundred thousand, so all are counted at once.
    """
    # OpenCV dies of an empty array, and of a mask without a region there is nothing to say.
    if mask.size == 0 or not mask.any():
        return np.zeros((0, 4)), np.zeros(0)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA]
    sums = np.bincount(labels.ravel(), weights=layer.ravel(), minlength=count)
    kept = areas >= least_area
    kept[0] = False
    kept[np.unique(labels[without & mask])] = False
    corners = stats[kept, :2].astype(np.float64)
    sizes = stats[kept, 2:4].astype(np.float64)
    return np.concatenate([corners, corners + sizes], axis=1), sums[kept] / areas[kept]
