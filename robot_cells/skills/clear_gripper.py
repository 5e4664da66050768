"""Makes sure that the gripper holds nothing."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.arm_motion import ArmMotion
from robot_cells.skills.command import Command, Execution
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill
from robot_cells.skills.ways import MOVE_CODES


@dataclass(frozen=True, slots=True)
class ClearGripperParameters:
    """Parameters of `clear_gripper`."""

    arm: str = parameter("which arm: its id", default="arm")
    gripper: str = parameter("which gripper: its id", default="gripper")


class ClearGripper(Skill[ClearGripperParameters]):
    """Home, then open: what an attempt that was stopped has left in the jaws falls into the kit box below the home."""

    name = "clear_gripper"
    needs = ("arm", "gripper")
    parameters_type = ClearGripperParameters
    nominal_s = 1.0
    codes = MOVE_CODES

    def run(self) -> Execution:
        """One trajectory, one release."""
        motion = ArmMotion(self.workplace, self.workpiece, self.parameters.arm)
        yield from motion.home()
        yield Command(self.parameters.gripper, "release", expected_s=0.5)
        motion.holds("")
        return {}
