"""What a payload leaves of the acceleration: no joint may need more torque than it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from robot_cells.errors import MotionError
from robot_cells.motions.articulation import Native
from robot_cells.motions.kinematics import Chain, Vector
from robot_cells.motions.motion_limits import MotionLimits
from robot_cells.motions.plan import Positions

_BETWEEN = 4
"""Torques are looked at in so many places from one corner to the next."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What the hand holds: mass in kg, and its centre in the chain's tip frame in metres."""

    mass_kg: float
    centre_m: tuple[float, float, float] = (0.0, 0.0, 0.0)


def loaded_limits(chain: Chain, limits: MotionLimits, payload: Payload, corners: Sequence[Positions]) -> MotionLimits:
    """The limits with which a motion through `corners` needs no more torque (or force) than the joints have.

    In each place the effort less what gravity takes (`base` stands upright) is left for accelerating, in the worst case
    all joints at once: all accelerations are lowered by the same share `k <= (effort_i - |g_i|) / sum_j |M_ij| a_j`,
    and jerks likewise. What centrifugal forces take is left out. Raises `MotionError`: the bodies have no masses, or
    the payload cannot be held.
    """
    import pinocchio

    model = pinocchio.Model(chain.model)
    tip = chain.model.frames[chain.model.nframes - 1]
    mass = pinocchio.Inertia(payload.mass_kg, np.array(payload.centre_m), np.zeros((3, 3)))
    model.appendBodyToJoint(tip.parentJoint, mass, tip.placement)
    data = model.createData()
    share = 1.0
    for q in _places(corners):
        share = min(share, _share(chain, model, data, q, np.array(limits.acceleration)))
    return replace(
        limits,
        acceleration=tuple(value * share for value in limits.acceleration),
        jerk=tuple(value * share for value in limits.jerk),
    )


def _share(chain: Chain, model: Native, data: Native, q: Vector, accelerations: Vector) -> float:
    import pinocchio

    upper = np.triu(np.asarray(pinocchio.crba(model, data, q)))
    needed = np.abs(upper + upper.T - np.diag(np.diag(upper))) @ accelerations
    gravity = np.abs(np.asarray(pinocchio.computeGeneralizedGravity(model, data, q)))
    if not bool(np.all(needed > 0.0)):
        raise MotionError(
            "Its bodies have no masses, so that nobody knows what a payload is to it.",
            where=chain.mechanism.name,
            remedy="Give them inertias.",
        )
    left = chain.effort - gravity
    if not bool(np.all(left > 0.0)):
        weak = int(np.argmin(left))
        raise MotionError(
            f"{chain.joints[weak]} would need {gravity[weak]:.0f} of its {chain.effort[weak]:.0f} N.m to hold it.",
            where=chain.mechanism.name,
            remedy="Carry less, or nearer to the base.",
        )
    return float((left / needed).min())


def _places(corners: Sequence[Positions]) -> list[Vector]:
    places = [np.array(corners[0])]
    for a, b in pairwise(corners):
        start, end = np.array(a), np.array(b)
        places += [start + (end - start) * k / _BETWEEN for k in range(1, _BETWEEN + 1)]
    return places
