"""From a picture as it comes to features of places that can be compared."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.anomaly.alignment import Alignment
from robot_cells.inspections.anomaly.picture_features import CELL_PX, Features, Image, picture_features
from robot_cells.inspections.given_picture import UnjudgeableError, as_bgr

LEAST_SPREAD = 2.0
"""Standard deviation in grey levels below which a picture shows nothing."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Features of a picture, which cells lie in it at all (rows, columns), and where they come from.

    `to_picture` (2 x 3) takes a point in cells (x and y, 0 being the left or upper edge) to pixels of the picture.
    """

    features: Features
    seen: npt.NDArray[np.bool_]
    to_picture: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Preparation:
    """Pictures of `width_px` x `height_px` are worked on at `work_width_px` x `work_height_px`, registered or not."""

    width_px: int
    height_px: int
    work_width_px: int
    work_height_px: int
    alignment: Alignment | None = None

    @classmethod
    def for_size(cls, width_px: int, height_px: int, longest_px: int) -> Preparation:
        """For pictures of that size, worked on with at most `longest_px` on the longer side, without registration."""
        shrink = min(1.0, longest_px / max(width_px, height_px))
        return cls(width_px, height_px, max(1, round(width_px * shrink)), max(1, round(height_px * shrink)))

    def work_picture(self, image: npt.NDArray[np.generic]) -> Image:
        """The picture in blue, green, red at the working size; raises `UnjudgeableError` for what is none."""
        picture = as_bgr(image)
        rows, columns = picture.shape[:2]
        if (columns, rows) != (self.width_px, self.height_px):
            raise UnjudgeableError(
                f"The picture is {columns} x {rows} pixels, the good ones {self.width_px} x {self.height_px}."
            )
        size = (self.work_width_px, self.work_height_px)
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        if float(small.std()) < LEAST_SPREAD:
            raise UnjudgeableError("The picture shows nothing: it is of one grey.")
        return np.asarray(small, dtype=np.uint8)

    def prepare(self, image: npt.NDArray[np.generic]) -> Prepared:
        """Raises `UnjudgeableError` for what cannot be judged, or cannot be registered."""
        small = self.work_picture(image)
        matrix = np.array(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)))
        rows, columns = small.shape[0] // CELL_PX, small.shape[1] // CELL_PX
        seen = np.ones((rows, columns), dtype=np.bool_)
        if self.alignment is not None:
            matrix = self.alignment.matrix(np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.uint8))
            small, inside = registered(small, matrix)
            area = cv2.resize(
                inside[: rows * CELL_PX, : columns * CELL_PX], (columns, rows), interpolation=cv2.INTER_AREA
            )
            seen = np.asarray(cv2.erode(area, np.ones((3, 3), np.uint8)) == 255, dtype=np.bool_)
        return Prepared(picture_features(small), seen, self._to_picture(matrix))

    def _to_picture(self, matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Cells to pixels: to the middle of working pixels, to where they come from, to edges, to the full size."""
        found = matrix.copy()
        found[:, 2] += matrix[:, :2] @ np.array((-0.5, -0.5)) + 0.5
        found[:, :2] *= CELL_PX
        scale = np.array((self.width_px / self.work_width_px, self.height_px / self.work_height_px))
        return np.asarray(found * scale[:, None], dtype=np.float64)


def registered(picture: Image, matrix: npt.NDArray[np.float64]) -> tuple[Image, npt.NDArray[np.uint8]]:
    """The picture brought to the place of the reference, and where it has pixels at all (255)."""
    size, flags = (picture.shape[1], picture.shape[0]), cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    moved = cv2.warpAffine(picture, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    whole = np.full(picture.shape[:2], 255, dtype=np.uint8)
    inside = cv2.warpAffine(whole, matrix, size, flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
    return np.asarray(moved, dtype=np.uint8), np.asarray(inside, dtype=np.uint8)
