"""How stiff the servos of an arm may be in Gazebo.

Gazebo's JointTrajectoryController computes forces from the positions and speeds of the step before: such a servo is
stable only as long as it is slow against the step, `d < 2 I / dt` for a joint that feels the inertia `I`. So it has the
same natural frequency in every joint, well below that, and is critically damped: `p = I w^2`, `d = 2 I w`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from robot_cells.bodies.body import Body
from robot_cells.bodies.inertia import Inertia
from robot_cells.bodies.joint import Joint, JointKind
from robot_cells.bodies.joint_inertia import mass_matrix
from robot_cells.bodies.mechanism import Mechanism

FREQUENCY_RAD_S = 50.0
"""A tenth of a radian a step of 2 ms. A joint that speeds up by 8 rad/s2 lags by 3 mrad then."""
SETTLE_S = 0.2
"""In so many seconds a load that a servo gives way to is made up for."""


@dataclass(frozen=True, slots=True)
class Gains:
    """Of one joint: N.m/rad, N.m/(rad s), and N.m s/rad on the difference of speeds."""

    position: float
    integral: float
    speed: float


def servo_gains(mechanism: Mechanism, joints: Sequence[Joint], positions: Mapping[str, float]) -> dict[str, Gains]:
    """By joint; `positions` is the arm's home. What a joint feels there is `1 / (M^-1)_ii`, rotors included."""
    names = [joint.name for joint in joints]
    matrix = mass_matrix(mechanism, names, positions) + np.diag([joint.armature for joint in joints])
    felt = 1.0 / np.diag(np.linalg.inv(matrix))
    stiff = felt * FREQUENCY_RAD_S**2
    return {
        name: Gains(float(p), float(p / SETTLE_S), float(2.0 * p / FREQUENCY_RAD_S))
        for name, p in zip(names, stiff, strict=True)
    }


def with_rotor(body: Body) -> Inertia | None:
    """A body's inertia with that of its joint's rotor about the joint's axis, for which SDF has no word."""
    inertia, joint = body.inertia, body.joint
    if inertia is None or joint.kind not in (JointKind.REVOLUTE, JointKind.CONTINUOUS) or joint.armature == 0.0:
        return inertia
    x, y, z = joint.axis
    (xx, yy, zz), (xy, xz, yz) = inertia.moments_kg_m2, inertia.products_kg_m2
    own = joint.armature
    # A little about the other axes too: no body is heavy about one axis alone.
    return replace(
        inertia,
        moments_kg_m2=(xx + own * (1 + x * x) / 2, yy + own * (1 + y * y) / 2, zz + own * (1 + z * z) / 2),
        products_kg_m2=(xy + own * x * y / 2, xz + own * x * z / 2, yz + own * y * z / 2),
    )
