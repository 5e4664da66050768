"""Forward kinematics and Jacobian of a chain, beside the closed form and beside differences."""

from __future__ import annotations

import numpy as np
import pytest
from motion_scenes import crane, ur_arm

from robot_cells.bodies.body import Body
from robot_cells.bodies.joint import Joint, JointKind, JointLimits
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.devices.six_axis_arm import UR5E, UR10E, ArmModel, SixAxisArm
from robot_cells.errors import MotionError
from robot_cells.motions.kinematics import Chain

LIMITS = JointLimits(-1.0, 1.0, 1.0, 1.0)
TURNING = Joint("turn", JointKind.REVOLUTE, limits=LIMITS, is_driven=True)


@pytest.mark.parametrize("model", [UR10E, UR5E], ids=lambda model: model.name)
def test_forward_kinematics_is_that_of_the_arm(model: ArmModel) -> None:
    chain, arm = Chain(ur_arm(model, tool_m=0.2)), SixAxisArm(model, 0.2)
    for q in np.random.default_rng(1).uniform(-3.0, 3.0, (50, 6)):
        assert np.allclose(chain.forward(q), arm.forward(q), atol=1e-12)


@pytest.mark.parametrize("mechanism", [ur_arm(), crane()], ids=["arm", "crane"])
def test_the_jacobian_is_how_the_pose_changes(mechanism: Mechanism) -> None:
    chain, step = Chain(mechanism), 1e-6
    for q in np.random.default_rng(2).uniform(-0.9, 0.9, (10, 6)):
        jacobian, turn = chain.jacobian(q), chain.forward(q)[:3, :3]
        for k in range(6):
            moved = q.copy()
            moved[k] += step
            change = (chain.forward(moved) - chain.forward(q)) / step
            spin = change[:3, :3] @ turn.T
            wanted = [*change[:3, 3], spin[2, 1], spin[0, 2], spin[1, 0]]
            assert np.allclose(jacobian[:, k], wanted, atol=2e-6)


def test_fingers_are_not_on_the_way_and_the_frame_base_is_where_poses_are_said() -> None:
    arm = ur_arm(fingers=True)
    raised = Mechanism(arm.name, arm.bodies, {**arm.frames, "base": Frame("foot", Pose3D(z_m=-0.5))})
    assert Chain(arm).joints == tuple(body.joint.name for body in arm.bodies[1:7])
    assert Chain(raised).forward(np.zeros(6))[2, 3] == pytest.approx(Chain(arm).forward(np.zeros(6))[2, 3] + 0.5)


def test_a_chain_knows_what_leaves_its_range() -> None:
    chain = Chain(crane())
    assert chain.within_limits([1.0, -1.0, 0.0, 3.0, 0.0, 0.0])
    assert chain.outside([1.1, 0.0, 0.0, 0.0, -3.5, 0.0]) == ("j0", "j4")


@pytest.mark.parametrize(
    ("mechanism", "said"),
    [
        (Mechanism("m", (Body("a", joint=TURNING),)), "no frame tool"),
        (Mechanism("m", (Body("a"),), {"tool": Frame("a")}), "No driven joint"),
        (
            Mechanism("m", (Body("a", joint=Joint("j", JointKind.CONTINUOUS, is_driven=True)),), {"tool": Frame("a")}),
            "j has no limits",
        ),
        (Mechanism("m", (Body("a", joint=TURNING),), {"tool": Frame("a"), "base": Frame("a")}), "base moves"),
        (
            Mechanism(
                "m",
                (Body("a", joint=TURNING), Body("b", "a", joint=Joint("f", JointKind.REVOLUTE, mimics="turn"))),
                {"tool": Frame("b")},
            ),
            "f follows turn, which moves",
        ),
        (
            Mechanism(
                "m", (Body("a", joint=Joint("j", JointKind.FREE, limits=LIMITS, is_driven=True)),), {"tool": Frame("a")}
            ),
            "j is free",
        ),
    ],
)
def test_what_is_no_chain_is_refused(mechanism: Mechanism, said: str) -> None:
    with pytest.raises(MotionError, match=said):
        Chain(mechanism)


def test_a_position_of_a_joint_that_is_not_there_is_refused() -> None:
    with pytest.raises(MotionError, match="no joint lid"):
        Chain(ur_arm(), positions={"lid": 0.3})
