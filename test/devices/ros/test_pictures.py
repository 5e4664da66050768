from array import array

import numpy as np
import pytest
from sensor_msgs.msg import Image

from robot_cells.devices.ros.pictures import from_image, to_image
from robot_cells.errors import DeviceError


def random_picture(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(7).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("size", [(1, 1), (3, 5), (480, 640)])
def test_a_picture_survives_the_way_through_its_message(size: tuple[int, int]) -> None:
    picture = random_picture(*size)
    message = to_image(picture, 12.25, "camera")
    assert (message.height, message.width, message.encoding) == (*size, "bgr8")
    assert (message.header.stamp.sec, message.header.stamp.nanosec) == (12, 250_000_000)
    assert isinstance(message.data, array)
    assert np.array_equal(from_image(message), picture)


def test_a_view_into_a_larger_picture_is_sent_as_it_looks() -> None:
    picture = random_picture(20, 30)[::2, 3:9]
    assert np.array_equal(from_image(to_image(picture, 0.0, "c")), picture)


def test_red_first_is_turned_round_and_grey_becomes_three_channels() -> None:
    picture = random_picture(4, 6)
    message = to_image(picture, 0.0, "c")
    message.encoding = "rgb8"
    assert np.array_equal(from_image(message), picture[:, :, ::-1])
    grey = Image(height=2, width=2, encoding="mono8", step=2, data=array("B", [1, 2, 3, 4]))
    assert from_image(grey)[1, 0].tolist() == [3, 3, 3]


def test_rows_that_are_padded_are_read_without_the_padding() -> None:
    padded = Image(height=2, width=1, encoding="bgr8", step=4, data=array("B", [1, 2, 3, 0, 4, 5, 6, 0]))
    assert from_image(padded)[:, 0].tolist() == [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"encoding": "32FC1", "step": 3, "data": array("B", bytes(9))}, "32FC1"),
        ({"encoding": "bgr8", "step": 9, "data": array("B", bytes(26))}, "too few"),
        ({"encoding": "bgr8", "step": 3, "data": array("B", bytes(27))}, "too few"),
    ],
)
def test_a_picture_that_cannot_be_read_is_refused(fields: dict, sentence: str) -> None:
    with pytest.raises(DeviceError, match=sentence):
        from_image(Image(height=3, width=3, **fields))
