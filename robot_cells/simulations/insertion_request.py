"""What an arm is asked for by the command `insert`."""

from __future__ import annotations

import math
from dataclasses import dataclass

from robot_cells.devices.six_axis_arm import Pose
from robot_cells.simulations.command_error import BAD_PARAMETER, CommandError
from robot_cells.simulations.command_parameters import CommandParameters
from robot_cells.simulations.path_request import DEVIATION

NOT_SEATED = "arm.not_seated"
FORCE_LIMIT = "arm.force_limit"
BESIDE_M = 0.005
"""The tool must stand over its seated place, and not farther beside it than this."""
OVER_LIMIT_S = 1.0
"""A force above the limit for so long ends it: what the AI for Industry Challenge takes points off for."""


@dataclass(frozen=True, slots=True)
class InsertionRequest:
    """Down the z axis of `base` to where the tool is when the part is home (metres); forces in N, times in s.

    Below `above_m` over that it comes down slowly; a force up to `force_limit_n` is wanted.
    """

    x_m: float
    y_m: float
    z_m: float
    above_m: float
    press_n: float
    push_n: float
    force_limit_n: float
    search_radius_m: float
    time_limit_s: float

    @classmethod
    def from_parameters(cls, parameters: CommandParameters) -> InsertionRequest:
        """See docs/devices.md; raises `CommandError`."""
        limit_n = parameters.number("force_limit_n", minimum=1.0)
        return cls(
            x_m=parameters.number("x_m"),
            y_m=parameters.number("y_m"),
            z_m=parameters.number("z_m"),
            above_m=parameters.number("above_m", minimum=0.0),
            press_n=parameters.number("press_n", minimum=1.0, maximum=limit_n),
            push_n=parameters.number("push_n", minimum=1.0, maximum=limit_n),
            force_limit_n=limit_n,
            search_radius_m=parameters.number("search_radius_m", minimum=0.0002, maximum=0.01),
            time_limit_s=parameters.number("time_limit_s", minimum=0.5, maximum=600.0),
        )

    def check_above(self, tool: Pose) -> None:
        """Raises `CommandError` unless the tool (4x4, `base`) stands over the place."""
        beside_m = math.hypot(float(tool[0, 3]) - self.x_m, float(tool[1, 3]) - self.y_m)
        if beside_m > BESIDE_M:
            raise CommandError(DEVIATION, f"The tool stands {beside_m * 1000:.1f} mm beside the place to insert at.")
        if tool[2, 3] < self.z_m:
            raise CommandError(BAD_PARAMETER, "The tool stands lower than where the part is home.")

    def not_seated(self, depth_m: float) -> CommandError:
        """The time is over."""
        what = f"After {self.time_limit_s:g} s the part is {depth_m * 1000:.1f} mm below the rim, and not home."
        return CommandError(NOT_SEATED, what)

    def over_limit(self, peak_n: float) -> CommandError:
        """More force than was wanted, for too long."""
        what = f"More than {self.force_limit_n:g} N for {OVER_LIMIT_S:g} s, {peak_n:.1f} N at most."
        return CommandError(FORCE_LIMIT, what)
