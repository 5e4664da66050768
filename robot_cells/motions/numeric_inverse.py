"""Inverse kinematics of any serial chain, by damped Gauss-Newton steps from several seeds.

The damping grows with the square of the error (T. Sugihara, "Solvability-Unconcerned Inverse Kinematics by the
Levenberg-Marquardt Method", IEEE Transactions on Robotics 27(5), 2011), so that steps stay short near singular poses
and converge quadratically at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from robot_cells.bodies.pose3d import Matrix
from robot_cells.motions.kinematics import Chain, Vector

TOLERANCE = 1e-8
"""Solved when the error (metres and radians together) is less: far below what an arm repeats."""
STEPS = 40
"""After so many from one seed the next one is tried; most converge within ten."""
RESTARTS = 24
_LEAST_DAMPING = 1e-10
_LONGEST_STEP = 0.8
"""Of any joint in one step, rad or m: the Jacobian says nothing about further away."""
_STALLED = 12
"""A seed that has not halved its error in so many steps is given up."""


def numeric_solutions(
    chain: Chain, pose: Matrix, near: Sequence[float] | Vector, *, seed: int = 0, restarts: int = RESTARTS
) -> Iterator[Vector]:
    """Joint positions within the limits that bring the tip to `pose` (4x4, `base`), as they are found.

    The first try begins at `near`, the others at samples drawn from `seed`. The same arguments give the same answers.
    """
    import pinocchio

    goal = pinocchio.SE3(pose[:3, :3], pose[:3, 3])
    random = np.random.default_rng(seed)
    start: Vector = np.clip(np.asarray(near, dtype=float), chain.lower, chain.upper)
    for _ in range(restarts + 1):
        found = _converged(chain, goal, start)
        if found is not None:
            yield found
        start = random.uniform(chain.lower, chain.upper)


def _converged(chain: Chain, goal: object, start: Vector) -> Vector | None:
    import pinocchio

    q = start.copy()
    best, stalled = np.inf, 0
    for _ in range(STEPS):
        error = pinocchio.log6(chain.forward_se3(q).actInv(goal)).vector
        square = float(error @ error)
        if square < TOLERANCE * TOLERANCE:
            return q
        if square < best / 4.0:
            best, stalled = square, 0
        else:
            stalled += 1
            if stalled > _STALLED:
                return None
        jacobian = chain.jacobian_at_tip(q)
        damped = jacobian @ jacobian.T
        damped[np.diag_indices(6)] += 0.05 * square + _LEAST_DAMPING
        step = jacobian.T @ np.linalg.solve(damped, error)
        longest = float(np.abs(step).max())
        if longest > _LONGEST_STEP:
            step *= _LONGEST_STEP / longest
        q = np.clip(q + step, chain.lower, chain.upper)
    return None
