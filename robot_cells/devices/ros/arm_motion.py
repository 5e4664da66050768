"""One trajectory of an arm, judged by the joint states that are heard of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from robot_cells.devices.device_client import CommandState, CommandStatus

GOAL_TOLERANCE_RAD = 0.01
"""So near to its end counts as there, in each joint."""
SETTLE_S = 1.0
"""An arm that stands elsewhere so many seconds after the trajectory's end has deviated from it."""
AT_REST_RAD_S = 1e-3
"""An arm slower than this in each joint stands."""
CREEPS_RAD_S = 0.01
"""An arm faster than this in any joint is still on its way: it began late, or somebody slows it down."""


@dataclass(frozen=True, slots=True)
class JointSample:
    """What a joint state says: node time in seconds, positions in rad, velocities in rad/s (empty when not told)."""

    at_s: float
    positions_rad: tuple[float, ...]
    velocities_rad_s: tuple[float, ...] = ()


@dataclass(slots=True)
class ArmMotion:
    """A trajectory that began at `start_s` (node time) and takes `duration_s` to `goal_rad`.

    Judged by the time in the joint state, never by the time at which it was heard: at many times real speed a message
    is under way for longer than the arm takes to settle.
    """

    start_s: float
    duration_s: float
    goal_rad: tuple[float, ...]
    cancelled: bool = False

    def judge(self, sample: JointSample) -> CommandStatus:
        """What a joint state means for the command."""
        if self.cancelled:
            standing = all(abs(speed) < AT_REST_RAD_S for speed in sample.velocities_rad_s)
            return CommandStatus(CommandState.CANCELLED if standing else CommandState.RUNNING)
        elapsed_s = sample.at_s - self.start_s
        if elapsed_s < self.duration_s:
            return CommandStatus(CommandState.RUNNING, progress=max(0.0, elapsed_s / self.duration_s))
        off_rad = largest_difference(sample.positions_rad, self.goal_rad)
        has_had_time = elapsed_s >= self.duration_s + SETTLE_S
        is_moving = any(abs(speed) > CREEPS_RAD_S for speed in sample.velocities_rad_s)
        if off_rad <= GOAL_TOLERANCE_RAD and (has_had_time or not is_moving):
            return CommandStatus(CommandState.SUCCEEDED, 1.0, result={"positions_rad": list(sample.positions_rad)})
        if is_moving or not has_had_time:
            return CommandStatus(CommandState.RUNNING, progress=1.0)
        text = f"The arm stands {off_rad:.3f} rad from the end of its trajectory, {elapsed_s:.1f} s after it began."
        return CommandStatus(CommandState.FAILED, error_code="arm.deviation", error_message=text)


def largest_difference(a: Sequence[float], b: Sequence[float]) -> float:
    """The largest difference of two joint vectors in rad; raises `ValueError` when their lengths differ."""
    return max(abs(x - y) for x, y in zip(a, b, strict=True))
