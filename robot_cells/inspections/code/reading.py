"""One text that was read at one place of a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.code.symbology import Symbology
from robot_cells.inspections.verdict import Box

Corners = npt.NDArray[np.float64]
"""Shape (4, 2): x and y in pixels of the picture, around the symbol."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one attempt read; `attempt` names how."""

    text: str
    symbology: Symbology
    corners: Corners
    attempt: str

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the corners, in pixels."""
        x, y = self.corners.mean(axis=0)
        return float(x), float(y)

    @property
    def reach(self) -> float:
        """Half of the longest diagonal, in pixels."""
        return (
            float(max(np.hypot(*(self.corners[0] - self.corners[2])), np.hypot(*(self.corners[1] - self.corners[3]))))
            / 2
        )

    @property
    def box(self) -> Box:
        """The upright rectangle around the corners."""
        low, high = np.floor(self.corners.min(axis=0)), np.ceil(self.corners.max(axis=0))
        return Box(int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1]))
