"""A simulated six-axis arm: follows trajectories, and feels what it touches."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from robot_cells.devices.six_axis_arm import Joints, Pose
from robot_cells.errors import DeviceError
from robot_cells.lines.device import Device
from robot_cells.motions.arm_kinematics import arm_kinematics
from robot_cells.orders.rest_heights import top_below_m
from robot_cells.simulations.change import DeviceChange
from robot_cells.simulations.command_error import CommandError
from robot_cells.simulations.command_parameters import CommandParameters
from robot_cells.simulations.contact import Contact, Surface, guarded
from robot_cells.simulations.insertion_course import HeldOver, insertion_course, inward_points
from robot_cells.simulations.insertion_request import InsertionRequest
from robot_cells.simulations.joint_path import AXES, JointPath, joints
from robot_cells.simulations.path_request import plan
from robot_cells.simulations.simulated_device import Effect, SimulatedDevice, Work
from robot_cells.simulations.simulated_gripper import SimulatedGripper
from robot_cells.simulations.simulated_tray import TABLE_MARGIN_M

if TYPE_CHECKING:
    from robot_cells.simulations.site import Site

Vector3: TypeAlias = tuple[float, float, float]
"""Along x, y and z."""

HOME_RAD: Joints = (0.0, -math.pi / 2, math.pi / 2, -math.pi / 2, -math.pi / 2, 0.0)
"""Where an arm stands at first unless its parameter `home_rad` says otherwise: the tool points down."""
FORCE_NOISE_N = 0.4
"""Standard deviation of the force measurement; the family's data sheet states a precision of some newton."""
FEEDER_RADIUS_M = 0.08


