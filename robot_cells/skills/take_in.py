"""Brings the product to the working place, and locates it."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.command import Command, Execution
from robot_cells.skills.device_answer import number_in
from robot_cells.skills.skill import Skill
from robot_cells.skills.workplace import TrayLocation


@dataclass(frozen=True, slots=True)
class TakeInParameters:
    """`take_in` has none."""


class TakeIn(Skill[TakeInParameters]):
    """Where the tray stands is known from then on: all places on it are turned into the arm's frame `base` with it."""

    name = "take_in"
    needs = ("station",)
    parameters_type = TakeInParameters
    nominal_s = 4.0

    def run(self) -> Execution:
        """One command to the station."""
        answer = yield Command("station", "take_in", {"serial": self.workpiece.serial}, expected_s=self.nominal_s)
        x_m, y_m, yaw_rad = (number_in(answer, key) for key in ("x_m", "y_m", "yaw_rad"))
        self.workpiece.tray = TrayLocation(x_m, y_m, yaw_rad)
        return {}
