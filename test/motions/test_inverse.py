"""Inverse kinematics: every branch of the closed form, and the numeric way for what has none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from motion_scenes import HOME, crane, ur_arm

from robot_cells.bodies.joint import Joint, JointLimits
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.devices.six_axis_arm import UR5E, UR10E, ArmModel, tool_down
from robot_cells.errors import MotionError
from robot_cells.motions.branch import Branch, Elbow, Shoulder, Wrist, branch_of
from robot_cells.motions.inverse import InverseKinematics
from robot_cells.motions.kinematics import Chain

EIGHT = [Branch(shoulder, elbow, wrist) for shoulder in Shoulder for elbow in Elbow for wrist in Wrist]


def limited(mechanism: Mechanism, name: str, lower: float, upper: float) -> Mechanism:
    """The same with another range of one joint."""
    bodies = []
    for body in mechanism.bodies:
        joint = body.joint
        if joint.name == name:
            limits = JointLimits(lower, upper, 1.0, 100.0)
            joint = Joint(name, joint.kind, joint.axis, limits, is_driven=True)
        bodies.append(type(body)(body.name, body.parent, body.pose, joint, body.inertia, body.geometries))
    return Mechanism(mechanism.name, tuple(bodies), mechanism.frames)


@pytest.mark.parametrize("model", [UR10E, UR5E], ids=lambda model: model.name)
def test_an_arm_of_the_family_is_known_by_its_lengths(model: ArmModel) -> None:
    mechanism = ur_arm(model, tool_m=0.31)
    closed = InverseKinematics(Chain(Mechanism("somebody's", mechanism.bodies, mechanism.frames))).closed
    assert closed is not None
    assert closed.model is model
    assert closed.tool_length_m == pytest.approx(0.31)
    assert InverseKinematics(Chain(crane())).closed is None


def test_all_eight_branches_reach_the_pose_and_are_what_they_are_called() -> None:
    chain = Chain(ur_arm())
    inverse = InverseKinematics(chain)
    pose = tool_down(0.6, -0.2, 0.2, 0.4)
    found = inverse.all(pose, HOME)
    assert len(found) == 8
    assert {branch_of(UR10E, q) for q in found} == set(EIGHT)
    distances = [math.dist(q, HOME) for q in found]
    assert distances == sorted(distances)
    for branch in EIGHT:
        q = inverse.nearest(pose, HOME, branch)
        assert q is not None
        assert branch_of(UR10E, q) == branch
        assert np.allclose(chain.forward(q), pose, atol=1e-9)


def test_the_elbow_never_turns_by_more_than_half_a_turn() -> None:
    inverse = InverseKinematics(Chain(ur_arm()))
    for q in inverse.all(tool_down(0.6, -0.2, 0.2), (0.0, -1.5, 3.0, -1.5, -1.5, 0.0)):
        assert abs(q[2]) < math.pi
    for q in inverse.all(tool_down(0.6, -0.2, 0.2), (0.0, -1.5, -3.0, -1.5, -1.5, 0.0)):
        assert abs(q[2]) < math.pi


def test_an_elbow_that_is_up_is_higher_than_one_that_is_down() -> None:
    chain = Chain(ur_arm(), tip="tool")
    elbow = Chain(Mechanism("e", chain.mechanism.bodies, {"tool": Frame("forearm")}))
    inverse = InverseKinematics(chain)
    pose = tool_down(0.7, 0.1, 0.1)
    up, down = (inverse.nearest(pose, HOME, Branch(elbow=which)) for which in (Elbow.UP, Elbow.DOWN))
    assert up is not None
    assert down is not None
    assert elbow.forward(up[:3])[2, 3] > elbow.forward(down[:3])[2, 3] + 0.3


def test_limits_of_the_mechanism_turn_joints_and_leave_branches_out() -> None:
    pose = tool_down(0.6, -0.2, 0.2, 0.4)
    chain = Chain(limited(limited(ur_arm(), "forearm_joint", 0.0, 3.0), "wrist_2_joint", -1.0, 5.5))
    found = InverseKinematics(chain).all(pose, HOME)
    assert len(found) == 4
    for q in found:
        assert chain.within_limits(q)
        assert np.allclose(chain.forward(q), pose, atol=1e-9)


@pytest.mark.parametrize("mechanism", [ur_arm(), crane()], ids=["arm", "crane"])
def test_poses_that_can_be_reached_are_reached(mechanism: Mechanism) -> None:
    chain = Chain(mechanism)
    inverse = InverseKinematics(chain, seed=3)
    random = np.random.default_rng(4)
    missed = 0
    for q in random.uniform(chain.lower, chain.upper, (150, 6)):
        pose = chain.forward(q)
        found = inverse.nearest(pose, np.zeros(6))
        missed += found is None
        if found is not None:
            assert chain.within_limits(found)
            assert np.allclose(chain.forward(found), pose, atol=1e-6)
    assert missed == 0


def test_the_numeric_way_finds_what_the_closed_form_knows_and_always_the_same() -> None:
    bent = limited(ur_arm(), "wrist_3_joint", -2.0, 2.0)
    bodies = tuple(
        body
        if body.name != "wrist_1"
        else type(body)(
            body.name, body.parent, type(body.pose)(x_m=-0.5, yaw_rad=0.1), body.joint, body.inertia, body.geometries
        )
        for body in bent.bodies
    )
    chain = Chain(Mechanism("bent", bodies, bent.frames))
    inverse = InverseKinematics(chain, seed=5)
    assert inverse.closed is None
    pose = chain.forward([0.2, -1.4, 1.2, -1.3, -1.5, 0.3])
    found = inverse.all(pose, HOME)
    assert len(found) >= 4
    assert all(np.allclose(chain.forward(q), pose, atol=1e-6) for q in found)
    again = InverseKinematics(Chain(Mechanism("bent", bodies, bent.frames)), seed=5).all(pose, HOME)
    assert [q.tolist() for q in found] == [q.tolist() for q in again]


def test_what_is_out_of_reach_has_no_solution_and_only_the_family_has_branches() -> None:
    assert InverseKinematics(Chain(ur_arm())).nearest(tool_down(2.5, 0.0, 0.2), HOME) is None
    numeric = InverseKinematics(Chain(crane()))
    assert numeric.nearest(tool_down(2.5, 0.0, 0.2), np.zeros(6)) is None
    with pytest.raises(MotionError, match="Branches"):
        numeric.nearest(tool_down(0.5, 0.0, 0.2), np.zeros(6), Branch(elbow=Elbow.UP))
