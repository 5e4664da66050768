"""The arms UR5e and UR10e as mechanisms.

Every body but the base has its frame on the joint that carries it, z along the joint's axis, where the link of Denavit
and Hartenberg begins to leave that axis: shoulder and wrists where two axes meet, the last wrist in the flange. So the
chain is, from body to body, Tx(a) Rx(alpha) of one link and Tz(d) of the next.
"""

from __future__ import annotations

import math

from robot_cells.bodies.body import Body
from robot_cells.bodies.inertia import solid
from robot_cells.bodies.joint import Joint, JointKind, JointLimits
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.devices.six_axis_arm import MODELS, ArmModel
from robot_cells.errors import SceneError
from robot_cells.robots.arm_proportions import PROPORTIONS
from robot_cells.robots.arm_shapes import arm_shapes
from robot_cells.robots.link_dynamics import DYNAMICS, ArmDynamics

BASE, FLANGE = "base", "flange"
"""Frames of every arm, as of `SixAxisArm`: the foot, z up; the tool flange, z out of it."""

LINKS = ("shoulder", "upper_arm", "forearm", "wrist_1", "wrist_2", "wrist_3")
"""The bodies that move, from the base outward."""

JOINTS = (
    "shoulder_pan_joint",
    "shoulder_lift_joint",
    "elbow_joint",
    "wrist_1_joint",
    "wrist_2_joint",
    "wrist_3_joint",
)
"""From the base outward, named as in Universal Robots' ROS driver."""

_TWISTS_RAD = (math.pi / 2.0, 0.0, 0.0, math.pi / 2.0, -math.pi / 2.0, 0.0)
"""Denavit and Hartenberg's alpha, the same in all arms of the family."""


def universal_robot(model: str) -> Mechanism:
    """The arm of that model (`ur5e`, `ur10e`) with the frames `base` and `flange`; raises `SceneError` for another."""
    if model not in DYNAMICS:
        raise SceneError(f"No arm model is called '{model}'.", remedy=f"Use one of: {', '.join(sorted(DYNAMICS))}.")
    kinematics, dynamics = MODELS[model], DYNAMICS[model]
    shapes = arm_shapes(kinematics, PROPORTIONS[model])
    bodies = [Body(BASE, inertia=solid(shapes[BASE], dynamics.base_kg), geometries=shapes[BASE])]
    along = (0.0, kinematics.a2_m, kinematics.a3_m, 0.0, 0.0, 0.0)
    offsets = (kinematics.d1_m, 0.0, 0.0, kinematics.d4_m, kinematics.d5_m, kinematics.d6_m)
    begin = Pose3D()
    for index, name in enumerate(LINKS):
        end = Pose3D(x_m=along[index], roll_rad=_TWISTS_RAD[index])
        bodies.append(
            Body(
                name,
                parent=bodies[-1].name,
                pose=begin @ Pose3D(z_m=offsets[index]),
                joint=_joint(kinematics, dynamics, index),
                inertia=dynamics.links[index].moved(end),
                geometries=shapes[name],
            )
        )
        begin = end
    return Mechanism(model, tuple(bodies), {BASE: Frame(BASE), FLANGE: Frame(LINKS[-1])})


def _joint(kinematics: ArmModel, dynamics: ArmDynamics, index: int) -> Joint:
    reach = kinematics.position_limits_rad[index]
    return Joint(
        JOINTS[index],
        JointKind.REVOLUTE,
        limits=JointLimits(-reach, reach, kinematics.velocity_limits_rad_s[index], dynamics.torques_nm[index]),
        damping=dynamics.damping[index],
        armature=dynamics.armature_kg_m2[index],
        is_driven=True,
    )
