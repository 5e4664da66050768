"""Lets a finished product go."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.command import Command, Execution
from robot_cells.skills.skill import Skill


@dataclass(frozen=True, slots=True)
class ReleaseParameters:
    """`release` has none."""


class Release(Skill[ReleaseParameters]):
    """The product leaves the line here."""

    name = "release"
    needs = ("station",)
    parameters_type = ReleaseParameters
    nominal_s = 5.0

    def run(self) -> Execution:
        """One command to the station."""
        yield Command("station", "release", {"serial": self.workpiece.serial}, expected_s=self.nominal_s)
        return {}
