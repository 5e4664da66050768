"""Joint positions over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robot_cells.motions.kinematics import Vector

Rows = npt.NDArray[np.float64]
"""A row for each time, a column for each joint."""


@dataclass(frozen=True, slots=True, eq=False)
class Trajectory:
    """`times_s` from 0 on, strictly rising; positions, velocities and accelerations in rad (or m), s.

    Between two points a controller goes along the polynomial of fifth degree that has all three at both of them
    (as ros2_controllers' joint_trajectory_controller does).
    """

    times_s: Vector
    positions: Rows
    velocities: Rows
    accelerations: Rows

    @property
    def duration_s(self) -> float:
        """The time of the last point."""
        return float(self.times_s[-1])

    def at(self, time_s: float) -> Vector:
        """Positions at a time; before the beginning and after the end those there."""
        return self.state(time_s)[0]

    def state(self, time_s: float) -> tuple[Vector, Vector, Vector]:
        """Positions, velocities and accelerations at a time; before the beginning and after the end those there."""
        t = min(max(time_s, 0.0), self.duration_s)
        i = min(int(np.searchsorted(self.times_s, t, side="right")) - 1, len(self.times_s) - 2)
        h = float(self.times_s[i + 1] - self.times_s[i])
        x = (t - float(self.times_s[i])) / h
        p0, v0, a0 = self.positions[i], self.velocities[i] * h, self.accelerations[i] * h * h
        p1, v1, a1 = self.positions[i + 1], self.velocities[i + 1] * h, self.accelerations[i + 1] * h * h
        way, speed, rise = p1 - p0 - v0 - a0 / 2.0, v1 - v0 - a0, a1 - a0
        cubic, quartic, quintic = (
            10.0 * way - 4.0 * speed + rise / 2.0,
            -15.0 * way + 7.0 * speed - rise,
            6.0 * way - 3.0 * speed + rise / 2.0,
        )
        position: Vector = p0 + x * (v0 + x * (a0 / 2.0 + x * (cubic + x * (quartic + x * quintic))))
        velocity: Vector = v0 + x * (a0 + x * (3.0 * cubic + x * (4.0 * quartic + x * 5.0 * quintic)))
        acceleration: Vector = a0 + x * (6.0 * cubic + x * (12.0 * quartic + x * 20.0 * quintic))
        return position, velocity / h, acceleration / h**2

    def stretched(self, factor: float) -> Trajectory:
        """The same way in `factor` times the time."""
        return Trajectory(
            self.times_s * factor, self.positions, self.velocities / factor, self.accelerations / factor**2
        )

    def points(self) -> list[Mapping[str, object]]:
        """As the command `follow_trajectory` takes them (docs/devices.md); the start is left out."""
        return [
            {
                "positions_rad": self.positions[k].tolist(),
                "velocities_rad_s": self.velocities[k].tolist(),
                "accelerations_rad_s2": self.accelerations[k].tolist(),
                "time_s": float(self.times_s[k]),
            }
            for k in range(1, len(self.times_s))
        ]


def joined(parts: list[Trajectory]) -> Trajectory:
    """One after the other; each must begin where the one before has come to rest. Raises `ValueError` without any."""
    if not parts:
        raise ValueError("No trajectory to join.")
    times, rest = [parts[0].times_s], parts[1:]
    for part in rest:
        times.append(part.times_s[1:] + times[-1][-1])
    columns = (
        np.concatenate([getattr(parts[0], name), *(getattr(part, name)[1:] for part in rest)])
        for name in ("positions", "velocities", "accelerations")
    )
    return Trajectory(np.concatenate(times), *columns)
