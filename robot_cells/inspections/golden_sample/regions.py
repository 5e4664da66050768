"""Which pixels of the golden sample belong to what."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.golden_sample.tray_scale import TrayScale
from robot_cells.orders.layout import Cable, Coupling, Layout, Screw

Mask = npt.NDArray[np.uint8]
Corner = tuple[float, float]

PLUG_M = 0.016
"""Edge of the square around a cable's end in which its plug is looked for."""
SLACK_SHARE, SLACK_M = 0.12, 0.006
"""How far a cable may lie from the straight line between its ends: a share of its length, and a little."""
WALL_M = 0.006
"""The tray's rim, which is judged by nobody."""
LABEL_SHARE = 1.55
"""Edge of the label around the code, as a multiple of the code's."""


class Regions:
    """Masks of one layout (255 inside), all (height, width) of uint8, drawn once.

    `steady` is what looks alike on every good product (no code, cables, screws), `chassis` that without the modules.
    """

    def __init__(self, layout: Layout, scale: TrayScale, shape: tuple[int, int]) -> None:
        self._scale = scale
        self._shape = shape
        self.tray = self.polygon(
            scale.rectangle(
                layout.width_m / 2, layout.depth_m / 2, layout.width_m - 2 * WALL_M, layout.depth_m - 2 * WALL_M
            )
        )
        self.modules = {
            item.id: self.polygon(scale.rectangle(item.x_m, item.y_m, item.width_m, item.depth_m, item.rotation_rad))
            for item in layout.modules
        }
        self.corridors = {cable.id: self._corridor(cable) for cable in layout.cables}
        self.plugs = {cable.id: self._plugs(cable) for cable in layout.cables}
        self.fasteners = self.empty()
        round_parts: tuple[Screw | Coupling, ...] = (*layout.screws, *layout.couplings)
        for part in round_parts:
            self.disc(self.fasteners, part.x_m, part.y_m, part.diameter_m * 1.5)
        code = layout.code
        edge = code.size_m * LABEL_SHARE
        self.label = self.polygon(scale.rectangle(code.x_m, code.y_m - code.size_m * 0.06, edge, edge * 1.1))
        loose = self.union([*self.corridors.values(), self.fasteners, self.label])
        self.steady = _beside(loose)
        self.chassis = _beside(self.union([loose, *self.modules.values()]))

    def empty(self) -> Mask:
        """A mask of nothing."""
        return np.zeros(self._shape, dtype=np.uint8)

    def union(self, masks: Iterable[Mask]) -> Mask:
        """Where any of the masks is set."""
        result = self.empty()
        for mask in masks:
            cv2.bitwise_or(result, mask, result)
        return result

    def polygon(self, corners: Sequence[Corner]) -> Mask:
        """A mask of a polygon given by its corners in pixels."""
        mask = self.empty()
        cv2.fillPoly(mask, [np.round(np.asarray(corners)).astype(np.int32)], 255)
        return mask

    def disc(self, mask: Mask, x_m: float, y_m: float, diameter_m: float) -> None:
        """Sets a disc in `mask`, given in the frame `tray`."""
        x, y = self._scale.to_pixel(x_m, y_m)
        cv2.circle(mask, (round(x), round(y)), max(1, round(self._scale.length_px(diameter_m) / 2)), 255, -1)

    def _corridor(self, cable: Cable) -> Mask:
        dx, dy = cable.x2_m - cable.x1_m, cable.y2_m - cable.y1_m
        span = math.hypot(dx, dy)
        width = 2 * (SLACK_SHARE * span + SLACK_M)
        middle = ((cable.x1_m + cable.x2_m) / 2, (cable.y1_m + cable.y2_m) / 2)
        return self.polygon(self._scale.rectangle(*middle, span + PLUG_M, width, math.atan2(dy, dx)))

    def _plugs(self, cable: Cable) -> Mask:
        ends = ((cable.x1_m, cable.y1_m), (cable.x2_m, cable.y2_m))
        return self.union(self.polygon(self._scale.rectangle(x, y, PLUG_M, PLUG_M)) for x, y in ends)


def _beside(mask: Mask) -> Mask:
    """What a mask does not cover, with some pixels of distance."""
    return np.asarray(cv2.bitwise_not(cv2.dilate(mask, np.ones((9, 9), np.uint8))), dtype=np.uint8)
