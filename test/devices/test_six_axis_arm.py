"""Kinematics of the six-axis arm."""

from __future__ import annotations

import itertools
import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robot_cells.devices.six_axis_arm import MODELS, UR5E, UR10E, ArmModel, SixAxisArm, tool_down, yaw_of
from robot_cells.errors import DeviceError

HOME = (0.0, -math.pi / 2, math.pi / 2, -math.pi / 2, -math.pi / 2, 0.0)
JOINTS = st.tuples(*(st.floats(-math.pi, math.pi) for _ in range(6)))


def denavit_hartenberg(model: ArmModel, positions: tuple[float, ...], tool_length_m: float) -> np.ndarray:
    """The textbook product of six link matrices: an independent way to the same pose."""
    half = math.pi / 2
    links = [
        (model.d1_m, 0.0, half),
        (0.0, model.a2_m, 0.0),
        (0.0, model.a3_m, 0.0),
        (model.d4_m, 0.0, half),
        (model.d5_m, 0.0, -half),
        (model.d6_m, 0.0, 0.0),
    ]
    pose = np.eye(4)
    for q, (d, a, alpha) in zip(positions, links, strict=True):
        c, s, ca, sa = math.cos(q), math.sin(q), math.cos(alpha), math.sin(alpha)
        pose = pose @ np.array([[c, -s * ca, s * sa, a * c], [s, c * ca, -c * sa, a * s], [0, sa, ca, d], [0, 0, 0, 1]])
    tool = np.eye(4)
    tool[2, 3] = tool_length_m
    return pose @ tool


@given(JOINTS, st.sampled_from(sorted(MODELS)), st.floats(0.0, 0.3))
def test_forward_is_the_product_of_the_link_matrices(positions: tuple[float, ...], name: str, tool: float) -> None:
    arm = SixAxisArm(MODELS[name], tool)
    np.testing.assert_allclose(arm.forward(positions), denavit_hartenberg(MODELS[name], positions, tool), atol=1e-12)


@settings(max_examples=300)
@given(JOINTS, JOINTS)
def test_forward_of_inverse_is_the_pose(positions: tuple[float, ...], seed: tuple[float, ...]) -> None:
    arm = SixAxisArm(UR10E, 0.15)
    pose = arm.forward(positions)
    found = arm.inverse(pose, seed)
    assert found is not None
    assert arm.within_limits(found)
    np.testing.assert_allclose(arm.forward(found), pose, atol=1e-6)


@given(JOINTS)
def test_inverse_seeded_with_the_answer_gives_the_answer(positions: tuple[float, ...]) -> None:
    arm = SixAxisArm()
    found = arm.inverse(arm.forward(positions), positions)
    assert found is not None
    # Another branch may be as near only where two branches meet; then the pose agrees and the joints may not.
    if abs(math.sin(positions[4])) > 1e-3 and abs(math.sin(positions[2])) > 1e-3:
        np.testing.assert_allclose(found, positions, atol=1e-6)


def test_inverse_stays_near_the_seed_along_a_straight_line() -> None:
    arm = SixAxisArm(UR10E, 0.15)
    seed = HOME
    for step in range(101):
        found = arm.inverse(tool_down(0.5 + 0.003 * step, -0.3 + 0.006 * step, 0.1, 0.01 * step), seed)
        assert found is not None
        if step:
            assert max(abs(a - b) for a, b in zip(found, seed, strict=True)) < 0.1
        seed = found


def test_every_pose_of_a_work_table_in_front_of_the_arm_is_reached() -> None:
    arm = SixAxisArm(UR10E, 0.15)
    grid = itertools.product(np.linspace(0.35, 0.85, 9), np.linspace(-0.6, 0.6, 9), (0.0, 0.15, 0.4), (-1.5, 0.0, 1.5))
    poses = [tool_down(float(x), float(y), z, yaw) for x, y, z, yaw in grid]
    reached = [arm.inverse(pose, HOME) for pose in poses]
    assert all(found is not None for found in reached)
    for found, pose in zip(reached, poses, strict=True):
        assert found is not None
        np.testing.assert_allclose(arm.forward(found), pose, atol=1e-6)


