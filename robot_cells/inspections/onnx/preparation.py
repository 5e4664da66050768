"""From a picture to a network's input, and from places in the input back to places in the picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.given_picture import UnjudgeableError, as_levels
from robot_cells.inspections.model import Image
from robot_cells.inspections.onnx.candidates import Floats
from robot_cells.inspections.onnx.network_settings import Fit, NetworkSettings

SIZE_RATIO = 2.0
"""A picture so many times larger or smaller than those that the model was tried with is not judged."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the picture lies in the input: input pixel = picture pixel times scale plus offset, in x and y."""

    scale_x: float
    scale_y: float
    left: float
    top: float
    width: int
    height: int

    def in_picture(self, boxes: Floats) -> Floats:
        """Boxes (n, 4) in pixels of the input as pixels of the picture, cut off at its edges."""
        scales = np.array([self.scale_x, self.scale_y] * 2)
        found = (boxes - np.array([self.left, self.top] * 2)) / scales
        return np.asarray(np.clip(found, 0.0, np.array([self.width, self.height] * 2)), dtype=np.float64)


def usable(image: npt.NDArray[np.generic], settings: NetworkSettings) -> Image:
    """The picture as (height, width) or (height, width, 3) of uint8; raises `UnjudgeableError` with a sentence."""
    picture = as_levels(image)
    rows, columns = picture.shape[:2]
    if settings.picture_sizes:
        least_width, most_width, least_height, most_height = settings.picture_sizes
        if not (
            least_width / SIZE_RATIO <= columns <= most_width * SIZE_RATIO
            and least_height / SIZE_RATIO <= rows <= most_height * SIZE_RATIO
        ):
            raise UnjudgeableError(
                f"The picture is {columns} x {rows} pixels; the model was tried with "
                f"{least_width} x {least_height} to {most_width} x {most_height}."
            )
    return picture


def prepared(picture: Image, settings: NetworkSettings) -> tuple[npt.NDArray[np.float32], Placement]:
    """The input of the network, (1, channels, height, width) or (1, height, width, channels), and the placement."""
    placed, placement = _placed(_in_colour(picture, settings.colour), settings)
    values = placed.astype(np.float32).reshape(settings.height, settings.width, settings.channels)
    mean, std = (np.asarray(item, dtype=np.float32) for item in (settings.mean, settings.std))
    values = (values * np.float32(settings.scale) - mean) / std
    if settings.arrangement == "nchw":
        values = values.transpose(2, 0, 1)
    return np.ascontiguousarray(values[None]), placement


def _in_colour(picture: Image, colour: str) -> Image:
    is_grey = picture.ndim == 2
    if colour == "grey":
        return picture if is_grey else np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    if is_grey:
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    return picture if colour == "bgr" else np.asarray(picture[:, :, ::-1])


def _placed(picture: Image, settings: NetworkSettings) -> tuple[Image, Placement]:
    rows, columns = picture.shape[:2]
    scale_x, scale_y = settings.width / columns, settings.height / rows
    width, height, left, top = settings.width, settings.height, 0, 0
    if settings.fit is not Fit.STRETCH:
        scale = min(scale_x, scale_y)
        width, height = max(1, round(columns * scale)), max(1, round(rows * scale))
        if settings.fit is Fit.LETTERBOX:
            left, top = (settings.width - width) // 2, (settings.height - height) // 2
    # Averaging where it becomes smaller, so that thin defects do not fall between the pixels.
    way = cv2.INTER_AREA if width <= columns and height <= rows else cv2.INTER_LINEAR
    small = picture
    if (width, height) != (columns, rows):
        small = np.asarray(cv2.resize(np.ascontiguousarray(picture), (width, height), interpolation=way), np.uint8)
    placed = small
    if (width, height) != (settings.width, settings.height):
        placed = np.full((settings.height, settings.width, *picture.shape[2:]), settings.filling, np.uint8)
        placed[top : top + height, left : left + width] = small
    return placed, Placement(width / columns, height / rows, float(left), float(top), columns, rows)
