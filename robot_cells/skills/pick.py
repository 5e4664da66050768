"""Picks a part."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.orders.part_sizes import CABLE, COUPLING
from robot_cells.skills.arm_motion import ArmMotion
from robot_cells.skills.command import Command, Execution
from robot_cells.skills.grip import gripper_of, type_grip
from robot_cells.skills.layout_search import layout_of, part_of
from robot_cells.skills.module_place import module_place
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill
from robot_cells.skills.station_place import BasePlace, feeder_place, tray_place
from robot_cells.skills.ways import MOVE_CODES

GRASP_S = 0.7


@dataclass(frozen=True, slots=True)
class PickParameters:
    """Parameters of `pick`."""

    part: str = parameter("part type (a module's `type`, `coupling`, `cable`)")
    at: str = parameter("id of what is to be lifted off the tray again; empty takes the feeder", default="")
    offset_x_m: float = parameter("how far it is from its place, frame tray", unit="m", default=0.0)
    offset_y_m: float = parameter("how far it is from its place, frame tray", unit="m", default=0.0)
    rotation_rad: float = parameter("how far it is turned from its place", unit="rad", default=0.0)
    force_n: float = parameter("grasping force", unit="N", default=40.0, minimum=1.0, maximum=200.0)
    arm: str = parameter("which arm: its id", default="arm")
    gripper: str = parameter("which gripper: its id", default="gripper")


class Pick(Skill[PickParameters]):
    """Grasps a part at its feeder, or on the tray where it is to be lifted again."""

    name = "pick"
    needs = ("arm", "gripper", "station")
    parameters_type = PickParameters
    nominal_s = 3.1
    codes = MOVE_CODES

    def subject(self) -> str:
        """The part, and where."""
        return f"{self.parameters.part} {self.parameters.at}".strip()

    def run(self) -> Execution:
        """Over it, down, grasp. A gripper that closes on nothing fails with the device's `gripper.no_part`."""
        motion = ArmMotion(self.workplace, self.workpiece, self.parameters.arm)
        yield from motion.to(self._place())
        grasp = {"part": self.parameters.part, "force_n": self.parameters.force_n}
        yield Command(self.parameters.gripper, "grasp", grasp, expected_s=GRASP_S)
        motion.holds(self.parameters.part)
        return {}

    def _place(self) -> BasePlace:
        """Of the tool when it holds the part."""
        given = self.parameters
        gripper = gripper_of(self.workplace, given.gripper)
        height_m, turn_rad = type_grip(gripper, self.workpiece.layout, given.part)
        if not given.at:
            return feeder_place(self.workplace, given.part).above(height_m).turned(turn_rad)
        layout = layout_of(self.workpiece)
        rotation_rad = given.rotation_rad
        if given.part not in (COUPLING, CABLE):
            module = part_of(layout.modules, given.at, "module")
            beside = (given.offset_x_m, given.offset_y_m, rotation_rad)
            return module_place(self.workplace, self.workpiece, gripper, module, beside)
        if given.part == COUPLING:
            coupling = part_of(layout.couplings, given.at, "coupling")
            x_m, y_m = coupling.x_m, coupling.y_m
        else:
            cable = part_of(layout.cables, given.at, "cable")
            x_m, y_m = cable.x1_m, cable.y1_m
            rotation_rad += cable.direction_rad + turn_rad
        x_m, y_m = x_m + given.offset_x_m, y_m + given.offset_y_m
        return tray_place(self.workplace, self.workpiece, x_m, y_m, rotation_rad, height_m)
