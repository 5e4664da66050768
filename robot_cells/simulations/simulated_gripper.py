"""A simulated gripper, two fingers or a cup: takes and leaves parts where the tool of its arm really is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from robot_cells.devices.six_axis_arm import Pose, yaw_of
from robot_cells.lines.device import Device
from robot_cells.orders.part_sizes import CABLE, COUPLING, part_height_m, part_mass_kg
from robot_cells.orders.rest_heights import top_below_m
from robot_cells.robots.grip_height import grip_height_m
from robot_cells.robots.gripper_options import SUCTION, TWO_FINGER, GripperOptions
from robot_cells.robots.suction_hold import holding_force_n, needed_force_n
from robot_cells.simulations import fault_plan as plan
from robot_cells.simulations.command_error import CommandError
from robot_cells.simulations.command_parameters import CommandParameters
from robot_cells.simulations.contact import Surface
from robot_cells.simulations.insertion_course import HeldOver
from robot_cells.simulations.simulated_device import Effect, SimulatedDevice, Work
from robot_cells.simulations.simulated_tray import TABLE_MARGIN_M, SimulatedTray
from robot_cells.simulations.tray import LooseCable, PlacedModule

if TYPE_CHECKING:
    from robot_cells.simulations.site import Site

NO_PART = "gripper.no_part"
CANNOT_HOLD = "gripper.cannot_hold"
CLOSE_S = 0.7
OPEN_S = 0.5
FEEDER_TOLERANCE_M = 0.010
MODULE_TOLERANCE_M = 0.020
"""The tool must be as near as this to the middle of a part to grasp it."""
HEIGHT_TOLERANCE_M = {TWO_FINGER: 0.010, SUCTION: 0.003}
"""And as near as this to the height at which it is gripped: pads are long, the folds of a cup give way a little."""
DROP_HEIGHT_M = 0.050
"""A part that is let go from higher above the tray falls off it."""
HOME_TOLERANCE_M = 0.002
"""A part is home in its socket when its underside is as near as this to the placing plane."""
_ROUNDING_M = 1e-9
REPEATABILITY_M = 0.00005
"""Standard deviation of the placing of a part: the arm's data sheet states a pose repeatability of 0.05 mm."""


@dataclass(frozen=True, slots=True)
class Socket:
    """Where a coupling, or an end (0 or 1) of a cable, goes in: how deep (m), and against what friction (N)."""

    kind: str
    subject: str
    end: int
    depth_m: float
    friction_n: float


SOCKET_TOLERANCE_M = 0.003
"""So far beside its socket a part still finds its way in."""
DEPTH_M = {COUPLING: 0.008, CABLE: 0.005}
FRICTION_N = {COUPLING: 18.0, CABLE: 8.0}


