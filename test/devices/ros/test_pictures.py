from array import array

import numpy as np
import pytest

from robot_cells.devices.ros.pictures import to_image
from robot_cells.nodes.inspection_messages import picture_of


def random_picture(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(7).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("size", [(1, 1), (3, 5), (480, 640)])
def test_a_picture_survives_the_way_through_its_message(size: tuple[int, int]) -> None:
    picture = random_picture(*size)
    message = to_image(picture, 12.25, "camera")
    assert (message.height, message.width, message.encoding) == (*size, "bgr8")
    assert (message.header.stamp.sec, message.header.stamp.nanosec) == (12, 250_000_000)
    assert isinstance(message.data, array)
    assert np.array_equal(picture_of(message).pixels, picture)


def test_a_view_into_a_larger_picture_is_sent_as_it_looks() -> None:
    picture = random_picture(20, 30)[::2, 3:9]
    assert np.array_equal(picture_of(to_image(picture, 0.0, "c")).pixels, picture)
