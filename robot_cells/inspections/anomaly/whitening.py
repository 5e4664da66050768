"""Takes out scale and correlation of features."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SHRINKAGE = 0.05
"""Share of the mean variance that is added to every direction (Ledoit and Wolf 2004, with a fixed intensity)."""


def inverse_root(residuals: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """The matrix (channels, channels) that gives residuals (n, channels) with mean 0 unit covariance."""
    covariance = residuals.T @ residuals / max(1, len(residuals))
    mean = float(np.trace(covariance)) / len(covariance)
    shrunk = (1 - SHRINKAGE) * covariance + SHRINKAGE * max(mean, 1e-12) * np.eye(len(covariance))
    values, vectors = np.linalg.eigh(shrunk)
    return np.asarray(vectors * (1 / np.sqrt(np.maximum(values, 1e-12))) @ vectors.T, dtype=np.float32)
