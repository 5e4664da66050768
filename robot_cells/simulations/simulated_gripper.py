"""A simulated parallel gripper: takes and leaves parts where the tool of its arm really is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from robot_cells.devices.six_axis_arm import Pose, yaw_of
from robot_cells.lines.device import Device
from robot_cells.orders.part_sizes import CABLE, COUPLING
from robot_cells.simulations import fault_plan as plan
from robot_cells.simulations.command_error import CommandError
from robot_cells.simulations.command_parameters import CommandParameters
from robot_cells.simulations.simulated_device import Effect, SimulatedDevice, Work
from robot_cells.simulations.simulated_tray import SimulatedTray
from robot_cells.simulations.tray import LooseCable, PlacedModule

if TYPE_CHECKING:
    from robot_cells.simulations.site import Site

NO_PART = "gripper.no_part"
CLOSE_S = 0.7
OPEN_S = 0.5
FEEDER_TOLERANCE_M = 0.010
MODULE_TOLERANCE_M = 0.020
HEIGHT_TOLERANCE_M = 0.030
"""The tool must be as near as this to the middle of a part, and to the height at which parts lie, to grasp it."""
DROP_HEIGHT_M = 0.050
"""A part that is let go from higher above the tray falls off it."""
HOME_TOLERANCE_M = 0.002
"""A part is home in its socket when the tool is as near as this to the placing plane."""
REPEATABILITY_M = 0.00005
"""Standard deviation of the placing of a part: the arm's data sheet states a pose repeatability of 0.05 mm."""
JAW_M = 0.110
"""The widest the jaws go."""


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
    """Commands `grasp` and `release`. The jaws align a part with themselves, to the nearest quarter turn."""

    def __init__(self, site: Site, device: Device) -> None:
        super().__init__(site, device)
        self.holding = ""
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
        """The socket at a point of the frame `tray` that takes what is held; None where there is none."""
        tray = self.site.tray
        if tray is None:
            return None
        if self.holding == COUPLING:
            coupling = tray.coupling_at(x_m, y_m, SOCKET_TOLERANCE_M)
            if coupling is not None:
                return Socket(COUPLING, coupling, 0, DEPTH_M[COUPLING], FRICTION_N[COUPLING])
        if self.holding == CABLE:
            found = tray.cable_end_at(x_m, y_m, SOCKET_TOLERANCE_M)
            if found is not None:
                return Socket(CABLE, *found, DEPTH_M[CABLE], FRICTION_N[CABLE])
        return None

    def pressed(self, tool: Pose) -> None:
        """The arm has pushed with the tool at this pose (`base`): what is held may be home in its socket now."""
        tray = self.site.tray
        if tray is None or not self.holding:
            return
        socket = self.socket_below(*tray.pose.to_tray(tool[0, 3], tool[1, 3]))
        if socket is None or tool[2, 3] > tray.pose.z_m + HOME_TOLERANCE_M:
            return
        self._home = socket
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
            return Effect({"holding": True, "width_m": self._width_m(part, tray)})
        x, y, z = (float(value) for value in tool[:3, 3])
        raise CommandError(NO_PART, f"No {part} is between the jaws at x {x:.3f}, y {y:.3f}, z {z:.3f} m.")

    def _from_feeder(self, part: str, tool: Pose, tray: SimulatedTray) -> bool:
        feeder = self.site.geometry.feeders.get(part)
        if feeder is None or part not in tray.tray.parts:
            return False
        if math.hypot(tool[0, 3] - feeder.x_m, tool[1, 3] - feeder.y_m) > FEEDER_TOLERANCE_M:
            return False
        if abs(tool[2, 3] - feeder.z_m) > HEIGHT_TOLERANCE_M:
            return False
        tray.tray.parts.remove(part)
        self._turn_rad = _quarter(-yaw_of(tool))
        return True

    def _from_tray(self, part: str, tool: Pose, tray: SimulatedTray) -> bool:
        if abs(tool[2, 3] - tray.pose.z_m) > HEIGHT_TOLERANCE_M:
            return False
        x, y = tray.pose.to_tray(tool[0, 3], tool[1, 3])
        if part == COUPLING:
            coupling = tray.coupling_at(x, y, FEEDER_TOLERANCE_M)
            return coupling is not None and tray.unmate(coupling)
        if part == CABLE:
            found = tray.cable_end_at(x, y, FEEDER_TOLERANCE_M)
            return found is not None and tray.take_cable(found[0])
        module = tray.module_at(part, x, y, MODULE_TOLERANCE_M)
        if module is None:
            return False
        holding = tray.screws_holding(module)
        if holding:
            raise CommandError(NO_PART, f"The module {module} cannot be lifted: {', '.join(holding)} hold it.")
        placed = tray.tray.modules.pop(module)
        self._turn_rad = _quarter(placed.rotation_rad + tray.pose.yaw_rad - yaw_of(tool))
        return True

    def _release(self, at_s: float) -> Effect:
        part, home = self.holding, self._home
        self.holding, self._home = "", None
        arm, tray = self.site.arm_of(self.device), self.site.tray
        if not part or arm is None or tray is None:
            return Effect({"holding": False})
        return Effect({"holding": False}, self._leave(part, home, arm.tool(at_s), tray))

    def _leave(self, part: str, home: Socket | None, tool: Pose, tray: SimulatedTray) -> str:
        """Leave a part where the tool is; the id of what it has become on the tray, else the part type."""
        x, y = tray.pose.to_tray(tool[0, 3], tool[1, 3])
        if home is not None and home.kind == part:
            if part == COUPLING:
                tray.mate(home.subject, self._leak(tray, home.subject))
            return home.subject
        on_tray = 0.0 <= x <= tray.layout.width_m and 0.0 <= y <= tray.layout.depth_m
        if part not in (COUPLING, CABLE) and on_tray and tool[2, 3] <= tray.pose.z_m + DROP_HEIGHT_M:
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

    def _width_m(self, part: str, tray: SimulatedTray) -> float:
        sizes = [min(item.width_m, item.depth_m) for item in tray.layout.modules if item.type == part]
        sizes += [item.diameter_m for item in tray.layout.couplings if part == COUPLING]
        return min(sizes[0] if sizes else 0.008, JAW_M)


def _quarter(angle_rad: float) -> float:
    """The nearest multiple of a quarter turn: how a part lies between jaws that have closed on it."""
    return math.remainder(round(angle_rad / (math.pi / 2)) * (math.pi / 2), 2.0 * math.pi)
