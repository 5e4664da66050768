"""Where a body is, and how it is turned."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
"""4x4 homogeneous, metres."""

_GIMBAL = 1.0 - 1e-12
"""From this sine of the pitch on, roll and yaw turn about the same axis; all of it is said as yaw then."""


@dataclass(frozen=True, slots=True)
class Pose3D:
    """Position in metres and fixed-axis angles in radians in a parent frame, as URDF and SDF write them.

    The turn is `Rz(yaw) Ry(pitch) Rx(roll)` (REP-103; right-handed, z up).
    """

    x_m: float = 0.0
    y_m: float = 0.0
    z_m: float = 0.0
    roll_rad: float = 0.0
    pitch_rad: float = 0.0
    yaw_rad: float = 0.0

    @classmethod
    def from_matrix(cls, matrix: Matrix) -> Pose3D:
        """From a 4x4 homogeneous matrix whose upper left 3x3 is a rotation."""
        m = matrix.tolist()
        x, y, z = m[0][3], m[1][3], m[2][3]
        sine = -m[2][0]
        if abs(sine) > _GIMBAL:
            pitch = math.copysign(math.pi / 2.0, sine)
            return cls(x, y, z, 0.0, pitch, math.atan2(-m[0][1], m[1][1]))
        pitch = math.atan2(sine, math.hypot(m[2][1], m[2][2]))
        return cls(x, y, z, math.atan2(m[2][1], m[2][2]), pitch, math.atan2(m[1][0], m[0][0]))

    @property
    def position_m(self) -> tuple[float, float, float]:
        """x, y, z."""
        return self.x_m, self.y_m, self.z_m

    @property
    def angles_rad(self) -> tuple[float, float, float]:
        """Roll, pitch, yaw."""
        return self.roll_rad, self.pitch_rad, self.yaw_rad

    @property
    def quaternion(self) -> tuple[float, float, float, float]:
        """The turn as a unit quaternion w, x, y, z with w not negative."""
        cr, sr = math.cos(self.roll_rad / 2.0), math.sin(self.roll_rad / 2.0)
        cp, sp = math.cos(self.pitch_rad / 2.0), math.sin(self.pitch_rad / 2.0)
        cy, sy = math.cos(self.yaw_rad / 2.0), math.sin(self.yaw_rad / 2.0)
        w, x = cr * cp * cy + sr * sp * sy, sr * cp * cy - cr * sp * sy
        y, z = cr * sp * cy + sr * cp * sy, cr * cp * sy - sr * sp * cy
        return (w, x, y, z) if w >= 0.0 else (-w, -x, -y, -z)

    def matrix(self) -> Matrix:
        """4x4 homogeneous: takes points of this frame into the parent's."""
        cr, sr = math.cos(self.roll_rad), math.sin(self.roll_rad)
        cp, sp = math.cos(self.pitch_rad), math.sin(self.pitch_rad)
        cy, sy = math.cos(self.yaw_rad), math.sin(self.yaw_rad)
        return np.array(
            [
                [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr, self.x_m],
                [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr, self.y_m],
                [-sp, cp * sr, cp * cr, self.z_m],
                [0.0, 0.0, 0.0, 1.0],
            ]
        )

    def inverse(self) -> Pose3D:
        """The parent's frame as seen from this one."""
        matrix = self.matrix()
        turned = np.eye(4)
        turned[:3, :3] = matrix[:3, :3].T
        turned[:3, 3] = -matrix[:3, :3].T @ matrix[:3, 3]
        return Pose3D.from_matrix(turned)

    def __matmul__(self, inner: Pose3D) -> Pose3D:
        """`inner`, which is given in this frame, in the parent's frame."""
        return Pose3D.from_matrix(self.matrix() @ inner.matrix())


HERE = Pose3D()
"""The parent's frame itself."""
