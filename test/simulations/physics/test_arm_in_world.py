"""Arms in MuJoCo: where they are, what they feel, and how they move."""

from __future__ import annotations

import math

import numpy as np
import pytest
from arm_worlds import ARM, HOME, JOINTS, world

from benchmarks.physics.smooth_move import smooth_move
from robot_cells.devices.six_axis_arm import tool_down
from robot_cells.errors import SceneError
from robot_cells.simulations.joint_path import JointPath
from robot_cells.simulations.physics.arm_in_world import ArmInWorld
from robot_cells.simulations.physics.path_follower import GuardedMove, PathFollower
from robot_cells.simulations.physics.physics_world import STEP_S, PhysicsWorld

PLATE = '<geom name="plate" type="box" size="0.2 0.2 0.02" pos="0.6 0 0.03"/>'
"""Its top is 50 mm above the foot of the arm."""


def arm_at(joints_rad: tuple[float, ...], held: str = "", around: str = "") -> tuple[PhysicsWorld, ArmInWorld]:
    """A world in which the arm stands there at rest."""
    made = PhysicsWorld(world(held, around))
    arm = ArmInWorld(made, "arm", JOINTS)
    arm.stand(joints_rad)
    made.settle()
    return made, arm


@pytest.mark.parametrize("seed", range(5))
def test_the_tool_is_where_the_kinematics_say(seed: int) -> None:
    joints = tuple(np.random.default_rng(seed).uniform(-2.0, 2.0, 6).tolist())
    _, arm = arm_at(joints)
    assert np.allclose(arm.tool(), ARM.forward(joints), atol=1e-6)


def test_the_jacobian_is_how_the_tool_moves_for_small_turns_of_the_joints() -> None:
    _, arm = arm_at(HOME)
    step = 1e-6
    for joint in range(6):
        turned = list(HOME)
        turned[joint] += step
        moved = (ARM.forward(turned)[:3, 3] - ARM.forward(HOME)[:3, 3]) / step
        assert np.allclose(arm.jacobian()[:3, joint], moved, atol=1e-4)


def test_an_arm_that_stands_keeps_standing_and_feels_nothing() -> None:
    made, arm = arm_at(HOME, held='<geom type="box" size=".05 .05 .02" pos="0 0 .2" mass="3"/>')
    made.advance(0.5)
    assert np.abs(arm.joints_rad - HOME).max() < 1e-4
    assert np.linalg.norm(arm.wrench()[:3]) < 0.1
    arm.zero_force()
    assert np.linalg.norm(arm.wrench()) == 0.0


def test_a_path_ends_within_half_a_millimetre_and_a_tenth_of_a_degree_of_where_it_was_planned_to() -> None:
    made, arm = arm_at(HOME)
    ends = [ARM.inverse(tool_down(x, y, 0.15, yaw), HOME) for x, y, yaw in ((0.6, 0.3, 0.0), (0.5, -0.4, 1.0))]
    assert ends[0] is not None and ends[1] is not None
    for begin_s, start, end in ((0.1, HOME, ends[0]), (2.2, ends[0], ends[1])):
        assert made.advance(begin_s) is False
        follower = PathFollower(arm, smooth_move(start, end, 1.5, begin_s))
        made.add(follower)
        assert made.advance(10.0) is True and follower.problem == ""
        assert begin_s + 1.5 <= made.now_s < begin_s + 2.0
    off = np.linalg.inv(ARM.forward(ends[1])) @ arm.tool()
    turned = math.acos(min(1.0, (np.trace(off[:3, :3]) - 1.0) / 2.0))
    assert np.linalg.norm(off[:3, 3]) < 0.0005 and turned < math.radians(0.1)


def test_an_arm_that_something_holds_says_which_joint_cannot_follow() -> None:
    made, arm = arm_at(HOME, held='<geom type="sphere" size="0.02" pos="0 0 0.2"/>', around=PLATE)
    above = ARM.inverse(tool_down(0.6, 0.0, 0.2), HOME)
    assert above is not None
    below = ARM.inverse(tool_down(0.6, 0.0, -0.15), above)
    assert below is not None
    arm.stand(above)
    follower = PathFollower(arm, smooth_move(above, below, 2.0))
    made.add(follower)
    assert made.advance(10.0) is True
    assert "touches it" in follower.problem
    assert arm.tool()[2, 3] > 0.04


@pytest.mark.parametrize("contact_n", [10.0, 40.0])
def test_a_guarded_move_stops_where_it_feels_the_plate(contact_n: float) -> None:
    made, arm = arm_at(HOME, held='<geom type="sphere" size="0.02" pos="0 0 0.18"/>', around=PLATE)
    corners = [ARM.inverse(tool_down(0.6, 0.0, z), HOME) for z in np.linspace(0.1, 0.0, 26).tolist()]
    rows = tuple(corner for corner in corners if corner is not None)
    arm.stand(rows[0])
    made.settle()
    move = GuardedMove(arm, JointPath(0.0, tuple((np.arange(26) * 0.004 / 0.03).tolist()), rows), contact_n)
    made.add(move)
    assert made.advance(10.0) is True and move.reached
    assert arm.tool()[2, 3] == pytest.approx(0.05, abs=0.001)
    assert contact_n <= move.force_n[-1] < contact_n + 20.0
    assert move.travel_m[-1] == pytest.approx(0.05, abs=0.001)


def test_a_guarded_move_into_the_void_reaches_nothing() -> None:
    made, arm = arm_at(HOME)
    lower = ARM.inverse(tool_down(0.6, 0.0, 0.3), HOME)
    assert lower is not None
    move = GuardedMove(arm, smooth_move(HOME, lower, 1.5), 10.0)
    made.add(move)
    assert made.advance(10.0) is True and not move.reached


def test_the_same_course_gives_the_same_digest_in_however_many_steps_time_is_advanced() -> None:
    digests = []
    for pieces in (1, 7, 100):
        made, arm = arm_at(HOME)
        lower = ARM.inverse(tool_down(0.6, 0.1, 0.3), HOME)
        assert lower is not None
        made.add(PathFollower(arm, smooth_move(HOME, lower, 0.9)))
        for piece in range(1, pieces + 1):
            made.advance(0.8 * piece / pieces)
        assert made.now_s == pytest.approx(0.8, abs=STEP_S)
        digests.append(made.digest())
    assert len(set(digests)) == 1


def test_a_world_without_the_arm_and_one_that_is_no_mjcf_are_refused() -> None:
    with pytest.raises(SceneError, match="lacks a part of the arm"):
        ArmInWorld(PhysicsWorld(world()), "other", JOINTS)
    with pytest.raises(SceneError, match="refuses"):
        PhysicsWorld("<mujoco><worldbody><body><joint/></body></worldbody></mujoco>")


def test_a_body_that_comes_out_of_another_one_flies_apart_and_is_said() -> None:
    made = PhysicsWorld(world())
    made.data.qvel[:] = 1e12  # as what is pushed out of another body gets
    with pytest.raises(SceneError, match="fly apart"):
        made.advance(1.0)
