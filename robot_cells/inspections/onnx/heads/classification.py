"""The head `classification`: one number for each class; what is seen is the whole picture."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from robot_cells.inspections.onnx.candidates import Candidates, OutputError
from robot_cells.inspections.onnx.heads.activations import activated
from robot_cells.inspections.onnx.network_settings import NetworkSettings
from robot_cells.inspections.onnx.runtime import Array


def classification(outputs: Mapping[str, Array], settings: NetworkSettings, classes: int) -> Candidates:
    """Of as many numbers as `first_class` and the classes, in any shape; each class over the whole input."""
    values = next(iter(outputs.values())).astype(np.float32).ravel()
    last = settings.first_class + classes
    if len(values) != last:
        raise OutputError(f"The network gives {len(values)} numbers; the card says {last}.")
    probabilities = activated(values, settings.activation, 0)[settings.first_class :]
    boxes = np.tile(np.array([0.0, 0.0, settings.width, settings.height]), (classes, 1))
    return Candidates(boxes, np.arange(classes, dtype=np.int64), probabilities)
