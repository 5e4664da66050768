"""Where the tool point is when a part is held."""

from __future__ import annotations

import pytest

from robot_cells.robots.grip_height import grip_height_m
from robot_cells.robots.gripper_options import GripperOptions

FINGERS = GripperOptions()
CUP = GripperOptions.from_parameters({"model": "suction"})


@pytest.mark.parametrize(
    ("gripper", "part_m", "grip_m"),
    [
        (CUP, 0.015, 0.015),  # on its top
        (CUP, 0.032, 0.032),
        (FINGERS, 0.032, 0.012),  # 20 mm below its top
        (FINGERS, 0.015, 0.006),  # clear of a feeder's rim
        (FINGERS, 0.010, 0.005),  # the middle of a low one
    ],
)
def test_a_cup_sits_on_the_top_and_fingers_below(gripper: GripperOptions, part_m: float, grip_m: float) -> None:
    assert grip_height_m(part_m, gripper) == pytest.approx(grip_m)
