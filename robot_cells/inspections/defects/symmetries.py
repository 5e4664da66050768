"""Mirrored and turned squares, and the boxes in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Symmetry:
    """First mirrored left to right or not, then turned by quarters counter-clockwise."""

    mirrored: bool
    quarters: int

    def planes(self, planes: Floats) -> Floats:
        """Planes (..., edge, edge) so changed; a view."""
        return np.rot90(planes[..., ::-1] if self.mirrored else planes, self.quarters, (-2, -1))

    def boxes(self, boxes: Floats) -> Floats:
        """Boxes (n, 4) x1, y1, x2, y2 about the middle of their squares, so changed."""
        x1, y1, x2, y2 = boxes.T
        if self.mirrored:
            x1, x2 = -x2, -x1
        for _ in range(self.quarters):
            x1, y1, x2, y2 = y1, -x2, y2, -x1
        return np.stack([x1, y1, x2, y2], axis=1)

    def boxes_back(self, boxes: Floats) -> Floats:
        """Boxes of changed squares as they lie in the unchanged ones."""
        x1, y1, x2, y2 = boxes.T
        for _ in range(-self.quarters % 4):
            x1, y1, x2, y2 = y1, -x2, y2, -x1
        if self.mirrored:
            x1, x2 = -x2, -x1
        return np.stack([x1, y1, x2, y2], axis=1)


AS_IT_IS = Symmetry(mirrored=False, quarters=0)
SIDES = (AS_IT_IS, Symmetry(mirrored=True, quarters=0), Symmetry(mirrored=False, quarters=2), Symmetry(True, 2))
"""As it is, mirrored left to right, turned by half, and both: the sides from which the second look is taken."""
