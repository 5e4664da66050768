"""The head `yolo`: one output of rows, each a box with scores, or a detection."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from robot_cells.inspections.onnx.candidates import Candidates, Floats, OutputError, best_classes, from_centres
from robot_cells.inspections.onnx.heads.activations import activated
from robot_cells.inspections.onnx.heads.numbered import numbered
from robot_cells.inspections.onnx.network_settings import NetworkSettings, YoloForm
from robot_cells.inspections.onnx.runtime import Array

DETECTION_LENGTH = 6


def yolo(outputs: Mapping[str, Array], settings: NetworkSettings, classes: int) -> Candidates:
    """Of shape (1, rows, length) or (1, length, rows); boxes in pixels of the input.

    `classes` is how many the card has; the network has `first_class` before them.
    """
    values = next(iter(outputs.values())).astype(np.float32)
    if values.ndim != 3 or values.shape[0] != 1:
        raise OutputError(f"The network's output has the shape {values.shape}, not that of the head `yolo`.")
    form, rows = _form(values[0], settings, settings.first_class + classes)
    if form is YoloForm.DETECTIONS:
        return numbered(rows[:, :4], rows[:, 5], activated(rows[:, 4], settings.activation, 0), settings, classes)
    first = 4 + (form is YoloForm.OBJECTNESS)
    scores = activated(rows[:, first:], settings.activation, 1)
    if form is YoloForm.OBJECTNESS:
        scores = scores * activated(rows[:, 4:5], settings.activation, 1)
    index, numbers, probabilities = best_classes(scores[:, settings.first_class :], settings.least)
    return Candidates(from_centres(rows[index, :4]), numbers, probabilities)


def _form(values: Floats, settings: NetworkSettings, scores: int) -> tuple[YoloForm, Floats]:
    """What a row holds, and the rows, (n, length)."""
    lengths = {
        YoloForm.SCORES: 4 + scores,
        YoloForm.OBJECTNESS: 5 + scores,
        YoloForm.DETECTIONS: DETECTION_LENGTH,
    }
    if settings.form is not YoloForm.AUTO:
        lengths = {settings.form: lengths[settings.form]}
    fitting = [form for form, length in lengths.items() if length in values.shape]
    if len(fitting) != 1:
        told = ", ".join(f"{length} ({form})" for form, length in lengths.items())
        what = "fits several forms; say which in the setting `form`" if fitting else "fits none"
        raise OutputError(f"The output of {values.shape[0]} x {values.shape[1]} numbers {what}: rows have {told}.")
    length = lengths[fitting[0]]
    # Square outputs are read as rows: the exporters that transpose have thousands of anchors.
    return fitting[0], values if values.shape[1] == length else np.ascontiguousarray(values.T)
