"""Between the messages of the vision node and the data of `inspections`."""

from __future__ import annotations

import array
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from builtin_interfaces.msg import Time
from sensor_msgs.msg import Image
from std_msgs.msg import Header

from robot_cells.errors import InspectionError
from robot_cells.inspections.evidence import Evidence
from robot_cells.inspections.verdict import Defect, InspectionResult, Verdict
from robot_cells_msgs.action import Inspect
from robot_cells_msgs.msg import Defect as DefectMessage

CHANNELS = {"bgr8": 3, "rgb8": 3, "mono8": 1, "8UC1": 1, "8UC3": 3}

_VERDICTS = {
    Verdict.PASS: Inspect.Result.PASS,
    Verdict.FAIL: Inspect.Result.FAIL,
    Verdict.UNDECIDED: Inspect.Result.UNDECIDED,
}


@dataclass(frozen=True, slots=True)
class ReceivedPicture:
    """The pixels of a message, not copied: (height, width) or (height, width, 3), red first where `is_rgb`."""

    pixels: npt.NDArray[np.uint8]
    is_rgb: bool


def picture_of(message: Image) -> ReceivedPicture:
    """The picture in a message; raises `InspectionError`."""
    channels = CHANNELS.get(message.encoding)
    if channels is None:
        raise InspectionError(
            f"The picture has the encoding {message.encoding!r}.", remedy=f"Send one of {', '.join(CHANNELS)}."
        )
    rows, columns, step, size = message.height, message.width, message.step, len(message.data)
    if rows == 0 or columns == 0:
        raise InspectionError("The picture is empty.")
    if step < columns * channels or size < rows * step:
        raise InspectionError(
            f"The picture is cut off: {columns} x {rows} {message.encoding}, {step} bytes a row, came as {size} bytes."
        )
    flat = np.frombuffer(message.data, dtype=np.uint8, count=rows * step).reshape(rows, step)
    pixels = flat[:, : columns * channels]
    return ReceivedPicture(
        pixels if channels == 1 else pixels.reshape(rows, columns, channels), message.encoding == "rgb8"
    )


def image_message(picture: npt.NDArray[np.uint8], header: Header) -> Image:
    """A BGR picture as a message, with the header of the message that it was made from."""
    message = Image(header=header, height=picture.shape[0], width=picture.shape[1], encoding="bgr8")
    message.step = 3 * picture.shape[1]
    data = array.array("B")
    data.frombytes(np.ascontiguousarray(picture).tobytes())
    message.data = data
    return message


def result_message(result: InspectionResult, evidence: Evidence | None, stamp: Time) -> Inspect.Result:
    """The answer of the action `inspect`; `stamp` is that of the picture."""
    return Inspect.Result(
        verdict=_VERDICTS[result.verdict],
        defects=[_defect_message(item) for item in result.defects],
        model=result.model,
        duration_s=result.duration_s,
        score=math.nan if result.score is None else result.score,
        stamp=stamp,
        evidence="" if evidence is None else evidence.hash,
        evidence_path="" if evidence is None else evidence.path,
        message=result.message,
    )


def unknown_result() -> Inspect.Result:
    """The answer to whoever asks for a verdict that nobody has: never the empty result, which reads as a pass."""
    text = "There is no result under this goal: its time is over, or the vision node has begun anew. Send it again."
    return Inspect.Result(verdict=Inspect.Result.UNDECIDED, score=math.nan, message=text)


def _defect_message(defect: Defect) -> DefectMessage:
    box = defect.box
    return DefectMessage(
        code=defect.code,
        subject=defect.subject,
        score=defect.score,
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        offset_x_m=defect.offset_x_m,
        offset_y_m=defect.offset_y_m,
        rotation_rad=defect.rotation_rad,
    )
