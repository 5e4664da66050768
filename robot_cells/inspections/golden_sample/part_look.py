"""Whether a screw or a coupling is at its place: by the mean colour on rings around it, which no turn changes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Rings = npt.NDArray[np.float64]

SEARCH_PX = 2
"""A part is looked for this far around its place: what registration and tolerances leave."""
STRANGE = 0.6
"""A place that differs from both looks by more than this share of their difference shows something else."""


@dataclass(frozen=True, slots=True)
class PartSeen:
    """`presence` from 0 (as the empty place) to 1 (as in the golden sample); `is_strange`: it looks like neither."""

    presence: float
    is_strange: bool


class PartLook:
    """One round part of the golden sample, with and without it."""

    def __init__(self, x_px: float, y_px: float, diameter_px: float, complete: Image, bare: Image | None) -> None:
        self.x_px, self.y_px = x_px, y_px
        self.radius_px = max(3, math.ceil(diameter_px * 0.8))
        offsets = np.arange(-self.radius_px, self.radius_px + 1)
        distance = np.hypot(*np.meshgrid(offsets, offsets))
        ring = np.minimum(np.floor(distance), self.radius_px).astype(np.intp)
        self._ring = ring.ravel()
        self._count = np.bincount(self._ring, minlength=self.radius_px + 1)[: self.radius_px]
        self._present = self._rings(complete, 0, 0)
        self._absent = None if bare is None else self._rings(bare, 0, 0)
        other = self._present[-1:] if self._absent is None else self._absent
        self._contrast = max(1.0, _distance(self._present, np.broadcast_to(other, self._present.shape)))

    @property
    def is_visible(self) -> bool:
        """Whether the golden sample tells a present part from an absent one at all."""
        return self._contrast > 8.0

    def look(self, picture: Image) -> PartSeen:
        """What the picture (registered, relit) shows at the part's place."""
        steps = range(-SEARCH_PX, SEARCH_PX + 1)
        seen = [self._rings(picture, dx, dy) for dx in steps for dy in steps]
        to_present = min(_distance(rings, self._present) for rings in seen)
        if self._absent is None:
            presence = max(0.0, 1.0 - to_present / self._contrast)
            return PartSeen(presence, to_present > STRANGE * self._contrast)
        to_absent = min(_distance(rings, self._absent) for rings in seen)
        is_strange = min(to_present, to_absent) > STRANGE * self._contrast
        presence = to_absent / max(to_absent + to_present, 1e-9)
        return PartSeen(presence if to_present <= STRANGE * self._contrast else min(presence, 0.4), is_strange)

    def _rings(self, image: Image, dx: int, dy: int) -> Rings:
        """Mean colour per ring, (rings, 3), around the place moved by whole pixels."""
        side = 2 * self.radius_px + 1
        patch = cv2.getRectSubPix(image, (side, side), (self.x_px - 0.5 + dx, self.y_px - 0.5 + dy))
        flat = patch.reshape(-1, 3).astype(np.float64)
        sums = [np.bincount(self._ring, flat[:, channel])[: self.radius_px] for channel in range(3)]
        return np.asarray(np.stack(sums, axis=1) / self._count[:, None], dtype=np.float64)


def _distance(a: Rings, b: Rings) -> float:
    return float(np.abs(a - b).mean())
