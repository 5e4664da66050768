"""How soon each move of a way may begin before the end of the one before: corners are cut where that is free."""

from __future__ import annotations

import math

import numpy as np

from robot_cells.devices.six_axis_arm import SixAxisArm
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.motion_limits import MotionLimits
from robot_cells.motions.overlap import overlapped
from robot_cells.motions.tool_line import ToolLine
from robot_cells.motions.trajectory import Trajectory
from robot_cells.motions.transit_moves import WholeMove

SHARES = (0.5, 0.35, 0.2)
"""Tried in this order."""
_LOOK_S = 0.01
_BESIDE_M = 0.002
"""So far beside the line up or down the tool is still on it: what it works on may be touched there."""


def cut_corners(world: CollisionWorld, arm: SixAxisArm, move: WholeMove, limits: MotionLimits) -> tuple[float, ...]:
    """The shares for `WholeMove.trajectory`, each the greatest that is free with the world's margin and worth while.

    Looked at is the nominal move, every hundredth of a second while two of its moves overlap.
    """
    moves = move.moves(limits)
    shares: list[float] = []
    for index in range(len(moves) - 1):
        pair = moves[index : index + 2]
        lines = [
            move.up if index == 0 else None,
            move.down if index + 2 == len(moves) else None,
        ]
        shares.append(next((share for share in SHARES if _is_free(world, arm, pair, share, limits, lines)), 0.0))
    alternatives = [[share * part for share in shares] for part in (1.0, 0.7, 0.4, 0.0)]
    best = min(alternatives, key=lambda item: round(move.trajectory(limits, item).duration_s, 6))
    return tuple(best)


def _is_free(
    world: CollisionWorld,
    arm: SixAxisArm,
    pair: list[Trajectory],
    share: float,
    limits: MotionLimits,
    lines: list[ToolLine | None],
) -> bool:
    """Whether the corner between two moves may be cut so; `lines` are those of the tool that lead there or away."""
    both = overlapped(pair, [share], limits)
    factor = both.duration_s / (sum(part.duration_s for part in pair) - share * min(part.duration_s for part in pair))
    end_s = pair[0].duration_s * factor
    begin_s = both.duration_s - pair[1].duration_s * factor
    count = max(1, math.ceil((end_s - begin_s) / _LOOK_S))
    for time_s in np.linspace(begin_s, end_s, count + 1):
        q = both.at(float(time_s))
        if not _is_on(arm, lines, q) and not world.is_free(q):
            return False
    return True


def _is_on(arm: SixAxisArm, lines: list[ToolLine | None], q: np.ndarray) -> bool:
    """Whether the tool is straight over the place that one of the lines leads to or from."""
    tool = arm.forward(q.tolist())[:2, 3]
    return any(line is not None and math.dist(tool, arm.forward(line.start)[:2, 3]) <= _BESIDE_M for line in lines)
