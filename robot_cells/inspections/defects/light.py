"""Takes gain, offset and uneven light out of a picture, by the levels that its reference says should be there."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.defects.picture_pair import Grey

REDUCTION = 4
"""Levels are estimated on pictures reduced by this factor."""
SLACKS_PX = (5, 3, 1)
"""Reduced pixels nearer than this to an edge of the reference are not used, for the pictures are not aligned yet; the
first is taken that leaves enough of light and dark."""
LEAST_SHARE = 0.003
"""Share of the picture that is enough of either."""
WINDOW_SHARE = 0.3
"""Window of the local levels, as a share of the picture's edge."""
UNTOUCHED_LEVELS = 10.0
"""Where no level is farther off than this (grey levels), the picture stays as it is."""
LEAST_RANGE = 30.0
"""Least difference of light and dark in a picture that is stretched."""
FEW = 0.1
"""Share of a window below which its own level says little beside that of the whole picture."""

Levels = npt.NDArray[np.float32]


def relit(test: Grey, reference: Grey) -> Grey:
    """The picture with the reference's light and dark levels everywhere."""
    size = (test.shape[1] // REDUCTION, test.shape[0] // REDUCTION)
    small = cv2.resize(test, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    wanted = np.asarray(cv2.resize(reference, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    masks = _masks(wanted)
    if masks is None:
        return test
    light, dark = masks
    aims = [float(wanted[mask > 0].mean()) for mask in (light, dark)]
    seen = [_local(small, mask) for mask in (light, dark)]
    if all(float(np.abs(level - aim).max()) < UNTOUCHED_LEVELS for level, aim in zip(seen, aims, strict=True)):
        return test
    gain = (aims[0] - aims[1]) / np.maximum(seen[0] - seen[1], LEAST_RANGE)
    offset = aims[1] - gain * seen[1]
    whole = (test.shape[1], test.shape[0])
    field = cv2.resize(np.dstack([gain, offset]), whole, interpolation=cv2.INTER_LINEAR)
    stretched = cv2.multiply(test, field[..., 0], dtype=cv2.CV_32F)
    return np.asarray(cv2.add(stretched, field[..., 1], dtype=cv2.CV_8U), dtype=np.uint8)


def _masks(wanted: Grey) -> tuple[Levels, Levels] | None:
    """Where the reference is surely light and surely dark, 1 or 0; None where it is not both."""
    middle = _middle(wanted)
    for slack in SLACKS_PX:
        kernel = np.ones((2 * slack + 1,) * 2, np.uint8)
        light, dark = (
            cv2.erode(mask.astype(np.uint8), kernel).astype(np.float32) for mask in (wanted > middle, wanted <= middle)
        )
        if min(float(light.mean()), float(dark.mean())) >= LEAST_SHARE:
            return light, dark
    return None


def _middle(levels: npt.NDArray[np.generic]) -> float:
    """Otsu's threshold between dark and light (IEEE Trans. Syst. Man Cybern. 9(1), 1979)."""
    return float(cv2.threshold(np.asarray(levels, dtype=np.uint8), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[0])


def _local(small: Levels, mask: Levels) -> Levels:
    """The mean level of the masked pixels about every place, drawn to that of the whole where they are few."""
    overall = float(small[mask > 0].mean())
    edge = 2 * round(WINDOW_SHARE * max(small.shape) / 2) + 1
    total, weight = cv2.blur(small * mask, (edge, edge)), cv2.blur(mask, (edge, edge))
    return np.asarray((total + FEW * overall) / (weight + FEW), dtype=np.float32)
