"""How far a joint moves what it carries, at most."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from robot_cells.bodies.joint import Joint, JointKind
from robot_cells.motions.articulation import Native
from robot_cells.motions.kinematics import Chain, Vector


def reaches_m(model: Native, chain: Chain, balls: Iterable[tuple[int, Vector, float]]) -> Vector:
    """Per joint of `chain`, how far one radian (or one metre) of it moves any point of the arm, in metres, at most.

    `model` is pinocchio's with these joints alone; `balls` hold all that is carried: number of the joint, centre in
    its frame, radius. A bound for every configuration: along the chain distances are summed (triangle inequality),
    only the first of them is fixed to the joint, so that its part along the axis of a turning joint does not count.
    What slides moves all points alike.
    """
    known = {joint.name: joint for joint in chain.mechanism.joints}
    joints = [known[name] for name in chain.joints]
    carried = list(balls)
    return np.array([_reach_m(model, chain, joints, k, carried) for k in range(len(joints))])


def _reach_m(model: Native, chain: Chain, joints: list[Joint], k: int, balls: list[tuple[int, Vector, float]]) -> float:
    if joints[k].kind is JointKind.PRISMATIC:
        return 1.0
    axis = np.array(joints[k].axis)
    farthest = before = 0.0
    for j in range(k, len(joints)):
        for number, centre, radius in balls:
            if number == j + 1:
                farthest = max(farthest, before + _away(centre, axis, is_first=j == k) + radius)
        if j + 1 < len(joints):
            before += _away(np.asarray(model.jointPlacements[j + 2].translation), axis, is_first=j == k)
            if joints[j + 1].kind is JointKind.PRISMATIC:
                before += max(abs(chain.lower[j + 1]), abs(chain.upper[j + 1]))
    return farthest


def _away(place: Vector, axis: Vector, *, is_first: bool) -> float:
    across = place - (place @ axis) * axis if is_first else place
    return float(np.linalg.norm(across))
