"""A mechanism as pinocchio sees it: some of its joints move, the others stand where they were put."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from robot_cells.bodies.body import Body
from robot_cells.bodies.joint import Joint, JointKind
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Matrix
from robot_cells.errors import MotionError

Native: TypeAlias = Any
"""An object of pinocchio, coal, OMPL, ruckig or toppra, of which mypy is told nothing."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a body is: on the joint of that number (0: it never moves), at that 4x4 pose in the joint's frame."""

    joint: int
    pose: Matrix


@dataclass(frozen=True, slots=True)
class Articulation:
    """`model` is pinocchio's, its joints in the order that was asked for; `bodies` tells by name what carries them."""

    model: Native
    bodies: Mapping[str, Carried]


def articulated(
    mechanism: Mechanism, moving: Sequence[str], positions: Mapping[str, float], root: Matrix
) -> Articulation:
    """The mechanism standing at `root` (4x4), with the joints `moving` free to move, in the order of its bodies.

    `positions` (rad or m) holds where other joints stand; those not in it stand at zero, or follow what they mimic.
    Raises `MotionError` where a joint is not there or what moves mimics, or is mimicked by what would stand still.
    """
    import pinocchio

    model = pinocchio.Model()
    carried: dict[str, Carried] = {"": Carried(0, root)}
    known = {joint.name: joint for joint in mechanism.joints}
    missing = [name for name in (*moving, *positions) if name not in known]
    if missing:
        raise MotionError(
            f"It has no joint {', '.join(missing)}.",
            where=mechanism.name,
            remedy=f"Use one of: {', '.join(known)}.",
        )
    for body in mechanism.bodies:
        parent = carried[body.parent]
        pose = parent.pose @ body.pose.matrix()
        joint = body.joint
        if joint.name and joint.name in moving:
            number = model.addJoint(parent.joint, _joint(mechanism, joint), _se3(pose), joint.name)
            carried[body.name] = Carried(number, np.eye(4))
        else:
            standing = _standing(mechanism, joint, moving, positions)
            carried[body.name] = Carried(parent.joint, pose @ displaced(joint, standing))
        _add_inertia(model, body, carried[body.name])
    del carried[""]
    model.armature = np.array([known[model.names[number]].armature for number in range(1, model.njoints)])
    return Articulation(model, carried)


def displaced(joint: Joint, position: float) -> Matrix:
    """The 4x4 pose of a body against where it is at joint zero, at `position` in rad or m."""
    moved: Matrix = np.eye(4)
    axis = np.array(joint.axis)
    if joint.kind is JointKind.PRISMATIC:
        moved[:3, 3] = axis * position
    elif joint.kind in (JointKind.REVOLUTE, JointKind.CONTINUOUS):
        cross = np.array([[0.0, -axis[2], axis[1]], [axis[2], 0.0, -axis[0]], [-axis[1], axis[0], 0.0]])
        # Rodrigues' formula.
        moved[:3, :3] += math.sin(position) * cross + (1.0 - math.cos(position)) * cross @ cross
    return moved


def _standing(mechanism: Mechanism, joint: Joint, moving: Sequence[str], positions: Mapping[str, float]) -> float:
    if not joint.mimics or joint.name in positions:
        return positions.get(joint.name, 0.0)
    if joint.mimics in moving:
        raise MotionError(
            f"The joint {joint.name} follows {joint.mimics}, which moves.",
            where=mechanism.name,
            remedy="Plan only with chains whose joints nothing follows.",
        )
    return joint.ratio * positions.get(joint.mimics, 0.0)


def _joint(mechanism: Mechanism, joint: Joint) -> Native:
    import pinocchio

    axis = np.array(joint.axis)
    match joint.kind:
        case JointKind.REVOLUTE | JointKind.CONTINUOUS:
            return pinocchio.JointModelRevoluteUnaligned(axis)
        case JointKind.PRISMATIC:
            return pinocchio.JointModelPrismaticUnaligned(axis)
    raise MotionError(
        f"The joint {joint.name} is {joint.kind.value}, which no motor moves along one way.",
        where=mechanism.name,
        remedy="Move revolute, continuous and prismatic joints only.",
    )


def _add_inertia(model: Native, body: Body, carried: Carried) -> None:
    import pinocchio

    if body.inertia is None or carried.joint == 0:
        return
    own = pinocchio.Inertia(body.inertia.mass_kg, np.array(body.inertia.centre_m), body.inertia.tensor())
    model.appendBodyToJoint(carried.joint, own, _se3(carried.pose))


def _se3(pose: Matrix) -> Native:
    import pinocchio

    return pinocchio.SE3(pose[:3, :3], pose[:3, 3])
