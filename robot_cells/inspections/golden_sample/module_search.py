"""Looks for one module of the golden sample around its place in a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.golden_sample.tray_scale import TrayScale
from robot_cells.inspections.picture_motion import Grey, fitted_similarity, followed
from robot_cells.orders.layout import Module

SEARCH_M = 0.022
"""A module further from its place than this is missing, not misplaced."""
SMALL_TURNS_RAD = (-0.21, -0.14, -0.07, 0.07, 0.14, 0.21)
SURE = 0.8
TRIMMED = 0.85
"""The share of a module's pixels that count: those that fit best."""
SAMPLES_MIN = 30
VISIBLE_SHARE_MIN = 0.12
POINTS_MIN = 8
FLOW_PX, FLOW_LEVELS, RESIDUAL_PX = 13, 2, 1.0


@dataclass(frozen=True, slots=True)
class ModulePose:
    """Where a module was found, relative to its place: pixels of the golden sample, radians counter-clockwise.

    `likeness` is the correlation coefficient of what is seen there with the golden sample, -1 to 1, and tells one pose
    from another; `similarity` is the same without the pixels that fit worst, and tells whether the module is there
    at all, whatever hangs over it.
    """

    dx_px: float
    dy_px: float
    rotation_rad: float
    likeness: float = -1.0
    similarity: float = -1.0


