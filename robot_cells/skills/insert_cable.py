"""Inserts a cable, first one end, then the other."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.orders.part_sizes import CABLE
from robot_cells.robots.gripper_options import SUCTION
from robot_cells.skills.arm_motion import ArmMotion
from robot_cells.skills.command import Command, Execution
from robot_cells.skills.grip import gripper_of, type_grip
from robot_cells.skills.layout_search import layout_of, part_of
from robot_cells.skills.parameter import parameter
from robot_cells.skills.press_fit import PressFit
from robot_cells.skills.skill import Skill
from robot_cells.skills.station_place import tray_place
from robot_cells.skills.ways import MOVE_CODES

RELEASE_S = 0.5


@dataclass(frozen=True, slots=True)
class InsertCableParameters:
    """Parameters of `insert_cable`."""

    cable: str = parameter("id of the cable in the layout; the gripper holds it")
    contact_force_n: float = parameter("an end is home at this force", unit="N", default=20.0, minimum=3.0)
    force_limit_n: float = parameter("a greater force bends contacts", unit="N", default=45.0, minimum=4.0)
    least_depth_m: float = parameter("an end goes in so deep at least", unit="m", default=0.0035, minimum=0.0)
    arm: str = parameter("which arm: its id", default="arm")
    gripper: str = parameter("which gripper: its id", default="gripper")


class InsertCable(Skill[InsertCableParameters]):
    """Presses both plugs home: fingers slide along the cable in between, a cup lets go and pushes on the second."""

    name = "insert_cable"
    needs = ("arm", "gripper", "station")
    parameters_type = InsertCableParameters
    nominal_s = 5.5
    codes = ("insert.no_latch", "insert.jammed", "insert.no_contact", *MOVE_CODES)
    results = ("measurements", "defects")

    def subject(self) -> str:
        """The cable."""
        return self.parameters.cable

    def run(self) -> Execution:
        """One end, the other end, let go."""
        given = self.parameters
        cable = part_of(layout_of(self.workpiece).cables, given.cable, "cable")
        gripper = gripper_of(self.workplace, given.gripper)
        grip_m, turn_rad = type_grip(gripper, self.workpiece.layout, CABLE)
        rotation_rad = cable.direction_rad + turn_rad
        motion = ArmMotion(self.workplace, self.workpiece, given.arm)
        fit = PressFit("insert", cable.id, given.contact_force_n, given.force_limit_n, given.least_depth_m)
        measurements: list[dict[str, object]] = []
        for number, (x_m, y_m) in enumerate(((cable.x1_m, cable.y1_m), (cable.x2_m, cable.y2_m)), start=1):
            place = tray_place(self.workplace, self.workpiece, x_m, y_m, rotation_rad, grip_m)
            measurements.append((yield from fit.press(motion, place, f"{cable.id}.end_{number}")))
            if number == 1 and gripper.model == SUCTION:
                yield Command(given.gripper, "release", expected_s=RELEASE_S)
                motion.holds("")
        if gripper.model != SUCTION:
            yield Command(given.gripper, "release", expected_s=RELEASE_S)
            motion.holds("")
        return {"measurements": measurements}
