"""A guarded move on an arm that only follows trajectories: somebody watches its force, and stops it.

Pure. Felt is the difference to the force at the beginning of the move: the weight of tool and part is in both, as the
hand does not turn on the way.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.devices.six_axis_arm import Joints, Pose

FORCE_LIMIT, NO_CONTACT = "arm.force_limit", "arm.no_contact"


class GuardedGoal:
    """Of one move: told what the sensor feels (N) and where the joints are (rad), it says when to stop.

    `forward` gives the pose of the tool (4x4) for joints.
    """

    def __init__(self, contact_force_n: float, force_limit_n: float, forward: Callable[[Joints], Pose]) -> None:
        self.is_reached = False
        """The force is there: the arm is to be stopped."""
        self._wanted_n, self._limit_n = contact_force_n, force_limit_n
        self._forward = forward
        self._tare: tuple[float, ...] | None = None
        self._begin: tuple[float, float, float] | None = None
        self._travel_m, self._force_n = 0.0, 0.0
        self._curve_m: list[float] = []
        self._curve_n: list[float] = []

    def feel(self, force: Sequence[float]) -> bool:
        """A force along x, y and z in the frame of the sensor; true once, when the arm is to be stopped."""
        if self._tare is None:
            self._tare = tuple(force)
        self._force_n = max(self._force_n, math.dist(force, self._tare))
        self._curve_m.append(round(self._travel_m, 6))
        self._curve_n.append(round(math.dist(force, self._tare), 2))
        if self.is_reached or self._force_n < min(self._wanted_n, self._limit_n):
            return False
        self.is_reached = True
        return True

    def stand(self, positions_rad: Joints) -> None:
        """Where the arm is."""
        tool = self._forward(positions_rad)
        at = (float(tool[0, 3]), float(tool[1, 3]), float(tool[2, 3]))
        if self._begin is None:
            self._begin = at
        self._travel_m = math.dist(at, self._begin)

    def judge(self, ended: CommandStatus, *, is_cancel_wanted: bool) -> CommandStatus:
        """What the end of the trajectory means for the move."""
        if self._force_n > self._limit_n or (self.is_reached and self._wanted_n > self._limit_n):
            text = f"{self._force_n:.1f} N were felt, {self._limit_n:.1f} N are allowed."
            return CommandStatus(CommandState.FAILED, error_code=FORCE_LIMIT, error_message=text)
        if is_cancel_wanted:
            return ended
        if self.is_reached and ended.state in (CommandState.CANCELLED, CommandState.SUCCEEDED):
            return CommandStatus(CommandState.SUCCEEDED, 1.0, result=self._result())
        if ended.state is CommandState.SUCCEEDED:
            text = f"The move ended at {self._force_n:.1f} N; {self._wanted_n:.1f} N were to be felt."
            return replace(ended, state=CommandState.FAILED, error_code=NO_CONTACT, error_message=text, result={})
        return ended

    def _result(self) -> dict[str, object]:
        return {
            "force_n": round(self._force_n, 2),
            "contact": True,
            "travel_m": round(self._travel_m, 6),
            "curve": {"travel_m": self._curve_m, "force_n": self._curve_n},
        }
