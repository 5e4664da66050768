from __future__ import annotations

import math

import numpy as np
import pytest

from robot_cells.bodies.body import Body
from robot_cells.bodies.forward import body_poses, frame_poses
from robot_cells.bodies.joint import Joint, JointKind
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D

CRANE = Mechanism(
    "crane",
    (
        Body("post", pose=Pose3D(z_m=1.0), joint=Joint("turn", JointKind.REVOLUTE)),
        Body("slide", "post", Pose3D(x_m=0.5), Joint("reach", JointKind.PRISMATIC, axis=(1.0, 0.0, 0.0))),
        Body(
            "twin", "post", joint=Joint("follow", JointKind.PRISMATIC, axis=(0.0, 0.0, 1.0), mimics="reach", ratio=-2)
        ),
    ),
    {"hook": Frame("slide", Pose3D(z_m=-0.2, yaw_rad=0.3))},
)


def test_at_zero_bodies_stand_where_their_poses_say() -> None:
    assert body_poses(CRANE)["slide"][:3, 3] == pytest.approx([0.5, 0.0, 1.0])
    assert frame_poses(CRANE)["hook"] == pytest.approx(Pose3D(0.5, 0.0, 0.8, yaw_rad=0.3).matrix())


def test_joints_turn_and_shift_what_they_carry() -> None:
    poses = frame_poses(CRANE, {"turn": math.pi / 2, "reach": 0.25})
    assert poses["hook"] == pytest.approx(Pose3D(0.0, 0.75, 0.8, yaw_rad=0.3 + math.pi / 2).matrix())


def test_what_mimics_follows_whatever_is_said_of_it() -> None:
    assert body_poses(CRANE, {"reach": 0.25, "follow": 9.0})["twin"][2, 3] == pytest.approx(0.5)


@pytest.mark.parametrize("axis", [(1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.6, 0.0, 0.8)])
def test_a_turn_is_a_rotation_that_keeps_its_axis(axis: tuple[float, float, float]) -> None:
    wheel = Mechanism("wheel", (Body("rim", joint=Joint("turn", JointKind.CONTINUOUS, axis=axis)),))
    turn = body_poses(wheel, {"turn": 0.7})["rim"][:3, :3]
    assert turn @ turn.T == pytest.approx(np.eye(3))
    assert turn @ np.array(axis) == pytest.approx(np.array(axis))
    assert np.trace(turn) == pytest.approx(1.0 + 2.0 * math.cos(0.7))
