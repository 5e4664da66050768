"""A gripper whose parts have weight: it holds what it truly reaches, and leaves parts where they come to lie."""

from __future__ import annotations

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.devices.six_axis_arm import Pose
from robot_cells.lines.device import Device
from robot_cells.orders.part_sizes import CABLE, COUPLING
from robot_cells.robots.gripper_options import GripperOptions
from robot_cells.simulations import fault_plan as plan
from robot_cells.simulations.command_error import CommandError
from robot_cells.simulations.command_parameters import CommandParameters
from robot_cells.simulations.physics.hand import Hand, hand_of
from robot_cells.simulations.physics.parts_in_cell import PartsInCell
from robot_cells.simulations.physics.physics_world import Controller
from robot_cells.simulations.physics.sockets import HOME_M, give_way, resist, socket_at
from robot_cells.simulations.physics.tray_bodies import TrayPart, Where
from robot_cells.simulations.simulated_device import Effect, Work
from robot_cells.simulations.simulated_gripper import CLOSE_S, DEPTH_M, NO_PART, OPEN_S, SimulatedGripper
from robot_cells.simulations.simulated_tray import SimulatedTray
from robot_cells.simulations.site import Site

SLIP_LIFT_M = 0.0005
"""A part that slips when it is let go is set down again from so far above."""


