"""Between pixels of a camera's picture and metres on the tray's plane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError
from robot_cells.inspections.golden_sample.tray_scale import TrayScale

Image = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]


class PlaneMap(Protocol):
    """What a calibrated camera knows of the plane on which the parts lie."""

    def to_metres(self, x_px: float, y_px: float) -> tuple[float, float]:
        """The point of the frame `tray`, in metres, that is seen at a pixel."""
        ...

    def to_pixel(self, x_m: float, y_m: float) -> tuple[float, float]:
        """The pixel (x right, y down) at which a point of the frame `tray`, in metres, is seen."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class TrayPlane:
    """A plane seen in perspective: `homography` (3 x 3) takes a pixel (x, y, 1) to metres in the frame `tray`."""

    homography: Matrix

    @classmethod
    def of_numbers(cls, values: object, where: str) -> TrayPlane:
        """From nine numbers in three rows; raises `InspectionError` for anything else."""
        try:
            matrix = np.asarray(values, dtype=np.float64)
        except (TypeError, ValueError):
            matrix = np.zeros(0)
        if matrix.shape != (3, 3) or not np.isfinite(matrix).all() or abs(np.linalg.det(matrix)) < 1e-15:
            raise InspectionError(
                "The homography is no invertible matrix of 3 x 3 numbers.",
                where=where,
                remedy="Take it from the camera's calibration: it maps pixels to metres on the tray.",
            )
        return cls(matrix)

    @classmethod
    def of_map(cls, plane: PlaneMap, width_px: int, height_px: int) -> TrayPlane:
        """From anything that maps a plane, by the four corners of its picture."""
        corners = [(0.0, 0.0), (float(width_px), 0.0), (float(width_px), float(height_px)), (0.0, float(height_px))]
        metres = np.array([plane.to_metres(*corner) for corner in corners], dtype=np.float64)
        # Metres beside pixels are numbers of very unlike size; in float32 the corners are scaled alike first.
        scale = float(np.abs(metres).max())
        unit = cv2.getPerspectiveTransform(np.array(corners, np.float32), (metres / scale).astype(np.float32))
        return cls(np.diag((scale, scale, 1.0)) @ np.asarray(unit, dtype=np.float64))

    def to_metres(self, x_px: float, y_px: float) -> tuple[float, float]:
        """See `PlaneMap`."""
        return _mapped(self.homography, x_px, y_px)

    def to_pixel(self, x_m: float, y_m: float) -> tuple[float, float]:
        """See `PlaneMap`."""
        return _mapped(np.asarray(np.linalg.inv(self.homography), dtype=np.float64), x_m, y_m)

    def rectified(self, picture: Image, scale: TrayScale, width_px: int, height_px: int) -> Image:
        """The picture as a camera straight above the tray would see it, at that scale."""
        matrix = self.to_raster(scale)
        # OpenCV's pixels have their centres on whole numbers, here they lie at halves.
        half = np.array(((1.0, 0.0, 0.5), (0.0, 1.0, 0.5), (0.0, 0.0, 1.0)))
        flags = cv2.INTER_AREA if matrix[0, 0] < 0.5 else cv2.INTER_LINEAR
        seen = cv2.warpPerspective(picture, np.linalg.inv(half) @ matrix @ half, (width_px, height_px), flags=flags)
        return np.asarray(seen, dtype=np.uint8)

    def to_raster(self, scale: TrayScale) -> Matrix:
        """The homography from the camera's pixels to those of the rectified picture."""
        pixels = scale.pixels_per_metre
        raster = np.array(((pixels, 0.0, scale.left_px), (0.0, -pixels, scale.bottom_px), (0.0, 0.0, 1.0)))
        return np.asarray(raster @ self.homography, dtype=np.float64)


def corners_from(matrix: Matrix, corners: Sequence[tuple[float, float]]) -> Matrix:
    """Points (n, 2) taken by a homography."""
    return np.array([_mapped(matrix, x, y) for x, y in corners], dtype=np.float64)


def _mapped(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    u, v, w = (float(value) for value in matrix @ np.array((x, y, 1.0)))
    return u / w, v / w
