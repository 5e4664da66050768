"""Lets a module that the gripper holds into its socket, by feel."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.arm_motion import ArmMotion
from robot_cells.skills.command import Command, Execution
from robot_cells.skills.curve import kept, measurement, samples
from robot_cells.skills.device_answer import number_in
from robot_cells.skills.grip import gripper_of
from robot_cells.skills.layout_search import layout_of, part_of
from robot_cells.skills.module_place import module_place
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill
from robot_cells.skills.skill_error import CommandFailedError, SkillError
from robot_cells.skills.ways import MOVE_CODES

RELEASE_S = 0.5
HOVER_M = 0.008
"""From so far above the socket's rim the module is let down."""
SLOW_M = 0.003
"""From so far above the rim on it goes slowly."""
LONGEST_OVER_LIMIT_S = 1.0


@dataclass(frozen=True, slots=True)
class InsertParameters:
    """Parameters of `insert`."""

    module: str = parameter("id of the module in the layout")
    press_n: float = parameter("force while it searches for the socket", unit="N", default=9.0, minimum=1.0)
    push_n: float = parameter("force while it goes in", unit="N", default=12.0, minimum=1.0)
    force_limit_n: float = parameter("a greater force is not wanted for long", unit="N", default=20.0, minimum=2.0)
    search_radius_m: float = parameter(
        "how far around its place it searches", unit="m", default=0.0022, minimum=0.0002, maximum=0.01
    )
    time_limit_s: float = parameter("after so long it gives up", unit="s", default=15.0, minimum=0.5, maximum=600.0)
    arm: str = parameter("which arm: its id", default="arm")
    gripper: str = parameter("which gripper: its id", default="gripper")


class Insert(Skill[InsertParameters]):
    """Over its socket, down to contact, a spiral until it drops in, in under a limited force, and lets go.

    A module whose layout names no `socket` is let down flat. What is not home stays in the gripper.
    """

    name = "insert"
    needs = ("arm", "gripper", "station")
    parameters_type = InsertParameters
    nominal_s = 6.0
    codes = (*MOVE_CODES, "insert.not_seated", "insert.force_limit")
    results = ("measurements", "defects")

    def subject(self) -> str:
        """The module."""
        return self.parameters.module

    def run(self) -> Execution:
        """One move over it, one `insert` of the arm, one release."""
        given = self.parameters
        module = part_of(layout_of(self.workpiece).modules, given.module, "module")
        place = module_place(self.workplace, self.workpiece, gripper_of(self.workplace, given.gripper), module)
        depth_m = module.socket.depth_m if module.socket is not None else 0.0
        motion = ArmMotion(self.workplace, self.workpiece, given.arm)
        yield from motion.to(place.above(depth_m + HOVER_M))
        order = {
            "above_m": depth_m + SLOW_M,
            "press_n": given.press_n,
            "push_n": given.push_n,
            "force_limit_n": given.force_limit_n,
            "search_radius_m": given.search_radius_m,
            "time_limit_s": given.time_limit_s,
        }
        try:
            answer = yield from motion.insert(place, order, expected_s=given.time_limit_s)
        except CommandFailedError as failure:
            raise self._failed(failure) from failure
        travel, force = samples(answer, "travel_m", "force_n")
        label = module.id
        over = measurement(f"{label}.over_limit", number_in(answer, "over_limit_s"), "s", (None, LONGEST_OVER_LIMIT_S))
        peak = measurement(f"{label}.insertion_force", number_in(answer, "force_n"), "N")
        peak["curve"] = kept(travel_m=travel, force_n=force)
        depth = measurement(f"{label}.insertion_depth", number_in(answer, "depth_m"), "m")
        yield Command(given.gripper, "release", expected_s=RELEASE_S)
        motion.holds("")
        return {"measurements": [peak, over, depth]}

    def _failed(self, failure: CommandFailedError) -> Exception:
        reasons = {
            "arm.not_seated": ("insert.not_seated", "has not found into its socket", "See that nothing is in it."),
            "arm.force_limit": ("insert.force_limit", "met too much resistance", "See what lies in the way."),
        }
        found = reasons.get(failure.failure_code)
        if found is None:
            return failure
        code, reason, remedy = found
        defect = {"code": code, "subject": self.parameters.module, "score": 1.0}
        what = f"{self.parameters.module} {reason} ({failure.what})"
        return SkillError(code, what, remedy=remedy, result={"defects": [defect]})
