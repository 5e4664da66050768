"""How heavy a mechanism is for its joints: the mass matrix.

`M = sum over bodies of m Jv^T Jv + Jw^T I Jw`, with the Jacobians of each body's centre of mass (J. J. Craig,
"Introduction to Robotics", section 6.5). Rotors' inertia (armature) is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from robot_cells.bodies.body import Body
from robot_cells.bodies.forward import body_poses
from robot_cells.bodies.joint import JointKind
from robot_cells.bodies.mechanism import Mechanism

FloatArray = npt.NDArray[np.float64]


def mass_matrix(mechanism: Mechanism, joints: Sequence[str], positions: Mapping[str, float]) -> FloatArray:
    """(n, n) in kg.m2 (kg where joints slide) for these joints, the others held where `positions` says (else zero).

    Raises `KeyError` for a joint that the mechanism has not.
    """
    poses = body_poses(mechanism, positions)
    moved = {body.joint.name: body for body in mechanism.bodies if body.joint.name}
    carriers = {body.name: body.parent for body in mechanism.bodies}
    matrix = np.zeros((len(joints), len(joints)))
    for body in mechanism.bodies:
        if body.inertia is None:
            continue
        pose = poses[body.name]
        centre = pose[:3, :3] @ np.array(body.inertia.centre_m) + pose[:3, 3]
        linear, angular = np.zeros((3, len(joints))), np.zeros((3, len(joints)))
        for column, name in enumerate(joints):
            joint_body = moved[name]
            if _carries(joint_body, body, carriers):
                at = poses[joint_body.name]
                axis = at[:3, :3] @ np.array(joint_body.joint.axis)
                if joint_body.joint.kind is JointKind.PRISMATIC:
                    linear[:, column] = axis
                else:
                    linear[:, column], angular[:, column] = np.cross(axis, centre - at[:3, 3]), axis
        (xx, yy, zz), (xy, xz, yz) = body.inertia.moments_kg_m2, body.inertia.products_kg_m2
        own = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
        turned = pose[:3, :3] @ own @ pose[:3, :3].T
        matrix += body.inertia.mass_kg * linear.T @ linear + angular.T @ turned @ angular
    return matrix


def _carries(carrier: Body, body: Body, carriers: Mapping[str, str]) -> bool:
    name = body.name
    while name:
        if name == carrier.name:
            return True
        name = carriers.get(name, "")
    return False
