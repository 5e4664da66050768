"""How an insertion by feel goes where nothing has a weight: its times and forces, from where socket and part are.

Down to contact; the search's spiral until the part is over its socket; down in it. Speeds are those of the arm that
feels (simulations/physics/insertion.py), which in physics come out of forces and dampings.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from robot_cells.devices.six_axis_arm import Joints, Pose, SixAxisArm
from robot_cells.simulations.command_error import CommandError
from robot_cells.simulations.insertion_request import InsertionRequest
from robot_cells.simulations.joint_path import STILL
from robot_cells.simulations.path_request import LIMIT
from robot_cells.simulations.spiral import Spiral

APPROACH_MPS, TOUCH_MPS = 0.02, 0.01
PUSH_MPS, LAST_MPS, LAST_M = 0.01, 0.003, 0.003
"""Going in, and over the last millimetres."""
HOME_M = 0.002
"""What is stopped so far above its seat is not home."""
MOST_TURN_RAD = 0.035
"""A part that is turned farther than this does not find into its socket."""
SEARCH_STEP_S = 0.004
SAMPLES = 40
"""Of the curve, in each of its phases."""
FORCE_NOISE_N = 0.4
"""As in guarded moves."""


@dataclass(frozen=True, slots=True)
class HeldOver:
    """What is held, over its place: how far beside it (m) and turned from it (rad); how deep and wide the socket is.

    A depth of zero is a part that lies flat. `stop_m` is where the tool is stopped without a socket, None: nowhere.
    """

    beside_m: tuple[float, float] = (0.0, 0.0)
    turned_rad: float = 0.0
    depth_m: float = 0.0
    clearance_m: float = 0.0
    stop_m: float | None = None


@dataclass(frozen=True, slots=True)
class InsertionCourse:
    """Seconds until contact, of the search and going in; `rim_m` is where contact is, above the seated place.

    `is_seated`: whether it gets home; else it searches until the time is over.
    """

    contact_s: float
    search_s: float
    inward_s: float
    rim_m: float
    is_seated: bool

    @property
    def duration_s(self) -> float:
        """All together."""
        return self.contact_s + self.search_s + self.inward_s

    def result(self, request: InsertionRequest, height_m: float, noise: np.random.Generator) -> Mapping[str, object]:
        """What the arm answers when the part is home, from a tool that stood `height_m` above its seated place."""
        down_m = height_m - self.rim_m
        phases = (
            (self.contact_s, 0.0, down_m, 0.0),
            (self.search_s, down_m, down_m, request.press_n),
            (self.inward_s, down_m, height_m, request.push_n),
        )
        travel: list[float] = [0.0]
        force: list[float] = [0.0]
        for lasts_s, begin_m, end_m, force_n in phases:
            if lasts_s > 0.0:
                travel += np.linspace(begin_m, end_m, SAMPLES).tolist()
                force += [force_n] * SAMPLES
        # At its seat it is pushed on until it no longer gives way.
        travel.append(height_m)
        force.append(request.push_n)
        felt = np.maximum(0.0, np.array(force) + noise.normal(0.0, FORCE_NOISE_N, len(force))).round(2)
        return {
            "seated": True,
            "depth_m": round(self.rim_m, 6),
            "force_n": float(felt.max()),
            "over_limit_s": 0.0,
            "duration_s": round(self.duration_s, 4),
            "curve": {"travel_m": [round(value, 6) for value in travel], "force_n": felt.tolist()},
        }


def insertion_course(request: InsertionRequest, height_m: float, held: HeldOver) -> InsertionCourse:
    """From a tool that stands `height_m` above its seated place."""
    obstacle_m = 0.0 if held.stop_m is None else max(0.0, held.stop_m - request.z_m)
    is_free = obstacle_m <= HOME_M and abs(held.turned_rad) <= MOST_TURN_RAD
    is_over = is_free and math.hypot(*held.beside_m) <= held.clearance_m
    rim_m = obstacle_m if obstacle_m > HOME_M else 0.0 if held.depth_m == 0.0 or is_over else held.depth_m
    contact_s = max(0.0, height_m - max(request.above_m, rim_m)) / APPROACH_MPS
    contact_s += max(0.0, min(height_m, request.above_m) - rim_m) / TOUCH_MPS
    inward_s = max(0.0, rim_m - LAST_M) / PUSH_MPS + min(rim_m, LAST_M) / LAST_MPS
    search_s = 0.0
    if rim_m > 0.0:
        found_s = _found_s(request, held) if is_free else None
        search_s = math.inf if found_s is None else found_s
    if contact_s + search_s + inward_s > request.time_limit_s:
        return InsertionCourse(contact_s, max(0.0, request.time_limit_s - contact_s), 0.0, rim_m, is_seated=False)
    return InsertionCourse(contact_s, search_s, inward_s, rim_m, is_seated=True)


def inward_points(
    arm: SixAxisArm, start_rad: Joints, request: InsertionRequest, course: InsertionCourse, centred: Pose
) -> list[Mapping[str, object]]:
    """The points of the arm's trajectory: down to contact, there while it searches, and in.

    `centred` is the pose of the tool (4x4, `base`) when the part is straight over its socket. The turns of the search
    are no wider than a millimetre or two, and are not driven. Raises `CommandError` (`arm.limit`) out of reach.
    """
    rim, seated = arm.forward(start_rad), centred.copy()
    rim[2, 3] = request.z_m + course.rim_m
    seated[2, 3] = request.z_m
    points: list[Mapping[str, object]] = []
    near, time_s = start_rad, 0.0
    for goal, lasts_s in ((rim, course.contact_s), (rim, course.search_s), (seated, course.inward_s)):
        found = arm.inverse(goal, near)
        if found is None:
            raise CommandError(LIMIT, "The arm does not reach down to where the part is home.")
        if lasts_s > 0.0:
            near, time_s = found, time_s + lasts_s
            points.append({"positions_rad": found, "velocities_rad_s": STILL, "time_s": time_s})
    return points


def _found_s(request: InsertionRequest, held: HeldOver) -> float | None:
    """How long the spiral takes until the part is within the clearance; None: its whole way does not lead there."""
    spiral = Spiral(radius_m=request.search_radius_m)
    for index in range(math.ceil(spiral.round_s / SEARCH_STEP_S) + 1):
        time_s = index * SEARCH_STEP_S
        x, y = spiral.at(time_s)
        if math.hypot(held.beside_m[0] + x, held.beside_m[1] + y) <= held.clearance_m:
            return time_s
    return None
