"""Closed solutions of A X = X B, for motions A of the hand and B of the eye."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from robot_cells.inspections.calibrations.rigid import (
    Pose,
    Vector,
    cross_matrix,
    nearest_rotation,
    pose_of,
    quaternion_of,
    rotation_of_quaternion,
    rotation_vector,
)

Pairs = Sequence[tuple[Pose, Pose]]


def park_martin(pairs: Pairs) -> Pose:
    """Rotation by aligning the logarithms, then translation (Park and Martin, IEEE Trans. Robotics 10, 1994)."""
    aligned = sum(
        (np.outer(rotation_vector(a[:3, :3]), rotation_vector(b[:3, :3])) for a, b in pairs), np.zeros((3, 3))
    )
    return _with_translation(nearest_rotation(aligned), pairs)


def tsai_lenz(pairs: Pairs) -> Pose:
    """Rotation by modified Rodrigues vectors, then translation (Tsai and Lenz, IEEE Trans. Robotics 5, 1989)."""
    rows, values = [], []
    for a, b in pairs:
        hand, eye = _modified(a), _modified(b)
        rows.append(cross_matrix(hand + eye))
        values.append(eye - hand)
    scaled = np.linalg.lstsq(np.concatenate(rows), np.concatenate(values), rcond=None)[0]
    vector = 2 * scaled / math.sqrt(1 + float(scaled @ scaled))
    square = min(float(vector @ vector), 4.0)
    turn = (1 - square / 2) * np.eye(3)
    turn += (np.outer(vector, vector) + math.sqrt(4 - square) * cross_matrix(vector)) / 2
    return _with_translation(nearest_rotation(turn), pairs)


def daniilidis(pairs: Pairs) -> Pose:
    """Both at once by dual quaternions (Daniilidis, Int. J. Robotics Research 18, 1999)."""
    rows = []
    for a, b in pairs:
        (hand, hand_dual), (eye, eye_dual) = _dual(a), _dual(b)
        first = np.concatenate(((hand - eye)[1:, None], cross_matrix((hand + eye)[1:])), axis=1)
        second = np.concatenate(((hand_dual - eye_dual)[1:, None], cross_matrix((hand_dual + eye_dual)[1:])), axis=1)
        rows.append(np.concatenate((first, np.zeros((3, 4))), axis=1))
        rows.append(np.concatenate((second, first), axis=1))
    _, _, right = np.linalg.svd(np.concatenate(rows))
    u1, v1, u2, v2 = right[-2, :4], right[-2, 4:], right[-1, :4], right[-1, 4:]
    # Of the plane that the last two vectors span, the unit dual quaternion: real part of length 1, normal to the dual.
    polynomial = (float(u1 @ v1), float(u1 @ v2 + u2 @ v1), float(u2 @ v2))
    ratios = [float(np.real(root)) for root in np.roots(polynomial)] if abs(polynomial[0]) > 1e-15 else [0.0]
    lengths = [(s * s * float(u1 @ u1) + 2 * s * float(u1 @ u2) + float(u2 @ u2), s) for s in ratios]
    length, ratio = max(lengths)
    second_share = 1 / math.sqrt(max(length, 1e-300))
    real, dual = second_share * (ratio * u1 + u2), second_share * (ratio * v1 + v2)
    w, x, y, z = real
    shift = 2 * _product(dual, real * (1, -1, -1, -1))[1:]
    return pose_of(rotation_of_quaternion(x, y, z, w), shift)


SOLVERS: Mapping[str, Callable[[Pairs], Pose]] = {
    "park_martin": park_martin,
    "tsai_lenz": tsai_lenz,
    "daniilidis": daniilidis,
}
"""All of them, by name."""


def _with_translation(rotation: Pose, pairs: Pairs) -> Pose:
    rows = np.concatenate([a[:3, :3] - np.eye(3) for a, _ in pairs])
    values = np.concatenate([rotation @ b[:3, 3] - a[:3, 3] for a, b in pairs])
    return pose_of(rotation, np.linalg.lstsq(rows, values, rcond=None)[0])


def _modified(pose: Pose) -> Vector:
    """Axis times twice the sine of half the angle."""
    vector = rotation_vector(pose[:3, :3])
    angle = float(np.linalg.norm(vector))
    return vector * (2 * math.sin(angle / 2) / angle) if angle > 1e-12 else vector


def _dual(pose: Pose) -> tuple[Vector, Vector]:
    """Unit dual quaternion of a motion, each part as w, x, y, z; w not negative, so that both sides agree."""
    x, y, z, w = quaternion_of(pose[:3, :3])
    real = np.array((w, x, y, z))
    return real, _product(np.array((0.0, *pose[:3, 3])), real) / 2


def _product(first: Vector, second: Vector) -> Vector:
    """Of two quaternions w, x, y, z."""
    w = first[0] * second[0] - first[1:] @ second[1:]
    vector = first[0] * second[1:] + second[0] * first[1:] + np.cross(first[1:], second[1:])
    return np.array((w, *vector))
