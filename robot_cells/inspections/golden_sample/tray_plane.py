"""Between pixels of a camera's picture and metres on the tray's plane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError
from robot_cells.inspections.calibrations.lens import Lens
from robot_cells.inspections.calibrations.plane import PlaneCalibration
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
    """A plane seen in perspective: `homography` (3 x 3) takes a pixel (x, y, 1) to metres in the frame `tray`.

    Where the lens is known, it takes pixels that are free of its distortion. The first pixel spans 0 to 1; those of the
    lens have their centres on whole numbers.
    """

    homography: Matrix
    lens: Lens | None = None

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
    def of_calibration(cls, plane: PlaneCalibration) -> TrayPlane:
        """From a camera's calibration; raises `InspectionError` for a frame that is no tray's, seen from above."""
        to_metres = np.linalg.inv(np.array(plane.homography)) @ np.array(((1, 0, -0.5), (0, 1, -0.5), (0, 0, 1)))
        middle = plane.to_pixels([(item.x_m, item.y_m) for item in plane.points]).mean(axis=0)
        at = corners_from(to_metres, [tuple(middle + step) for step in ((0, 0), (1, 0), (0, 1))])
        right, down = at[1] - at[0], at[2] - at[0]
        if right[0] * down[1] - right[1] * down[0] > 0:
            raise InspectionError(
                f"In the plane's frame {plane.frame} y points down as the camera sees it; in that of a tray up.",
                where="settings: calibration",
                remedy="Say with `robot-cells cameras plane --board-at X,Y,TURN` where the board lies on the tray.",
            )
        return cls(np.asarray(to_metres, dtype=np.float64), plane.lens)

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
        straight = self._straight(np.array(((x_px, y_px),)))[0]
        return _mapped(self.homography, float(straight[0]), float(straight[1]))

    def to_pixel(self, x_m: float, y_m: float) -> tuple[float, float]:
        """See `PlaneMap`."""
        straight = _mapped(np.asarray(np.linalg.inv(self.homography), dtype=np.float64), x_m, y_m)
        x_px, y_px = self._seen(np.array((straight,)))[0]
        return float(x_px), float(y_px)

    def misfit(self, picture: Image) -> str:
        """Why a picture is not one of the calibrated camera's; empty when it may be."""
        rows, columns = picture.shape[:2]
        if self.lens is None or (columns, rows) == (self.lens.width_px, self.lens.height_px):
            return ""
        return (
            f"The picture is {columns} x {rows} pixels, the camera was calibrated with "
            f"{self.lens.width_px} x {self.lens.height_px}."
        )

    def rectified(self, picture: Image, scale: TrayScale, width_px: int, height_px: int) -> Image:
        """The picture as a camera straight above the tray would see it, at that scale."""
        if self.lens is not None:
            raster = tuple(tuple(float(value) for value in row) for row in np.linalg.inv(self.to_raster(scale)))
            maps = _maps(self.lens, raster, width_px, height_px)
            return np.asarray(cv2.remap(picture, *maps, cv2.INTER_LINEAR), dtype=np.uint8)
        matrix = self.to_raster(scale)
        # OpenCV's pixels have their centres on whole numbers, here they lie at halves.
        half = np.array(((1.0, 0.0, 0.5), (0.0, 1.0, 0.5), (0.0, 0.0, 1.0)))
        flags = cv2.INTER_AREA if matrix[0, 0] < 0.5 else cv2.INTER_LINEAR
        seen = cv2.warpPerspective(picture, np.linalg.inv(half) @ matrix @ half, (width_px, height_px), flags=flags)
        return np.asarray(seen, dtype=np.uint8)

    def to_raster(self, scale: TrayScale) -> Matrix:
        """The homography from the camera's pixels, free of distortion, to those of the rectified picture."""
        pixels = scale.pixels_per_metre
        raster = np.array(((pixels, 0.0, scale.left_px), (0.0, -pixels, scale.bottom_px), (0.0, 0.0, 1.0)))
        return np.asarray(raster @ self.homography, dtype=np.float64)

    def seen_from(self, scale: TrayScale, corners: Sequence[tuple[float, float]]) -> Matrix:
        """Pixels (n, 2) of the rectified picture as pixels of the camera's."""
        return self._seen(corners_from(np.asarray(np.linalg.inv(self.to_raster(scale)), dtype=np.float64), corners))

    def _straight(self, pixels: Matrix) -> Matrix:
        return pixels if self.lens is None else self.lens.straightened(pixels - 0.5) + 0.5

    def _seen(self, straight: Matrix) -> Matrix:
        return straight if self.lens is None else self.lens.bent(straight - 0.5) + 0.5


@lru_cache(maxsize=8)
def _maps(
    lens: Lens, back: tuple[tuple[float, ...], ...], width_px: int, height_px: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Where in the camera's picture each pixel of the rectified one is seen; `back` leads to straight pixels."""
    y, x = np.mgrid[0:height_px, 0:width_px].astype(np.float64) + 0.5
    u, v, w = (x * row[0] + y * row[1] + row[2] for row in back)
    straight = np.stack((u / w - 0.5, v / w - 0.5), axis=-1)
    seen = lens.bent(straight).astype(np.float32)
    return np.ascontiguousarray(seen[..., 0]), np.ascontiguousarray(seen[..., 1])


def corners_from(matrix: Matrix, corners: Sequence[tuple[float, float]]) -> Matrix:
    """Points (n, 2) taken by a homography."""
    return np.array([_mapped(matrix, x, y) for x, y in corners], dtype=np.float64)


def _mapped(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    u, v, w = (float(value) for value in matrix @ np.array((x, y, 1.0)))
    return u / w, v / w
