"""Places a module that the gripper holds."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.arm_motion import ArmMotion
from robot_cells.skills.command import Command, Execution
from robot_cells.skills.curve import measurement
from robot_cells.skills.device_answer import number_in
from robot_cells.skills.grip import gripper_of
from robot_cells.skills.layout_search import layout_of, part_of
from robot_cells.skills.module_place import module_place
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill
from robot_cells.skills.skill_error import CommandFailedError, SkillError
from robot_cells.skills.station_place import BasePlace
from robot_cells.skills.ways import MOVE_CODES

RELEASE_S = 0.5
HOVER_M = 0.012
"""From so far above what it is to lie on the part is lowered by feeling."""
OVERTRAVEL_M = 0.008
"""The guarded move goes on so far below the place: a part that has met nothing by then has missed."""


@dataclass(frozen=True, slots=True)
class PlaceParameters:
    """Parameters of `place`."""

    module: str = parameter("id of the module in the layout")
    contact_force_n: float = parameter("the part is down at this force", unit="N", default=10.0, minimum=1.0)
    force_limit_n: float = parameter("a greater force is a collision", unit="N", default=40.0, minimum=2.0)
    arm: str = parameter("which arm: its id", default="arm")
    gripper: str = parameter("which gripper: its id", default="gripper")


class Place(Skill[PlaceParameters]):
    """Brings a module over its place, lowers it until it is felt to be down, and lets go."""

    name = "place"
    needs = ("arm", "gripper", "station")
    parameters_type = PlaceParameters
    nominal_s = 3.1
    codes = (*MOVE_CODES, "place.force_limit", "place.no_contact")
    results = ("measurements",)

    def subject(self) -> str:
        """The module."""
        return self.parameters.module

    def run(self) -> Execution:
        """Over it, down by feeling, release."""
        given = self.parameters
        place = self._place()
        motion = ArmMotion(self.workplace, self.workpiece, given.arm)
        yield from motion.to(place.above(HOVER_M))
        try:
            answer = yield from motion.press(
                place,
                travel_m=HOVER_M + OVERTRAVEL_M,
                contact_force_n=given.contact_force_n,
                force_limit_n=given.force_limit_n,
            )
        except CommandFailedError as failure:
            raise _placing_failure(failure, given.module) from failure
        yield Command(given.gripper, "release", expected_s=RELEASE_S)
        motion.holds("")
        force_n = number_in(answer, "force_n")
        return {"measurements": [measurement("placing_force", force_n, "N", (None, given.force_limit_n))]}

    def _place(self) -> BasePlace:
        """Of the tool when the module is down on what it lies on."""
        module = part_of(layout_of(self.workpiece).modules, self.parameters.module, "module")
        gripper = gripper_of(self.workplace, self.parameters.gripper)
        return module_place(self.workplace, self.workpiece, gripper, module)


def _placing_failure(failure: CommandFailedError, module: str) -> Exception:
    if failure.failure_code == "arm.force_limit":
        remedy = "See what lies in the way; take the part from the gripper."
        return SkillError("place.force_limit", f"{module} met too much resistance ({failure.what})", remedy=remedy)
    if failure.failure_code == "arm.no_contact":
        remedy = "See whether the gripper holds the part and the tray is there."
        return SkillError("place.no_contact", f"{module} met nothing to stand on ({failure.what})", remedy=remedy)
    return failure
