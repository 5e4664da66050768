"""The room that an arm takes on its way: boxes of a grid, for others to keep out of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.kinematics import Vector

EDGE_M = 0.05
"""Of a box of the grid."""
_STEP_M = 0.05
"""No point of the arm moves further between two samples; the boxes are widened by half of it."""
_BITS = 20
"""Of an index along one axis: the grid reaches 26 km to each side."""
_OFFSET = 1 << (_BITS - 1)


@dataclass(frozen=True, slots=True, eq=False)
class SweptVolume:
    """Boxes of the grid of `edge_m` in the frame `line`, each once, as sorted numbers of their indices."""

    edge_m: float
    cells: npt.NDArray[np.int64] = field(repr=False)

    def meets(self, other: SweptVolume) -> bool:
        """Whether they share a box. Raises `ValueError` for grids of different edges."""
        if self.edge_m != other.edge_m:
            raise ValueError(f"Grids of {self.edge_m} m and {other.edge_m} m cannot be compared.")
        return bool(np.intersect1d(self.cells, other.cells, assume_unique=True).size)

    def contains(self, point: Sequence[float] | Vector) -> bool:
        """Whether the point (frame `line`) is in one of the boxes."""
        x, y, z = (math.floor(float(value) / self.edge_m) + _OFFSET for value in point)
        return bool(np.isin(_number(x, y, z), self.cells))

    @property
    def volume_m3(self) -> float:
        """Of all its boxes."""
        return len(self.cells) * self.edge_m**3


def swept_volume(
    world: CollisionWorld,
    corners: Sequence[Sequence[float] | Vector],
    *,
    margin_m: float = 0.02,
    edge_m: float = EDGE_M,
) -> SweptVolume:
    """What the arm, its tool and what it holds pass through on straight joint moves through `corners`, and standing.

    Never too small: every shape counts as its bounding box along the axes of `line`, widened by how far any point may
    move to the nearest sample, and by `margin_m`, within which a real arm follows its trajectory.
    """
    places = [np.asarray(corners[0], dtype=float)]
    for a, b in pairwise(corners):
        start, end = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
        count = max(1, math.ceil(world.way_m(start, end) / _STEP_M))
        places += [start + (end - start) * (k / count) for k in range(1, count + 1)]
    widened = margin_m + _STEP_M / 2.0
    found = [_cells(low - widened, high + widened, edge_m) for q in places for low, high in world.boxes(q)]
    return SweptVolume(edge_m, np.unique(np.concatenate(found)))


def _cells(low: Vector, high: Vector, edge_m: float) -> npt.NDArray[np.int64]:
    first = np.floor(low / edge_m).astype(np.int64) + _OFFSET
    last = np.floor(high / edge_m).astype(np.int64) + _OFFSET
    x, y, z = (np.arange(first[k], last[k] + 1) for k in range(3))
    return np.asarray(_number(x[:, None, None], y[:, None], z)).ravel()


def _number(
    x: npt.NDArray[np.int64] | int, y: npt.NDArray[np.int64] | int, z: npt.NDArray[np.int64] | int
) -> npt.NDArray[np.int64] | int:
    return (x << (2 * _BITS)) | (y << _BITS) | z
