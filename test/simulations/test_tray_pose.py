"""The frame of a tray in the frame of an arm, and where stations say that things are."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_cells.errors import DeviceError
from robot_cells.simulations.station_geometry import Feeder, StationGeometry
from robot_cells.simulations.tray_pose import TrayPose

metres = st.floats(-2.0, 2.0)


@given(metres, metres, st.floats(-math.pi, math.pi), metres, metres)
def test_there_and_back_is_the_same_point(x: float, y: float, yaw: float, u: float, v: float) -> None:
    pose = TrayPose(x, y, 0.0, yaw)
    assert pose.to_tray(*pose.to_base(u, v)) == pytest.approx((u, v), abs=1e-9)


def test_the_axes_of_a_turned_tray() -> None:
    pose = TrayPose(0.5, -0.3, 0.0, math.pi / 2)
    assert pose.to_base(0.1, 0.0) == pytest.approx((0.5, -0.2))
    assert pose.to_base(0.0, 0.1) == pytest.approx((0.4, -0.3))


def test_a_station_says_where_its_tray_and_feeders_are() -> None:
    tray = {"x_m": 0.4, "y_m": -0.3, "z_m": 0.05, "yaw_rad": 0.1}
    geometry = StationGeometry.from_parameters(
        {"tray": tray, "feeders": {"board": {"x_m": 0.1, "y_m": 0.2, "z_m": 0.3}}}, "assembly/station"
    )
    assert geometry == StationGeometry(TrayPose(0.4, -0.3, 0.05, 0.1), {"board": Feeder(0.1, 0.2, 0.3)})


@pytest.mark.parametrize(
    ("parameters", "where"),
    [
        ({"tray": 3}, "assembly/station: tray"),
        ({"tray": {"x_m": "far"}}, "assembly/station: tray"),
        ({"feeders": []}, "assembly/station: feeders"),
        ({"feeders": {"board": 1.0}}, "assembly/station: feeders: board"),
    ],
)
def test_a_wrong_geometry_is_refused_with_its_place(parameters: object, where: str) -> None:
    with pytest.raises(DeviceError) as caught:
        StationGeometry.from_parameters(parameters, "assembly/station")
    assert caught.value.where == where
