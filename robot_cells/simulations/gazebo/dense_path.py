"""A path of an arm as points so dense that a controller which knows nothing between them follows it.

Gazebo's JointTrajectoryController has each point as its target until the next one's time has come (gazebosim/gz-sim,
`JointTrajectoryController.hh`: points should be interpolated before they are sent).
"""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.devices.six_axis_arm import Joints
from robot_cells.simulations.joint_path import STILL, JointPath

STEP_S = 0.004
"""Two steps of the world: at 1 rad/s a joint is asked to jump by 4 mrad, a fifth of what its servo gives way."""


@dataclass(frozen=True, slots=True)
class DensePoint:
    """Where the joints are (rad) and how fast (rad/s), so many seconds from the beginning."""

    time_s: float
    positions_rad: Joints
    velocities_rad_s: Joints


def dense_points(path: JointPath, from_s: float, step_s: float = STEP_S) -> list[DensePoint]:
    """What is left of a path at `from_s`, ending at rest; an arm that stands is told to stay where it is."""
    left_s = path.end_s - from_s
    count = max(0, int(left_s / step_s - 1e-9))
    moving = [
        DensePoint(index * step_s, path.at(from_s + index * step_s), path.velocities(from_s + index * step_s))
        for index in range(1, count + 1)
    ]
    return [*moving, DensePoint(max(left_s, 0.0), path.at(path.end_s), STILL)]
