"""What is on the tray and does not belong there."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.golden_sample.visibility import largest_channel

Image = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.uint8]


GAP_PX = 9


@dataclass(frozen=True, slots=True)
class Blob:
    """A spot that differs: bounding box, centre and area in pixels, mean difference in grey levels."""

    x: int
    y: int
    width: int
    height: int
    centre: tuple[float, float]
    area_px: int
    contrast: float


def difference(picture: Image, expected: Image, saturated: Mask, reach_px: int = 2) -> npt.NDArray[np.uint8]:
    """How far each pixel lies outside what the expected picture shows within `reach_px` of it; (height, width).

    Where `saturated` is set, being darker than expected is no difference.
    """
    near = np.ones((2 * reach_px + 1,) * 2, np.uint8)
    smooth = cv2.GaussianBlur(picture, (0, 0), 0.8)
    above = largest_channel(np.asarray(cv2.subtract(smooth, cv2.dilate(expected, near)), dtype=np.uint8))
    below = largest_channel(np.asarray(cv2.subtract(cv2.erode(expected, near), smooth), dtype=np.uint8))
    below[saturated > 0] = 0
    return np.asarray(cv2.max(above, below), dtype=np.uint8)


def find_blobs(delta: npt.NDArray[np.uint8], judged: Mask, contrast: float, area_px: float) -> list[Blob]:
    """Spots of at least `area_px` pixels that differ by `contrast` where `judged` is set."""
    spots = ((delta >= contrast) & (judged > 0)).astype(np.uint8) * 255
    if not spots.any():
        return []
    # What shows in pieces, because part of it is as bright as what it lies on, is one thing.
    spots = np.asarray(cv2.morphologyEx(spots, cv2.MORPH_CLOSE, np.ones((GAP_PX, GAP_PX), np.uint8)), dtype=np.uint8)
    count, labels, stats, centres = cv2.connectedComponentsWithStats(spots, connectivity=8)
    blobs = []
    for label in range(1, count):
        x, y, width, height = (int(value) for value in stats[label][:4])
        window = np.s_[y : y + height, x : x + width]
        seen = delta[window][(labels[window] == label) & (judged[window] > 0)]
        seen = seen[seen >= contrast]
        if seen.size < area_px:
            continue
        strength = float(seen.mean())
        centre = (float(centres[label][0]), float(centres[label][1]))
        blobs.append(Blob(x, y, width, height, centre, int(seen.size), strength))
    return blobs
