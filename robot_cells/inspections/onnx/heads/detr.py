"""The heads `rf_detr` and `detr`: boxes and logits for each query."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from robot_cells.inspections.onnx.candidates import Candidates, Floats, OutputError, best_classes, from_centres
from robot_cells.inspections.onnx.heads.activations import activated
from robot_cells.inspections.onnx.network_settings import Activation, Head, NetworkSettings
from robot_cells.inspections.onnx.runtime import Array

BOX_NAMES = ("box", "dets")
"""Parts of the names that exporters give to the output of boxes."""


def detr(outputs: Mapping[str, Array], settings: NetworkSettings, classes: int) -> Candidates:
    """Two outputs: boxes (1, queries, 4) of centre and size as shares of the input, and logits (1, queries, n).

    `rf_detr` may have any number of logits after those of the classes, `detr` has exactly one more: no object.
    """
    boxes, logits = _boxes_and_logits(outputs)
    first, last = settings.first_class, settings.first_class + classes
    if settings.head is Head.DETR and settings.activation is Activation.SOFTMAX and logits.shape[1] != last + 1:
        raise OutputError(f"The network gives {logits.shape[1]} logits; the card says {last} and one for no object.")
    if logits.shape[1] < last:
        raise OutputError(f"The network gives {logits.shape[1]} logits; the card says at least {last}.")
    scores = activated(logits, settings.activation, 1)[:, first:last]
    rows, numbers, probabilities = best_classes(scores, settings.least)
    sizes = np.array([settings.width, settings.height] * 2, dtype=np.float32)
    return Candidates(from_centres(boxes[rows]) * sizes, numbers, probabilities)


def _boxes_and_logits(outputs: Mapping[str, Array]) -> tuple[Floats, Floats]:
    flat = {name: item for name, item in outputs.items() if item.ndim == 3 and item.shape[0] == 1}
    fours = [name for name, item in flat.items() if item.shape[2] == 4]
    named = [name for name in fours if any(part in name.lower() for part in BOX_NAMES)]
    chosen = (named or fours)[:1]
    others = [name for name in flat if chosen and name != chosen[0] and flat[name].shape[1] == flat[chosen[0]].shape[1]]
    if not others:
        told = ", ".join(f"{name} {item.shape}" for name, item in outputs.items())
        raise OutputError(f"There are no boxes and logits of as many queries among the outputs: {told}.")
    return flat[chosen[0]][0].astype(np.float32), flat[others[0]][0].astype(np.float32)
