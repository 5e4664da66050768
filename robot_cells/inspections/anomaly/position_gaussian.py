"""How unlike itself a place looks: a Gaussian of its own at every place (as in Defard et al. 2021, PaDiM)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.anomaly.picture_features import COARSER, Features
from robot_cells.inspections.anomaly.whitening import inverse_root

Plane = npt.NDArray[np.float32]

PRIOR_PICTURES = 8.0
"""The mean variance of all places counts at every place like this many pictures (shrinkage)."""
SAMPLED_CELLS = 60_000


@dataclass(frozen=True, slots=True)
class PositionGaussian:
    """Means and standard deviations (rows, columns, `COARSER`) and what takes out the correlation of the channels.

    Channels of the finest spots are left out: pictures that are registered are smoothed by that, each as it lies.
    Few pictures cannot tell a covariance for every place; so each place has its own scale, and all share one
    correlation, which `whitening` (`COARSER`, `COARSER`) takes out.
    """

    means: Features
    deviations: Features
    whitening: npt.NDArray[np.float32]

    @classmethod
    def of(cls, pictures: Sequence[npt.NDArray[np.floating]], random: np.random.Generator) -> PositionGaussian:
        """Learns from at least two pictures' features."""
        count = len(pictures)
        pictures = [item[..., :COARSER] for item in pictures]
        total = np.zeros(pictures[0].shape, dtype=np.float64)
        squares = np.zeros_like(total)
        for item in pictures:
            wide = item.astype(np.float64)
            total += wide
            squares += wide * wide
        means = total / count
        variances = np.maximum(squares / count - means * means, 0.0) * count / max(1, count - 1)
        # Where a picture lies a little aside, a place looks like its neighbour.
        variances = np.asarray(cv2.blur(variances, (3, 3)), dtype=np.float64).reshape(means.shape)
        prior = variances.mean(axis=(0, 1))
        variances = (count * variances + PRIOR_PICTURES * prior) / (count + PRIOR_PICTURES)
        deviations = np.sqrt(np.maximum(variances, 1e-10))
        residuals = _sampled(pictures, means, deviations, random)
        return cls(means.astype(np.float32), deviations.astype(np.float32), inverse_root(residuals))

    def score(self, features: Features) -> Plane:
        """Mahalanobis distance over the square root of the number of channels, shape (rows, columns)."""
        residual = ((features[..., :COARSER] - self.means) / self.deviations) @ self.whitening
        return np.asarray(np.sqrt(np.mean(residual * residual, axis=2)), dtype=np.float32)


def _sampled(
    pictures: Sequence[npt.NDArray[np.floating]],
    means: npt.NDArray[np.float64],
    deviations: npt.NDArray[np.float64],
    random: np.random.Generator,
) -> npt.NDArray[np.float64]:
    """Standardised residuals (n, channels) of cells drawn from all pictures."""
    rows, columns, channels = means.shape
    each = max(1, min(rows * columns, SAMPLED_CELLS // len(pictures)))
    found = []
    for item in pictures:
        drawn = random.choice(rows * columns, each, replace=False)
        flat = item.reshape(-1, channels)[drawn].astype(np.float64)
        found.append((flat - means.reshape(-1, channels)[drawn]) / deviations.reshape(-1, channels)[drawn])
    return np.concatenate(found)
