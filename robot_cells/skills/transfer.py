"""Hands a product over between a vehicle and a cell."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.command import Command, Execution
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill


@dataclass(frozen=True, slots=True)
class TransferParameters:
    """Parameters of `transfer`."""

    direction: str = parameter("onto the vehicle, or off it", choices=("load", "unload"))
    at: str = parameter("cell at which the vehicle is docked")


class Transfer(Skill[TransferParameters]):
    """Loads or unloads the product of the attempt, and no other."""

    name = "transfer"
    needs = ("vehicle",)
    parameters_type = TransferParameters
    nominal_s = 3.0

    def subject(self) -> str:
        """Direction and cell."""
        return f"{self.parameters.direction} at {self.parameters.at}"

    def run(self) -> Execution:
        """One command to the vehicle."""
        given = self.parameters
        handing = {"direction": given.direction, "at": given.at, "serial": self.workpiece.serial}
        yield Command("vehicle", "transfer", handing, expected_s=5.0)
        return {}
