"""How unlike the material of the good pictures a place looks, wherever it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.anomaly.picture_features import CHANNELS, STRENGTHS, VIEWPOINTS, Features
from robot_cells.inspections.anomaly.whitening import inverse_root

Plane = npt.NDArray[np.float32]

SPREADS_CELLS = (0.0, 3.0)
"""A place is looked at alone, and as the mean of a neighbourhood: a faint stain shows only in the second."""
SMOOTHING_CELLS = 0.8
SAMPLED_CELLS = 60_000
SCALED_PICTURES = 24
FAINT = 1e-3
USUAL = 10.0
"""Added to what counts in standard deviations, so that scores are not below 0."""


@dataclass(frozen=True, slots=True)
class TextureGaussians:
    """One Gaussian for each spread and each viewpoint (a few channels), of which the most surprised one counts.

    A defect that shows in one channel would be lost among the usual scatter of all the others in one distance.
    `means` is (spreads, channels), `whitenings` (spreads, viewpoints, channels, channels) with zeros outside of each
    viewpoint's channels, `scales` (spreads, viewpoints, 2) the usual worst score of a good picture and its deviation.
    """

    means: npt.NDArray[np.float32]
    whitenings: npt.NDArray[np.float32]
    scales: npt.NDArray[np.float32]

    @classmethod
    def of(cls, pictures: Sequence[npt.NDArray[np.floating]], random: np.random.Generator) -> TextureGaussians:
        """Learns from the features of at least two pictures."""
        shape = (len(SPREADS_CELLS), len(VIEWPOINTS))
        means = np.zeros((shape[0], CHANNELS), dtype=np.float32)
        whitenings = np.zeros((*shape, CHANNELS, CHANNELS), dtype=np.float32)
        each = max(1, SAMPLED_CELLS // len(pictures))
        for spread in range(shape[0]):
            drawn = []
            for item in pictures:
                flat = _spread(item.astype(np.float32), SPREADS_CELLS[spread]).reshape(-1, CHANNELS)
                drawn.append(flat[random.choice(len(flat), min(each, len(flat)), replace=False)])
            cells = np.concatenate(drawn).astype(np.float64)
            means[spread] = cells.mean(axis=0)
            for index, channels in enumerate(VIEWPOINTS):
                chosen = cells[:, channels] - means[spread, list(channels)]
                whitenings[spread, index][np.ix_(channels, channels)] = inverse_root(chosen)
        raw = cls(means, whitenings, np.tile(np.array((0, 1), dtype=np.float32), (*shape, 1)))
        worst = np.array([[m.max() for m in raw._maps(item.astype(np.float32))] for item in pictures[:SCALED_PICTURES]])
        scales = np.stack((np.median(worst, axis=0), np.maximum(worst.std(axis=0), 1e-3)), axis=1)
        return cls(means, whitenings, scales.reshape(*shape, 2).astype(np.float32))

    def score(self, features: Features) -> Plane:
        """By how many deviations the most surprised viewpoint is above the usual worst, plus `USUAL`."""
        maps = [
            (found - usual) / deviation
            for found, (usual, deviation) in zip(self._maps(features), self.scales.reshape(-1, 2), strict=True)
        ]
        return np.asarray(np.maximum(np.max(maps, axis=0) + USUAL, 0), dtype=np.float32)

    def _maps(self, features: Features) -> list[Plane]:
        """Mahalanobis distances over the square root of the number of channels, by spread and viewpoint."""
        maps = []
        for spread, cells in enumerate(SPREADS_CELLS):
            residual = _spread(features, cells) - self.means[spread]
            for index, channels in enumerate(VIEWPOINTS):
                chosen = list(channels)
                white = residual[..., chosen] @ self.whitenings[spread, index][np.ix_(chosen, chosen)]
                distance = np.sqrt(np.mean(white * white, axis=2))
                maps.append(np.asarray(cv2.GaussianBlur(distance, (0, 0), SMOOTHING_CELLS), dtype=np.float32))
        return maps


def _spread(features: Features, cells: float) -> Features:
    """Averaged over a neighbourhood; strengths as logarithms, so that less than usual is as odd as more."""
    found = features.copy()
    if cells > 0:
        for index in range(CHANNELS):
            found[..., index] = cv2.GaussianBlur(features[..., index], (0, 0), cells)
    chosen = list(STRENGTHS)
    found[..., chosen] = np.log(FAINT + np.maximum(found[..., chosen], 0))
    return found
