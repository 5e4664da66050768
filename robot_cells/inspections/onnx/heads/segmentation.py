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
SEED_SHARE = 0.1
"""Regions that are only half believed are looked for from here on, so that they can make a picture undecided."""


def segmentation(outputs: Mapping[str, Array], settings: NetworkSettings, classes: int) -> Candidates:
    """Logits ((1,) n, height, width), or class numbers (1, height, width) or (1, 1, height, width).

    A map may be smaller than the input. A region is as probable as its most probable pixels (their 90th percentile),
    boxes span its pixels; regions of less than `least_area_px` of the input are dropped.
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
    found = [
        (number, probability, box)
        for number, layer in enumerate(layers)
        for box, probability in _regions(layer, least_area)
    ]
    if not found:
        return Candidates.none()
    boxes = np.array([box for _, _, box in found]) * np.array([scale_x, scale_y] * 2)
    numbers = np.array([number for number, _, _ in found], dtype=np.int64)
    return Candidates(boxes, numbers, np.array([probability for _, probability, _ in found]))


def _layers(values: Array, settings: NetworkSettings, classes: int) -> Floats:
    """Probabilities (classes, height, width) of the card's classes."""
    count, last = values.shape[0], settings.first_class + classes
    if settings.activation is Activation.SIGMOID and count == classes:
        return activated(values.astype(np.float64), settings.activation, 0)
    if count != last:
        raise OutputError(f"The network gives {count} maps; the card says {last}.")
    return activated(values.astype(np.float64), settings.activation, 0)[settings.first_class :]


def _layers_of_numbers(values: Array, settings: NetworkSettings, classes: int) -> Floats:
    last = settings.first_class + classes
    if values.min() < 0 or values.max() >= last:
        raise OutputError(
            f"The network gives classes {values.min()} to {values.max()}; the card says up to {last - 1}."
        )
    return np.stack([(values == number).astype(np.float64) for number in range(settings.first_class, last)])


def _regions(layer: Floats, least_area: float) -> list[tuple[tuple[float, float, float, float], float]]:
    """Box and probability of each connected region: of what is believed, and of what is half believed beside it."""
    believed = _connected(layer, layer >= REGION_SHARE, least_area)
    halfway = _connected(layer, layer >= SEED_SHARE, least_area)
    return believed + [item for item in halfway if item[1] < REGION_SHARE]


def _connected(
    layer: Floats, mask: npt.NDArray[np.bool_], least_area: float
) -> list[tuple[tuple[float, float, float, float], float]]:
    # OpenCV dies of an empty array, and of a mask without a region there is nothing to say.
    if mask.size == 0 or not mask.any():
        return []
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    found = []
    for number in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[number])
        if area < least_area:
            continue
        inside = layer[y : y + height, x : x + width][labels[y : y + height, x : x + width] == number]
        box = (float(x), float(y), float(x + width), float(y + height))
        found.append((box, float(np.percentile(inside, 90))))
    return found
