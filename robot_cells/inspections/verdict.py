"""What an inspection says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """The answer of an inspection."""

    PASS = "pass"
    """Everything that the product should show is there and in its place."""
    FAIL = "fail"
    """At least one defect was found."""
    UNDECIDED = "undecided"
    """The picture cannot be judged, wholly or in part; never a pass."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in the picture that was inspected: left, top, width and height in pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is wrong; the fields are those of `Defect.msg`.

    `subject` is the id in the product's layout (empty for what is not in it); `score` is how sure, 0 to 1; the
    offset is in the frame `tray` in metres, the rotation in radians, counter-clockwise.
    """

    code: str
    subject: str
    score: float
    box: Box
    offset_x_m: float = 0.0
    offset_y_m: float = 0.0
    rotation_rad: float = 0.0


@dataclass(frozen=True, slots=True)
class Detection:
    """One thing that a model believes to see, sure enough for a verdict or not; what is measured in an evaluation.

    The box spans `x1` to `x2` and `y1` to `y2` in pixels of the inspected picture, the pixel at the upper left corner
    spanning 0 to 1; `probability` is calibrated: of those with 0.8, four in five are true.
    """

    defect_class: str
    probability: float
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class InspectionResult:
    """The whole answer; `model` names what judged, with its version, `duration_s` is the time that it took.

    `message` says why it is undecided, or sums up the defects; `serial_read` is the text of the code that was seen.
    `detections` are all candidates, also those below the threshold that makes a defect of one; `score` is how bad the
    picture is as a whole, 0 (as the best) to 1, for models that know it: what is watched for drift.
    """

    verdict: Verdict
    model: str
    duration_s: float
    message: str
    defects: tuple[Defect, ...] = ()
    serial_read: str = ""
    detections: tuple[Detection, ...] = ()
    score: float | None = None
