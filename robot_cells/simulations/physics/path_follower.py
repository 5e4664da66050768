"""An arm that follows its path, and one that does so until it feels something."""

from __future__ import annotations

import numpy as np

from robot_cells.simulations.joint_path import JointPath
from robot_cells.simulations.physics.arm_in_world import ArmInWorld
from robot_cells.simulations.physics.sampled_path import SampledPath

SETTLED_RAD = 0.0002
"""An arm is where it was to go when every joint is as near as this: at a reach of 1.3 m a quarter of a millimetre."""
SETTLED_RAD_S = 0.002
FOLLOWS_RAD = 0.1
"""One that is farther behind than this is held by something."""
PATIENCE_S = 1.0
"""It has so long to settle after the last point."""


class PathFollower:
    """Drives an arm along a path of joint positions; ends when it stands at its last point, or cannot go on.

    `problem` says then why not; empty: it stands there. One that is `patient` and held stands still where it is, and
    ends no sooner than if it had tried to the last.
    """

    def __init__(self, arm: ArmInWorld, path: JointPath, *, patient: bool = False) -> None:
        self._arm = arm
        self._is_patient = patient
        self._path = SampledPath(path)
        self.problem = ""

    def act(self, at_s: float) -> bool:
        """See `Controller`."""
        if self.problem:
            return at_s > self._path.end_s + PATIENCE_S
        wanted, speeds = self._path.at(at_s)
        self._arm.drive(wanted, speeds)
        behind = np.abs(self._arm.joints_rad - wanted)
        if behind.max() > FOLLOWS_RAD:
            return self._held(int(behind.argmax()), float(behind.max()))
        if at_s < self._path.end_s:
            return False
        if behind.max() <= SETTLED_RAD and np.abs(self._arm.speeds_rad_s).max() <= SETTLED_RAD_S:
            return True
        if at_s > self._path.end_s + PATIENCE_S:
            return self._held(int(behind.argmax()), float(behind.max()))
        return False

    def _held(self, joint: int, behind_rad: float) -> bool:
        touching = self._arm.touching()
        what = f"{', '.join(touching)} touches it" if touching else "something holds the arm"
        self.problem = f"Joint {joint + 1} is {behind_rad:.3f} rad from where it should be: {what}."
        self._arm.drive(self._arm.joints_rad)
        return not self._is_patient


class GuardedMove:
    """Drives an arm along a path until the force against the tool reaches `contact_n`; then it stands still at once.

    `reached` says whether it did; `travel_m` and `force_n` are what was felt on the way, from the first step on.
    """

    def __init__(self, arm: ArmInWorld, path: JointPath, contact_n: float) -> None:
        self._arm = arm
        self._path = SampledPath(path)
        self._contact_n = contact_n
        self._start_m = arm.tool()[:3, 3]
        self.travel_m: list[float] = []
        self.force_n: list[float] = []
        self.reached = False
        arm.zero_force()

    def act(self, at_s: float) -> bool:
        """See `Controller`."""
        force = float(np.linalg.norm(self._arm.wrench()[:3]))
        self.travel_m.append(float(np.linalg.norm(self._arm.tool()[:3, 3] - self._start_m)))
        self.force_n.append(force)
        if force >= self._contact_n:
            self.reached = True
            self._arm.drive(self._arm.joints_rad)
            return True
        self._arm.drive(*self._path.at(at_s))
        return at_s >= self._path.end_s
