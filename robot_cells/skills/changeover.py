"""Sets the cell up for another product."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.command import Command, Execution
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill


@dataclass(frozen=True, slots=True)
class ChangeoverParameters:
    """Parameters of `changeover`."""

    changeover_s: float = parameter("set-up time; zero when the product stays the same", unit="s", minimum=0.0)


class Changeover(Skill[ChangeoverParameters]):
    """Has the station set up for the set-up time that the orchestrator has found due, if any.

    The result says when it is finished: an attempt that ends before has left the cell set up for nothing.
    """

    name = "changeover"
    needs = ("station",)
    parameters_type = ChangeoverParameters
    results = ("changed_over",)

    def predicted_s(self) -> float:
        """The set-up time."""
        return self.parameters.changeover_s

    def run(self) -> Execution:
        """One command to the station, or none."""
        changeover_s = self.parameters.changeover_s
        if changeover_s <= 0:
            return {}
        yield Command("station", "changeover", {"duration_s": changeover_s}, expected_s=changeover_s)
        return {"changed_over": True}
