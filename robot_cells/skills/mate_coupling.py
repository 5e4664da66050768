"""Mates a quick-disconnect coupling of the liquid loop."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.orders.part_sizes import COUPLING
from robot_cells.skills.arm_motion import ArmMotion
from robot_cells.skills.command import Command, Execution
from robot_cells.skills.grip import gripper_of, type_grip
from robot_cells.skills.layout_search import layout_of, part_of
from robot_cells.skills.parameter import parameter
from robot_cells.skills.press_fit import PressFit
from robot_cells.skills.skill import Skill
from robot_cells.skills.station_place import tray_place
from robot_cells.skills.ways import MOVE_CODES


@dataclass(frozen=True, slots=True)
class MateCouplingParameters:
    """Parameters of `mate_coupling`."""

    coupling: str = parameter("id of the coupling in the layout; the gripper holds it")
    contact_force_n: float = parameter("it is home at this force", unit="N", default=35.0, minimum=5.0)
    force_limit_n: float = parameter("a greater force is a jam", unit="N", default=80.0, minimum=6.0)
    least_depth_m: float = parameter("it goes in so deep at least", unit="m", default=0.006, minimum=0.0)
    arm: str = parameter("which arm: its id", default="arm")
    gripper: str = parameter("which gripper: its id", default="gripper")


class MateCoupling(Skill[MateCouplingParameters]):
    """Guarded press until home; the force must rise, fall as the latch snaps, and rise again on the stop."""

    name = "mate_coupling"
    needs = ("arm", "gripper", "station")
    parameters_type = MateCouplingParameters
    nominal_s = 4.0
    codes = ("mate.no_latch", "mate.jammed", "mate.no_contact", *MOVE_CODES)
    results = ("measurements", "defects")

    def subject(self) -> str:
        """The coupling."""
        return self.parameters.coupling

    def run(self) -> Execution:
        """Over the socket, press, judge, let go."""
        given = self.parameters
        coupling = part_of(layout_of(self.workpiece).couplings, given.coupling, "coupling")
        grip_m, _ = type_grip(gripper_of(self.workplace, given.gripper), self.workpiece.layout, COUPLING)
        place = tray_place(self.workplace, self.workpiece, coupling.x_m, coupling.y_m, height_m=grip_m)
        fit = PressFit("mate", coupling.id, given.contact_force_n, given.force_limit_n, given.least_depth_m)
        motion = ArmMotion(self.workplace, self.workpiece, given.arm)
        measured = yield from fit.press(motion, place, coupling.id)
        yield Command(given.gripper, "release", expected_s=0.5)
        motion.holds("")
        return {"measurements": [measured]}
