"""Docks a vehicle at a cell."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.command import Command, Execution
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill


@dataclass(frozen=True, slots=True)
class DockParameters:
    """Parameters of `dock`."""

    at: str = parameter("cell at which the vehicle stands")


class Dock(Skill[DockParameters]):
    """Brings the vehicle into the position in which products can be handed over."""

    name = "dock"
    needs = ("vehicle",)
    parameters_type = DockParameters
    nominal_s = 1.0

    def subject(self) -> str:
        """The cell."""
        return f"at {self.parameters.at}"

    def run(self) -> Execution:
        """One command to the vehicle."""
        yield Command("vehicle", "dock", {"at": self.parameters.at}, expected_s=5.0)
        return {}
