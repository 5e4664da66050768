"""Pictures as `sensor_msgs/Image`, of arrays (height, width, 3) of uint8 with channels blue, green, red."""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import Image

from robot_cells.nodes.messages import to_time

Picture = NDArray[np.uint8]


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
