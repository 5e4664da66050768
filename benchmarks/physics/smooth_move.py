"""A move of an arm that real ones can follow: from rest to rest, without a jump of speed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from robot_cells.simulations.joint_path import JointPath, joints

POINTS = 51


def smooth_move(start: Sequence[float], goal: Sequence[float], duration_s: float, at_s: float = 0.0) -> JointPath:
    """Between joint positions in radians with the least jerk (T. Flash and N. Hogan, 1985), beginning at `at_s`.

    The share of the way after the share s of the time is `10 s^3 - 15 s^4 + 6 s^5`.
    """
    shares = np.linspace(0.0, 1.0, POINTS)
    way = 10.0 * shares**3 - 15.0 * shares**4 + 6.0 * shares**5
    rows = np.array(start) + way[:, None] * (np.array(goal) - np.array(start))
    return JointPath(at_s, tuple((shares * duration_s).tolist()), tuple(joints(row.tolist()) for row in rows))
