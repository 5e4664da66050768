"""Whether a cable's plug sits in its connector: the square around its end, compared pixel by pixel."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]

SEARCH_PX = 3
CORE_SHARE = 0.6
"""The inner part of the square that decides; around it the cable itself leaves to wherever its slack lets it."""


class PlugLook:
    """One end of one cable in the golden sample, plugged in and not."""

    def __init__(self, x_px: float, y_px: float, edge_px: float, complete: Image, bare: Image | None) -> None:
        self.x_px, self.y_px = x_px, y_px
        self._side = max(5, round(edge_px * CORE_SHARE))
        self._present = self._patch(complete, 0)
        self._absent = None if bare is None else self._patch(bare, 0)

    def presence(self, picture: Image) -> float:
        """From 0 (empty connector) to 1 (plugged in as in the golden sample)."""
        window = self._patch(picture, SEARCH_PX)
        to_present = _nearest(window, self._present)
        if self._absent is None:
            contrast = max(8.0, float(self._present.astype(np.float64).std()))
            return max(0.0, 1.0 - to_present / (2 * contrast))
        to_absent = _nearest(window, self._absent)
        return to_absent / max(to_absent + to_present, 1e-9)

    def _patch(self, image: Image, margin: int) -> Image:
        side = self._side + 2 * margin
        patch = cv2.getRectSubPix(image, (side, side), (self.x_px - 0.5, self.y_px - 0.5))
        return np.asarray(cv2.GaussianBlur(patch, (0, 0), 0.8), dtype=np.uint8)


def _nearest(window: Image, look: Image) -> float:
    """The smallest root-mean-square difference (grey levels) over all places of `look` in `window`."""
    squares = cv2.matchTemplate(window, look, cv2.TM_SQDIFF)
    return float(np.sqrt(max(0.0, float(squares.min())) / look.size))
