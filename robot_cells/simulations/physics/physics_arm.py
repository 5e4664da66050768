"""An arm with weight: it goes where its servos bring it, and feels what it touches."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from robot_cells.devices.six_axis_arm import Joints, Pose
from robot_cells.errors import DeviceError
from robot_cells.lines.device import Device
from robot_cells.simulations.change import DeviceChange
from robot_cells.simulations.command_error import CommandError
from robot_cells.simulations.command_parameters import CommandParameters
from robot_cells.simulations.insertion_request import InsertionRequest
from robot_cells.simulations.joint_path import STILL, JointPath, joints
from robot_cells.simulations.path_request import DEVIATION
from robot_cells.simulations.physics.braking import Braking
from robot_cells.simulations.physics.insertion import InsertionController, Phase, insertion_of
from robot_cells.simulations.physics.path_follower import GuardedMove, PathFollower
from robot_cells.simulations.physics.physics_world import Controller
from robot_cells.simulations.simulated_arm import SimulatedArm, Vector3
from robot_cells.simulations.simulated_device import Effect, Work
from robot_cells.simulations.site import Site

SAMPLES = 128
"""A force curve is told in at most so many points: one every few milliseconds."""


class PhysicsArm(SimulatedArm):
    """As `SimulatedArm`, with an end that the world tells. It stands where it truly stands, not where it was sent."""

    def __init__(self, site: Site, device: Device) -> None:
        super().__init__(site, device)
        if site.physics is None:
            raise DeviceError("The cell has no world of physics.", where=f"{site.cell}/{device.id}")
        self._physics = site.physics
        self.in_world = site.physics.arm(device.id)
        """Its joints and its tool in the world."""
        self._controller: Controller | None = None
        self._steered: PathFollower | None = None
        self._still_since_s = 0.0

    def positions(self, at_s: float) -> Joints:
        """The joint positions (radians) now; see `SimulatedArm`."""
        return joints(self.in_world.joints_rad.tolist())

    def velocities(self, at_s: float) -> Joints:
        """The joint velocities (rad/s) now; an arm that nothing drives stands."""
        return STILL if self._controller is None else joints(self.in_world.speeds_rad_s.tolist())

    def tool(self, at_s: float) -> Pose:
        """The pose of the tool (4x4, `base`) now."""
        return self.in_world.tool()

    def wrench(self) -> tuple[Vector3, Vector3]:
        """What the tool feels now beside its own weight; see `SimulatedArm`."""
        felt, axes = self.in_world.wrench(), self.in_world.tool()[:3, :3]
        (fx, fy, fz), (tx, ty, tz) = (axes.T @ part for part in felt.reshape(2, 3))
        return (float(fx), float(fy), float(fz)), (float(tx), float(ty), float(tz))

    @property
    def motion_end_s(self) -> float:
        """When the arm came to rest; infinity while it moves: nobody knows."""
        return self._still_since_s if self._controller is None else math.inf

    def steer(
        self, points: Sequence[Mapping[str, object]], at_s: float, stamp_s: float | None = None
    ) -> list[DeviceChange]:
        """See `SimulatedArm`; its times count from now: no arm with weight makes up for what a message took.

        One that is held stands still, and tells so when its trajectory should be over: sooner its sender would take
        that for an arm that has not begun.
        """
        path: JointPath | None = None
        if points:
            try:
                path = self._planned(points, at_s, at_s)
            except CommandError as error:
                return [self.failure("", error, at_s)]
        running = self.running_id
        changes = [] if running is None else self.cancel(running, at_s, "A newer trajectory took its place.")
        follower = None if path is None else PathFollower(self.in_world, path, patient=True)
        self._drive(follower or Braking(self.in_world))
        self._steered = follower
        return changes

    def trouble(self, at_s: float) -> list[DeviceChange]:
        """See `SimulatedArm`."""
        steered, self._steered = self._steered, None
        if steered is None or not steered.problem:
            return []
        return [self.failure("", CommandError(DEVIATION, steered.problem), at_s)]

    def _follow(self, path: JointPath) -> Work:
        follower = PathFollower(self.in_world, path)
        self._drive(follower)

        def finish(at_s: float) -> Effect:
            """Says where it stands."""
            if follower.problem:
                raise CommandError(DEVIATION, follower.problem)
            return Effect({"positions_rad": list(self.positions(at_s))})

        return Work(None, finish, self._serial(), abort=self._brake)

    def _guarded(self, parameters: CommandParameters, at_s: float) -> Work:
        limit_n = parameters.number("force_limit_n", minimum=0.0)
        wanted_n = parameters.number("contact_force_n", minimum=0.0)
        path = self._planned(parameters.rows("points"), at_s, at_s)
        move = GuardedMove(self.in_world, path, min(wanted_n, limit_n))
        self._drive(move)
        return Work(None, lambda end_s: self._felt(move, limit_n, wanted_n, end_s), self._serial(), abort=self._brake)

    def _felt(self, move: GuardedMove, limit_n: float, wanted_n: float, at_s: float) -> Effect:
        force_n = move.force_n[-1]
        if force_n > limit_n or (move.reached and wanted_n > limit_n):
            raise CommandError("arm.force_limit", f"{force_n:.1f} N were felt, {limit_n:.1f} N are allowed.")
        if not move.reached:
            raise CommandError(
                "arm.no_contact", f"The move ended at {force_n:.1f} N; {wanted_n:.1f} N were to be felt."
            )
        for gripper in self._grippers():
            gripper.pressed(self.tool(at_s))
        curve = _curve(move.travel_m, move.force_n)
        told = {"force_n": curve["force_n"][-1], "contact": True, "travel_m": curve["travel_m"][-1]}
        return Effect({**told, "curve": curve})

    def _insert(self, request: InsertionRequest, at_s: float) -> Work:
        insertion = InsertionController(self.in_world, insertion_of(request))
        self._drive(insertion)

        def finish(end_s: float) -> Effect:
            """Says how it went."""
            if insertion.phase is Phase.OVER_LIMIT:
                raise request.over_limit(insertion.peak_n)
            if insertion.phase is not Phase.SEATED:
                raise request.not_seated(insertion.depth_m)
            for gripper in self._grippers():
                gripper.pressed(self.tool(end_s))
            return Effect(
                {
                    "seated": True,
                    "depth_m": round(insertion.depth_m, 6),
                    "force_n": round(insertion.peak_n, 2),
                    "over_limit_s": round(insertion.longest_over_limit_s, 4),
                    "duration_s": round(insertion.duration_s, 4),
                    "curve": _curve(insertion.travel_m, insertion.force_n),
                }
            )

        return Work(None, finish, self._serial(), abort=self._brake)

    def _drive(self, controller: Controller) -> None:
        """This moves the arm now, in place of what did."""
        self._let_go()
        self._controller, self._steered = controller, None
        self._physics.drive(self, controller, self._comes_to_rest)

    def _let_go(self) -> None:
        if self._controller is not None:
            self._physics.release(self._controller)

    def _comes_to_rest(self, at_s: float) -> None:
        self._controller, self._still_since_s = None, at_s
        self.ends(at_s)

    def _brake(self, at_s: float) -> None:
        self._drive(Braking(self.in_world))


def _curve(travel_m: list[float], force_n: list[float]) -> dict[str, list[float]]:
    """At most `SAMPLES` of both; the last point is the end itself: it is always told."""
    step = math.ceil(len(force_n) / SAMPLES)
    return {
        "travel_m": [round(value, 6) for value in travel_m[::-step][::-1]],
        "force_n": [round(value, 2) for value in force_n[::-step][::-1]],
    }
