"""From a transit to a trajectory between the true places: up along a line, across, down along a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from robot_cells.devices.six_axis_arm import Joints, Pose, SixAxisArm
from robot_cells.motions.motion_limits import MotionLimits
from robot_cells.motions.overlap import overlapped
from robot_cells.motions.straight_move import straight_move
from robot_cells.motions.tool_line import ToolLine, timed_line, tool_line
from robot_cells.motions.trajectory import Trajectory
from robot_cells.motions.transit import Transit

_SAME_M = 0.0005


@dataclass(frozen=True, slots=True)
class WholeMove:
    """`up` and `down` where the move begins or ends at a place; `corners` are the true ones of the way across."""

    corners: tuple[Sequence[float], ...]
    up: ToolLine | None = None
    down: ToolLine | None = None

    @property
    def end(self) -> Joints:
        """Where it ends."""
        a, b, c, d, e, f = (float(q) for q in (self.corners[-1] if self.down is None else self.down.end))
        return (a, b, c, d, e, f)

    def moves(self, limits: MotionLimits) -> list[Trajectory]:
        """Each from rest to rest, one after the other."""
        found = [timed_line(self.up, limits)] if self.up is not None else []
        found += [straight_move(a, b, limits) for a, b in pairwise(self.corners)]
        if self.down is not None:
            found.append(timed_line(self.down, limits))
        return found

    def trajectory(self, limits: MotionLimits, overlaps: Sequence[float] = ()) -> Trajectory:
        """The whole; without `overlaps` the arm rests at every corner."""
        moves = self.moves(limits)
        return overlapped(moves, overlaps if len(overlaps) == len(moves) - 1 else [0.0] * (len(moves) - 1), limits)


def whole_move(
    arm: SixAxisArm, transit: Transit, start: Joints, start_pose: Pose | None, end_pose: Pose | None
) -> WholeMove | None:
    """The transit led from where the arm truly stands (`start`) to the pose of the true place (4x4, `base`).

    `start_pose` is the tool's at the start where that is a place, `end_pose` at the end; None where it is no place. The
    joints keep to the branch of the transit; None: they cannot.
    """
    corners: list[Sequence[float]] = list(transit.corners)
    up = down = None
    if start_pose is None or transit.start_z_m is None:
        corners[0] = start
    elif transit.start_z_m - float(start_pose[2, 3]) > _SAME_M:
        up = tool_line(arm, start, raised(start_pose, transit.start_z_m))
        if up is None:
            return None
        corners[0] = up.end
    else:
        corners[0] = start
    if end_pose is not None and transit.end_z_m is not None:
        above = arm.inverse(raised(end_pose, transit.end_z_m), corners[-1])
        if above is None:
            return None
        corners[-1] = above
        if transit.end_z_m - float(end_pose[2, 3]) > _SAME_M:
            down = tool_line(arm, above, end_pose)
            if down is None:
                return None
    return WholeMove(tuple(corners), up, down)


def raised(pose: Pose, z_m: float) -> Pose:
    """The same pose at another height."""
    found: Pose = pose.copy()
    found[2, 3] = z_m
    return found
