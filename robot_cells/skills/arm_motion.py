"""Moves of an arm's tool, as commands to the arm."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping, Sequence

from robot_cells.devices.six_axis_arm import Joints, SixAxisArm, tool_down
from robot_cells.errors import ProcessError
from robot_cells.skills.command import Command, Motion
from robot_cells.skills.device_answer import number_in
from robot_cells.skills.joint_profile import flowing_points, steady_duration_s, steady_share, timed_points
from robot_cells.skills.skill_error import SkillError
from robot_cells.skills.station_place import BasePlace
from robot_cells.skills.workplace import Workplace

SPEED = 0.85
"""Share of the joints' greatest velocities that moves use."""
CLEARANCE_M = 0.06
"""Between two places the tool travels so far above the higher of them."""
GUARDED_MPS = 0.03
"""Speed of moves that feel for contact: at 500 Hz the controller hears of a force within 0.06 mm."""
GUARDED_STEP_S = 0.05
UNKNOWN_START_S = 8.0
"""From a place that nobody knows the arm goes to its home so slowly: a whole turn of the slowest joint at 45 deg/s."""
SAME_PLACE_M = 0.001
UNREACHABLE = "move.unreachable"


class ArmMotion:
    """One arm of the cell; `name` is its id, or `arm` for the first. The tool points straight down throughout.

    Remembers in the workplace where the arm was left. While it moves that is not known, so a move that is stopped or
    fails leaves it unknown, and the next one begins with the way home.
    """

    def __init__(self, workplace: Workplace, name: str = "arm") -> None:
        """Raises `ProcessError` when the cell has no such arm or does not say where its home is."""
        self._workplace = workplace
        self._device = workplace.device(name)
        self._arm = SixAxisArm.from_parameters(self._device.parameters)

    def to(self, place: BasePlace, *, speed: float = SPEED, clearance_m: float = CLEARANCE_M) -> Motion:
        """Up, across and down to a place; raises `SkillError` (`move.unreachable`)."""
        start = yield from self._known_joints()
        corners = [start, *self._corners(start, place, clearance_m)]
        yield from self._follow(timed_points(self._arm.model, corners, speed), corners[-1])
        self._workplace.arms_at_work.add(self._device.id)

    def to_joints(self, target_rad: Sequence[float], *, speed: float = SPEED) -> Motion:
        """Straight in joint space to joint positions in radians; raises `SkillError` outside the joints' ranges."""
        target = _joints(target_rad)
        if not self._arm.within_limits(target):
            raise SkillError(UNREACHABLE, "the joint positions are out of range", remedy="Teach other positions.")
        start = yield from self._known_joints()
        yield from self._follow(timed_points(self._arm.model, [start, target], speed), target)
        self._workplace.arms_at_work.discard(self._device.id)

    def home(self, *, speed: float = SPEED) -> Motion:
        """To the arm's `home_rad`."""
        yield from self.to_joints(self._home(), speed=speed)

    def press(
        self, place: BasePlace, *, travel_m: float, contact_force_n: float, force_limit_n: float
    ) -> Generator[Command, Mapping[str, object], Mapping[str, object]]:
        """Straight down from where the tool is, which is above `place`, until contact is felt; at most `travel_m`.

        Gives the device's answer (docs/devices.md, `guarded_move`); `CommandFailedError` comes through.
        """
        start = yield from self._known_joints()
        z_m = float(self._arm.forward(start)[2, 3])
        duration_s = steady_duration_s(travel_m, GUARDED_MPS)
        steps = max(4, math.ceil(duration_s / GUARDED_STEP_S))
        times = [duration_s * index / steps for index in range(steps + 1)]
        corners: list[Joints] = [start]
        for time_s in times[1:]:
            height_m = z_m - travel_m * steady_share(time_s, duration_s)
            corners.append(self._reached(place.at_height(height_m), corners[-1]))
        parameters = {
            "points": flowing_points(times, corners),
            "force_limit_n": force_limit_n,
            "contact_force_n": contact_force_n,
        }
        self._workplace.joints_rad.pop(self._device.id, None)
        answer = yield Command(self._device.id, "guarded_move", parameters, expected_s=duration_s)
        stopped = self._reached(place.at_height(z_m - number_in(answer, "travel_m")), corners[-1])
        self._workplace.joints_rad[self._device.id] = stopped
        return answer

    def insert(
        self, place: BasePlace, order: Mapping[str, object], *, expected_s: float
    ) -> Generator[Command, Mapping[str, object], Mapping[str, object]]:
        """Lets what is held into its socket by feel, straight down from where the tool is, over `place`.

        `order` holds the other parameters of `insert` (docs/devices.md), whose answer this gives.
        """
        seated = self._reached(place, (yield from self._known_joints()))
        parameters = {"x_m": place.x_m, "y_m": place.y_m, "z_m": place.z_m, "yaw_rad": place.yaw_rad, **order}
        self._workplace.joints_rad.pop(self._device.id, None)
        answer = yield Command(self._device.id, "insert", parameters, expected_s=expected_s)
        self._workplace.joints_rad[self._device.id] = seated
        return answer

    def _known_joints(self) -> Generator[Command, Mapping[str, object], Joints]:
        """Where the arm stands; from an unknown place it is brought home first."""
        known = self._workplace.joints_rad.get(self._device.id)
        if known is None:
            home = self._home()
            yield from self._follow([_resting(home, UNKNOWN_START_S)], home)
            self._workplace.arms_at_work.discard(self._device.id)
            known = home
        return _joints(known)

    def _follow(self, points: Sequence[Mapping[str, object]], end_rad: Joints) -> Motion:
        duration_s = number_in(points[-1], "time_s")
        self._workplace.joints_rad.pop(self._device.id, None)
        yield Command(self._device.id, "follow_trajectory", {"points": list(points)}, expected_s=duration_s)
        self._workplace.joints_rad[self._device.id] = end_rad

    def _corners(self, start: Joints, place: BasePlace, clearance_m: float) -> list[Joints]:
        """Joint positions of the way: straight up, across at the travelling height, down."""
        pose = self._arm.forward(start)
        x_m, y_m, z_m = (float(value) for value in pose[:3, 3])
        if math.hypot(x_m - place.x_m, y_m - place.y_m) <= SAME_PLACE_M:
            return [self._reached(place, start)]
        height_m = max(z_m, place.z_m + clearance_m)
        if self._device.id in self._workplace.arms_at_work:
            height_m = max(height_m, z_m + clearance_m)
        lifted = pose.copy()
        lifted[2, 3] = height_m
        corners: list[Joints] = []
        if height_m - z_m > SAME_PLACE_M:
            above = self._arm.inverse(lifted, start)
            # From a place near the arm's reach there may be no way straight up; the way across rises then.
            corners += [above] if above is not None else []
        across = self._reached(place.at_height(height_m), corners[-1] if corners else start)
        return [*corners, across, self._reached(place, across)]

    def _reached(self, place: BasePlace, seed: Joints) -> Joints:
        found = self._arm.inverse(tool_down(place.x_m, place.y_m, place.z_m, place.yaw_rad), seed)
        if found is None:
            where = f"x {place.x_m:.3f}, y {place.y_m:.3f}, z {place.z_m:.3f} m"
            what = f"the arm {self._device.id} cannot reach {where} in its frame base"
            raise SkillError(UNREACHABLE, what, remedy="Move the place, or the arm.")
        return found

    def _home(self) -> Joints:
        home = self._device.parameters.get("home_rad")
        if isinstance(home, Sequence) and len(home) == 6 and all(isinstance(value, int | float) for value in home):
            return _joints([float(value) for value in home])
        raise ProcessError(
            f"Its home is {home!r}.",
            where=f"cell {self._workplace.cell}: {self._device.id}: home_rad",
            remedy="Give six joint positions in radians.",
        )


def _resting(positions_rad: Joints, time_s: float) -> Mapping[str, object]:
    """The point of a trajectory at which it ends; a controller alone knows where it begins."""
    return {"positions_rad": list(positions_rad), "velocities_rad_s": [0.0] * len(positions_rad), "time_s": time_s}


def _joints(values: Sequence[float]) -> Joints:
    a, b, c, d, e, f = values
    return (a, b, c, d, e, f)
