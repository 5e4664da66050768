"""Probabilities from what a network gives."""

from __future__ import annotations

import numpy as np

from robot_cells.inspections.onnx.candidates import Floats, OutputError, checked_probabilities
from robot_cells.inspections.onnx.network_settings import Activation


def activated(values: Floats, activation: Activation, axis: int) -> Floats:
    """The probabilities, classes along `axis`; raises `OutputError` when they are none."""
    if activation is Activation.SIGMOID:
        # Beyond 60 the exponential function is of no account, and soon too large.
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -60.0, 60.0))))
    if activation is Activation.SOFTMAX:
        highest = values.max(axis=axis, keepdims=True)
        if not np.isfinite(highest).all():
            raise OutputError("The network gives numbers without bound.")
        powers = np.exp(np.clip(values - highest, -700.0, 0.0))
        return np.asarray(powers / powers.sum(axis=axis, keepdims=True))
    return checked_probabilities(values)