class PhysicsGripper(SimulatedGripper):
    """As `SimulatedGripper`, in the world of its cell; in a cell without one, or without an arm, just like it."""

    def __init__(self, site: Site, device: Device) -> None:
        super().__init__(site, device)
        self.options = GripperOptions.from_parameters(device.parameters)
        self._hand: Hand | None = None
        self._moving: Controller | None = None
        self._part: TrayPart | None = None
        if site.physics is not None:
            site.physics.rebuilt.append(self._bind)

    def begin(self, command: str, parameters: CommandParameters, at_s: float) -> Work:
        """See docs/devices.md."""
        hand, parts = self._in_world()
        if hand is None or parts is None or command not in ("grasp", "release"):
            return super().begin(command, parameters, at_s)
        if command == "release":
            return self._releasing(hand, parts)
        serial = self.site.tray.serial if self.site.tray else ""
        wanted = parameters.text("part")
        force_n = parameters.number("force_n", 40.0, minimum=0.0)
        duration_s = self.jitter(CLOSE_S, serial, wanted)
        if self.holding:
            raise CommandError(NO_PART, f"The gripper holds a part ({self.holding}) already.")
        moves = self._drive(hand.close(force_n))
        return Work(
            None if moves else duration_s, lambda _: self._taken(wanted), serial, wanted, abort=lambda _: self._stop()
        )

    def _releasing(self, hand: Hand, parts: PartsInCell) -> Work:
        serial = self.site.tray.serial if self.site.tray else ""
        duration_s, held = self.jitter(OPEN_S, serial), self.holding
        if self._part is not None:
            self._let_go(parts, self._part)
        moves = self._drive(hand.open())

        def abort(_: float) -> None:
            """It is let go all the same."""
            self._stop()
            self._left()

        return Work(None if moves else duration_s, lambda _: self._left(), serial, held, abort=abort)

    def pressed(self, tool: Pose) -> None:
        """See `SimulatedGripper`: what is under the tool may be home in its socket now."""
        hand, parts = self._in_world()
        if hand is None or parts is None or parts.tray is None:
            super().pressed(tool)
            return
        if self._part is not None:
            pressed = [self._part] if hand.holding == self._part.name else []
        else:
            pressed = list(parts.hanging)
        for part in pressed:
            pose = parts.in_tray(part)
            socket = socket_at(parts, part.type, pose)
            if socket is None or pose.z_m > HOME_M:
                continue
            if part is self._part:
                self._home = socket
            else:
                parts.is_home(part)
            if socket.kind == CABLE and parts.tray.plug(socket.subject, socket.end):
                self._loosen(parts.tray, socket.subject)

    def _in_world(self) -> tuple[Hand | None, PartsInCell | None]:
        if self.site.physics is not None and self._hand is None:
            self._bind()
        parts = self.site.physics.parts if self.site.physics is not None else None
        return self._hand, parts

    def _bind(self) -> None:
        """There is a new world: what was held is in the hand there, too, or it was of a tray that is gone."""
        physics, arm = self.site.physics, self.site.arm_of(self.device)
        if physics is None or arm is None or physics.parts is None:
            return
        placed = physics.scene.find(f"{self.site.cell}/{arm.device.id}")
        parts = physics.parts
        if self._hand is None:
            self._hand = hand_of(physics.world, placed, parts.loose, self.options)
        else:
            self._hand.move_to(physics.world, placed, parts.loose)
        hand = self._hand
        self._part = parts.part(hand.holding) if self._part is not None and hand.holding else None
        if self._part is None:
            self.holding, self._home = "", None
        in_world = physics.arm(arm.device.id)

        def watch(_: float) -> None:
            """Before every step."""
            in_world.carry(hand.watch())
            if self._part is not None and hand.holding:
                resist(parts, self._part)
            elif self._part is None:
                give_way(parts)

        physics.world.watch(watch)

    def _drive(self, controller: Controller | None) -> bool:
        """A hand that moves says itself when it is done; whether it moves."""
        if self.site.physics is None:
            return False
        if controller is None:
            self.site.physics.wake()
            return False
        self._moving = controller
        self.site.physics.drive(self, controller)
        return True

    def _stop(self) -> None:
        """What moves stops: its end would be taken for that of a later command."""
        if self._moving is not None and self.site.physics is not None:
            self.site.physics.release(self._moving)
            self._moving = None

    def _taken(self, wanted: str) -> Effect:
        hand, parts = self._in_world()
        tray = self.site.tray
        if hand is None or parts is None:
            raise CommandError(NO_PART, "The gripper has no hand in the world.")
        for name in hand.reached() if tray is not None and parts.tray is tray else ():
            part = parts.part(name)
            if part is not None and part.type == wanted and tray is not None and self._may_take(parts, part, tray):
                hand.take(name)
                self._part, self.holding = part, wanted
                part.where = Where.HAND
                if wanted == CABLE:
                    parts.carry_other_plug(part)
                if self.site.physics is not None:
                    self.site.physics.wake()
                return Effect({"holding": True, "width_m": hand.width_m})
        raise CommandError(NO_PART, f"No {wanted} is in the gripper.")

    def _may_take(self, parts: PartsInCell, part: TrayPart, tray: SimulatedTray) -> bool:
        """Whether a part can be lifted from where it is, which is then known to the tray."""
        if part.where is Where.FEEDER:
            tray.tray.parts.remove(part.type)
            return True
        if part.type == COUPLING:
            parts.seat(part).open()
            return tray.unmate(part.subject)
        if part.type == CABLE:
            parts.seat(part).open()
            return tray.take_cable(part.subject)
        holding = tray.screws_holding(part.subject)
        if holding:
            raise CommandError(NO_PART, f"The module {part.subject} cannot be lifted: {', '.join(holding)} hold it.")
        return tray.tray.modules.pop(part.subject, None) is not None

    def _let_go(self, parts: PartsInCell, part: TrayPart) -> None:
        """What becomes of a part in the moment in which it is let go."""
        tray = parts.tray
        if tray is None:
            return
        if self._home is not None:
            parts.stands_for(part, self._home.subject, self._home.end)
            parts.seat_in_socket(part)
            if part.type == CABLE and parts.other_plug(part).where is Where.HAND:
                parts.hang_other_plug(part, DEPTH_M[CABLE])
            return
        pose = parts.in_tray(part)
        module = tray.free_module(part.type, pose.x_m, pose.y_m) if parts.lies_on_tray(pose) else None
        if part.type in (COUPLING, CABLE) or module is None:
            return
        if self._sticks(tray, module):
            tray.tray.parts.append(part.type)
            parts.put_away(part)
            self._part = None
            return
        slip = self.site.plant.faults.take(
            plan.MisplacedModule, lambda fault: fault.serial == tray.serial and fault.module == module
        )
        if slip is not None:
            turned = pose.yaw_rad + slip.drotation_rad
            away = Pose3D(pose.x_m + slip.dx_m, pose.y_m + slip.dy_m, pose.z_m + SLIP_LIFT_M, yaw_rad=turned)
            parts.put(part, away)

    def _left(self) -> Effect:
        """What was let go has come to rest: what it is now, and the next parts at their feeders."""
        _, parts = self._in_world()
        part, home, tray = self._part, self._home, self.site.tray
        self._part, self._home, self.holding = None, None, ""
        if parts is None or parts.tray is None or tray is None:
            return Effect({"holding": False})
        subject = self._becomes(parts, part, tray, is_home=home is not None) if part is not None else ""
        parts.read_modules()
        parts.feed()
        return Effect({"holding": False}, subject)

    def _becomes(self, parts: PartsInCell, part: TrayPart, tray: SimulatedTray, *, is_home: bool) -> str:
        """The id of what a part has become on the tray, else its type: it fell into the kit box."""
        if is_home:
            if part.type == COUPLING:
                tray.mate(part.subject, self._leak(tray, part.subject))
            return part.subject
        pose = parts.in_tray(part)
        module = None
        if part.type not in (COUPLING, CABLE) and parts.lies_on_tray(pose):
            module = tray.free_module(part.type, pose.x_m, pose.y_m)
        if module is None:
            tray.tray.parts.append(part.type)
            parts.put_away(part)
            return part.type
        parts.stands_for(part, module)
        part.where = Where.LYING
        wrong = self.site.plant.faults.take(
            plan.WrongModule, lambda fault: fault.serial == tray.serial and fault.module == module
        )
        parts.lay(part, wrong.type if wrong is not None else "")
        return module
