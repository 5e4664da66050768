"""A part is let into its socket by feel: down to contact, a spiral until it drops, then in, giving way to every side.

The arm is driven as Universal Robots' force mode and ros2_controllers' admittance controller drive it: what is felt
moves the commanded tool, `v = (F - F_wanted) / b`, turns `w = (T - k * turn) / b_r`, and the joints follow by the
inverse of the Jacobian. The spring `k` about the nominal turn keeps a part from tipping on an edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from robot_cells.bodies.pose3d import Matrix
from robot_cells.simulations.insertion_request import OVER_LIMIT_S, InsertionRequest
from robot_cells.simulations.physics.arm_in_world import ArmInWorld, Vector
from robot_cells.simulations.physics.physics_world import STEP_S
from robot_cells.simulations.spiral import Spiral

LATERAL_DAMPING_NS_PER_M = 900.0
AXIAL_DAMPING_NS_PER_M = 1200.0
TURNING_DAMPING_NMS_PER_RAD = 6.0
TURNING_STIFFNESS_NM_PER_RAD = 20.0
FASTEST_MPS = 0.02
FASTEST_RAD_S = 0.3
FILTER_S = 0.006
"""Time constant of the filter on force and torque."""
DROPPED_M = 0.0012
"""A part that is so far below the rim has found its socket."""
SPIRAL_GAIN_PER_S = 8.0
STALLED_S, STALLED_M = 0.4, 0.0002
"""A part that has not come lower by so much for so long is jammed: it is rocked until it slips."""
ROCK_RAD_S, ROCK_HZ = 0.12, 2.0
JAMMED_S = 1.0
"""What rocking does not free for so long stands on an edge: it is lifted and tried again from a place beside."""
RETREAT_M, RETREAT_MPS, BESIDE_M = 0.002, 0.015, 0.0005
GOLDEN_ANGLE_RAD = 2.39996
"""From one new place to the next, so that no two are alike."""
WINDUP_RAD = 0.03
"""The commanded joints never run farther ahead of the true ones."""


class Phase(Enum):
    """What it is about."""

    APPROACH = "approach"
    SEARCH = "search"
    INSERT = "insert"
    RETREAT = "retreat"
    SEATED = "seated"
    GAVE_UP = "gave_up"
    """The time was over."""
    OVER_LIMIT = "over_limit"
    """More force than was wanted, for longer than `OVER_LIMIT_S`."""


ENDS = (Phase.SEATED, Phase.GAVE_UP, Phase.OVER_LIMIT)


@dataclass(frozen=True, slots=True)
class Insertion:
    """What is to be done, down the z axis of `base`.

    The tool is at `seated_m` (height in `base`) when the part is home. `contact_n` ends the approach; `press_n` is kept
    while searching and `push_n` while pushing in; more than `limit_n` is not wanted for long.
    """

    seated_m: float
    slow_above_m: float = 0.012
    approach_mps: float = 0.02
    touch_mps: float = 0.01
    final_mps: float = 0.003
    contact_n: float = 4.0
    press_n: float = 9.0
    push_n: float = 12.0
    limit_n: float = 20.0
    home_m: float = 0.0004
    time_limit_s: float = 15.0
    spiral: Spiral = Spiral()


def insertion_of(request: InsertionRequest) -> Insertion:
    """What the command `insert` asks for."""
    return Insertion(
        seated_m=request.z_m,
        slow_above_m=request.above_m,
        press_n=request.press_n,
        push_n=request.push_n,
        limit_n=request.force_limit_n,
        time_limit_s=request.time_limit_s,
        spiral=Spiral(radius_m=request.search_radius_m),
    )


class InsertionController:
    """One insertion by one arm; `phase`, `peak_n` and `longest_over_limit_s` tell how it went.

    `travel_m` and `force_n` are what was felt on the way down, from the first step on.
    """

    def __init__(self, arm: ArmInWorld, insertion: Insertion) -> None:
        self._arm = arm
        self._what = insertion
        self._begin_s: float | None = None
        self._search_s = 0.0
        self._middle_m = np.zeros(2)
        self._rim_m = 0.0
        self._lowest_m, self._lowest_s = np.inf, 0.0
        self._first_m: Vector | None = None
        self._retreats = 0
        self._felt = np.zeros(6)
        self._turn = arm.tool()[:3, :3]
        self._targets = arm.targets_rad.copy()
        self._over_s = 0.0
        self.phase = Phase.APPROACH
        self.peak_n = 0.0
        self.longest_over_limit_s = 0.0
        self.duration_s = 0.0
        self.travel_m: list[float] = []
        self.force_n: list[float] = []
        self._start_m = float(arm.tool()[2, 3])
        arm.zero_force()

    @property
    def depth_m(self) -> float:
        """How far the tool is below where contact was first felt; zero where none was."""
        if self._first_m is None:
            return 0.0
        return max(0.0, self._rim_m - (self._start_m - self.travel_m[-1]))

    def act(self, at_s: float) -> bool:
        """See `Controller`."""
        self._begin_s = at_s if self._begin_s is None else self._begin_s
        self.duration_s = at_s - self._begin_s
        wrench, tool = self._arm.wrench(), self._arm.tool()
        self._judge(float(np.linalg.norm(wrench[:3])))
        self.travel_m.append(self._start_m - float(tool[2, 3]))
        self._felt += (wrench - self._felt) * min(1.0, STEP_S / FILTER_S)
        height = float(tool[2, 3])
        if height < self._lowest_m - STALLED_M:
            self._lowest_m, self._lowest_s = height, at_s
        self._next_phase(height, tool, at_s)
        if self.phase in ENDS:
            self._arm.drive(self._arm.joints_rad)
            return True
        self._move(self._velocity(height, tool, at_s), self._turning(tool, at_s))
        return False

    def _judge(self, force_n: float) -> None:
        self.force_n.append(force_n)
        self.peak_n = max(self.peak_n, force_n)
        self._over_s = self._over_s + STEP_S if force_n > self._what.limit_n else 0.0
        self.longest_over_limit_s = max(self.longest_over_limit_s, self._over_s)

    def _next_phase(self, height_m: float, tool: Matrix, at_s: float) -> None:
        if height_m <= self._what.seated_m + self._what.home_m:
            self.phase = Phase.SEATED
        elif self.duration_s > self._what.time_limit_s:
            self.phase = Phase.GAVE_UP
        elif self._over_s > OVER_LIMIT_S:
            self.phase = Phase.OVER_LIMIT
        elif self.phase is Phase.APPROACH and self._felt[2] > self._what.contact_n:
            self.phase, self._search_s = Phase.SEARCH, at_s
            self._rim_m = height_m
            self._first_m = tool[:2, 3].copy() if self._first_m is None else self._first_m
            angle, away = GOLDEN_ANGLE_RAD * self._retreats, BESIDE_M if self._retreats else 0.0
            self._middle_m = self._first_m + away * np.array([np.cos(angle), np.sin(angle)])
        elif self.phase is Phase.SEARCH and height_m < self._rim_m - DROPPED_M:
            self.phase = Phase.INSERT
        elif self.phase is Phase.INSERT and height_m > self._rim_m - DROPPED_M / 2.0:
            self.phase = Phase.SEARCH
        elif self.phase is Phase.INSERT and at_s > self._lowest_s + JAMMED_S:
            self.phase, self._retreats = Phase.RETREAT, self._retreats + 1
        elif self.phase is Phase.RETREAT and height_m > self._rim_m + RETREAT_M:
            self.phase, self._lowest_m = Phase.APPROACH, np.inf

    def _velocity(self, height_m: float, tool: Matrix, at_s: float) -> Vector:
        """(3,) of the tool, in `base`."""
        what = self._what
        if self.phase is Phase.APPROACH:
            far = height_m > what.seated_m + what.slow_above_m
            return np.array([0.0, 0.0, -(what.approach_mps if far else what.touch_mps)])
        if self.phase is Phase.RETREAT:
            back = (self._first_m - tool[:2, 3]) if self._first_m is not None else np.zeros(2)
            return np.array([*np.clip(2.0 * back, -RETREAT_MPS, RETREAT_MPS), RETREAT_MPS])
        velocity = np.clip(self._felt[:3] / LATERAL_DAMPING_NS_PER_M, -FASTEST_MPS, FASTEST_MPS)
        wanted_n = what.press_n if self.phase is Phase.SEARCH else what.push_n
        least = -FASTEST_MPS if height_m > what.seated_m + 0.003 else -what.final_mps
        velocity[2] = np.clip((self._felt[2] - wanted_n) / AXIAL_DAMPING_NS_PER_M, least, FASTEST_MPS)
        if self.phase is Phase.SEARCH:
            target = self._middle_m + what.spiral.at(at_s - self._search_s)
            velocity[:2] += (target - tool[:2, 3]) * SPIRAL_GAIN_PER_S
        return velocity

    def _turning(self, tool: Matrix, at_s: float) -> Vector:
        """(3,) angular velocity of the tool, in `base`."""
        if self.phase is Phase.APPROACH:
            return np.zeros(3)
        off = tool[:3, :3] @ self._turn.T
        # For small turns the axis times the angle.
        turned = 0.5 * np.array([off[2, 1] - off[1, 2], off[0, 2] - off[2, 0], off[1, 0] - off[0, 1]])
        wanted = (self._felt[3:] - TURNING_STIFFNESS_NM_PER_RAD * turned) / TURNING_DAMPING_NMS_PER_RAD
        if self.phase is Phase.INSERT and at_s > self._lowest_s + STALLED_S:
            angle = 2.0 * np.pi * ROCK_HZ * (at_s - self._lowest_s - STALLED_S)
            wanted += ROCK_RAD_S * np.array([np.cos(angle), np.sin(angle), 0.0])
        return np.clip(wanted, -FASTEST_RAD_S, FASTEST_RAD_S)

    def _move(self, velocity: Vector, turning: Vector) -> None:
        speeds = np.linalg.solve(self._arm.jacobian(), np.concatenate([velocity, turning]))
        here = self._arm.joints_rad
        self._targets = np.clip(
            self._targets + np.clip(speeds, -1.0, 1.0) * STEP_S, here - WINDUP_RAD, here + WINDUP_RAD
        )
        self._arm.drive(self._targets)
