"""Forward kinematics and Jacobian of a serial chain of joints in a mechanism.

Computed by pinocchio (J. Carpentier et al., "The Pinocchio C++ library", IEEE/SICE SII 2019) from our own bodies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from robot_cells.bodies.joint import JointKind, JointLimits
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Matrix
from robot_cells.errors import MotionError
from robot_cells.motions.articulation import Native, articulated

Vector = npt.NDArray[np.float64]
"""One number a joint: rad or m, or their derivatives."""

BASE = "base"
TOOL = "tool"
_SLACK = 1e-9
"""Joint positions that leave their range by less than this (rad or m) are rounded ones."""


class Chain:
    """The joints from a mechanism's frame `base` to its frame `tip`, in that order, and nothing else.

    Poses are 4x4 in the frame `base` (of the mechanism itself where it has none of that name). Joints beside the way
    (fingers) and on it but not driven stand at `positions`. Not for two threads at once.
    """

    def __init__(
        self,
        mechanism: Mechanism,
        *,
        tip: str = TOOL,
        base: str = BASE,
        positions: Mapping[str, float] | None = None,
    ) -> None:
        """Raises `MotionError`: no such frame, no driven joint on the way, or a joint without limits."""
        self.mechanism = mechanism
        self.tip = tip
        self.positions: Mapping[str, float] = dict(positions or {})
        self.joints = _on_the_way(mechanism, tip)
        self.limits = tuple(_limits(mechanism, name) for name in self.joints)
        self.lower: Vector = np.array([limits.lower for limits in self.limits])
        self.upper: Vector = np.array([limits.upper for limits in self.limits])
        self.velocity: Vector = np.array([limits.velocity for limits in self.limits])
        self.effort: Vector = np.array([limits.effort for limits in self.limits])
        self._in_base = _base_inverse(mechanism, base, self.positions, self.joints)
        self._build()

    def _build(self) -> None:
        import pinocchio

        articulation = articulated(self.mechanism, self.joints, self.positions, self._in_base)
        frame = self.mechanism.frames[self.tip]
        carried = articulation.bodies[frame.body]
        pose = carried.pose @ frame.pose.matrix()
        self.model: Native = articulation.model
        place = pinocchio.SE3(pose[:3, :3], pose[:3, 3])
        kind = pinocchio.FrameType.OP_FRAME
        self._frame: int = self.model.addFrame(pinocchio.Frame("tip", carried.joint, place, kind))
        self._data: Native = self.model.createData()
        self._pinocchio: Native = pinocchio

    def __len__(self) -> int:
        """How many joints it has."""
        return len(self.joints)

    def forward(self, positions: Sequence[float] | Vector) -> Matrix:
        """The pose of the tip (4x4, `base`)."""
        return np.array(self.forward_se3(positions).homogeneous)

    def forward_se3(self, positions: Sequence[float] | Vector) -> Native:
        """The same as pinocchio's `SE3`, which the next call overwrites."""
        self._pinocchio.framesForwardKinematics(self.model, self._data, np.asarray(positions, dtype=float))
        return self._data.oMf[self._frame]

    def jacobian(self, positions: Sequence[float] | Vector) -> npt.NDArray[np.float64]:
        """6 x n: velocity of the tip (m/s) above its angular velocity (rad/s), both along the axes of `base`."""
        return self._jacobian(positions, self._pinocchio.ReferenceFrame.LOCAL_WORLD_ALIGNED)

    def jacobian_at_tip(self, positions: Sequence[float] | Vector) -> npt.NDArray[np.float64]:
        """The same along the axes of the tip."""
        return self._jacobian(positions, self._pinocchio.ReferenceFrame.LOCAL)

    def _jacobian(self, positions: Sequence[float] | Vector, axes: Native) -> npt.NDArray[np.float64]:
        q = np.asarray(positions, dtype=float)
        return np.asarray(self._pinocchio.computeFrameJacobian(self.model, self._data, q, self._frame, axes))

    def within_limits(self, positions: Sequence[float] | Vector) -> bool:
        """Whether every joint is inside its range."""
        q = np.asarray(positions, dtype=float)
        return bool(np.all(q >= self.lower - _SLACK) and np.all(q <= self.upper + _SLACK))

    def outside(self, positions: Sequence[float] | Vector) -> tuple[str, ...]:
        """The names of the joints that are outside their range."""
        q = np.asarray(positions, dtype=float)
        beyond = (q < self.lower - _SLACK) | (q > self.upper + _SLACK)
        return tuple(name for name, is_out in zip(self.joints, beyond, strict=True) if is_out)


def _on_the_way(mechanism: Mechanism, tip: str) -> tuple[str, ...]:
    if tip not in mechanism.frames:
        raise MotionError(
            f"It has no frame {tip}.", where=mechanism.name, remedy=f"Use one of: {', '.join(mechanism.frames)}."
        )
    names: list[str] = []
    body = mechanism.body(mechanism.frames[tip].body)
    while True:
        if body.joint.kind is not JointKind.FIXED and body.joint.is_driven:
            names.append(body.joint.name)
        if not body.parent:
            break
        body = mechanism.body(body.parent)
    if not names:
        raise MotionError(
            f"No driven joint lies between its foot and {tip}.", where=mechanism.name, remedy="Name another frame."
        )
    return tuple(reversed(names))


def _limits(mechanism: Mechanism, name: str) -> JointLimits:
    limits = next(joint.limits for joint in mechanism.joints if joint.name == name)
    if limits is None:
        raise MotionError(
            f"The joint {name} has no limits.", where=mechanism.name, remedy="Give its range, speed and effort."
        )
    return limits


def _base_inverse(mechanism: Mechanism, base: str, positions: Mapping[str, float], moving: tuple[str, ...]) -> Matrix:
    """The mechanism's own frame as seen from its frame `base`, which nothing on the way may move."""
    if base not in mechanism.frames:
        return np.eye(4)
    articulation = articulated(mechanism, moving, positions, np.eye(4))
    frame = mechanism.frames[base]
    carried = articulation.bodies[frame.body]
    if carried.joint:
        raise MotionError(f"Its frame {base} moves.", where=mechanism.name, remedy="Put it on the foot of the arm.")
    return np.asarray(np.linalg.inv(carried.pose @ frame.pose.matrix()))
