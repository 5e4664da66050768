"""Moves of an arm's tool, as commands to the arm."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Mapping, Sequence

from robot_cells.devices.six_axis_arm import Joints, Pose, tool_down
from robot_cells.motions.arm_kinematics import arm_kinematics
from robot_cells.motions.motion_limits import ACCELERATION, JERK, MotionLimits
from robot_cells.motions.spot import JointSpot, PlaceSpot, Spot
from robot_cells.motions.straight_move import straight_move
from robot_cells.motions.swept_volume import SweptVolume
from robot_cells.motions.tool_line import timed_line, tool_line
from robot_cells.motions.trajectory import Trajectory
from robot_cells.motions.transit import Transit
from robot_cells.motions.transit_moves import WholeMove, raised, whole_move
from robot_cells.motions.transits import Question
from robot_cells.motions.zone_claims import ZoneClaims
from robot_cells.skills.command import Command, Motion
from robot_cells.skills.device_answer import number_in
from robot_cells.skills.guarded_profile import flowing_points, steady_duration_s, steady_share
from robot_cells.skills.skill_error import SkillError
from robot_cells.skills.station_place import BasePlace, nominal_spot
from robot_cells.skills.ways import UNREACHABLE, ArmSweep, home_of, unreachable
from robot_cells.skills.workplace import Workpiece, Workplace

SPEED = 0.85
"""Share of the joints' greatest velocities that moves use."""
CLEARANCE_M = 0.06
"""Between two places the tool travels at least so far above the higher of them."""
GUARDED_MPS = 0.03
"""Speed of moves that feel for contact: at 500 Hz the controller hears of a force within 0.06 mm."""
GUARDED_STEP_S = 0.05
UNKNOWN_START_S = 8.0
"""From a place that nobody knows the arm goes to its home so slowly: a whole turn of the slowest joint at 45 deg/s."""
SAME_PLACE_M = 0.001
PLAY_M, PLAY_RAD = 0.009, 0.01
"""A place that is farther from its nominal one is planned for itself."""
_SAME_BRANCH_RAD = 0.15
_ROOM_S = 0.02
"""The room of a move is found from joint positions so far apart."""


class _GaveWayError(Exception):
    """The arm has gone home for another one's sake: the move begins anew from there."""


