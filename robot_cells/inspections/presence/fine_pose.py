"""Measures where a module stands to a few hundredths of a pixel, once it is found roughly."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from robot_cells.inspections.golden_sample.least_squares import (
    Floats,
    Grey,
    Values,
    robust_step,
    sampled,
    slopes,
    steepest,
)
from robot_cells.inspections.golden_sample.module_search import ModulePose
from robot_cells.inspections.golden_sample.tray_scale import TrayScale
from robot_cells.orders.layout import Module

POINTS = 6000
POINTS_MIN = 60
ROUNDS = 12
SETTLED_PX = 0.002
REACH_PX = 3.0
"""A step that leads farther from the start than this has lost the module."""


@dataclass(frozen=True, slots=True)
class MeasuredPose:
    """Where a module stands relative to its place, in pixels of the golden sample and radians counter-clockwise.

    `sigma_px` is the standard uncertainty of the place: the larger axis of what the residuals leave open.
    """

    dx_px: float
    dy_px: float
    rotation_rad: float
    sigma_px: float


class FinePose:
    """One module's look at the points that tell most, and how it changes when the module moves.

    Least squares over shift, turn and light, with the derivatives of the look and not of
    the picture (the inverse compositional algorithm, Baker and Matthews, Int. J. Computer Vision 56, 2004), weighted by
    Huber's function so that a cable that hangs over the module has little to say.
    """

    def __init__(self, module: Module, reference: Floats, visible: Grey, scale: TrayScale) -> None:
        """`reference` is the `smooth` golden sample, `visible` 255 where the module is not covered by anything."""
        self.module = module
        corners = scale.rectangle(module.x_m, module.y_m, module.width_m, module.depth_m, module.rotation_rad)
        self._centre = np.array(scale.to_pixel(module.x_m, module.y_m)) - 0.5
        inside = np.zeros(visible.shape, dtype=np.uint8)
        cv2.fillPoly(inside, [np.round(np.asarray(corners) - 0.5).astype(np.int32)], 255)
        # What the module hides or shows at its outline when it moves is not part of its look.
        kept = np.asarray(cv2.erode(cv2.bitwise_and(inside, visible), np.ones((5, 5), np.uint8)), dtype=np.uint8)
        slope_x, slope_y = slopes(reference)
        rows, columns = steepest(np.asarray(cv2.magnitude(slope_x, slope_y), dtype=np.float32), kept, POINTS)
        self._points = np.stack([columns, rows], axis=1).astype(np.float64) - self._centre
        self._look = reference[rows, columns].astype(np.float64)
        across, down = slope_x[rows, columns].astype(np.float64), slope_y[rows, columns].astype(np.float64)
        # Image y points down: a counter-clockwise turn moves a point (x, y) by (y, -x).
        turning = across * self._points[:, 1] - down * self._points[:, 0]
        # Light multiplies, and a reflection adds, more on one side than on the other.
        side = self._points / max(1.0, float(np.hypot(*np.ptp(np.asarray(corners), axis=0))))
        light = (self._look, np.ones_like(self._look), side[:, 0], side[:, 1])
        self._basis = np.stack([across, down, turning, *light], axis=1)

    @property
    def is_measurable(self) -> bool:
        """Whether enough of the module is seen to tell where it stands."""
        return len(self._points) >= POINTS_MIN

    def measure(self, picture: Floats, start: ModulePose) -> MeasuredPose | None:
        """The module's place in a `smooth` picture, from a pose that is a pixel or two off; None when it is lost."""
        if not self.is_measurable:
            return None
        shift, turn = np.array((start.dx_px, start.dy_px)), start.rotation_rad
        light, spread = np.zeros(self._basis.shape[1] - 3), np.full(2, math.inf)
        for _ in range(ROUNDS):
            residual = self._sampled(picture, shift, turn) - self._look - self._basis[:, 3:] @ light
            step, deviation = robust_step(self._basis, residual)
            cos, sin = math.cos(turn), math.sin(turn)
            moved = np.array((cos * step[0] + sin * step[1], -sin * step[0] + cos * step[1]))
            shift, turn, light = shift - moved, turn - float(step[2]), light + step[3:]
            spread = deviation[:2]
            if not (np.isfinite(shift).all() and math.isfinite(turn)):
                return None
            if np.hypot(*(shift - (start.dx_px, start.dy_px))) > REACH_PX:
                return None
            if np.hypot(*moved) < SETTLED_PX:
                break
        return MeasuredPose(float(shift[0]), float(shift[1]), math.remainder(turn, 2 * math.pi), float(spread.max()))

    def _sampled(self, picture: Floats, shift: Values, turn: float) -> Values:
        """The picture at the module's points, if it stood there."""
        cos, sin = math.cos(turn), math.sin(turn)
        return sampled(picture, self._points @ np.array(((cos, -sin), (sin, cos))) + self._centre + shift)