class ModuleSearch:
    """One module's look, cut upright out of the golden sample, and the search for it."""

    def __init__(self, module: Module, reference: Grey, visible: Grey, scale: TrayScale) -> None:
        """`visible` is 255 where the module is not covered by another; both have the golden sample's size."""
        self.module = module
        self._centre = np.array(scale.to_pixel(module.x_m, module.y_m))
        self._size = (
            max(8, round(scale.length_px(module.width_m))),
            max(8, round(scale.length_px(module.depth_m))),
        )
        self._reach = max(4, round(scale.length_px(SEARCH_M)))
        self._look = self._upright(reference, 0.0, 0.0, 0.0, 0)
        mask = cv2.erode(self._upright(visible, 0.0, 0.0, 0.0, 0), np.ones((3, 3), np.uint8))
        self._mask = np.asarray(mask, dtype=np.uint8)
        self.is_hidden = float(np.mean(self._mask > 127)) < VISIBLE_SHARE_MIN
        points = cv2.goodFeaturesToTrack(self._look, 80, 0.01, 6, mask=(self._mask > 127).astype(np.uint8) * 255)
        self._points = np.zeros((0, 2), np.float32) if points is None else np.asarray(points, np.float32).reshape(-1, 2)
        self._sampled = _half(self._mask) > 127
        samples = _half(_smooth(self._look))[self._sampled].astype(np.float32)
        self._samples = samples - (samples.mean() if samples.size else 0.0)
        self._likeness_turned = self._compare(np.ascontiguousarray(self._look[::-1, ::-1]))[0]
        self._turns = self._possible_turns()

    def find(self, picture: Grey) -> ModulePose:
        """The pose at which the picture (registered, relit) looks most like the module."""
        best = self._refine(picture, ModulePose(0.0, 0.0, 0.0))
        if best.likeness >= max(SURE, (1 + self._likeness_turned) / 2):
            return best
        for turn in self._turns:
            pose = self._refine(picture, self._coarse(picture, turn))
            if pose.likeness > best.likeness:
                best = pose
        return best

    def at(self, picture: Grey, pose: ModulePose) -> ModulePose:
        """How much the picture looks like the module at just that pose."""
        return self._compared(pose, self._upright(picture, pose.dx_px, pose.dy_px, pose.rotation_rad, 0))

    def near(self, picture: Grey, pose: ModulePose) -> ModulePose:
        """The best pose within a few pixels of that one."""
        return self._refine(picture, pose)

    def matrix(self, pose: ModulePose) -> npt.NDArray[np.float64]:
        """The affine matrix (2 x 3) from golden sample to picture pixels for a module found at `pose`."""
        cos, sin = math.cos(pose.rotation_rad), math.sin(pose.rotation_rad)
        turn = np.array(((cos, sin), (-sin, cos)))
        shift = self._centre + np.array((pose.dx_px, pose.dy_px)) - turn @ self._centre
        return np.hstack([turn, shift[:, None]])

    def _possible_turns(self) -> tuple[float, ...]:
        width, depth = self._size
        quarter = (math.pi / 2, -math.pi / 2) if abs(width - depth) < 0.12 * max(width, depth) else ()
        return (0.0, math.pi, *quarter, *SMALL_TURNS_RAD)

    def _upright(self, image: Grey, dx: float, dy: float, turn: float, margin: int) -> Grey:
        """The part of `image` where the module would stand at that pose, upright, with a margin in pixels around."""
        angle = self.module.rotation_rad + turn
        cos, sin = math.cos(angle), math.sin(angle)
        width, depth = self._size[0] + 2 * margin, self._size[1] + 2 * margin
        to_image = np.array(((cos, sin), (-sin, cos)))
        middle = np.array(((width - 1) / 2, (depth - 1) / 2))
        shift = self._centre - 0.5 + np.array((dx, dy)) - to_image @ middle
        matrix = np.hstack([to_image, shift[:, None]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        patch = cv2.warpAffine(image, matrix, (width, depth), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(patch, dtype=np.uint8)

    def _coarse(self, picture: Grey, turn: float) -> ModulePose:
        """The best place at that turn, by masked correlation at half the resolution."""
        window = _half(self._upright(picture, 0.0, 0.0, turn, self._reach))
        look, mask = _half(self._look), self._sampled.astype(np.uint8)
        if not mask.any():
            return ModulePose(0.0, 0.0, turn)
        scores = cv2.matchTemplate(window, look, cv2.TM_CCOEFF_NORMED, mask=mask)
        # Where the window is of one grey the coefficient is not defined.
        scores = np.where(np.isfinite(scores), scores, -1.0)
        row, column = np.unravel_index(int(scores.argmax()), scores.shape)
        u, v = 2.0 * float(column) - self._reach, 2.0 * float(row) - self._reach
        return self._moved(ModulePose(0.0, 0.0, turn), u, v, 0.0)

    def _moved(self, pose: ModulePose, u: float, v: float, turn: float) -> ModulePose:
        """A pose moved by (u, v) pixels along the module's own axes and turned further; not yet compared."""
        angle = self.module.rotation_rad + pose.rotation_rad
        cos, sin = math.cos(angle), math.sin(angle)
        dx, dy = pose.dx_px + cos * u + sin * v, pose.dy_px - sin * u + cos * v
        return ModulePose(dx, dy, math.remainder(pose.rotation_rad + turn, 2 * math.pi))

    def _refine(self, picture: Grey, pose: ModulePose) -> ModulePose:
        """Sharpens a pose by the flow of the module's points, twice; keeps it when that makes it worse."""
        patch = self._upright(picture, pose.dx_px, pose.dy_px, pose.rotation_rad, 0)
        best = self._compared(pose, patch)
        for _ in range(2):
            step = self._step(patch)
            if step is None:
                break
            moved = self._moved(best, *step)
            if math.hypot(moved.dx_px, moved.dy_px) > 1.5 * self._reach:
                break
            patch = self._upright(picture, moved.dx_px, moved.dy_px, moved.rotation_rad, 0)
            moved = self._compared(moved, patch)
            if moved.likeness <= best.likeness:
                break
            best = moved
        return best

    def _step(self, patch: Grey) -> tuple[float, float, float] | None:
        if len(self._points) < POINTS_MIN:
            return None
        moved, good = followed(self._look, patch, self._points, self._points, FLOW_PX, FLOW_LEVELS)
        if good.sum() < POINTS_MIN:
            return None
        found = fitted_similarity(self._points[good], moved[good], RESIDUAL_PX, confidence=0.99)
        if found is None:
            return None
        matrix, _ = found
        turn = math.atan2(matrix[1, 0], matrix[0, 0])
        middle = np.array(((self._size[0] - 1) / 2, (self._size[1] - 1) / 2))
        u, v = matrix[:, :2] @ middle + matrix[:, 2] - middle
        return float(u), float(v), -turn

    def _compared(self, pose: ModulePose, patch: Grey) -> ModulePose:
        likeness, similarity = self._compare(patch)
        return replace(pose, likeness=likeness, similarity=similarity)

    def _compare(self, patch: Grey) -> tuple[float, float]:
        """Likeness and similarity (see `ModulePose`) of an upright patch of the module's size."""
        seen = _half(_smooth(patch))[self._sampled].astype(np.float32)
        if seen.size < SAMPLES_MIN:
            return -1.0, -1.0
        seen -= seen.mean()
        look = self._samples
        scale = math.sqrt(float(seen @ seen) / max(float(look @ look), 1e-9))
        if scale < 1e-6:
            return -1.0, -1.0
        misfit = np.abs(seen / scale - look)
        last = int(TRIMMED * misfit.size)
        kept = misfit <= np.partition(misfit, last)[last]
        return _correlation(look, seen), _correlation(look[kept], seen[kept])


def _correlation(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> float:
    a, b = a - a.mean(), b - b.mean()
    size = math.sqrt(float(a @ a) * float(b @ b))
    return float(a @ b) / size if size > 1e-6 else -1.0


def _smooth(image: Grey) -> Grey:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 1.0), dtype=np.uint8)


def _half(image: Grey) -> Grey:
    size = (max(2, image.shape[1] // 2), max(2, image.shape[0] // 2))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
