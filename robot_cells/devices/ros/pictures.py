"""Pictures as `sensor_msgs/Image`, and as arrays (height, width, 3) of uint8 with channels blue, green, red."""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import Image

from robot_cells.errors import DeviceError
from robot_cells.nodes.messages import to_time

Picture = NDArray[np.uint8]

_CHANNELS = {"bgr8": 3, "rgb8": 3, "mono8": 1, "8UC1": 1, "8UC3": 3}


def to_image(picture: Picture, stamp_s: float, frame_id: str) -> Image:
    """The message for a picture taken at `stamp_s` (node time, seconds)."""
    height, width, channels = picture.shape
    message = Image(height=height, width=width, encoding="bgr8", is_bigendian=0, step=width * channels)
    message.header.stamp = to_time(stamp_s)
    message.header.frame_id = frame_id
    # Any other type than array.array is converted number by number: orders of magnitude slower.
    data = array("B")
    data.frombytes(np.ascontiguousarray(picture).tobytes())
    message.data = data
    return message


def from_image(message: Image) -> Picture:
    """The picture in a message of encoding bgr8, rgb8 or mono8; raises `DeviceError`."""
    channels = _CHANNELS.get(message.encoding)
    where = f"picture in frame {message.header.frame_id or 'without name'}"
    if channels is None:
        raise DeviceError(
            f"The encoding {message.encoding!r} is not read.", where=where, remedy=f"Publish {', '.join(_CHANNELS)}."
        )
    if message.step < message.width * channels or len(message.data) < message.step * message.height:
        raise DeviceError(f"{len(message.data)} bytes are too few for its size.", where=where)
    rows = np.frombuffer(message.data, dtype=np.uint8)[: message.step * message.height]
    pixels = rows.reshape(message.height, message.step)[:, : message.width * channels]
    pixels = pixels.reshape(message.height, message.width, channels)
    if channels == 1:
        return np.repeat(pixels, 3, axis=2)
    return np.ascontiguousarray(pixels[:, :, ::-1] if message.encoding == "rgb8" else pixels)