class ArmMotion:
    """One arm of the cell; `name` is its id, or `arm` for the first. The tool points straight down throughout.

    Remembers in the workplace where the arm was left. While it moves that is not known, so a move that is stopped or
    fails leaves it unknown, and the next one begins with the way home.
    """

    def __init__(self, workplace: Workplace, workpiece: Workpiece, name: str = "arm") -> None:
        """Raises `ProcessError` when the cell has no such arm or does not say where its home is."""
        self._workplace = workplace
        self._product = workpiece.product
        self._device = workplace.device(name)
        self._arm = arm_kinematics(self._device.parameters)
        self._gives_way = False

    def to(self, place: BasePlace, *, speed: float = SPEED, clearance_m: float = CLEARANCE_M) -> Motion:
        """Up, across and down to a place; raises `SkillError` (`MOVE_CODES`) before anything moves."""
        try:
            yield from self._to(place, speed, clearance_m)
        except _GaveWayError:
            yield from self._to(place, speed, clearance_m)

    def _to(self, place: BasePlace, speed: float, clearance_m: float) -> Motion:
        start = yield from self._known_joints()
        target, spot = _pose(place), self._spot(place)
        here = self._arm.forward(start)
        if math.dist(here[:2, 3], target[:2, 3]) <= SAME_PLACE_M:
            yield from self._follow(straight_move(start, self._reached(place, start), self._limits(speed)))
        else:
            yield from self._go(start, spot, place, speed, clearance_m)
        self._workplace.spots[self._device.id] = spot

    def to_joints(self, target_rad: Sequence[float], *, speed: float = SPEED) -> Motion:
        """To joint positions in radians; raises `SkillError` (`MOVE_CODES`) before anything moves."""
        target = _joints(target_rad)
        if not self._arm.within_limits(target):
            raise SkillError(UNREACHABLE, "the joint positions are out of range", remedy="Teach other positions.")
        try:
            start = yield from self._known_joints()
            yield from self._go(start, JointSpot(target), None, speed, CLEARANCE_M)
        except _GaveWayError:
            start = yield from self._known_joints()
            yield from self._go(start, JointSpot(target), None, speed, CLEARANCE_M)

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
        self._leave()
        answer = yield Command(self._device.id, "guarded_move", parameters, expected_s=duration_s)
        stopped = self._reached(place.at_height(z_m - number_in(answer, "travel_m")), corners[-1])
        self._workplace.joints_rad[self._device.id] = stopped
        self._workplace.spots[self._device.id] = self._spot(place)
        return answer

    def insert(
        self, place: BasePlace, order: Mapping[str, object], *, expected_s: float
    ) -> Generator[Command, Mapping[str, object], Mapping[str, object]]:
        """Lets what is held into its socket by feel, straight down from where the tool is, over `place`.

        `order` holds the other parameters of `insert` (docs/devices.md), whose answer this gives.
        """
        seated = self._reached(place, (yield from self._known_joints()))
        parameters = {"x_m": place.x_m, "y_m": place.y_m, "z_m": place.z_m, "yaw_rad": place.yaw_rad, **order}
        self._leave()
        answer = yield Command(self._device.id, "insert", parameters, expected_s=expected_s)
        self._workplace.joints_rad[self._device.id] = seated
        self._workplace.spots[self._device.id] = self._spot(place)
        return answer

    def holds(self, part: str) -> None:
        """From now on the hand holds a part of that type; empty: nothing."""
        self._workplace.held[self._device.id] = part

    def _go(self, start: Joints, end: Spot, place: BasePlace | None, speed: float, clearance_m: float) -> Motion:
        """The planned way from where the arm stands, led to the true places."""
        limits = self._limits(speed)
        spot = self._workplace.spots.get(self._device.id)
        if spot is not None:
            transit = self._transit(spot, end, clearance_m)
            move = self._led(transit, start, place)
            if move is not None:
                yield from self._follow(move.trajectory(limits.with_share(transit.share), transit.overlaps))
                return
            # In another branch than planned: up first, and on from there as from any joint positions.
            up = tool_line(self._arm, start, self._above(start, clearance_m))
            if up is not None:
                yield from self._follow(timed_line(up, limits))
                start = up.end
        transit = self._transit(JointSpot(start), end, clearance_m)
        move = self._led(transit, start, place)
        if move is None:
            remedy = "Move the place, or the arm."
            raise SkillError("move.limit", f"the arm {self._device.id} cannot keep to its way", remedy=remedy)
        yield from self._follow(move.trajectory(limits.with_share(transit.share), transit.overlaps))

    def _above(self, joints: Joints, far_m: float) -> Pose:
        pose = self._arm.forward(joints)
        return raised(pose, float(pose[2, 3]) + far_m)

    def _led(self, transit: Transit, start: Joints, place: BasePlace | None) -> WholeMove | None:
        start_pose = self._arm.forward(start) if transit.start_z_m is not None else None
        move = whole_move(self._arm, transit, start, start_pose, None if place is None else _pose(place))
        if move is None or any(
            abs(a - b) > _SAME_BRANCH_RAD for a, b in zip(move.corners[0], transit.corners[0], strict=True)
        ):
            return None
        return move

    def _transit(self, start: Spot, end: Spot, clearance_m: float) -> Transit:
        question = Question(start, end, clearance_m, self._workplace.held.get(self._device.id, ""))
        return self._workplace.ways.find(self._device, self._arm, self._home(), self._product, question)

    def _spot(self, place: BasePlace) -> PlaceSpot:
        """The nominal place, or this very one where it is too far from that."""
        spot = nominal_spot(self._workplace, place)
        off_m = math.dist((spot.x_m, spot.y_m), (place.x_m, place.y_m))
        off_rad = math.remainder(spot.yaw_rad - place.yaw_rad, 2.0 * math.pi)
        if off_m <= PLAY_M and abs(off_rad) <= PLAY_RAD:
            return spot
        return PlaceSpot.rounded(place.x_m, place.y_m, place.z_m, place.yaw_rad)

    def _limits(self, speed: float) -> MotionLimits:
        """`speed` is a share of the velocity limits; the arm's own parameter `speed` slows everything down."""
        model = self._arm.model
        velocity = tuple(limit * speed for limit in model.velocity_limits_rad_s)
        limits = MotionLimits(velocity, (ACCELERATION,) * len(velocity), (JERK,) * len(velocity))
        override = self._device.parameters.get("speed")
        return limits if override is None else limits.at_speed(float(str(override)))

    def _known_joints(self) -> Generator[Command, Mapping[str, object], Joints]:
        """Where the arm stands; from an unknown place it is brought home first."""
        known = self._workplace.joints_rad.get(self._device.id)
        if known is None:
            home = self._home()
            self._leave()
            point = {"positions_rad": list(home), "velocities_rad_s": [0.0] * len(home), "time_s": UNKNOWN_START_S}
            claims, id_ = self._workplace.ways.claims, self._device.id
            may_begin = None if claims is None else lambda: claims.claim(id_, None)
            yield from self._move([point], UNKNOWN_START_S, may_begin)
            self._arrived(home)
            known = home
        return _joints(known)

    def _follow(self, trajectory: Trajectory) -> Motion:
        may_begin = None
        if self._workplace.ways.claims is not None:
            may_begin = yield from self._claiming(self._workplace.ways.claims, trajectory)
        yield from self._move(trajectory.points(), trajectory.duration_s, may_begin)
        self._arrived(_joints(trajectory.positions[-1].tolist()))

    def _move(
        self, points: Sequence[Mapping[str, object]], duration_s: float, may_begin: Callable[[], bool] | None
    ) -> Motion:
        """One command; where the room for it is claimed, an arm that was stopped keeps it."""
        self._leave()
        claims = self._workplace.ways.claims
        try:
            yield Command(
                self._device.id, "follow_trajectory", {"points": points}, expected_s=duration_s, may_begin=may_begin
            )
        finally:
            if claims is not None:
                claims.stopped(self._device.id)

    def _arrived(self, joints: Joints) -> None:
        self._workplace.joints_rad[self._device.id] = joints
        claims = self._workplace.ways.claims
        if claims is not None:
            claims.stand(self._device.id, self._room((joints,)))

    def _claiming(
        self, claims: ZoneClaims, trajectory: Trajectory
    ) -> Generator[Command, Mapping[str, object], Callable[[], bool]]:
        """What gives the room for the whole move, before it begins: asked until no other arm is in the way.

        Where the other waits for the room that this one has, this one goes home first.
        """
        id_ = self._device.id
        count = max(2, math.ceil(trajectory.duration_s / _ROOM_S))
        rows = [trajectory.at(trajectory.duration_s * k / count).tolist() for k in range(count + 1)]
        volume = self._room(rows)
        if claims.must_give_way(id_, volume) and not self._gives_way:
            self._gives_way = True
            start = _joints(trajectory.positions[0].tolist())
            yield from self._go(start, JointSpot(self._home()), None, SPEED, CLEARANCE_M)
            self._workplace.spots.pop(id_, None)
            raise _GaveWayError

        def may_begin() -> bool:
            """Whether the room is this arm's now."""
            if claims.claim(id_, volume):
                return True
            claims.wait(id_, volume)
            return False

        return may_begin

    def _room(self, rows: Sequence[Sequence[float]]) -> SweptVolume:
        motion = ArmSweep(self._workplace.held.get(self._device.id, ""), tuple(rows))
        return self._workplace.ways.room(self._device, self._arm, self._home(), self._product, motion)

    def _leave(self) -> None:
        """Under way nobody knows where the arm is."""
        self._workplace.joints_rad.pop(self._device.id, None)
        self._workplace.spots.pop(self._device.id, None)

    def _reached(self, place: BasePlace, seed: Joints) -> Joints:
        found = self._arm.inverse(_pose(place), seed)
        if found is None:
            raise unreachable(self._device, PlaceSpot(place.x_m, place.y_m, place.z_m, place.yaw_rad))
        return found

    def _home(self) -> Joints:
        return home_of(self._device, self._workplace.cell)


def _pose(place: BasePlace) -> Pose:
    return tool_down(place.x_m, place.y_m, place.z_m, place.yaw_rad)


def _joints(values: Sequence[float]) -> Joints:
    a, b, c, d, e, f = values
    return (a, b, c, d, e, f)
