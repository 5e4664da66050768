"""Where an arm works or waits, as plans know it: nominal, so that the same come again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from robot_cells.devices.six_axis_arm import Pose, tool_down
from robot_cells.motions.plan import Positions

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class JointSpot:
    """At these joint positions (rad): home, a taught pose."""

    positions: Positions


@dataclass(frozen=True, slots=True)
class PlaceSpot:
    """A place of the tool in `base`, which points straight down: metres, and the turn of its x axis in radians."""

    x_m: float
    y_m: float
    z_m: float
    yaw_rad: float = 0.0

    @classmethod
    def rounded(cls, x_m: float, y_m: float, z_m: float, yaw_rad: float) -> PlaceSpot:
        """To a micrometre and a microradian, so that rounding makes no other place of it."""
        return cls(*(round(value, _DIGITS) + 0.0 for value in (x_m, y_m, z_m, yaw_rad)))

    def pose(self, z_m: float) -> Pose:
        """The tool over it (4x4, `base`) at that height."""
        return tool_down(self.x_m, self.y_m, z_m, self.yaw_rad)


Spot: TypeAlias = JointSpot | PlaceSpot