@pytest.mark.parametrize(
    ("x_m", "z_m"),
    [(1.6, 0.1), (0.9, 1.4), (0.05, 0.1)],
    ids=["beyond the reach", "above the reach", "inside the shoulder's cylinder"],
)
def test_a_pose_that_cannot_be_reached_has_no_answer(x_m: float, z_m: float) -> None:
    assert SixAxisArm(UR10E, 0.0).inverse(tool_down(x_m, 0.0, z_m), HOME) is None


def test_a_parallel_wrist_keeps_the_seeds_last_joint() -> None:
    arm = SixAxisArm()
    positions = (0.3, -1.2, 1.4, -0.4, 0.0, 0.7)
    found = arm.inverse(arm.forward(positions), (0.3, -1.2, 1.4, -0.5, 0.0, 0.6))
    assert found is not None
    assert found[5] == pytest.approx(0.6)
    np.testing.assert_allclose(arm.forward(found), arm.forward(positions), atol=1e-6)


def test_a_parallel_wrist_on_a_stretched_arm_turns_as_far_as_the_reach_wants() -> None:
    arm = SixAxisArm()
    positions = (0.0, 0.0, 0.0, -1.0, 0.0, 1.0)
    found = arm.inverse(arm.forward(positions), (0.0,) * 6)
    assert found is not None
    np.testing.assert_allclose(arm.forward(found), arm.forward(positions), atol=1e-6)


@given(
    st.sampled_from((0.0, math.pi)),
    st.sampled_from((0.0, 1e-7, 0.5, math.pi)),
    JOINTS,
    JOINTS,
)
def test_singular_poses_are_reached(q5: float, q3: float, others: tuple[float, ...], seed: tuple[float, ...]) -> None:
    arm = SixAxisArm(UR10E, 0.15)
    pose = arm.forward((others[0], others[1], q3, others[3], q5, others[5]))
    found = arm.inverse(pose, seed)
    assert found is not None
    np.testing.assert_allclose(arm.forward(found), pose, atol=1e-6)


@given(st.floats(-3.0, 3.0))
def test_a_tool_down_pose_points_down_and_keeps_its_yaw(yaw: float) -> None:
    pose = tool_down(0.1, 0.2, 0.3, yaw)
    np.testing.assert_allclose(pose[:3, 2], (0.0, 0.0, -1.0))
    assert np.linalg.det(pose[:3, :3]) == pytest.approx(1.0)
    assert yaw_of(pose) == pytest.approx(yaw)


def test_travel_time_follows_the_slowest_joint() -> None:
    arm = SixAxisArm(UR10E)
    end = (math.radians(60.0), 0.0, math.radians(45.0), 0.0, 0.0, 0.0)
    assert arm.travel_time_s((0.0,) * 6, end) == pytest.approx(0.5)
    assert arm.travel_time_s((0.0,) * 6, end, speed=0.5) == pytest.approx(1.0)


def test_forward_and_inverse_take_less_than_a_millisecond() -> None:
    arm = SixAxisArm(UR10E, 0.15)
    pose = tool_down(0.6, 0.2, 0.1, 0.4)

    def best_of_many(call: object) -> float:
        times = []
        for _ in range(50):
            start = time.perf_counter()
            call()  # type: ignore[operator]
            times.append(time.perf_counter() - start)
        return min(times)

    assert best_of_many(lambda: arm.inverse(pose, HOME)) < 1e-3
    assert best_of_many(lambda: arm.forward(HOME)) < 1e-3


def test_the_arm_is_built_from_the_line_documents_parameters() -> None:
    assert SixAxisArm.from_parameters({"model": "ur5e", "tool_length_m": 0.2}) == SixAxisArm(UR5E, 0.2)
    assert SixAxisArm.from_parameters({}) == SixAxisArm(UR10E, 0.0)


@pytest.mark.parametrize(
    ("parameters", "where"),
    [
        ({"model": "ur99"}, "model"),
        ({"tool_length_m": "long"}, "tool_length_m"),
        ({"tool_length_m": True}, "tool_length_m"),
    ],
)
def test_a_wrong_arm_parameter_is_named(parameters: dict[str, object], where: str) -> None:
    with pytest.raises(DeviceError) as caught:
        SixAxisArm.from_parameters(parameters)
    assert caught.value.where == where
