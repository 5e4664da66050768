"""Rigid motions as 4 x 4 matrices: logarithm, exponential, inverse, mean."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

Pose = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]


def pose_of(rotation: Pose, translation_m: npt.ArrayLike) -> Pose:
    """From a rotation matrix, 3 x 3, and a translation in metres."""
    pose = np.eye(4)
    pose[:3, :3], pose[:3, 3] = rotation, np.asarray(translation_m, dtype=np.float64).ravel()
    return pose


def inverse(pose: Pose) -> Pose:
    """The motion back."""
    return pose_of(pose[:3, :3].T, -pose[:3, :3].T @ pose[:3, 3])


def rotation_vector(rotation: Pose) -> Vector:
    """The logarithm of a rotation matrix: axis times angle in radians, (3,)."""
    return np.asarray(cv2.Rodrigues(rotation)[0], dtype=np.float64).ravel()


def rotation_of(vector: npt.ArrayLike) -> Pose:
    """The rotation matrix of axis times angle."""
    return np.asarray(cv2.Rodrigues(np.asarray(vector, dtype=np.float64).reshape(3, 1))[0], dtype=np.float64)


def cross_matrix(vector: Vector) -> Pose:
    """The matrix that takes the cross product with a vector."""
    x, y, z = vector
    return np.array(((0.0, -z, y), (z, 0.0, -x), (-y, x, 0.0)))


def mean_pose(poses: Sequence[Pose]) -> Pose:
    """Mean translation, and the rotation nearest to the mean of the matrices (chordal mean)."""
    mean = np.mean(np.stack(poses), axis=0)
    return pose_of(nearest_rotation(mean[:3, :3]), mean[:3, 3])


def nearest_rotation(matrix: Pose) -> Pose:
    """The rotation with the least Frobenius distance (Arun, Huang and Blostein, IEEE PAMI 9, 1987)."""
    left, _, right = np.linalg.svd(matrix)
    flip = np.diag((1.0, 1.0, float(np.sign(np.linalg.det(left @ right))) or 1.0))
    return np.asarray(left @ flip @ right, dtype=np.float64)


def rotation_of_quaternion(x: float, y: float, z: float, w: float) -> Pose:
    """From a quaternion as ROS orders it, normalised here."""
    length = math.sqrt(x * x + y * y + z * z + w * w)
    vector, angle = np.array((x, y, z)) / length, 2 * math.acos(max(-1.0, min(1.0, w / length)))
    sine = float(np.linalg.norm(vector))
    return np.eye(3) if sine < 1e-15 else rotation_of(vector / sine * angle)


def quaternion_of(rotation: Pose) -> tuple[float, float, float, float]:
    """x, y, z, w of a rotation matrix, w not negative."""
    vector = rotation_vector(rotation)
    angle = float(np.linalg.norm(vector))
    x, y, z = vector * (math.sin(angle / 2) / angle if angle > 1e-12 else 0.5)
    return float(x), float(y), float(z), math.cos(angle / 2)
