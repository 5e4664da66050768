"""Places in a picture that differ from the aligned reference: where a defect may be.

A place is a peak of the share of differing pixels about it, those farther than a pixel from an edge counting more. No
defect is cut off by a tolerance band here: telling defects from ragged edges is left to the networks.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.defects.picture_pair import Grey

LEAST_DENSITY = 0.08
"""Weighted share of differing pixels in a window of some 18 pixels."""
APART_PX = 10
"""Nearer than this, along both axes, only the stronger of two places is kept."""
MOST = 60
"""Places a picture; the strongest are kept. A picture of something else has more."""


def proposals(test: Grey, place: Grey) -> npt.NDArray[np.int64]:
    """(n, 2) places x, y in pixels, the strongest first; `place` is the aligned reference."""
    seen, wanted = (test > 127).astype(np.uint8), (place > 127).astype(np.uint8)
    kernel = np.ones((3, 3), np.uint8)
    differing = cv2.bitwise_xor(seen, wanted)
    clear = cv2.bitwise_or(
        cv2.bitwise_and(cv2.erode(wanted, kernel), 1 - seen), cv2.bitwise_and(cv2.erode(1 - wanted, kernel), seen)
    )
    weights = differing * np.uint8(60) + clear * np.uint8(120)
    half = cv2.resize(weights, (test.shape[1] // 2, test.shape[0] // 2), interpolation=cv2.INTER_AREA)
    density = cv2.blur(cv2.blur(half.astype(np.float32) / 180, (5, 5)), (5, 5))
    summit = cv2.dilate(density, np.ones((7, 7), np.uint8))
    y, x = np.nonzero((density >= summit) & (density > LEAST_DENSITY))
    order = np.argsort(-density[y, x], kind="stable")
    found = np.stack([2 * x[order] + 1, 2 * y[order] + 1], axis=1)
    return _thinned(found)


def _thinned(found: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    kept = np.zeros((0, 2), np.int64)
    for point in found:
        if not len(kept) or np.abs(kept - point).max(axis=1).min() > APART_PX:
            kept = np.vstack([kept, point])
            if len(kept) == MOST:
                break
    return kept
