"""What a cup holds: as much as is covered."""

from __future__ import annotations

import math

import pytest

from robot_cells.robots.gripper_options import GripperOptions
from robot_cells.robots.suction_gripper import VACUUM_PA, cup_radius
from robot_cells.robots.suction_hold import covered_area_m2, holding_force_n, needed_force_n

CUP = GripperOptions.from_parameters({"model": "suction", "force_n": 70.0})


@pytest.mark.parametrize(
    ("width_m", "depth_m", "beside_m", "area_m2"),
    [
        (0.10, 0.10, (0.0, 0.0), math.pi * 1e-4),  # all of a cup of 10 mm radius
        (0.10, 0.10, (0.05, 0.0), math.pi * 0.5e-4),  # to the middle
        (0.004, 0.004, (0.0, 0.0), 16e-6),  # all of the part
        (0.10, 0.004, (0.0, 0.0), 7.9464e-5),  # a bar
        (0.10, 0.10, (0.07, 0.0), 0.0),
        (0.10, 0.10, (0.0, 0.07), 0.0),
    ],
)
def test_the_area_that_a_part_covers(
    width_m: float, depth_m: float, beside_m: tuple[float, float], area_m2: float
) -> None:
    assert covered_area_m2(0.010, width_m, depth_m, beside_m) == pytest.approx(area_m2, rel=2e-3, abs=1e-12)


def test_only_what_is_covered_holds_and_never_more_than_the_gripper_can() -> None:
    assert holding_force_n(CUP, 0.17, 0.18) == pytest.approx(70.0, rel=1e-3)
    assert holding_force_n(CUP, 0.17, 0.18) <= 70.0
    assert holding_force_n(CUP, 0.018, 0.012) == pytest.approx(0.018 * 0.012 * VACUUM_PA)
    assert holding_force_n(CUP, 0.17, 0.18, (0.085 + cup_radius(70.0), 0.0)) == 0.0


def test_a_level_move_needs_more_than_the_weight() -> None:
    # 1.3 kg at 8 m/s2 with a coefficient of friction of 0.5, twofold: 2 * 1.3 * (9.81 + 16)
    assert needed_force_n(1.3, 2.0) == pytest.approx(67.106)
