"""Takes a picture of the product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from robot_cells.skills.command import Command, Execution
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill
from robot_cells.skills.skill_error import SkillError

COLOUR_CHANNELS = 3


@dataclass(frozen=True, slots=True)
class CaptureParameters:
    """Parameters of `capture`."""

    exposure_s: float = parameter(
        "exposure; 0 leaves it to the camera", unit="s", default=0.0, minimum=0.0, maximum=10.0
    )
    camera: str = parameter("which camera: its id", default="camera")


class Capture(Skill[CaptureParameters]):
    """The picture is kept for `inspect`; it is no part of the result."""

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
        image = answer.get("image")
        good = isinstance(image, np.ndarray) and image.dtype == np.uint8 and image.ndim == COLOUR_CHANNELS
        if not isinstance(image, np.ndarray) or not good or image.size == 0:
            what = "the camera says that it took a picture, but there is none"
            raise SkillError("camera.no_image", what, remedy="See the camera's topic and its cable.")
        self.workpiece.picture = image
        return {}
