"""Between the messages of the vision node and the data of `inspections`."""

from __future__ import annotations

import array

import numpy as np
import numpy.typing as npt
from sensor_msgs.msg import Image

from robot_cells.errors import InspectionError
from robot_cells.inspections.evidence import Evidence
from robot_cells.inspections.verdict import Defect, InspectionResult, Verdict
from robot_cells_msgs.action import Inspect
from robot_cells_msgs.msg import Defect as DefectMessage

CHANNELS = {"bgr8": 3, "rgb8": 3, "mono8": 1}

_VERDICTS = {
    Verdict.PASS: Inspect.Result.PASS,
    Verdict.FAIL: Inspect.Result.FAIL,
    Verdict.UNDECIDED: Inspect.Result.UNDECIDED,
}


def picture_of(message: Image) -> npt.NDArray[np.uint8]:
    """The picture in a message: (height, width, 3) in BGR, or (height, width); raises `InspectionError`."""
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
    picture = flat[:, : columns * channels].reshape(rows, columns, channels)
    if message.encoding == "rgb8":
        picture = picture[:, :, ::-1]
    return np.ascontiguousarray(picture[:, :, 0] if channels == 1 else picture)


def image_message(picture: npt.NDArray[np.uint8], like: Image) -> Image:
    """A BGR picture as a message, with the header of the message that it was made from."""
    message = Image(header=like.header, height=picture.shape[0], width=picture.shape[1], encoding="bgr8")
    message.step = 3 * picture.shape[1]
    data = array.array("B")
    data.frombytes(np.ascontiguousarray(picture).tobytes())
    message.data = data
    return message


def result_message(result: InspectionResult, evidence: Evidence | None) -> Inspect.Result:
    """The answer of the action `inspect`."""
    return Inspect.Result(
        verdict=_VERDICTS[result.verdict],
        defects=[_defect_message(item) for item in result.defects],
        model=result.model,
        duration_s=result.duration_s,
        evidence="" if evidence is None else evidence.hash,
        evidence_path="" if evidence is None else evidence.path,
        message=result.message,
    )


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