class SimulatedArm(SimulatedDevice):
    """Commands `follow_trajectory`, `guarded_move`, `insert`; and trajectories as they come on the arm's topic."""

    replaces_running = True

    def __init__(self, site: Site, device: Device) -> None:
        super().__init__(site, device)
        self.kinematics = arm_kinematics(device.parameters)
        self._path = JointPath.resting(_home(device))

    @property
    def path(self) -> JointPath:
        """How it moves: another one with every trajectory, guarded move and stop."""
        return self._path

    def positions(self, at_s: float) -> Joints:
        """The joint positions (radians) at a time not before the latest command."""
        return self._path.at(at_s)

    def velocities(self, at_s: float) -> Joints:
        """The joint velocities (rad/s) at that time."""
        return self._path.velocities(at_s)

    def tool(self, at_s: float) -> Pose:
        """The pose of the tool (4x4, `base`) at that time."""
        return self.kinematics.forward(self.positions(at_s))

    def wrench(self) -> tuple[Vector3, Vector3] | None:
        """Force (N) and torque (N.m) on the tool now, about the tool point and in the axes of `tool`.

        None for an arm that feels nothing but in a guarded move, as this one.
        """
        return None

    def begin(self, command: str, parameters: CommandParameters, at_s: float) -> Work:
        """See docs/devices.md."""
        if command == "follow_trajectory":
            return self._follow(self._planned(parameters.rows("points"), at_s, at_s))
        if command == "guarded_move":
            return self._guarded(parameters, at_s)
        if command == "insert":
            request = InsertionRequest.from_parameters(parameters)
            request.check_above(self.tool(at_s))
            return self._insert(request, at_s)
        raise self.unknown(command)

    def steer(
        self, points: Sequence[Mapping[str, object]], at_s: float, stamp_s: float | None = None
    ) -> list[DeviceChange]:
        """Follow a trajectory that came on the topic; one without points stops the arm.

        Its times count from `stamp_s` where that is given and past, as in joint_trajectory_controller: a message that
        was long under way does not stretch the motion. The changes are those of a command that this ends. One that
        cannot be followed fails under an empty command id, and the arm goes on with what it did.
        """
        path = JointPath.resting(self.positions(at_s), at_s)
        if points:
            start_s = at_s if stamp_s is None else min(stamp_s, at_s)
            try:
                path = self._planned(points, at_s, start_s)
            except CommandError as error:
                return [self.failure("", error, at_s)]
        running = self.running_id
        changes = [] if running is None else self.cancel(running, at_s, "A newer trajectory took its place.")
        self._path = path
        return changes

    def trouble(self, at_s: float) -> list[DeviceChange]:
        """Why it came to rest at `at_s` short of where a trajectory of its topic ends, under an empty command id."""
        return []

    @property
    def motion_end_s(self) -> float:
        """When the arm comes, or came, to rest."""
        return self._path.end_s

    def _rest(self, at_s: float) -> None:
        self._path = JointPath.resting(self.positions(at_s), at_s)

    def _planned(self, points: Sequence[Mapping[str, object]], at_s: float, start_s: float) -> JointPath:
        """From where the arm is at `at_s`, and how it moves then; raises `CommandError`."""
        return plan(self.kinematics.model, points, self.positions(at_s), start_s, self.velocities(at_s))

    def _follow(self, path: JointPath) -> Work:
        self._path = path

        def finish(at_s: float) -> Effect:
            """Says where it stands."""
            return Effect({"positions_rad": list(self.positions(at_s))})

        return Work(path.duration_s, finish, self._serial(), abort=self._rest)

    def _guarded(self, parameters: CommandParameters, at_s: float) -> Work:
        limit_n = parameters.number("force_limit_n", minimum=0.0)
        wanted_n = parameters.number("contact_force_n", minimum=0.0)
        path = self._planned(parameters.rows("points"), at_s, at_s)
        contact = guarded(self.kinematics, path, self._surfaces(), min(wanted_n, limit_n))
        self._path = path

        def finish(end_s: float) -> Effect:
            """Says where it stands."""
            self._rest(end_s)
            return self._touched(contact, limit_n, wanted_n, end_s)

        return Work(contact.time_s, finish, self._serial(), abort=self._rest)

    def _insert(self, request: InsertionRequest, at_s: float) -> Work:
        tool, grippers = self.tool(at_s), self._grippers()
        held = grippers[0].held_over(tool) if grippers else HeldOver()
        height_m = float(tool[2, 3]) - request.z_m
        course = insertion_course(request, height_m, held)
        points = inward_points(self.kinematics, self.positions(at_s), request, course, self._over_socket(tool, held))
        if points:
            self._path = self._planned(points, at_s, at_s)

        def finish(end_s: float) -> Effect:
            """Says how it went."""
            self._rest(end_s)
            if not course.is_seated:
                raise request.not_seated(0.0)
            for gripper in grippers:
                gripper.pressed(self.tool(end_s))
            noise = self.site.plant.random.next(self.site.cell, self.device.id, "insert", self._serial())
            return Effect(course.result(request, height_m, noise))

        return Work(course.duration_s, finish, self._serial(), abort=self._rest)

    def _over_socket(self, tool: Pose, held: HeldOver) -> Pose:
        """The pose of the tool when what it holds is straight over its socket; as it is where there is none."""
        centred, tray = tool.copy(), self.site.tray
        if tray is not None and held.depth_m > 0.0:
            x, y = tray.pose.to_tray(tool[0, 3], tool[1, 3])
            centred[:2, 3] = tray.pose.to_base(x - held.beside_m[0], y - held.beside_m[1])
        return centred

    def _touched(self, contact: Contact, limit_n: float, wanted_n: float, at_s: float) -> Effect:
        if contact.force_n > limit_n or (contact.reached and wanted_n > limit_n):
            raise CommandError("arm.force_limit", f"{contact.force_n:.1f} N were felt, {limit_n:.1f} N are allowed.")
        if not contact.reached:
            raise CommandError(
                "arm.no_contact", f"The move ended at {contact.force_n:.1f} N; {wanted_n:.1f} N were to be felt."
            )
        for gripper in self._grippers():
            gripper.pressed(self.tool(at_s))
        noise = self.site.plant.random.next(self.site.cell, self.device.id, "force", self._serial()).normal(
            0.0, FORCE_NOISE_N, len(contact.forces_n)
        )
        forces = [round(max(0.0, force + extra), 2) for force, extra in zip(contact.forces_n, noise, strict=True)]
        travel = [round(value, 6) for value in contact.travel_m]
        return Effect(
            {
                "force_n": forces[-1],
                "contact": True,
                "travel_m": travel[-1],
                "curve": {"travel_m": travel, "force_n": forces},
            }
        )

    def _surfaces(self) -> Callable[[Pose], Surface | None]:
        """What is under the tool in one move; looked up anew where it is a tenth of a millimetre from where it was."""
        known: dict[tuple[float, float], Surface | None] = {}

        def below(tool: Pose) -> Surface | None:
            where = (round(float(tool[0, 3]), 4), round(float(tool[1, 3]), 4))
            if where not in known:
                known[where] = self._below(tool)
            return known[where]

        return below

    def _below(self, tool: Pose) -> Surface | None:
        """What is under the tool: a place for what the gripper holds, the tray or its table, or a feeder."""
        x, y = float(tool[0, 3]), float(tool[1, 3])
        grippers, tray = self._grippers(), self.site.tray
        for gripper in grippers:
            stop = gripper.stop_below(tool)
            if stop is not None:
                return stop
        held_m = max((gripper.grip_m for gripper in grippers), default=0.0)
        if not grippers and tray is not None and tray.reaches(*(at := tray.pose.to_tray(x, y)), TABLE_MARGIN_M):
            return Surface(tray.pose.z_m + top_below_m(tray.layout, tray.tray.modules, *at))
        for feeder in self.site.geometry.feeders.values():
            if math.hypot(feeder.x_m - x, feeder.y_m - y) <= FEEDER_RADIUS_M:
                return Surface(feeder.z_m + held_m)
        return None

    def _grippers(self) -> list[SimulatedGripper]:
        return [item for item in self.site.of_type(SimulatedGripper) if self.site.arm_of(item.device) is self]

    def _serial(self) -> str:
        return self.site.tray.serial if self.site.tray else ""


def _home(device: Device) -> Joints:
    home = device.parameters.get("home_rad", HOME_RAD)
    if not isinstance(home, Sequence) or len(home) != AXES or not all(isinstance(q, (int, float)) for q in home):
        raise DeviceError(
            f"The home of the arm is {home!r:.80}.",
            where=f"{device.id}: home_rad",
            remedy="Give six joint positions in radians.",
        )
    return joints(home)
