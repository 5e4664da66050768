"""Whether a picture is sharp enough to be judged."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.given_picture import UnjudgeableError
from robot_cells.inspections.golden_sample.tolerances import Tolerances

Grey = npt.NDArray[np.uint8]

STRONG_PERCENTILE, ANYWHERE_PERCENTILE = 93.0, 97.0
SMOOTHING_PX = 1.0


class Sharpness:
    """Compares the gradient at the golden sample's strong edges (Tenenbaum's measure) with that of a picture there."""

    def __init__(self, reference: Grey, where: Grey) -> None:
        strength = _gradient(reference)
        inside = where > 0
        self._strongest = _strongest(reference)
        level = float(np.percentile(strength[inside], STRONG_PERCENTILE)) if inside.any() else 0.0
        self._strong = inside & (strength >= max(level, 1.0))
        self._reference = strength[self._strong]

    def check_anywhere(self, picture: Grey, tolerances: Tolerances) -> None:
        """As `check`, for a picture that is not registered: compares the strongest edges, wherever they are."""
        share = _strongest(picture) / max(self._strongest, 1e-9)
        if share < tolerances.sharpness:
            raise UnjudgeableError(f"The picture is blurred: its edges have {share:.0%} of their strength.")

    def check(self, picture: Grey, tolerances: Tolerances) -> None:
        """Raises `UnjudgeableError` when the registered, relit picture is blurred.

        The median over the edges decides, so that missing parts do not count as blur.
        """
        if not self._strong.any():
            return
        share = float(np.median(_gradient(picture)[self._strong] / self._reference))
        if share < tolerances.sharpness:
            raise UnjudgeableError(f"The picture is blurred: its edges have {share:.0%} of their strength.")


def _strongest(image: Grey) -> float:
    return float(np.percentile(_gradient(image), ANYWHERE_PERCENTILE)) / max(1.0, float(image.mean()))


def _gradient(image: Grey) -> npt.NDArray[np.float32]:
    smooth = cv2.GaussianBlur(image, (0, 0), SMOOTHING_PX)
    return np.asarray(
        cv2.magnitude(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)), dtype=np.float32
    )
