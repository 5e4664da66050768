"""Poses: angles, matrices and quaternions say the same."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_cells.bodies.pose3d import HERE, Pose3D

LENGTH = st.floats(-10.0, 10.0)
ANGLE = st.floats(-math.pi, math.pi)
POSES = st.builds(Pose3D, LENGTH, LENGTH, LENGTH, ANGLE, ANGLE, ANGLE)


def axis_turn(axis: int, angle_rad: float) -> np.ndarray:
    """3x3 rotation about a coordinate axis."""
    c, s = math.cos(angle_rad), math.sin(angle_rad)
    j, k = (axis + 1) % 3, (axis + 2) % 3
    turn = np.eye(3)
    turn[j, j], turn[j, k], turn[k, j], turn[k, k] = c, -s, s, c
    return turn


@given(POSES)
def test_a_matrix_is_the_product_of_the_turns_about_the_fixed_axes(pose: Pose3D) -> None:
    turns = axis_turn(2, pose.yaw_rad) @ axis_turn(1, pose.pitch_rad) @ axis_turn(0, pose.roll_rad)
    assert np.allclose(pose.matrix()[:3, :3], turns, atol=1e-12)
    assert pose.matrix()[:3, 3].tolist() == list(pose.position_m)


@given(POSES)
def test_a_pose_comes_back_from_its_matrix_as_the_same_place_and_turn(pose: Pose3D) -> None:
    assert np.allclose(Pose3D.from_matrix(pose.matrix()).matrix(), pose.matrix(), atol=1e-6)


@pytest.mark.parametrize("pitch", [math.pi / 2, -math.pi / 2])
@pytest.mark.parametrize("yaw", [0.0, 0.7, -2.5])
@pytest.mark.parametrize("roll", [0.0, 0.4])
def test_a_pose_that_looks_straight_up_or_down_comes_back_too(pitch: float, yaw: float, roll: float) -> None:
    matrix = Pose3D(1.0, 2.0, 3.0, roll, pitch, yaw).matrix()
    assert np.allclose(Pose3D.from_matrix(matrix).matrix(), matrix, atol=1e-9)


@given(POSES, POSES)
def test_poses_follow_each_other_as_their_matrices_do(outer: Pose3D, inner: Pose3D) -> None:
    assert np.allclose((outer @ inner).matrix(), outer.matrix() @ inner.matrix(), atol=1e-6)
    assert np.allclose((outer @ outer.inverse()).matrix(), HERE.matrix(), atol=1e-6)


@given(POSES)
def test_the_quaternion_is_of_unit_length_and_turns_as_the_matrix_does(pose: Pose3D) -> None:
    w, x, y, z = pose.quaternion
    assert w >= 0.0 and math.isclose(w * w + x * x + y * y + z * z, 1.0, abs_tol=1e-12)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    assert np.allclose(np.eye(3) + 2.0 * (w * cross + cross @ cross), pose.matrix()[:3, :3], atol=1e-12)