class SimulatedGripper(SimulatedDevice):
    """Commands `grasp` and `release`. Pads align a part with themselves, to the nearest quarter turn; so do nests."""

    def __init__(self, site: Site, device: Device) -> None:
        super().__init__(site, device)
        self.options = GripperOptions.from_parameters(device.parameters)
        self.holding = ""
        self.grip_m = 0.0
        """How high above the underside of what it holds the tool is."""
        self._turn_rad = 0.0
        self._home: Socket | None = None

    def begin(self, command: str, parameters: CommandParameters, at_s: float) -> Work:
        """See docs/devices.md."""
        serial = self.site.tray.serial if self.site.tray else ""
        if command == "grasp":
            part = parameters.text("part")
            parameters.number("force_n", 40.0, minimum=0.0)
            duration_s = self.jitter(CLOSE_S, serial, part)
            return Work(duration_s, lambda end_s: self._grasp(part, end_s), serial, part)
        if command == "release":
            return Work(self.jitter(OPEN_S, serial), self._release, serial, self.holding)
        raise self.unknown(command)

    def socket_below(self, x_m: float, y_m: float) -> Socket | None:
        """The socket at a point of the frame `tray` that takes what is held; None where there is none.

        An empty gripper pushes on the second plug of a cable that hangs on its first.
        """
        tray = self.site.tray
        if tray is None:
            return None
        if self.holding == COUPLING:
            coupling = tray.coupling_at(x_m, y_m, SOCKET_TOLERANCE_M)
            if coupling is not None:
                return Socket(COUPLING, coupling, 0, DEPTH_M[COUPLING], FRICTION_N[COUPLING])
        if self.holding in (CABLE, ""):
            found = tray.cable_end_at(x_m, y_m, SOCKET_TOLERANCE_M)
            if found is not None and (self.holding or tray.hangs_at(*found)):
                return Socket(CABLE, *found, DEPTH_M[CABLE], FRICTION_N[CABLE])
        return None

    def stop_below(self, tool: Pose) -> Surface | None:
        """What stops the tool (4x4, `base`) when it comes down with what is held; None: nothing of a tray is there."""
        tray = self.site.tray
        if tray is None:
            return None
        x, y = tray.pose.to_tray(tool[0, 3], tool[1, 3])
        socket = self.socket_below(x, y)
        if socket is not None:
            grip = self.grip_m if self.holding else part_height_m(tray.layout, CABLE)
            return Surface(tray.pose.z_m + grip, socket.depth_m, socket.friction_n)
        if not tray.reaches(x, y, TABLE_MARGIN_M):
            return None
        if self.holding in ("", COUPLING, CABLE):
            top = top_below_m(tray.layout, tray.tray.modules, x, y)
        else:
            rotation = yaw_of(tool) + self._turn_rad - tray.pose.yaw_rad
            top = tray.seat_m(self.holding, PlacedModule(x, y, rotation))
        return Surface(tray.pose.z_m + top + self.grip_m)

    def held_over(self, tool: Pose) -> HeldOver:
        """How what is held stands over the place on the tray that is nearest, the tool being there (4x4, `base`)."""
        tray = self.site.tray
        if tray is None:
            return HeldOver()
        stop = self.stop_below(tool)
        stop_m = None if stop is None else stop.z_m
        x, y = tray.pose.to_tray(tool[0, 3], tool[1, 3])
        found = tray.free_module(self.holding, x, y)
        module = next((item for item in tray.layout.modules if item.id == found), None)
        if module is None:
            return HeldOver(stop_m=stop_m)
        turned = math.remainder(yaw_of(tool) + self._turn_rad - tray.pose.yaw_rad - module.rotation_rad, 2.0 * math.pi)
        depth_m, clearance_m = (module.socket.depth_m, module.socket.clearance_m) if module.socket else (0.0, 0.0)
        return HeldOver((x - module.x_m, y - module.y_m), turned, depth_m, clearance_m, stop_m)

    def pressed(self, tool: Pose) -> None:
        """The arm has pushed with the tool at this pose (`base`): what is under it may be home in its socket now."""
        tray = self.site.tray
        if tray is None:
            return
        socket = self.socket_below(*tray.pose.to_tray(tool[0, 3], tool[1, 3]))
        grip = self.grip_m if self.holding or socket is None else part_height_m(tray.layout, socket.kind)
        if socket is None or tool[2, 3] - grip > tray.pose.z_m + HOME_TOLERANCE_M:
            return
        self._home = socket if self.holding else None
        if socket.kind == CABLE and tray.plug(socket.subject, socket.end):
            self._loosen(tray, socket.subject)

    def _grasp(self, part: str, at_s: float) -> Effect:
        arm = self.site.arm_of(self.device)
        if arm is None:
            raise CommandError(NO_PART, "No arm carries the gripper: it closed on nothing.")
        if self.holding:
            raise CommandError(NO_PART, f"The gripper holds a part ({self.holding}) already.")
        tool = arm.tool(at_s)
        tray = self.site.tray
        if tray is not None and (self._from_feeder(part, tool, tray) or self._from_tray(part, tool, tray)):
            self.holding = part
            return Effect({"holding": True, "width_m": self._opened_m(part, tray)})
        x, y, z = (float(value) for value in tool[:3, 3])
        raise CommandError(NO_PART, f"No {part} is in the gripper at x {x:.3f}, y {y:.3f}, z {z:.3f} m.")

    def _from_feeder(self, part: str, tool: Pose, tray: SimulatedTray) -> bool:
        feeder = self.site.geometry.feeders.get(part)
        if feeder is None or part not in tray.tray.parts:
            return False
        beside = (feeder.x_m - float(tool[0, 3]), feeder.y_m - float(tool[1, 3]))
        grip_m = self._grip_m(tool, feeder.z_m, part, tray)
        if math.hypot(*beside) > FEEDER_TOLERANCE_M or grip_m is None:
            return False
        turn = _quarter(-yaw_of(tool))
        self._check_hold(part, tray, turn, beside)
        tray.tray.parts.remove(part)
        self._turn_rad, self.grip_m = turn, grip_m
        return True

    def _from_tray(self, part: str, tool: Pose, tray: SimulatedTray) -> bool:
        x, y = tray.pose.to_tray(tool[0, 3], tool[1, 3])
        if part in (COUPLING, CABLE):
            grip_m = self._grip_m(tool, tray.pose.z_m, part, tray)
            if grip_m is None or not self._taken_out(part, tray, x, y):
                return False
            self.grip_m = grip_m
            return True
        module = tray.module_at(part, x, y, MODULE_TOLERANCE_M)
        if module is None:
            return False
        grip_m = self._grip_m(tool, tray.pose.z_m + tray.rest_heights()[module], part, tray)
        if grip_m is None:
            return False
        holding = tray.screws_holding(module)
        if holding:
            raise CommandError(NO_PART, f"The module {module} cannot be lifted: {', '.join(holding)} hold it.")
        placed = tray.tray.modules[module]
        turn = _quarter(placed.rotation_rad + tray.pose.yaw_rad - yaw_of(tool))
        self._check_hold(part, tray, turn, (placed.x_m - x, placed.y_m - y))
        del tray.tray.modules[module]
        self._turn_rad, self.grip_m = turn, grip_m
        return True

    @staticmethod
    def _taken_out(part: str, tray: SimulatedTray, x_m: float, y_m: float) -> bool:
        """Whether a coupling or cable that was in at a point of the frame `tray` is out now."""
        if part == COUPLING:
            coupling = tray.coupling_at(x_m, y_m, FEEDER_TOLERANCE_M)
            return coupling is not None and tray.unmate(coupling)
        found = tray.cable_end_at(x_m, y_m, FEEDER_TOLERANCE_M)
        return found is not None and tray.take_cable(found[0])

    def _grip_m(self, tool: Pose, underside_m: float, part: str, tray: SimulatedTray) -> float | None:
        """How high the tool is above a part's underside (`base`), where that is a height at which it is gripped."""
        height_m = float(tool[2, 3]) - underside_m
        wanted_m = grip_height_m(part_height_m(tray.layout, part), self.options)
        return height_m if abs(height_m - wanted_m) <= HEIGHT_TOLERANCE_M[self.options.model] else None

    def _check_hold(self, part: str, tray: SimulatedTray, turn_rad: float, beside_m: tuple[float, float]) -> None:
        """Raises `CommandError` for a part that this gripper cannot hold."""
        width, depth = tray.size_of(part)
        if self.options.model == SUCTION:
            holds_n = holding_force_n(self.options, width, depth, _turned(beside_m, turn_rad))
            needs_n = needed_force_n(part_mass_kg(tray.layout, part))
            if holds_n < needs_n:
                what = f"The cup holds the {part} with {holds_n:.1f} N; to carry it takes {needs_n:.1f} N."
                raise CommandError(CANNOT_HOLD, what)
            return
        between = _between(width, depth, turn_rad)
        if between > self.options.opening_m + _ROUNDING_M:
            what = f"The {part} is {between * 1000:.0f} mm wide; the gripper opens {self.options.opening_m * 1000:.0f}."
            raise CommandError(CANNOT_HOLD, what)

    def _release(self, at_s: float) -> Effect:
        part, home = self.holding, self._home
        self.holding, self._home = "", None
        arm, tray = self.site.arm_of(self.device), self.site.tray
        grip_m, self.grip_m = self.grip_m, 0.0
        if not part or arm is None or tray is None:
            return Effect({"holding": False})
        tool = arm.tool(at_s)
        is_low = tool[2, 3] - grip_m <= tray.pose.z_m + DROP_HEIGHT_M
        return Effect({"holding": False}, self._leave(part, home, tool, tray, is_low=is_low))

    def _leave(self, part: str, home: Socket | None, tool: Pose, tray: SimulatedTray, *, is_low: bool) -> str:
        """Leave a part where the tool is; the id of what it has become on the tray, else the part type."""
        x, y = tray.pose.to_tray(tool[0, 3], tool[1, 3])
        if home is not None and home.kind == part:
            if part == COUPLING:
                tray.mate(home.subject, self._leak(tray, home.subject))
            return home.subject
        on_tray = 0.0 <= x <= tray.layout.width_m and 0.0 <= y <= tray.layout.depth_m
        if part not in (COUPLING, CABLE) and on_tray and is_low:
            module = tray.free_module(part, x, y)
            if module is not None and not self._sticks(tray, module):
                tray.place_module(module, self._placed(tray, module, x, y, yaw_of(tool)))
                return module
        # What is let go anywhere else falls into the kit box, so that no part is ever lost.
        tray.tray.parts.append(part)
        return part

    def _placed(self, tray: SimulatedTray, module: str, x_m: float, y_m: float, yaw_rad: float) -> PlacedModule:
        drawn = self.site.plant.random.next("place", tray.serial, module)
        dx, dy = (float(value) for value in drawn.normal(0.0, REPEATABILITY_M, 2))
        turn = 0.0
        slip = self.site.plant.faults.take(
            plan.MisplacedModule, lambda fault: fault.serial == tray.serial and fault.module == module
        )
        if slip is not None:
            dx, dy, turn = dx + slip.dx_m, dy + slip.dy_m, slip.drotation_rad
        rotation = yaw_rad + self._turn_rad - tray.pose.yaw_rad + turn
        wrong = self.site.plant.faults.take(
            plan.WrongModule, lambda fault: fault.serial == tray.serial and fault.module == module
        )
        true_type = wrong.type if wrong is not None else ""
        return PlacedModule(x_m + dx, y_m + dy, math.remainder(rotation, 2.0 * math.pi), true_type)

    def _sticks(self, tray: SimulatedTray, module: str) -> bool:
        fault = self.site.plant.faults.take(
            plan.MissingModule, lambda item: item.serial == tray.serial and item.module == module
        )
        return fault is not None

    def _loosen(self, tray: SimulatedTray, cable: str) -> None:
        """What is planned for a cable that is in now."""
        faults = self.site.plant.faults

        def concerns(fault: plan.CableFault) -> bool:
            return fault.serial == tray.serial and fault.cable == cable

        pulled, hanging = faults.take(plan.LooseCable, concerns), faults.take(plan.HangingCable, concerns)
        if pulled is not None or hanging is not None:
            end, pulled_m = (0, 0.0) if pulled is None else (pulled.end - 1, pulled.pulled_m)
            tray.loosen(cable, LooseCable(end, pulled_m, None if hanging is None else hanging.sag))

    def _leak(self, tray: SimulatedTray, coupling: str) -> float:
        """The leak of a coupling that is mated now; a planned one lasts until it is mated anew, so it is taken once."""
        fault = self.site.plant.faults.take(
            plan.LeakingCoupling, lambda item: item.serial == tray.serial and item.coupling == coupling
        )
        return fault.leak_pa_m3_s if fault else 0.0

    def _opened_m(self, part: str, tray: SimulatedTray) -> float:
        """How far apart the pads are now; a cup has none."""
        return 0.0 if self.options.model == SUCTION else _between(*tray.size_of(part), self._turn_rad)


def _between(width_m: float, depth_m: float, turn_rad: float) -> float:
    """The side of a part that lies between the pads, which close along the tool's x axis."""
    return depth_m if abs(math.sin(turn_rad)) > math.sqrt(0.5) else width_m


def _turned(beside_m: tuple[float, float], turn_rad: float) -> tuple[float, float]:
    """An offset in the axes of a part that is turned by a multiple of a quarter turn."""
    return (beside_m[1], beside_m[0]) if abs(math.sin(turn_rad)) > math.sqrt(0.5) else beside_m


def _quarter(angle_rad: float) -> float:
    """The nearest multiple of a quarter turn: how a part lies between jaws that have closed on it."""
    return math.remainder(round(angle_rad / (math.pi / 2)) * (math.pi / 2), 2.0 * math.pi)
