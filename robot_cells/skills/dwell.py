"""Works for a while: what a machine of a public benchmark does, or a curing time."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.command import Command, Execution
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill


@dataclass(frozen=True, slots=True)
class DwellParameters:
    """Parameters of `dwell`."""

    duration_s: float = parameter("how long", unit="s", minimum=0.0)


class Dwell(Skill[DwellParameters]):
    """Has the station work for `duration_s`; a duration of zero commands nothing."""

    name = "dwell"
    needs = ("station",)
    parameters_type = DwellParameters

    def predicted_s(self) -> float:
        """The duration itself."""
        return self.parameters.duration_s

    def run(self) -> Execution:
        """One command to the station."""
        duration_s = self.parameters.duration_s
        if duration_s > 0:
            yield Command("station", "dwell", {"duration_s": duration_s}, expected_s=duration_s)
        return {}
