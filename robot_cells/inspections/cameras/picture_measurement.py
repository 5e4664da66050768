"""What one picture tells about the camera that took it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.cameras.picture_pose import PicturePose
from robot_cells.inspections.cameras.picture_reference import PictureReference
from robot_cells.inspections.cameras.small_picture import SmallPicture


@dataclass(frozen=True, slots=True, eq=False)
class PictureMeasurement:
    """A few figures, so that pictures can be measured elsewhere than they are judged.

    `at_s` is the stamp of the picture. `pose` and `sharpness` are differences from the reference, with the standard
    deviations that are usual: the pose in pixels and radians, the sharpness as the log of the ratio. `spots` is log
    brightness in steps of 0.01. They are None where the scene was not found, or nothing in it tells sharpness.
    """

    at_s: float
    brightness: float
    usual_brightness: float
    saturated_share: float
    digest: str
    width_px: float
    sharpness: float | None
    sharpness_sigma: float
    pose: PicturePose | None
    pose_sigma: tuple[float, float, float, float]
    spots: npt.NDArray[np.int8] | None
    spots_sigma: npt.NDArray[np.int8] | None
    is_known: bool = True
    """Whether there was a reference to hold it against."""


def measure(picture: SmallPicture, reference: PictureReference, at_s: float) -> PictureMeasurement:
    """Holds a picture against the reference of what it shows."""
    found = reference.pose_in(picture)
    sharpness = math.log(picture.sharpness) - reference.sharpness if picture.sharpness > 0 else None
    pose = spots = None
    if found is not None:
        seen, pixels = found
        dx, dy, rotation, scale = (value - usual for value, usual in zip(seen.values, reference.pose, strict=True))
        pose = PicturePose(dx, dy, rotation, scale)
        spots = np.clip(pixels.astype(np.int16) - reference.spots, -127, 127).astype(np.int8)
    return PictureMeasurement(
        at_s,
        picture.brightness,
        reference.brightness,
        picture.saturated_share,
        picture.digest,
        max(picture.grey.shape) / picture.scale,
        sharpness,
        reference.sharpness_sigma,
        pose,
        reference.pose_sigma,
        spots,
        reference.spread,
    )
