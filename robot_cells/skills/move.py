"""Moves an arm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from robot_cells.skills.arm_motion import CLEARANCE_M, SPEED, ArmMotion
from robot_cells.skills.command import Execution
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill
from robot_cells.skills.skill_error import SkillError
from robot_cells.skills.station_place import BasePlace
from robot_cells.skills.ways import MOVE_CODES


@dataclass(frozen=True, slots=True)
class MoveParameters:
    """Parameters of `move`: a named pose, or a place in the frame `base`."""

    pose: str = parameter("`home`, or the name of joint positions in the arm's parameter `poses_rad`", default="")
    x_m: float = parameter("place of the tool in the frame base, pointing down", unit="m", default=0.0)
    y_m: float = parameter("place of the tool in the frame base", unit="m", default=0.0)
    z_m: float = parameter("place of the tool in the frame base", unit="m", default=0.0)
    yaw_rad: float = parameter("turn of the tool about the vertical", unit="rad", default=0.0)
    clearance_m: float = parameter("height above both places in between", unit="m", default=CLEARANCE_M, minimum=0.0)
    speed: float = parameter("share of the joints' greatest velocities", default=SPEED, minimum=0.01, maximum=1.0)
    arm: str = parameter("which arm: its id", default="arm")


class Move(Skill[MoveParameters]):
    """Joint move to a named pose, or up, across and down to a place."""

    name = "move"
    needs = ("arm",)
    parameters_type = MoveParameters
    nominal_s = 2.0
    codes = (*MOVE_CODES, "move.unknown_pose")

    def subject(self) -> str:
        """The pose's name."""
        return self.parameters.pose

    def run(self) -> Execution:
        """One trajectory."""
        given = self.parameters
        motion = ArmMotion(self.workplace, self.workpiece, given.arm)
        if given.pose == "home":
            yield from motion.home(speed=given.speed)
        elif given.pose:
            yield from motion.to_joints(self._named(given.pose), speed=given.speed)
        else:
            place = BasePlace(given.x_m, given.y_m, given.z_m, given.yaw_rad)
            yield from motion.to(place, speed=given.speed, clearance_m=given.clearance_m)
        return {}

    def _named(self, pose: str) -> list[float]:
        poses = self.workplace.device(self.parameters.arm).parameters.get("poses_rad")
        values = poses.get(pose) if isinstance(poses, dict) else None
        if isinstance(values, Sequence) and len(values) == 6 and all(isinstance(item, int | float) for item in values):
            return [float(item) for item in values]
        known = ", ".join(["home", *(poses if isinstance(poses, dict) else ())])
        raise SkillError(
            "move.unknown_pose",
            f"the arm has no pose `{pose}` of six joint positions",
            remedy=f"It has {known}; add it to the parameter `poses_rad` of the arm.",
        )
