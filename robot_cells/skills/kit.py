"""Lays out the parts of one product."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.command import Command, Execution
from robot_cells.skills.skill import Skill


@dataclass(frozen=True, slots=True)
class KitParameters:
    """`kit` has none."""


class Kit(Skill[KitParameters]):
    """The parts go with the tray from then on. A part that is out of stock is the device's `station.part_missing`."""

    name = "kit"
    needs = ("station",)
    parameters_type = KitParameters
    nominal_s = 30.0
    results = ("parts",)

    def run(self) -> Execution:
        """One command to the station."""
        product = {"serial": self.workpiece.serial, "product": self.workpiece.product}
        answer = yield Command("station", "kit", product, expected_s=self.nominal_s)
        return {"parts": answer["parts"]}
