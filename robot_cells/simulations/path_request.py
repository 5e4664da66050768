"""From the points of a trajectory to a path that the arm can follow, or why it cannot."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from robot_cells.devices.six_axis_arm import ArmModel, Joints
from robot_cells.simulations.command_error import BAD_PARAMETER, CommandError
from robot_cells.simulations.joint_path import AXES, STILL, JointPath, derivative, joints

VELOCITY_TOLERANCE = 1.05
"""A trajectory may ask for so much of a joint's greatest velocity before it is refused: rounding is not a fault."""
ACCELERATION_RAD_S2 = 40.0
"""What asks a joint for more is a jump of speed: ours, several times what arms of this size do."""
LIMIT = "arm.limit"
DEVIATION = "arm.deviation"
START_TOLERANCE_RAD = 0.05
"""A trajectory whose point at time zero is farther than this from the arm is refused."""
REST_RAD_S = 1e-3
"""What ends slower than this ends at rest."""
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Places between two points at which speeds and accelerations of polynomials are looked at."""
_ROUNDING_RAD = 1e-6


def plan(
    model: ArmModel,
    points: Sequence[Mapping[str, object]],
    now_rad: Joints,
    start_s: float,
    moving_rad_s: Joints = STILL,
) -> JointPath:
    """The path from where the arm is (`now_rad`, at the speed `moving_rad_s`) through `points` (docs/devices.md).

    Raises `CommandError`: `arm.limit` where a point, a speed or a jump of speed is out of the arm's limits,
    `arm.deviation` where the path does not begin at the arm, `device.bad_parameter` where the points make no path.
    """
    if not points:
        raise CommandError(BAD_PARAMETER, "The trajectory has no points.")
    times = [_time(point) for point in points]
    rows = [_row(point, "positions_rad") for point in points]
    speeds = _all_or_none(points, "velocities_rad_s")
    rises = _all_or_none(points, "accelerations_rad_s2")
    if rises and not speeds:
        raise CommandError(BAD_PARAMETER, "The points carry accelerations without velocities.")
    if times[0] <= 0.0:
        distance = max(abs(a - b) for a, b in zip(rows[0], now_rad, strict=True))
        if distance > START_TOLERANCE_RAD:
            raise CommandError(DEVIATION, f"The trajectory begins {distance:.3f} rad from where the arm is.")
        times, rows, speeds, rises = times[1:], rows[1:], speeds[1:], rises[1:]
    path = JointPath(
        start_s,
        (0.0, *times),
        (now_rad, *rows),
        (moving_rad_s, *speeds) if speeds else (),
        (STILL, *rises) if rises else (),
    )
    _check(model, path)
    return path


def _check(model: ArmModel, path: JointPath) -> None:
    for index in range(1, len(path.times_s)):
        if path.times_s[index] <= path.times_s[index - 1]:
            raise CommandError(BAD_PARAMETER, f"The times of the trajectory do not rise at point {index}.")
    for index in range(1, len(path.times_s)):
        for axis in range(AXES):
            _check_piece(model, path, index, axis)
    for axis, speed in enumerate(path.velocities_rad_s[-1] if path.velocities_rad_s else STILL):
        if abs(speed) > REST_RAD_S:
            raise CommandError(LIMIT, f"At its last point joint {axis + 1} goes on at {speed:.2f} rad/s.")


def _check_piece(model: ArmModel, path: JointPath, index: int, axis: int) -> None:
    """The motion of one joint up to point `index`, as it is interpolated."""
    piece = path.coefficients(index, axis)
    span_s = path.times_s[index] - path.times_s[index - 1]
    where = f"Point {index} asks joint {axis + 1} for"
    shares = _SHARES if path.velocities_rad_s else (1.0,)
    limit_rad = model.position_limits_rad[axis] + _ROUNDING_RAD
    farthest = max((derivative(piece, 0, share * span_s) for share in shares), key=abs)
    if not abs(farthest) <= limit_rad:
        raise CommandError(LIMIT, f"{where} {farthest:.3f} rad: out of its range.")
    fastest = max(abs(derivative(piece, 1, share * span_s)) for share in shares)
    if fastest > model.velocity_limits_rad_s[axis] * VELOCITY_TOLERANCE:
        raise CommandError(LIMIT, f"{where} {fastest:.2f} rad/s.")
    if path.velocities_rad_s:
        hardest = max(abs(derivative(piece, 2, share * span_s)) for share in shares)
    else:
        hardest = _jump(path, index, axis, piece[1])
    if hardest > ACCELERATION_RAD_S2:
        raise CommandError(LIMIT, f"{where} {hardest:.0f} rad/s2: a jump of speed that no arm follows.")


def _jump(path: JointPath, index: int, axis: int, after_rad_s: float) -> float:
    """The acceleration over which a corner between two straight lines would be spread, half of either line; rad/s2.

    From rest, and to rest, a path of positions alone goes with a jump always: it says nothing of speeds.
    """
    if index == 1:
        return 0.0
    before_rad_s = path.coefficients(index - 1, axis)[1]
    return abs(after_rad_s - before_rad_s) / ((path.times_s[index] - path.times_s[index - 2]) / 2.0)


def _all_or_none(points: Sequence[Mapping[str, object]], key: str) -> list[Joints]:
    carrying = sum(1 for point in points if point.get(key))
    if carrying not in (0, len(points)):
        raise CommandError(BAD_PARAMETER, f"{carrying} of {len(points)} points carry {key}: all or none must.")
    return [_row(point, key) for point in points] if carrying else []


def _time(point: Mapping[str, object]) -> float:
    value = point.get("time_s")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise CommandError(BAD_PARAMETER, f"The time of a point is {value!r}: seconds are wanted.")
    return float(value)


def _row(point: Mapping[str, object], key: str) -> Joints:
    value = point.get(key)
    if (
        not isinstance(value, Sequence)
        or len(value) != AXES
        or not all(isinstance(q, (int, float)) and math.isfinite(q) for q in value)
    ):
        raise CommandError(BAD_PARAMETER, f"{key} of a point are {value!r:.80}: six numbers are wanted.")
    return joints(value)
