"""Kinematics of a six-axis arm of the Universal Robots family: forward, and inverse in closed form.

Frames: `base` stands at the foot of the arm, z up; `flange` is the tool flange, z out of the flange; `tool` (the TCP)
is the flange moved `tool_length_m` along its z. Poses are 4x4 homogeneous matrices in `base`, metres and radians.

Sources: Denavit-Hartenberg parameters from Universal Robots, "DH Parameters for calculations of kinematics and
dynamics"; joint ranges and speeds from the UR5e and UR10e technical specifications. The shape of the closed solution
is that of K. P. Hawkins, "Analytic Inverse Kinematics for the Universal Robots UR-5/UR-10 Arms" (Georgia Tech, 2013),
written here in terms of the axes of the joints.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robot_cells.errors import DeviceError

Joints = tuple[float, float, float, float, float, float]
"""Six joint positions, from the base to the last wrist, in radians."""

Pose = npt.NDArray[np.float64]
"""A 4x4 homogeneous matrix."""

_TURN = 2.0 * math.pi
_ROUNDING = 1e-9
_PARALLEL = 1e-8
"""Wrists nearer to parallel than this (sine of the angle) are: rounding leaves nothing of the last joint there."""
_STRETCH = 1e-7
"""A cosine of the elbow beyond one by less than this is a stretched arm: near a parallel wrist, whose last joint is
known to 1e-8 only, rounding goes so far. The tool is off by less than 0.3 micrometres then."""
_Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class ArmModel:
    """One arm type.

    `d*_m`, `a*_m` are its Denavit-Hartenberg lengths in metres (the twists are pi/2, 0, 0, pi/2, -pi/2, 0 in all arms
    of the family); `position_limits_rad` holds for both directions; `velocity_limits_rad_s` in rad/s.
    """

    name: str
    d1_m: float
    a2_m: float
    a3_m: float
    d4_m: float
    d5_m: float
    d6_m: float
    position_limits_rad: Joints
    velocity_limits_rad_s: Joints


UR10E = ArmModel(
    name="ur10e",
    d1_m=0.1807,
    a2_m=-0.6127,
    a3_m=-0.57155,
    d4_m=0.17415,
    d5_m=0.11985,
    d6_m=0.11655,
    position_limits_rad=(_TURN,) * 6,
    velocity_limits_rad_s=(math.radians(120.0),) * 2 + (math.radians(180.0),) * 4,
)
"""Joint ranges +-360 degrees; base and shoulder 120 degrees/s, elbow and wrists 180 degrees/s."""

UR5E = ArmModel(
    name="ur5e",
    d1_m=0.1625,
    a2_m=-0.425,
    a3_m=-0.3922,
    d4_m=0.1333,
    d5_m=0.0997,
    d6_m=0.0996,
    position_limits_rad=(_TURN,) * 6,
    velocity_limits_rad_s=(math.radians(180.0),) * 6,
)
"""Joint ranges +-360 degrees; all joints 180 degrees/s."""

MODELS: Mapping[str, ArmModel] = {model.name: model for model in (UR10E, UR5E)}
"""The arm types that a line document may name."""


@dataclass(frozen=True, slots=True)
class SixAxisArm:
    """An arm of a model with a tool of `tool_length_m` along the flange's z."""

    model: ArmModel = UR10E
    tool_length_m: float = 0.0

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, object]) -> SixAxisArm:
        """The arm that a device of the line document describes (`model`, `tool_length_m`); raises `DeviceError`.

        An arm with a `urdf` of the user's own is none of these: `motions/arm_kinematics.py` knows all.
        """
        if parameters.get("urdf") is not None:
            raise DeviceError("An arm of the user's own is no model.", where="urdf", remedy="Ask arm_kinematics.")
        name = str(parameters.get("model", UR10E.name))
        if name not in MODELS:
            raise DeviceError(
                f"No arm model is called '{name}'.",
                where="model",
                remedy=f"Use one of: {', '.join(sorted(MODELS))}.",
            )
        length = parameters.get("tool_length_m", 0.0)
        if isinstance(length, bool) or not isinstance(length, (int, float)) or not math.isfinite(length):
            raise DeviceError(
                f"The length of the tool is {length!r}.", where="tool_length_m", remedy="Give it in metres."
            )
        return cls(MODELS[name], float(length))

    def forward(self, positions_rad: Sequence[float]) -> Pose:
        """The pose of the tool (4x4, `base`) at six joint positions in radians."""
        q1, q2, q3, q4, q5, q6 = positions_rad
        m = self.model
        c1, s1, c5, s5, c6, s6 = math.cos(q1), math.sin(q1), math.cos(q5), math.sin(q5), math.cos(q6), math.sin(q6)
        c234, s234 = math.cos(q2 + q3 + q4), math.sin(q2 + q3 + q4)
        reach = m.a2_m * math.cos(q2) + m.a3_m * math.cos(q2 + q3)
        height = m.a2_m * math.sin(q2) + m.a3_m * math.sin(q2 + q3)
        wrist = m.d6_m + self.tool_length_m
        # Axes of the frames 4 and 6; the shoulder, elbow and first wrist turn about (s1, -c1, 0).
        z4 = (c1 * s234, s1 * s234, -c234)
        x5 = (c5 * c1 * c234 + s5 * s1, c5 * s1 * c234 - s5 * c1, c5 * s234)
        z6 = (-s5 * c1 * c234 + c5 * s1, -s5 * s1 * c234 - c5 * c1, -s5 * s234)
        return np.array(
            [
                [
                    c6 * x5[0] - s6 * z4[0],
                    -s6 * x5[0] - c6 * z4[0],
                    z6[0],
                    c1 * reach + m.d4_m * s1 + m.d5_m * z4[0] + wrist * z6[0],
                ],
                [
                    c6 * x5[1] - s6 * z4[1],
                    -s6 * x5[1] - c6 * z4[1],
                    z6[1],
                    s1 * reach - m.d4_m * c1 + m.d5_m * z4[1] + wrist * z6[1],
                ],
                [
                    c6 * x5[2] - s6 * z4[2],
                    -s6 * x5[2] - c6 * z4[2],
                    z6[2],
                    m.d1_m + height + m.d5_m * z4[2] + wrist * z6[2],
                ],
                [0.0, 0.0, 0.0, 1.0],
            ]
        )

    def inverse(self, pose: Pose, seed_rad: Sequence[float]) -> Joints | None:
        """The joint positions that bring the tool to `pose` (4x4, `base`), nearest to `seed_rad` and within the limits.

        None when the arm cannot reach the pose. Where the last wrist is parallel to the first, the last joint is free
        and keeps the seed's position as nearly as the arm's reach allows.
        """
        best: Joints | None = None
        least = math.inf
        for positions in self.solutions(pose, seed_rad):
            distance = sum((a - b) ** 2 for a, b in zip(positions, seed_rad, strict=True))
            if distance < least:
                best, least = positions, distance
        return best

    def solutions(self, pose: Pose, seed_rad: Sequence[float]) -> Iterator[Joints]:
        """Every branch that brings the tool to `pose` within the limits (at most eight), turned nearest to the seed.

        Where the arm is stretched or a wrist is parallel, branches meet and come more than once.
        """
        for branch in self._branches(pose, seed_rad):
            positions = self._nearest(branch, seed_rad)
            if positions is not None:
                yield positions

    def within_limits(self, positions_rad: Sequence[float]) -> bool:
        """Whether every joint is inside its range."""
        limits = self.model.position_limits_rad
        return all(abs(q) <= limit + _ROUNDING for q, limit in zip(positions_rad, limits, strict=True))

    def travel_time_s(self, start_rad: Sequence[float], end_rad: Sequence[float], speed: float = 1.0) -> float:
        """The shortest time in seconds for a straight joint move at a share `speed` (0 to 1) of the velocity limits."""
        limits = self.model.velocity_limits_rad_s
        return max(abs(b - a) / (limit * speed) for a, b, limit in zip(start_rad, end_rad, limits, strict=True))

    def _branches(self, pose: Pose, seed_rad: Sequence[float]) -> Iterator[Joints]:
        """All closed solutions, before limits: two shoulders, two wrists, two elbows."""
        m = self.model
        rows = pose.tolist()
        x6, y6, z6, p = ((rows[0][k], rows[1][k], rows[2][k]) for k in range(4))
        wrist = m.d6_m + self.tool_length_m
        p5 = (p[0] - wrist * z6[0], p[1] - wrist * z6[1], p[2] - wrist * z6[2])
        radius = math.hypot(p5[0], p5[1])
        if radius < m.d4_m - _ROUNDING:
            return  # the wrist centre is inside the cylinder that the shoulder's offset keeps free
        bearing, offset = math.atan2(p5[1], p5[0]), math.asin(min(1.0, m.d4_m / radius))
        for q1 in (bearing + offset, bearing + math.pi - offset):
            axis = (math.sin(q1), -math.cos(q1), 0.0)
            cosine, across_x, across_y = _dot(z6, axis), _dot(x6, axis), _dot(y6, axis)
            sine = math.hypot(across_x, across_y)
            for sign in (1.0, -1.0):
                q5 = sign * math.atan2(sine, cosine)
                if sine < _PARALLEL:
                    q6 = self._free_wrist(q1, x6, y6, p5, seed_rad[5])
                else:
                    q6 = math.atan2(-sign * across_y, sign * across_x)
                yield from self._elbows(q1, q5, q6, x6, y6, p5)

    def _free_wrist(self, q1: float, x6: _Vector, y6: _Vector, p5: _Vector, seed_rad: float) -> float:
        """The last joint's position nearest to the seed's for which shoulder and elbow can reach the first wrist.

        Turning it swings the first wrist about `p5`; its distance from the shoulder must lie between the difference
        and the sum of the two long links (law of cosines). Where none does, any value shows that: the seed's.
        """
        m = self.model
        u, v = math.cos(q1) * p5[0] + math.sin(q1) * p5[1], p5[2] - m.d1_m
        far = math.hypot(u, v)
        if far < _ROUNDING:
            return seed_rad
        toward = (math.cos(q1) * u / far, math.sin(q1) * u / far, v / far)
        middle = math.atan2(-_dot(x6, toward), -_dot(y6, toward))
        cosines = [
            (far**2 + m.d5_m**2 - reach**2) / (2.0 * m.d5_m * far) for reach in (m.a2_m + m.a3_m, m.a2_m - m.a3_m)
        ]
        most, least = (math.acos(max(-1.0, min(1.0, cosine))) for cosine in cosines)
        offset = math.remainder(seed_rad - middle, _TURN)
        return middle + math.copysign(min(max(abs(offset), least), most), offset)

    def _elbows(self, q1: float, q5: float, q6: float, x6: _Vector, y6: _Vector, p5: _Vector) -> Iterator[Joints]:
        """Both solutions of the planar chain shoulder, elbow, first wrist, for given base and outer wrists."""
        m = self.model
        c1, s1, c6, s6 = math.cos(q1), math.sin(q1), math.cos(q6), math.sin(q6)
        z4 = (-s6 * x6[0] - c6 * y6[0], -s6 * x6[1] - c6 * y6[1], -s6 * x6[2] - c6 * y6[2])
        q234 = math.atan2(c1 * z4[0] + s1 * z4[1], -z4[2])
        u = c1 * (p5[0] - m.d5_m * z4[0]) + s1 * (p5[1] - m.d5_m * z4[1])
        v = p5[2] - m.d5_m * z4[2] - m.d1_m
        cosine = (u * u + v * v - m.a2_m**2 - m.a3_m**2) / (2.0 * m.a2_m * m.a3_m)
        if abs(cosine) > 1.0 + _STRETCH:
            return
        elbow = math.acos(max(-1.0, min(1.0, cosine)))
        for q3 in (elbow, -elbow):
            q2 = math.atan2(v, u) - math.atan2(m.a3_m * math.sin(q3), m.a2_m + m.a3_m * math.cos(q3))
            yield (q1, q2, q3, q234 - q2 - q3, q5, q6)

    def _nearest(self, branch: Joints, seed_rad: Sequence[float]) -> Joints | None:
        """Each joint turned by whole turns to be nearest to the seed within its range."""
        found: list[float] = []
        for q, seed, limit in zip(branch, seed_rad, self.model.position_limits_rad, strict=True):
            turns = [q + _TURN * (round((seed - q) / _TURN) + k) for k in (0, -1, 1)]
            allowed = [turn for turn in turns if abs(turn) <= limit]
            if not allowed:
                return None
            found.append(min(allowed, key=lambda turn: abs(turn - seed)))
        return (found[0], found[1], found[2], found[3], found[4], found[5])


def tool_down(x_m: float, y_m: float, z_m: float, yaw_rad: float = 0.0) -> Pose:
    """The pose (4x4, `base`) of a tool that points straight down, its x axis turned by `yaw_rad` from the base's x."""
    c, s = math.cos(yaw_rad), math.sin(yaw_rad)
    return np.array([[c, s, 0.0, x_m], [s, -c, 0.0, y_m], [0.0, 0.0, -1.0, z_m], [0.0, 0.0, 0.0, 1.0]])


def yaw_of(pose: Pose) -> float:
    """The heading in radians of the x axis of a pose about the base's z; the inverse of `tool_down`'s `yaw_rad`."""
    return math.atan2(pose[1, 0], pose[0, 0])


def _dot(a: _Vector, b: _Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
