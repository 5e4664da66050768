"""Lets a new chassis onto the line."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.command import Command, Execution
from robot_cells.skills.skill import Skill


@dataclass(frozen=True, slots=True)
class ReceiveParameters:
    """`receive` has none."""


class Receive(Skill[ReceiveParameters]):
    """The chassis that gets this serial number enters here."""

    name = "receive"
    needs = ("station",)
    parameters_type = ReceiveParameters
    nominal_s = 8.0

    def run(self) -> Execution:
        """One command to the station."""
        product = {"serial": self.workpiece.serial, "product": self.workpiece.product}
        yield Command("station", "receive", product, expected_s=self.nominal_s)
        return {}
