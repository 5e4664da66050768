"""Detections that carry the number of their class."""

from __future__ import annotations

import numpy as np

from robot_cells.inspections.onnx.candidates import Candidates, Floats, OutputError, checked_probabilities
from robot_cells.inspections.onnx.network_settings import NetworkSettings


def numbered(
    boxes: Floats, numbers: Floats, probabilities: Floats, settings: NetworkSettings, classes: int
) -> Candidates:
    """Boxes (n, 4) of corners, class numbers (n,) as the network counts, probabilities (n,); the probable ones.

    Numbers below `first_class` are the background. Raises `OutputError` for one that the card has no class for.
    """
    sure = checked_probabilities(probabilities)
    index = np.nonzero(sure >= settings.least)[0]
    counted = numbers[index]
    whole = np.rint(counted).astype(np.int64)
    if index.size and (np.abs(counted - whole).max() > 1e-3 or whole.min() < 0):
        raise OutputError("The network gives class numbers that are no whole numbers.")
    own = whole - settings.first_class
    if index.size and own.max() >= classes:
        raise OutputError(f"The network gives class {int(whole.max())}; the card has {classes} classes.")
    kept = own >= 0
    return Candidates(boxes[index][kept], own[kept], sure[index][kept])
