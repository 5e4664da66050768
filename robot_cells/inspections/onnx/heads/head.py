"""How the outputs of a network are read: chosen by the head that the card names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from robot_cells.inspections.onnx.candidates import Candidates, OutputError
from robot_cells.inspections.onnx.heads.classification import classification
from robot_cells.inspections.onnx.heads.detr import detr
from robot_cells.inspections.onnx.heads.segmentation import segmentation
from robot_cells.inspections.onnx.heads.torchvision import ssd, torchvision
from robot_cells.inspections.onnx.heads.yolo import yolo
from robot_cells.inspections.onnx.network_settings import Head, NetworkSettings
from robot_cells.inspections.onnx.runtime import Array

Decoder = Callable[[Mapping[str, Array], NetworkSettings, int], Candidates]
"""Takes the outputs by name, the settings, and how many classes the card has."""

DECODERS: Mapping[Head, Decoder] = {
    Head.YOLO: yolo,
    Head.RF_DETR: detr,
    Head.DETR: detr,
    Head.TORCHVISION: torchvision,
    Head.SSD: ssd,
    Head.SEGMENTATION: segmentation,
    Head.CLASSIFICATION: classification,
}


def decoded(outputs: Mapping[str, Array], settings: NetworkSettings, classes: int) -> Candidates:
    """What the outputs say, those below `least` left out; raises `OutputError` for what the card does not say."""
    if not outputs:
        raise OutputError("The network gives no numbers.")
    for name, values in outputs.items():
        if values.dtype.kind == "f" and np.isnan(values).any():
            raise OutputError(f"The network gives NaN in its output {name!r}.")
    found = DECODERS[settings.head](outputs, settings, classes)
    if not np.isfinite(found.boxes).all():
        raise OutputError("The network gives boxes that are no numbers.")
    widths = found.boxes[:, 2:] - found.boxes[:, :2]
    return found.taken((widths > 0).all(axis=1) & (found.probabilities >= settings.least))
