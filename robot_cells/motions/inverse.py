"""Inverse kinematics: the closed form where the chain is an arm that has one, the numeric way for all others."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from robot_cells.bodies.pose3d import Matrix
from robot_cells.devices.six_axis_arm import MODELS, SixAxisArm
from robot_cells.errors import MotionError
from robot_cells.motions.branch import ANY, Branch, branch_of
from robot_cells.motions.kinematics import Chain, Vector
from robot_cells.motions.numeric_inverse import RESTARTS, numeric_solutions

_PROBES = ((0.0,) * 6, (0.3, -1.2, 1.1, -0.4, 0.9, 2.0), (-1.0, -2.0, -0.7, 1.3, -0.5, 0.1))
"""Joint positions at which a chain is compared with an arm: two that agree here agree everywhere."""
_SAME = 1e-9
_ROUNDING = 1e-9
_TURN = 2.0 * math.pi
_ELBOW = 2
_SAME_SOLUTION = 1e-5


class InverseKinematics:
    """Of one chain. `closed` is the arm of the family that the chain is, with its tool, or None."""

    def __init__(self, chain: Chain, *, seed: int = 0) -> None:
        """`seed` decides the restarts of the numeric way."""
        self.chain = chain
        self.closed = closed_form(chain)
        self._seed = seed
        self._ranges = _ranges(chain)

    def nearest(self, pose: Matrix, near: Sequence[float] | Vector, branch: Branch = ANY) -> Vector | None:
        """The joint positions within the limits that reach `pose` (4x4, `base`), nearest to `near`; else None.

        The numeric way takes the first that it finds. Raises `MotionError` where a chain without a closed form is
        asked for a branch.
        """
        if self.closed is None:
            self._refuse(branch)
            return next(numeric_solutions(self.chain, pose, near, seed=self._seed), None)
        return next(iter(self._closed_solutions(pose, near, branch)), None)

    def all(self, pose: Matrix, near: Sequence[float] | Vector, branch: Branch = ANY) -> tuple[Vector, ...]:
        """All of them, the nearest to `near` first, each once; of the numeric way, all that its restarts find."""
        if self.closed is not None:
            return tuple(self._closed_solutions(pose, near, branch))
        self._refuse(branch)
        found = numeric_solutions(self.chain, pose, near, seed=self._seed, restarts=RESTARTS)
        return _each_once(list(found), [float(value) for value in near])

    def is_beyond_limits(self, pose: Matrix, near: Sequence[float] | Vector) -> bool:
        """Whether the arm could reach `pose`, were it not for the limits; known of closed forms, else False."""
        if self.closed is None or self.all(pose, near):
            return False
        return any(True for _ in self.closed.solutions(pose, [float(value) for value in near]))

    def _closed_solutions(self, pose: Matrix, near: Sequence[float] | Vector, branch: Branch) -> tuple[Vector, ...]:
        arm = self.closed
        assert arm is not None
        found = []
        wanted = [float(value) for value in near]
        for solution in arm.solutions(pose, wanted):
            turned = self._turned(solution, wanted)
            if turned is not None and (branch == ANY or branch.allows(branch_of(arm.model, solution))):
                found.append(turned)
        return _each_once(found, wanted)

    def _turned(self, solution: Sequence[float], near: list[float]) -> Vector | None:
        """Each joint by whole turns as near as its range in the chain allows, which may be less than the arm's own."""
        turned: list[float] = []
        for q, wanted, (lower, upper) in zip(solution, near, self._ranges, strict=True):
            nearest = q + _TURN * round((wanted - q) / _TURN)
            if nearest > upper:
                nearest -= _TURN * math.ceil((nearest - upper) / _TURN)
            elif nearest < lower:
                nearest += _TURN * math.ceil((lower - nearest) / _TURN)
            if not lower <= nearest <= upper:
                return None
            turned.append(nearest)
        return np.array(turned)

    def _refuse(self, branch: Branch) -> None:
        if branch != ANY:
            raise MotionError(
                "Branches are known of the Universal Robots family only.",
                where=self.chain.mechanism.name,
                remedy="Ask for the nearest solution, or for all.",
            )


def closed_form(chain: Chain) -> SixAxisArm | None:
    """The arm of the family whose forward kinematics is the chain's, however that is called; None: there is none."""
    if len(chain) != 6:
        return None
    pose = chain.forward(_PROBES[0])
    for model in MODELS.values():
        bare = SixAxisArm(model).forward(_PROBES[0])
        tool_m = float((pose[:3, 3] - bare[:3, 3]) @ bare[:3, 2])
        arm = SixAxisArm(model, tool_m)
        if all(np.allclose(arm.forward(probe), chain.forward(probe), atol=_SAME) for probe in _PROBES):
            return arm
    return None


def _ranges(chain: Chain) -> list[tuple[float, float]]:
    """Of the closed form. The elbow stays within half a turn to either side, whatever its data sheet says.

    Beyond it the forearm would have passed through the upper arm, so that no move leads there.
    """
    ranges = [(float(a) - _ROUNDING, float(b) + _ROUNDING) for a, b in zip(chain.lower, chain.upper, strict=True)]
    if len(ranges) > _ELBOW:
        lower, upper = ranges[_ELBOW]
        ranges[_ELBOW] = max(lower, -math.pi), min(upper, math.pi)
    return ranges


def _each_once(found: list[Vector], near: Sequence[float]) -> tuple[Vector, ...]:
    """Sorted by how near they are; ties by their positions."""
    kept: list[Vector] = []
    for solution in sorted(found, key=lambda q: (math.dist(q, near), *q.tolist())):
        if all(math.dist(solution, other) > _SAME_SOLUTION for other in kept):
            kept.append(solution)
    return tuple(kept)
