"""How unlike every place of the good pictures a place looks (as in Roth et al. 2022, PatchCore)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.anomaly.picture_features import Features
from robot_cells.inspections.anomaly.whitening import inverse_root

Plane = npt.NDArray[np.float32]

POOL_CELLS = 20_000
BANK_CELLS = 400
SLICE = 8192


@dataclass(frozen=True, slots=True)
class MemoryBank:
    """`bank` (n, channels) are whitened features of good places; `mean` and `whitening` bring others to them."""

    bank: npt.NDArray[np.float32]
    mean: npt.NDArray[np.float32]
    whitening: npt.NDArray[np.float32]

    @classmethod
    def of(cls, pictures: Sequence[npt.NDArray[np.floating]], random: np.random.Generator) -> MemoryBank:
        """Learns from the features of at least one picture."""
        channels = pictures[0].shape[2]
        each = max(1, POOL_CELLS // len(pictures))
        pool = []
        for item in pictures:
            flat = item.reshape(-1, channels)
            pool.append(flat[random.choice(len(flat), min(each, len(flat)), replace=False)].astype(np.float64))
        cells = np.concatenate(pool)
        mean = cells.mean(axis=0)
        whitening = inverse_root(cells - mean)
        white = np.asarray((cells - mean).astype(np.float32) @ whitening, dtype=np.float32)
        return cls(white[_coreset(white, BANK_CELLS, random)], mean.astype(np.float32), whitening)

    def score(self, features: Features) -> Plane:
        """Distance to the nearest good place over the square root of the number of channels, (rows, columns)."""
        rows, columns, channels = features.shape
        white = (features.reshape(-1, channels) - self.mean) @ self.whitening
        own = np.einsum("nc,nc->n", self.bank, self.bank)
        nearest = np.empty(len(white), dtype=np.float32)
        for start in range(0, len(white), SLICE):
            part = white[start : start + SLICE]
            cross = (own[None, :] - 2 * (part @ self.bank.T)).min(axis=1)
            nearest[start : start + SLICE] = cross + np.einsum("nc,nc->n", part, part)
        return np.asarray(np.sqrt(np.maximum(nearest, 0) / channels).reshape(rows, columns), dtype=np.float32)


def _coreset(cells: npt.NDArray[np.float32], count: int, random: np.random.Generator) -> npt.NDArray[np.int64]:
    """Indices of cells of which every other is near one: greedy k-centres (Sener and Savarese 2018)."""
    chosen = [int(random.integers(len(cells)))]
    square = np.einsum("nc,nc->n", cells, cells)
    nearest = np.full(len(cells), np.inf, dtype=np.float32)
    while len(chosen) < min(count, len(cells)):
        newest = cells[chosen[-1]]
        distance = square + float(newest @ newest) - 2 * (cells @ newest)
        nearest = np.minimum(nearest, distance)
        chosen.append(int(nearest.argmax()))
    return np.array(chosen, dtype=np.int64)
