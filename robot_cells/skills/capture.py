"""Takes a picture of the product."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from robot_cells.skills.command import Command, Execution
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill
from robot_cells.skills.skill_error import SkillError
from robot_cells.skills.taken_picture import TakenPicture

COLOUR_CHANNELS = 3


@dataclass(frozen=True, slots=True)
class CaptureParameters:
    """Parameters of `capture`."""

    exposure_s: float = parameter(
        "exposure; 0 leaves it to the camera", unit="s", default=0.0, minimum=0.0, maximum=10.0
    )
    camera: str = parameter("which camera: its id", default="camera")


class Capture(Skill[CaptureParameters]):
    """Where the picture is, is kept for `inspect`; it is no part of the result."""

    name = "capture"
    needs = ("camera",)
    parameters_type = CaptureParameters
    nominal_s = 1.0
    codes = ("camera.no_image",)

    def run(self) -> Execution:
        """One command to the camera. An older picture is forgotten first, so that it is never judged instead."""
        self.workpiece.picture = None
        exposure_s = self.parameters.exposure_s
        values = {"exposure_s": exposure_s} if exposure_s > 0 else {}
        answer = yield Command(self.parameters.camera, "capture", values, expected_s=1.0 + exposure_s)
        picture = _picture(answer)
        if picture is None:
            what = "the camera says that it took a picture, but there is none"
            raise SkillError("camera.no_image", what, remedy="See the camera's topic and its cable.")
        self.workpiece.picture = picture
        return {}


def _picture(answer: Mapping[str, object]) -> NDArray[np.uint8] | TakenPicture | None:
    """Where the picture is, or itself; None where the answer holds neither."""
    image, stamp_s = answer.get("image"), answer.get("stamp_s")
    if isinstance(image, np.ndarray):
        is_good = image.dtype == np.uint8 and image.ndim == COLOUR_CHANNELS and image.size > 0
        return image if is_good else None
    if isinstance(image, str) and image and isinstance(stamp_s, int | float) and math.isfinite(stamp_s):
        return TakenPicture(image, float(stamp_s))
    return None
