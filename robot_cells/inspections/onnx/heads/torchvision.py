"""The heads `torchvision` and `ssd`: boxes, class numbers and scores of detections."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from robot_cells.inspections.onnx.candidates import Candidates, Floats, OutputError
from robot_cells.inspections.onnx.heads.numbered import numbered
from robot_cells.inspections.onnx.network_settings import NetworkSettings
from robot_cells.inspections.onnx.runtime import Array

SCORE_NAMES = ("score", "conf", "prob")
CLASS_NAMES = ("class", "label")


def torchvision(outputs: Mapping[str, Array], settings: NetworkSettings, classes: int) -> Candidates:
    """Boxes (n, 4) of left, top, right, bottom in pixels of the input, class numbers (n,), scores (n,)."""
    boxes, numbers, scores = _three(outputs)
    return numbered(boxes, numbers, scores, settings, classes)


def ssd(outputs: Mapping[str, Array], settings: NetworkSettings, classes: int) -> Candidates:
    """The same with boxes of top, left, bottom, right as shares of the input."""
    boxes, numbers, scores = _three(outputs)
    sizes = np.array([settings.width, settings.height] * 2, dtype=np.float32)
    return numbered(boxes[:, [1, 0, 3, 2]] * sizes, numbers, scores, settings, classes)


def _three(outputs: Mapping[str, Array]) -> tuple[Floats, Floats, Floats]:
    """Boxes, numbers and scores, without a batch; told by shape, type and name (masks and counts are left aside)."""
    flat = {name: item[0] if item.ndim > 1 and item.shape[0] == 1 and item.ndim != 2 else item
            for name, item in outputs.items()}  # fmt: skip
    boxes = [item for item in flat.values() if item.ndim == 2 and item.shape[1] == 4]
    if not boxes:
        raise OutputError(f"There are no boxes among the outputs: {_told(outputs)}.")
    rows = {}
    for name, item in flat.items():
        single = item[0] if item.ndim == 2 and item.shape[0] == 1 and item.shape[1] == len(boxes[0]) else item
        if single.ndim == 1 and len(single) == len(boxes[0]):
            rows[name] = single
    numbers = [item for item in rows.values() if item.dtype.kind in "iu"] or _named(rows, CLASS_NAMES)
    scores = _named(rows, SCORE_NAMES) or [item for item in rows.values() if item.dtype.kind == "f"]
    if len(numbers) != 1 or len(scores) != 1:
        raise OutputError(
            f"There are no class numbers and scores of as many boxes among the outputs: {_told(outputs)}."
        )
    return boxes[0].astype(np.float32), numbers[0].astype(np.float32), scores[0].astype(np.float32)


def _named(rows: Mapping[str, Array], parts: tuple[str, ...]) -> list[Array]:
    return [item for name, item in rows.items() if any(part in name.lower() for part in parts)]


def _told(outputs: Mapping[str, Array]) -> str:
    return ", ".join(f"{name} {item.dtype} {item.shape}" for name, item in outputs.items())
